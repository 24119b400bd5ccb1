using System.Buffers;
using System.Text;

namespace Protocols.Reports;

/// <summary>The values of the fields of reports as text.</summary>
internal static class FieldText
{
    private static readonly SearchValues<char> s_breaks = SearchValues.Create("\r\n\0");

    /// <summary>Unfolds a value; no encoded words stand in fields of reports (RFC 5965 §3.5), and none are decoded.</summary>
    public static string Unfold(ReadOnlySpan<byte> value)
    {
        string text = Encoding.UTF8.GetString(value);
        return text.AsSpan().IndexOfAny(s_breaks) < 0 ? text.Trim() : text.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Replace("\0", "", StringComparison.Ordinal).Trim();
    }

    /// <summary>Puts spaces where line ends would stand.</summary>
    public static string OneLine(string text) =>
        text.AsSpan().IndexOfAny(s_breaks) < 0 ? text : text.Replace('\r', ' ').Replace('\n', ' ').Replace('\0', ' ');

    /// <summary>Takes the comments out of a value (RFC 5322 §3.2.2), but for those in quotes.</summary>
    public static string WithoutComments(string text)
    {
        if (!text.Contains('(', StringComparison.Ordinal))
        {
            return text;
        }

        StringBuilder kept = new(text.Length);
        int depth = 0;
        bool isQuoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool isPair = c == '\\' && (isQuoted || depth > 0) && i + 1 < text.Length;
            if (c == '"' && depth == 0)
            {
                isQuoted = !isQuoted;
            }

            if (!isQuoted && c is '(')
            {
                depth++;
            }
            else if (!isQuoted && depth > 0 && c is ')')
            {
                depth--;
            }
            else if (depth == 0)
            {
                kept.Append(c);
                if (isPair)
                {
                    kept.Append(text[i + 1]);
                }
            }

            i += isPair ? 1 : 0;
        }

        return kept.ToString().Trim();
    }

    /// <summary>What stands in quotes, or the text as it is.</summary>
    public static string Unquote(string text)
    {
        if (text.Length < 2 || text[0] != '"' || text[^1] != '"')
        {
            return text;
        }

        StringBuilder content = new(text.Length);
        for (int i = 1; i < text.Length - 1; i++)
        {
            i += text[i] == '\\' && i + 1 < text.Length - 1 ? 1 : 0;
            content.Append(text[i]);
        }

        return content.ToString();
    }

    /// <summary>A quoted string (RFC 5322 §3.2.4).</summary>
    public static string Quote(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>A path without its angle brackets (RFC 5321 §4.1.2).</summary>
    public static string Path(string text)
    {
        int open = text.IndexOf('<', StringComparison.Ordinal);
        int close = text.LastIndexOf('>');
        return open >= 0 && close > open ? text[(open + 1)..close].Trim() : text;
    }
}
