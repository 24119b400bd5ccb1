using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Protocols.Storage.Sql;

/// <summary>
/// Folds changes of flags that are pending into the rows of their entries, a while after they were made: in pieces, with a pause after each as long as the piece took
/// several times, so that nobody waits long for the writer.
/// </summary>
internal sealed class FlagFolding : IAsyncDisposable
{
    private const int Piece = 2048;
    private const int PauseForWork = 2;
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    private readonly ISqlReaders _database;
    private readonly ISqlWriter _writer;
    private readonly TimeSpan _delay;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public FlagFolding(ISqlReaders database, ISqlWriter writer, TimeSpan delay, TimeProvider time)
    {
        _database = database;
        _writer = writer;
        _delay = delay;
        _time = time;
        _loop = Task.Run(LoopAsync);
        Wake();
    }

    /// <summary>Tells that something is pending.</summary>
    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake, or about to be.
            return;
        }
    }

    /// <summary>Folds what is pending now.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => RunAsync(mayPause: false, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
        _wake.Dispose();
        _turn.Dispose();
    }

    private async Task RunAsync(bool mayPause, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            foreach ((long account, long mailbox) in await MailboxesAsync(cancellationToken).ConfigureAwait(false))
            {
                bool more = true;
                while (more)
                {
                    long start = _time.GetTimestamp();
                    more = await _writer.WriteAsync(
                        session => new Written<bool>(PendingFlagsWriting.FoldPiece(session, account, mailbox, Piece), Keep: true), null, cancellationToken).ConfigureAwait(false);
                    if (mayPause && more)
                    {
                        await Task.Delay(_time.GetElapsedTime(start) * PauseForWork, _time, cancellationToken).ConfigureAwait(false);
                    }
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task LoopAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _wake.WaitAsync(_stop.Token).ConfigureAwait(false);
                await Task.Delay(_delay, _time, _stop.Token).ConfigureAwait(false);
                await RunAsync(mayPause: true, _stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception failure) when (failure is SqliteException or IOException)
            {
                // Flags are told rightly all the same, and more slowly. It is tried again after a while.
                await Task.Delay(AfterFailure, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                Wake();
            }
        }
    }

    private async Task<List<(long Account, long Mailbox)>> MailboxesAsync(CancellationToken cancellationToken)
    {
        List<(long, long)> mailboxes = [];
        using ReadLease lease = await _database.ReadAsync(cancellationToken).ConfigureAwait(false);
        using DbDataReader row = lease.Session[PendingFlagsStatements.Mailboxes].Query();
        while (row.Read())
        {
            mailboxes.Add((row.GetInt64(0), row.GetInt64(1)));
        }

        return mailboxes;
    }
}
