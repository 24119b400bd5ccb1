using System.Buffers;
using Protocols.Smtp;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>Puts what a script sends into the queue.</summary>
internal sealed class OutgoingMail(StoreDelivery delivery, SieveFiltering sieve)
{
    private static readonly SmtpReply s_queueFull = new(452, 3, 1, "The queue is full, try again later");
    private static readonly SmtpReply s_tooLarge = new(552, 3, 4, "The message is larger than can be sent on");

    /// <summary>Whether there is a queue.</summary>
    public bool IsPossible => sieve.Queue is not null;

    /// <summary>Sends a message to some addresses.</summary>
    /// <param name="envelope">Makes the envelope of the content.</param>
    /// <param name="recipients">To whom.</param>
    /// <param name="pieces">The message.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null once it is on disk; else what the sender of the message that gave rise to it is told, should that be of interest.</returns>
    public async ValueTask<SmtpReply?> SendAsync(Func<ReadOnlyMemory<byte>, QueueEnvelope> envelope, IReadOnlyList<SubmittedRecipient> recipients, IEnumerable<ReadOnlyMemory<byte>> pieces, CancellationToken cancellationToken)
    {
        BlobUpload upload = delivery.Blobs.BeginUpload();
        await using (upload.ConfigureAwait(false))
        {
            foreach (ReadOnlyMemory<byte> piece in pieces)
            {
                if (!await upload.WriteAsync(new ReadOnlySequence<byte>(piece), cancellationToken).ConfigureAwait(false))
                {
                    return s_tooLarge;
                }
            }

            await upload.CompleteAsync(cancellationToken).ConfigureAwait(false);
            EnqueueResult result = await sieve.Queue!.EnqueueAsync(new QueueSubmission(envelope(upload.Content), upload, recipients), cancellationToken).ConfigureAwait(false);
            return result.Status switch
            {
                EnqueueStatus.Done => null,
                EnqueueStatus.QueueFull => s_queueFull,
                _ => s_tooLarge,
            };
        }
    }

    /// <summary>Sends what a script has written itself: nobody is told should it not arrive.</summary>
    /// <param name="reversePath">Who is told of failures by other hosts; empty for nobody.</param>
    /// <param name="to">To whom.</param>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Why it was not sent; null if it was.</returns>
    public async ValueTask<string?> SendOwnAsync(string reversePath, IReadOnlyList<string> to, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        List<SubmittedRecipient> recipients = [];
        foreach (string address in to)
        {
            if (Recipient(new SmtpRecipient(address, new SmtpRecipientParameters(DsnNotify.Never, null))) is { } recipient)
            {
                recipients.Add(recipient);
            }
        }

        if (recipients.Count == 0 || !IsPossible)
        {
            return IsPossible ? "nobody can get it" : "there is no queue";
        }

        QueueEnvelope Envelope(ReadOnlyMemory<byte> content) => new()
        {
            ReversePath = reversePath,
            SubmittedAt = delivery.Time.GetUtcNow(),
            IsSmtpUtf8 = !System.Text.Ascii.IsValid(reversePath) || recipients.Exists(static r => !System.Text.Ascii.IsValid(r.Address)),
            Body = System.Text.Ascii.IsValid(content.Span) ? QueueBody.SevenBit : QueueBody.EightBitMime,
        };
        return (await SendAsync(Envelope, recipients, [message], cancellationToken).ConfigureAwait(false))?.ToString();
    }

    /// <summary>A recipient with where its mail goes; null if it can be nobody's address.</summary>
    public SubmittedRecipient? Recipient(SmtpRecipient recipient) =>
        recipient.Address.IndexOf('@', StringComparison.Ordinal) > 0 && !recipient.Address.Any(char.IsControl) && MailDomain.TryGet(recipient.Address, out string domain)
            ? EnvelopeWriting.Recipient(recipient, sieve.DestinationOf(domain))
            : null;
}
