namespace Protocols.Dns;

/// <summary>The types of record that mail asks for, with their numbers on the wire (RFC 1035 §3.2.2, RFC 3596, RFC 6698).</summary>
public enum DnsRecordType : ushort
{
    /// <summary>An IPv4 address.</summary>
    A = 1,

    /// <summary>Another name for this one.</summary>
    CName = 5,

    /// <summary>The name of an address.</summary>
    Ptr = 12,

    /// <summary>A host that takes mail.</summary>
    Mx = 15,

    /// <summary>Text.</summary>
    Txt = 16,

    /// <summary>An IPv6 address.</summary>
    Aaaa = 28,

    /// <summary>A certificate or key for TLS (RFC 6698).</summary>
    Tlsa = 52,
}
