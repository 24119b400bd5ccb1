using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Protocols.MailAuth.Spf;

/// <summary>An address as a number, so that prefixes are compared by shifts.</summary>
internal readonly struct SpfAddress(IPAddress address)
{
    private readonly UInt128 _value = Value(address);

    public bool IsVersion4 { get; } = address.AddressFamily == AddressFamily.InterNetwork;

    public static UInt128 Value(IPAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        address.TryWriteBytes(octets, out int length);
        return length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(octets) : BinaryPrimitives.ReadUInt128BigEndian(octets);
    }

    // RFC 7208 §5.6: addresses of one version are never in networks of the other.
    public bool IsInNetworkOf(in SpfTerm term) => IsVersion4 == (term.Kind == SpfTermKind.Ip4) && IsIn(term.Network, IsVersion4 ? term.Prefix4 : term.Prefix6);

    // RFC 7208 §5: only so many high-order bits are compared.
    public bool IsIn(UInt128 network, int prefix)
    {
        int rest = (IsVersion4 ? 32 : 128) - prefix;
        return rest >= 128 || (_value >> rest) == (network >> rest);
    }
}
