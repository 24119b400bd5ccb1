namespace Protocols.ManageSieve.Syntax;

/// <summary>The announcement of a literal at the end of a line: <c>{12+}</c> from a client, <c>{12}</c> from a server (RFC 5804 §4).</summary>
/// <param name="Length">How many octets; -1 if the number is not below 2³².</param>
/// <param name="Position">Where it starts in the line.</param>
internal readonly record struct LiteralMark(long Length, int Position)
{
    /// <summary>The longest mark that is worth looking at: leading zeros beyond it make a number nobody sends.</summary>
    public const int MaxLength = 24;

    /// <summary>Looks for a mark at the end of a line; the CRLF is not part of it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out LiteralMark mark)
    {
        mark = default;
        if (line.Length < 3 || line[^1] != '}')
        {
            return false;
        }

        // Which side sends a plus sign is fixed, so that nothing depends on it: a literal of the other kind is read as well.
        int end = line.Length - (line[^2] == '+' ? 2 : 1);
        int start = end;
        int least = Math.Max(0, line.Length - MaxLength + 1);
        while (start > least && char.IsAsciiDigit((char)line[start - 1]))
        {
            start--;
        }

        if (start == end || start == 0 || line[start - 1] != '{')
        {
            return false;
        }

        long length = 0;
        foreach (byte digit in line[start..end])
        {
            length = (length * 10) + (digit - '0');
            if (length > uint.MaxValue)
            {
                length = -1;
                break;
            }
        }

        mark = new LiteralMark(length, start - 1);
        return true;
    }
}
