namespace Protocols.Storage.Sql;

/// <summary>Applies <see cref="ClaimRecent"/>. It touches neither clock nor log: to everybody else nothing happened.</summary>
internal static class RecentClaim
{
    public static MailChangeOutcome Apply(AccountChangeSet set, ClaimRecent change)
    {
        if (set.FindSelectable(change.Mailbox) is not { } mailbox)
        {
            return Outcomes.NoTarget();
        }

        if (mailbox.RecentFrom >= mailbox.UidNext)
        {
            return Outcomes.Done(mailbox);
        }

        UidRange claimed = new((uint)mailbox.RecentFrom, (uint)(mailbox.UidNext - 1));
        mailbox.RecentFrom = mailbox.UidNext;
        set.Session[MailboxStatements.SetRecentFrom].Execute(mailbox.RecentFrom, set.Account, mailbox.Id);
        return Outcomes.Done(mailbox) with { SourceUids = UidSet.Of([claimed]) };
    }
}
