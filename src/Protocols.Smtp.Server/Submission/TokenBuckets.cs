namespace Protocols.Smtp.Server;

/// <summary>A bucket for each key, all of one size, that fills once an hour. Keys beyond a number are forgotten, the one that took nothing for longest first.</summary>
/// <typeparam name="TKey">What the buckets are told apart by.</typeparam>
internal sealed class TokenBuckets<TKey>(int size, int maxKeys, TimeProvider time)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, LinkedListNode<Bucket>> _buckets = [];
    private readonly LinkedList<Bucket> _byUse = new();

    /// <summary>Takes one token.</summary>
    /// <param name="key">Whose.</param>
    /// <param name="wait">How long until there will be one; zero where there was.</param>
    public bool TryTake(TKey key, out TimeSpan wait)
    {
        long now = time.GetTimestamp();
        lock (_lock)
        {
            Bucket bucket = Find(key, now);
            bucket.Tokens = Math.Min(size, bucket.Tokens + (time.GetElapsedTime(bucket.Since, now).TotalHours * size));
            bucket.Since = now;

            // A token that fills in many small steps may lack a hair's breadth.
            if (bucket.Tokens < 1 - 1e-9)
            {
                wait = TimeSpan.FromHours((1 - bucket.Tokens) / size);
                return false;
            }

            bucket.Tokens--;
            wait = TimeSpan.Zero;
            return true;
        }
    }

    private Bucket Find(TKey key, long now)
    {
        if (_buckets.TryGetValue(key, out LinkedListNode<Bucket>? node))
        {
            _byUse.Remove(node);
        }
        else
        {
            if (_buckets.Count >= maxKeys)
            {
                _buckets.Remove(_byUse.First!.Value.Key);
                _byUse.RemoveFirst();
            }

            node = new LinkedListNode<Bucket>(new Bucket { Key = key, Tokens = size, Since = now });
            _buckets.Add(key, node);
        }

        _byUse.AddLast(node);
        return node.Value;
    }

    private sealed class Bucket
    {
        public required TKey Key { get; init; }

        public required double Tokens { get; set; }

        public required long Since { get; set; }
    }
}
