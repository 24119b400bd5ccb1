using System.Collections;
using System.Collections.Immutable;
using System.Globalization;

namespace Protocols.Storage;

/// <summary>An unbroken run of UIDs.</summary>
/// <param name="First">The first, at least 1.</param>
/// <param name="Last">The last, not below the first.</param>
public readonly record struct UidRange(uint First, uint Last)
{
    /// <summary>How many UIDs it spans.</summary>
    public long Count => (long)Last - First + 1;
}

/// <summary>A set of UIDs as sorted runs: it costs what its gaps cost, not what its members do.</summary>
public sealed partial class UidSet : IEnumerable<uint>
{
    private readonly ImmutableArray<UidRange> _ranges;

    private UidSet(ImmutableArray<UidRange> ranges)
    {
        _ranges = ranges;
        foreach (UidRange range in ranges)
        {
            Count += range.Count;
        }
    }

    /// <summary>No UID.</summary>
    public static UidSet Empty { get; } = new([]);

    /// <summary>Every UID there can be.</summary>
    public static UidSet All { get; } = new([new UidRange(1, uint.MaxValue)]);

    /// <summary>The runs, in rising order, with a gap between any two.</summary>
    public ImmutableArray<UidRange> Ranges => _ranges;

    /// <summary>How many UIDs the set spans.</summary>
    public long Count { get; }

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _ranges.IsEmpty;

    /// <summary>A set of one.</summary>
    /// <param name="uid">The UID, at least 1.</param>
    public static UidSet Of(uint uid) => Of([new UidRange(uid, uid)]);

    /// <summary>The set of some UIDs.</summary>
    /// <param name="uids">The UIDs, in any order, each at least 1.</param>
    public static UidSet Of(IEnumerable<uint> uids)
    {
        ArgumentNullException.ThrowIfNull(uids);
        return Of(uids.Select(uid => new UidRange(uid, uid)));
    }

    /// <summary>The set of some runs, which may overlap and come in any order.</summary>
    /// <param name="ranges">The runs.</param>
    /// <exception cref="ArgumentException">A run starts at 0 or ends before it starts.</exception>
    public static UidSet Of(IEnumerable<UidRange> ranges)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        UidRange[] sorted = [.. ranges];
        Array.Sort(sorted, static (a, b) => a.First.CompareTo(b.First));
        ImmutableArray<UidRange>.Builder merged = ImmutableArray.CreateBuilder<UidRange>();
        foreach (UidRange range in sorted)
        {
            if (range.First == 0 || range.Last < range.First)
            {
                throw new ArgumentException($"{range.First}:{range.Last} is not a run of UIDs.", nameof(ranges));
            }

            if (merged.Count > 0 && range.First <= (long)merged[^1].Last + 1)
            {
                merged[^1] = new UidRange(merged[^1].First, Math.Max(merged[^1].Last, range.Last));
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged.Count == 0 ? Empty : new UidSet(merged.DrainToImmutable());
    }

    /// <summary>Whether a UID is in the set.</summary>
    /// <param name="uid">The UID.</param>
    public bool Contains(uint uid)
    {
        int run = RunAtOrAfter(uid);
        return run < _ranges.Length && uid >= _ranges[run].First;
    }

    /// <summary>The UIDs in rising order.</summary>
    public IEnumerator<uint> GetEnumerator()
    {
        foreach (UidRange range in _ranges)
        {
            for (long uid = range.First; uid <= range.Last; uid++)
            {
                yield return (uint)uid;
            }
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The set as IMAP writes it: <c>1:3,5</c>; an empty text for none.</summary>
    public override string ToString() => string.Join(',', _ranges.Select(static r =>
        r.First == r.Last ? r.First.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{r.First}:{r.Last}")));
}
