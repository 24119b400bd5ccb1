using System.Collections.Immutable;

namespace Protocols.Imap;

/// <summary>SELECT and EXAMINE (RFC 9051 §6.3.2, §6.3.3).</summary>
public sealed record SelectCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => IsReadOnly ? "EXAMINE" : "SELECT";

    /// <summary>The mailbox's name in Unicode; INBOX in capitals.</summary>
    public required string Mailbox { get; init; }

    /// <summary>Whether it is EXAMINE.</summary>
    public required bool IsReadOnly { get; init; }

    /// <summary>Whether the client asked for CONDSTORE (RFC 7162 §3.1.8).</summary>
    public bool IsCondstore { get; init; }

    /// <summary>What the client remembers of the mailbox, or null: QRESYNC (RFC 7162 §3.2.5).</summary>
    public QuickResync? Resync { get; init; }
}

/// <summary>What a client remembers of a mailbox when it comes back to it (RFC 7162 §3.2.5).</summary>
/// <param name="UidValidity">The UIDVALIDITY; if it is another now, all the rest means nothing.</param>
/// <param name="ModSeq">The mod-sequence up to which it was told of everything.</param>
public sealed record QuickResync(uint UidValidity, long ModSeq)
{
    /// <summary>The UIDs that it wants to hear of, without <c>*</c>; null for all there were.</summary>
    public SequenceSet? KnownUids { get; init; }

    /// <summary>Some sequence numbers, rising, without <c>*</c>; null if there were none.</summary>
    public SequenceSet? MatchNumbers { get; init; }

    /// <summary>The UIDs that the client knows those numbers to have, as many, rising.</summary>
    public SequenceSet? MatchUids { get; init; }
}

/// <summary>CREATE (RFC 9051 §6.3.4, RFC 6154 §3).</summary>
public sealed record CreateCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "CREATE";

    /// <summary>The mailbox's name in Unicode; it may end with the hierarchy separator.</summary>
    public required string Mailbox { get; init; }

    /// <summary>The special uses that were asked for, such as <c>\Sent</c>.</summary>
    public ImmutableArray<string> SpecialUse { get; init; } = [];
}

/// <summary>DELETE (RFC 9051 §6.3.5).</summary>
public sealed record DeleteCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "DELETE";

    /// <summary>The mailbox's name in Unicode; INBOX in capitals.</summary>
    public required string Mailbox { get; init; }
}

/// <summary>RENAME (RFC 9051 §6.3.6).</summary>
public sealed record RenameCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "RENAME";

    /// <summary>The name it has.</summary>
    public required string Mailbox { get; init; }

    /// <summary>The name it is to have.</summary>
    public required string NewName { get; init; }
}

/// <summary>SUBSCRIBE and UNSUBSCRIBE (RFC 9051 §6.3.7, §6.3.8).</summary>
public sealed record SubscribeCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => IsSubscribed ? "SUBSCRIBE" : "UNSUBSCRIBE";

    /// <summary>The mailbox's name in Unicode; INBOX in capitals.</summary>
    public required string Mailbox { get; init; }

    /// <summary>Whether it is SUBSCRIBE.</summary>
    public required bool IsSubscribed { get; init; }
}

/// <summary>NAMESPACE (RFC 9051 §6.3.10).</summary>
public sealed record NamespaceCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "NAMESPACE";
}

/// <summary>What STATUS can tell of a mailbox (RFC 9051 §6.3.11).</summary>
[Flags]
public enum StatusItems
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The number of messages.</summary>
    Messages = 1,

    /// <summary>The number of messages with <c>\Recent</c> (RFC 3501 §6.3.10).</summary>
    Recent = 2,

    /// <summary>The next UID.</summary>
    UidNext = 4,

    /// <summary>The UIDVALIDITY.</summary>
    UidValidity = 8,

    /// <summary>The number of messages without <c>\Seen</c>.</summary>
    Unseen = 16,

    /// <summary>The number of messages with <c>\Deleted</c>.</summary>
    Deleted = 32,

    /// <summary>The sum of the messages' sizes, in octets.</summary>
    Size = 64,

    /// <summary>The sum of the sizes of messages with <c>\Deleted</c>, in octets (RFC 9208 §4.1.4).</summary>
    DeletedStorage = 1 << 14,

    /// <summary>The largest message that can be put in, in octets (RFC 7889 §3).</summary>
    AppendLimit = 1 << 15,

    /// <summary>The mailbox's id (RFC 8474 §4.3).</summary>
    MailboxId = 1 << 16,

    /// <summary>The highest mod-sequence (RFC 7162 §3.1.7).</summary>
    HighestModSeq = 1 << 10,
}

/// <summary>STATUS (RFC 9051 §6.3.11).</summary>
public sealed record StatusCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "STATUS";

    /// <summary>The mailbox's name in Unicode; INBOX in capitals.</summary>
    public required string Mailbox { get; init; }

    /// <summary>What is asked for.</summary>
    public required StatusItems Items { get; init; }
}

/// <summary>IDLE (RFC 9051 §6.3.13).</summary>
public sealed record IdleCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "IDLE";
}
