namespace Protocols.Storage;

/// <summary>A message for the queue.</summary>
/// <param name="Envelope">What was asked for with it.</param>
/// <param name="Content">The complete upload; it stays the caller's to dispose of.</param>
/// <param name="Recipients">Its recipients, at least one.</param>
public sealed record QueueSubmission(QueueEnvelope Envelope, BlobUpload Content, IReadOnlyList<SubmittedRecipient> Recipients);

/// <summary>A recipient of a message for the queue.</summary>
public sealed record SubmittedRecipient
{
    /// <summary>The address of RCPT without angle brackets.</summary>
    public required string Address { get; init; }

    /// <summary>
    /// What deliveries are scheduled by: the address's domain in A-labels, or the name of a route that the host chose for it. Compared
    /// without regard to case and kept in lower case.
    /// </summary>
    public required string Destination { get; init; }

    /// <summary>ORCPT, <c>type;address</c>, with the address decoded (RFC 3461 §4.2), or null.</summary>
    public string? OriginalRecipient { get; init; }

    /// <summary>NOTIFY (RFC 3461 §4.1).</summary>
    public QueueNotify Notify { get; init; }
}

/// <summary>When a recipient's fate is to be reported.</summary>
[Flags]
public enum QueueNotify
{
    /// <summary>The sender did not say.</summary>
    Unspecified = 0,

    /// <summary>In no case; stands alone.</summary>
    Never = 1,

    /// <summary>When it was delivered.</summary>
    Success = 2,

    /// <summary>When it cannot be delivered.</summary>
    Failure = 4,

    /// <summary>When it takes long.</summary>
    Delay = 8,
}

/// <summary>How an attempt to put a message into the queue ended.</summary>
public enum EnqueueStatus
{
    /// <summary>It is in the queue, on disk.</summary>
    Done,

    /// <summary>The queue holds as many messages as it may; later there may be room.</summary>
    QueueFull,

    /// <summary>The message itself is beyond a limit of the engine's options: too many recipients, an address too long.</summary>
    LimitExceeded,
}

/// <summary>What came of an attempt to put a message into the queue.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Message">The message's id, where it is in the queue.</param>
/// <param name="Reason">Why it is not, in words for an operator.</param>
public sealed record EnqueueResult(EnqueueStatus Status, QueueMessageId? Message, string? Reason);
