using System.Net;
using Protocols.Smtp;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>Who sends a message, and how it came.</summary>
public sealed record SmtpSender
{
    /// <summary>The reverse-path without brackets; empty for notifications (RFC 5321 §4.5.5).</summary>
    public required string ReversePath { get; init; }

    /// <summary>The parameters of MAIL.</summary>
    public required SmtpMailParameters Parameters { get; init; }

    /// <summary>The name the client gave with EHLO or HELO.</summary>
    public required string ClientName { get; init; }

    /// <summary>The client's address, or null where the transport has none.</summary>
    public required IPAddress? ClientAddress { get; init; }

    /// <summary>How the message came, as RFC 3848 §1 names it: <c>ESMTP</c>, <c>ESMTPS</c>, <c>ESMTPSA</c>, <c>UTF8SMTP</c>, <c>LMTP</c> …</summary>
    public required string WithProtocol { get; init; }

    /// <summary>Whether TLS protected the client's connection, be it up to here or up to a proxy of ours.</summary>
    public bool IsSecure { get; init; }

    /// <summary>Who logged in, or null.</summary>
    public required string? AuthenticatedAs { get; init; }

    /// <summary>The account that logged in, or null.</summary>
    public AccountId? Account { get; init; }

    /// <summary>
    /// Whether the recipients are those that an address here stands for, and so may be elsewhere whoever sent the message (RFC 5321 §3.9). Never so for what
    /// came right from a client.
    /// </summary>
    public bool IsForwarded { get; init; }

    /// <summary>
    /// Whether whoever sends hears at the end of each recipient by itself (RFC 2033 §4.2). Without it a recipient that fails while others do not
    /// is told as if none had been delivered, for none may be lost.
    /// </summary>
    public bool HearsOfEachRecipient { get; init; }
}
