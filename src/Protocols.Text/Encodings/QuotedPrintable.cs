namespace Protocols.Text;

/// <summary>Quoted-printable (RFC 2045 §6.7), and the Q encoding of encoded words (RFC 2047 §4.2).</summary>
public static class QuotedPrintable
{
    private static readonly sbyte[] s_hexValues = BuildHexValues();

    private static ReadOnlySpan<byte> HexDigits => "0123456789ABCDEF"u8;

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

        const int LongestLine = 76;
        int written = 0;
        int column = 0;
        for (int i = 0; i < source.Length; i++)
        {
            byte b = source[i];
            bool isCrLf = b == (byte)'\r' && i + 1 < source.Length && source[i + 1] == (byte)'\n';
            if (isCrLf || b == (byte)'\n')
            {
                "\r\n"u8.CopyTo(destination[written..]);
                written += 2;
                column = 0;
                i += isCrLf ? 1 : 0;
                continue;
            }

            // RFC 2045 §6.7 (3): white space at the end of a line must be encoded. A line that is only a dot, or begins with
            // "From ", is encoded too, so that no transport touches it.
            bool isLast = i + 1 == source.Length || source[i + 1] is (byte)'\n' or (byte)'\r';
            bool isPlain = b is >= 33 and <= 126 and not (byte)'=' || (b is (byte)' ' or (byte)'\t' && !isLast);
            if (column == 0 && (b == (byte)'.' || (b == (byte)'F' && source[i..].StartsWith("From "u8))))
            {
                isPlain = false;
            }

            int size = isPlain ? 1 : 3;
            if (column + size > LongestLine - 1)
            {
                "=\r\n"u8.CopyTo(destination[written..]);
                written += 3;
                column = 0;
            }

            if (isPlain)
            {
                destination[written++] = b;
            }
            else
            {
                destination[written++] = (byte)'=';
                destination[written++] = HexDigits[b >> 4];
                destination[written++] = HexDigits[b & 15];
            }

            column += size;
        }

        return written;
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
