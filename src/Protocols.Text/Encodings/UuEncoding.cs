namespace Protocols.Text;

/// <summary>uuencode, which predates MIME: lines of a length character and groups of four characters between <c>begin</c> and <c>end</c>.</summary>
public static class UuEncoding
{
    /// <summary>Decodes what is between <c>begin</c> and <c>end</c>, or all of it where there is no <c>begin</c>. Lines that cannot be are passed over.</summary>
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

        int begin = source.StartsWith("begin "u8) ? 0 : source.IndexOf("\nbegin "u8) + 1;
        if (begin > 0 || source.StartsWith("begin "u8))
        {
            int next = source[begin..].IndexOf((byte)'\n');
            source = next < 0 ? default : source[(begin + next + 1)..];
        }

        int written = 0;
        while (!source.IsEmpty)
        {
            int next = source.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = (next < 0 ? source : source[..next]).TrimEnd((byte)'\r');
            source = next < 0 ? default : source[(next + 1)..];
            if (line.SequenceEqual("end"u8))
            {
                break;
            }

            if (!line.IsEmpty && line[0] is > 32 and <= 96)
            {
                written += DecodeLine(line[1..], (line[0] - 32) & 63, destination[written..]);
            }
        }

        return written;
    }

    private static int DecodeLine(ReadOnlySpan<byte> line, int length, Span<byte> destination)
    {
        // Trailing spaces, which stand for zero, get lost on the way: what is missing counts as spaces.
        int most = Math.Min(length, (line.Length + 3) / 4 * 3);
        int written = 0;
        for (int i = 0; written < most; i += 4)
        {
            uint bits = (Sextet(line, i) << 18) | (Sextet(line, i + 1) << 12) | (Sextet(line, i + 2) << 6) | Sextet(line, i + 3);
            for (int shift = 16; shift >= 0 && written < most; shift -= 8)
            {
                destination[written++] = (byte)(bits >> shift);
            }
        }

        return written;
    }

    private static uint Sextet(ReadOnlySpan<byte> line, int index) => index < line.Length ? (uint)(line[index] - 32) & 63 : 0;
}
