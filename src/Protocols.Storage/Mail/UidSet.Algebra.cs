using System.Collections.Immutable;

namespace Protocols.Storage;

/// <content>The algebra of sets; each operation is linear in the runs of both.</content>
public sealed partial class UidSet
{
    /// <summary>The members of either set.</summary>
    /// <param name="other">The other set.</param>
    public UidSet Union(UidSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return IsEmpty ? other : other.IsEmpty ? this : Of([.. _ranges, .. other._ranges]);
    }

    /// <summary>Some members by their places in rising order.</summary>
    /// <param name="start">The first place, from 0.</param>
    /// <param name="length">How many; those beyond the last are left out.</param>
    public UidSet Slice(long start, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ImmutableArray<UidRange>.Builder found = ImmutableArray.CreateBuilder<UidRange>();
        foreach (UidRange range in _ranges)
        {
            if (length <= 0)
            {
                break;
            }

            if (start >= range.Count)
            {
                start -= range.Count;
                continue;
            }

            long take = Math.Min(length, range.Count - start);
            found.Add(new UidRange((uint)(range.First + start), (uint)(range.First + start + take - 1)));
            length -= take;
            start = 0;
        }

        return found.Count == 0 ? Empty : new UidSet(found.DrainToImmutable());
    }

    /// <summary>The members of this set that are not in the other.</summary>
    /// <param name="other">The other set.</param>
    public UidSet Except(UidSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (IsEmpty || other.IsEmpty)
        {
            return this;
        }

        ImmutableArray<UidRange>.Builder rest = ImmutableArray.CreateBuilder<UidRange>();
        int next = 0;
        foreach (UidRange range in _ranges)
        {
            long first = range.First;
            while (next < other._ranges.Length && other._ranges[next].Last < first)
            {
                next++;
            }

            for (int i = next; i < other._ranges.Length && other._ranges[i].First <= range.Last && first <= range.Last; i++)
            {
                if (other._ranges[i].First > first)
                {
                    rest.Add(new UidRange((uint)first, other._ranges[i].First - 1));
                }

                first = other._ranges[i].Last + 1L;
                next = i;
            }

            if (first <= range.Last)
            {
                rest.Add(new UidRange((uint)first, range.Last));
            }
        }

        return rest.Count == 0 ? Empty : new UidSet(rest.DrainToImmutable());
    }

    /// <summary>The members of both sets.</summary>
    /// <param name="other">The other set.</param>
    public UidSet Intersect(UidSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        ImmutableArray<UidRange>.Builder both = ImmutableArray.CreateBuilder<UidRange>();
        int i = 0;
        int j = 0;
        while (i < _ranges.Length && j < other._ranges.Length)
        {
            uint first = Math.Max(_ranges[i].First, other._ranges[j].First);
            uint last = Math.Min(_ranges[i].Last, other._ranges[j].Last);
            if (first <= last)
            {
                both.Add(new UidRange(first, last));
            }

            if (_ranges[i].Last < other._ranges[j].Last)
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return both.Count == 0 ? Empty : new UidSet(both.DrainToImmutable());
    }
}
