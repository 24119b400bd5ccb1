namespace Protocols.Storage;

/// <summary>A mailbox with its counters, from one snapshot. Reading it costs the same whatever its size.</summary>
public sealed record Mailbox
{
    /// <summary>Its id.</summary>
    public required MailboxId Id { get; init; }

    /// <summary>
    /// Its full name, levels separated by <c>/</c>, in Unicode; <c>INBOX</c> in capitals. Every superior of a name exists, if need be
    /// as one that is not selectable.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>False for a name that only holds inferiors (IMAP's <c>\NoSelect</c>).</summary>
    public required bool IsSelectable { get; init; }

    /// <summary>What it is used for.</summary>
    public required MailboxRole Role { get; init; }

    /// <summary>Whether its name is subscribed.</summary>
    public required bool IsSubscribed { get; init; }

    /// <summary>Changes only when the name is deleted and created again, and then rises (RFC 9051 §2.3.1.1).</summary>
    public required uint UidValidity { get; init; }

    /// <summary>The UID that the next message gets.</summary>
    public required uint UidNext { get; init; }

    /// <summary>
    /// The lowest UID that no session has claimed yet with <see cref="ClaimRecent"/>: messages from here on are recent (RFC 3501 §2.3.2).
    /// </summary>
    public required uint RecentFrom { get; init; }

    /// <summary>How many messages it holds.</summary>
    public required long Messages { get; init; }

    /// <summary>How many of them lack <c>\Seen</c>.</summary>
    public required long Unseen { get; init; }

    /// <summary>How many of them have <c>\Deleted</c>.</summary>
    public required long Deleted { get; init; }

    /// <summary>The sum of their sizes, in bytes.</summary>
    public required long TotalSize { get; init; }

    /// <summary>The sum of the sizes of those with <c>\Deleted</c>, in bytes.</summary>
    public long DeletedSize { get; init; }

    /// <summary>The modseq of the newest change to the mailbox or to a message in it.</summary>
    public required ModSeq HighestModSeq { get; init; }
}
