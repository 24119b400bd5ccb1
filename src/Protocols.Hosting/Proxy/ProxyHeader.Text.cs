using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Protocols.Hosting.Proxy;

public sealed partial class ProxyHeader
{
    // §2.1: the longest line there can be, CRLF included.
    private const int MaxTextLength = 107;

    // §2.1: "PROXY" SP ("TCP4" / "TCP6") SP source SP destination SP port SP port CRLF, or "PROXY UNKNOWN" and anything
    private static ProxyHeaderStatus ReadText(ref ReadOnlySequence<byte> input, out ProxyHeader? header)
    {
        header = null;
        if (!StartsWith(input, "PROXY "u8, out bool isWhole))
        {
            return ProxyHeaderStatus.NotProxy;
        }

        if (!isWhole)
        {
            return ProxyHeaderStatus.NeedMoreData;
        }

        Span<byte> buffer = stackalloc byte[MaxTextLength];
        int length = (int)Math.Min(input.Length, MaxTextLength);
        input.Slice(0, length).CopyTo(buffer);
        int end = buffer[..length].IndexOf("\r\n"u8);
        if (end < 0)
        {
            return length < MaxTextLength ? ProxyHeaderStatus.NeedMoreData : ProxyHeaderStatus.TooLong;
        }

        string[] words = Encoding.Latin1.GetString(buffer["PROXY ".Length..end]).Split(' ');
        header = words[0] == "UNKNOWN" ? new ProxyHeader(1) : ReadAddresses(words);
        if (header is null)
        {
            return ProxyHeaderStatus.Malformed;
        }

        input = input.Slice(end + 2);
        return ProxyHeaderStatus.Valid;
    }

    private static ProxyHeader? ReadAddresses(string[] words)
    {
        AddressFamily family = words[0] switch
        {
            "TCP4" => AddressFamily.InterNetwork,
            "TCP6" => AddressFamily.InterNetworkV6,
            _ => AddressFamily.Unspecified,
        };
        return words.Length == 5 && family != AddressFamily.Unspecified
            && TryReadEndPoint(words[1], words[3], family, out IPEndPoint? source) && TryReadEndPoint(words[2], words[4], family, out IPEndPoint? destination)
            ? new ProxyHeader(1) { Source = source, Destination = destination }
            : null;
    }

    private static bool TryReadEndPoint(string address, string port, AddressFamily family, out IPEndPoint? endPoint)
    {
        endPoint = null;

        // The parser is more generous than the protocol: no zones, no short or octal forms of IPv4, no leading zeros of ports.
        bool isPlain = family == AddressFamily.InterNetwork ? address.Count(c => c == '.') == 3 : !address.Contains('%', StringComparison.Ordinal) && !address.Contains('[', StringComparison.Ordinal);
        if (!isPlain || !IPAddress.TryParse(address, out IPAddress? parsed) || parsed.AddressFamily != family
            || (family == AddressFamily.InterNetwork && parsed.ToString() != address)
            || !ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) || (port.Length > 1 && port[0] == '0'))
        {
            return false;
        }

        endPoint = new IPEndPoint(parsed, number);
        return true;
    }
}
