using Protocols.Storage;

namespace Protocols.Imap.Server.Commands;

/// <summary>CREATE, DELETE, RENAME, SUBSCRIBE and UNSUBSCRIBE (RFC 9051 §6.3.4 to §6.3.8).</summary>
internal static class Mailboxes
{
    public static async ValueTask RunAsync(ImapContext context, ImapCommand command)
    {
        switch (command)
        {
            case CreateCommand create:
                await CreateAsync(context, create).ConfigureAwait(false);
                break;
            case DeleteCommand delete:
                await DeleteAsync(context, delete).ConfigureAwait(false);
                break;
            case RenameCommand rename:
                await RenameAsync(context, rename).ConfigureAwait(false);
                break;
            case SubscribeCommand subscribe:
                await ApplyAsync(context, subscribe, context.AccountId, new SetSubscription(subscribe.Mailbox, subscribe.IsSubscribed)).ConfigureAwait(false);
                break;
        }
    }

    private static async ValueTask CreateAsync(ImapContext context, CreateCommand command)
    {
        MailboxRole role = MailboxRole.None;
        if (command.SpecialUse.Length > 0)
        {
            // RFC 6154 §3: one use each, and only those that are known.
            if (command.SpecialUse.Length > 1 || MailboxNames.Role(command.SpecialUse[0]) is not { } known)
            {
                context.No(command, ImapResponseCode.UseAttr, "The special use cannot be had");
                return;
            }

            role = known;
        }

        string name = MailboxNames.WithoutTrailingSeparator(command.Mailbox);
        if (await RequirePlaceAsync(context, command, name).ConfigureAwait(false) is not { } place)
        {
            return;
        }

        if (role != MailboxRole.None && (place.IsForeign || await HasRoleAsync(context, role).ConfigureAwait(false)))
        {
            context.No(command, ImapResponseCode.UseAttr, place.IsForeign ? "Only the owner says what a mailbox is for" : "There is a mailbox for that use already");
            return;
        }

        await ApplyAsync(context, command, place.Owner.Id, new CreateMailbox(place.Local, role)).ConfigureAwait(false);
    }

    /// <summary>Finds where a new name would be, if one may be made there (RFC 4314 §4); else says NO.</summary>
    private static async ValueTask<MailboxPlace?> RequirePlaceAsync(ImapContext context, ImapCommand command, string name)
    {
        MailboxPlace? place = await MailboxPlace.FindAsync(context, name).ConfigureAwait(false);
        if (place is { IsForeign: false })
        {
            return place;
        }

        MailboxAccess? above = place is null ? null : await MailboxAccess.FindAboveAsync(context, place).ConfigureAwait(false);
        if (above?.May(MailboxRights.CreateMailboxes) == true)
        {
            return place;
        }

        context.No(command, ImapResponseCode.NoPerm, "You may not make mailboxes there");
        return null;
    }

    private static async ValueTask<bool> HasRoleAsync(ImapContext context, MailboxRole role)
    {
        await foreach (Mailbox mailbox in context.Mail.ListMailboxesAsync(context.AccountId, context.Closed).ConfigureAwait(false))
        {
            if (mailbox.Role == role)
            {
                return true;
            }
        }

        return false;
    }

    private static async ValueTask DeleteAsync(ImapContext context, DeleteCommand command)
    {
        if (await FindAsync(context, command, command.Mailbox).ConfigureAwait(false) is { } mailbox
            && await ApplyAsync(context, command, mailbox.Account, new DeleteMailbox(mailbox.Id)).ConfigureAwait(false)
            && context.Selected is { } selected && selected.Account == mailbox.Account && selected.Id == mailbox.Id)
        {
            // The client's own doing: it need not be told that the mailbox it deleted is gone.
            context.Selected = null;
            context.Session.Unselected();
        }
    }

