using System.Runtime.CompilerServices;

namespace Protocols.Mime;

/// <summary>
/// White space of header fields (RFC 5322 §3.2.2: space, tab, CR, LF). Most values have one such octet at an end or none: they are looked at
/// one by one, since a search costs more than it finds there.
/// </summary>
internal static class Blanks
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsBlank(byte octet) => octet is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    /// <summary>Whether white space other than a return stands anywhere in a text that has none at its ends.</summary>
    public static bool IsSeveralWords(ReadOnlySpan<byte> text)
    {
        const int Near = 12;
        if (text.Length > Near)
        {
            return text.IndexOfAny((byte)' ', (byte)'\t', (byte)'\n') >= 0;
        }

        foreach (byte octet in text)
        {
            if (octet is (byte)' ' or (byte)'\t' or (byte)'\n')
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes white space off both ends.</summary>
    public static ReadOnlySpan<byte> TrimBlanks(this ReadOnlySpan<byte> text) => text.TrimBlanksEnd().TrimBlanksStart();

    public static ReadOnlySpan<byte> TrimBlanksStart(this ReadOnlySpan<byte> text)
    {
        int start = 0;
        while (start < text.Length && IsBlank(text[start]))
        {
            start++;
        }

        return text[start..];
    }

    public static ReadOnlySpan<byte> TrimBlanksEnd(this ReadOnlySpan<byte> text)
    {
        int end = text.Length;
        while (end > 0 && IsBlank(text[end - 1]))
        {
            end--;
        }

        return text[..end];
    }
}
