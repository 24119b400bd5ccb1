namespace Protocols.Mime;

public readonly partial struct MimePart
{
    /// <summary>
    /// What stands in a multipart before its first part (RFC 2046 §5.1.1), without the line end that belongs to the boundary; all of the
    /// body where no boundary ever appears. Empty for what is no multipart. Nobody is meant to be shown it.
    /// </summary>
    /// <exception cref="InvalidOperationException">The document was opened from an outline, which has no bodies.</exception>
    public ReadOnlySpan<byte> Preamble
    {
        get
        {
            ReadOnlySpan<byte> body = BodySpan;
            if (Row.Type != MediaType.Multipart)
            {
                return default;
            }

            if (!HasChildren)
            {
                return FindDelimiter(body, out int start, out _, out _) ? WithoutLineEnd(body[..start]) : body;
            }

            // The line before the first part is its delimiter.
            ReadOnlySpan<byte> before = body[..(Index.Parts[Number + 1].HeaderStart - Row.BodyStart)];
            int delimiter = before[..^1].LastIndexOf((byte)'\n') + 1;
            return WithoutLineEnd(before[..delimiter]);
        }
    }

    /// <summary>
    /// What stands in a multipart behind its closing delimiter (RFC 2046 §5.1.1), without the line end of that line. Empty where it was
    /// never closed, and for what is no multipart. Nobody is meant to be shown it.
    /// </summary>
    /// <exception cref="InvalidOperationException">The document was opened from an outline, which has no bodies.</exception>
    public ReadOnlySpan<byte> Epilogue
    {
        get
        {
            ReadOnlySpan<byte> body = BodySpan;
            if (Row.Type != MediaType.Multipart)
            {
                return default;
            }

            int last = Number + 1;
            for (int next = last; next < Row.SubtreeEnd; next = Index.Parts[next].SubtreeEnd)
            {
                last = next;
            }

            // Behind the last part comes its line end, then the delimiter.
            ReadOnlySpan<byte> behind = HasChildren ? body[(Index.Parts[last].BodyEnd - Row.BodyStart)..] : body;
            return FindDelimiter(behind, out _, out int end, out bool isClose) && isClose ? behind[end..] : default;
        }
    }

    // Finds the first line that is a delimiter of this multipart.
    private bool FindDelimiter(ReadOnlySpan<byte> octets, out int start, out int end, out bool isClose)
    {
        start = end = 0;
        isClose = false;
        OpenBoundaries boundary = default;
        try
        {
            if (!boundary.TryPush(Number, ContentFacts.ContentTypeValue(Index, Number)))
            {
                return false;
            }

            while (true)
            {
                if (octets[start..].StartsWith("--"u8) && boundary.Match(octets[(start + 2)..], out isClose, out int length) == 0)
                {
                    end = start + 2 + length;
                    return true;
                }

                int next = octets[start..].IndexOf("\n--"u8);
                if (next < 0)
                {
                    return false;
                }

                start += next + 1;
            }
        }
        finally
        {
            boundary.Dispose();
        }
    }

    private static ReadOnlySpan<byte> WithoutLineEnd(ReadOnlySpan<byte> octets)
    {
        if (octets.EndsWith("\n"u8))
        {
            octets = octets[..^1];
        }

        return octets.EndsWith("\r"u8) ? octets[..^1] : octets;
    }
}
