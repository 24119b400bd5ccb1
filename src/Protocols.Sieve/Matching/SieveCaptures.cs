using System.Runtime.CompilerServices;

namespace Protocols.Sieve;

/// <summary>
/// What the wildcards of a pattern or the groups of a regular expression stood for, as ranges of the value (RFC 5229 §3.2): the first is the whole value,
/// or what of it the expression matched. RFC 5229 §6 asks for ten; 32 are kept, and more are left out.
/// </summary>
internal struct SieveCaptures
{
    /// <summary>How many are kept at the most.</summary>
    public const int MaxCount = 32;

    private Ranges _ranges;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Forgets all.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds one, where there is room.</summary>
    /// <param name="start">Where it begins in the value, in octets.</param>
    /// <param name="length">Its length in octets.</param>
    public void Add(int start, int length)
    {
        if (Count < MaxCount)
        {
            _ranges[Count++] = (start, length);
        }
    }

    /// <summary>Forgets those behind the first ones: a pattern that goes back to an earlier star captures anew.</summary>
    /// <param name="count">How many stay.</param>
    public void Truncate(int count) => Count = Math.Min(Count, count);

    /// <summary>Where one is.</summary>
    /// <param name="index">Which, from 0.</param>
    public readonly (int Start, int Length) RangeOf(int index) => index < Count ? _ranges[index] : default;

    /// <summary>The octets of one; none where there are not so many.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <param name="value">The value that was matched.</param>
    public readonly ReadOnlySpan<byte> Of(int index, ReadOnlySpan<byte> value)
    {
        (int start, int length) = RangeOf(index);
        return value.Slice(start, length);
    }

    [InlineArray(MaxCount)]
    private struct Ranges
    {
        private (int Start, int Length) _first;
    }
}
