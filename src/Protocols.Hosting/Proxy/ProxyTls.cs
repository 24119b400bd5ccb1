namespace Protocols.Hosting.Proxy;

/// <summary>What a proxy tells of the TLS between it and the client (PROXY protocol §2.2.6).</summary>
public sealed record ProxyTls
{
    /// <summary>Whether the client connected over TLS.</summary>
    public required bool IsSecure { get; init; }

    /// <summary>Whether the client showed a certificate, on this connection or on one that the TLS session was taken over from.</summary>
    public required bool HasClientCertificate { get; init; }

    /// <summary>Whether the proxy found that certificate good.</summary>
    public required bool IsVerified { get; init; }

    /// <summary>The protocol's version as the proxy names it, or null.</summary>
    public string? Version { get; init; }

    /// <summary>The common name in the certificate, or null.</summary>
    public string? CommonName { get; init; }

    /// <summary>The cipher as the proxy names it, or null.</summary>
    public string? Cipher { get; init; }
}
