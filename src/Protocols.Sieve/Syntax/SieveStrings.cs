namespace Protocols.Sieve;

/// <summary>The values of strings as they are written (RFC 5228 §2.4.2): without quotes and dots that were added, with CRLF for line ends.</summary>
internal static class SieveStrings
{
    /// <summary>Gives the value of a string.</summary>
    /// <param name="kind">How it is written.</param>
    /// <param name="text">The whole token.</param>
    /// <param name="scratch">Takes the value where it is not as it stands; grows where it has to.</param>
    public static ReadOnlySpan<byte> Decode(SieveNodeKind kind, ReadOnlySpan<byte> text, ref byte[] scratch) =>
        kind == SieveNodeKind.Quoted ? Unquote(text[1..^1], ref scratch) : Unstuff(text, ref scratch);

    // RFC 5228 §2.4.2
    private static ReadOnlySpan<byte> Unquote(ReadOnlySpan<byte> text, ref byte[] scratch)
    {
        if (text.IndexOfAny((byte)'\\', (byte)'\n') < 0)
        {
            return text;
        }

        Span<byte> output = Room(ref scratch, text.Length);
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            byte octet = text[i];
            if (octet == (byte)'\\' && i + 1 < text.Length)
            {
                octet = text[++i];
            }

            if (octet == (byte)'\n' && (length == 0 || output[length - 1] != (byte)'\r'))
            {
                output[length++] = (byte)'\r';
            }

            output[length++] = octet;
        }

        return output[..length];
    }

    // RFC 5228 §2.4.2: the lines between that of "text:" and that of the dot.
    private static ReadOnlySpan<byte> Unstuff(ReadOnlySpan<byte> text, ref byte[] scratch)
    {
        text = text[(text.IndexOf((byte)'\n') + 1)..];
        text = text[..(text.LastIndexOf((byte)'\n') + 1)];
        Span<byte> output = Room(ref scratch, text.Length);
        int length = 0;
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = text[..end];
            text = text[(end + 1)..];
            line = line.StartsWith(".."u8) ? line[1..] : line;
            line = line.EndsWith("\r"u8) ? line[..^1] : line;
            line.CopyTo(output[length..]);
            length += line.Length;
            output[length++] = (byte)'\r';
            output[length++] = (byte)'\n';
        }

        return output[..length];
    }

    // A value is at most twice as long as what is written: each LF may get its CR.
    private static Span<byte> Room(ref byte[] scratch, int length)
    {
        int most = (length * 2) + 16;
        if (scratch.Length < most)
        {
            scratch = new byte[Math.Max(most, scratch.Length * 2)];
        }

        return scratch;
    }
}
