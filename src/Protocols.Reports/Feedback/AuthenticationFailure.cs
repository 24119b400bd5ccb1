namespace Protocols.Reports;

/// <summary>What failed (RFC 6591 §3.3, RFC 9991 §4).</summary>
public enum AuthFailureType
{
    /// <summary>Nothing that is known; it is not written.</summary>
    Unknown,

    /// <summary>ADSP: the author's domain signs all its mail.</summary>
    Adsp,

    /// <summary>DKIM: the body is not what was signed.</summary>
    BodyHash,

    /// <summary>DKIM: the key was revoked.</summary>
    Revoked,

    /// <summary>DKIM: the signature does not hold.</summary>
    Signature,

    /// <summary>SPF.</summary>
    Spf,

    /// <summary>DMARC (RFC 9991 §4).</summary>
    Dmarc,
}

/// <summary>What became of the message (RFC 6591 §3.2.2).</summary>
public enum DeliveryResult
{
    /// <summary>Nothing that is known; it is not written.</summary>
    Unknown,

    /// <summary>It was delivered.</summary>
    Delivered,

    /// <summary>It was delivered as spam.</summary>
    Spam,

    /// <summary>It was kept from the inbox because of the failure.</summary>
    Policy,

    /// <summary>It was refused.</summary>
    Reject,

    /// <summary>Something else.</summary>
    Other,
}

/// <summary>The checks of DMARC, as Identity-Alignment names them (RFC 9991 §4).</summary>
[Flags]
public enum AlignmentFailures
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>DKIM passed for no domain that goes with the author's.</summary>
    Dkim = 1,

    /// <summary>SPF passed for no domain that goes with the author's.</summary>
    Spf = 2,
}

/// <summary>What failed about a message, and what it was checked by (RFC 6591 §3.2, RFC 9991 §4).</summary>
/// <param name="Type">What failed.</param>
public sealed record AuthenticationFailure(AuthFailureType Type)
{
    /// <summary>What became of the message; null for nothing said.</summary>
    public DeliveryResult? DeliveryResult { get; init; }

    /// <summary>Which checks failed for domains that go with the author's (RFC 9991); null for nothing said.</summary>
    public AlignmentFailures? IdentityAlignment { get; init; }

    /// <summary>The domain that signed; null for nothing said.</summary>
    public string? DkimDomain { get; init; }

    /// <summary>The identity of the signature, such as <c>@example.org</c>; null for nothing said.</summary>
    public string? DkimIdentity { get; init; }

    /// <summary>The selector; null for nothing said.</summary>
    public string? DkimSelector { get; init; }

    /// <summary>The record of the key; null for nothing said.</summary>
    public string? DkimSelectorDns { get; init; }

    /// <summary>The record of ADSP; null for nothing said.</summary>
    public string? DkimAdspDns { get; init; }

    /// <summary>The header as it was hashed; empty for nothing said. Redacted data must not stand here (RFC 6591 §3.2.4).</summary>
    public ReadOnlyMemory<byte> DkimCanonicalizedHeader { get; init; }

    /// <summary>The body as it was hashed; empty for nothing said. Redacted data must not stand here (RFC 6591 §3.2.4).</summary>
    public ReadOnlyMemory<byte> DkimCanonicalizedBody { get; init; }

    /// <summary>The records of SPF that were used.</summary>
    public IReadOnlyList<SpfDnsRecord> SpfDns { get; init; } = [];
}

/// <summary>A record of SPF that was used (RFC 6591 §3.2.6).</summary>
/// <param name="Type">The type of record: <c>txt</c>, or <c>spf</c> in older times.</param>
/// <param name="Domain">Where it was found.</param>
/// <param name="Record">What it says.</param>
public readonly record struct SpfDnsRecord(string Type, string Domain, string Record);
