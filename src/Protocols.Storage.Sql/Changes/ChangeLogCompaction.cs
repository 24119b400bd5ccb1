using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>Shortens the change log: first the low-water mark rises, then what lies below goes, in pieces.</summary>
internal sealed class ChangeLogCompaction(ISqlReaders database, ISqlWriter writer, long keep)
{
    private const long Piece = 5000;

    public async Task CompactAsync(CancellationToken cancellationToken)
    {
        await foreach (AccountId account in AccountIds.ReadAsync(database, cancellationToken).ConfigureAwait(false))
        {
            await CompactAsync(account, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CompactAsync(AccountId account, CancellationToken cancellationToken)
    {
        long through;
        List<(long Type, long Parent)> parents = [];
        using (ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            through = (lease.Session[AccountStatements.Clock].Integer(account.Value) ?? 0) - keep;
            if (through <= 0)
            {
                return;
            }

            using DbDataReader row = lease.Session[ChangeLogStatements.Parents].Query(account.Value);
            while (row.Read())
            {
                parents.Add((row.GetInt64(0), row.GetInt64(1)));
            }
        }

        await writer.WriteAsync(
            session => new Written<int>(session[AccountStatements.ForgetLog].Execute(through, account.Value), Keep: true), null, cancellationToken).ConfigureAwait(false);
        foreach ((long type, long parent) in parents)
        {
            bool more = true;
            while (more)
            {
                more = await writer.WriteAsync(session => Forget(session, account, type, parent, through), null, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static Written<bool> Forget(SqlSession session, AccountId account, long type, long parent, long through)
    {
        long? next = session[ChangeLogStatements.NthPoint].Integer(account.Value, type, parent, through, Piece);
        session[ChangeLogStatements.Forget].Execute(account.Value, type, parent, next ?? through);
        return new Written<bool>(next is not null, Keep: true);
    }
}
