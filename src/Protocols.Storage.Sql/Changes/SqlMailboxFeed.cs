using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>Reads which mailboxes changed: of the mailboxes themselves from the log, of what is in them from their newest modseq.</summary>
internal sealed class SqlMailboxFeed(ISqlReaders database) : IMailboxFeed
{
    public async ValueTask<MailboxesDelta> ReadMailboxChangesAsync(AccountId account, ModSeq since, CancellationToken cancellationToken)
    {
        using ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        using ReadLease.Snapshot snapshot = lease.BeginSnapshot();
        SqlSession session = lease.Session;
        (long clock, long logStart) = (0, 0);
        using (DbDataReader row = session[AccountStatements.Counters].Query(account.Value))
        {
            if (row.Read())
            {
                (clock, logStart) = (row.GetInt64(0), row.GetInt64(4));
            }
        }

        // A point after the clock is one of another life of the data, before a restore.
        if (since.Value < logStart || since.Value > clock)
        {
            return new MailboxesDelta(false, new ModSeq(clock), [], new HashSet<MailboxId>(), []);
        }

        HashSet<MailboxId> touched = [];
        using (DbDataReader row = session[ChangeLogStatements.Since].Query(account.Value, (long)ChangedType.Mailbox, 0L, since.Value))
        {
            while (row.Read())
            {
                touched.Add(new MailboxId(row.GetInt64(1)));
            }
        }

        List<Mailbox> changed = [];
        using (DbDataReader row = session[MailboxStatements.ChangedSince].Query(account.Value, since.Value))
        {
            while (row.Read())
            {
                changed.Add(MailboxRows.Read(row));
            }
        }

        HashSet<MailboxId> here = [.. changed.Select(static mailbox => mailbox.Id)];
        return new MailboxesDelta(true, new ModSeq(clock), changed, touched.Where(here.Contains).ToHashSet(), [.. touched.Where(id => !here.Contains(id))]);
    }
}
