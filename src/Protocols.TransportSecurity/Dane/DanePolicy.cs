using System.Collections.Immutable;
using Protocols.Dns;

namespace Protocols.TransportSecurity.Dane;

/// <summary>What the TLSA records of a server ask of a client (RFC 7672 §2.2).</summary>
public enum DaneStatus
{
    /// <summary>Nothing: there are no secure records, so that DANE does not apply to this server.</summary>
    NotApplicable,

    /// <summary>TLS, with the server authenticated by its records; without it the server must not be used.</summary>
    Authenticate,

    /// <summary>TLS, but no more: there are secure records, and none that can be used.</summary>
    Encrypt,

    /// <summary>The server must not be used now: what it asks cannot be known.</summary>
    Unreachable,
}

/// <summary>Why a <see cref="DanePolicy"/> is what it is.</summary>
public enum DanePolicyReason
{
    /// <summary>There are secure records that can be used.</summary>
    SecureRecords,

    /// <summary>There are secure records, none of which can be used: usages 0 and 1 (RFC 7672 §3.1.3), unknown selectors or matching types, data of a wrong length.</summary>
    UnusableRecords,

    /// <summary>No secure TLSA record is there.</summary>
    NoSecureRecords,

    /// <summary>The addresses of the server are not secure, so that no records are looked for (RFC 7672 §2.2.2).</summary>
    InsecureAddresses,

    /// <summary>The destination is an address, not a name (RFC 7672 §2.2).</summary>
    AddressLiteral,

    /// <summary>The server has no address.</summary>
    NoAddresses,

    /// <summary>A look-up failed, or what came is bogus (RFC 7672 §2.1.2).</summary>
    LookupFailed,
}

/// <summary>What DANE asks of a client that is about to connect to a server. Immutable.</summary>
public sealed record DanePolicy
{
    /// <summary>What is asked.</summary>
    public required DaneStatus Status { get; init; }

    /// <summary>Why.</summary>
    public required DanePolicyReason Reason { get; init; }

    /// <summary>What went wrong, in words for a person; empty where the reason says it all.</summary>
    public string Problem { get; init; } = "";

    /// <summary>The name whose records these are; empty where there are none.</summary>
    public string BaseDomain { get; init; } = "";

    /// <summary>All the records, as they came.</summary>
    public ImmutableArray<TlsaRecord> Records { get; init; } = [];

    /// <summary>Those of them that may match: the ones that can be used, of digests only the strongest for each usage and selector (RFC 7671 §9).</summary>
    public ImmutableArray<TlsaRecord> UsableRecords { get; init; } = [];

    /// <summary>The names that a certificate may bear where names count, which is with usage DANE-TA(2) (RFC 7672 §3.2.2).</summary>
    public ImmutableArray<string> ReferenceNames { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => Problem.Length == 0 ? $"{Status} ({Reason})" : $"{Status} ({Reason}: {Problem})";
}
