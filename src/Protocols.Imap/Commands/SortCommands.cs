using System.Collections.Immutable;

namespace Protocols.Imap;

/// <summary>What SORT can order by (RFC 5256 §3, RFC 5957 §4, RFC 6203 §6).</summary>
public enum SortKey
{
    /// <summary>ARRIVAL: when the message arrived.</summary>
    Arrival,

    /// <summary>CC: the mailbox of the first Cc address.</summary>
    Cc,

    /// <summary>DATE: the sent date, or else the arrival.</summary>
    Date,

    /// <summary>FROM: the mailbox of the first From address.</summary>
    From,

    /// <summary>SIZE.</summary>
    Size,

    /// <summary>SUBJECT: the base subject.</summary>
    Subject,

    /// <summary>TO: the mailbox of the first To address.</summary>
    To,

    /// <summary>DISPLAYFROM: what the first From address is shown as.</summary>
    DisplayFrom,

    /// <summary>DISPLAYTO: what the first To address is shown as.</summary>
    DisplayTo,

    /// <summary>RELEVANCY: the highest score first.</summary>
    Relevancy,
}

/// <summary>One criterion of SORT.</summary>
/// <param name="Key">By what.</param>
/// <param name="IsReverse">Whether from the last to the first.</param>
public readonly record struct SortCriterion(SortKey Key, bool IsReverse);

/// <summary>SORT and UID SORT (RFC 5256 §3, RFC 5267 §3).</summary>
public sealed record SortCommand : SearchingCommand
{
    /// <inheritdoc/>
    public override string Name => IsUid ? "UID SORT" : "SORT";

    /// <summary>The criteria, the weightiest first; at least one.</summary>
    public required ImmutableArray<SortCriterion> Criteria { get; init; }
}

/// <summary>The ways to thread (RFC 5256 §3).</summary>
public enum ThreadAlgorithm
{
    /// <summary>ORDEREDSUBJECT: by subject alone.</summary>
    OrderedSubject,

    /// <summary>REFERENCES: by who answers whom.</summary>
    References,
}

/// <summary>THREAD and UID THREAD (RFC 5256 §3).</summary>
public sealed record ThreadCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => IsUid ? "UID THREAD" : "THREAD";

    /// <summary>Whether the result is of UIDs.</summary>
    public required bool IsUid { get; init; }

    /// <summary>How to thread.</summary>
    public required ThreadAlgorithm Algorithm { get; init; }

    /// <summary>What messages have to be.</summary>
    public required SearchKey Key { get; init; }
}

/// <summary>CANCELUPDATE (RFC 5267 §4.3.5).</summary>
public sealed record CancelUpdateCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "CANCELUPDATE";

    /// <summary>The tags of the commands that asked for updates, at least one.</summary>
    public required ImmutableArray<string> Tags { get; init; }
}

/// <summary>COMPARATOR (RFC 5255 §4.7).</summary>
public sealed record ComparatorCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "COMPARATOR";

    /// <summary>The comparators wanted, the best first, perhaps with wildcards; none to ask for the one in use.</summary>
    public ImmutableArray<string> Wanted { get; init; } = [];
}
