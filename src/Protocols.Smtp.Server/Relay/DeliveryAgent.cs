using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Protocols.Dns;
using Protocols.Hosting;
using Protocols.Storage;
using Protocols.TransportSecurity.MtaSts;
using Protocols.TransportSecurity.TlsReporting;

namespace Protocols.Smtp.Server;

/// <summary>
/// Takes what is due out of a queue and brings it on its way: to mail exchangers, a smart host, LMTP or a delivery of this process, until each
/// recipient is done or given up. Several agents, on several machines, may work on one queue.
/// </summary>
/// <param name="queue">The queue.</param>
/// <param name="blobs">Where its messages are.</param>
/// <param name="changes">What tells of new work.</param>
/// <param name="resolver">Looks names up; one that validates, or DANE never applies. It should keep answers, since each attempt asks.</param>
/// <param name="options">The settings and limits.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it tells what it does.</param>
public sealed partial class DeliveryAgent(
    IQueueStore queue, IBlobStore blobs, IChangeFeed changes, IDnsResolver resolver, DeliveryAgentOptions options, TimeProvider time, ILogger logger)
{
    private readonly ConcurrentDictionary<long, Work> _running = new();
    private readonly Dictionary<string, DateTimeOffset> _unreachable = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isRunning;

    /// <summary>How mail for a destination leaves this host; to its exchangers unless set.</summary>
    public IRouteTable Routes { get; init; } = StaticRouteTable.Default;

    /// <summary>Opens connections; sockets unless set.</summary>
    public IRelayConnector Connector { get; init; } = new SocketRelayConnector();

    /// <summary>Finds policies of MTA-STS; null for nobody asks.</summary>
    public MtaStsResolver? MtaSts { get; init; }

    /// <summary>Is told how it went with TLS on each connection, for reports (RFC 8460); called by many threads at once.</summary>
    public Action<TlsSession>? TlsSessions { get; init; }

    /// <summary>Counts and traces; one of its own, named <c>relay</c>, unless set.</summary>
    public ProtocolTelemetry? Telemetry { get; init; }

    /// <summary>Tells senders what became of their mail; null for nobody does, which loses failures and is for tests.</summary>
    public NotificationWriter? Notifications { get; init; }

    /// <summary>How many deliveries go on.</summary>
    public int Running => _running.Count;

    /// <summary>
    /// Works until it is stopped. Then what goes on has <see cref="DeliveryAgentOptions.StopTime"/> to end, and the rest is given back. A queue that fails is
    /// logged and asked again later.
    /// </summary>
    /// <param name="cancellationToken">Stops it; the task then completes without an exception.</param>
    /// <exception cref="InvalidOperationException">It runs already.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isRunning, 1) != 0)
        {
            throw new InvalidOperationException("The agent runs already.");
        }

        RelayMetrics metrics = new(Telemetry ?? new ProtocolTelemetry("relay"));
        RelayConnectionCache cache = new(options.Cache, time);
        using CancellationTokenSource stopped = new();
        try
        {
            DeliveryAttempt attempt = MakeAttempt(cache, metrics);
            Task renewing = RenewAsync(metrics, stopped.Token);
            await ScheduleAsync(attempt, metrics, cancellationToken).ConfigureAwait(false);
            await DrainAsync().ConfigureAwait(false);
            await stopped.CancelAsync().ConfigureAwait(false);
            await renewing.ConfigureAwait(false);
        }
        finally
        {
            await cache.DisposeAsync().ConfigureAwait(false);
            Volatile.Write(ref _isRunning, 0);
        }
    }

    private DeliveryAttempt MakeAttempt(RelayConnectionCache cache, RelayMetrics metrics)
    {
        MxResolver exchangers = new(resolver, options.Mx, options.HostName);
        RelaySecurity security = new(resolver, MtaSts, options, time);
        RelayOpener opener = new(Connector, security, options, TlsSessions, time);
        RelayDelivery relay = new(exchangers, security, opener, cache, metrics, options, time);
        return new DeliveryAttempt(Routes, exchangers, relay, new MessageStore(blobs, queue.Account), options, time);
    }

    private async Task ScheduleAsync(DeliveryAttempt attempt, RelayMetrics metrics, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                // What happens from here on wakes the wait below.
                Task ended = _ended.Task;
                ModSeq seen = await changes.CurrentAsync(queue.Account, stopping).ConfigureAwait(false);
                int room = options.MaxConcurrency - _running.Count;
                IReadOnlyList<QueueLease> leases = room > 0 ? await LeaseAsync(room).ConfigureAwait(false) : [];
                foreach (QueueLease lease in leases)
                {
                    Start(lease, attempt, metrics);
                }

                await WaitAsync(seen, hasRoom: leases.Count < room, hadWork: leases.Count > 0, ended, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                RelayLog.QueueFailed(logger, e);
                await Task.Delay(options.ErrorTime, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // Without a cancellation: what was given out unseen would be nobody's until its lease is over.
    private ValueTask<IReadOnlyList<QueueLease>> LeaseAsync(int room)
    {
        DateTimeOffset now = time.GetUtcNow();
        return queue.LeaseAsync(
            new QueueLeaseRequest
            {
                Owner = options.Owner,
                Now = now,
                Until = now + options.LeaseTime,
                MaxBatches = room,
                ExcludedDestinations = Unreachable(now, out _),
                MaxLeasesPerDestination = options.MaxConcurrencyPerDestination,
            },
            CancellationToken.None);
    }

    /// <summary>Waits until there may be something to do: new work, time, or room.</summary>
    private async Task WaitAsync(ModSeq seen, bool hasRoom, bool hadWork, Task ended, CancellationToken stopping)
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        List<Task> wakers = [ended];
        if (hasRoom)
        {
            DateTimeOffset now = time.GetUtcNow();
            HashSet<string> excluded = Unreachable(now, out DateTimeOffset? next);
            DateTimeOffset? due = await queue.NextDueAsync(excluded, options.MaxConcurrencyPerDestination, stopping).ConfigureAwait(false);
            next = due is null || next < due ? next : due;
            wakers.Add(changes.WaitAsync(queue.Account, seen, over.Token).AsTask());
            if (next is { } at)
            {
                // What is due by the queue's count and was not given is another's to give: that is looked at again, but not all the time.
                TimeSpan least = hadWork ? TimeSpan.Zero : TimeSpan.FromMilliseconds(100);
                TimeSpan delay = at - now < least ? least : at - now;
                wakers.Add(Task.Delay(delay < TimeSpan.FromDays(1) ? delay : TimeSpan.FromDays(1), time, over.Token));
            }
        }

        wakers.Add(Task.Delay(Timeout.InfiniteTimeSpan, over.Token));
        await Task.WhenAny(wakers).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        wakers.Remove(ended);
        await Task.WhenAll(wakers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (wakers.Find(static w => w.IsFaulted) is { } failed)
        {
            await failed.ConfigureAwait(false);
        }
    }

    private void Start(QueueLease lease, DeliveryAttempt attempt, RelayMetrics metrics)
    {
        Work work = new(lease);
        _running[lease.Batch] = work;
        metrics.Began();
        work.Task = Task.Run(async () =>
        {
            await RunAsync(work, attempt, metrics).ConfigureAwait(false);
            _running.TryRemove(new KeyValuePair<long, Work>(lease.Batch, work));
            metrics.Ended();
            work.Dispose();
            Interlocked.Exchange(ref _ended, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        });
    }

    /// <summary>Waits for what goes on, then ends it.</summary>
    private async Task DrainAsync()
    {
        Task all = Task.WhenAll(_running.Values.Select(static w => w.Task));
        await Task.WhenAny(all, Task.Delay(options.StopTime, time)).ConfigureAwait(false);
        foreach (Work work in _running.Values)
        {
            work.Stop();
        }

        await all.ConfigureAwait(false);
    }

    /// <summary>Prolongs the leases of what goes on; what was lost is stopped.</summary>
    private async Task RenewAsync(RelayMetrics metrics, CancellationToken stopped)
    {
        while (!stopped.IsCancellationRequested)
        {
            await Task.Delay(options.LeaseTime / 3, time, stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Work[] all = [.. _running.Values];
            if (stopped.IsCancellationRequested || all.Length == 0)
            {
                continue;
            }

            try
            {
                IReadOnlyList<QueueLease> kept = await queue.RenewAsync([.. all.Select(static w => w.Lease)], time.GetUtcNow() + options.LeaseTime, stopped).ConfigureAwait(false);
                HashSet<long> batches = [.. kept.Select(static l => l.Batch)];
                foreach (Work work in all.Where(w => !batches.Contains(w.Lease.Batch) && _running.Values.Contains(w)))
                {
                    work.Lose();
                    metrics.LeaseLost();
                }
            }
            catch (OperationCanceledException) when (stopped.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                RelayLog.QueueFailed(logger, e);
            }
        }
    }

    private HashSet<string> Unreachable(DateTimeOffset now, out DateTimeOffset? next)
    {
        lock (_lock)
        {
            foreach (string over in _unreachable.Where(u => u.Value <= now).Select(static u => u.Key).ToArray())
            {
                _unreachable.Remove(over);
            }

            next = _unreachable.Count == 0 ? null : _unreachable.Values.Min();
            return [.. _unreachable.Keys];
        }
    }

    /// <summary>A lease in this agent's hands.</summary>
    private sealed class Work(QueueLease lease) : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Lock _lock = new();
        private bool _isOver;

        public QueueLease Lease => lease;

        public Task Task { get; set; } = Task.CompletedTask;

        /// <summary>Ended from outside, because the agent stops or the lease is another's.</summary>
        public CancellationToken Stopped => _stop.Token;

        public bool IsLost { get; private set; }

        public void Lose()
        {
            IsLost = true;
            Stop();
        }

        /// <summary>Stops the work, unless it has just ended by itself.</summary>
        public void Stop()
        {
            lock (_lock)
            {
                if (!_isOver)
                {
                    _stop.Cancel();
                }
            }
        }

        public void Dispose()
        {
            lock (_lock)
            {
                _isOver = true;
                _stop.Dispose();
            }
        }
    }
}
