using Protocols.Smtp;

namespace Protocols.Smtp.Server;

/// <summary>What becomes of mail: the one interface an SMTP server needs.</summary>
public interface IMailDelivery
{
    /// <summary>Begins a transaction, or refuses the sender.</summary>
    /// <param name="sender">Who sends.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A transaction, or the refusal.</returns>
    ValueTask<DeliveryStart> BeginAsync(SmtpSender sender, CancellationToken cancellationToken);
}

/// <summary>The outcome of <see cref="IMailDelivery.BeginAsync"/>: one of the two is set.</summary>
/// <param name="Transaction">The transaction.</param>
/// <param name="Refusal">A reply of 400 or above.</param>
public readonly record struct DeliveryStart(IDeliveryTransaction? Transaction, SmtpReply? Refusal);

/// <summary>
/// One message on its way: recipients, then the body, then commit. Disposing of it without a commit leaves nothing behind.
/// </summary>
public interface IDeliveryTransaction : IAsyncDisposable
{
    /// <summary>Adds a recipient.</summary>
    /// <param name="recipient">The recipient.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null if it is accepted, else a reply of 400 or above.</returns>
    ValueTask<SmtpReply?> AddRecipientAsync(SmtpRecipient recipient, CancellationToken cancellationToken);

    /// <summary>Takes bytes of the message, in order. They begin with the Received field of this server (RFC 5321 §4.4), or what its stages put above it.</summary>
    /// <param name="bytes">The bytes; they are the caller's again when the call ends.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null if they were taken, else the reply that the whole message gets; no more bytes are passed then.</returns>
    ValueTask<SmtpReply?> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Makes the message safe for its recipients.</summary>
    /// <param name="findings">What the stages of reception found of it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>For all recipients or for each: a reply of 250 once the message is on disk, else one of 400 or above.</returns>
    ValueTask<DeliveryOutcome> CommitAsync(MessageFindings findings, CancellationToken cancellationToken);
}
