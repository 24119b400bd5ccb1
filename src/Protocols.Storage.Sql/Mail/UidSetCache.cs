using System.Collections.Concurrent;
using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>
/// The UIDs of mailboxes as they were when last opened. What happened since is in the change log, so that opening a large mailbox again costs
/// what changed and not what it holds.
/// </summary>
internal sealed class UidSetCache
{
    // 32 MB of runs; beyond it all is forgotten and gathered anew.
    private const long MostRuns = 4_000_000;

    private readonly ConcurrentDictionary<(AccountId, MailboxId), (ModSeq Point, UidSet Uids)> _known = new();
    private long _runs;

    /// <summary>The mailbox's UIDs in the session's snapshot.</summary>
    public UidSet Read(SqlSession session, AccountId account, Mailbox mailbox, long clock, long logStart)
    {
        UidSet uids;
        if (_known.TryGetValue((account, mailbox.Id), out (ModSeq Point, UidSet Uids) known)
            && known.Point.Value >= logStart
            && known.Point.Value <= clock
            && mailbox.HighestModSeq.Value - known.Point.Value <= mailbox.Messages)
        {
            if (mailbox.HighestModSeq <= known.Point)
            {
                return known.Uids;
            }

            EntryChanges changes = EntryChanges.Read(session, account, mailbox.Id, known.Point);
            uids = known.Uids.Except(changes.Vanished);
            uids = changes.Added.IsEmpty ? uids : UidSet.Of([.. uids.Ranges, .. changes.Added.Ranges]);
        }
        else
        {
            uids = ReadAll(session, account, mailbox.Id);
        }

        Keep(account, mailbox.Id, new ModSeq(clock), uids);
        return uids;
    }

    private static UidSet ReadAll(SqlSession session, AccountId account, MailboxId mailbox)
    {
        UidRuns uids = new();
        using DbDataReader row = session[EntryStatements.Uids].Query(account.Value, mailbox.Value);
        while (row.Read())
        {
            uids.Add((uint)row.GetInt64(0));
        }

        return uids.ToSet();
    }

    private void Keep(AccountId account, MailboxId mailbox, ModSeq point, UidSet uids)
    {
        // Counted in full each time, so the bound is never passed, only met early.
        if (Interlocked.Add(ref _runs, uids.Ranges.Length + 8) > MostRuns)
        {
            _known.Clear();
            Interlocked.Exchange(ref _runs, uids.Ranges.Length + 8);
        }

        _known[(account, mailbox)] = (point, uids);
    }
}
