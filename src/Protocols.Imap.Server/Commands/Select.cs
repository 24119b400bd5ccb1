using Protocols.Storage;

namespace Protocols.Imap.Server.Commands;

/// <summary>SELECT, EXAMINE, CLOSE and UNSELECT (RFC 9051 §6.3.2, §6.3.3, §6.4.1, §6.4.2).</summary>
internal static class Select
{
    public static async ValueTask RunAsync(ImapContext context, SelectCommand command)
    {
        bool wasSelected = context.Selected is not null;
        context.Selected = null;
        context.SavedResult = UidSet.Empty;
        if (wasSelected)
        {
            // RFC 9051 §7.1: what follows belongs to the new mailbox. Even if the new one cannot be selected, the old one no longer is.
            context.Writer.Untagged(ImapStatus.Ok, ImapResponseCode.Closed, "The previous mailbox is closed");
            context.Session.Unselected();
        }

        if (await MailboxAccess.RequireAsync(context, command, command.Mailbox, MailboxRights.Read).ConfigureAwait(false) is not { } access)
        {
            return;
        }

        if (await SelectedMailbox.OpenAsync(context, access, command.IsReadOnly).ConfigureAwait(false) is not { } opened)
        {
            context.No(command, ImapResponseCode.NonExistent, "The mailbox cannot be selected");
            return;
        }

        context.Selected = opened.Selected;
        context.Session.Selected(opened.Selected.IsReadOnly);
        Tell(context, opened.Selected, opened.View, access.Name);
        if (command.Resync is { } resync && resync.UidValidity == opened.View.Mailbox.UidValidity)
        {
            await Resynchronisation.TellAsync(context, opened.Selected, opened.View, resync).ConfigureAwait(false);
        }

        context.Ok(command, opened.Selected.IsReadOnly ? ImapResponseCode.ReadOnly : ImapResponseCode.ReadWrite, command.Name + " completed");
    }

    public static async ValueTask CloseAsync(ImapContext context, CloseCommand command)
    {
        SelectedMailbox selected = context.Selected!;
        if (command.Expunges && !selected.IsReadOnly && selected.May(MailboxRights.Expunge))
        {
            // RFC 9051 §6.4.1: without a word about what went. RFC 4314 §4: nor about what may not go.
            await context.Mail.ApplyAsync(selected.Account, [new Expunge(selected.Id, UidSet.All, OnlyDeleted: true)], context.Closed).ConfigureAwait(false);
        }

        context.Selected = null;
        context.SavedResult = UidSet.Empty;
        context.Session.Unselected();
        context.Ok(command, command.Name + " completed");
    }

    private static void Tell(ImapContext context, SelectedMailbox selected, MailboxView view, string name)
    {
        ImapResponseWriter writer = context.Writer;
        writer.Flags(selected.Flags);
        writer.Exists((uint)selected.Map.Count);
        if (!context.Session.IsRev2Enabled)
        {
            // RFC 3501 §6.3.1 wants both; RFC 9051 Appendix E has dropped them.
            writer.Recent(selected.RecentCount);
            if (view.FirstUnseen is { } unseen && !context.IsUidOnly)
            {
                writer.Untagged(ImapStatus.Ok, ImapResponseCode.Unseen(selected.Map.NumberOf(unseen)), "The first unseen message");
            }
        }

        writer.Untagged(ImapStatus.Ok, ImapResponseCode.PermanentFlags(selected.PermanentFlags), "Flags permitted");
        writer.Untagged(ImapStatus.Ok, ImapResponseCode.UidValidity(view.Mailbox.UidValidity), "UIDs are valid");
        writer.Untagged(ImapStatus.Ok, ImapResponseCode.MailboxId(ObjectIds.Mailbox(selected.Account, selected.Id)), "The mailbox's id");
        writer.Untagged(ImapStatus.Ok, ImapResponseCode.UidNext(view.Mailbox.UidNext), "The next UID");
        selected.TellHighest(context);
        if (context.UrlKeys is not null)
        {
            writer.Untagged(ImapStatus.Ok, ImapResponseCode.UrlMechanisms, "URLs can be authorized");
        }

        if (context.Session.IsRev2Enabled)
        {
            // RFC 9051 §6.3.2
            writer.List(List.Attributes(view.Mailbox, hasChildren: null), MailboxNames.Separator, name);
        }
    }
}
