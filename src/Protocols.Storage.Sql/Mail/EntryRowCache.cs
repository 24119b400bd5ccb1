using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Protocols.Storage.Sql;

/// <summary>
/// The entries of mailboxes as they were when last looked at as a whole. What happened since is in the change log, so that looking again costs what changed
/// and not what the mailbox holds.
/// </summary>
internal sealed class EntryRowCache(int mostRows)
{
    private const int Few = 256;

    // Reading an entry from its row costs about as much as copying so many that are in memory.
    private const int CopiesForOneRead = 64;

    private readonly ConcurrentDictionary<(AccountId, MailboxId), (ModSeq Point, ImmutableArray<EntryRow> Rows)> _known = new();
    private long _rows;

    /// <summary>What a session's snapshot says of a mailbox and its account.</summary>
    internal readonly record struct Extent(long Messages, long HighestModSeq, long Clock, long LogStart);

    /// <summary>Some of a mailbox's entries in the session's snapshot.</summary>
    public ImmutableArray<EntryRow> Read(
        SqlSession session, AccountId account, Mailbox mailbox, long clock, long logStart, UidSet uids, CancellationToken cancellationToken)
    {
        Extent extent = new(mailbox.Messages, mailbox.HighestModSeq.Value, clock, logStart);
        (ImmutableArray<EntryRow> rows, bool isNew) = ReadAll(session, account, mailbox.Id, extent, uids, cancellationToken);
        if (rows.IsDefault)
        {
            return EntryTableReader.ReadRows(session, account, mailbox.Id, uids, cancellationToken);
        }

        if (isNew)
        {
            Keep(account, mailbox.Id, new ModSeq(clock), rows);
        }

        return Select(rows, uids);
    }

    /// <summary>
    /// All of a mailbox's entries in the writer's own view, if they are in memory or so many are wanted that all are to be; else a default array. That view
    /// may be rolled back: what is read of it is not kept.
    /// </summary>
    public ImmutableArray<EntryRow> ReadForChange(SqlSession session, AccountId account, MailboxId mailbox, Extent extent, UidSet wanted) =>
        ReadAll(session, account, mailbox, extent, wanted, CancellationToken.None).Rows;

    /// <summary>Keeps all of a mailbox's entries as they were at a point.</summary>
    public void Keep(AccountId account, MailboxId mailbox, ModSeq point, ImmutableArray<EntryRow> rows)
    {
        lock (_known)
        {
            if (_known.TryGetValue((account, mailbox), out (ModSeq Point, ImmutableArray<EntryRow> Rows) old) && old.Point > point)
            {
                return;
            }

            long before = old.Rows.IsDefault ? 0 : old.Rows.Length;
            if (_rows - before + rows.Length > mostRows)
            {
                _known.Clear();
                (_rows, before) = (0, 0);
            }

            if (rows.Length <= mostRows)
            {
                _known[(account, mailbox)] = (point, rows);
                _rows += rows.Length - before;
            }
        }
    }

