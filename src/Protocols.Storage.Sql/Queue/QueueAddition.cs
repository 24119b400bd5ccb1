namespace Protocols.Storage.Sql;

/// <summary>Writes a message and its recipients, split into batches; runs on the writer's thread.</summary>
internal static class QueueAddition
{
    public static QueueMessageId Apply(SqlSession session, QueueSubmission submission, BlobFiles files, QueueLimits limits)
    {
        QueueEnvelope envelope = submission.Envelope;
        StagedUpload upload = (StagedUpload)submission.Content;
        UploadLinking.Link(session, files, SqlQueueStore.OwnAccount, upload);
        long submitted = envelope.SubmittedAt.ToUnixTimeMilliseconds();
        long mode = (envelope.DeliverBy is { IsReturn: true } ? 1 : 0) | (envelope.DeliverBy is { IsTrace: true } ? 2 : 0);
        long id = session[QueueStatements.InsertMessage].Integer(
            upload.Id.ToArray(), upload.Length, envelope.ReversePath, submitted, envelope.Submitter?.Value, envelope.EnvelopeId,
            (long)envelope.Return, (long)envelope.Tls, envelope.IsSmtpUtf8 ? 1L : 0L, (long)envelope.Body,
            envelope.DeliverBy?.Time.ToUnixTimeMilliseconds(), mode, envelope.HoldUntil?.ToUnixTimeMilliseconds(), envelope.FutureReleaseRequest,
            (long)envelope.Priority, (long)submission.Recipients.Count)!.Value;
        session[QueueStatements.AddToCount].Execute(1L);

        // RFC 4865 §4.2: not released before.
        long notBefore = envelope.HoldUntil is { } hold ? Ceiling(hold) : 0;
        long due = Math.Max(submitted, notBefore);
        long number = 0;
        foreach (IGrouping<string, SubmittedRecipient> group in submission.Recipients.GroupBy(recipient => recipient.Destination.ToLowerInvariant(), StringComparer.Ordinal))
        {
            long batches = 0;
            long recipients = 0;
            long first = 0;
            foreach (SubmittedRecipient[] batch in group.Chunk(limits.BatchRecipients))
            {
                long inserted = session[QueueBatchStatements.Insert].Integer(
                    id, group.Key, (long)envelope.Priority, number + 1, number + batch.Length, (long)batch.Length, notBefore, due)!.Value;
                first = first == 0 ? inserted : first;
                foreach (SubmittedRecipient recipient in batch)
                {
                    session[QueueStatements.InsertRecipient].Execute(
                        id, ++number, recipient.Address, group.Key, recipient.OriginalRecipient, (long)recipient.Notify, due);
                }

                batches++;
                recipients += batch.Length;
            }

            QueueBatch.Count(session, group.Key, batches, recipients);
            session[QueueBatchStatements.LowerLane].Execute((long)envelope.Priority, group.Key, due, first);
        }

        return new QueueMessageId(id);
    }

    // Kept to the millisecond, and never early.
    internal static long Ceiling(DateTimeOffset time) =>
        (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;
}
