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
                await ApplyAsync(context, subscribe, new SetSubscription(subscribe.Mailbox, subscribe.IsSubscribed)).ConfigureAwait(false);
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
        if (role != MailboxRole.None && await HasRoleAsync(context, role).ConfigureAwait(false))
        {
            context.No(command, ImapResponseCode.UseAttr, "There is a mailbox for that use already");
            return;
        }

        await ApplyAsync(context, command, new CreateMailbox(name, role)).ConfigureAwait(false);
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
            && await ApplyAsync(context, command, new DeleteMailbox(mailbox.Id)).ConfigureAwait(false)
            && context.Selected?.Id == mailbox.Id)
        {
            // The client's own doing: it need not be told that the mailbox it deleted is gone.
            context.Selected = null;
            context.Session.Unselected();
        }
    }

    private static async ValueTask RenameAsync(ImapContext context, RenameCommand command)
    {
        if (await FindAsync(context, command, command.Mailbox).ConfigureAwait(false) is not { } mailbox)
        {
            return;
        }

        string name = MailboxNames.WithoutTrailingSeparator(command.NewName);
        if (mailbox.Role != MailboxRole.Inbox)
        {
            await ApplyAsync(context, command, new RenameMailbox(mailbox.Id, name)).ConfigureAwait(false);
            return;
        }

        // RFC 9051 §6.3.6: INBOX stays, and its messages move to a mailbox of the new name.
        MailChangeResult made = await context.Mail.ApplyAsync(context.AccountId, [new CreateMailbox(name)], context.Closed).ConfigureAwait(false);
        if (!made.IsApplied)
        {
            Refuse(context, command, made.Outcomes[^1]);
            return;
        }

        await ApplyAsync(context, command, new MoveMessages(mailbox.Id, UidSet.All, made.Outcomes[0].Mailbox!.Value)).ConfigureAwait(false);
    }

    private static async ValueTask<Mailbox?> FindAsync(ImapContext context, ImapCommand command, string name)
    {
        Mailbox? mailbox = await context.Mail
            .FindMailboxAsync(context.AccountId, MailboxNames.WithoutTrailingSeparator(name), context.Closed).ConfigureAwait(false);
        if (mailbox is null)
        {
            context.No(command, ImapResponseCode.NonExistent, "There is no such mailbox");
        }

        return mailbox;
    }

    private static async ValueTask<bool> ApplyAsync(ImapContext context, ImapCommand command, MailChange change)
    {
        MailChangeResult result = await context.Mail.ApplyAsync(context.AccountId, [change], context.Closed).ConfigureAwait(false);
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
            ? ImapResponseCode.MailboxId(ObjectIds.Mailbox(context.AccountId, made))
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
            MailChangeStatus.LimitExceeded => (ImapResponseCode.Limit, "A limit of the server was reached"),
            _ => (ImapResponseCode.Cannot, "That cannot be done with this mailbox"),
        };
        context.No(command, code, text);
    }
}
