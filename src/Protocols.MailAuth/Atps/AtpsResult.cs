namespace Protocols.MailAuth.Atps;

/// <summary>The results of ATPS (RFC 6541 §8.3).</summary>
public enum AtpsVerdict
{
    /// <summary>No signature that holds claims to be made for another domain.</summary>
    None,

    /// <summary>The author's domain lets the signer sign for it.</summary>
    Pass,

    /// <summary>It does not, or the claim is of somebody else than the author.</summary>
    Fail,

    /// <summary>It cannot be known now.</summary>
    TempError,

    /// <summary>It can never be known.</summary>
    PermError,
}

/// <summary>Why an <see cref="AtpsResult"/> is what it is.</summary>
public enum AtpsReason
{
    /// <summary>No signature that holds, of a domain that is not the author's, has <c>atps=</c>.</summary>
    NoSignature,

    /// <summary>The author's domain says so (RFC 6541 §4.4).</summary>
    Authorized,

    /// <summary>The author's domain says nothing, or nothing that can be read, or it says so of another signer.</summary>
    NotAuthorized,

    /// <summary>The domain of <c>atps=</c> is no author's (RFC 6541 §4.3).</summary>
    OtherAuthor,

    /// <summary>The hash of <c>atpsh=</c> is missing or not known (RFC 6541 §4.3, step 1).</summary>
    UnknownHash,

    /// <summary>The hash is SHA-1, and <see cref="AtpsOptions.AllowSha1"/> is not set.</summary>
    WeakHash,

    /// <summary>A look-up failed.</summary>
    LookupFailed,

    /// <summary>There are more such signatures than are asked about (<see cref="AtpsOptions.MaxQueries"/>).</summary>
    QueryLimit,
}

/// <summary>Whether a third party signed for the author with his leave, and why that is thought.</summary>
public sealed record AtpsResult
{
    /// <summary>The result.</summary>
    public AtpsVerdict Verdict { get; init; }

    /// <summary>Why it is that.</summary>
    public AtpsReason Reason { get; init; }

    /// <summary>The domain that was claimed to be signed for, of the signature that decided; empty where there was none.</summary>
    public string AuthorDomain { get; init; } = "";

    /// <summary>The domain that signed; empty where there was none.</summary>
    public string SignerDomain { get; init; } = "";

    /// <summary>The name that was looked up; empty where none was.</summary>
    public string QueryName { get; init; } = "";

    /// <summary>What went wrong, in words for a person; empty where the reason says it all.</summary>
    public string Problem { get; init; } = "";

    /// <summary>The result as the specification spells it.</summary>
    public string Name => Verdict switch
    {
        AtpsVerdict.None => "none",
        AtpsVerdict.Pass => "pass",
        AtpsVerdict.Fail => "fail",
        AtpsVerdict.TempError => "temperror",
        _ => "permerror",
    };

    /// <inheritdoc/>
    public override string ToString() => SignerDomain.Length == 0 ? $"{Name} ({Reason})" : $"{Name} ({Reason}: {SignerDomain} for {AuthorDomain})";
}
