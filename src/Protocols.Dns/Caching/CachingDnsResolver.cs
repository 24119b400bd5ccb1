using System.Collections.Concurrent;

namespace Protocols.Dns;

/// <summary>
/// Keeps answers for as long as they say, up to a number of them, and asks another resolver for the rest: once, however many ask for the same
/// at the same time. Safe for use by many threads at once.
/// </summary>
public sealed class CachingDnsResolver : IDnsResolver, IDisposable
{
    private readonly IDnsResolver _inner;
    private readonly TimeProvider _time;
    private readonly CachingDnsOptions _options;
    private readonly Lock _lock = new();
    private readonly Dictionary<DnsKey, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = new();
    private readonly ConcurrentDictionary<DnsKey, Task<DnsAnswer>> _underWay = new();
    private readonly SemaphoreSlim _room;

    /// <summary>Makes a cache before a resolver.</summary>
    /// <param name="inner">The resolver to ask.</param>
    /// <param name="time">The clock.</param>
    /// <param name="options">The limits, or null for the defaults.</param>
    public CachingDnsResolver(IDnsResolver inner, TimeProvider time, CachingDnsOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(time);
        _inner = inner;
        _time = time;
        _options = options ?? new CachingDnsOptions();
        _room = new SemaphoreSlim(_options.MaxConcurrency);
    }

    private readonly record struct Entry(DnsKey Key, DnsAnswer Answer, long Since, TimeSpan Lifetime);

    /// <summary>How many answers are kept now.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<DnsAnswer> QueryAsync(string name, DnsRecordType type, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        DnsKey key = new(DnsNames.Normalize(name), type);
        if (!DnsNames.IsValid(key.Name))
        {
            return new(DnsAnswer.Failed(key.Name, type, "this cannot be a name", isPermanent: true));
        }

        return Find(key) is { } known ? new(known) : new(AskAsync(key, cancellationToken));
    }

    /// <summary>Gives back what was held. Look-ups under way go on to their end.</summary>
    public void Dispose() => _room.Dispose();

    private DnsAnswer? Find(DnsKey key)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out LinkedListNode<Entry>? node))
            {
                return null;
            }

            if (_time.GetElapsedTime(node.Value.Since) >= node.Value.Lifetime)
            {
                Remove(node);
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Answer;
        }
    }

    // All who ask for the same wait for one look-up, which none of them can cancel for the others.
    private Task<DnsAnswer> AskAsync(DnsKey key, CancellationToken cancellationToken)
    {
        TaskCompletionSource<DnsAnswer> mine = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<DnsAnswer> shared = _underWay.GetOrAdd(key, mine.Task);
        if (ReferenceEquals(shared, mine.Task))
        {
            _ = RunAsync(key, mine);
        }

        return shared.WaitAsync(cancellationToken);
    }

    private async Task RunAsync(DnsKey key, TaskCompletionSource<DnsAnswer> waiting)
    {
        DnsAnswer answer;
        using CancellationTokenSource timeout = new(_options.Timeout, _time);
        bool entered = false;
        try
        {
            await _room.WaitAsync(timeout.Token).ConfigureAwait(false);
            entered = true;
            answer = await _inner.QueryAsync(key.Name, key.Type, timeout.Token).AsTask().WaitAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            answer = DnsAnswer.Failed(key.Name, key.Type, "no answer came in time");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // An inner resolver that throws has failed; whoever waits is owed an answer.
            answer = DnsAnswer.Failed(key.Name, key.Type, e.Message);
        }
        finally
        {
            if (entered)
            {
                _room.Release();
            }
        }

        Keep(key, answer);
        _underWay.TryRemove(key, out _);
        waiting.SetResult(answer);
    }

    private void Keep(DnsKey key, DnsAnswer answer)
    {
        TimeSpan lifetime = answer.Status switch
        {
            DnsStatus.Success => Min(answer.TimeToLive, _options.MaxTimeToLive),
            DnsStatus.NoData or DnsStatus.NameError => Min(answer.TimeToLive, _options.MaxNegativeTimeToLive),
            _ => _options.FailureTimeToLive,
        };
        if (lifetime <= TimeSpan.Zero)
        {
            return;
        }

        lock (_lock)
        {
            if (_entries.TryGetValue(key, out LinkedListNode<Entry>? old))
            {
                Remove(old);
            }

            _entries[key] = _byUse.AddFirst(new Entry(key, answer, _time.GetTimestamp(), lifetime));
            while (_entries.Count > _options.MaxEntries)
            {
                Remove(_byUse.Last!);
            }
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _entries.Remove(node.Value.Key);
        _byUse.Remove(node);
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
