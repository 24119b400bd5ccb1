using System.Collections.Immutable;

namespace Protocols.Dns;

/// <summary>Gives recorded answers again, each name's in their order.</summary>
internal sealed class TraceResolver : IDnsResolver
{
    private readonly Dictionary<DnsKey, List<DnsAnswer>> _answers = [];
    private readonly Dictionary<DnsKey, int> _given = [];
    private readonly Lock _lock = new();

    public TraceResolver(ImmutableArray<DnsAnswer> answers)
    {
        foreach (DnsAnswer answer in answers)
        {
            DnsKey key = new(DnsNames.Normalize(answer.Name), answer.Type);
            if (!_answers.TryGetValue(key, out List<DnsAnswer>? known))
            {
                _answers.Add(key, known = []);
            }

            known.Add(answer);
        }
    }

    public ValueTask<DnsAnswer> QueryAsync(string name, DnsRecordType type, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        DnsKey key = new(DnsNames.Normalize(name), type);
        if (!_answers.TryGetValue(key, out List<DnsAnswer>? known))
        {
            return new(DnsAnswer.Failed(key.Name, type, "this name is not in the trace"));
        }

        lock (_lock)
        {
            int next = _given.GetValueOrDefault(key);
            _given[key] = Math.Min(next + 1, known.Count - 1);
            return new(known[next]);
        }
    }
}
