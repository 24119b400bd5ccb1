using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>Applies changes to mailboxes themselves.</summary>
internal static class MailboxChanges
{
    public static MailChangeOutcome Create(AccountChangeSet set, CreateMailbox change)
    {
        string name = MailboxName.Normalize(change.Name);
        if (MailboxName.Defect(name, set.Limits) is { } defect)
        {
            return Outcomes.Failed(MailChangeStatus.InvalidName, defect);
        }

        long? existing = set.Session[MailboxStatements.IdOfName].Integer(set.Account, name);
        if (existing is { } taken && set.Find(new MailboxId(taken))!.IsSelectable)
        {
            return Outcomes.Failed(MailChangeStatus.AlreadyExists, "There is a mailbox of this name.");
        }

        if (set.Session[MailboxStatements.IdOfRole].Integer(set.Account, (long)change.Role) is not null)
        {
            return Outcomes.Failed(MailChangeStatus.AlreadyExists, "There is a mailbox of this role.");
        }

        if (existing is { } id)
        {
            set.Session[MailboxStatements.MakeSelectable].Execute((long)change.Role, (long)set.NewUidValidity(), set.ModSeq, set.Account, id);
            set.Forget(id);
            set.Log(id, ChangeOperation.Updated);
            return Outcomes.Done(set.Find(new MailboxId(id))!);
        }

        if (!TryAddSuperiors(set, name) || !TryAdd(set, name, true, change.Role, out id))
        {
            return TooMany(set);
        }

        return Outcomes.Done(set.Find(new MailboxId(id))!);
    }

    public static MailChangeOutcome Rename(AccountChangeSet set, RenameMailbox change)
    {
        if (set.Find(change.Mailbox) is not { } mailbox)
        {
            return Outcomes.NoMailbox();
        }

        string name = MailboxName.Normalize(change.NewName);
        if (mailbox.Name == MailboxName.Inbox)
        {
            return Outcomes.Failed(MailChangeStatus.NotAllowed, "INBOX keeps its name.");
        }

        if (MailboxName.Defect(name, set.Limits) is { } defect)
        {
            return Outcomes.Failed(MailChangeStatus.InvalidName, defect);
        }

        if (name.StartsWith(mailbox.Name + MailboxName.Separator, StringComparison.Ordinal))
        {
            return Outcomes.Failed(MailChangeStatus.NotAllowed, "A mailbox cannot go below itself.");
        }

        if (set.Session[MailboxStatements.IdOfName].Integer(set.Account, name) is not null)
        {
            return Outcomes.Failed(MailChangeStatus.AlreadyExists, "There is a mailbox of this name.");
        }

        string old = mailbox.Name;
        List<(long Id, string Name)> moved = [(mailbox.Id, name)];
        foreach ((long inferior, string oldName) in Inferiors(set, old))
        {
            string newName = name + oldName[old.Length..];
            if (MailboxName.Defect(newName, set.Limits) is { } inferiorDefect)
            {
                return Outcomes.Failed(MailChangeStatus.InvalidName, "Of a mailbox below it: " + inferiorDefect);
            }

            moved.Add((inferior, newName));
        }

        if (!TryAddSuperiors(set, name))
        {
            return TooMany(set);
        }

        foreach ((long id, string newName) in moved)
        {
            set.Session[MailboxStatements.SetName].Execute(newName, set.ModSeq, set.Account, id);
            set.Find(new MailboxId(id))!.Name = newName;
            set.Log(id, ChangeOperation.Updated);
        }

        return Outcomes.Done(mailbox);
    }

    public static MailChangeOutcome Delete(AccountChangeSet set, DeleteMailbox change)
    {
        if (set.Find(change.Mailbox) is not { } mailbox)
        {
            return Outcomes.NoMailbox();
        }

        if (mailbox.Name == MailboxName.Inbox)
        {
            return Outcomes.Failed(MailChangeStatus.NotAllowed, "INBOX is always there.");
        }

        bool hasInferiors = Inferiors(set, mailbox.Name).Count > 0;
        if (hasInferiors && !mailbox.IsSelectable)
        {
            // RFC 3501 §6.3.4.
            return Outcomes.Failed(MailChangeStatus.HasInferiors, "There are mailboxes below this name.");
        }

        if (mailbox.UidNext > 1)
        {
            set.Session[EntryStatements.UnlinkEmails].Execute(set.Account, mailbox.Id, 1L, (long)uint.MaxValue, 0L);
            set.Session[EntryStatements.Delete].Execute(set.Account, mailbox.Id, 1L, (long)uint.MaxValue, 0L);
            set.Session[MailboxStatements.DeleteKeywords].Execute(set.Account, mailbox.Id);
            set.Session[PendingFlagsStatements.DeleteAll].Execute(set.Account, mailbox.Id);
            set.Quota.Remove(mailbox.Messages, mailbox.TotalSize);
            set.HasUnlinked = true;
        }

        // Nobody can ask what happened in it any more: its id is never used again.
        set.Session[AnnotationStatements.DeleteAll].Execute(set.Account, mailbox.Id);
        set.Session[SharingStatements.DeleteAll].Execute(set.Account, mailbox.Id);
        set.Session[ChangeLogStatements.DeleteParent].Execute(set.Account, (long)ChangedType.Entry, mailbox.Id);
        set.Session[MailboxStatements.Delete].Execute(set.Account, mailbox.Id);
        set.Quota.CountMailbox(-1);
        set.Forget(mailbox.Id);
        set.Log(mailbox.Id, ChangeOperation.Destroyed);
        if (hasInferiors)
        {
            // The name stays to hold them, and it is not the same mailbox.
            Insert(set, mailbox.Name, isSelectable: false, MailboxRole.None);
        }

        return Outcomes.Done(mailbox);
    }

