namespace Protocols.Text;

/// <summary>Quoted-printable (RFC 2045 §6.7), and the Q encoding of encoded words (RFC 2047 §4.2).</summary>
public static class QuotedPrintable
{
    private static readonly sbyte[] s_hexValues = BuildHexValues();

    internal static ReadOnlySpan<byte> HexDigits => "0123456789ABCDEF"u8;

    /// <summary>
    /// Decodes a body or a whole number of its lines. An equals sign that begins no valid code is kept as it is; white space at
    /// the end of a line is dropped, as RFC 2045 §6.7 (3) wants; line ends are kept as they are. See <see cref="QuotedPrintableDecoder"/>.
    /// </summary>
    /// <param name="source">The encoded octets.</param>
    /// <param name="destination">At least as long as the source.</param>
    /// <returns>How many octets were written.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static int Decode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (destination.Length < source.Length)
        {
            throw new ArgumentException("The destination is shorter than the source.", nameof(destination));
        }

        QuotedPrintableDecoder decoder = default;
        int written = decoder.DecodePiece(source, destination);
        return written + decoder.FinishText(destination[written..]);
    }

    /// <summary>Decodes the text of an encoded word: as <see cref="Decode"/>, but an underscore is a space and white space is kept.</summary>
    /// <param name="source">The text between the question marks.</param>
    /// <param name="destination">At least as long as the source.</param>
    /// <returns>How many octets were written.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static int DecodeWord(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (destination.Length < source.Length)
        {
            throw new ArgumentException("The destination is shorter than the source.", nameof(destination));
        }

        int written = 0;
        for (int i = 0; i < source.Length; i++)
        {
            byte b = source[i];
            if (b == (byte)'_')
            {
                b = (byte)' ';
            }
            else if (b == (byte)'=' && i + 2 < source.Length && TryHex(source[i + 1], source[i + 2], out byte value))
            {
                b = value;
                i += 2;
            }

            destination[written++] = b;
        }

        return written;
    }

    /// <summary>The room that <see cref="Encode"/> needs at most.</summary>
    /// <param name="length">The length of what is to be encoded, in octets.</param>
    public static int GetMaxEncodedLength(int length) => checked((int)(((long)length * 3) + ((long)length * 3 / 73 * 3) + 8));

    /// <summary>Encodes text: CRLF and LF are written as CRLF, any other control is encoded, no line is longer than 76 characters.</summary>
    /// <param name="source">The octets.</param>
    /// <param name="destination">At least <see cref="GetMaxEncodedLength"/> octets long.</param>
    /// <returns>How many octets were written.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static int Encode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (destination.Length < GetMaxEncodedLength(source.Length))
        {
            throw new ArgumentException("The destination is shorter than GetMaxEncodedLength says.", nameof(destination));
        }

        QuotedPrintableEncoder encoder = default;
        int written = encoder.EncodePiece(source, destination);
        return written + encoder.FinishText(destination[written..]);
    }

    internal static ReadOnlySpan<sbyte> HexValues => s_hexValues;

    internal static bool IsHex(byte b) => s_hexValues[b] >= 0;

    internal static bool TryHex(byte high, byte low, out byte value)
    {
        sbyte[] values = s_hexValues;
        int h = values[high];
        int l = values[low];
        value = (byte)((h << 4) | l);
        return (h | l) >= 0;
    }

    private static sbyte[] BuildHexValues()
    {
        sbyte[] values = new sbyte[256];
        Array.Fill(values, (sbyte)-1);
        for (int i = 0; i < 16; i++)
        {
            values[HexDigits[i]] = (sbyte)i;
            values[HexDigits[i] | 0x20] = (sbyte)i;
        }

        return values;
    }
}
