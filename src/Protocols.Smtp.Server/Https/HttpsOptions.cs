using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Protocols.Smtp.Server;

/// <summary>How this server asks others by HTTPS. Immutable; the values are validated when they are set.</summary>
public sealed record HttpsOptions
{
    /// <summary>The defaults.</summary>
    public static HttpsOptions Default { get; } = new();

    /// <summary>How long one exchange may take from first to last, above none and up to an hour; a minute unless set (RFC 8461 §3.3).</summary>
    public TimeSpan Timeout
    {
        get;
        init => field = value > TimeSpan.Zero && value <= TimeSpan.FromHours(1) ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }
    = TimeSpan.FromMinutes(1);

    /// <summary>The authorities whose certificates are trusted, or null for those of the machine.</summary>
    public X509Certificate2Collection? Roots { get; init; }

    /// <summary>Opens the connection to a host and port, for who resolves names in another way; null for the machine's.</summary>
    public Func<DnsEndPoint, CancellationToken, ValueTask<Stream>>? Connect { get; init; }
}
