using System.Collections.Immutable;

namespace Protocols.Imap.Server;

/// <summary>What a client wants to be told of which mailboxes: the groups of one NOTIFY SET (RFC 5465 §6).</summary>
internal sealed class NotifyGroups
{
    /// <summary>All that the server can tell of, by the names that BADEVENT lists.</summary>
    public static readonly ImmutableArray<(NotifyEvents Event, string Name)> Supported =
    [
        (NotifyEvents.MessageNew, "MessageNew"),
        (NotifyEvents.MessageExpunge, "MessageExpunge"),
        (NotifyEvents.FlagChange, "FlagChange"),
        (NotifyEvents.MailboxName, "MailboxName"),
        (NotifyEvents.SubscriptionChange, "SubscriptionChange"),
        (NotifyEvents.MailboxMetadataChange, "MailboxMetadataChange"),
        (NotifyEvents.ServerMetadataChange, "ServerMetadataChange"),
    ];

    public const NotifyEvents OfMessages = NotifyEvents.MessageNew | NotifyEvents.MessageExpunge | NotifyEvents.FlagChange;

    private readonly ImmutableArray<NotifyGroup> _others;

    public NotifyGroups(ImmutableArray<NotifyGroup> groups)
    {
        Selected = groups.FirstOrDefault(static g => g.Filter is NotifyFilter.Selected or NotifyFilter.SelectedDelayed);
        _others = [.. groups.Where(static g => g.Filter is not (NotifyFilter.Selected or NotifyFilter.SelectedDelayed) && g.Events != NotifyEvents.None)];
        OfOthers = _others.Aggregate(NotifyEvents.None, static (events, group) => events | group.Events);
    }

    /// <summary>What is wanted of the selected mailbox; null for nothing.</summary>
    public NotifyGroup? Selected { get; }

    /// <summary>All that is wanted of any other mailbox.</summary>
    public NotifyEvents OfOthers { get; }

    /// <summary>Whether other users' mailboxes can be among them.</summary>
    public bool ReachesOtherUsers => _others.Any(static g => g.Filter == NotifyFilter.Subscribed || g.Mailboxes.Any(OtherUsers.Holds));

    /// <summary>Whether it matters what is subscribed.</summary>
    public bool NeedsSubscriptions => (OfOthers & (NotifyEvents.SubscriptionChange | NotifyEvents.MailboxName)) != 0
        || _others.Any(static g => g.Filter == NotifyFilter.Subscribed);

    /// <summary>What is wanted of a mailbox: of all groups that it is in (RFC 5465 §6).</summary>
    public NotifyEvents Of(string name, bool isForeign, bool isSubscribed)
    {
        NotifyEvents events = NotifyEvents.None;
        foreach (NotifyGroup group in _others)
        {
            if (group.Filter switch
            {
                // RFC 5465 §6.3: which mailboxes mail is delivered to is the users' scripts' to say.
                NotifyFilter.Personal or NotifyFilter.Inboxes => !isForeign,
                NotifyFilter.Subscribed => isSubscribed,
                NotifyFilter.Mailboxes => group.Mailboxes.Contains(name),
                _ => group.Mailboxes.Any(top => name == top || (name.StartsWith(top, StringComparison.Ordinal) && name[top.Length] == MailboxNames.Separator)),
            })
            {
                events |= group.Events;
            }
        }

        return events;
    }
}
