namespace Protocols.TransportSecurity.Delivery;

/// <summary>What a certificate is worth by the authorities that this machine trusts (RFC 8461 §4.2).</summary>
public enum PkixOutcome
{
    /// <summary>None was shown.</summary>
    NoCertificate,

    /// <summary>It holds, for the server's name.</summary>
    Valid,

    /// <summary>It is for other names (<c>certificate-host-mismatch</c>).</summary>
    NameMismatch,

    /// <summary>It has expired or is not valid yet (<c>certificate-expired</c>).</summary>
    Expired,

    /// <summary>It does not lead to an authority that is trusted, or not rightly (<c>certificate-not-trusted</c>).</summary>
    NotTrusted,
}
