namespace Protocols.Storage.Sql;

/// <summary>Applies <see cref="GrantRights"/>.</summary>
internal static class RightsChanges
{
    public static MailChangeOutcome Apply(AccountChangeSet set, GrantRights change)
    {
        if (set.Find(change.Mailbox) is not { } mailbox)
        {
            return Outcomes.NoMailbox();
        }

        if (change.Grantee.Account is { } account && account.Value == set.Account)
        {
            return Outcomes.Failed(MailChangeStatus.NotAllowed, "The owner always has all rights.");
        }

        (object Mailbox, object Grantee, object Sign) key = (mailbox.Id, change.Grantee.Value, change.IsNegative ? 1L : 0L);
        MailboxRights before = (MailboxRights)(set.Session[SharingStatements.Line].Integer(set.Account, key.Mailbox, key.Grantee, key.Sign) ?? 0);
        MailboxRights after = MailboxRights.All & change.Operation switch
        {
            RightsOperation.Add => before | change.Rights,
            RightsOperation.Remove => before & ~change.Rights,
            _ => change.Rights,
        };
        if (after == before)
        {
            return Outcomes.Done(mailbox);
        }

        if (after == MailboxRights.None)
        {
            set.Session[SharingStatements.Delete].Execute(set.Account, key.Mailbox, key.Grantee, key.Sign);
        }
        else if (change.Grantee.Account is { } grantee && set.Session[SharingStatements.HasAccount].Integer(grantee.Value) is null)
        {
            return Outcomes.Failed(MailChangeStatus.NotFound, "There is no such account to give rights to.");
        }
        else if (before == MailboxRights.None && set.Session[SharingStatements.Count].Integer(set.Account, key.Mailbox) >= set.Limits.GrantsPerMailbox)
        {
            return Outcomes.Failed(MailChangeStatus.LimitExceeded, $"A mailbox's list of rights has at most {set.Limits.GrantsPerMailbox} lines.");
        }
        else
        {
            set.Session[SharingStatements.Set].Execute(set.Account, key.Mailbox, key.Grantee, key.Sign, (long)after);
        }

        set.Session[MailboxStatements.SetModSeq].Execute(set.ModSeq, set.Account, mailbox.Id);
        set.Log(mailbox.Id, ChangeOperation.Updated);
        return Outcomes.Done(mailbox);
    }
}
