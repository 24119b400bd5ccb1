namespace Protocols.Storage.Sql;

/// <summary>
/// Goes through a set of UIDs in windows to ask the database for. Runs with small gaps share a window; where a window turns out empty, the
/// walk goes on from the next UID that exists: so it costs what exists or what is asked for, whichever is less.
/// </summary>
internal struct UidWalk(UidSet uids)
{
    private const uint SmallGap = 64;
    private int _range;
    private uint _first;

    /// <summary>The next window, whose members still have to be looked up in the set.</summary>
    public bool TryNext(out UidRange window)
    {
        if (_range >= uids.Ranges.Length)
        {
            window = default;
            return false;
        }

        int last = _range;
        while (last + 1 < uids.Ranges.Length && uids.Ranges[last + 1].First - uids.Ranges[last].Last <= SmallGap)
        {
            last++;
        }

        window = new UidRange(Math.Max(_first, uids.Ranges[_range].First), uids.Ranges[last].Last);
        return true;
    }

    /// <summary>Goes to the first member that is not below a UID.</summary>
    public void MoveTo(uint uid)
    {
        _first = uid;
        int low = _range;
        int high = uids.Ranges.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (uids.Ranges[middle].Last < uid)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        _range = low;
    }

    /// <summary>Ends the walk.</summary>
    public void End() => _range = uids.Ranges.Length;

    /// <summary>Goes past a window that was read to its end.</summary>
    public void MovePast(uint uid)
    {
        if (uid == uint.MaxValue)
        {
            End();
        }
        else
        {
            MoveTo(uid + 1);
        }
    }
}
