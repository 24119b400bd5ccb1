using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>
/// The changes of flags that are not in the rows of a mailbox's entries yet, in a session's snapshot. Each is of all the entries in its run and comes after all
/// that is in their rows: while a row is in a run, its flags are not written otherwise.
/// </summary>
internal sealed class PendingFlags
{
    private const long AllFlags = 31;

    private readonly PendingFlagChange[] _changes;

    private PendingFlags(IEnumerable<PendingFlagChange> changes) => _changes = [.. changes];

    public static PendingFlags None { get; } = new([]);

    public static PendingFlags Of(List<PendingFlagChange> changes) => new(changes);

    /// <summary>By rising numbers.</summary>
    public IReadOnlyList<PendingFlagChange> Changes => _changes;

    public bool IsEmpty => _changes.Length == 0;

    public static PendingFlags Read(SqlSession session, long account, long mailbox)
    {
        List<PendingFlagChange>? changes = null;
        using DbDataReader row = session[PendingFlagsStatements.Of].Query(account, mailbox);
        while (row.Read())
        {
            changes ??= [];
            changes.Add(new PendingFlagChange(
                row.GetInt64(0), new UidRange((uint)row.GetInt64(1), (uint)row.GetInt64(2)), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5),
                row.IsDBNull(6) ? null : row.GetString(6)));
        }

        return changes is null ? None : new PendingFlags(changes);
    }

    /// <summary>Those that came after a point.</summary>
    public PendingFlags After(ModSeq point)
    {
        return _changes.All(change => change.ModSeq > point.Value) ? this : new PendingFlags(_changes.Where(change => change.ModSeq > point.Value));
    }

    /// <summary>Works them into what an entry's row says.</summary>
    public void Apply(uint uid, ref long flags, ref string keywords, ref long modSeq)
    {
        foreach (ref readonly PendingFlagChange change in _changes.AsSpan())
        {
            if (change.Means(uid))
            {
                change.Apply(ref flags, ref keywords, ref modSeq);
            }
        }
    }

    /// <summary>Whether one of them means a UID of some run.</summary>
    public bool Overlaps(UidRange run) => _changes.Any(change => change.Uids.First <= run.Last && change.Uids.Last >= run.First);

    /// <summary>Whether one of them that means a UID of some run may change a flag.</summary>
    public bool Touches(UidRange run, long flag) => _changes.Any(change =>
        change.Uids.First <= run.Last && change.Uids.Last >= run.First && ((change.Keep & flag) == 0 || (change.Added & flag) != 0));

    /// <summary>Cuts a run into pieces, in each of which all of them together do one and the same to every row.</summary>
    public IEnumerable<(UidRange Run, long Keep, long Added, string? Keywords)> Pieces(UidRange run)
    {
        if (IsEmpty)
        {
            yield return (run, AllFlags, 0, null);
            yield break;
        }

        SortedSet<long> starts = [run.First];
        foreach (PendingFlagChange change in _changes)
        {
            starts.Add(Math.Max(run.First, change.Uids.First));
            starts.Add(Math.Max(run.First, change.Uids.Last + 1L));
        }

        starts.RemoveWhere(start => start > run.Last);
        long[] firsts = [.. starts];
        for (int i = 0; i < firsts.Length; i++)
        {
            uint first = (uint)firsts[i];
            (long keep, long added, string? keywords) = (AllFlags, 0L, null);
            foreach (PendingFlagChange change in _changes)
            {
                if (change.Means(first))
                {
                    (keep, added, keywords) = (keep & change.Keep, (added & change.Keep) | change.Added, change.Keywords ?? keywords);
                }
            }

            yield return (new UidRange(first, i + 1 < firsts.Length ? (uint)(firsts[i + 1] - 1) : run.Last), keep, added, keywords);
        }
    }
}
