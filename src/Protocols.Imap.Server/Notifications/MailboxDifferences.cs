using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>What became of some mailboxes, in the terms of RFC 5465 §5.</summary>
internal sealed class MailboxDifferences
{
    /// <summary>Those that came, or came into sight.</summary>
    public List<WatchedMailbox> Made { get; } = [];

    /// <summary>Those that went, or went out of sight, as they were.</summary>
    public List<WatchedMailbox> Gone { get; } = [];

    /// <summary>Those with another name, but for those that only came along with the one above them.</summary>
    public List<(string OldName, WatchedMailbox Mailbox)> Renamed { get; } = [];

    /// <summary>Those in which something happened to messages, and what.</summary>
    public List<(WatchedMailbox Mailbox, NotifyEvents Events)> Messages { get; } = [];

    /// <summary>Compares, and makes what was known into what is now.</summary>
    /// <param name="known">What was known.</param>
    /// <param name="now">The mailboxes that may have changed, as they are.</param>
    /// <param name="gone">Those that are there no longer.</param>
    /// <param name="touched">Those that were touched themselves, so that a modseq alone says nothing of their messages; null if that is not known.</param>
    public static MailboxDifferences Take(WatchedMailboxes known, IEnumerable<WatchedMailbox> now, IEnumerable<MailboxId> gone, IReadOnlySet<MailboxId>? touched)
    {
        MailboxDifferences differences = new();
        Dictionary<string, WatchedMailbox> goneByName = new(StringComparer.Ordinal);
        foreach (MailboxId id in gone)
        {
            if (known.Remove(id) is { } mailbox)
            {
                goneByName[mailbox.Name] = mailbox;
                if (mailbox.IsVisible)
                {
                    differences.Gone.Add(mailbox);
                }
            }
        }

        List<(string OldName, WatchedMailbox Mailbox)> renamed = [];
        foreach (WatchedMailbox mailbox in now)
        {
            WatchedMailbox? before = known.Find(mailbox.Mailbox.Id);
            known.Set(mailbox);
            differences.Compare(before, mailbox, goneByName.ContainsKey(mailbox.Name), touched?.Contains(mailbox.Mailbox.Id) != false, renamed);
        }

        // RFC 5465 §5.4: its children are renamed too, and are not told of.
        Dictionary<string, string> names = renamed.ToDictionary(static r => r.OldName, static r => r.Mailbox.Name, StringComparer.Ordinal);
        differences.Renamed.AddRange(renamed.Where(r => !CameAlong(names, r.OldName, r.Mailbox.Name)));
        return differences;
    }

    private void Compare(WatchedMailbox? before, WatchedMailbox after, bool isMadeAnew, bool isTouched, List<(string, WatchedMailbox)> renamed)
    {
        if (before is not { IsVisible: true })
        {
            if (after.IsVisible)
            {
                Made.Add(after);
            }

            if (isMadeAnew)
            {
                // RFC 5465 §5.1: another UIDVALIDITY is told with the flags.
                Messages.Add((after, NotifyGroups.OfMessages));
            }

            return;
        }

        if (!after.IsVisible)
        {
            Gone.Add(before);
            return;
        }

        if (before.Name != after.Name)
        {
            renamed.Add((before.Name, after));
        }

        (Mailbox was, Mailbox isNow) = (before.Mailbox, after.Mailbox);
        NotifyEvents events = NotifyEvents.None;
        if (was.UidNext != isNow.UidNext)
        {
            events |= NotifyEvents.MessageNew;
        }

        if (was.Messages - isNow.Messages + ((long)isNow.UidNext - was.UidNext) > 0)
        {
            events |= NotifyEvents.MessageExpunge;
        }

        bool haveFlagsMoved = was.Unseen != isNow.Unseen || was.Deleted != isNow.Deleted || (!isTouched && was.HighestModSeq != isNow.HighestModSeq);
        if (was.UidValidity != isNow.UidValidity || (events == NotifyEvents.None && haveFlagsMoved))
        {
            events |= NotifyEvents.FlagChange;
        }

        if (events != NotifyEvents.None)
        {
            Messages.Add((after, events));
        }
    }

    private static bool CameAlong(Dictionary<string, string> names, string oldName, string newName)
    {
        int oldSlash = oldName.LastIndexOf(MailboxNames.Separator);
        int newSlash = newName.LastIndexOf(MailboxNames.Separator);
        return oldSlash > 0 && newSlash > 0
            && oldName.AsSpan(oldSlash).SequenceEqual(newName.AsSpan(newSlash))
            && names.GetValueOrDefault(oldName[..oldSlash]) == newName[..newSlash];
    }
}
