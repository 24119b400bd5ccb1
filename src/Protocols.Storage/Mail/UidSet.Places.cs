using System.Collections.Immutable;

namespace Protocols.Storage;

/// <content>Members by their places in rising order: what a sequence number is.</content>
public sealed partial class UidSet
{
    // How many members are before each run; made when first needed, and the same whoever makes it.
    private long[]? _before;

    /// <summary>The member at a place. Costs the logarithm of the runs.</summary>
    /// <param name="place">The place, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many members.</exception>
    public uint this[long place]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(place);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(place, Count);
            int run = RunOfPlace(place);
            return (uint)(_ranges[run].First + (place - Before[run]));
        }
    }

    /// <summary>The place of a member, from 0, or -1. Costs the logarithm of the runs.</summary>
    /// <param name="uid">The UID.</param>
    public long PlaceOf(uint uid)
    {
        int run = RunAtOrAfter(uid);
        return run == _ranges.Length || uid < _ranges[run].First ? -1 : Before[run] + (uid - _ranges[run].First);
    }

    /// <summary>Some members by their places in rising order. Costs the runs that these are in.</summary>
    /// <param name="start">The first place, from 0.</param>
    /// <param name="length">How many; those beyond the last are left out.</param>
    public UidSet Slice(long start, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        if (length <= 0 || start >= Count)
        {
            return Empty;
        }

        ImmutableArray<UidRange>.Builder found = ImmutableArray.CreateBuilder<UidRange>();
        AddSlice(found, start, length);
        return new UidSet(found.DrainToImmutable());
    }

    /// <summary>The members at some places: what a set of sequence numbers names.</summary>
    /// <param name="places">Runs of places from 0, in rising order and apart from one another; those beyond the last are left out.</param>
    public UidSet At(IEnumerable<(long Start, long Length)> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        List<UidRange> found = [];
        foreach ((long start, long length) in places)
        {
            AddSlice(found, start, length);
        }

        return Of(found);
    }

    private void AddSlice(IList<UidRange> found, long start, long length)
    {
        length = Math.Min(length, Count - start);
        for (int run = length > 0 ? RunOfPlace(start) : 0; length > 0; run++)
        {
            long skip = start - Before[run];
            long take = Math.Min(length, _ranges[run].Count - skip);
            found.Add(new UidRange((uint)(_ranges[run].First + skip), (uint)(_ranges[run].First + skip + take - 1)));
            length -= take;
            start += take;
        }
    }

    private long[] Before
    {
        get
        {
            if (_before is { } known)
            {
                return known;
            }

            long[] before = new long[_ranges.Length];
            for (int i = 1; i < before.Length; i++)
            {
                before[i] = before[i - 1] + _ranges[i - 1].Count;
            }

            return _before = before;
        }
    }

    private int RunOfPlace(long place)
    {
        int found = Array.BinarySearch(Before, place);
        return found < 0 ? ~found - 1 : found;
    }

    // The first run that does not end before the UID, or their number.
    private int RunAtOrAfter(uint uid)
    {
        int low = 0;
        int high = _ranges.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = _ranges[middle].Last < uid ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
