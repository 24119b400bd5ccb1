using System.Buffers;
using System.IO.Pipelines;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>Hands a queued message to a delivery in this process.</summary>
internal static class LocalHandover
{
    public static async ValueTask DeliverAsync(IMailDelivery delivery, QueueLease lease, MessageContent content, string hostName, DateTimeOffset now, AttemptResults results, CancellationToken cancellationToken)
    {
        DeliveryStart start = await delivery.BeginAsync(Sender(lease, hostName, now), cancellationToken).ConfigureAwait(false);
        if (start.Transaction is not { } transaction)
        {
            results.SetOpen(ToResult(start.Refusal!, isReportDue: false));
            return;
        }

        await using (transaction.ConfigureAwait(false))
        {
            for (int i = 0; i < lease.Recipients.Count; i++)
            {
                if (await transaction.AddRecipientAsync(RelayEnvelope.Recipient(lease.Recipients[i]), cancellationToken).ConfigureAwait(false) is { } refusal)
                {
                    results.Set(i, ToResult(refusal, isReportDue: false));
                }
            }

            if (results.IsDone)
            {
                return;
            }

            DeliveryOutcome outcome = await WriteAsync(transaction, content, cancellationToken).ConfigureAwait(false) is { } refused
                ? DeliveryOutcome.ForAll(refused)
                : await transaction.CommitAsync(MessageFindings.None, cancellationToken).ConfigureAwait(false);
            List<int> accepted = results.Open;
            for (int i = 0; i < accepted.Count; i++)
            {
                results.Set(accepted[i], ToResult(outcome.Of(i), lease.Recipients[accepted[i]].Notify.HasFlag(QueueNotify.Success)));
            }
        }
    }

    private static async ValueTask<SmtpReply?> WriteAsync(IDeliveryTransaction transaction, MessageContent content, CancellationToken cancellationToken)
    {
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Pipe pipe = new(new PipeOptions(useSynchronizationContext: false));
        Task copying = content.CopyAsync(pipe.Writer, ended.Token);
        long written = 0;
        try
        {
            while (true)
            {
                ReadResult result = await pipe.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                foreach (ReadOnlyMemory<byte> piece in result.Buffer)
                {
                    written += piece.Length;
                    if (await transaction.WriteAsync(piece, cancellationToken).ConfigureAwait(false) is { } refusal)
                    {
                        return refusal;
                    }
                }

                pipe.Reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    return written == content.Size ? null : throw new InvalidDataException("The message is shorter than the queue says.");
                }
            }
        }
        finally
        {
            await pipe.Reader.CompleteAsync().ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
            await copying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static SmtpSender Sender(QueueLease lease, string hostName, DateTimeOffset now)
    {
        QueueEnvelope envelope = lease.Message.Envelope;
        return new SmtpSender
        {
            ReversePath = envelope.ReversePath,
            Parameters = RelayEnvelope.Parameters(lease.Message, now),
            ClientName = hostName,
            ClientAddress = null,
            WithProtocol = envelope.IsSmtpUtf8 ? "UTF8SMTP" : "ESMTP",
            AuthenticatedAs = null,
            Account = envelope.Submitter,
            HearsOfEachRecipient = true,
        };
    }

    private static AttemptResult ToResult(SmtpReply reply, bool isReportDue) => reply.IsPositive
        ? new AttemptResult(QueuedRecipientStatus.Delivered, Replies.Of(reply, null), isReportDue)
        : new AttemptResult(reply.Code >= 500 ? QueuedRecipientStatus.Failed : QueuedRecipientStatus.Pending, Replies.Of(reply, null));
}
