using System.Collections.Concurrent;

namespace Protocols.Storage.Sql;

/// <summary>Each account's clock in memory, read from the database when first asked for and moved by the writer after each commit.</summary>
internal sealed class AccountClocks(ISqlReaders database) : IChangeFeed
{
    private readonly ConcurrentDictionary<AccountId, Clock> _clocks = new();

    public async ValueTask<ModSeq> CurrentAsync(AccountId account, CancellationToken cancellationToken) =>
        new((await FindAsync(account, cancellationToken).ConfigureAwait(false))?.Value ?? 0);

    public async ValueTask<ModSeq> WaitAsync(AccountId account, ModSeq after, CancellationToken cancellationToken)
    {
        // An account that is not there may come.
        Clock clock = await FindAsync(account, cancellationToken).ConfigureAwait(false) ?? _clocks.GetOrAdd(account, static _ => new Clock());
        return new ModSeq(await clock.WaitAsync(after.Value, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Tells that a change set is on disk.</summary>
    public void Advance(AccountId account, ModSeq now) => _clocks.GetOrAdd(account, static _ => new Clock()).Advance(now.Value);

    private async ValueTask<Clock?> FindAsync(AccountId account, CancellationToken cancellationToken)
    {
        if (_clocks.TryGetValue(account, out Clock? known))
        {
            return known;
        }

        using ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (lease.Session[AccountStatements.Clock].Integer(account.Value) is not { } value)
        {
            return null;
        }

        // A commit may have come in between: a clock only rises.
        Clock clock = _clocks.GetOrAdd(account, static _ => new Clock());
        clock.Advance(value);
        return clock;
    }

    private sealed class Clock
    {
        private readonly Lock _lock = new();
        private long _value;
        private TaskCompletionSource? _next;

        public long Value => Volatile.Read(ref _value);

        public void Advance(long value)
        {
            TaskCompletionSource? waiters;
            lock (_lock)
            {
                if (value <= _value)
                {
                    return;
                }

                _value = value;
                waiters = _next;
                _next = null;
            }

            waiters?.SetResult();
        }

        // All waiters share one source, and a wait that is cancelled takes its continuation off it: waiting leaves nothing behind.
        public async ValueTask<long> WaitAsync(long after, CancellationToken cancellationToken)
        {
            while (true)
            {
                Task next;
                lock (_lock)
                {
                    if (_value > after)
                    {
                        return _value;
                    }

                    next = (_next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                }

                await next.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
