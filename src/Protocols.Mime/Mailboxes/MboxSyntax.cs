using System.Buffers;

namespace Protocols.Mime;

/// <summary>How an mbox tells its messages apart (RFC 4155, and what programs make of it).</summary>
internal static class MboxSyntax
{
    /// <summary>A line that begins with "From " and is longer than this is text: no program writes such separators, and what is kept back to decide stays small.</summary>
    public const int LongestFromLine = 1_000;

    private static readonly SearchValues<byte> s_digits = SearchValues.Create("0123456789"u8);

    public static ReadOnlySpan<byte> From => "From "u8;

    public static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>How much of the line behind a separator is looked at, to tell whether it is a header field.</summary>
    public const int LongestName = 100;

    /// <summary>
    /// Whether a line is a separator: "From ", a sender, and a date, of which a time and a year are asked for; or a sender alone. Text that
    /// begins with the word has neither.
    /// </summary>
    /// <param name="line">The line, with or without its line end.</param>
    public static bool IsFromLine(ReadOnlySpan<byte> line) => IsFromLine(line, out _);

    /// <inheritdoc cref="IsFromLine(ReadOnlySpan{byte})"/>
    /// <param name="line">The line.</param>
    /// <param name="isCertain">
    /// Whether it bears a date, or the hyphen that Mozilla writes: then it is one even where the message before lacks its empty line,
    /// if a header field follows.
    /// </param>
    public static bool IsFromLine(ReadOnlySpan<byte> line, out bool isCertain)
    {
        isCertain = false;
        if (line.Length > LongestFromLine || !line.StartsWith(From))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = line[From.Length..].TrimBlanks();
        int blank = rest.IndexOfAny((byte)' ', (byte)'\t');
        if (blank < 0)
        {
            isCertain = rest.SequenceEqual("-"u8);
            return !rest.IsEmpty;
        }

        isCertain = HasTime(rest[blank..]) && HasYear(rest[blank..]);
        return isCertain;
    }

    /// <summary>Whether a header field begins here; null where that cannot be told yet.</summary>
    public static bool? BeginsField(ReadOnlySpan<byte> octets, bool isFinal)
    {
        int length = octets[..Math.Min(octets.Length, LongestName)].IndexOfAnyExceptInRange((byte)33, (byte)126);
        ReadOnlySpan<byte> name = length < 0 ? octets[..Math.Min(octets.Length, LongestName)] : octets[..length];
        int colon = name.IndexOf((byte)':');
        return colon > 0 ? true
            : colon == 0 || length >= 0 || octets.Length >= LongestName || isFinal ? false
            : null;
    }

    /// <summary>Whether a line is a separator that mboxo or mboxrd quoted: at least one '&gt;' before "From ".</summary>
    public static bool IsQuotedFrom(ReadOnlySpan<byte> line)
    {
        int marks = line.IndexOfAnyExcept((byte)'>');
        return marks > 0 && line[marks..].StartsWith(From);
    }

    private static bool HasTime(ReadOnlySpan<byte> text)
    {
        for (int colon = text.IndexOf((byte)':'); colon >= 0; colon = text.IndexOf((byte)':'))
        {
            if (colon > 0 && s_digits.Contains(text[colon - 1]) && colon + 2 < text.Length && s_digits.Contains(text[colon + 1]) && s_digits.Contains(text[colon + 2]))
            {
                return true;
            }

            text = text[(colon + 1)..];
        }

        return false;
    }

    private static bool HasYear(ReadOnlySpan<byte> text)
    {
        while (true)
        {
            int start = text.IndexOfAny(s_digits);
            if (start < 0)
            {
                return false;
            }

            text = text[start..];
            int length = text.IndexOfAnyExcept(s_digits);
            length = length < 0 ? text.Length : length;
            if (length == 4 && text[0] is (byte)'1' or (byte)'2')
            {
                return true;
            }

            text = text[length..];
        }
    }
}
