using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Unicode;

namespace Protocols.Dns;

/// <summary>An answer in the shape that it has as JSON.</summary>
internal sealed class TraceAnswer
{
    public string? Name { get; set; }

    public string? Type { get; set; }

    public string? Status { get; set; }

    public List<TraceRecord?>? Records { get; set; }

    // In whole seconds, as on the wire.
    public uint? TimeToLive { get; set; }

    public string? Security { get; set; }

    public string? Reason { get; set; }

    public int? Times { get; set; }

    public static TraceAnswer Of(DnsAnswer answer) => new()
    {
        Name = answer.Name,
        Type = answer.Type.ToString().ToUpperInvariant(),
        Status = answer.Status.ToString(),
        Records = answer.Records.IsEmpty ? null : [.. answer.Records.Select(TraceRecord.Of)],
        TimeToLive = answer.TimeToLive > TimeSpan.Zero ? (uint)Math.Min(answer.TimeToLive.TotalSeconds, uint.MaxValue) : null,
        Security = answer.Security == DnsSecurity.Unknown ? null : answer.Security.ToString(),
        Reason = answer.Reason.Length == 0 ? null : answer.Reason,
    };

    public DnsAnswer? Read()
    {
        if (Name is null || !TryParse(Type, out DnsRecordType type) || !TryParse(Status, out DnsStatus status))
        {
            return null;
        }

        DnsSecurity security = DnsSecurity.Unknown;
        if (Security is not null && !TryParse(Security, out security))
        {
            return null;
        }

        TimeSpan timeToLive = TimeSpan.FromSeconds(TimeToLive ?? 0);
        switch (status)
        {
            case DnsStatus.Success:
                ImmutableArray<DnsRecord?> records = [.. (Records ?? []).Select(r => r?.Read(type))];
                return records.IsEmpty || records.Any(static r => r is null) ? null : DnsAnswer.Found(Name, type, [.. records.OfType<DnsRecord>()], timeToLive, security);
            case DnsStatus.NoData or DnsStatus.NameError:
                return DnsAnswer.Absent(Name, type, status == DnsStatus.NoData, timeToLive, security);
            default:
                return DnsAnswer.Failed(Name, type, Reason ?? "", status == DnsStatus.PermanentFailure, security);
        }
    }

    // By name alone: numbers would do as well for the framework.
    private static bool TryParse<T>(string? text, out T value)
        where T : struct, Enum => Enum.TryParse(text, ignoreCase: true, out value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text![0]);
}

/// <summary>A record in the shape that it has as JSON: the type of its answer says which of these it has.</summary>
internal sealed class TraceRecord
{
    public string? Address { get; set; }

    public string? Text { get; set; }

    // Of a text that is no UTF-8.
    public byte[]? Octets { get; set; }

    public string? Target { get; set; }

    public ushort? Preference { get; set; }

    public string? Exchange { get; set; }

    public byte? Usage { get; set; }

    public byte? Selector { get; set; }

    public byte? Matching { get; set; }

    public byte[]? Data { get; set; }

    public static TraceRecord Of(DnsRecord record) => record switch
    {
        AddressRecord address => new() { Address = address.Address.ToString() },
        TextRecord text when Utf8.IsValid(text.Text.Span) => new() { Text = Encoding.UTF8.GetString(text.Text.Span) },
        TextRecord text => new() { Octets = text.Text.ToArray() },
        NameRecord name => new() { Target = name.Target },
        MxRecord mx => new() { Preference = mx.Preference, Exchange = mx.Exchange },
        TlsaRecord tlsa => new() { Usage = tlsa.Usage, Selector = tlsa.Selector, Matching = tlsa.Matching, Data = [.. tlsa.Data] },
        _ => new(),
    };

    public DnsRecord? Read(DnsRecordType type) => type switch
    {
        DnsRecordType.A or DnsRecordType.Aaaa => IPAddress.TryParse(Address, out IPAddress? address) && new AddressRecord(address) is { } record && record.Type == type ? record : null,
        DnsRecordType.Txt when Octets is not null => new TextRecord(Octets),
        DnsRecordType.Txt => Text is null ? null : new TextRecord(Text),
        DnsRecordType.Ptr or DnsRecordType.CName => Target is null ? null : new NameRecord(type, Target),
        DnsRecordType.Mx => Preference is { } preference && Exchange is not null ? new MxRecord(preference, Exchange) : null,
        DnsRecordType.Tlsa => Usage is { } usage && Selector is { } selector && Matching is { } matching && Data is not null ? new TlsaRecord(usage, selector, matching, [.. Data]) : null,
        _ => null,
    };
}
