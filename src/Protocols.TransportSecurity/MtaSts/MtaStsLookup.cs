namespace Protocols.TransportSecurity.MtaSts;

/// <summary>Why a domain has a policy, or none.</summary>
public enum MtaStsReason
{
    /// <summary>There is no record, or none that can be read.</summary>
    NoRecord,

    /// <summary>The record could not be looked up.</summary>
    LookupFailed,

    /// <summary>The policy was fetched just now.</summary>
    Fetched,

    /// <summary>The policy is a kept one, and the record still names it.</summary>
    Cached,

    /// <summary>The policy is a kept one that holds until it ends, though its record or its host say nothing now, or nothing that can be read (RFC 8461 §3.3).</summary>
    CachedThoughUnreachable,

    /// <summary>There is a record, and its policy could not be fetched (<c>sts-policy-fetch-error</c>).</summary>
    FetchFailed,

    /// <summary>The certificate of its host does not hold (<c>sts-webpki-invalid</c>).</summary>
    FetchCertificateInvalid,

    /// <summary>What was fetched is no policy (<c>sts-policy-invalid</c>).</summary>
    PolicyInvalid,
}

/// <summary>The policy of a domain, and how it was come by.</summary>
/// <param name="Entry">The policy; null where there is none, so that mail goes as if the domain knew nothing of MTA-STS.</param>
/// <param name="Reason">Why.</param>
/// <param name="Problem">What went wrong, in words for a person; empty where nothing did. There may be a policy all the same.</param>
public sealed record MtaStsLookup(MtaStsEntry? Entry, MtaStsReason Reason, string Problem = "")
{
    /// <summary>The policy; null where there is none, and where its mode is <see cref="MtaStsMode.None"/>.</summary>
    public MtaStsPolicy? Policy => Entry?.Policy is { Mode: not MtaStsMode.None } policy ? policy : null;
}
