using Protocols.MailAuth;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>What the stages of reception found of a message, for whoever delivers it.</summary>
public sealed record MessageFindings
{
    /// <summary>Nothing was found, or nobody looked.</summary>
    public static MessageFindings None { get; } = new();

    /// <summary>Where the message is to be filed; <see cref="MailboxRole.Inbox"/> unless a stage said otherwise.</summary>
    public MailboxRole Target { get; init; } = MailboxRole.Inbox;

    /// <summary>Where the message comes from; null where that was not asked, as for a client that logged in.</summary>
    public MailAuthResult? Authentication { get; init; }
}
