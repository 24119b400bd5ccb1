using System.Security.Cryptography.X509Certificates;

namespace Protocols.TransportSecurity.Delivery;

/// <summary>How it went with TLS on a connection.</summary>
public sealed record TlsSessionFacts
{
    /// <summary>Whether the server offered STARTTLS, or TLS came first.</summary>
    public bool IsOffered { get; init; }

    /// <summary>Whether the connection is encrypted now.</summary>
    public bool IsEstablished { get; init; }

    /// <summary>The certificates that the server presented, its own first.</summary>
    public IReadOnlyList<X509Certificate2> Certificates { get; init; } = [];

    /// <summary>What the first of them is worth by the authorities of this machine (<see cref="PkixVerifier"/>).</summary>
    public PkixOutcome Pkix { get; init; }

    /// <summary>Whether the server offers REQUIRETLS, in what it says after TLS has begun.</summary>
    public bool OffersRequireTls { get; init; }

    /// <summary>Why it is not encrypted, in words for a person; empty where it is.</summary>
    public string Problem { get; init; } = "";
}
