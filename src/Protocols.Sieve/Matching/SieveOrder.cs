using System.Buffers.Text;

namespace Protocols.Sieve;

/// <summary>The order of values and keys, which are UTF-8 octets, or any (RFC 5228 §2.7.2, RFC 5231 §4). What matches is asked of a <see cref="SieveKey"/>.</summary>
internal static class SieveOrder
{
    private const int MaxNumberLength = 20;

    /// <summary>The order of two values.</summary>
    /// <returns>Less than, equal to or more than 0.</returns>
    public static int Compare(SieveComparator comparator, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        switch (comparator)
        {
            case SieveComparator.AsciiCasemap:
                return OctetSearch<AsciiCasemap>.Compare(a, b);
            case SieveComparator.AsciiNumeric:
                return CompareNumbers(a, b);
            case SieveComparator.UnicodeCasemap:
                // Where one of them is no text, both are octets (RFC 5051 §2, 1b): that is what folding leaves it as.
                using (FoldedText first = new(a, withOrigins: false))
                using (FoldedText second = new(b, withOrigins: false))
                {
                    return first.Octets.SequenceCompareTo(second.Octets);
                }

            default:
                return a.SequenceCompareTo(b);
        }
    }

    /// <summary>The order of a number and a key, as <c>:count</c> has it: the number is compared as text (RFC 5231 §4.2).</summary>
    /// <param name="comparator">The comparator.</param>
    /// <param name="count">How many there are; not negative.</param>
    /// <param name="key">The key.</param>
    public static int CompareCount(SieveComparator comparator, long count, ReadOnlySpan<byte> key)
    {
        Span<byte> text = stackalloc byte[MaxNumberLength];
        _ = Utf8Formatter.TryFormat(count, text, out int written);
        return Compare(comparator, text[..written], key);
    }

    /// <summary>Whether a relation holds where the value on its left and the key on its right compare so (RFC 5231 §4.1).</summary>
    /// <param name="relation">The relation.</param>
    /// <param name="comparison">What <see cref="Compare"/> gave for the value and the key.</param>
    public static bool Relate(SieveRelation relation, int comparison) => relation switch
    {
        SieveRelation.Gt => comparison > 0,
        SieveRelation.Ge => comparison >= 0,
        SieveRelation.Lt => comparison < 0,
        SieveRelation.Le => comparison <= 0,
        SieveRelation.Eq => comparison == 0,
        _ => comparison != 0,
    };

    // RFC 4790 §9.1: numbers of any size; what begins with no digit is more than every number.
    private static int CompareNumbers(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        bool isFirstNumber = TryNumber(a, out ReadOnlySpan<byte> first);
        bool isSecondNumber = TryNumber(b, out ReadOnlySpan<byte> second);
        if (!isFirstNumber || !isSecondNumber)
        {
            return isSecondNumber.CompareTo(isFirstNumber);
        }

        return first.Length == second.Length ? first.SequenceCompareTo(second) : first.Length - second.Length;
    }

    private static bool TryNumber(ReadOnlySpan<byte> value, out ReadOnlySpan<byte> digits)
    {
        int end = value.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        digits = (end < 0 ? value : value[..end]).TrimStart((byte)'0');
        return end != 0 && !value.IsEmpty;
    }
}
