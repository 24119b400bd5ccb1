namespace Protocols.Imap.Syntax;

/// <summary>The announcement of a literal at the end of a line: <c>{12}</c>, <c>{12+}</c>, <c>~{12}</c> (RFC 9051 §4.3, RFC 7888 §3).</summary>
/// <param name="Length">How many octets; -1 if the number is not below 2⁶³.</param>
/// <param name="IsSynchronising">Whether the client waits for a continuation request.</param>
/// <param name="IsBinary">Whether it is a literal8.</param>
/// <param name="Position">Where it starts in the line.</param>
internal readonly record struct LiteralMark(long Length, bool IsSynchronising, bool IsBinary, int Position)
{
    /// <summary>The longest mark that is worth looking at: leading zeros beyond it make a number nobody sends.</summary>
    public const int MaxLength = 48;

    /// <summary>Looks for a mark at the end of a line; the CRLF is not part of it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out LiteralMark mark)
    {
        mark = default;
        if (line.Length < 3 || line[^1] != '}')
        {
            return false;
        }

        int end = line.Length - 1;
        bool isSynchronising = line[end - 1] != '+';
        end -= isSynchronising ? 0 : 1;
        int start = end;
        while (start > 0 && char.IsAsciiDigit((char)line[start - 1]))
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
            if (length > (long.MaxValue - 9) / 10)
            {
                length = -1;
                break;
            }

            length = (length * 10) + (digit - '0');
        }

        bool isBinary = start > 1 && line[start - 2] == '~';
        mark = new LiteralMark(length, isSynchronising, isBinary, start - (isBinary ? 2 : 1));
        return true;
    }
}
