namespace Protocols.Storage.Sql;

/// <summary>Applies <see cref="CopyMessages"/> and <see cref="MoveMessages"/>.</summary>
internal static class TransferChanges
{
    public static MailChangeOutcome Copy(AccountChangeSet set, CopyMessages change) => Apply(set, change.Source, change.Uids, change.Target, change.Kept, isMove: false);

    public static MailChangeOutcome Move(AccountChangeSet set, MoveMessages change) => Apply(set, change.Source, change.Uids, change.Target, change.Kept, isMove: true);

    private static MailChangeOutcome Apply(AccountChangeSet set, MailboxId from, UidSet uids, MailboxId to, FlagMask kept, bool isMove)
    {
        if (set.FindSelectable(from) is not { } source)
        {
            return Outcomes.NoMailbox();
        }

        if (set.FindSelectable(to) is not { } target)
        {
            return Outcomes.NoTarget();
        }

        EntrySelection selection = EntrySelection.Read(set, source, uids);
        if (selection.Entries.Count == 0)
        {
            return Outcomes.Done(target);
        }

        long first = target.UidNext;
        if (first + selection.Entries.Count - 1 > uint.MaxValue)
        {
            return Outcomes.UidsExhausted();
        }

        if (!isMove && set.Quota.Add(selection.Entries.Count, selection.Entries.Sum(static entry => entry.Size)) is { } full)
        {
            return full;
        }

        // The runs end below the first new UID, so a copy into the same mailbox does not meet its own copies.
        foreach (UidRange run in selection.Runs)
        {
            if (!isMove)
            {
                set.Session[EntryStatements.LinkEmails].Execute(set.Account, source.Id, (long)run.First, (long)run.Last);
            }

            foreach ((UidRange piece, long keep, long added, string? keywords) in set.Pending(source).Pieces(run))
            {
                target.UidNext += set.Session[EntryStatements.Copy].Execute(
                    target.Id, target.UidNext, keep & (long)kept.System, added & (long)kept.System, kept.Keywords ? keywords : "", set.ModSeq,
                    set.Now.ToUnixTimeMilliseconds(), set.Account, source.Id, (long)piece.First, (long)piece.Last);
            }

            if (isMove)
            {
                set.Session[EntryStatements.Delete].Execute(set.Account, source.Id, (long)run.First, (long)run.Last, 0L);
            }
        }

        foreach (SelectedEntry entry in selection.Entries)
        {
            target.Count(entry.Flags & (long)kept.System, entry.Size, kept.Keywords ? entry.Keywords : "", 1);
            if (isMove)
            {
                source.Count(entry.Flags, entry.Size, entry.Keywords, -1);
            }
        }

        UidRange assigned = new((uint)first, (uint)(target.UidNext - 1));
        target.Created.Add(assigned);
        set.Touch(target);
        if (isMove)
        {
            source.Destroyed.Add(selection.Uids);
            set.Touch(source);
        }

        return Outcomes.Done(target) with { SourceUids = selection.Uids, AssignedUids = UidSet.Of([assigned]) };
    }
}
