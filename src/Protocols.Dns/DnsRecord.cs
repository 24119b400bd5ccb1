using System.Collections.Immutable;
using System.Net;
using System.Text;

namespace Protocols.Dns;

/// <summary>One record of an answer. Immutable.</summary>
public abstract class DnsRecord
{
    private protected DnsRecord(DnsRecordType type) => Type = type;

    /// <summary>The type.</summary>
    public DnsRecordType Type { get; }
}

/// <summary>An A or AAAA record: an address.</summary>
public sealed class AddressRecord : DnsRecord
{
    /// <summary>Makes a record.</summary>
    /// <param name="address">An address of version 4 or 6, which decides the type.</param>
    public AddressRecord(IPAddress address)
        : base((address ?? throw new ArgumentNullException(nameof(address))).AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? DnsRecordType.A : DnsRecordType.Aaaa) =>
        Address = address;

    /// <summary>The address.</summary>
    public IPAddress Address { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{(Type == DnsRecordType.A ? "A" : "AAAA")} {Address}";
}

/// <summary>A TXT record (RFC 1035 §3.3.14).</summary>
public sealed class TextRecord : DnsRecord
{
    /// <summary>Makes a record.</summary>
    /// <param name="text">The octets of its strings, one behind the other.</param>
    public TextRecord(ReadOnlyMemory<byte> text)
        : base(DnsRecordType.Txt) => Text = text;

    /// <summary>Makes a record of text, as UTF-8.</summary>
    /// <param name="text">The text.</param>
    public TextRecord(string text)
        : this(Encoding.UTF8.GetBytes(text))
    {
    }

    /// <summary>The octets of its strings, one behind the other with nothing between them, as mail reads them (RFC 7208 §3.3, RFC 6376 §3.6.2.2).</summary>
    public ReadOnlyMemory<byte> Text { get; }

    /// <inheritdoc/>
    public override string ToString() => $"TXT \"{Encoding.UTF8.GetString(Text.Span)}\"";
}

/// <summary>An MX record (RFC 1035 §3.3.9).</summary>
/// <param name="preference">Lower is preferred.</param>
/// <param name="exchange">The host that takes mail; empty for a null MX (RFC 7505).</param>
public sealed class MxRecord(ushort preference, string exchange) : DnsRecord(DnsRecordType.Mx)
{
    /// <summary>Lower is preferred.</summary>
    public ushort Preference { get; } = preference;

    /// <summary>The host that takes mail, without the dot at its end; empty for a null MX (RFC 7505).</summary>
    public string Exchange { get; } = exchange;

    /// <inheritdoc/>
    public override string ToString() => $"MX {Preference} {Exchange}.";
}

/// <summary>A PTR or CNAME record: a name.</summary>
public sealed class NameRecord : DnsRecord
{
    /// <summary>Makes a record.</summary>
    /// <param name="type"><see cref="DnsRecordType.Ptr"/> or <see cref="DnsRecordType.CName"/>.</param>
    /// <param name="target">The name, without the dot at its end.</param>
    public NameRecord(DnsRecordType type, string target)
        : base(type is DnsRecordType.Ptr or DnsRecordType.CName ? type : throw new ArgumentOutOfRangeException(nameof(type))) => Target = target;

    /// <summary>The name, without the dot at its end.</summary>
    public string Target { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{(Type == DnsRecordType.Ptr ? "PTR" : "CNAME")} {Target}.";
}

/// <summary>A TLSA record (RFC 6698 §2.1).</summary>
/// <param name="usage">The certificate usage.</param>
/// <param name="selector">What is matched: 0 the certificate, 1 its public key.</param>
/// <param name="matching">How: 0 by its octets, 1 by SHA-256, 2 by SHA-512.</param>
/// <param name="data">The certificate association data.</param>
public sealed class TlsaRecord(byte usage, byte selector, byte matching, ImmutableArray<byte> data) : DnsRecord(DnsRecordType.Tlsa)
{
    /// <summary>The certificate usage.</summary>
    public byte Usage { get; } = usage;

    /// <summary>What is matched: 0 the certificate, 1 its public key.</summary>
    public byte Selector { get; } = selector;

    /// <summary>How: 0 by its octets, 1 by SHA-256, 2 by SHA-512.</summary>
    public byte Matching { get; } = matching;

    /// <summary>The certificate association data.</summary>
    public ImmutableArray<byte> Data { get; } = data;

    /// <inheritdoc/>
    public override string ToString() => $"TLSA {Usage} {Selector} {Matching} {Convert.ToHexStringLower(Data.AsSpan())}";
}
