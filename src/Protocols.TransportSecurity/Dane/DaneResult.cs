using Protocols.Dns;

namespace Protocols.TransportSecurity.Dane;

/// <summary>Why a server is authenticated by its records, or not.</summary>
public enum DaneReason
{
    /// <summary>Its certificate or public key is that of a record (DANE-EE, RFC 7672 §3.1.1).</summary>
    EndEntity,

    /// <summary>Its certificate was issued under that of a record (DANE-TA, RFC 7672 §3.1.2).</summary>
    TrustAnchor,

    /// <summary>No certificate is there.</summary>
    NoCertificate,

    /// <summary>No certificate is that of any record.</summary>
    NoMatch,

    /// <summary>The trust anchor of a record is there, but what the server has was not issued under it, or not rightly.</summary>
    InvalidChain,

    /// <summary>The same, and it has expired or is not valid yet.</summary>
    Expired,

    /// <summary>It was issued under the trust anchor of a record, to another server (RFC 7672 §3.2.2).</summary>
    NameMismatch,

    /// <summary>There is no record to hold it against.</summary>
    NoUsableRecords,
}

/// <summary>Whether a server is who its records say it is.</summary>
/// <param name="IsAuthenticated">Whether it is.</param>
/// <param name="Reason">Why.</param>
/// <param name="Record">The record that matched, or that did as far as the reason says; null for none.</param>
/// <param name="Problem">What went wrong, in words for a person; empty where the reason says it all.</param>
public sealed record DaneResult(bool IsAuthenticated, DaneReason Reason, TlsaRecord? Record = null, string Problem = "");
