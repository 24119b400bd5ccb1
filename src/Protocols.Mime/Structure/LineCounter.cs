namespace Protocols.Mime;

/// <summary>Counts the line ends of bodies, once, and only when somebody asks.</summary>
internal static class LineCounter
{
    public static int Count(MimeIndex index, int row)
    {
        if (index.Parts[row].Lines < 0)
        {
            // From the last part backwards, so that what lies inside a part is counted already and no octet is looked at twice.
            int end = index.Parts[row].SubtreeEnd;
            for (int i = end - 1; i >= row; i--)
            {
                if (index.Parts[i].Lines < 0)
                {
                    index.Parts[i].Lines = CountOne(index, i);
                }
            }
        }

        return index.Parts[row].Lines;
    }

    private static int CountOne(MimeIndex index, int row)
    {
        PartRow[] parts = index.Parts;
        ReadOnlySpan<byte> source = index.Source.Span;
        int lines = 0;
        int position = parts[row].BodyStart;
        for (int child = row + 1; child < parts[row].SubtreeEnd; child = parts[child].SubtreeEnd)
        {
            lines += LineEnds(source[position..parts[child].BodyStart]) + parts[child].Lines;
            position = parts[child].BodyEnd;
        }

        return lines + LineEnds(source[position..parts[row].BodyEnd]);
    }

    private static int LineEnds(ReadOnlySpan<byte> octets) => octets.Count((byte)'\n');
}
