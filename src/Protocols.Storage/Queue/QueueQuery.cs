namespace Protocols.Storage;

/// <summary>Which messages of the queue are wanted: those to which all of this applies.</summary>
public sealed record QueueQuery
{
    /// <summary>With a pending recipient at this destination.</summary>
    public string? Destination { get; init; }

    /// <summary>With this reverse-path, exactly.</summary>
    public string? ReversePath { get; init; }

    /// <summary>With a recipient of this status.</summary>
    public QueuedRecipientStatus? Status { get; init; }

    /// <summary>Held by an operator, or not.</summary>
    public bool? IsHeld { get; init; }

    /// <summary>Submitted before this.</summary>
    public DateTimeOffset? SubmittedBefore { get; init; }

    /// <summary>Submitted at this time or later.</summary>
    public DateTimeOffset? SubmittedFrom { get; init; }
}

/// <summary>A page of messages.</summary>
/// <param name="Messages">The messages; perhaps none, although more follow: a page looks at a limited number.</param>
/// <param name="Next">Where the next page begins (after this message), or null at the end.</param>
public sealed record QueuePage(IReadOnlyList<QueuedMessage> Messages, QueueMessageId? Next);

/// <summary>Work of a message in somebody's hands.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="Destination">Where it goes.</param>
/// <param name="Owner">Who has it.</param>
/// <param name="Until">Until when, in UTC.</param>
public sealed record QueueHolder(long Batch, string Destination, string Owner, DateTimeOffset Until);

/// <summary>What waits for one destination.</summary>
/// <param name="Destination">The destination.</param>
/// <param name="Batches">Batches: recipients of one message, one transaction's worth.</param>
/// <param name="Recipients">Pending recipients.</param>
/// <param name="Leased">Batches that are out under a lease.</param>
/// <param name="Held">Batches that an operator holds.</param>
public sealed record QueueDestination(string Destination, long Batches, long Recipients, long Leased, long Held);

/// <summary>How an operator's change ended.</summary>
public enum QueueChangeStatus
{
    /// <summary>It was done, or there was nothing to do.</summary>
    Done,

    /// <summary>There is no such message, or no such recipient of it.</summary>
    NotFound,

    /// <summary>Some of it is out under a lease and was left alone; the rest is done.</summary>
    InProgress,
}

/// <summary>What came of an operator's change.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Recipients">How many pending recipients it was done to.</param>
public sealed record QueueChange(QueueChangeStatus Status, int Recipients);
