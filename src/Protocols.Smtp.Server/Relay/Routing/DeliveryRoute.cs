using System.Net;
using Protocols.Sasl;

namespace Protocols.Smtp.Server;

/// <summary>How mail for a destination leaves this host: one of the records below.</summary>
public abstract record DeliveryRoute
{
    private protected DeliveryRoute()
    {
    }
}

/// <summary>To the mail exchangers of a domain (RFC 5321 §5.1).</summary>
/// <param name="Domain">The domain in A-labels whose exchangers are meant, or null for the destination itself.</param>
public sealed record MxRoute(string? Domain = null) : DeliveryRoute
{
    /// <summary>The route of what has no other.</summary>
    public static MxRoute Default { get; } = new();

    /// <summary>Whether the exchangers are to be used with DANE or not at all, by agreement (RFC 7672 §6).</summary>
    public bool RequiresDane { get; init; }
}

/// <summary>To one server by its name, whatever the destination's exchangers are: a provider's submission server, a filter.</summary>
/// <param name="Host">The server's name in A-labels, or its address.</param>
/// <param name="Port">The port; 587 unless set (RFC 6409 §3.1), 465 where TLS comes first (RFC 8314 §3.3).</param>
public sealed record SmartHostRoute(string Host, int Port = 587) : DeliveryRoute
{
    /// <summary>Whether TLS comes before all else, as on port 465; else STARTTLS is asked for.</summary>
    public bool IsImplicitTls { get; init; }

    /// <summary>Who to log in as, or null for nobody. Nothing is sent where the login fails.</summary>
    public SaslCredentials? Credentials { get; init; }

    /// <summary>
    /// Whether the server has to show a certificate that holds for its name, or be authenticated by its TLSA records. On unless set; off, it is
    /// encrypted if it can be, and with <see cref="Credentials"/> encrypted at least.
    /// </summary>
    public bool RequireAuthenticatedTls { get; init; } = true;
}

/// <summary>To a server of LMTP, which delivers for good (RFC 2033): no TLS, as it is on this machine or a link as safe.</summary>
/// <param name="EndPoint">Where it listens: an address and port, a name and port, or the path of a Unix socket.</param>
public sealed record LmtpRoute(EndPoint EndPoint) : DeliveryRoute;

/// <summary>To a delivery in this process.</summary>
/// <param name="Delivery">The delivery.</param>
public sealed record LocalRoute(IMailDelivery Delivery) : DeliveryRoute;
