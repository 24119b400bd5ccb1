using Microsoft.Data.Sqlite;

namespace Protocols.Storage.Sql;

/// <summary>
/// Copies the write-ahead log into the database on a thread of its own, beside the writer, so that the checkpoint that SQLite does inside
/// a commit finds little left to do.
/// </summary>
internal sealed class SqliteCheckpointer : IDisposable
{
    private static readonly SqlText Checkpoint = new("PRAGMA wal_checkpoint(PASSIVE)");
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly SqlSession _session;
    private readonly AutoResetEvent _written = new(false);
    private readonly ManualResetEvent _ending = new(false);
    private readonly Thread _thread;

    public SqliteCheckpointer(SqliteDatabase database)
    {
        _session = database.OpenWriter();
        _thread = new Thread(Loop) { Name = "Protocols.Storage.Sql checkpointer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Tells that the log grew.</summary>
    public void Wake() => _written.Set();

    public void Dispose()
    {
        _ending.Set();
        _thread.Join();
        _session.Dispose();
        _written.Dispose();
        _ending.Dispose();
    }

    private void Loop()
    {
        WaitHandle[] handles = [_ending, _written];
        while (WaitHandle.WaitAny(handles) != 0 && !_ending.WaitOne(Pause))
        {
            try
            {
                // Passive: it waits for nobody, and what it could not copy the next one does.
                _session[Checkpoint].Integer();
            }
            catch (SqliteException)
            {
                // The log is whole and stays; a fault of the disk comes out in the writer's own commit, where somebody hears of it.
                continue;
            }
        }
    }
}
