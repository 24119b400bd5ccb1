namespace Protocols.Storage.Sql;

/// <summary>Gathers UIDs that come in rising order into runs.</summary>
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
}
