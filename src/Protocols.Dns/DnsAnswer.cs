using System.Collections.Immutable;

namespace Protocols.Dns;

/// <summary>What is known of a name and a type: records, or why there are none. Immutable, so that a cache may give the same one to many.</summary>
public sealed class DnsAnswer
{
    private DnsAnswer(string name, DnsRecordType type, DnsStatus status, ImmutableArray<DnsRecord> records, TimeSpan timeToLive, DnsSecurity security, string reason)
    {
        Name = name;
        Type = type;
        Status = status;
        Records = records;
        TimeToLive = timeToLive;
        Security = security;
        Reason = reason;
    }

    /// <summary>The name that was asked for.</summary>
    public string Name { get; }

    /// <summary>The type that was asked for.</summary>
    public DnsRecordType Type { get; }

    /// <summary>What became of the look-up.</summary>
    public DnsStatus Status { get; }

    /// <summary>The records of the type, in the order of the answer; aliases were followed. Empty unless <see cref="Status"/> is <see cref="DnsStatus.Success"/>.</summary>
    public ImmutableArray<DnsRecord> Records { get; }

    /// <summary>How long this may be kept: the least of what its records say, or for how long what is absent is (RFC 2308 §5). Zero for failures.</summary>
    public TimeSpan TimeToLive { get; }

    /// <summary>What a validating resolver said of it.</summary>
    public DnsSecurity Security { get; }

    /// <summary>Why there are no records, in words for a person; empty where <see cref="Status"/> says it all.</summary>
    public string Reason { get; }

    /// <summary>Makes an answer with records.</summary>
    /// <param name="name">The name that was asked for.</param>
    /// <param name="type">The type that was asked for, which all records have.</param>
    /// <param name="records">At least one.</param>
    /// <param name="timeToLive">How long it may be kept.</param>
    /// <param name="security">What a validating resolver said of it.</param>
    public static DnsAnswer Found(string name, DnsRecordType type, ImmutableArray<DnsRecord> records, TimeSpan timeToLive, DnsSecurity security = DnsSecurity.Unknown)
    {
        ArgumentOutOfRangeException.ThrowIfZero(records.Length, nameof(records));
        return new DnsAnswer(name, type, DnsStatus.Success, records, timeToLive, security, "");
    }

    /// <summary>Makes an answer that there is nothing.</summary>
    /// <param name="name">The name that was asked for.</param>
    /// <param name="type">The type that was asked for.</param>
    /// <param name="nameExists">Whether the name exists, with other types or names below it.</param>
    /// <param name="timeToLive">How long it may be kept.</param>
    /// <param name="security">What a validating resolver said of it.</param>
    public static DnsAnswer Absent(string name, DnsRecordType type, bool nameExists, TimeSpan timeToLive, DnsSecurity security = DnsSecurity.Unknown) =>
        new(name, type, nameExists ? DnsStatus.NoData : DnsStatus.NameError, [], timeToLive, security, "");

    /// <summary>Makes an answer that it cannot be known.</summary>
    /// <param name="name">The name that was asked for.</param>
    /// <param name="type">The type that was asked for.</param>
    /// <param name="reason">Why, in words for a person.</param>
    /// <param name="isPermanent">Whether asking later cannot help.</param>
    /// <param name="security">What a validating resolver said of it.</param>
    public static DnsAnswer Failed(string name, DnsRecordType type, string reason, bool isPermanent = false, DnsSecurity security = DnsSecurity.Unknown) =>
        new(name, type, isPermanent ? DnsStatus.PermanentFailure : DnsStatus.TemporaryFailure, [], TimeSpan.Zero, security, reason);

    /// <inheritdoc/>
    public override string ToString() => Status == DnsStatus.Success ? $"{Name}. {string.Join("; ", Records)}" : $"{Name}. {Type}: {Status}{(Reason.Length > 0 ? $" ({Reason})" : "")}";
}
