namespace Protocols.Text;

/// <summary>How the physical lines of one content line hang together.</summary>
internal enum ContentLineJoining : byte
{
    /// <summary>One physical line.</summary>
    None,

    /// <summary>A line end and one space or tab join (RFC 5545 §3.1).</summary>
    Folded,

    /// <summary>As before; besides, <c>=</c> at the end of a line joins (quoted-printable of vCard 2.1).</summary>
    QuotedPrintable,

    /// <summary>Any line end joins, with all white space behind it (base64 of vCard 2.1).</summary>
    Base64,
}

/// <summary>Puts the physical lines of one content line together.</summary>
internal static class ContentLineFolding
{
    /// <summary>Whether an octet is of a line end.</summary>
    public static bool IsLineEnd(byte octet) => octet is (byte)'\r' or (byte)'\n';

    /// <summary>Whether an octet is white space that goes on with a line.</summary>
    public static bool IsSpace(byte octet) => octet is (byte)' ' or (byte)'\t';

    /// <summary>Writes the unfolded line, and tells its length. The destination is at least as long as <paramref name="raw"/>.</summary>
    public static int Unfold(ReadOnlySpan<byte> raw, Span<byte> destination, ContentLineJoining joining)
    {
        int written = 0;
        bool isValue = false;
        while (true)
        {
            int length = raw.IndexOfAny((byte)'\r', (byte)'\n');
            if (length < 0)
            {
                raw.CopyTo(destination[written..]);
                written += raw.Length;

                // A soft line end with nothing behind it. None is left: what is written would be joined to the next line.
                return joining == ContentLineJoining.QuotedPrintable ? destination[..written].TrimEnd((byte)'=').Length : written;
            }

            raw[..length].CopyTo(destination[written..]);
            written += length;
            isValue = isValue || raw[..length].Contains((byte)':');
            if (joining == ContentLineJoining.QuotedPrintable && isValue && length > 0 && raw[length - 1] == (byte)'=')
            {
                written--;
                raw = raw[(length + OneLineEnd(raw[length..]))..];
                continue;
            }

            raw = raw[(length + LineEnds(raw[length..]))..];
            int skipped = 0;
            while (skipped < raw.Length && IsSpace(raw[skipped]) && (skipped == 0 || joining == ContentLineJoining.Base64))
            {
                skipped++;
            }

            raw = raw[skipped..];
        }
    }

    /// <summary>How many octets of line ends stand at the beginning.</summary>
    public static int LineEnds(ReadOnlySpan<byte> text)
    {
        int length = 0;
        while (length < text.Length && IsLineEnd(text[length]))
        {
            length++;
        }

        return length;
    }

    /// <summary>The length of the one line end at the beginning, 0 where none is.</summary>
    public static int OneLineEnd(ReadOnlySpan<byte> text) => text switch
    {
        [(byte)'\r', (byte)'\n', ..] => 2,
        [(byte)'\r' or (byte)'\n', ..] => 1,
        _ => 0,
    };
}
