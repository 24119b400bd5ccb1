using System.Net;

namespace Protocols.Reports;

/// <summary>
/// Gathers what came of messages into an aggregate report: those that came from one address and fared alike are one record with their number
/// (RFC 9990 §3.1.1.7). For one domain and one policy; it is not safe for several threads.
/// </summary>
/// <param name="policy">The policy of the domain.</param>
/// <param name="options">The limits, or null for <see cref="AggregateReportBuilderOptions.Default"/>.</param>
public sealed class AggregateReportBuilder(PolicyPublished policy, AggregateReportBuilderOptions? options = null)
{
    private readonly AggregateReportBuilderOptions _options = options ?? AggregateReportBuilderOptions.Default;
    private readonly Dictionary<AggregateRecord, long> _counts = new(AggregateRecordKinship.Instance);
    private readonly List<AggregateRecord> _order = [];

    /// <summary>How many records there are.</summary>
    public int RecordCount => _order.Count;

    /// <summary>How many messages were left out because there were <see cref="AggregateReportBuilderOptions.MaxRecords"/> records already.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Adds messages that fared alike; false where they were left out.</summary>
    /// <param name="record">What came of them, with <see cref="AggregateRecord.Count"/> their number. Signatures beyond <see cref="AggregateReportBuilderOptions.MaxSignatures"/> are dropped, the least telling first.</param>
    /// <exception cref="ArgumentException">The number is less than 1, or the source is no address.</exception>
    public bool Add(AggregateRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentOutOfRangeException.ThrowIfLessThan(record.Count, 1, nameof(record));
        if (!SourceAddress.IsValid(record.SourceIp))
        {
            throw new ArgumentException("The source is no address.", nameof(record));
        }

        AggregateRecord kept = record with
        {
            // ::ffff:192.0.2.1 and 192.0.2.1 are the same client.
            SourceIp = IPAddress.Parse(record.SourceIp) is var address && address.IsIPv4MappedToIPv6 ? address.MapToIPv4().ToString() : address.ToString(),
            HeaderFrom = record.HeaderFrom.ToLowerInvariant(),
            EnvelopeFrom = record.EnvelopeFrom?.ToLowerInvariant(),
            EnvelopeTo = record.EnvelopeTo?.ToLowerInvariant(),
            DkimResults = record.DkimResults.Count <= 1 ? record.DkimResults : Choose(record),
        };
        if (_counts.TryGetValue(kept, out long count))
        {
            _counts[kept] = checked(count + record.Count);
            return true;
        }

        if (_order.Count >= _options.MaxRecords)
        {
            LeftOut += record.Count;
            return false;
        }

        _counts.Add(kept, record.Count);
        _order.Add(kept);
        return true;
    }

    /// <summary>Makes the report of what was added until now, in the order of first appearance.</summary>
    /// <param name="metadata">Who reports, and over what time.</param>
    /// <param name="schema">The form.</param>
    public AggregateReport Build(AggregateMetadata metadata, AggregateSchema schema = AggregateSchema.Rfc7489) => new()
    {
        Schema = schema,
        Version = "1.0",
        Metadata = metadata,
        Policy = policy,
        Records = [.. _order.Select(record => record with { Count = _counts[record] })],
    };

    // RFC 9990 §3.1.3: passed and the author's own domain, passed and related to it, passed, the rest.
    private List<DkimAuthResult> Choose(AggregateRecord record) =>
        [.. record.DkimResults.OrderBy(result => Rank(result, record.HeaderFrom)).Take(_options.MaxSignatures)];

    private static int Rank(DkimAuthResult result, string author)
    {
        bool isSame = result.Domain.Equals(author, StringComparison.OrdinalIgnoreCase);
        bool isRelated = isSame || author.EndsWith("." + result.Domain, StringComparison.OrdinalIgnoreCase) || result.Domain.EndsWith("." + author, StringComparison.OrdinalIgnoreCase);
        return result.Result != AuthOutcome.Pass ? 3 : isSame ? 0 : isRelated ? 1 : 2;
    }
}

/// <summary>The limits of <see cref="AggregateReportBuilder"/>. Immutable; the values are validated when they are set.</summary>
public sealed record AggregateReportBuilderOptions
{
    /// <summary>The defaults.</summary>
    public static AggregateReportBuilderOptions Default { get; } = new();

    /// <summary>How many records a report has at most. From 1 to 10,000,000; 100,000 unless set.</summary>
    public int MaxRecords
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxRecords));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 10_000_000, nameof(MaxRecords));
            field = value;
        }
    } = 100_000;

    /// <summary>How many signatures a record tells of. From 1 to 100, which is what RFC 9990 §3.1.3 asks for; 100 unless set.</summary>
    public int MaxSignatures
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxSignatures));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 100, nameof(MaxSignatures));
            field = value;
        }
    } = 100;
}

/// <summary>Takes records for the same that differ in their number alone.</summary>
internal sealed class AggregateRecordKinship : IEqualityComparer<AggregateRecord>
{
    public static AggregateRecordKinship Instance { get; } = new();

    public bool Equals(AggregateRecord? x, AggregateRecord? y) =>
        ReferenceEquals(x, y) || (x is not null && y is not null
            && x.SourceIp == y.SourceIp && x.HeaderFrom == y.HeaderFrom && x.EnvelopeFrom == y.EnvelopeFrom && x.EnvelopeTo == y.EnvelopeTo
            && (x.Disposition, x.Dkim, x.Spf) == (y.Disposition, y.Dkim, y.Spf)
            && x.Reasons.SequenceEqual(y.Reasons) && x.DkimResults.SequenceEqual(y.DkimResults) && x.SpfResults.SequenceEqual(y.SpfResults)
            && x.Extensions.SequenceEqual(y.Extensions));

    public int GetHashCode(AggregateRecord obj)
    {
        HashCode hash = default;
        hash.Add(obj.SourceIp);
        hash.Add(obj.HeaderFrom);
        hash.Add(obj.EnvelopeFrom);
        hash.Add((obj.Disposition, obj.Dkim, obj.Spf));
        foreach (DkimAuthResult result in obj.DkimResults)
        {
            hash.Add(result);
        }

        foreach (SpfAuthResult result in obj.SpfResults)
        {
            hash.Add(result);
        }

        return hash.ToHashCode();
    }
}
