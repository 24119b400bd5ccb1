using System.Collections.Immutable;

namespace Protocols.Storage.Sql;

/// <summary>
/// Writes a change of flags: into the rows of few entries, and as one that is pending where it is of many, or where something is pending for its entries already.
/// </summary>
internal static class FlagWriting
{
    // A change of more runs than these goes into rows.
    private const int MostRuns = 64;

    // With more pending than these, whoever adds something folds a piece of it first.
    private const int MostPending = 64;
    private const int FoldedAtOnce = 2048;

    // A change of less than this part of a mailbox does not pay for a copy of its entries.
    private const int ShareToKeep = 16;

    /// <param name="set">The change set.</param>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="changes">The change, a run for each outcome, in rising order.</param>
    /// <param name="touched">The entries that it touches.</param>
    /// <param name="touchedEntries">How many those are.</param>
    /// <param name="all">All entries of the mailbox before it, or a default array.</param>
    public static void Write(
        AccountChangeSet set, MailboxState mailbox, List<PendingFlagChange> changes, UidSet touched, int touchedEntries, ImmutableArray<EntryRow> all)
    {
        bool overlaps = !set.Pending(mailbox).IsEmpty && changes.Any(change => set.Pending(mailbox).Overlaps(change.Uids));
        if (changes.Count <= MostRuns && (overlaps || touchedEntries >= (long)changes.Count * set.Writing.PendingFrom))
        {
            LeavePending(set, mailbox, changes);
            mailbox.UpdatedByPending.Add(touched);
            if (!all.IsDefault && set.IsAlone && touchedEntries >= all.Length / ShareToKeep)
            {
                set.Fresh = (new MailboxId(mailbox.Id), EntryRowCache.With(all, PendingFlags.Of(changes)));
            }

            return;
        }

        if (overlaps)
        {
            PendingFlagsWriting.Fold(set.Session, set.Account, mailbox.Id, set.Pending(mailbox), new UidRange(changes[0].Uids.First, changes[^1].Uids.Last));
            mailbox.Pending = null;
        }

        foreach (PendingFlagChange change in changes)
        {
            PendingFlagsWriting.WriteRows(set.Session, set.Account, mailbox.Id, change, change.Uids);
        }

        mailbox.Updated.Add(touched);
    }

    private static void LeavePending(AccountChangeSet set, MailboxState mailbox, List<PendingFlagChange> changes)
    {
        if (set.Pending(mailbox).Changes.Count >= MostPending)
        {
            PendingFlagsWriting.FoldPiece(set.Session, set.Account, mailbox.Id, FoldedAtOnce);
            mailbox.Pending = null;
        }

        PendingFlagsWriting.Add(set.Session, set.Account, mailbox.Id, set.Pending(mailbox), changes);
        mailbox.Pending = null;
        set.HasPending = true;
    }
}
