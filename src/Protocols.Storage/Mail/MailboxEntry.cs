namespace Protocols.Storage;

/// <summary>A message in a mailbox.</summary>
public sealed record MailboxEntry
{
    /// <summary>Its UID in this mailbox.</summary>
    public required uint Uid { get; init; }

    /// <summary>The message, shared with its copies elsewhere.</summary>
    public required EmailId Email { get; init; }

    /// <summary>The message's bytes; none where only facts were asked for.</summary>
    public required BlobId Blob { get; init; }

    /// <summary>The message's size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>When it arrived here (IMAP's INTERNALDATE).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When it came into this mailbox, whatever brought it there (RFC 8514 §3).</summary>
    public DateTimeOffset SavedAt { get; init; }

    /// <summary>The date it claims to be sent, or null; null too where only facts were asked for.</summary>
    public required DateTimeOffset? SentAt { get; init; }

    /// <summary>Its flags in this mailbox.</summary>
    public required MailFlags Flags { get; init; }

    /// <summary>The modseq of its newest change in this mailbox.</summary>
    public required ModSeq ModSeq { get; init; }

    /// <summary>The thread it is of, if keys were asked for; the same in every mailbox, and for good (RFC 8474 §5.2).</summary>
    public ThreadId? Thread { get; init; }

    /// <summary>The <see cref="MessageFacts.Preview"/>, if keys were asked for and it was made.</summary>
    public string? Preview { get; init; }

    /// <summary>The outline of <see cref="MessageFacts.Outline"/> if it was asked for, else empty.</summary>
    public ReadOnlyMemory<byte> Outline { get; init; }
}
