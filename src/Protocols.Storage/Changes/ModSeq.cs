using System.Globalization;

namespace Protocols.Storage;

/// <summary>
/// A point on an account's one clock: it rises by one with each committed change set. What IMAP calls MODSEQ, JMAP a state
/// and WebDAV a sync-token (RFC 7162 §3.1, RFC 8620 §1.6, RFC 6578 §3.1).
/// </summary>
/// <param name="Value">0 before the first change; below 2⁶³, as RFC 7162 wants.</param>
public readonly record struct ModSeq(long Value) : IComparable<ModSeq>
{
    /// <inheritdoc/>
    public int CompareTo(ModSeq other) => Value.CompareTo(other.Value);

    /// <summary>Earlier than.</summary>
    public static bool operator <(ModSeq left, ModSeq right) => left.Value < right.Value;

    /// <summary>Later than.</summary>
    public static bool operator >(ModSeq left, ModSeq right) => left.Value > right.Value;

    /// <summary>Not later than.</summary>
    public static bool operator <=(ModSeq left, ModSeq right) => left.Value <= right.Value;

    /// <summary>Not earlier than.</summary>
    public static bool operator >=(ModSeq left, ModSeq right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
