using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>
/// The UIDs of a mailbox in the order in which the client has been told of them: the sequence number is the place, from 1. It costs what the gaps cost.
/// </summary>
internal sealed class SequenceMap
{
    private UidSet _uids = UidSet.Empty;

    /// <summary>How many messages the client knows of.</summary>
    public int Count => (int)_uids.Count;

    /// <summary>The UID of the last message, or 0.</summary>
    public uint LastUid => _uids.IsEmpty ? 0 : _uids.Ranges[^1].Last;

    /// <summary>The UID at a place from 0.</summary>
    public uint this[int place] => _uids[place];

    /// <summary>Adds messages behind the last; UIDs that are not above it are passed over, since UIDs only rise.</summary>
    public void Add(UidSet uids) => _uids = _uids.IsEmpty ? uids : _uids.Union(uids.Except(UidSet.Of([new UidRange(1, LastUid)])));

    /// <summary>The sequence number of a UID, or 0 if the client does not know of it.</summary>
    public uint NumberOf(uint uid) => (uint)(_uids.PlaceOf(uid) + 1);

    /// <summary>These are gone: those behind them move up.</summary>
    public void Remove(UidSet uids) => _uids = _uids.Except(uids);

    /// <summary>Those of the UIDs that the client knows of.</summary>
    public UidSet Within(UidSet uids) => _uids.Intersect(uids);

    /// <summary>Those of the UIDs that the client does not know of.</summary>
    public UidSet Without(UidSet uids) => uids.Except(_uids);

    /// <summary>Forgets everything.</summary>
    public void Clear() => _uids = UidSet.Empty;

    /// <summary>The messages of a set, among those that the client knows of.</summary>
    /// <param name="set">The set; not the saved result.</param>
    /// <param name="isUid">Whether it is of UIDs.</param>
    /// <param name="uids">The UIDs of those that there are.</param>
    /// <returns>False if a sequence number is beyond the last message (RFC 9051 §6.4: that is the client's error).</returns>
    public bool TryResolve(SequenceSet set, bool isUid, out UidSet uids)
    {
        if (isUid)
        {
            uids = Within(UidSet.Of(set.Resolve(LastUid).Select(static r => new UidRange(r.First, r.Last))));
            return true;
        }

        uint count = (uint)Count;
        List<(long Start, long Length)> places = [];
        bool isValid = true;
        foreach (SequenceRange range in set.Resolve(count))
        {
            if (range.First > count)
            {
                isValid = false;
            }
            else
            {
                places.Add((range.First - 1L, (long)range.Last - range.First + 1));
            }
        }

        uids = _uids.At(places);
        return isValid;
    }

    /// <summary>The sequence numbers of UIDs that the client knows of, as ranges in rising order.</summary>
    public List<SequenceRange> Numbers(UidSet uids)
    {
        List<SequenceRange> numbers = [];
        foreach (UidRange range in Within(uids).Ranges)
        {
            (uint from, uint to) = (NumberOf(range.First), NumberOf(range.Last));
            if (numbers.Count > 0 && numbers[^1].Last + 1 == from)
            {
                numbers[^1] = numbers[^1] with { Last = to };
            }
            else
            {
                numbers.Add(new SequenceRange(from, to));
            }
        }

        return numbers;
    }
}
