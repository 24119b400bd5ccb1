namespace Protocols.Storage;

/// <summary>A message in a mailbox.</summary>
public sealed record MailboxEntry
{
    /// <summary>Its UID in this mailbox.</summary>
    public required uint Uid { get; init; }

    /// <summary>The message, shared with its copies elsewhere.</summary>
    public required EmailId Email { get; init; }

    /// <summary>The message's bytes.</summary>
    public required BlobId Blob { get; init; }

    /// <summary>The message's size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>When it arrived here (IMAP's INTERNALDATE).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The date it claims to be sent, or null.</summary>
    public required DateTimeOffset? SentAt { get; init; }

    /// <summary>Its flags in this mailbox.</summary>
    public required MailFlags Flags { get; init; }

    /// <summary>The modseq of its newest change in this mailbox.</summary>
    public required ModSeq ModSeq { get; init; }

    /// <summary>The outline of <see cref="MessageFacts.Outline"/> if it was asked for, else empty.</summary>
    public ReadOnlyMemory<byte> Outline { get; init; }
}
