using Microsoft.Data.Sqlite;

namespace Protocols.Storage.Sql;

/// <summary>
/// Work that follows what was written, a while after it was woken and one run at a time. Nothing that is answered rests on it: after a failure it is tried again
/// a minute later.
/// </summary>
internal sealed class BackgroundWork : IAsyncDisposable
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    private readonly TimeSpan _delay;
    private readonly TimeProvider _time;
    private readonly Func<CancellationToken, Task> _run;
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    /// <param name="delay">How long after it was woken it begins.</param>
    /// <param name="time">The clock.</param>
    /// <param name="run">The work.</param>
    public BackgroundWork(TimeSpan delay, TimeProvider time, Func<CancellationToken, Task> run)
    {
        _delay = delay;
        _time = time;
        _run = run;
        _loop = Task.Run(LoopAsync);
        Wake();
    }

    /// <summary>Tells that there is something to do.</summary>
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

    /// <summary>Does such work now, once no other run goes on.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await run(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
        _wake.Dispose();
        _turn.Dispose();
    }

    private async Task LoopAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _wake.WaitAsync(_stop.Token).ConfigureAwait(false);
                await Task.Delay(_delay, _time, _stop.Token).ConfigureAwait(false);
                await RunAsync(_run, _stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception failure) when (failure is SqliteException or IOException or BlobLostException)
            {
                await Task.Delay(AfterFailure, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                Wake();
            }
        }
    }
}