    public static MailChangeOutcome SetRole(AccountChangeSet set, SetRole change)
    {
        if (set.Find(change.Mailbox) is not { } mailbox)
        {
            return Outcomes.NoMailbox();
        }

        if (mailbox.Name == MailboxName.Inbox || change.Role == MailboxRole.Inbox)
        {
            return Outcomes.Failed(MailChangeStatus.NotAllowed, "INBOX alone is where mail arrives.");
        }

        long? taken = set.Session[MailboxStatements.IdOfRole].Integer(set.Account, (long)change.Role);
        if (taken is not null && taken != mailbox.Id)
        {
            return Outcomes.Failed(MailChangeStatus.AlreadyExists, "There is a mailbox of this role.");
        }

        if (set.Session[MailboxStatements.SetRole].Execute((long)change.Role, set.ModSeq, set.Account, mailbox.Id) > 0)
        {
            set.Log(mailbox.Id, ChangeOperation.Updated);
        }

        return Outcomes.Done(mailbox);
    }

    public static MailChangeOutcome Subscribe(AccountChangeSet set, SetSubscription change)
    {
        string name = MailboxName.Normalize(change.Name);
        bool isSubscribed = set.Session[MailboxStatements.IsSubscribed].Integer(set.Account, name) is not null;
        if (isSubscribed == change.IsSubscribed)
        {
            return new MailChangeOutcome { Status = MailChangeStatus.Done };
        }

        if (change.IsSubscribed)
        {
            if (MailboxName.Defect(name, set.Limits) is { } defect)
            {
                return Outcomes.Failed(MailChangeStatus.InvalidName, defect);
            }

            if (set.Session[MailboxStatements.CountSubscriptions].Integer(set.Account) >= set.Limits.Subscriptions)
            {
                return Outcomes.Failed(MailChangeStatus.LimitExceeded, $"An account subscribes at most {set.Limits.Subscriptions} names.");
            }
        }

        set.Session[change.IsSubscribed ? MailboxStatements.Subscribe : MailboxStatements.Unsubscribe].Execute(set.Account, name);
        set.Touch();
        if (set.Session[MailboxStatements.IdOfName].Integer(set.Account, name) is not { } id)
        {
            return new MailChangeOutcome { Status = MailChangeStatus.Done };
        }

        set.Session[MailboxStatements.SetModSeq].Execute(set.ModSeq, set.Account, id);
        set.Log(id, ChangeOperation.Updated);
        return new MailChangeOutcome { Status = MailChangeStatus.Done, Mailbox = new MailboxId(id) };
    }

    private static List<(long Id, string Name)> Inferiors(AccountChangeSet set, string name)
    {
        List<(long, string)> inferiors = [];
        using DbDataReader row = set.Session[MailboxStatements.Inferiors].Query(set.Account, name + "/", name + "0");
        while (row.Read())
        {
            inferiors.Add((row.GetInt64(0), row.GetString(1)));
        }

        return inferiors;
    }

    private static bool TryAddSuperiors(AccountChangeSet set, string name)
    {
        Stack<string> missing = [];
        for (string? superior = MailboxName.Superior(name); superior is not null; superior = MailboxName.Superior(superior))
        {
            if (set.Session[MailboxStatements.IdOfName].Integer(set.Account, superior) is not null)
            {
                break;
            }

            missing.Push(superior);
        }

        while (missing.TryPop(out string? superior))
        {
            if (!TryAdd(set, superior, false, MailboxRole.None, out _))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryAdd(AccountChangeSet set, string name, bool isSelectable, MailboxRole role, out long id)
    {
        if (set.Session[MailboxStatements.Count].Integer(set.Account) >= set.Limits.Mailboxes || !set.Quota.HasRoomForMailbox)
        {
            id = 0;
            return false;
        }

        id = Insert(set, name, isSelectable, role);
        if (MailboxName.Superior(name) is { } superior)
        {
            // RFC 4314 §4: a new mailbox begins with the list of rights of the one above it.
            set.Session[SharingStatements.Inherit].Execute(id, set.Account, superior);
        }

        return true;
    }

    private static long Insert(AccountChangeSet set, string name, bool isSelectable, MailboxRole role)
    {
        long id = set.NewMailboxId();
        set.Session[MailboxStatements.Insert].Execute(
            set.Account, id, name, isSelectable ? 1L : 0L, (long)role, (long)set.NewUidValidity(), set.ModSeq);
        set.Quota.CountMailbox(1);
        set.Log(id, ChangeOperation.Created);
        return id;
    }

    private static MailChangeOutcome TooMany(AccountChangeSet set) => !set.Quota.HasRoomForMailbox
        ? Outcomes.Failed(MailChangeStatus.OverQuota, $"The account may have no more than its {set.Quota.Mailboxes} mailboxes.")
        : Outcomes.Failed(MailChangeStatus.LimitExceeded, $"An account has at most {set.Limits.Mailboxes} mailboxes.");
}
