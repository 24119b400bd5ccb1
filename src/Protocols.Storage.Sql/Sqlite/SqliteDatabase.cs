using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Protocols.Storage.Sql;

/// <summary>The database file: its connections, and the settings that make a commit durable.</summary>
internal sealed class SqliteDatabase(string file, int readers) : ISqlReaders, IDisposable
{
    private readonly ConcurrentBag<SqlSession> _idle = [];
    private readonly SemaphoreSlim _free = new(readers, readers);

    /// <summary>Opens the connection of the writer, or of the checkpointer.</summary>
    public SqlSession OpenWriter()
    {
        SqliteConnection connection = Open(SqliteOpenMode.ReadWriteCreate);
        // FULL: a commit waits until the log is on disk. The checkpointer keeps the log short, so that the automatic checkpoint,
        // which runs inside a commit, finds little to do when the log has become this long (in pages).
        Run(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864;");
        return new SqlSession(connection);
    }

    /// <inheritdoc/>
    public async ValueTask<ReadLease> ReadAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return new ReadLease(this, _idle.TryTake(out SqlSession? session) ? session : OpenReader());
        }
        catch
        {
            _free.Release();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Return(SqlSession session)
    {
        _idle.Add(session);
        _free.Release();
    }

    /// <summary>Closes the connections, once the reads that go on have ended.</summary>
    public void Dispose()
    {
        for (int i = 0; i < readers; i++)
        {
            _free.Wait(TimeSpan.FromSeconds(5));
        }

        while (_idle.TryTake(out SqlSession? session))
        {
            session.Dispose();
        }

        _free.Dispose();
    }

    private SqlSession OpenReader()
    {
        SqliteConnection connection = Open(SqliteOpenMode.ReadOnly);
        Run(connection, "PRAGMA query_only = ON; PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY;");
        return new SqlSession(connection);
    }

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        SqliteConnectionStringBuilder builder = new() { DataSource = file, Mode = mode, Pooling = false, DefaultTimeout = 30 };
        SqliteConnection connection = new(builder.ConnectionString);
        try
        {
            connection.Open();
            Run(connection, "PRAGMA busy_timeout = 10000;");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Run(SqliteConnection connection, string text)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Every caller passes a constant.
        command.CommandText = text;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
