using Protocols.Storage;

namespace Protocols.Imap.Server.Commands;

/// <summary>EXPUNGE and UID EXPUNGE (RFC 9051 §6.4.3, §6.4.9).</summary>
internal static class ExpungeMessages
{
    public static async ValueTask RunAsync(ImapContext context, ExpungeCommand command)
    {
        SelectedMailbox selected = context.Selected!;
        if (selected.IsReadOnly)
        {
            context.No(command, ImapResponseCode.ReadOnly, "The mailbox is open for reading alone");
            return;
        }

        if (!selected.May(MailboxRights.Expunge))
        {
            context.No(command, ImapResponseCode.NoPerm, "You may not expunge messages of this mailbox");
            return;
        }

        UidSet uids = UidSet.All;
        if (command.Uids is { } set && !selected.TryResolve(context, set, isUid: true, out uids))
        {
            context.Bad(command, "The set cannot be resolved");
            return;
        }

        if (command.Uids is not null && context.Session.Limits.MaxMessages is not null)
        {
            // RFC 9738 §3.1: of UID EXPUNGE, and never of EXPUNGE.
            uids = context.Limited(await DeletedAsync(context, uids).ConfigureAwait(false));
        }

        MailChangeResult result = await context.Mail
            .ApplyAsync(selected.Account, [new Expunge(selected.Id, uids, OnlyDeleted: true)], context.Closed).ConfigureAwait(false);
        if (!result.IsApplied)
        {
            Mailboxes.Refuse(context, command, result.Outcomes[^1]);
            return;
        }

        await selected.SyncAsync(context, mayExpunge: true).ConfigureAwait(false);

        // RFC 7162 §3.2.7, §3.2.9
        bool tellsPoint = !result.Outcomes[0].SourceUids.IsEmpty && context.Session.IsEnabled(ImapExtension.Qresync);
        ImapResponseCode code = tellsPoint ? ImapResponseCode.HighestModSeq(selected.HighestModSeq.Value) : ImapResponseCode.None;
        context.Ok(command, code, command.Name + " completed");
    }

    private static async ValueTask<UidSet> DeletedAsync(ImapContext context, UidSet uids)
    {
        SelectedMailbox selected = context.Selected!;
        List<uint> deleted = [];
        await foreach (MailboxEntry entry in context.Mail.ReadEntriesAsync(selected.Account, selected.Id, new EntryQuery { Uids = uids }, context.Closed).ConfigureAwait(false))
        {
            if ((entry.Flags.System & SystemFlags.Deleted) != 0)
            {
                deleted.Add(entry.Uid);
            }
        }

        return UidSet.Of(deleted);
    }
}
