using System.Net;
using Protocols.Smtp;

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

    /// <summary>How the message came, as RFC 3848 §1 names it: <c>ESMTP</c>, <c>ESMTPS</c>, <c>ESMTPSA</c>, <c>UTF8SMTP</c> …</summary>
    public required string WithProtocol { get; init; }

    /// <summary>Who logged in, or null.</summary>
    public required string? AuthenticatedAs { get; init; }
}

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
    /// <param name="address">The forward-path without brackets.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null if it is accepted, else a reply of 400 or above.</returns>
    ValueTask<SmtpReply?> AddRecipientAsync(string address, CancellationToken cancellationToken);

    /// <summary>Takes bytes of the message, in order. They begin with the Received field of this server (RFC 5321 §4.4), or what its stages put above it.</summary>
    /// <param name="bytes">The bytes; they are the caller's again when the call ends.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null if they were taken, else the reply that the whole message gets; no more bytes are passed then.</returns>
    ValueTask<SmtpReply?> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Makes the message safe for all its recipients.</summary>
    /// <param name="findings">What the stages of reception found of it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A reply of 250 once it is on disk, else one of 400 or above.</returns>
    ValueTask<SmtpReply> CommitAsync(MessageFindings findings, CancellationToken cancellationToken);
}
