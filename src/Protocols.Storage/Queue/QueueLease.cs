namespace Protocols.Storage;

/// <summary>What work is wanted.</summary>
public sealed record QueueLeaseRequest
{
    /// <summary>Who asks: the name of a process, for operators to see. Not empty.</summary>
    public required string Owner { get; init; }

    /// <summary>The time. What is due by then is given, and a lease that ran out by then is taken over.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Until when the work is the owner's; after <see cref="Now"/>. The engine shortens what is beyond its limit.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>The most leases to give, from 1. The engine gives fewer where that is beyond its limit.</summary>
    public required int MaxBatches { get; init; }

    /// <summary>Destinations to pass over, in lower case: those that are known not to answer.</summary>
    public IReadOnlySet<string> ExcludedDestinations { get; init; } = System.Collections.Frozen.FrozenSet<string>.Empty;

    /// <summary>The most leases that may be out for one destination at a time, to all owners together, from 1; none by default.</summary>
    public int MaxLeasesPerDestination { get; init; } = int.MaxValue;
}

/// <summary>Recipients of one message at one destination, in one owner's hands for a while: one transaction's worth (RFC 5321 §4.5.4.1).</summary>
public sealed record QueueLease
{
    /// <summary>The batch it is of; the same each time these recipients are given.</summary>
    public required long Batch { get; init; }

    /// <summary>How often the batch has been given out: a lease of a lower number is over.</summary>
    public required long Number { get; init; }

    /// <summary>Who has it.</summary>
    public required string Owner { get; init; }

    /// <summary>Until when, in UTC.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Where it goes.</summary>
    public required string Destination { get; init; }

    /// <summary>The message.</summary>
    public required QueuedMessage Message { get; init; }

    /// <summary>The recipients that are due, at least one.</summary>
    public required IReadOnlyList<QueuedRecipient> Recipients { get; init; }
}

/// <summary>What an attempt came to for one recipient.</summary>
public sealed record RecipientOutcome
{
    /// <summary>The recipient's number.</summary>
    public required int Recipient { get; init; }

    /// <summary>What became of it; <see cref="QueuedRecipientStatus.Pending"/> if it is to be tried again.</summary>
    public required QueuedRecipientStatus Status { get; init; }

    /// <summary>When to try again; needed with <see cref="QueuedRecipientStatus.Pending"/>, without meaning else.</summary>
    public DateTimeOffset? NextAttempt { get; init; }

    /// <summary>What was answered, or null to keep what was there.</summary>
    public QueueReply? Reply { get; init; }

    /// <summary>What the sender is told with it, beside what it was told before.</summary>
    public QueueDelayNotices Notices { get; init; }
}

/// <summary>How the end of a lease was taken.</summary>
public enum QueueCompletionStatus
{
    /// <summary>It is on disk.</summary>
    Done,

    /// <summary>The lease was over and the work is another's, or done: nothing was changed.</summary>
    LeaseLost,

    /// <summary>A notification could not be put into the queue: nothing was changed, and the lease goes on.</summary>
    NotificationRefused,
}

/// <summary>What came of the end of a lease.</summary>
/// <param name="Status">How it was taken.</param>
/// <param name="IsMessageFinished">Whether that was the last of the message, which is then gone from the queue.</param>
/// <param name="Notifications">The ids of the notifications, in their order.</param>
/// <param name="Reason">Why a notification was refused.</param>
public sealed record QueueCompletion(
    QueueCompletionStatus Status, bool IsMessageFinished, IReadOnlyList<QueueMessageId> Notifications, string? Reason);
