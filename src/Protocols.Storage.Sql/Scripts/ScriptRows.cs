using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>Reads scripts from rows.</summary>
internal static class ScriptRows
{
    public static StoredScript Read(DbDataReader row) => new()
    {
        Id = new ScriptId(row.GetInt64(0)),
        Name = row.GetString(1),
        Content = new BlobId(row.GetFieldValue<byte[]>(2)),
        Size = row.GetInt64(3),
        ModSeq = new ModSeq(row.GetInt64(4)),
        IsActive = row.GetInt64(5) != 0,
    };

    public static StoredScript? FindByName(SqlSession session, AccountId account, string name)
    {
        using DbDataReader row = session[ScriptStatements.FindByName].Query(account.Value, name);
        return row.Read() ? Read(row) : null;
    }

    public static StoredScript? FindActive(SqlSession session, AccountId account)
    {
        using DbDataReader row = session[ScriptStatements.FindActive].Query(account.Value);
        return row.Read() ? Read(row) : null;
    }

    public static ScriptContent ReadContent(SqlSession session, AccountId account, StoredScript script)
    {
        using DbDataReader row = session[ScriptStatements.Content].Query(account.Value, script.Id.Value);
        if (!row.Read())
        {
            throw new InvalidDataException($"Script {script.Id} of account {account} has no content.");
        }

        CompiledScript? compiled = row.IsDBNull(1) || row.IsDBNull(2) ? null : new CompiledScript(row.GetString(1), row.GetFieldValue<byte[]>(2));
        return new ScriptContent(script, row.GetFieldValue<byte[]>(0), compiled);
    }
}
