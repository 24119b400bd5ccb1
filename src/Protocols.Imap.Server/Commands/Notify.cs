namespace Protocols.Imap.Server.Commands;

/// <summary>NOTIFY (RFC 5465 §3.1).</summary>
internal static class Notify
{
    public static async ValueTask RunAsync(ImapContext context, NotifyCommand command)
    {
        if (context.MailboxFeed is null)
        {
            context.Bad(command, "The command is not known");
            return;
        }

        NotifyEvents known = NotifyGroups.Supported.Aggregate(NotifyEvents.None, static (all, one) => all | one.Event);
        if (command.Groups.Any(group => (group.Events & ~known) != 0))
        {
            context.No(command, ImapResponseCode.BadEvent([.. NotifyGroups.Supported.Select(static e => e.Name)]), "An event is not supported");
            return;
        }

        if (context.Selected is { } selected)
        {
            // RFC 5465 §3.1: it implies a NOOP, by what was wanted before.
            await selected.SyncAsync(context, mayExpunge: true).ConfigureAwait(false);
        }

        NotifyWatch? watch = command.Groups.IsEmpty ? null : await NotifyWatch.BeginAsync(context, new NotifyGroups(command.Groups)).ConfigureAwait(false);
        if (watch is null && !command.Groups.IsEmpty)
        {
            context.No(command, ImapResponseCode.NotificationOverflow, "There are too many mailboxes to watch");
            return;
        }

        // What was to be told by the old list is told before the new one replaces it. NONE is a list, too: one of nothing.
        await context.EndNotifyAsync().ConfigureAwait(false);
        context.Notify = watch ?? await NotifyWatch.BeginAsync(context, new NotifyGroups([])).ConfigureAwait(false);
        watch?.TellStatus(command.WithStatus);
        context.Ok(command, "NOTIFY completed");
    }
}
