using Protocols.Smtp;

namespace Protocols.Smtp.Server;

/// <summary>
/// A stage of reception before a message comes in: it looks at what the client has just said, and lets it pass or refuses it. One class may stand at
/// several points, by implementing the interface of each. Safe for use by many connections at once; one that throws puts the client off.
/// </summary>
/// <remarks>The points, in order: connect, hello, mail, recipient; then the message comes in, and <see cref="IMessageFilter"/> and the delivery have it.</remarks>
public interface IReceptionStage
{
    /// <summary>The stage's name, one of the program's own and never a peer's text: logs and metrics give it.</summary>
    string Name { get; }
}

/// <summary>Stands before the greeting.</summary>
public interface IConnectStage : IReceptionStage
{
    /// <summary>Looks at a client that has connected, or that a proxy tells of with XCLIENT.</summary>
    /// <param name="peer">The client, which has said nothing yet.</param>
    /// <param name="cancellationToken">Ends the wait; signalled once the client is gone.</param>
    /// <returns>Null to greet it. A refusal by 421 closes the connection; by another reply every command up to QUIT gets 503 (RFC 5321 §3.1).</returns>
    ValueTask<StageRefusal?> ConnectAsync(SmtpPeer peer, CancellationToken cancellationToken);
}

/// <summary>Stands behind EHLO, HELO or LHLO.</summary>
public interface IHelloStage : IReceptionStage
{
    /// <summary>Looks at what a client calls itself.</summary>
    /// <param name="peer">The client, with its name.</param>
    /// <param name="cancellationToken">Ends the wait; signalled once the client is gone.</param>
    /// <returns>Null to go on. A refusal holds for MAIL too, until the client says another name.</returns>
    ValueTask<StageRefusal?> HelloAsync(SmtpPeer peer, CancellationToken cancellationToken);
}

/// <summary>Stands behind MAIL, before the delivery hears of it.</summary>
public interface IMailStage : IReceptionStage
{
    /// <summary>Looks at a sender.</summary>
    /// <param name="sender">The sender.</param>
    /// <param name="cancellationToken">Ends the wait; signalled once the client is gone.</param>
    /// <returns>Null to go on, or a refusal of the transaction.</returns>
    ValueTask<StageRefusal?> MailAsync(SmtpSender sender, CancellationToken cancellationToken);
}

/// <summary>Stands behind RCPT, before the delivery hears of it.</summary>
public interface IRecipientStage : IReceptionStage
{
    /// <summary>Looks at a recipient.</summary>
    /// <param name="sender">The sender.</param>
    /// <param name="recipient">The recipient.</param>
    /// <param name="cancellationToken">Ends the wait; signalled once the client is gone.</param>
    /// <returns>Null to go on, or a refusal of this recipient.</returns>
    ValueTask<StageRefusal?> RecipientAsync(SmtpSender sender, SmtpRecipient recipient, CancellationToken cancellationToken);
}
