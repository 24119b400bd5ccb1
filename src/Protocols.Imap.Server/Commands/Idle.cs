using Protocols.Storage;

namespace Protocols.Imap.Server.Commands;

/// <summary>IDLE (RFC 9051 §6.3.13): wakes the connection when its account changed.</summary>
internal sealed class Idle(ImapContext context)
{
    private CancellationTokenSource? _stop;
    private Task _watch = Task.CompletedTask;

    public bool IsOn => _stop is not null;

    /// <summary>Watches for the next change to an account after a point.</summary>
    public void Begin(AccountId account, ModSeq after)
    {
        _stop ??= CancellationTokenSource.CreateLinkedTokenSource(context.Closed);
        _watch = WatchAsync(account, after, _stop.Token);
    }

    public async ValueTask EndAsync()
    {
        if (_stop is { } stop)
        {
            _stop = null;
            await stop.CancelAsync().ConfigureAwait(false);
            await _watch.ConfigureAwait(false);
            stop.Dispose();
        }
    }

    private async Task WatchAsync(AccountId account, ModSeq after, CancellationToken stop)
    {
        try
        {
            await context.Changes.WaitAsync(account, after, stop).ConfigureAwait(false);
            context.Connection.Wake();
        }
        catch (OperationCanceledException)
        {
            // DONE came first, or the connection went.
            return;
        }
    }
}
