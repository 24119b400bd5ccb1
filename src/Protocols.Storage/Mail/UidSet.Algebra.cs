using System.Collections.Immutable;

namespace Protocols.Storage;

/// <content>The algebra of sets; each operation is linear in the runs of both, and less where one set is small.</content>
public sealed partial class UidSet
{
    /// <summary>The members of either set.</summary>
    /// <param name="other">The other set.</param>
    public UidSet Union(UidSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (IsEmpty || other.IsEmpty)
        {
            return IsEmpty ? other : this;
        }

        // What is added behind the last is the most frequent: a mailbox grows.
        return other._ranges[0].First - 1L > _ranges[^1].Last ? new UidSet([.. _ranges, .. other._ranges]) : Of([.. _ranges, .. other._ranges]);
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
        (UidSet few, UidSet many) = _ranges.Length <= other._ranges.Length ? (this, other) : (other, this);
        ImmutableArray<UidRange>.Builder both = ImmutableArray.CreateBuilder<UidRange>();
        if (few._ranges.Length * 16L < many._ranges.Length)
        {
            foreach (UidRange range in few._ranges)
            {
                for (int run = many.RunAtOrAfter(range.First); run < many._ranges.Length && many._ranges[run].First <= range.Last; run++)
                {
                    both.Add(new UidRange(Math.Max(range.First, many._ranges[run].First), Math.Min(range.Last, many._ranges[run].Last)));
                }
            }

            return both.Count == 0 ? Empty : new UidSet(both.DrainToImmutable());
        }

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
