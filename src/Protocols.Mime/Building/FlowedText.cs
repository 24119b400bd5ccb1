using System.Text;

namespace Protocols.Mime;

/// <summary>
/// Text in <c>format=flowed</c> (RFC 3676): lines that were broken for the wire are told from those that were broken by the writer. Here
/// a line of plain text is a paragraph, and <c>&gt;</c> at its beginning is a quote mark.
/// </summary>
public static class FlowedText
{
    // RFC 3676 §4.2
    private const int LongestLine = 78;

    /// <summary>Breaks paragraphs into flowed lines, at spaces alone (<c>DelSp</c> is <c>no</c>). A word that is longer than a line is left whole.</summary>
    /// <param name="text">The text, a paragraph a line. Line ends are CRLF or LF; spaces before them are dropped, but for the signature separator.</param>
    /// <param name="width">How long a line becomes with its marks and its last space, in UTF-16 units: 20 to 78.</param>
    /// <returns>The text as it goes into a body, with CRLF.</returns>
    public static string Encode(string text, int width = 72)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 20);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, LongestLine);
        StringBuilder output = new(text.Length + (text.Length / 16));
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<char> line = TakeLine(ref rest, out bool ended);
            int depth = TakeQuotes(ref line);
            AppendParagraph(output, depth, IsSignature(line) ? line : line.TrimEnd(' '), width);
            output.Append(ended ? "\r\n" : "");
        }

        return output.ToString();
    }

    /// <summary>Joins flowed lines into paragraphs again (RFC 3676 §4.1). Any text is taken.</summary>
    /// <param name="text">The text of a body.</param>
    /// <param name="delSp">Whether the parameter <c>DelSp</c> is <c>yes</c>: the last space of a flowed line is no part of the text.</param>
    /// <returns>The text, a paragraph a line, with LF.</returns>
    public static string Decode(string text, bool delSp = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        StringBuilder output = new(text.Length);
        ReadOnlySpan<char> rest = text;
        int flowedDepth = -1;
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<char> line = TakeLine(ref rest, out bool ended);
            int depth = line.IndexOfAnyExcept('>') is var marks && marks < 0 ? line.Length : marks;
            line = line[depth..];
            line = line is [' ', ..] ? line[1..] : line;
            bool isSignature = IsSignature(line);
            if (flowedDepth >= 0 && (flowedDepth != depth || isSignature))
            {
                // The paragraph should have ended in a fixed line, and did not.
                output.Append('\n');
                flowedDepth = -1;
            }

            if (flowedDepth < 0)
            {
                AppendQuotes(output, depth, line.IsEmpty);
            }

            bool isFlowed = !isSignature && ended && line is [.., ' '];
            output.Append(isFlowed && delSp ? line[..^1] : line);
            flowedDepth = isFlowed ? depth : -1;
            if (ended && !isFlowed)
            {
                output.Append('\n');
            }
        }

        return output.ToString();
    }

    // RFC 3676 §4.3
    private static bool IsSignature(ReadOnlySpan<char> line) => line is "-- ";

    private static ReadOnlySpan<char> TakeLine(ref ReadOnlySpan<char> rest, out bool ended)
    {
        int length = rest.IndexOf('\n');
        ended = length >= 0;
        ReadOnlySpan<char> line = ended ? rest[..length] : rest;
        rest = ended ? rest[(length + 1)..] : default;
        return ended && line is [.., '\r'] ? line[..^1] : line;
    }

    // People also write "> > " for what RFC 3676 §4.5 writes ">> ".
    private static int TakeQuotes(ref ReadOnlySpan<char> line)
    {
        int depth = 0;
        while (line is ['>', ..] or [' ', '>', ..] && (depth > 0 || line[0] == '>'))
        {
            line = line[(line[0] == '>' ? 1 : 2)..];
            depth++;
        }

        line = depth > 0 && line is [' ', ..] ? line[1..] : line;
        return depth;
    }

    private static void AppendQuotes(StringBuilder output, int depth, bool isEmpty)
    {
        output.Append('>', depth);
        if (depth > 0 && !isEmpty)
        {
            output.Append(' ');
        }
    }

    private static void AppendParagraph(StringBuilder output, int depth, ReadOnlySpan<char> text, int width)
    {
        int marks = depth + 1;
        while (true)
        {
            int length = text.Length + marks <= width ? text.Length : FindBreak(text, Math.Max(width - marks, 1));
            ReadOnlySpan<char> line = text[..length];
            AppendQuotes(output, depth, line.IsEmpty);

            // RFC 3676 §4.4. Behind quote marks there is a space already.
            if (depth == 0 && (line is [' ' or '>', ..] || line.StartsWith("From ", StringComparison.Ordinal)))
            {
                output.Append(' ');
            }
            output.Append(line);
            text = text[length..];
            if (text.IsEmpty)
            {
                return;
            }

            output.Append("\r\n");
        }
    }

    // Behind the last space that leaves the line short enough, or behind the first one there is; never so that "-- " stands alone.
    private static int FindBreak(ReadOnlySpan<char> text, int room)
    {
        int best = text.Length;
        for (int i = 0; i < text.Length - 1; i++)
        {
            if (text[i] != ' ' || text[i + 1] == ' ' || IsSignature(text[..(i + 1)]))
            {
                continue;
            }

            if (i + 1 > room && best < text.Length)
            {
                break;
            }

            best = i + 1;
            if (i + 1 > room)
            {
                break;
            }
        }

        return best;
    }
}
