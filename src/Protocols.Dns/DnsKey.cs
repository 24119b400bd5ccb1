namespace Protocols.Dns;

/// <summary>A name, in its one form, and a type. It compares by itself, since a record's own comparison boxes what is an enumeration.</summary>
internal readonly struct DnsKey(string name, DnsRecordType type) : IEquatable<DnsKey>
{
    public string Name { get; } = name;

    public DnsRecordType Type { get; } = type;

    public bool Equals(DnsKey other) => Type == other.Type && string.Equals(Name, other.Name, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is DnsKey other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(string.GetHashCode(Name, StringComparison.Ordinal), (int)Type);
}
