using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>
/// Gives out what is due; runs on the writer's thread. A priority at a time, from the lanes whose first batch has been due longest: the queue's
/// length does not matter, only how many lanes have to be passed over, and those are as many as there are busy or excluded destinations.
/// </summary>
internal static class QueueLeasing
{
    public static List<QueueLease> Apply(SqlSession session, QueueLeaseRequest request, long until, int max)
    {
        long now = request.Now.ToUnixTimeMilliseconds();
        TakeBackRunOut(session, now);
        List<QueueLease> leases = [];
        long? priority = long.MaxValue;
        while (leases.Count < max && (priority = session[QueueBatchStatements.NextPriority].Integer(priority)) is not null)
        {
            Lease(session, request, priority.Value, now, until, max, leases);
        }

        return leases;
    }

    // Leases that ran out make their batches free first, so that counts are right and one search finds everything.
    private static void TakeBackRunOut(SqlSession session, long now)
    {
        foreach (QueueBatch batch in QueueBatch.ReadAll(session[QueueBatchStatements.RunOut].Query(now)))
        {
            batch.Settle(session, 0, default);
        }
    }

    private static void Lease(SqlSession session, QueueLeaseRequest request, long priority, long now, long until, int max, List<QueueLease> leases)
    {
        PriorityQueue<Lane, (long Due, long Batch)> lanes = ReadLanes(session, request, priority, now, max - leases.Count);
        while (leases.Count < max && lanes.TryDequeue(out Lane? lane, out _))
        {
            QueueBatch batch = QueueBatch.ReadAll(session[QueueBatchStatements.First].Query(lane.Destination, priority))[0];
            session[QueueBatchStatements.Take].Execute(request.Owner, until, batch.Id);
            QueueBatch.Count(session, lane.Destination, leased: 1);
            QueueBatch.RefreshLane(session, lane.Destination, priority);
            leases.Add(ToLease(session, batch, request.Owner, now, until));
            lane.Budget--;
            if (lane.Budget > 0 && QueueBatch.FirstDue(session, lane.Destination, priority) is { } next && next.Due <= now)
            {
                lanes.Enqueue(lane, next);
            }
        }
    }

    // As many lanes as leases are wanted: each has one batch at least that is due no later than the first of any lane left out.
    private static PriorityQueue<Lane, (long Due, long Batch)> ReadLanes(SqlSession session, QueueLeaseRequest request, long priority, long now, int wanted)
    {
        PriorityQueue<Lane, (long Due, long Batch)> lanes = new();
        using DbDataReader row = session[QueueBatchStatements.DueLanes].Query(priority, now);
        while (lanes.Count < wanted && row.Read())
        {
            long budget = request.MaxLeasesPerDestination - row.GetInt64(1);
            if (budget > 0 && !request.ExcludedDestinations.Contains(row.GetString(0)))
            {
                lanes.Enqueue(new Lane(row.GetString(0)) { Budget = budget }, (row.GetInt64(2), row.GetInt64(3)));
            }
        }

        return lanes;
    }

    private static QueueLease ToLease(SqlSession session, QueueBatch batch, string owner, long now, long until) => new()
    {
        Batch = batch.Id,
        Number = batch.Number + 1,
        Owner = owner,
        Until = QueueRows.Moment(until),
        Destination = batch.Destination,
        Message = QueueRows.Find(session, batch.Message)!,
        Recipients =
        [
            .. QueueRows.ReadRecipients(session, batch.Message, batch.First, batch.Last)
                .Where(recipient => recipient.Status == QueuedRecipientStatus.Pending && recipient.NextAttempt.ToUnixTimeMilliseconds() <= now),
        ],
    };

    private sealed class Lane(string destination)
    {
        public string Destination { get; } = destination;

        public long Budget { get; set; }
    }
}
