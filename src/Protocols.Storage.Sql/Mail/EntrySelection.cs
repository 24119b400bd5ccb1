using System.Collections.Immutable;

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

    private EntrySelection(List<SelectedEntry> entries, List<UidRange>? runs, long mask)
    {
        Entries = entries;
        Mask = mask;
        UidRuns uids = new();
        foreach (SelectedEntry entry in entries)
        {
            uids.Add(entry.Uid);
        }

        Uids = uids.ToSet();
        Runs = runs is null || Uids.Ranges.Length <= FewRuns ? Uids.Ranges : runs;
    }

    public List<SelectedEntry> Entries { get; }

    public UidSet Uids { get; }

    /// <summary>Runs in which every entry that has the flags of <see cref="Mask"/> is selected.</summary>
    public IReadOnlyList<UidRange> Runs { get; }

    public long Mask { get; }

    /// <summary>All entries of the mailbox, if they were at hand; else a default array.</summary>
    public ImmutableArray<EntryRow> All { get; private init; }

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
        return left.IsEmpty ? this : new EntrySelection(kept, [.. UidSet.Of(Runs).Except(left).Ranges], Mask) { All = All };
    }

    public static EntrySelection Read(AccountChangeSet set, MailboxState mailbox, UidSet uids, bool onlyDeleted = false)
    {
        if (onlyDeleted ? mailbox.Deleted == 0 : mailbox.Messages == 0)
        {
            return new EntrySelection([], [], 0);
        }

        // What the rows say of a flag is no mask for a statement while changes of it are pending.
        ImmutableArray<EntryRow> all = set.Rows(mailbox, uids);
        bool isMasked = onlyDeleted && !set.Pending(mailbox).Touches(new UidRange(1, uint.MaxValue), (long)SystemFlags.Deleted);
        (List<SelectedEntry> entries, List<UidRange> runs) = all.IsDefault
            ? EntrySelectionReading.FromRows(set, mailbox, uids, onlyDeleted)
            : EntrySelectionReading.FromMemory(all, uids, onlyDeleted);
        return new EntrySelection(entries, isMasked || !onlyDeleted ? runs : null, isMasked ? (long)SystemFlags.Deleted : 0) { All = all };
    }
}
