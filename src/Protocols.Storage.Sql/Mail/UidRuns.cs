namespace Protocols.Storage.Sql;

/// <summary>Gathers UIDs that come in rising order into runs, and the algebra of sets of runs.</summary>
internal sealed class UidRuns
{
    private readonly List<UidRange> _runs = [];

    public int Count => _runs.Count;

    public IReadOnlyList<UidRange> Runs => _runs;

    public void Add(uint uid) => Add(new UidRange(uid, uid));

    public void Add(UidRange run)
    {
        if (_runs.Count > 0 && _runs[^1].Last + 1L == run.First)
        {
            _runs[^1] = new UidRange(_runs[^1].First, run.Last);
        }
        else
        {
            _runs.Add(run);
        }
    }

    public void Add(UidSet set)
    {
        foreach (UidRange run in set.Ranges)
        {
            Add(run);
        }
    }

    /// <summary>The set, whatever order the runs came in.</summary>
    public UidSet ToSet() => UidSet.Of(_runs);

    /// <summary>The members of the first set that are not in the second; linear in the runs of both.</summary>
    public static UidSet Except(UidSet set, UidSet without)
    {
        if (set.IsEmpty || without.IsEmpty)
        {
            return set;
        }

        UidRuns rest = new();
        int next = 0;
        foreach (UidRange range in set.Ranges)
        {
            long first = range.First;
            while (next < without.Ranges.Length && without.Ranges[next].Last < first)
            {
                next++;
            }

            for (int i = next; i < without.Ranges.Length && without.Ranges[i].First <= range.Last && first <= range.Last; i++)
            {
                if (without.Ranges[i].First > first)
                {
                    rest.Add(new UidRange((uint)first, without.Ranges[i].First - 1));
                }

                first = without.Ranges[i].Last + 1L;
                next = i;
            }

            if (first <= range.Last)
            {
                rest.Add(new UidRange((uint)first, range.Last));
            }
        }

        return rest.ToSet();
    }

    /// <summary>The members of both sets.</summary>
    public static UidSet Intersect(UidSet left, UidSet right)
    {
        UidRuns both = new();
        int i = 0;
        int j = 0;
        while (i < left.Ranges.Length && j < right.Ranges.Length)
        {
            uint first = Math.Max(left.Ranges[i].First, right.Ranges[j].First);
            uint last = Math.Min(left.Ranges[i].Last, right.Ranges[j].Last);
            if (first <= last)
            {
                both.Add(new UidRange(first, last));
            }

            if (left.Ranges[i].Last < right.Ranges[j].Last)
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return both.ToSet();
    }
}
