namespace Protocols.Storage;

/// <summary>What the directory knows of a recipient's address.</summary>
public enum RecipientStatus
{
    /// <summary>The address is that of <see cref="RecipientResult.Account"/>.</summary>
    Local,

    /// <summary>The domain is ours and nobody has this address.</summary>
    UnknownUser,

    /// <summary>The domain is not ours.</summary>
    ForeignDomain,

    /// <summary>The directory could not be asked; the sender may try again.</summary>
    TemporaryFailure,
}

/// <summary>The verdict over a recipient's address.</summary>
/// <param name="Status">What is known.</param>
/// <param name="Account">The account, for <see cref="RecipientStatus.Local"/> alone.</param>
/// <param name="Reason">What was found, in words for an operator.</param>
public sealed record RecipientResult(RecipientStatus Status, Account? Account, string Reason);
