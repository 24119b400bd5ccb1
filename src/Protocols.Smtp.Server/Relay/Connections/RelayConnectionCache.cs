namespace Protocols.Smtp.Server;

/// <summary>Connections that wait for their next message. Safe for use by many threads at once.</summary>
internal sealed class RelayConnectionCache : IAsyncDisposable
{
    private readonly RelayCacheOptions _options;
    private readonly Lock _lock = new();
    private readonly List<RelayConnection> _idle = [];
    private readonly ITimer _sweeper;
    private readonly HashSet<Task> _closing = [];
    private bool _isDisposed;

    public RelayConnectionCache(RelayCacheOptions options, TimeProvider time)
    {
        _options = options;
        _sweeper = time.CreateTimer(static self => ((RelayConnectionCache)self!).Sweep(), this, options.IdleTime, options.IdleTime / 2);
    }

    /// <summary>How many wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _idle.Count;
            }
        }
    }

    /// <summary>Takes the one that was used last of those that fit; it is the caller's then.</summary>
    /// <param name="fits">Whether one fits.</param>
    public RelayConnection? TryTake(Func<RelayConnection, bool> fits)
    {
        lock (_lock)
        {
            int index = _idle.FindLastIndex(c => IsFresh(c) && fits(c));
            if (index < 0)
            {
                return null;
            }

            RelayConnection found = _idle[index];
            _idle.RemoveAt(index);
            return found;
        }
    }

    /// <summary>Gives a connection back, or closes it where it is of no more use.</summary>
    /// <param name="connection">The connection.</param>
    public void Return(RelayConnection connection)
    {
        connection.NoteReturned();
        lock (_lock)
        {
            bool isKept = !_isDisposed && connection.Session.IsReady && IsFresh(connection) && _idle.Count < _options.MaxIdle
                && !(connection.Messages >= connection.Session.Capabilities.MaxTransactions)
                && _idle.Count(c => c.Hop.Key == connection.Hop.Key) < _options.MaxIdlePerHost;
            if (isKept)
            {
                _idle.Add(connection);
                return;
            }
        }

        Close(connection);
    }

    /// <summary>Closes a connection without making anybody wait.</summary>
    /// <param name="connection">The connection.</param>
    public void Close(RelayConnection connection)
    {
        Task closing = connection.CloseAsync().AsTask();
        lock (_lock)
        {
            _closing.RemoveWhere(static t => t.IsCompleted);
            _closing.Add(closing);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _sweeper.DisposeAsync().ConfigureAwait(false);
        RelayConnection[] all;
        Task[] closing;
        lock (_lock)
        {
            _isDisposed = true;
            all = [.. _idle];
            _idle.Clear();
            closing = [.. _closing];
        }

        await Task.WhenAll([.. closing, .. all.Select(static c => c.CloseAsync().AsTask())]).ConfigureAwait(false);
    }

    private bool IsFresh(RelayConnection connection) =>
        connection.Idle < _options.IdleTime && connection.Age < _options.MaxAge && connection.Messages < _options.MaxMessages;

    private void Sweep()
    {
        RelayConnection[] over;
        lock (_lock)
        {
            over = [.. _idle.Where(c => !IsFresh(c))];
            _idle.RemoveAll(c => !IsFresh(c));
        }

        Array.ForEach(over, Close);
    }
}
