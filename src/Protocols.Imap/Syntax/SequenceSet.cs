using System.Collections.Immutable;
using System.Globalization;

namespace Protocols.Imap;

/// <summary>One number or range of a <see cref="SequenceSet"/>.</summary>
/// <param name="First">One end; 0 stands for <c>*</c>.</param>
/// <param name="Last">The other end; 0 stands for <c>*</c>. It may lie below the first.</param>
public readonly record struct SequenceRange(uint First, uint Last);

/// <summary>A set of sequence numbers or UIDs as the client wrote it (RFC 9051 §9, sequence-set).</summary>
public sealed class SequenceSet
{
    internal SequenceSet(ImmutableArray<SequenceRange> ranges, bool isSavedResult)
    {
        Ranges = ranges;
        IsSavedResult = isSavedResult;
    }

    /// <summary>The result that the last SEARCH saved: <c>$</c> (RFC 9051 §6.4.4.1).</summary>
    public static SequenceSet SavedResult { get; } = new([], true);

    /// <summary>Whether this is <c>$</c>; then there are no ranges.</summary>
    public bool IsSavedResult { get; }

    /// <summary>The numbers and ranges, in the client's order.</summary>
    public ImmutableArray<SequenceRange> Ranges { get; }

    /// <summary>Makes a set.</summary>
    /// <param name="ranges">Its ranges, at least one.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static SequenceSet Of(params ReadOnlySpan<SequenceRange> ranges)
    {
        if (ranges.IsEmpty)
        {
            throw new ArgumentException("A sequence set is not empty.", nameof(ranges));
        }

        return new SequenceSet([.. ranges], false);
    }

    /// <summary>
    /// The set with <c>*</c> filled in, each range from low to high, sorted, overlaps merged: linear in what the client wrote, whatever the numbers.
    /// </summary>
    /// <param name="largest">
    /// What <c>*</c> stands for: the number of messages, or the largest UID, or UIDNEXT in an empty mailbox. 0 leaves ranges with <c>*</c> out.
    /// </param>
    public ImmutableArray<SequenceRange> Resolve(uint largest)
    {
        List<SequenceRange> sorted = new(Ranges.Length);
        foreach (SequenceRange range in Ranges)
        {
            uint first = range.First == 0 ? largest : range.First;
            uint last = range.Last == 0 ? largest : range.Last;
            if (first != 0 && last != 0)
            {
                sorted.Add(first <= last ? new SequenceRange(first, last) : new SequenceRange(last, first));
            }
        }

        sorted.Sort(static (a, b) => a.First.CompareTo(b.First));
        ImmutableArray<SequenceRange>.Builder merged = ImmutableArray.CreateBuilder<SequenceRange>(sorted.Count);
        foreach (SequenceRange range in sorted)
        {
            if (merged.Count > 0 && range.First <= (long)merged[^1].Last + 1)
            {
                merged[^1] = new SequenceRange(merged[^1].First, Math.Max(merged[^1].Last, range.Last));
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged.DrainToImmutable();
    }

    /// <summary>The largest number named, <c>*</c> not counted.</summary>
    public uint LargestNumber
    {
        get
        {
            uint largest = 0;
            foreach (SequenceRange range in Ranges)
            {
                largest = Math.Max(largest, Math.Max(range.First, range.Last));
            }

            return largest;
        }
    }

    /// <summary>Whether <c>*</c> is in it.</summary>
    public bool HasStar
    {
        get
        {
            foreach (SequenceRange range in Ranges)
            {
                if (range.First == 0 || range.Last == 0)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>The set as IMAP writes it.</summary>
    public override string ToString() => IsSavedResult ? "$" : string.Join(',', Ranges.Select(static r =>
        r.First == r.Last ? Number(r.First) : Number(r.First) + ":" + Number(r.Last)));

    private static string Number(uint number) => number == 0 ? "*" : number.ToString(CultureInfo.InvariantCulture);
}
