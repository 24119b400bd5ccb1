using System.Buffers;
using System.Text;

namespace Protocols.Text;

/// <summary>
/// Values of the type TEXT: <c>\n</c>, <c>\,</c>, <c>\;</c> and <c>\\</c> stand for a line end, a comma, a semicolon and a backslash (RFC 5545
/// §3.3.11, RFC 6350 §3.4).
/// </summary>
public static class ContentText
{
    private static readonly SearchValues<char> s_escaped = SearchValues.Create("\\,;\r\n");

    /// <summary>Gives the text. A backslash before anything else is dropped.</summary>
    /// <param name="value">The value as it stands in the line. Octets that are no UTF-8 become U+FFFD.</param>
    public static string Decode(ReadOnlySpan<byte> value)
    {
        string text = Encoding.UTF8.GetString(value);
        return value.Contains((byte)'\\') ? Decode(text.AsSpan()) : text;
    }

    /// <summary>Gives the text. A backslash before anything else is dropped.</summary>
    /// <param name="value">The value as it stands in the line.</param>
    public static string Decode(ReadOnlySpan<char> value)
    {
        StringBuilder decoded = new(value.Length);
        for (int i = 0; i < value.Length; i++)
        {
            if (value[i] != '\\' || i + 1 == value.Length)
            {
                decoded.Append(value[i]);
                continue;
            }

            i++;
            decoded.Append(value[i] is 'n' or 'N' ? '\n' : value[i]);
        }

        return decoded.ToString();
    }

    /// <summary>Gives the value for a text. CR LF and CR count as a line end.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">The text has U+0000, which no value can carry.</exception>
    public static string Encode(ReadOnlySpan<char> text)
    {
        if (text.Contains('\0'))
        {
            throw new ArgumentException("A text cannot carry U+0000.", nameof(text));
        }

        if (text.IndexOfAny(s_escaped) < 0)
        {
            return text.ToString();
        }

        StringBuilder encoded = new(text.Length + 16);
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\r' or '\n':
                    encoded.Append("\\n");
                    i += text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n' ? 1 : 0;
                    break;
                case '\\' or ',' or ';':
                    encoded.Append('\\').Append(text[i]);
                    break;
                default:
                    encoded.Append(text[i]);
                    break;
            }
        }

        return encoded.ToString();
    }

    /// <summary>Writes the value for a text and tells its length; the destination has twice the octets that the text can have.</summary>
    internal static int Encode(ReadOnlySpan<char> text, Span<byte> destination)
    {
        if (text.Contains('\0'))
        {
            throw new ArgumentException("A text cannot carry U+0000.", nameof(text));
        }

        int written = 0;
        while (text.IndexOfAny(s_escaped) is >= 0 and int at)
        {
            written += Encoding.UTF8.GetBytes(text[..at], destination[written..]);
            bool isLineEnd = text[at] is '\r' or '\n';
            bool isPair = text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n';
            destination[written++] = (byte)'\\';
            destination[written++] = isLineEnd ? (byte)'n' : (byte)text[at];
            text = text[(at + (isPair ? 2 : 1))..];
        }

        return written + Encoding.UTF8.GetBytes(text, destination[written..]);
    }

    /// <summary>Splits a value at a separator that no backslash stands before.</summary>
    /// <param name="value">The value as it stands in the line.</param>
    /// <param name="separator">The separator: a comma or a semicolon.</param>
    /// <returns>The pieces, still with their escapes; at least one.</returns>
    public static List<string> Split(ReadOnlySpan<char> value, char separator)
    {
        List<string> pieces = [];
        int start = 0;
        for (int i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\')
            {
                i++;
            }
            else if (value[i] == separator)
            {
                pieces.Add(value[start..i].ToString());
                start = i + 1;
            }
        }

        pieces.Add(value[start..].ToString());
        return pieces;
    }

    /// <summary>Splits a value at a separator and gives the texts of the pieces.</summary>
    /// <param name="value">The value as it stands in the line.</param>
    /// <param name="separator">The separator: a comma or a semicolon.</param>
    public static List<string> DecodeList(ReadOnlySpan<char> value, char separator)
    {
        List<string> pieces = Split(value, separator);
        for (int i = 0; i < pieces.Count; i++)
        {
            pieces[i] = pieces[i].Contains('\\', StringComparison.Ordinal) ? Decode(pieces[i].AsSpan()) : pieces[i];
        }

        return pieces;
    }

    /// <summary>Gives the value for a list of texts.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="separator">The separator: a comma or a semicolon.</param>
    public static string EncodeList(IEnumerable<string> texts, char separator)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return string.Join(separator, texts.Select(static text => Encode(text)));
    }
}
