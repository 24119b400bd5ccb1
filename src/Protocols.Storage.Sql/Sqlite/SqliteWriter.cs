using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Protocols.Storage.Sql;

/// <summary>
/// The one writer: a thread with its own connection. All jobs that wait are run in one transaction, each in a savepoint, and become
/// durable with one commit; a job that fails is rolled back alone.
/// </summary>
internal sealed class SqliteWriter : ISqlWriter, IAsyncDisposable
{
    private const int LargestGroup = 512;
    private static readonly TimeSpan LongestGroup = TimeSpan.FromMilliseconds(50);
    private static readonly SqlText BeginWriting = new("BEGIN IMMEDIATE");

    private readonly SqlSession _session;
    private readonly Channel<WriteJob> _queue;

    // What the thread sleeps on: it does not spin, as a wait for a task does, and takes no time from those who prepare the next job.
    private readonly object _given = new();
    private readonly Action _afterGroup;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SqliteWriter(SqlSession session, int queueLength, Action afterGroup)
    {
        _session = session;
        _afterGroup = afterGroup;
        _queue = Channel.CreateBounded<WriteJob>(new BoundedChannelOptions(queueLength) { SingleReader = true });
        _thread = new Thread(Loop) { Name = "Protocols.Storage.Sql writer", IsBackground = true };
        _thread.Start();
    }

    /// <inheritdoc/>
    public async Task<T> WriteAsync<T>(Func<SqlSession, Written<T>> work, Action<T>? afterCommit, Action? ended, CancellationToken cancellationToken)
    {
        WriteJob<T> job = new(work, afterCommit, ended, cancellationToken);
        try
        {
            await _queue.Writer.WriteAsync(job, cancellationToken).ConfigureAwait(false);
            WakeWriter();
        }
        catch (OperationCanceledException)
        {
            ended?.Invoke();
            throw;
        }
        catch (ChannelClosedException)
        {
            ended?.Invoke();
            throw new ObjectDisposedException(nameof(SqliteStorage));
        }

        return await job.Done.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Does what waits, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        WakeWriter();
        await _ended.Task.ConfigureAwait(false);
        _session.Dispose();
    }

    private void Loop()
    {
        List<WriteJob> group = new(LargestGroup);
        while (WaitForWork())
        {
            group.Clear();
            try
            {
                RunGroup(group);
            }
            catch (Exception failure) when (failure is SqliteException or InvalidOperationException or IOException)
            {
                RollBack();
                foreach (WriteJob job in group)
                {
                    job.Lost(failure);
                }
            }
        }

        _ended.SetResult();
    }

    private void WakeWriter()
    {
        lock (_given)
        {
            Monitor.Pulse(_given);
        }
    }

    // False once there is nothing left and nothing more will come.
    private bool WaitForWork()
    {
        lock (_given)
        {
            while (!_queue.Reader.TryPeek(out _))
            {
                if (_queue.Reader.Completion.IsCompleted)
                {
                    return false;
                }

                Monitor.Wait(_given);
            }
        }

        return true;
    }

    private void RunGroup(List<WriteJob> group)
    {
        long start = Stopwatch.GetTimestamp();
        if (!_queue.Reader.TryRead(out WriteJob? job))
        {
            return;
        }

        group.Add(job);
        _session[BeginWriting].Execute();
        Run(job);
        while (group.Count < LargestGroup && Stopwatch.GetElapsedTime(start) < LongestGroup && _queue.Reader.TryRead(out job))
        {
            group.Add(job);
            Run(job);
        }

        _session[TransactionStatements.End].Execute();
        foreach (WriteJob done in group)
        {
            done.Committed();
        }

        _afterGroup();
    }

    private void Run(WriteJob job)
    {
        _session[TransactionStatements.Savepoint].Execute();
        bool keep = false;
        try
        {
            keep = job.Run(_session);
        }
        catch (Exception failure)
        {
            // Whatever went wrong is its waiter's to hear. If the savepoint is gone too, the roll-back below throws and the group is lost.
            job.Fault(failure);
        }

        if (!keep)
        {
            _session[TransactionStatements.RollbackToSavepoint].Execute();
        }

        _session[TransactionStatements.Release].Execute();
    }

    private void RollBack()
    {
        try
        {
            _session[TransactionStatements.Rollback].Execute();
        }
        catch (SqliteException)
        {
            // SQLite itself ended the transaction already, as it does when the disk is full: there is nothing left to roll back.
            return;
        }
    }
}
