using System.Globalization;

namespace Protocols.Storage;

/// <summary>Names a message in the queue; it rises with each and is never reused.</summary>
/// <param name="Value">The number the engine assigned, from 1.</param>
public readonly record struct QueueMessageId(long Value) : IComparable<QueueMessageId>
{
    /// <summary>Whether a came into the queue before b.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    public static bool operator <(QueueMessageId a, QueueMessageId b) => a.Value < b.Value;

    /// <summary>Whether a came into the queue after b.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    public static bool operator >(QueueMessageId a, QueueMessageId b) => a.Value > b.Value;

    /// <summary>Whether a came into the queue no later than b.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    public static bool operator <=(QueueMessageId a, QueueMessageId b) => a.Value <= b.Value;

    /// <summary>Whether a came into the queue no earlier than b.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    public static bool operator >=(QueueMessageId a, QueueMessageId b) => a.Value >= b.Value;

    /// <inheritdoc/>
    public int CompareTo(QueueMessageId other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
