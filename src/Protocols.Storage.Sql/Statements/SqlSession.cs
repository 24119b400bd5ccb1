using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>A connection with its prepared statements. Used by one thread at a time.</summary>
internal sealed class SqlSession(DbConnection connection) : IDisposable
{
    private PreparedStatement?[] _prepared = new PreparedStatement?[64];

    public DbConnection Connection { get; } = connection;

    public PreparedStatement this[SqlText text]
    {
        get
        {
            if (text.Ordinal >= _prepared.Length)
            {
                Array.Resize(ref _prepared, text.Ordinal * 2);
            }

            return _prepared[text.Ordinal] ??= new PreparedStatement(Connection, text);
        }
    }

    public void Dispose()
    {
        foreach (PreparedStatement? statement in _prepared)
        {
            statement?.Dispose();
        }

        Connection.Dispose();
    }
}
