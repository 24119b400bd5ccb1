using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>Reads accounts.</summary>
internal static class AccountRows
{
    public static Account? Find(SqlSession session, MailAddress address)
    {
        using DbDataReader row = session[AccountStatements.FindByAddress].Query(address.Folded);
        return row.Read() ? Read(row) : null;
    }

    public static Account? First(SqlSession session)
    {
        using DbDataReader row = session[AccountStatements.FindFirst].Query();
        return row.Read() ? Read(row) : null;
    }

    public static Account Read(DbDataReader row) => new(new AccountId(row.GetInt64(0)), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2));
}
