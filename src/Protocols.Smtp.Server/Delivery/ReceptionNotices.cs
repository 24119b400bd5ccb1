using Protocols.Mime;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>
/// Tells senders who asked for it of what was done with their mail while it came in (RFC 3461 §5.2.3, §5.2.7): that it is in a mailbox, that it has come to a
/// list, that it goes on to those whom a group names. What becomes of mail in the queue is told by those who take it from there.
/// </summary>
/// <param name="hostName">The name of this host, which reports: a domain.</param>
/// <param name="blobs">Where notifications are staged: the store that the queue's content is in.</param>
/// <param name="queue">Where notifications go.</param>
/// <param name="options">How they are written.</param>
/// <param name="time">The clock.</param>
public sealed class ReceptionNotices(string hostName, IBlobStore blobs, IQueueStore queue, NotificationOptions options, TimeProvider time)
{
    /// <summary>How much of the beginning of a message is wanted: what goes back is its header.</summary>
    internal int Wanted => options.MaxReturnedHeader;

    /// <summary>Puts what a sender is to hear into the queue.</summary>
    /// <returns>What kept it from the queue, for the operator's log: the mail itself is where it should be.</returns>
    internal async ValueTask<Exception?> TellAsync(SmtpSender sender, ReadOnlyMemory<byte> beginning, long size, IReadOnlyList<(SmtpRecipient Recipient, DeliveryAction Action)> told, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        QueuedMessage message = new()
        {
            Id = default,
            Blob = BlobId.Of(beginning.Span),
            Size = size,
            Envelope = EnvelopeWriting.Envelope(sender, beginning, isTlsNotRequired: false, maxPriority: 9, now),
            Recipients = told.Count,
            Pending = 0,
            IsHeld = false,
        };
        NotificationWriter writer = new(hostName, new BeginningOfBlob(blobs, beginning), queue, options, time);
        QueueSubmission? notification = await writer.WriteAsync(message, [.. told.Select((one, i) => Report(i + 1, one.Recipient, one.Action, now))], cancellationToken).ConfigureAwait(false);
        if (notification is null)
        {
            return null;
        }

        await using (notification.Content.ConfigureAwait(false))
        {
            EnqueueResult result = await queue.EnqueueAsync(notification, cancellationToken).ConfigureAwait(false);
            return result.Status == EnqueueStatus.Done ? null : new InvalidOperationException($"A notification was not queued: {result.Status}, {result.Reason}");
        }
    }

    private static RecipientReport Report(int number, SmtpRecipient recipient, DeliveryAction action, DateTimeOffset now)
    {
        SubmittedRecipient submitted = EnvelopeWriting.Recipient(recipient, "here");
        QueueReply reply = new(0, "2.0.0", action == DeliveryAction.Expanded ? "The message goes on to those whom the address stands for" : "The message was delivered", null);
        QueuedRecipient queued = new()
        {
            Number = number,
            Address = submitted.Address,
            Destination = submitted.Destination,
            OriginalRecipient = submitted.OriginalRecipient,
            Notify = submitted.Notify,
            Status = QueuedRecipientStatus.Delivered,
            Attempts = 1,
            NextAttempt = now,
            LastReply = reply,
            Notices = QueueDelayNotices.None,
        };
        return new RecipientReport(queued, new RecipientOutcome { Recipient = number, Status = QueuedRecipientStatus.Delivered, Reply = reply }, action);
    }
}