    /// <summary>The place of the first entry whose UID is not below one.</summary>
    public static int FirstAtOrAbove(ImmutableArray<EntryRow> rows, uint uid)
    {
        int low = 0;
        int high = rows.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = rows[middle].Uid < uid ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The entries with some changes of flags worked in.</summary>
    public static ImmutableArray<EntryRow> With(ImmutableArray<EntryRow> rows, PendingFlags changes)
    {
        EntryRow[] changed = [.. rows];
        for (int i = 0; i < changed.Length; i++)
        {
            Apply(changes, ref changed[i]);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(changed);
    }

    private (ImmutableArray<EntryRow> Rows, bool IsNew) ReadAll(
        SqlSession session, AccountId account, MailboxId mailbox, Extent extent, UidSet wanted, CancellationToken cancellationToken)
    {
        bool isKnown = _known.TryGetValue((account, mailbox), out (ModSeq Point, ImmutableArray<EntryRow> Rows) known)
            && known.Point.Value >= extent.LogStart
            && known.Point.Value <= extent.Clock;
        if (isKnown && extent.HighestModSeq <= known.Point.Value)
        {
            return (known.Rows, false);
        }

        if (isKnown && extent.HighestModSeq - known.Point.Value <= extent.Messages)
        {
            return wanted.Count >= extent.Messages / CopiesForOneRead
                ? (Update(session, account, mailbox, known.Point, known.Rows, cancellationToken), true)
                : default;
        }

        bool isWhole = wanted.Count >= extent.Messages / 4 && extent.Messages is >= Few && extent.Messages <= mostRows;
        return isWhole ? (EntryTableReader.ReadRows(session, account, mailbox, UidSet.All, cancellationToken), true) : default;
    }

    private static ImmutableArray<EntryRow> Update(
        SqlSession session, AccountId account, MailboxId mailbox, ModSeq since, ImmutableArray<EntryRow> rows, CancellationToken cancellationToken)
    {
        EntryChanges changes = EntryChanges.Read(session, account, mailbox, since);

        // What is pending yet is worked in here; if some of it has been folded since, who knows how far, the rows are read.
        bool arePending = changes.Rewritten.Count < changes.Changed.Count
            && session[PendingFlagsStatements.Folded].Integer(account.Value, mailbox.Value) <= since.Value;
        PendingFlags pending = arePending ? PendingFlags.Read(session, account.Value, mailbox.Value).After(since) : PendingFlags.None;
        UidSet touched = changes.Added.Union(arePending ? changes.Rewritten : changes.Changed);
        if (touched.IsEmpty && changes.Vanished.IsEmpty)
        {
            return With(rows, pending);
        }

        ImmutableArray<EntryRow> fresh = EntryTableReader.ReadRows(session, account, mailbox, touched, cancellationToken);
        ImmutableArray<EntryRow>.Builder updated = ImmutableArray.CreateBuilder<EntryRow>(rows.Length + fresh.Length);
        int next = 0;
        foreach (EntryRow row in rows)
        {
            while (next < fresh.Length && fresh[next].Uid < row.Uid)
            {
                updated.Add(fresh[next++]);
            }

            if (!changes.Vanished.Contains(row.Uid) && !touched.Contains(row.Uid))
            {
                EntryRow kept = row;
                Apply(pending, ref kept);
                updated.Add(kept);
            }
        }

        while (next < fresh.Length)
        {
            updated.Add(fresh[next++]);
        }

        return updated.DrainToImmutable();
    }

    private static void Apply(PendingFlags changes, ref EntryRow row)
    {
        (long flags, string keywords, long modSeq) = ((long)row.Flags, row.Keywords, row.ModSeq);
        changes.Apply(row.Uid, ref flags, ref keywords, ref modSeq);
        if (modSeq != row.ModSeq)
        {
            row = row with { Flags = (SystemFlags)flags, Keywords = keywords, ModSeq = modSeq };
        }
    }

    private static ImmutableArray<EntryRow> Select(ImmutableArray<EntryRow> rows, UidSet uids)
    {
        if (rows.IsEmpty || uids.Ranges is [{ } all] && all.First <= rows[0].Uid && all.Last >= rows[^1].Uid)
        {
            return rows;
        }

        if (uids.Ranges is [{ } run])
        {
            int first = FirstAtOrAbove(rows, run.First);
            int last = run.Last == uint.MaxValue ? rows.Length : FirstAtOrAbove(rows, run.Last + 1);
            return rows.Slice(first, last - first);
        }

        ImmutableArray<EntryRow>.Builder selected = ImmutableArray.CreateBuilder<EntryRow>();
        foreach (UidRange range in uids.Ranges)
        {
            for (int i = FirstAtOrAbove(rows, range.First); i < rows.Length && rows[i].Uid <= range.Last; i++)
            {
                selected.Add(rows[i]);
            }
        }

        return selected.DrainToImmutable();
    }
}
