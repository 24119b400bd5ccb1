using System.Collections.Immutable;

namespace Protocols.Imap;

/// <summary>What NOTIFY can tell of (RFC 5465 §5).</summary>
[Flags]
public enum NotifyEvents
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>New messages.</summary>
    MessageNew = 1,

    /// <summary>Messages that go.</summary>
    MessageExpunge = 2,

    /// <summary>Flags that change.</summary>
    FlagChange = 4,

    /// <summary>Annotations of messages that change.</summary>
    AnnotationChange = 8,

    /// <summary>Mailboxes that are made, renamed or deleted.</summary>
    MailboxName = 16,

    /// <summary>Subscriptions that change.</summary>
    SubscriptionChange = 32,

    /// <summary>Annotations of mailboxes that change.</summary>
    MailboxMetadataChange = 64,

    /// <summary>Annotations of the server that change.</summary>
    ServerMetadataChange = 128,

    /// <summary>An event that this package does not know.</summary>
    Unknown = 1 << 30,
}

/// <summary>Which mailboxes a group of NOTIFY is about (RFC 5465 §6).</summary>
public enum NotifyFilter
{
    /// <summary>The selected mailbox, at once.</summary>
    Selected,

    /// <summary>The selected mailbox, expunges when a command allows them.</summary>
    SelectedDelayed,

    /// <summary>Those that mail is delivered to.</summary>
    Inboxes,

    /// <summary>The user's own.</summary>
    Personal,

    /// <summary>Those that are subscribed.</summary>
    Subscribed,

    /// <summary>Those named and all below them.</summary>
    Subtree,

    /// <summary>Those named.</summary>
    Mailboxes,
}

/// <summary>One group of NOTIFY SET: mailboxes, and what to tell of them.</summary>
public sealed record NotifyGroup
{
    /// <summary>Which mailboxes.</summary>
    public required NotifyFilter Filter { get; init; }

    /// <summary>Their names in Unicode, INBOX in capitals, for <see cref="NotifyFilter.Subtree"/> and <see cref="NotifyFilter.Mailboxes"/>.</summary>
    public ImmutableArray<string> Mailboxes { get; init; } = [];

    /// <summary>What to tell of.</summary>
    public required NotifyEvents Events { get; init; }

    /// <summary>What to fetch of new messages in the selected mailbox.</summary>
    public ImmutableArray<FetchItem> NewItems { get; init; } = [];
}

/// <summary>NOTIFY (RFC 5465 §3.1).</summary>
public sealed record NotifyCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "NOTIFY";

    /// <summary>The groups of NOTIFY SET; none for NOTIFY NONE.</summary>
    public required ImmutableArray<NotifyGroup> Groups { get; init; }

    /// <summary>Whether a STATUS response is wanted for each mailbox.</summary>
    public bool WithStatus { get; init; }
}
