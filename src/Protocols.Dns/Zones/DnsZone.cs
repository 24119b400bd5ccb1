using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Protocols.Dns;

/// <summary>Names and records in memory, as a resolver: for tests, for offline work, and for recorded look-ups. Safe for use by many threads at once.</summary>
public sealed class DnsZone : IDnsResolver
{
    /// <summary>As many aliases of aliases are followed, so that a circle ends.</summary>
    public const int MaxAliases = 16;

    private readonly ConcurrentDictionary<DnsKey, DnsAnswer> _answers = new();
    private readonly ConcurrentDictionary<string, bool> _names = new(StringComparer.Ordinal);

    /// <summary>How long answers may be kept.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromHours(1);

    /// <summary>What is said to have become of validation: <see cref="DnsSecurity.Unknown"/> unless set.</summary>
    public DnsSecurity Security { get; init; }

    /// <summary>Reads a zone file (RFC 1035 §5): see <see cref="ZoneFile"/>.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">A line cannot be read; the message tells which.</exception>
    public static DnsZone Parse(string text) => ZoneFile.Read(text);

    /// <summary>Adds a record. A name that begins with <c>*.</c> stands for every name below that does not exist itself (RFC 4592).</summary>
    /// <param name="name">The name.</param>
    /// <param name="record">The record.</param>
    public DnsZone Add(string name, DnsRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        name = DnsNames.Normalize(name);
        _answers.AddOrUpdate(
            new DnsKey(name, record.Type),
            key => DnsAnswer.Found(key.Name, key.Type, [record], TimeToLive, Security),
            (key, present) => DnsAnswer.Found(key.Name, key.Type, present.Records.Add(record), TimeToLive, Security));
        AddName(name);
        return this;
    }

    /// <summary>Adds a TXT record.</summary>
    /// <param name="name">The name.</param>
    /// <param name="text">The text.</param>
    public DnsZone AddText(string name, string text) => Add(name, new TextRecord(text));

    /// <summary>Makes look-ups of a name fail.</summary>
    /// <param name="name">The name.</param>
    /// <param name="type">The type, or null for all.</param>
    /// <param name="reason">Why, in words for a person.</param>
    /// <param name="isPermanent">Whether asking later cannot help.</param>
    public DnsZone AddFailure(string name, DnsRecordType? type = null, string reason = "timed out", bool isPermanent = false)
    {
        name = DnsNames.Normalize(name);
        foreach (DnsRecordType one in type is { } only ? [only] : Enum.GetValues<DnsRecordType>())
        {
            _answers[new DnsKey(name, one)] = DnsAnswer.Failed(name, one, reason, isPermanent);
        }

        AddName(name);
        return this;
    }

    /// <summary>Adds an answer as it was given elsewhere.</summary>
    /// <param name="answer">The answer.</param>
    public DnsZone Add(DnsAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        string name = DnsNames.Normalize(answer.Name);
        _answers[new DnsKey(name, answer.Type)] = answer;
        if (answer.Status != DnsStatus.NameError)
        {
            AddName(name);
        }

        return this;
    }

    /// <summary>Adds a name without records, which therefore exists.</summary>
    /// <param name="name">The name.</param>
    public DnsZone AddName(string name)
    {
        name = DnsNames.Normalize(name);
        if (name.Length > DnsNames.MaxLength)
        {
            // That is no name, and would cost by the square of its length.
            _names.TryAdd(name, true);
            return this;
        }

        while (_names.TryAdd(name, true) && name.IndexOf('.', StringComparison.Ordinal) is >= 0 and int dot)
        {
            // RFC 8020: what has something below it exists.
            name = name[(dot + 1)..];
        }

        return this;
    }

    /// <inheritdoc/>
    public ValueTask<DnsAnswer> QueryAsync(string name, DnsRecordType type, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Query(name, type));
    }

    /// <summary>Looks a name up at once.</summary>
    /// <param name="name">The name.</param>
    /// <param name="type">The type.</param>
    public DnsAnswer Query(string name, DnsRecordType type)
    {
        name = DnsNames.Normalize(name);
        if (_answers.TryGetValue(new DnsKey(name, type), out DnsAnswer? known))
        {
            return known;
        }

        if (!DnsNames.IsValid(name))
        {
            return DnsAnswer.Failed(name, type, "this cannot be a name", isPermanent: true);
        }

        string current = name;
        for (int i = 0; i <= MaxAliases; i++)
        {
            string? owner = Owner(current);
            if (owner is null)
            {
                return DnsAnswer.Absent(name, type, nameExists: false, TimeToLive, Security);
            }

            if (_answers.TryGetValue(new DnsKey(owner, type), out DnsAnswer? answer))
            {
                return answer.Status == DnsStatus.Success ? DnsAnswer.Found(name, type, answer.Records, answer.TimeToLive, answer.Security) : answer;
            }

            if (!_answers.TryGetValue(new DnsKey(owner, DnsRecordType.CName), out DnsAnswer? alias) || alias.Status != DnsStatus.Success)
            {
                return DnsAnswer.Absent(name, type, nameExists: true, TimeToLive, Security);
            }

            current = DnsNames.Normalize(((NameRecord)alias.Records[0]).Target);
        }

        return DnsAnswer.Failed(name, type, "its aliases lead to no end");
    }

    /// <summary>All answers that were added, in no order.</summary>
    public ImmutableArray<DnsAnswer> Answers => [.. _answers.Values];

    // The name whose records hold for a name: itself, or the wildcard that stands for it.
    private string? Owner(string name)
    {
        if (_names.ContainsKey(name))
        {
            return name;
        }

        for (int dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = name.IndexOf('.', dot + 1))
        {
            string encloser = name[(dot + 1)..];
            if (_names.ContainsKey(encloser) || _names.ContainsKey("*." + encloser))
            {
                // RFC 4592 §3.3.1: only the closest name that exists can have the wildcard.
                return _names.ContainsKey("*." + encloser) ? "*." + encloser : null;
            }
        }

        return null;
    }
}
