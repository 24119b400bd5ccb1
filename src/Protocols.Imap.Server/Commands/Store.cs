using Protocols.Storage;

namespace Protocols.Imap.Server.Commands;

/// <summary>STORE and UID STORE (RFC 9051 §6.4.6).</summary>
internal static class Store
{
    public static async ValueTask RunAsync(ImapContext context, StoreCommand command)
    {
        SelectedMailbox selected = context.Selected!;
        if (selected.IsReadOnly)
        {
            context.No(command, ImapResponseCode.ReadOnly, "The mailbox is open for reading alone");
            return;
        }

        if (!selected.TryResolve(context, command.Messages, command.IsUid, out UidSet uids))
        {
            context.Bad(command, "There is no message of that number");
            return;
        }

        if (FlagNames.TryParse(command.Flags) is not { } flags)
        {
            context.Bad(command, "One of the flags cannot be set");
            return;
        }

        bool hasVanished = selected.HasVanished(uids);
        MailChangeResult result = await context.Mail
            .ApplyAsync(selected.Account, [new UpdateFlags(selected.Id, uids, Operation(command.Operation), flags)], context.Closed).ConfigureAwait(false);
        if (!result.IsApplied)
        {
            Mailboxes.Refuse(context, command, result.Outcomes[^1]);
            return;
        }

        if (!command.IsSilent)
        {
            await TellAsync(context, selected, uids).ConfigureAwait(false);
        }

        await selected.SyncAsync(context, mayExpunge: command.IsUid, toldAt: result.ModSeq).ConfigureAwait(false);
        if (hasVanished && !command.IsUid)
        {
            // RFC 2180 §4.2: OK for the silent form, since all that are left were changed; NO for the other, which owes an answer for each.
            if (command.IsSilent)
            {
                context.Ok(command, ImapResponseCode.ExpungeIssued, "Some of the messages no longer exist");
            }
            else
            {
                context.No(command, ImapResponseCode.ExpungeIssued, "Some of the messages no longer exist");
            }
        }
        else
        {
            context.Ok(command, command.Name + " completed");
        }
    }

    private static async ValueTask TellAsync(ImapContext context, SelectedMailbox selected, UidSet uids)
    {
        await foreach (MailboxEntry entry in context.Mail.ReadEntriesAsync(selected.Account, selected.Id, new EntryQuery { Uids = uids }, context.Closed).ConfigureAwait(false))
        {
            if (selected.Map.NumberOf(entry.Uid) is var number and > 0)
            {
                selected.TellFlags(context, number, entry);
                await context.FlushIfMuchAsync().ConfigureAwait(false);
            }
        }
    }

    private static FlagOperation Operation(StoreOperation operation) => operation switch
    {
        StoreOperation.Add => FlagOperation.Add,
        StoreOperation.Remove => FlagOperation.Remove,
        _ => FlagOperation.Replace,
    };
}
