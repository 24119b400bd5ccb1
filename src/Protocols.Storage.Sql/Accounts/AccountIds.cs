using System.Data.Common;
using System.Runtime.CompilerServices;

namespace Protocols.Storage.Sql;

/// <summary>Goes through all accounts, for upkeep.</summary>
internal static class AccountIds
{
    public static async IAsyncEnumerable<AccountId> ReadAsync(ISqlReaders database, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long after = 0;
        List<AccountId> page = [];
        do
        {
            page.Clear();
            using (ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                using DbDataReader row = lease.Session[AccountStatements.PageById].Query(after);
                while (row.Read())
                {
                    page.Add(new AccountId(after = row.GetInt64(0)));
                }
            }

            foreach (AccountId account in page)
            {
                yield return account;
            }
        }
        while (page.Count > 0);
    }
}
