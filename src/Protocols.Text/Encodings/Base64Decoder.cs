namespace Protocols.Text;

/// <summary>
/// Decodes base64 as it stands in mail (RFC 2045 §6.8): folded at any place, with characters that do not belong to it (which
/// are passed over), with padding in the middle, or with none. Takes its input in pieces; keeps at most three characters between them.
/// </summary>
public struct Base64Decoder
{
    private const byte Skip = 0xFF;
    private const byte Pad = 0xFE;

    private static readonly byte[] s_values = BuildValues();

    private uint _bits;
    private int _count;

    /// <summary>Whether anything met was no base64: foreign characters, or an end in the middle of an octet. White space is none.</summary>
    public bool HasDefects { get; private set; }

    /// <summary>The room that <see cref="Decode"/> and <see cref="Finish"/> need in all for so many characters.</summary>
    /// <param name="length">The length of the piece, in octets.</param>
    public static int GetMaxDecodedLength(int length) => (int)((((long)length + 3) / 4 * 3) + 3 + Base64Lines.Slack);

    /// <summary>Decodes the next piece.</summary>
    /// <param name="source">The piece; it is used up.</param>
    /// <param name="destination">At least <see cref="GetMaxDecodedLength"/> octets long.</param>
    /// <returns>How many octets were written.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public int Decode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (destination.Length < GetMaxDecodedLength(source.Length))
        {
            throw new ArgumentException("The destination is shorter than GetMaxDecodedLength says.", nameof(destination));
        }

        int written = 0;
        while (!source.IsEmpty)
        {
            if (_count == 0)
            {
                written += Base64Lines.Decode(source, destination[written..], out int used);
                source = source[used..];
            }

            // What stopped there: the line that it is in is read octet by octet. A line that goes on in the middle of a group is read
            // like that only to the end of the group.
            ReadOnlySpan<byte> line = source[..Math.Min(source.Length, Base64Lines.LongestPart)];
            int end = line.IndexOf((byte)'\n');
            line = end < 0 ? line : line[..(end + 1)];
            written += DecodeSlowly(line, destination[written..], stopsAtGroup: _count != 0, out int read);
            source = source[read..];
        }

        return written;
    }

    /// <summary>Gives what the last characters, not padded to a group of four, still hold. The decoder can then be used anew.</summary>
    /// <param name="destination">At least 3 octets long.</param>
    /// <returns>How many octets were written, from 0 to 2.</returns>
    public int Finish(Span<byte> destination)
    {
        int count = _count;
        uint bits = _bits;
        _count = 0;
        _bits = 0;
        switch (count)
        {
            case 2:
                destination[0] = (byte)(bits >> 4);
                return 1;
            case 3:
                destination[0] = (byte)(bits >> 10);
                destination[1] = (byte)(bits >> 2);
                return 2;
            case 1:
                HasDefects = true;
                return 0;
            default:
                return 0;
        }
    }

    private int DecodeSlowly(ReadOnlySpan<byte> source, Span<byte> destination, bool stopsAtGroup, out int read)
    {
        int written = 0;
        byte[] values = s_values;
        for (read = 0; read < source.Length && !(stopsAtGroup && _count == 0); read++)
        {
            byte b = source[read];
            byte value = values[b];
            if (value < 64)
            {
                _bits = (_bits << 6) | value;
                if (++_count == 4)
                {
                    destination[written] = (byte)(_bits >> 16);
                    destination[written + 1] = (byte)(_bits >> 8);
                    destination[written + 2] = (byte)_bits;
                    written += 3;
                    _count = 0;
                    _bits = 0;
                }
            }
            else if (value == Pad)
            {
                // What follows padding is a new text: some programs join several.
                written += Finish(destination[written..]);
            }
            else if (b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                HasDefects = true;
            }
        }

        return written;
    }

    private static byte[] BuildValues()
    {
        byte[] values = new byte[256];
        Array.Fill(values, Skip);
        ReadOnlySpan<byte> alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8;
        for (int i = 0; i < alphabet.Length; i++)
        {
            values[alphabet[i]] = (byte)i;
        }

        values['='] = Pad;
        return values;
    }
}
