using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>Adds to the changes of flags that are pending, and folds them into rows.</summary>
internal static class PendingFlagsWriting
{
    public static void Add(SqlSession session, long account, long mailbox, PendingFlags pending, IEnumerable<PendingFlagChange> changes)
    {
        long number = pending.IsEmpty ? 0 : pending.Changes[^1].Number;
        foreach (PendingFlagChange change in changes)
        {
            Insert(session, account, mailbox, change with { Number = ++number });
        }
    }

    /// <summary>Writes a change into the rows of a run of entries.</summary>
    public static void WriteRows(SqlSession session, long account, long mailbox, PendingFlagChange change, UidRange run)
    {
        if (change.Keywords is { } keywords)
        {
            session[EntryStatements.UpdateFlagsAndKeywords].Execute(
                change.Keep, change.Added, keywords, change.ModSeq, account, mailbox, (long)run.First, (long)run.Last);
        }
        else
        {
            session[EntryStatements.UpdateFlags].Execute(change.Keep, change.Added, change.ModSeq, account, mailbox, (long)run.First, (long)run.Last);
        }
    }

    /// <summary>Folds what is pending into the rows of a run of entries.</summary>
    public static void Fold(SqlSession session, long account, long mailbox, PendingFlags pending, UidRange run)
    {
        long folded = 0;
        List<PendingFlagChange> rest = [];
        foreach (PendingFlagChange change in pending.Changes)
        {
            UidRange here = new(Math.Max(run.First, change.Uids.First), Math.Min(run.Last, change.Uids.Last));
            if (here.First > here.Last)
            {
                rest.Add(change);
                continue;
            }

            folded = Math.Max(folded, change.ModSeq);
            if (change.Uids.First < here.First)
            {
                rest.Add(change with { Uids = change.Uids with { Last = here.First - 1 } });
            }

            if (change.Uids.Last > here.Last)
            {
                rest.Add(change with { Uids = change.Uids with { First = here.Last + 1 } });
            }
        }

        if (folded == 0)
        {
            return;
        }

        WriteFolded(session, account, mailbox, pending, run);
        session[PendingFlagsStatements.SetFolded].Execute(folded, account, mailbox);
        session[PendingFlagsStatements.DeleteAll].Execute(account, mailbox);
        Add(session, account, mailbox, PendingFlags.None, rest);
    }

    /// <summary>Folds what is pending into the rows of some entries, those with the lowest UIDs that something is pending for.</summary>
    /// <returns>Whether something is pending still.</returns>
    public static bool FoldPiece(SqlSession session, long account, long mailbox, long entries)
    {
        PendingFlags pending = PendingFlags.Read(session, account, mailbox);
        if (pending.IsEmpty)
        {
            return false;
        }

        uint first = pending.Changes.Min(static change => change.Uids.First);
        uint last = (uint?)session[PendingFlagsStatements.EndOfPiece].Integer(account, mailbox, (long)first, entries) ?? uint.MaxValue;
        Fold(session, account, mailbox, pending, new UidRange(first, last));
        return pending.Changes.Any(change => change.Uids.Last > last);
    }

    // Each row once, however many changes there are of it; rows that follow one another and become the same in one statement.
    private static void WriteFolded(SqlSession session, long account, long mailbox, PendingFlags pending, UidRange run)
    {
        List<(UidRange Run, long Flags, string Keywords, long ModSeq)> writes = [];
        using (DbDataReader row = session[EntryStatements.Select].Query(account, mailbox, (long)run.First, (long)run.Last))
        {
            bool adjacent = false;
            while (row.Read())
            {
                (uint uid, (long, string, long) before) = ((uint)row.GetInt64(0), (row.GetInt64(1), row.GetString(3), row.GetInt64(4)));
                (long flags, string keywords, long modSeq) = before;
                pending.Apply(uid, ref flags, ref keywords, ref modSeq);
                if ((flags, keywords, modSeq) == before)
                {
                    adjacent = false;
                }
                else if (adjacent && writes[^1] is var last && (last.Flags, last.Keywords, last.ModSeq) == (flags, keywords, modSeq))
                {
                    writes[^1] = last with { Run = last.Run with { Last = uid } };
                }
                else
                {
                    writes.Add((new UidRange(uid, uid), flags, keywords, modSeq));
                    adjacent = true;
                }
            }
        }

        foreach ((UidRange rows, long flags, string keywords, long modSeq) in writes)
        {
            session[EntryStatements.SetFlags].Execute(flags, keywords, modSeq, account, mailbox, (long)rows.First, (long)rows.Last);
        }
    }

    private static void Insert(SqlSession session, long account, long mailbox, PendingFlagChange change) =>
        session[PendingFlagsStatements.Insert].Execute(
            account, mailbox, change.Number, (long)change.Uids.First, (long)change.Uids.Last, change.ModSeq, change.Keep, change.Added, change.Keywords);
}
