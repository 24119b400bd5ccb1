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

        Mailbox? target = await context.Mail.FindMailboxAsync(context.AccountId, command.Mailbox, context.Closed).ConfigureAwait(false);
        if (target is not { IsSelectable: true })
        {
            context.No(command, ImapResponseCode.TryCreate, "There is no such mailbox to put messages in");
            return;
        }

        MailChange change = command.IsMove ? new MoveMessages(selected.Id, uids, target.Id) : new CopyMessages(selected.Id, uids, target.Id);
        MailChangeResult result = await context.Mail.ApplyAsync(selected.Account, [change], context.Closed).ConfigureAwait(false);
        if (!result.IsApplied)
        {
            Mailboxes.Refuse(context, command, result.Outcomes[^1]);
            return;
        }

        MailChangeOutcome outcome = result.Outcomes[0];
        ImapResponseCode code = outcome.SourceUids.IsEmpty
            ? ImapResponseCode.None
            : ImapResponseCode.CopyUid(outcome.UidValidity, outcome.SourceUids.ToString(), outcome.AssignedUids.ToString());
        if (command.IsMove && !outcome.SourceUids.IsEmpty)
        {
            // RFC 6851 §4.3: before the expunges.
            context.Writer.Untagged(ImapStatus.Ok, code, "Moved");
            code = ImapResponseCode.None;
        }

        await selected.SyncAsync(context, mayExpunge: true).ConfigureAwait(false);
        if (command.IsMove && !outcome.SourceUids.IsEmpty && context.Session.IsEnabled(ImapExtension.Qresync))
        {
            // RFC 7162 §3.2: a MOVE expunges too.
            code = ImapResponseCode.HighestModSeq(selected.HighestModSeq.Value);
        }

        context.Ok(command, code, command.Name + " completed");
    }
}
