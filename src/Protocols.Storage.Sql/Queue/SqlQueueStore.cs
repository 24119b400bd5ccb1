using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>The queue in SQL: every change goes through the writer, so that two leases never meet.</summary>
internal sealed class SqlQueueStore(ISqlReaders database, ISqlWriter writer, BlobFiles files, AccountClocks clocks, QueueLimits limits, TimeProvider time) : IQueueStore
{
    private long _signals;

    /// <summary>No person's account has this id; see the schema.</summary>
    public static AccountId OwnAccount { get; } = new(0);

    public AccountId Account => OwnAccount;

    public async ValueTask<EnqueueResult> EnqueueAsync(QueueSubmission submission, CancellationToken cancellationToken)
    {
        if (QueueSubmissionCheck.Defect(submission, limits) is { } defect)
        {
            return new EnqueueResult(EnqueueStatus.LimitExceeded, null, defect);
        }

        List<StagedUpload> uploads = UploadLinking.Prepare(files, OwnAccount, [submission.Content], nameof(submission));
        return await writer.WriteAsync(
            session => session[QueueStatements.Count].Integer() >= limits.Messages
                ? new Written<EnqueueResult>(new EnqueueResult(EnqueueStatus.QueueFull, null, $"The queue holds {limits.Messages} messages."), Keep: false)
                : new Written<EnqueueResult>(new EnqueueResult(EnqueueStatus.Done, QueueAddition.Apply(session, submission, files, limits), null), Keep: true),
            _ => Signal(),
            () => uploads.ForEach(upload => upload.Release()),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<QueueLease>> LeaseAsync(QueueLeaseRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrEmpty(request.Owner);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.MaxBatches, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.MaxLeasesPerDestination, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(request.Until, request.Now);
        long until = LeaseEnd(request.Now, request.Until);
        int max = Math.Min(request.MaxBatches, limits.Batches);
        return await writer.WriteAsync(
            session => new Written<List<QueueLease>>(QueueLeasing.Apply(session, request, until, max), Keep: true), null, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<QueueLease>> RenewAsync(IReadOnlyList<QueueLease> leases, DateTimeOffset until, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leases);
        long end = LeaseEnd(time.GetUtcNow(), until);
        return await writer.WriteAsync(
            session => new Written<List<QueueLease>>(
                [
                    .. leases.Where(lease => session[QueueBatchStatements.Renew].Execute(end, lease.Batch, lease.Number) > 0)
                        .Select(lease => lease with { Until = QueueRows.Moment(end) }),
                ],
                Keep: true),
            null,
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<QueueCompletion> CompleteAsync(
        QueueLease lease, IReadOnlyList<RecipientOutcome> outcomes, IReadOnlyList<QueueSubmission> notifications, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(outcomes);
        ArgumentNullException.ThrowIfNull(notifications);
        QueueCompletionWork.Check(lease, outcomes);
        if (notifications.Select(notification => QueueSubmissionCheck.Defect(notification, limits)).FirstOrDefault(found => found is not null) is { } defect)
        {
            return new QueueCompletion(QueueCompletionStatus.NotificationRefused, false, [], defect);
        }

        List<StagedUpload> uploads = UploadLinking.Prepare(files, OwnAccount, notifications.Select(notification => notification.Content), nameof(notifications));
        return await writer.WriteAsync(
            session =>
            {
                if (!QueueCompletionWork.TryFind(session, lease, out QueueBatch batch))
                {
                    return new Written<QueueCompletion>(QueueCompletionWork.LeaseLost, Keep: false);
                }

                bool isFinished = QueueCompletionWork.Apply(session, batch, outcomes, limits, time.GetUtcNow());
                List<QueueMessageId> ids = [.. notifications.Select(notification => QueueAddition.Apply(session, notification, files, limits))];
                return new Written<QueueCompletion>(new QueueCompletion(QueueCompletionStatus.Done, isFinished, ids, null), Keep: true);
            },
            _ => Signal(),
            () => uploads.ForEach(upload => upload.Release()),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> ReleaseAsync(QueueLease lease, CancellationToken cancellationToken) =>
        (await CompleteAsync(lease, [], [], cancellationToken).ConfigureAwait(false)).Status == QueueCompletionStatus.Done;

    public async ValueTask<DateTimeOffset?> NextDueAsync(IReadOnlySet<string> excludedDestinations, int maxLeasesPerDestination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(excludedDestinations);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLeasesPerDestination, 1);
        using ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        using ReadLease.Snapshot snapshot = lease.BeginSnapshot();
        long next = lease.Session[QueueBatchStatements.FirstToRunOut].Integer() ?? long.MaxValue;
        using DbDataReader row = lease.Session[QueueBatchStatements.LanesInOrder].Query();
        while (row.Read())
        {
            if (row.GetInt64(2) < maxLeasesPerDestination && !excludedDestinations.Contains(row.GetString(0)))
            {
                next = Math.Min(next, row.GetInt64(1));
                break;
            }
        }

        return next == long.MaxValue ? null : QueueRows.Moment(next);
    }

    /// <summary>Wakes who waits for work.</summary>
    public void Signal() => clocks.Advance(OwnAccount, new ModSeq(Interlocked.Increment(ref _signals)));

    private long LeaseEnd(DateTimeOffset now, DateTimeOffset until) => (until - now > limits.LeaseTime ? now + limits.LeaseTime : until).ToUnixTimeMilliseconds();
}
