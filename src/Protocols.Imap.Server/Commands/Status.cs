using Protocols.Storage;

namespace Protocols.Imap.Server.Commands;

/// <summary>STATUS (RFC 9051 §6.3.11).</summary>
internal static class Status
{
    public static async ValueTask RunAsync(ImapContext context, StatusCommand command)
    {
        Mailbox? mailbox = await context.Mail.FindMailboxAsync(context.AccountId, command.Mailbox, context.Closed).ConfigureAwait(false);
        if (mailbox is not { IsSelectable: true })
        {
            context.No(command, ImapResponseCode.NonExistent, "There is no such mailbox");
            return;
        }

        context.Writer.Status(mailbox.Name, command.Items, Values(mailbox));
        if (context.Selected is { } selected)
        {
            await selected.SyncAsync(context, mayExpunge: true).ConfigureAwait(false);
        }

        context.Ok(command, "STATUS completed");
    }

    public static StatusValues Values(Mailbox mailbox) => new()
    {
        Messages = mailbox.Messages,
        UidNext = mailbox.UidNext,
        UidValidity = mailbox.UidValidity,
        Unseen = mailbox.Unseen,
        Deleted = mailbox.Deleted,
        Size = mailbox.TotalSize,
    };
}
