using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Protocols.Dns;

/// <summary>Keeps every answer that another resolver gives, so that what was decided by them can be decided again without a network. Safe for use by many threads at once.</summary>
/// <param name="inner">The resolver to ask.</param>
public sealed class RecordingDnsResolver(IDnsResolver inner) : IDnsResolver
{
    private readonly ConcurrentQueue<DnsAnswer> _answers = new();

    /// <summary>The answers so far, in the order in which they came.</summary>
    public ImmutableArray<DnsAnswer> Answers => [.. _answers];

    /// <summary>The answers so far as a resolver.</summary>
    public DnsZone ToZone()
    {
        DnsZone zone = new();
        foreach (DnsAnswer answer in _answers)
        {
            zone.Add(answer);
        }

        return zone;
    }

    /// <summary>The answers so far, to be kept in a file.</summary>
    /// <param name="recordedAt">The time that is taken for theirs.</param>
    public DnsTrace ToTrace(DateTimeOffset recordedAt) => new(recordedAt, Answers);

    /// <inheritdoc/>
    public async ValueTask<DnsAnswer> QueryAsync(string name, DnsRecordType type, CancellationToken cancellationToken = default)
    {
        DnsAnswer answer = await inner.QueryAsync(name, type, cancellationToken).ConfigureAwait(false);
        _answers.Enqueue(answer);
        return answer;
    }
}
