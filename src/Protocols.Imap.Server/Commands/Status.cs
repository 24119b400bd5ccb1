using Protocols.Storage;

namespace Protocols.Imap.Server.Commands;

/// <summary>STATUS (RFC 9051 §6.3.11).</summary>
internal static class Status
{
    public static async ValueTask RunAsync(ImapContext context, StatusCommand command)
    {
        if (await MailboxAccess.RequireAsync(context, command, command.Mailbox, MailboxRights.Read).ConfigureAwait(false) is not { } access)
        {
            return;
        }

        Mailbox mailbox = access.Mailbox;
        if (!mailbox.IsSelectable)
        {
            context.No(command, ImapResponseCode.NonExistent, "There is no such mailbox");
            return;
        }

        StatusValues values = Values(context, access.Account, mailbox);
        if ((command.Items & StatusItems.Recent) != 0)
        {
            values = values with { Recent = await RecentAsync(context, access.Account, mailbox).ConfigureAwait(false) };
        }

        context.Writer.Status(access.Name, command.Items, values);
        if (context.Selected is { } selected)
        {
            await selected.SyncAsync(context, mayExpunge: true).ConfigureAwait(false);
        }

        context.Ok(command, "STATUS completed");
    }

    // RFC 3501 §6.3.10. Asked for by clients of IMAP4rev1 alone, so that no counter is kept for it.
    private static async ValueTask<long> RecentAsync(ImapContext context, AccountId account, Mailbox mailbox)
    {
        if (mailbox.RecentFrom >= mailbox.UidNext
            || await context.Mail.OpenMailboxAsync(account, mailbox.Id, context.Closed).ConfigureAwait(false) is not { } opened)
        {
            return 0;
        }

        return opened.View.Uids.Ranges.Where(r => r.Last >= mailbox.RecentFrom).Sum(r => r.Last - (long)Math.Max(r.First, mailbox.RecentFrom) + 1);
    }

    public static StatusValues Values(ImapContext context, AccountId account, Mailbox mailbox) => new()
    {
        Messages = mailbox.Messages,
        UidNext = mailbox.UidNext,
        UidValidity = mailbox.UidValidity,
        Unseen = mailbox.Unseen,
        Deleted = mailbox.Deleted,
        Size = mailbox.TotalSize,
        MailboxId = ObjectIds.Mailbox(account, mailbox.Id),
        HighestModSeq = Math.Max(1, mailbox.HighestModSeq.Value),
        DeletedStorage = mailbox.DeletedSize,
        AppendLimit = context.AppendLimit,
    };
}
