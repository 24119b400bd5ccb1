using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>
/// Tells the scripts that stand on mailboxes what this client has done (RFC 6785 §2.2). They have run when the command is answered, so that what they did is told with it.
/// </summary>
internal static class EventScripts
{
    /// <summary>Messages were filed.</summary>
    /// <param name="context">The connection.</param>
    /// <param name="cause">By what.</param>
    /// <param name="target">Where.</param>
    /// <param name="uids">The new messages.</param>
    public static async ValueTask FiledAsync(ImapContext context, MailboxEventCause cause, MailboxAccess target, UidSet uids)
    {
        if (context.Events is { } events && !uids.IsEmpty
            && await events.FindScriptAsync(target.Account, target.Id, context.Closed).ConfigureAwait(false) is { } script)
        {
            MessageEvent[] messages = [.. uids.Select(static uid => new MessageEvent(uid, MailFlags.None))];
            await events.RunAsync(script, Event(context, cause, target, messages), context.Closed).ConfigureAwait(false);
        }
    }

    /// <summary>Messages of the selected mailbox have been marked as seen.</summary>
    public static async ValueTask SeenAsync(ImapContext context, UidSet uids)
    {
        SelectedMailbox selected = context.Selected!;
        if (context.Events is { } events && !uids.IsEmpty
            && await events.FindScriptAsync(selected.Account, selected.Id, context.Closed).ConfigureAwait(false) is { } script)
        {
            MailFlags seen = new(SystemFlags.Seen);
            MessageEvent[] messages = [.. uids.Select(uid => new MessageEvent(uid, seen))];
            await events.RunAsync(script, Event(context, MailboxEventCause.Flag, selected.Access, messages), context.Closed).ConfigureAwait(false);
        }
    }

    /// <summary>Looks at flags of the selected mailbox before they are changed; null, and at no cost but that of the question, where no script stands on it.</summary>
    public static async ValueTask<FlagsBefore?> BeforeAsync(ImapContext context, UidSet uids)
    {
        SelectedMailbox selected = context.Selected!;
        if (context.Events is not { } events || await events.FindScriptAsync(selected.Account, selected.Id, context.Closed).ConfigureAwait(false) is not { } script)
        {
            return null;
        }

        EntryTable before = await context.Mail.ReadTableAsync(selected.Account, selected.Id, uids, EntryColumns.None, context.Closed).ConfigureAwait(false);
        return new FlagsBefore(context, events, script, before);
    }

    private static MailboxEvent Event(ImapContext context, MailboxEventCause cause, MailboxAccess place, IReadOnlyList<MessageEvent> messages) =>
        new(cause, context.Account!, place.Owner, place.Mailbox, messages);

    /// <summary>Flags as they were before a change.</summary>
    internal sealed class FlagsBefore(ImapContext context, IMailboxEvents events, string script, EntryTable before)
    {
        /// <summary>Runs the script for the messages whose flags were changed.</summary>
        /// <param name="changed">The messages.</param>
        public async ValueTask ChangedAsync(UidSet changed)
        {
            SelectedMailbox selected = context.Selected!;
            EntryTable after = await context.Mail.ReadTableAsync(selected.Account, selected.Id, changed, EntryColumns.None, context.Closed).ConfigureAwait(false);
            List<MessageEvent> messages = new(after.Count);
            for (int row = 0; row < after.Count; row++)
            {
                MailFlags now = FlagsOf(after[row]);
                MailFlags then = before.Find(after[row].Uid) is >= 0 and int place ? FlagsOf(before[place]) : MailFlags.None;
                messages.Add(new MessageEvent(after[row].Uid, now.Except(then).Union(then.Except(now))));
            }

            await events.RunAsync(script, Event(context, MailboxEventCause.Flag, selected.Access, messages), context.Closed).ConfigureAwait(false);
        }

        private static MailFlags FlagsOf(in EntryRow row) => new(row.Flags, row.Keywords.Length == 0 ? [] : row.Keywords.Split(' '));
    }
}
