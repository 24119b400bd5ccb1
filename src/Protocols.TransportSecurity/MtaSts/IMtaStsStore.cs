using System.Collections.Concurrent;

namespace Protocols.TransportSecurity.MtaSts;

/// <summary>A policy that is kept until it ends, which is what protects the next message where the DNS is tampered with (RFC 8461 §10.2).</summary>
/// <param name="Domain">The domain, in small letters.</param>
/// <param name="Id">The identifier of the record that it was fetched for.</param>
/// <param name="FetchedAt">When.</param>
/// <param name="Policy">The policy.</param>
public sealed record MtaStsEntry(string Domain, string Id, DateTimeOffset FetchedAt, MtaStsPolicy Policy)
{
    /// <summary>Until when it holds.</summary>
    public DateTimeOffset ExpiresAt => FetchedAt + Policy.MaxAge;
}

/// <summary>Where policies are kept. They should outlive the process.</summary>
public interface IMtaStsStore
{
    /// <summary>The policy of a domain; null for none. It may have ended.</summary>
    /// <param name="domain">The domain, in small letters.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<MtaStsEntry?> GetAsync(string domain, CancellationToken cancellationToken);

    /// <summary>Keeps a policy instead of the one before.</summary>
    /// <param name="entry">The policy.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask PutAsync(MtaStsEntry entry, CancellationToken cancellationToken);

    /// <summary>Forgets a policy, unless another has taken its place.</summary>
    /// <param name="entry">The policy, as it was given.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask RemoveAsync(MtaStsEntry entry, CancellationToken cancellationToken);

    /// <summary>All policies, in no order, those that ended too; what changes meanwhile may be among them or not.</summary>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    IAsyncEnumerable<MtaStsEntry> ReadAllAsync(CancellationToken cancellationToken);
}

/// <summary>Keeps policies in memory, for tests and short lives.</summary>
/// <param name="maxEntries">How many at most, from 1: of more, the one that ends first goes.</param>
public sealed class MemoryMtaStsStore(int maxEntries = 100_000) : IMtaStsStore
{
    private readonly ConcurrentDictionary<string, MtaStsEntry> _entries = new(StringComparer.Ordinal);
    private readonly int _maxEntries = maxEntries >= 1 ? maxEntries : throw new ArgumentOutOfRangeException(nameof(maxEntries));

    /// <inheritdoc/>
    public ValueTask<MtaStsEntry?> GetAsync(string domain, CancellationToken cancellationToken) => new(_entries.GetValueOrDefault(domain));

    /// <inheritdoc/>
    public ValueTask PutAsync(MtaStsEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        _entries[entry.Domain] = entry;
        if (_entries.Count > _maxEntries && _entries.Values.MinBy(static e => e.ExpiresAt) is { } first)
        {
            _entries.TryRemove(first.Domain, out _);
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask RemoveAsync(MtaStsEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        _entries.TryRemove(KeyValuePair.Create(entry.Domain, entry));
        return default;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<MtaStsEntry> ReadAllAsync(CancellationToken cancellationToken) => _entries.Values.ToAsyncEnumerable();
}
