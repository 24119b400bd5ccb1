namespace Protocols.Imap;

/// <summary>What STATUS tells (RFC 9051 §6.3.11).</summary>
public readonly record struct StatusValues
{
    /// <summary>The number of messages.</summary>
    public long Messages { get; init; }

    /// <summary>The number of messages with <c>\Recent</c>.</summary>
    public long Recent { get; init; }

    /// <summary>The next UID.</summary>
    public uint UidNext { get; init; }

    /// <summary>The UIDVALIDITY.</summary>
    public uint UidValidity { get; init; }

    /// <summary>The number of messages without <c>\Seen</c>.</summary>
    public long Unseen { get; init; }

    /// <summary>The number of messages with <c>\Deleted</c>.</summary>
    public long Deleted { get; init; }

    /// <summary>The sum of the sizes, in octets.</summary>
    public long Size { get; init; }

    /// <summary>The sum of the sizes of messages with <c>\Deleted</c>, in octets.</summary>
    public long DeletedStorage { get; init; }

    /// <summary>The largest message that can be put in, in octets.</summary>
    public long AppendLimit { get; init; }

    /// <summary>The highest mod-sequence; 0 where none are kept (RFC 7162 §3.1.7).</summary>
    public long HighestModSeq { get; init; }

    /// <summary>The mailbox's id, an atom (RFC 8474 §4.3).</summary>
    public string? MailboxId { get; init; }
}
