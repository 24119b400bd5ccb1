using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Protocols.Storage.Sql;

/// <summary>
/// The entries of mailboxes as they were when last looked at as a whole. What happened since is in the change log, so that looking again costs what changed
/// and not what the mailbox holds.
/// </summary>
internal sealed class EntryRowCache(int mostRows)
{
    private const int Few = 256;

    private readonly ConcurrentDictionary<(AccountId, MailboxId), (ModSeq Point, ImmutableArray<EntryRow> Rows)> _known = new();
    private long _rows;

    /// <summary>Some of a mailbox's entries in the session's snapshot.</summary>
    public ImmutableArray<EntryRow> Read(
        SqlSession session, AccountId account, Mailbox mailbox, long clock, long logStart, UidSet uids, CancellationToken cancellationToken)
    {
        bool isKnown = _known.TryGetValue((account, mailbox.Id), out (ModSeq Point, ImmutableArray<EntryRow> Rows) known)
            && known.Point.Value >= logStart
            && known.Point.Value <= clock;
        bool isWhole = uids.Count >= mailbox.Messages / 4 && mailbox.Messages is >= Few && mailbox.Messages <= mostRows;
        if (!isKnown && !isWhole)
        {
            return EntryTableReader.ReadRows(session, account, mailbox.Id, uids, cancellationToken);
        }

        if (!isKnown || mailbox.HighestModSeq.Value - known.Point.Value > mailbox.Messages)
        {
            known.Rows = EntryTableReader.ReadRows(session, account, mailbox.Id, UidSet.All, cancellationToken);
            Keep(account, mailbox.Id, new ModSeq(clock), known.Rows);
        }
        else if (mailbox.HighestModSeq > known.Point)
        {
            known.Rows = Update(session, account, mailbox.Id, known.Point, known.Rows, cancellationToken);
            Keep(account, mailbox.Id, new ModSeq(clock), known.Rows);
        }

        return Select(known.Rows, uids);
    }

    private static ImmutableArray<EntryRow> Update(
        SqlSession session, AccountId account, MailboxId mailbox, ModSeq since, ImmutableArray<EntryRow> rows, CancellationToken cancellationToken)
    {
        EntryChanges changes = EntryChanges.Read(session, account, mailbox, since);
        UidSet touched = UidSet.Of([.. changes.Added.Ranges, .. changes.Changed.Ranges]);
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
                updated.Add(row);
            }
        }

        while (next < fresh.Length)
        {
            updated.Add(fresh[next++]);
        }

        return updated.DrainToImmutable();
    }

    private static ImmutableArray<EntryRow> Select(ImmutableArray<EntryRow> rows, UidSet uids)
    {
        if (rows.IsEmpty || uids.Ranges is [{ } all] && all.First <= rows[0].Uid && all.Last >= rows[^1].Uid)
        {
            return rows;
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

    private static int FirstAtOrAbove(ImmutableArray<EntryRow> rows, uint uid)
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

    private void Keep(AccountId account, MailboxId mailbox, ModSeq point, ImmutableArray<EntryRow> rows)
    {
        lock (_known)
        {
            long before = _known.TryGetValue((account, mailbox), out (ModSeq Point, ImmutableArray<EntryRow> Rows) old) ? old.Rows.Length : 0;
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
}
