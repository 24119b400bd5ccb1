using Protocols.Storage;

namespace Protocols.Imap.Server.Commands;

/// <summary>COPY, MOVE and their UID forms (RFC 9051 §6.4.7, §6.4.8).</summary>
internal static class Copy
{
    public static async ValueTask RunAsync(ImapContext context, CopyCommand command)
    {
        SelectedMailbox selected = context.Selected!;
        if (!selected.TryResolve(context, command.Messages, command.IsUid, out UidSet uids))
        {
            context.Bad(command, "There is no message of that number");
            return;
        }

        if (command.IsMove && selected.IsReadOnly)
        {
            context.No(command, ImapResponseCode.ReadOnly, "The mailbox is open for reading alone");
            return;
        }

        if (!command.IsUid && selected.HasVanished(uids))
        {
            // RFC 2180 §4.4: a copy is of all the messages or of none.
            context.No(command, ImapResponseCode.ExpungeIssued, "Some of the messages no longer exist");
            return;
        }

        if (!command.IsMove && context.MostSaved is { } most && uids.Count > most)
        {
            // RFC 9738 §3.1: a copy is of all the messages or of none.
            context.No(command, ImapResponseCode.MessageLimit(most, uids.Slice(uids.Count - most, most).Ranges[0].First), "There are too many messages to copy");
            return;
        }

        // RFC 6851 §4.2: a move takes away as an expunge does.
        if (command.IsMove && !selected.May(MailboxRights.DeleteMessages | MailboxRights.Expunge))
        {
            context.No(command, ImapResponseCode.NoPerm, "You may not take messages out of this mailbox");
            return;
        }

        MailboxAccess? target = await MailboxAccess.FindAsync(context, command.Mailbox).ConfigureAwait(false);
        if (target is not { Mailbox.IsSelectable: true } || !target.May(MailboxRights.Insert))
        {
            (ImapResponseCode refused, string text) = await MailboxAccess.RefusalToFileAsync(context, command.Mailbox, target).ConfigureAwait(false);
            context.No(command, refused, text);
            return;
        }

        uids = command.IsMove ? context.Limited(uids) : uids;
        MailChangeOutcome outcome = await TransferAsync(context, command, uids, target).ConfigureAwait(false);
        if (outcome.Status != MailChangeStatus.Done)
        {
            Mailboxes.Refuse(context, command, outcome);
            return;
        }

        ImapResponseCode code = outcome.SourceUids.IsEmpty
            ? ImapResponseCode.None
            : ImapResponseCode.CopyUid(outcome.UidValidity, outcome.SourceUids.ToString(), outcome.AssignedUids.ToString());
        if (command.IsMove && !outcome.SourceUids.IsEmpty)
        {
            // RFC 6851 §4.3: before the expunges.
            context.Writer.Untagged(ImapStatus.Ok, code, "Moved");
            code = ImapResponseCode.None;
        }

        await EventScripts.FiledAsync(context, MailboxEventCause.Copy, target, outcome.AssignedUids).ConfigureAwait(false);
        await selected.SyncAsync(context, mayExpunge: true).ConfigureAwait(false);
        if (command.IsMove && !outcome.SourceUids.IsEmpty && context.Session.IsEnabled(ImapExtension.Qresync))
        {
            // RFC 7162 §3.2: a MOVE expunges too.
            code = ImapResponseCode.HighestModSeq(selected.HighestModSeq.Value);
        }

        context.Ok(command, code, command.Name + " completed");
    }

    private static async ValueTask<MailChangeOutcome> TransferAsync(ImapContext context, CopyCommand command, UidSet uids, MailboxAccess target)
    {
        SelectedMailbox selected = context.Selected!;
        if (target.Account == selected.Account)
        {
            FlagMask kept = RightsLetters.Flags(target.Rights);
            MailChange change = command.IsMove
                ? new MoveMessages(selected.Id, uids, target.Id) { Kept = kept }
                : new CopyMessages(selected.Id, uids, target.Id) { Kept = kept };
            return (await context.ApplyAsync(selected.Account, [change]).ConfigureAwait(false)).Outcomes[^1];
        }

        MailChangeOutcome copied = await CopyAcross.RunAsync(context, uids, target).ConfigureAwait(false);
        if (command.IsMove && copied.Status == MailChangeStatus.Done)
        {
            MailChangeResult removed = await context.ApplyAsync(selected.Account, [new Expunge(selected.Id, copied.SourceUids, OnlyDeleted: false)]).ConfigureAwait(false);
            if (!removed.IsApplied)
            {
                await CopyAcross.TakeBackAsync(context, target, [.. copied.AssignedUids]).ConfigureAwait(false);
                return removed.Outcomes[^1];
            }
        }

        return copied;
    }
}
