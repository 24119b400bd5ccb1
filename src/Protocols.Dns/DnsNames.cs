using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Protocols.Dns;

/// <summary>Names as the system of names has them (RFC 1035 §2.3, §3.1).</summary>
public static class DnsNames
{
    /// <summary>The longest name without the dot at its end, in octets (RFC 1035 §2.3.4: 255 on the wire).</summary>
    public const int MaxLength = 253;

    private const int MaxLabelLength = 63;

    private static readonly SearchValues<char> s_upperCase = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    private static readonly SearchValues<char> s_printable = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(static c => (char)c)]);

    /// <summary>Tells whether something can be asked for: labels of 1 to 63 octets of printable ASCII or spaces, 253 in all.</summary>
    /// <param name="name">The name, with or without the dot at its end.</param>
    public static bool IsValid(ReadOnlySpan<char> name)
    {
        if (name is [.., '.'])
        {
            name = name[..^1];
        }

        if (name.IsEmpty || name.Length > MaxLength || name.ContainsAnyExcept(s_printable))
        {
            return false;
        }

        while (true)
        {
            int dot = name.IndexOf('.');
            int label = dot < 0 ? name.Length : dot;
            if (label is 0 or > MaxLabelLength)
            {
                return false;
            }

            if (dot < 0)
            {
                return true;
            }

            name = name[(dot + 1)..];
        }
    }

    /// <summary>The one form of a name: without the dot at its end, in lower case. The same string where it has that form.</summary>
    /// <param name="name">The name.</param>
    public static string Normalize(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.EndsWith('.'))
        {
            name = name[..^1];
        }

        return name.AsSpan().ContainsAny(s_upperCase) ? name.ToLowerInvariant() : name;
    }

    /// <summary>The name under which the name of an address is found: <c>1.2.0.192.in-addr.arpa</c> (RFC 1035 §3.5), or nibbles below <c>ip6.arpa</c> (RFC 3596 §2.5).</summary>
    /// <param name="address">An address of version 4 or 6.</param>
    public static string Reverse(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> octets = stackalloc byte[16];
        address.TryWriteBytes(octets, out int length);
        StringBuilder name = new();
        for (int i = length - 1; i >= 0; i--)
        {
            if (address.AddressFamily == AddressFamily.InterNetwork)
            {
                name.Append(CultureInfo.InvariantCulture, $"{octets[i]}.");
            }
            else
            {
                name.Append(CultureInfo.InvariantCulture, $"{octets[i] & 15:x}.{octets[i] >> 4:x}.");
            }
        }

        return name.Append(length == 4 ? "in-addr.arpa" : "ip6.arpa").ToString();
    }
}
