namespace Protocols.Storage.Sql;

/// <summary>Keeps what an attempt came to; runs on the writer's thread.</summary>
internal static class QueueCompletionWork
{
    public static QueueCompletion LeaseLost { get; } = new(QueueCompletionStatus.LeaseLost, false, [], null);

    public static bool TryFind(SqlSession session, QueueLease lease, out QueueBatch batch)
    {
        // Nobody else has had it since, even if the lease ran out.
        QueueBatch? found = QueueBatch.Find(session, lease.Batch);
        batch = found!;
        return found is not null && found.Number == lease.Number;
    }

    public static bool Apply(SqlSession session, QueueBatch batch, IReadOnlyList<RecipientOutcome> outcomes, QueueLimits limits, DateTimeOffset now)
    {
        long done = 0;
        foreach (RecipientOutcome outcome in outcomes)
        {
            QueueReply? reply = outcome.Reply;
            bool isPending = outcome.Status == QueuedRecipientStatus.Pending;
            int changed = session[QueueStatements.SetOutcome].Execute(
                (long)outcome.Status, isPending ? QueueAddition.Ceiling(outcome.NextAttempt!.Value) : null, (long?)reply?.Code,
                Clean(reply?.EnhancedCode, limits), Clean(reply?.Text, limits), Clean(reply?.Host, limits), (long)outcome.Notices, batch.Message, (long)outcome.Recipient);
            done += isPending ? 0 : changed;
        }

        return batch.Settle(session, done, now);
    }

    /// <exception cref="ArgumentException">The outcomes cannot be meant so.</exception>
    public static void Check(QueueLease lease, IReadOnlyList<RecipientOutcome> outcomes)
    {
        HashSet<int> open = [.. lease.Recipients.Select(recipient => recipient.Number)];
        foreach (RecipientOutcome outcome in outcomes)
        {
            if (!open.Remove(outcome.Recipient))
            {
                throw new ArgumentException($"Recipient {outcome.Recipient} is not of this lease, or has two outcomes.", nameof(outcomes));
            }

            if (outcome.Status == QueuedRecipientStatus.Cancelled || (outcome.Status == QueuedRecipientStatus.Pending && outcome.NextAttempt is null))
            {
                throw new ArgumentException("An attempt ends for good, or is to be made again at some time.", nameof(outcomes));
            }
        }
    }

    // The other server wrote it, and it comes out again in reports and listings.
    private static string? Clean(string? text, QueueLimits limits) => text is null ? null
        : string.Create(Math.Min(text.Length, limits.ReplyLength), text, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) ? ' ' : source[i];
            }
        });
}
