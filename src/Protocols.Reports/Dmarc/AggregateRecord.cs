namespace Protocols.Reports;

/// <summary>Messages from one address that fared alike (RFC 9990 §3.1.1.7).</summary>
/// <param name="SourceIp">The address that they came from, as written.</param>
/// <param name="Count">How many there were.</param>
/// <param name="HeaderFrom">The domain of their author.</param>
public sealed record AggregateRecord(string SourceIp, long Count, string HeaderFrom)
{
    /// <summary>What was done with them.</summary>
    public DmarcDisposition Disposition { get; init; }

    /// <summary>Whether DKIM passed for a domain that goes with the author's.</summary>
    public DmarcOutcome Dkim { get; init; }

    /// <summary>Whether SPF passed for a domain that goes with the author's.</summary>
    public DmarcOutcome Spf { get; init; }

    /// <summary>Why something else was done than the policy asks for.</summary>
    public IReadOnlyList<PolicyOverride> Reasons { get; init; } = [];

    /// <summary>The domain of the envelope sender; empty for the empty sender, null for nothing said.</summary>
    public string? EnvelopeFrom { get; init; }

    /// <summary>The domain of the envelope recipient; null for nothing said.</summary>
    public string? EnvelopeTo { get; init; }

    /// <summary>The signatures of DKIM and what came of each.</summary>
    public IReadOnlyList<DkimAuthResult> DkimResults { get; init; } = [];

    /// <summary>What came of SPF. RFC 7489 has at least one, RFC 9990 at most one.</summary>
    public IReadOnlyList<SpfAuthResult> SpfResults { get; init; } = [];

    /// <summary>What extensions say of these messages (RFC 9990 §5).</summary>
    public IReadOnlyList<AggregateExtension> Extensions { get; init; } = [];

    /// <summary>Whether DMARC passed: by DKIM or by SPF.</summary>
    public bool IsPass => Dkim == DmarcOutcome.Pass || Spf == DmarcOutcome.Pass;
}

/// <summary>Why something else was done than the policy asks for (RFC 9990 §3.1.6).</summary>
/// <param name="Type">The kind of reason.</param>
/// <param name="Comment">More about it; null for nothing.</param>
public readonly record struct PolicyOverride(PolicyOverrideType Type, string? Comment);

/// <summary>What came of a signature of DKIM (RFC 9990 §3.1.1.12).</summary>
/// <param name="Domain">The domain that signed.</param>
/// <param name="Selector">The selector; null for nothing said, which only RFC 7489 lets be.</param>
/// <param name="Result">What came of it.</param>
/// <param name="HumanResult">More about it; null for nothing.</param>
public readonly record struct DkimAuthResult(string Domain, string? Selector, AuthOutcome Result, string? HumanResult = null);

/// <summary>What came of SPF (RFC 9990 §3.1.1.13).</summary>
/// <param name="Domain">The domain that was checked.</param>
/// <param name="Scope">Which identity that was; null for nothing said.</param>
/// <param name="Result">What came of it.</param>
/// <param name="HumanResult">More about it (RFC 9990); null for nothing.</param>
public readonly record struct SpfAuthResult(string Domain, SpfScope? Scope, AuthOutcome Result, string? HumanResult = null);

/// <summary>What a policy asks for, and what is done.</summary>
public enum DmarcDisposition
{
    /// <summary>Nothing that is known; it is not written.</summary>
    Unknown,

    /// <summary>Nothing is done.</summary>
    None,

    /// <summary>It is put aside.</summary>
    Quarantine,

    /// <summary>It is refused.</summary>
    Reject,

    /// <summary>Nothing was done, for DMARC passed under a policy that would else have done something (RFC 9990). No policy asks for it.</summary>
    Pass,
}

/// <summary>Whether a check passed for a domain that goes with the author's.</summary>
public enum DmarcOutcome
{
    /// <summary>Nothing that is known; it is not written.</summary>
    Unknown,

    /// <summary>It did.</summary>
    Pass,

    /// <summary>It did not.</summary>
    Fail,
}

/// <summary>What came of DKIM or SPF by itself (RFC 8601 §2.7.1 and §2.7.2).</summary>
public enum AuthOutcome
{
    /// <summary>Nothing that is known; it is not written.</summary>
    Unknown,

    /// <summary>There was nothing to check.</summary>
    None,

    /// <summary>It passed.</summary>
    Pass,

    /// <summary>It failed.</summary>
    Fail,

    /// <summary>SPF: it probably failed.</summary>
    SoftFail,

    /// <summary>It passed, and local policy does not take it.</summary>
    Policy,

    /// <summary>It can be told neither way.</summary>
    Neutral,

    /// <summary>It could not be told for now. The older <c>unknown</c> of SPF is read so.</summary>
    TempError,

    /// <summary>It can never be told. The older <c>error</c> of SPF is read so.</summary>
    PermError,
}

/// <summary>The kinds of reasons for doing something else than a policy asks for.</summary>
public enum PolicyOverrideType
{
    /// <summary>None that is known; it is not written.</summary>
    Unknown,

    /// <summary>It was forwarded (RFC 7489).</summary>
    Forwarded,

    /// <summary>It was not in the share of <c>pct</c> (RFC 7489).</summary>
    SampledOut,

    /// <summary>It came by a forwarder that is trusted.</summary>
    TrustedForwarder,

    /// <summary>It came by a mailing list.</summary>
    MailingList,

    /// <summary>The receiver's own policy.</summary>
    LocalPolicy,

    /// <summary>The policy is in testing (RFC 9990).</summary>
    PolicyTestMode,

    /// <summary>Something else.</summary>
    Other,
}

/// <summary>The identities that SPF checks.</summary>
public enum SpfScope
{
    /// <summary>None that is known; it is not written.</summary>
    Unknown,

    /// <summary>The name that the client gave (RFC 7489).</summary>
    Helo,

    /// <summary>The envelope sender.</summary>
    MailFrom,
}

/// <summary>How a policy was found.</summary>
public enum PolicyDiscovery
{
    /// <summary>By no way that is known; it is not written.</summary>
    Unknown,

    /// <summary>By the list of public suffixes (RFC 7489).</summary>
    PublicSuffixList,

    /// <summary>By walking up the tree of names (RFC 9989).</summary>
    TreeWalk,
}
