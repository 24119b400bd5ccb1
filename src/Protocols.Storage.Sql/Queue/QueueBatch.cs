using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>A batch's row.</summary>
internal sealed record QueueBatch(
    long Id, long Message, string Destination, long Priority, long First, long Last, long Pending, long NotBefore, long DueAt, bool IsHeld, long Number, string? Owner, long? Until)
{
    /// <summary>Whether somebody has it, or had it last and nobody noticed yet that the lease ran out.</summary>
    public bool IsLeased => Until is not null;

    /// <summary>Whether it counts in its lane.</summary>
    public bool IsFree => !IsLeased && !IsHeld;

    public static QueueBatch? Find(SqlSession session, long batch) => ReadAll(session[QueueBatchStatements.Find].Query(batch)).SingleOrDefault();

    public static List<QueueBatch> OfMessage(SqlSession session, long message) => ReadAll(session[QueueBatchStatements.OfMessage].Query(message));

    public static List<QueueBatch> ReadAll(DbDataReader row)
    {
        using (row)
        {
            List<QueueBatch> batches = [];
            while (row.Read())
            {
                batches.Add(new QueueBatch(
                    row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6),
                    row.GetInt64(7), row.GetInt64(8), row.GetInt64(9) != 0, row.GetInt64(10), row.IsDBNull(11) ? null : row.GetString(11),
                    row.IsDBNull(12) ? null : row.GetInt64(12)));
            }

            return batches;
        }
    }

    /// <summary>When the first free batch of a lane is due, and which it is.</summary>
    public static (long Due, long Batch)? FirstDue(SqlSession session, string destination, long priority)
    {
        using DbDataReader row = session[QueueBatchStatements.FirstDue].Query(destination, priority);
        return row.Read() ? (row.GetInt64(0), row.GetInt64(1)) : null;
    }

    /// <summary>Makes the lane tell what its first free batch says.</summary>
    public static void RefreshLane(SqlSession session, string destination, long priority)
    {
        if (FirstDue(session, destination, priority) is { } first)
        {
            session[QueueBatchStatements.SetLane].Execute(priority, destination, first.Due, first.Batch);
        }
        else
        {
            session[QueueBatchStatements.DropLane].Execute(priority, destination);
        }
    }

    /// <summary>Moves a destination's counts.</summary>
    public static void Count(SqlSession session, string destination, long batches = 0, long recipients = 0, long leased = 0, long held = 0)
    {
        session[QueueStatements.CountDestination].Execute(destination, batches, recipients, leased, held);
        if (batches < 0)
        {
            session[QueueStatements.DropEmptyDestination].Execute(destination);
        }
    }

    /// <summary>
    /// Keeps that pending recipients are done, the batch no longer leased, and when what is left is due; the message goes with its last.
    /// </summary>
    /// <returns>Whether the message is finished.</returns>
    public bool Settle(SqlSession session, long done, DateTimeOffset now)
    {
        long left = Pending - done;
        if (left > 0)
        {
            long due = session[QueueStatements.NextAttempt].Integer(Message, First, Last) ?? DueAt;
            session[QueueBatchStatements.Free].Execute(due, left, Id);
        }
        else
        {
            session[QueueBatchStatements.Delete].Execute(Id);
        }

        bool isGone = left <= 0;
        Count(session, Destination, isGone ? -1 : 0, -done, IsLeased ? -1 : 0, isGone && IsHeld ? -1 : 0);
        if (!IsHeld && (!isGone || !IsLeased))
        {
            RefreshLane(session, Destination, Priority);
        }

        if (done == 0 || session[QueueStatements.TakePending].Integer(done, Message) > 0)
        {
            return false;
        }

        session[QueueStatements.UnlinkContent].Execute(now.ToUnixTimeMilliseconds(), SqlQueueStore.OwnAccount.Value, Message);
        session[QueueStatements.DeleteRecipients].Execute(Message);
        session[QueueStatements.DeleteMessage].Execute(Message);
        session[QueueStatements.AddToCount].Execute(-1L);
        return true;
    }
}
