using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>An entry that a change is about.</summary>
internal readonly record struct SelectedEntry(uint Uid, long Flags, long Size, string Keywords, long ModSeq);

/// <summary>
/// The entries of a mailbox that a set of UIDs means, and the runs of UIDs that hold just them, so that few statements can change many.
/// </summary>
internal sealed class EntrySelection
{
    // Below this, statements run by UIDs that follow one another and touch no row in vain.
    private const int FewRuns = 256;

    private EntrySelection(List<SelectedEntry> entries, List<UidRange> runs, long mask)
    {
        Entries = entries;
        Mask = mask;
        UidRuns uids = new();
        foreach (SelectedEntry entry in entries)
        {
            uids.Add(entry.Uid);
        }

        Uids = uids.ToSet();
        Runs = Uids.Ranges.Length <= FewRuns ? Uids.Ranges : runs;
    }

    public List<SelectedEntry> Entries { get; }

    public UidSet Uids { get; }

    /// <summary>Runs in which every entry that has the flags of <see cref="Mask"/> is selected.</summary>
    public IReadOnlyList<UidRange> Runs { get; }

    public long Mask { get; }

    /// <summary>The selection without some of its entries; those are told of in <paramref name="left"/>.</summary>
    public EntrySelection Without(Predicate<SelectedEntry> isLeft, out UidSet left)
    {
        UidRuns leave = new();
        List<SelectedEntry> kept = new(Entries.Count);
        foreach (SelectedEntry entry in Entries)
        {
            if (isLeft(entry))
            {
                leave.Add(entry.Uid);
            }
            else
            {
                kept.Add(entry);
            }
        }

        left = leave.ToSet();
        return left.IsEmpty ? this : new EntrySelection(kept, [.. UidSet.Of(Runs).Except(left).Ranges], Mask);
    }

    public static EntrySelection Read(AccountChangeSet set, MailboxState mailbox, UidSet uids, bool onlyDeleted = false)
    {
        List<SelectedEntry> entries = [];
        List<UidRange> runs = [];
        PreparedStatement select = set.Session[onlyDeleted ? EntryStatements.SelectDeleted : EntryStatements.Select];
        UidWalk walk = new(uids);
        bool isEmpty = onlyDeleted ? mailbox.Deleted == 0 : mailbox.Messages == 0;
        while (!isEmpty && walk.TryNext(out UidRange window))
        {
            bool any = false;
            bool adjacent = false;
            using (DbDataReader row = select.Query(set.Account, mailbox.Id, (long)window.First, (long)window.Last))
            {
                while (row.Read())
                {
                    any = true;
                    uint uid = (uint)row.GetInt64(0);
                    if (!uids.Contains(uid))
                    {
                        adjacent = false;
                        continue;
                    }

                    string keywords = row.GetString(3);
                    entries.Add(new SelectedEntry(uid, row.GetInt64(1), row.GetInt64(2), keywords, row.GetInt64(4)));
                    if (adjacent)
                    {
                        runs[^1] = new UidRange(runs[^1].First, uid);
                    }
                    else
                    {
                        runs.Add(new UidRange(uid, uid));
                    }

                    adjacent = true;
                }
            }

            walk.MovePast(window.Last);
            if (!any && walk.TryNext(out UidRange next))
            {
                if (set.Session[EntryStatements.NextUid].Integer(set.Account, mailbox.Id, (long)next.First) is { } uid)
                {
                    walk.MoveTo((uint)uid);
                }
                else
                {
                    walk.End();
                }
            }
        }

        return new EntrySelection(entries, runs, onlyDeleted ? (long)SystemFlags.Deleted : 0);
    }
}
