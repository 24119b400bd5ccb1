using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Numerics;
using System.Text;

namespace Protocols.Hosting.Proxy;

public sealed partial class ProxyHeader
{
    private const int SignatureLength = 12;
    private const int UnixLength = 108;

    private byte[] _values = [];

    // §2.2
    private static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    // §2.2: signature, version and command, family and transport, length, then addresses and type-length-values
    private static ProxyHeaderStatus ReadBinary(ref ReadOnlySequence<byte> input, int maxLength, out ProxyHeader? header)
    {
        header = null;
        if (!StartsWith(input, Signature, out _))
        {
            return ProxyHeaderStatus.NotProxy;
        }

        Span<byte> start = stackalloc byte[SignatureLength + 4];
        if (input.Length < start.Length)
        {
            return ProxyHeaderStatus.NeedMoreData;
        }

        input.Slice(0, start.Length).CopyTo(start);
        byte version = start[SignatureLength];
        byte family = start[SignatureLength + 1];
        int length = start.Length + BinaryPrimitives.ReadUInt16BigEndian(start[(SignatureLength + 2)..]);
        if (version is not 0x20 and not 0x21 || (version == 0x21 && ((family >> 4) > 3 || (family & 0xF) > 2)))
        {
            return ProxyHeaderStatus.Malformed;
        }

        if (length > maxLength)
        {
            return ProxyHeaderStatus.TooLong;
        }

        if (input.Length < length)
        {
            return ProxyHeaderStatus.NeedMoreData;
        }

        byte[] whole = input.Slice(0, length).ToArray();

        // §2.2: of a LOCAL connection everything but the length is passed over.
        header = version == 0x20 ? new ProxyHeader(2) : ReadBody(whole, family >> 4);
        if (header is null)
        {
            return ProxyHeaderStatus.Malformed;
        }

        input = input.Slice(length);
        return ProxyHeaderStatus.Valid;
    }

    private static ProxyHeader? ReadBody(byte[] whole, int family)
    {
        ReadOnlySpan<byte> body = whole.AsSpan(SignatureLength + 4);
        int size = family switch
        {
            1 => 4,
            2 => 16,
            3 => UnixLength,
            _ => 0,
        };
        int addresses = size == 0 ? 0 : 2 * size + (size == UnixLength ? 0 : 4);
        if (body.Length < addresses)
        {
            return null;
        }

        byte[] values = body[addresses..].ToArray();
        if (!AreValues(values) || !IsChecksumGood(whole, SignatureLength + 4 + addresses, values))
        {
            return null;
        }

        return size switch
        {
            0 => new ProxyHeader(2) { _values = values },
            UnixLength => new ProxyHeader(2) { SourcePath = ReadPath(body[..size]), DestinationPath = ReadPath(body.Slice(size, size)), _values = values },
            _ => new ProxyHeader(2)
            {
                Source = new IPEndPoint(new IPAddress(body[..size]), BinaryPrimitives.ReadUInt16BigEndian(body[(2 * size)..])),
                Destination = new IPEndPoint(new IPAddress(body.Slice(size, size)), BinaryPrimitives.ReadUInt16BigEndian(body[(2 * size + 2)..])),
                _values = values,
            },
        };
    }

    private static string ReadPath(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }

    private static bool AreValues(ReadOnlySpan<byte> values)
    {
        while (!values.IsEmpty)
        {
            if (!TryTake(ref values, out _, out _))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryTake(scoped ref ReadOnlySpan<byte> values, out ProxyValueType type, out ReadOnlySpan<byte> value)
    {
        type = default;
        value = default;
        int length = values.Length < 3 ? int.MaxValue : BinaryPrimitives.ReadUInt16BigEndian(values[1..]);
        if (length > values.Length - 3)
        {
            return false;
        }

        type = (ProxyValueType)values[0];
        value = values.Slice(3, length);
        values = values[(3 + length)..];
        return true;
    }

    // §2.2.3: the checksum is that of the whole header with zeros in its own place.
    private static bool IsChecksumGood(byte[] whole, int start, ReadOnlySpan<byte> values)
    {
        ReadOnlySpan<byte> rest = values;
        while (TryTake(ref rest, out ProxyValueType type, out ReadOnlySpan<byte> value))
        {
            if (type != ProxyValueType.Crc32C)
            {
                continue;
            }

            if (value.Length != 4)
            {
                return false;
            }

            int at = start + values.Length - rest.Length - 4;
            uint sum = uint.MaxValue;
            for (int i = 0; i < whole.Length; i++)
            {
                sum = BitOperations.Crc32C(sum, i >= at && i < at + 4 ? (byte)0 : whole[i]);
            }

            if (~sum != BinaryPrimitives.ReadUInt32BigEndian(value))
            {
                return false;
            }
        }

        return true;
    }
}
