using System.Data.Common;
using System.Runtime.CompilerServices;

namespace Protocols.Storage.Sql;

/// <summary>What an operator sees of the queue and does with it.</summary>
internal sealed class SqlQueueAdministration(ISqlReaders database, ISqlWriter writer, SqlQueueStore queue, QueueLimits limits, TimeProvider time) : IQueueAdministration
{
    private const int Piece = 256;

    public async ValueTask<QueuePage> ListAsync(QueueQuery query, QueueMessageId? after, int max, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        using ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        using ReadLease.Snapshot snapshot = lease.BeginSnapshot();
        return new QueueListing(query, limits).Read(lease.Session, after?.Value ?? 0, Math.Min(max, limits.Page));
    }

    public async ValueTask<QueuedMessage?> FindAsync(QueueMessageId message, CancellationToken cancellationToken)
    {
        using ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        return QueueRows.Find(lease.Session, message.Value);
    }

    public async IAsyncEnumerable<QueuedRecipient> ReadRecipientsAsync(QueueMessageId message, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<QueuedRecipient> piece;
        for (long first = 1; ; first += Piece)
        {
            using (ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                piece = QueueRows.ReadRecipients(lease.Session, message.Value, first, first + Piece - 1);
            }

            foreach (QueuedRecipient recipient in piece)
            {
                yield return recipient;
            }

            // Numbers have no gaps.
            if (piece.Count < Piece)
            {
                yield break;
            }
        }
    }

    public async ValueTask<IReadOnlyList<QueueHolder>> ReadLeasesAsync(QueueMessageId message, CancellationToken cancellationToken)
    {
        using ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        return
        [
            .. QueueBatch.OfMessage(lease.Session, message.Value).Where(batch => batch.IsLeased)
                .Select(batch => new QueueHolder(batch.Id, batch.Destination, batch.Owner!, QueueRows.Moment(batch.Until!.Value))),
        ];
    }

    public ValueTask<QueueChange> RetryAsync(QueueMessageId message, DateTimeOffset now, CancellationToken cancellationToken) =>
        ChangeAsync(message, skipLeased: true, (session, batch) => Retry(session, batch, now.ToUnixTimeMilliseconds()), cancellationToken);

    public async ValueTask<int> RetryDestinationAsync(string destination, DateTimeOffset now, int max, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(destination);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        long most = Math.Min(max, limits.Batches);
        long moment = now.ToUnixTimeMilliseconds();
        string folded = destination.ToLowerInvariant();
        return await writer.WriteAsync(
            session =>
            {
                int changed = 0;
                long? priority = long.MaxValue;
                while (changed < most && (priority = session[QueueBatchStatements.NextPriority].Integer(priority)) is not null)
                {
                    foreach (QueueBatch batch in QueueBatch.ReadAll(session[QueueBatchStatements.Waiting].Query(folded, priority, moment, most - changed)))
                    {
                        Retry(session, batch, moment);
                        changed++;
                    }
                }

                return new Written<int>(changed, Keep: true);
            },
            _ => queue.Signal(),
            cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<QueueChange> HoldAsync(QueueMessageId message, CancellationToken cancellationToken) => SetHeldAsync(message, true, cancellationToken);

    public ValueTask<QueueChange> ReleaseAsync(QueueMessageId message, CancellationToken cancellationToken) => SetHeldAsync(message, false, cancellationToken);

    public async ValueTask<QueueChange> CancelAsync(QueueMessageId message, int? recipient, CancellationToken cancellationToken)
    {
        QueueChange change = await ChangeAsync(
            message,
            skipLeased: true,
            (session, batch) =>
            {
                long first = Math.Max(batch.First, recipient ?? batch.First);
                long last = Math.Min(batch.Last, recipient ?? batch.Last);
                int done = first > last ? 0 : session[QueueStatements.CancelRecipients].Execute(batch.Message, first, last);
                if (done > 0)
                {
                    batch.Settle(session, done, time.GetUtcNow());
                }

                return done;
            },
            cancellationToken,
            recipient).ConfigureAwait(false);
        return change;
    }

    public async ValueTask<IReadOnlyList<QueueDestination>> ListDestinationsAsync(string? after, int max, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        using ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        List<QueueDestination> destinations = [];
        using DbDataReader row = lease.Session[QueueStatements.Destinations].Query(after ?? "", (long)Math.Min(max, limits.Page));
        while (row.Read())
        {
            destinations.Add(new QueueDestination(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)));
        }

        return destinations;
    }

    public async ValueTask<long> CountAsync(CancellationToken cancellationToken)
    {
        using ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        return lease.Session[QueueStatements.Count].Integer() ?? 0;
    }

    private static int Retry(SqlSession session, QueueBatch batch, long now)
    {
        // RFC 4865 §4.2: not released before the time that the sender asked for, whoever wishes otherwise.
        long moment = Math.Max(now, batch.NotBefore);
        int changed = session[QueueStatements.RetryRecipients].Execute(moment, batch.Message, batch.First, batch.Last);
        session[QueueBatchStatements.SetDue].Execute(Math.Min(batch.DueAt, moment), batch.Id);
        if (batch.IsFree)
        {
            QueueBatch.RefreshLane(session, batch.Destination, batch.Priority);
        }

        return changed;
    }

    private async ValueTask<QueueChange> SetHeldAsync(QueueMessageId message, bool isHeld, CancellationToken cancellationToken)
    {
        long held = isHeld ? 1 : 0;
        return await ChangeAsync(
            message,
            skipLeased: false,
            (session, batch) =>
            {
                if (batch.IsHeld == isHeld)
                {
                    return 0;
                }

                session[QueueStatements.SetMessageHeld].Execute(held, batch.Message);
                session[QueueBatchStatements.SetHeld].Execute(held, batch.Id);
                QueueBatch.Count(session, batch.Destination, held: isHeld ? 1 : -1);
                if (!batch.IsLeased)
                {
                    QueueBatch.RefreshLane(session, batch.Destination, batch.Priority);
                }

                return (int)batch.Pending;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<QueueChange> ChangeAsync(
        QueueMessageId message, bool skipLeased, Func<SqlSession, QueueBatch, int> change, CancellationToken cancellationToken, int? recipient = null) =>
        await writer.WriteAsync(
            session =>
            {
                QueuedMessage? found = QueueRows.Find(session, message.Value);
                if (found is null || recipient < 1 || recipient > found.Recipients)
                {
                    return new Written<QueueChange>(new QueueChange(QueueChangeStatus.NotFound, 0), Keep: false);
                }

                int changed = 0;
                bool isInProgress = false;
                foreach (QueueBatch batch in QueueBatch.OfMessage(session, message.Value))
                {
                    if (skipLeased && batch.IsLeased)
                    {
                        isInProgress |= recipient is null || (recipient >= batch.First && recipient <= batch.Last);
                    }
                    else
                    {
                        changed += change(session, batch);
                    }
                }

                return new Written<QueueChange>(new QueueChange(isInProgress ? QueueChangeStatus.InProgress : QueueChangeStatus.Done, changed), Keep: true);
            },
            _ => queue.Signal(),
            cancellationToken).ConfigureAwait(false);
}
