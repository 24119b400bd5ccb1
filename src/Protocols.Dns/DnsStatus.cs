namespace Protocols.Dns;

/// <summary>What became of a look-up.</summary>
public enum DnsStatus
{
    /// <summary>There are records.</summary>
    Success,

    /// <summary>The name exists, or something below it does, but it has no record of the type (RFC 2308 §2.2).</summary>
    NoData,

    /// <summary>The name does not exist, nor does anything below it (RFC 2308 §2.1, RFC 8020).</summary>
    NameError,

    /// <summary>It cannot be known now: no answer in time, or the server failed. Asking later may help.</summary>
    TemporaryFailure,

    /// <summary>It can never be known: the name cannot be one, or the server refuses.</summary>
    PermanentFailure,
}

/// <summary>What a validating resolver said of an answer (RFC 4035 §4.3).</summary>
public enum DnsSecurity
{
    /// <summary>Nothing: nobody validated it, or nothing told so.</summary>
    Unknown,

    /// <summary>The zone is not signed, or what was said of it is not.</summary>
    Insecure,

    /// <summary>It was validated, and what asked trusts who did that (the AD bit, RFC 6840 §5.8).</summary>
    Secure,

    /// <summary>It is signed and the signature does not hold. The answer is a failure, and has no records.</summary>
    Bogus,
}
