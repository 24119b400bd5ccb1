using FrameworkBase64 = System.Buffers.Text.Base64;

namespace Protocols.Text;

/// <summary>
/// Encodes in base64 for a body (RFC 2045 §6.8), in pieces: lines of 76 characters, each with CRLF, the last one too. How the octets
/// are cut makes no difference. At most two octets are kept between pieces.
/// </summary>
public struct Base64Encoder
{
    /// <summary>The length of every line but the last.</summary>
    public const int LineLength = 76;

    private const int LineOctets = LineLength / 4 * 3;

    private byte _first;
    private byte _second;
    private int _held;
    private int _column;

    /// <summary>The room that <see cref="Encode"/> and <see cref="Finish"/> need in all for so many octets.</summary>
    /// <param name="length">The length of the piece, in octets.</param>
    public static int GetMaxEncodedLength(int length) => checked((int)((((long)length + 4) / 3 * 4) + ((((long)length + 2) / LineOctets) * 2) + 8));

    /// <summary>Encodes the next piece.</summary>
    /// <param name="source">The piece; it is used up.</param>
    /// <param name="destination">At least <see cref="GetMaxEncodedLength"/> octets long.</param>
    /// <returns>How many octets were written.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public int Encode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (destination.Length < GetMaxEncodedLength(source.Length))
        {
            throw new ArgumentException("The destination is shorter than GetMaxEncodedLength says.", nameof(destination));
        }

        int written = 0;
        if (_held > 0 && _held + source.Length >= 3)
        {
            byte third = source[2 - _held];
            if (_held == 1)
            {
                _second = source[0];
            }

            source = source[(3 - _held)..];
            _held = 0;
            written = PutGroups([_first, _second, third], destination);
        }

        while (_held == 0 && source.Length >= 3)
        {
            int length = Math.Min(source.Length / 3 * 3, LineOctets - (_column / 4 * 3));
            written += PutGroups(source[..length], destination[written..]);
            source = source[length..];
        }

        foreach (byte b in source)
        {
            if (_held++ == 0)
            {
                _first = b;
            }
            else
            {
                _second = b;
            }
        }

        return written;
    }

    /// <summary>Writes the last group with its padding, and the end of the last line. The encoder can then be used anew.</summary>
    /// <param name="destination">At least 6 octets long.</param>
    /// <returns>How many octets were written.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public int Finish(Span<byte> destination)
    {
        if (destination.Length < 6)
        {
            throw new ArgumentException("The destination is shorter than 6 octets.", nameof(destination));
        }

        ReadOnlySpan<byte> held = [_first, _second];
        int written = PutGroups(held[.._held], destination);
        _held = 0;
        if (_column > 0)
        {
            "\r\n"u8.CopyTo(destination[written..]);
            written += 2;
            _column = 0;
        }

        return written;
    }

    // No more than is left of the line.
    private int PutGroups(ReadOnlySpan<byte> octets, Span<byte> destination)
    {
        FrameworkBase64.EncodeToUtf8(octets, destination, out _, out int written);
        _column += written;
        if (_column == LineLength)
        {
            "\r\n"u8.CopyTo(destination[written..]);
            written += 2;
            _column = 0;
        }

        return written;
    }
}
