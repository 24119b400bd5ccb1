namespace Protocols.Storage.Sql;

/// <summary>Applies <see cref="Expunge"/>.</summary>
internal static class Expunction
{
    public static MailChangeOutcome Apply(AccountChangeSet set, Expunge change)
    {
        if (set.FindSelectable(change.Mailbox) is not { } mailbox)
        {
            return Outcomes.NoMailbox();
        }

        EntrySelection selection = EntrySelection.Read(set, mailbox, change.Uids, change.OnlyDeleted);
        if (selection.Entries.Count == 0)
        {
            return Outcomes.Done(mailbox);
        }

        foreach (UidRange run in selection.Runs)
        {
            set.Session[EntryStatements.UnlinkEmails].Execute(set.Account, mailbox.Id, (long)run.First, (long)run.Last, selection.Mask);
            set.Session[EntryStatements.Delete].Execute(set.Account, mailbox.Id, (long)run.First, (long)run.Last, selection.Mask);
        }

        set.Quota.Remove(selection.Entries.Count, selection.Entries.Sum(static entry => entry.Size));
        foreach (SelectedEntry entry in selection.Entries)
        {
            mailbox.Count(entry.Flags, entry.Size, entry.Keywords, -1);
        }

        mailbox.Destroyed.Add(selection.Uids);
        set.HasUnlinked = true;
        set.Touch(mailbox);
        return Outcomes.Done(mailbox) with { SourceUids = selection.Uids };
    }
}
