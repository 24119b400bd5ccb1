namespace Protocols.Text;

/// <summary>Quoted-printable (RFC 2045 §6.7), and the Q encoding of encoded words (RFC 2047 §4.2).</summary>
public static class QuotedPrintable
{
    private static ReadOnlySpan<byte> HexDigits => "0123456789ABCDEF"u8;

    /// <summary>
    /// Decodes a body or a whole number of its lines. An equals sign that begins no valid code is kept as it is; white space at
    /// the end of a line is dropped, as RFC 2045 §6.7 (3) wants; line ends are kept as they are.
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

        int written = 0;
        int position = 0;
        int lineStart = 0;
        while (position < source.Length)
        {
            byte b = source[position];
            if (b == (byte)'=')
            {
                if (position + 2 < source.Length && TryHex(source[position + 1], source[position + 2], out byte value))
                {
                    destination[written++] = value;
                    position += 3;

                    // What was encoded is not white space at the end of a line, whatever it is.
                    lineStart = written;
                    continue;
                }

                int soft = SoftBreak(source[(position + 1)..]);
                if (soft >= 0)
                {
                    position += 1 + soft;
                    lineStart = written;
                    continue;
                }

                destination[written++] = b;
                position++;
                continue;
            }

            if (b == (byte)'\n')
            {
                written = TrimLine(destination, lineStart, written, out bool isCrLf);
                if (isCrLf)
                {
                    destination[written++] = (byte)'\r';
                }

                destination[written++] = b;
                position++;
                lineStart = written;
                continue;
            }

            int run = source[position..].IndexOfAny((byte)'=', (byte)'\n');
            if (run < 0)
            {
                run = source.Length - position;
            }

            source.Slice(position, run).CopyTo(destination[written..]);
            written += run;
            position += run;
        }

        int trimmed = TrimLine(destination, lineStart, written, out bool endsInReturn);
        return endsInReturn ? written : trimmed;
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

    internal static bool TryHex(byte high, byte low, out byte value)
    {
        int h = HexValue(high);
        int l = HexValue(low);
        value = (byte)((h << 4) | l);
        return (h | l) >= 0;
    }

    private static int HexValue(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        _ => -1,
    };

    // RFC 2045 §6.7 (5): "=" at the end of a line, perhaps with white space behind it, joins it to the next. -1 where it is none.
    private static int SoftBreak(ReadOnlySpan<byte> rest)
    {
        int i = rest.IndexOfAnyExcept((byte)' ', (byte)'\t');
        if (i < 0)
        {
            return rest.Length;
        }

        if (rest[i] == (byte)'\r')
        {
            return i + 1 == rest.Length ? rest.Length : rest[i + 1] == (byte)'\n' ? i + 2 : -1;
        }

        return rest[i] == (byte)'\n' ? i + 1 : -1;
    }

    private static int TrimLine(ReadOnlySpan<byte> destination, int lineStart, int written, out bool endsInReturn)
    {
        endsInReturn = written > lineStart && destination[written - 1] == (byte)'\r';
        if (endsInReturn)
        {
            written--;
        }

        while (written > lineStart && destination[written - 1] is (byte)' ' or (byte)'\t')
        {
            written--;
        }

        return written;
    }
}
