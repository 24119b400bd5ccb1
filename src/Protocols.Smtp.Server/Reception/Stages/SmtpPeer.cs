using System.Net;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>What is known of a client at some point of its connection.</summary>
public sealed record SmtpPeer
{
    /// <summary>A name for the connection in logs, unlike any other's.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>The client's address; what a proxy said it is, where there is one; null where that is not known.</summary>
    public required IPAddress? Address { get; init; }

    /// <summary>The name the client gave with EHLO, HELO or LHLO; null before.</summary>
    public string? ClientName { get; init; }

    /// <summary>Whether TLS protects the client's connection, be it up to here or up to a proxy of ours.</summary>
    public bool IsSecure { get; init; }

    /// <summary>Who logged in, or null.</summary>
    public string? AuthenticatedAs { get; init; }

    /// <summary>The account that logged in, or null.</summary>
    public AccountId? Account { get; init; }
}
