using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>The UIDs of a mailbox in the order in which the client has been told of them: the sequence number is the place, from 1.</summary>
internal sealed class SequenceMap
{
    private readonly List<uint> _uids = [];

    /// <summary>How many messages the client knows of.</summary>
    public int Count => _uids.Count;

    /// <summary>The UID of the last message, or 0.</summary>
    public uint LastUid => _uids.Count == 0 ? 0 : _uids[^1];

    /// <summary>The UID at a place from 0.</summary>
    public uint this[int place] => _uids[place];

    /// <summary>Adds messages behind the last; UIDs that are not above it are passed over, since UIDs only rise.</summary>
    public void Add(UidSet uids)
    {
        foreach (UidRange range in uids.Ranges)
        {
            for (long uid = Math.Max(range.First, LastUid + 1L); uid <= range.Last; uid++)
            {
                _uids.Add((uint)uid);
            }
        }
    }

    /// <summary>The sequence number of a UID, or 0 if the client does not know of it.</summary>
    public uint NumberOf(uint uid)
    {
        int place = _uids.BinarySearch(uid);
        return place < 0 ? 0 : (uint)place + 1;
    }

    /// <summary>The same of UIDs that are asked for in rising order.</summary>
    /// <param name="place">Where the search begins, from 0, and where the next one will.</param>
    /// <param name="uid">The UID, above all that were asked for.</param>
    public uint NumberFrom(ref int place, uint uid)
    {
        if (place >= _uids.Count || _uids[place] != uid)
        {
            int found = _uids.BinarySearch(uid);
            place = found < 0 ? ~found : found;
            if (found < 0)
            {
                return 0;
            }
        }

        return (uint)++place;
    }

    /// <summary>These are gone: those behind them move up, all in one pass.</summary>
    public void Remove(IReadOnlySet<uint> uids) => _uids.RemoveAll(uids.Contains);

    /// <summary>Those of the UIDs that the client knows of.</summary>
    public UidSet Within(UidSet uids)
    {
        List<UidRange> found = [];
        foreach (UidRange range in uids.Ranges)
        {
            AddRuns(found, FirstAtOrAbove(range.First), FirstAbove(range.Last));
        }

        return UidSet.Of(found);
    }

    /// <summary>Those of the UIDs that the client does not know of.</summary>
    public UidSet Without(UidSet uids) => uids.Except(Within(uids));

    /// <summary>Forgets everything.</summary>
    public void Clear() => _uids.Clear();

    /// <summary>The messages of a set, among those that the client knows of.</summary>
    /// <param name="set">The set; not the saved result.</param>
    /// <param name="isUid">Whether it is of UIDs.</param>
    /// <param name="uids">The UIDs of those that there are.</param>
    /// <returns>False if a sequence number is beyond the last message (RFC 9051 §6.4: that is the client's error).</returns>
    public bool TryResolve(SequenceSet set, bool isUid, out UidSet uids)
    {
        List<UidRange> found = [];
        bool isValid = true;
        foreach (SequenceRange range in set.Resolve(isUid ? LastUid : (uint)Count))
        {
            if (isUid)
            {
                AddRuns(found, FirstAtOrAbove(range.First), FirstAbove(range.Last));
            }
            else if (range.First > Count)
            {
                isValid = false;
            }
            else
            {
                AddRuns(found, (int)range.First - 1, (int)Math.Min(range.Last, (uint)Count));
            }
        }

        uids = UidSet.Of(found);
        return isValid;
    }

    /// <summary>The sequence numbers of UIDs that the client knows of, as ranges in rising order.</summary>
    public List<SequenceRange> Numbers(UidSet uids)
    {
        List<SequenceRange> numbers = [];
        foreach (UidRange range in uids.Ranges)
        {
            int from = FirstAtOrAbove(range.First);
            int to = FirstAbove(range.Last);
            if (from >= to)
            {
                continue;
            }

            if (numbers.Count > 0 && numbers[^1].Last == from)
            {
                numbers[^1] = numbers[^1] with { Last = (uint)to };
            }
            else
            {
                numbers.Add(new SequenceRange((uint)from + 1, (uint)to));
            }
        }

        return numbers;
    }

    private void AddRuns(List<UidRange> runs, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            if (runs.Count > 0 && runs[^1].Last + 1 == _uids[i])
            {
                runs[^1] = new UidRange(runs[^1].First, _uids[i]);
            }
            else
            {
                runs.Add(new UidRange(_uids[i], _uids[i]));
            }
        }
    }

    private int FirstAtOrAbove(uint uid)
    {
        int place = _uids.BinarySearch(uid);
        return place < 0 ? ~place : place;
    }

    private int FirstAbove(uint uid)
    {
        int place = _uids.BinarySearch(uid);
        return place < 0 ? ~place : place + 1;
    }
}
