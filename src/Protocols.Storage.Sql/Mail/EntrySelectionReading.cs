using System.Collections.Immutable;
using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>Finds the entries of an <see cref="EntrySelection"/>, and runs of UIDs between whose entries there is no other that might be meant.</summary>
internal static class EntrySelectionReading
{
    public static (List<SelectedEntry> Entries, List<UidRange> Runs) FromMemory(ImmutableArray<EntryRow> all, UidSet uids, bool onlyDeleted)
    {
        List<SelectedEntry> entries = new((int)Math.Min(all.Length, uids.Count));
        List<UidRange> runs = [];
        int next = 0;
        foreach (UidRange range in uids.Ranges)
        {
            int place = EntryRowCache.FirstAtOrAbove(all, range.First);
            bool adjacent = runs.Count > 0 && !AnyMeant(all.AsSpan(next, place - next), onlyDeleted);
            for (; place < all.Length && all[place].Uid <= range.Last; place++)
            {
                ref readonly EntryRow row = ref all.ItemRef(place);
                if (!IsMeant(row, onlyDeleted))
                {
                    continue;
                }

                entries.Add(new SelectedEntry(row.Uid, (long)row.Flags, row.Size, row.Keywords, row.ModSeq));
                if (adjacent)
                {
                    runs[^1] = new UidRange(runs[^1].First, row.Uid);
                }
                else
                {
                    runs.Add(new UidRange(row.Uid, row.Uid));
                }

                adjacent = true;
            }

            next = place;
        }

        return (entries, runs);
    }

    public static (List<SelectedEntry> Entries, List<UidRange> Runs) FromRows(AccountChangeSet set, MailboxState mailbox, UidSet uids, bool onlyDeleted)
    {
        Walk walk = new(set, mailbox, uids, onlyDeleted);
        UidWalk windows = new(uids);
        while (windows.TryNext(out UidRange window))
        {
            bool any = walk.Read(window);
            windows.MovePast(window.Last);
            if (!any && windows.TryNext(out UidRange next))
            {
                if (set.Session[EntryStatements.NextUid].Integer(set.Account, mailbox.Id, (long)next.First) is { } uid)
                {
                    windows.MoveTo((uint)uid);
                }
                else
                {
                    windows.End();
                }
            }
        }

        return (walk.Entries, walk.Runs);
    }

    private static bool IsMeant(in EntryRow row, bool onlyDeleted) => !onlyDeleted || (row.Flags & SystemFlags.Deleted) != 0;

    private static bool AnyMeant(ReadOnlySpan<EntryRow> rows, bool onlyDeleted)
    {
        foreach (ref readonly EntryRow row in rows)
        {
            if (IsMeant(row, onlyDeleted))
            {
                return true;
            }
        }

        return false;
    }

    private sealed class Walk(AccountChangeSet set, MailboxState mailbox, UidSet uids, bool onlyDeleted)
    {
        private readonly PendingFlags _pending = set.Pending(mailbox);
        private bool _adjacent;

        public List<SelectedEntry> Entries { get; } = [];

        public List<UidRange> Runs { get; } = [];

        /// <summary>Reads a window; false if there is nothing in it.</summary>
        public bool Read(UidRange window)
        {
            _adjacent = false;
            if (!onlyDeleted)
            {
                return Read(EntryStatements.Select, window);
            }

            bool any = false;
            foreach ((UidRange piece, long keep, long added, _) in _pending.Pieces(window))
            {
                bool isKept = (keep & (long)SystemFlags.Deleted) != 0;
                bool isAdded = (added & (long)SystemFlags.Deleted) != 0;
                if (isAdded || isKept)
                {
                    any |= Read(isAdded ? EntryStatements.Select : EntryStatements.SelectDeleted, piece);
                }
            }

            return any;
        }

        private bool Read(SqlText text, UidRange run)
        {
            bool any = false;
            using DbDataReader row = set.Session[text].Query(set.Account, mailbox.Id, (long)run.First, (long)run.Last);
            while (row.Read())
            {
                any = true;
                uint uid = (uint)row.GetInt64(0);
                if (!uids.Contains(uid))
                {
                    _adjacent = false;
                    continue;
                }

                (long flags, string keywords, long modSeq) = (row.GetInt64(1), row.GetString(3), row.GetInt64(4));
                _pending.Apply(uid, ref flags, ref keywords, ref modSeq);
                Entries.Add(new SelectedEntry(uid, flags, row.GetInt64(2), keywords, modSeq));
                if (_adjacent)
                {
                    Runs[^1] = new UidRange(Runs[^1].First, uid);
                }
                else
                {
                    Runs.Add(new UidRange(uid, uid));
                }

                _adjacent = true;
            }

            return any;
        }
    }
}