    private static async ValueTask RenameAsync(ImapContext context, RenameCommand command)
    {
        string name = MailboxNames.WithoutTrailingSeparator(command.NewName);
        if (await FindAsync(context, command, command.Mailbox).ConfigureAwait(false) is not { } mailbox
            || await RequirePlaceAsync(context, command, name).ConfigureAwait(false) is not { } place)
        {
            return;
        }

        bool isInbox = mailbox.Mailbox.Role == MailboxRole.Inbox;
        if (place.Owner.Id != mailbox.Account || (isInbox && place.IsForeign))
        {
            context.No(command, ImapResponseCode.Cannot, isInbox ? "Another's INBOX keeps its name and its messages" : "A mailbox stays with its owner");
            return;
        }

        if (!isInbox)
        {
            await ApplyAsync(context, command, place.Owner.Id, new RenameMailbox(mailbox.Id, place.Local)).ConfigureAwait(false);
            return;
        }

        // RFC 9051 §6.3.6: INBOX stays, and its messages move to a mailbox of the new name.
        MailChangeResult made = await context.ApplyAsync(context.AccountId, [new CreateMailbox(name)]).ConfigureAwait(false);
        if (!made.IsApplied)
        {
            Refuse(context, command, made.Outcomes[^1]);
            return;
        }

        // RFC 5464 §4.1: what is noted on it goes along and stays.
        MailboxId target = made.Outcomes[0].Mailbox!.Value;
        await context.ApplyAsync(context.AccountId, [new CopyAnnotations(mailbox.Id, target)]).ConfigureAwait(false);
        await ApplyAsync(context, command, context.AccountId, new MoveMessages(mailbox.Id, UidSet.All, target)).ConfigureAwait(false);
    }

    // RFC 4314 §4: who deletes or renames needs the right to do so on the mailbox itself.
    private static ValueTask<MailboxAccess?> FindAsync(ImapContext context, ImapCommand command, string name) =>
        MailboxAccess.RequireAsync(context, command, MailboxNames.WithoutTrailingSeparator(name), MailboxRights.DeleteMailbox);

    private static async ValueTask<bool> ApplyAsync(ImapContext context, ImapCommand command, AccountId account, MailChange change)
    {
        MailChangeResult result = await context.ApplyAsync(account, [change]).ConfigureAwait(false);
        if (!result.IsApplied)
        {
            Refuse(context, command, result.Outcomes[^1]);
            return false;
        }

        if (context.Selected is { } selected)
        {
            await selected.SyncAsync(context, mayExpunge: true).ConfigureAwait(false);
            if (selected.IsGone && change is DeleteMailbox)
            {
                context.Selected = null;
                context.Session.Unselected();
            }
        }

        // RFC 8474 §4.1
        ImapResponseCode code = change is CreateMailbox && result.Outcomes[0].Mailbox is { } made
            ? ImapResponseCode.MailboxId(ObjectIds.Mailbox(account, made))
            : ImapResponseCode.None;
        context.Ok(command, code, command.Name + " completed");
        return true;
    }

    /// <summary>Says NO with the code of RFC 5530 that fits.</summary>
    public static void Refuse(ImapContext context, ImapCommand command, MailChangeOutcome outcome)
    {
        (ImapResponseCode code, string text) = outcome.Status switch
        {
            MailChangeStatus.AlreadyExists => (ImapResponseCode.AlreadyExists, "There is a mailbox of that name already"),
            MailChangeStatus.NotFound => (ImapResponseCode.NonExistent, "There is no such mailbox"),
            MailChangeStatus.TargetNotFound => (ImapResponseCode.TryCreate, "There is no such mailbox to put messages in"),
            MailChangeStatus.HasInferiors => (ImapResponseCode.HasChildren, "The mailbox has inferiors"),
            MailChangeStatus.InvalidName => (ImapResponseCode.Cannot, "That cannot be a mailbox's name"),
            MailChangeStatus.OverQuota => (ImapResponseCode.OverQuota, "There is no more room"),
            MailChangeStatus.LimitExceeded => (ImapResponseCode.Limit, "A limit of the server was reached"),
            _ => (ImapResponseCode.Cannot, "That cannot be done with this mailbox"),
        };
        context.No(command, code, text);
    }
}
