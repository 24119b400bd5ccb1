namespace Protocols.Storage;

/// <summary>How a change to scripts ended.</summary>
public enum ScriptChangeStatus
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>There is no such account.</summary>
    NoSuchAccount,

    /// <summary>There is no script of this name.</summary>
    NoSuchScript,

    /// <summary>Another script has this name.</summary>
    AlreadyExists,

    /// <summary>It is the active one, which cannot be deleted (RFC 5804 §2.10).</summary>
    IsActive,

    /// <summary>The name is empty, too long, or holds control characters.</summary>
    InvalidName,

    /// <summary>The account has as many scripts as it may.</summary>
    TooManyScripts,

    /// <summary>The script is larger than one may be.</summary>
    TooLarge,

    /// <summary>All scripts of the account together would be larger than they may be.</summary>
    TooLargeTogether,
}

/// <summary>What came of a change to scripts.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Script">The script as it now is; null where there is none.</param>
/// <param name="ModSeq">The account's clock after it; as before where nothing changed.</param>
public sealed record ScriptChangeResult(ScriptChangeStatus Status, StoredScript? Script, ModSeq ModSeq);
