using Protocols.Imap.Server.Commands;
using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <content>What is told of what happened: by LIST, STATUS and METADATA (RFC 5465 §5).</content>
internal sealed partial class NotifyWatch
{
    private StatusItems ModSeqItem => _context.Session.IsEnabled(ImapExtension.Condstore) ? StatusItems.HighestModSeq : StatusItems.None;

    /// <summary>Tells the STATUS of each mailbox, and which of them cannot be watched (RFC 5465 §3.1).</summary>
    public void TellStatus(bool withStatus)
    {
        foreach (WatchedMailbox mailbox in _accounts.Values.SelectMany(static a => a.Mailboxes.All).OrderBy(static m => m.Name, StringComparer.Ordinal))
        {
            NotifyEvents events = EventsOf(mailbox);
            if (events == NotifyEvents.None || !mailbox.Mailbox.IsSelectable)
            {
                continue;
            }

            if (!mailbox.IsReadable)
            {
                _context.Writer.List([@"\NoAccess"], MailboxNames.Separator, mailbox.Name);
            }
            else if (withStatus && (events & NotifyGroups.OfMessages) != 0 && !IsSelected(mailbox))
            {
                StatusItems items = StatusItems.Messages | StatusItems.UidNext | StatusItems.UidValidity;
                _context.Writer.Status(mailbox.Name, items | ModSeqItem, Status.Values(_context, mailbox.Owner, mailbox.Mailbox));
            }
        }
    }

    private async ValueTask TellAsync(AccountId account, ModSeq known, WatchedMailboxes mailboxes, MailboxDifferences differences)
    {
        HashSet<string> before = _subscriptions;
        if (account == _context.AccountId)
        {
            await ReadSubscriptionsAsync().ConfigureAwait(false);
        }

        TellNames(mailboxes, differences);
        if (account == _context.AccountId && (_groups.OfOthers & NotifyEvents.SubscriptionChange) != 0)
        {
            foreach (string name in before.Except(_subscriptions).Concat(_subscriptions.Except(before)).Order(StringComparer.Ordinal))
            {
                if ((_groups.Of(name, OtherUsers.Holds(name), isSubscribed: true) & NotifyEvents.SubscriptionChange) != 0)
                {
                    TellList(mailboxes, name, oldName: null);
                }
            }
        }

        foreach ((WatchedMailbox mailbox, NotifyEvents events) in differences.Messages)
        {
            TellMessages(mailbox, events);
        }

        await TellMetadataAsync(account, known, mailboxes).ConfigureAwait(false);
        await _context.FlushIfMuchAsync().ConfigureAwait(false);
    }

    // RFC 5465 §5.4: a mailbox that was made or deleted affects the one above it, too.
    private void TellNames(WatchedMailboxes mailboxes, MailboxDifferences differences)
    {
        SortedSet<string> affected = new(StringComparer.Ordinal);
        foreach (WatchedMailbox mailbox in differences.Gone.Concat(differences.Made))
        {
            affected.Add(mailbox.Name);
            if (mailbox.Name.LastIndexOf(MailboxNames.Separator) is var slash and > 0)
            {
                affected.Add(mailbox.Name[..slash]);
            }
        }

        foreach (string name in affected)
        {
            if (WantsName(name))
            {
                TellList(mailboxes, name, oldName: null);
            }
        }

        foreach ((string oldName, WatchedMailbox mailbox) in differences.Renamed)
        {
            if (WantsName(mailbox.Name) || WantsName(oldName))
            {
                TellList(mailboxes, mailbox.Name, oldName);
            }
        }
    }

    private bool WantsName(string name) => (_groups.Of(name, OtherUsers.Holds(name), _subscriptions.Contains(name)) & NotifyEvents.MailboxName) != 0;

    private void TellList(WatchedMailboxes mailboxes, string name, string? oldName)
    {
        List<string> attributes = mailboxes.FindByName(name) is { IsVisible: true } found
            ? List.Attributes(found.Mailbox, mailboxes.HasChildren(name))
            : [@"\NonExistent"];
        if (_subscriptions.Contains(name))
        {
            attributes.Add(@"\Subscribed");
        }

        if (oldName is null)
        {
            _context.Writer.List(attributes, MailboxNames.Separator, name);
        }
        else
        {
            _context.Writer.ListRenamed(attributes, MailboxNames.Separator, name, oldName);
        }
    }

    // RFC 5465 §5.1 to §5.3: of a mailbox that is not selected, by STATUS.
    private void TellMessages(WatchedMailbox mailbox, NotifyEvents happened)
    {
        NotifyEvents events = EventsOf(mailbox) & happened;
        if (events == NotifyEvents.None || !mailbox.IsReadable || IsSelected(mailbox))
        {
            return;
        }

        StatusItems items = ModSeqItem;
        if ((events & (NotifyEvents.MessageNew | NotifyEvents.MessageExpunge)) != 0)
        {
            items |= StatusItems.Messages | StatusItems.UidNext;
        }

        if ((events & NotifyEvents.FlagChange) != 0)
        {
            items |= StatusItems.UidValidity | StatusItems.Unseen;
        }

        _context.Writer.Status(mailbox.Name, items, Status.Values(_context, mailbox.Owner, mailbox.Mailbox));
    }

    // RFC 5465 §5.6, §5.7; to who has enabled METADATA it is told that way.
    private async ValueTask TellMetadataAsync(AccountId account, ModSeq known, WatchedMailboxes mailboxes)
    {
        if ((_groups.OfOthers & (NotifyEvents.MailboxMetadataChange | NotifyEvents.ServerMetadataChange)) == 0
            || _context.Annotations is null || _context.Session.IsEnabled(ImapExtension.Metadata))
        {
            return;
        }

        IReadOnlyList<Annotation> changed = await _context.Annotations.ReadChangedAsync(account, _context.AccountId, known, _context.Closed).ConfigureAwait(false);
        foreach (IGrouping<MailboxId?, Annotation> group in changed.GroupBy(static a => a.Mailbox))
        {
            bool isWanted = group.Key is { } id
                ? mailboxes.Find(id) is { IsReadable: true } mailbox && (EventsOf(mailbox) & NotifyEvents.MailboxMetadataChange) != 0
                : account == _context.AccountId && (_groups.OfOthers & NotifyEvents.ServerMetadataChange) != 0;
            if (isWanted)
            {
                _context.Writer.MetadataChanged(group.Key is { } of ? mailboxes.Find(of)!.Name : "", [.. group.Select(Metadata.Entry)]);
            }
        }
    }
}
