using System.Text;

namespace Protocols.Sasl;

/// <summary>The form of the messages of DIGEST-MD5: names and values in a list with commas, in which elements may be empty (RFC 2831 §7.1).</summary>
internal static class DigestDirectives
{
    /// <summary>Reads the next directive; false at the end, or where there is none.</summary>
    public static bool TryRead(string text, ref int position, out string name, out string value)
    {
        name = value = "";
        while (position < text.Length && text[position] is ',' or ' ' or '\t' or '\r' or '\n')
        {
            position++;
        }

        int equals = position < text.Length ? text.IndexOf('=', position) : -1;
        if (equals < 0)
        {
            return false;
        }

        name = text[position..equals].Trim();
        int start = equals + 1;
        while (start < text.Length && text[start] is ' ' or '\t')
        {
            start++;
        }

        if (start < text.Length && text[start] == '"')
        {
            return TryReadQuoted(text, start + 1, ref position, out value);
        }

        int comma = text.IndexOf(',', start);
        int end = comma < 0 ? text.Length : comma;
        value = text[start..end].Trim();
        position = end;
        return name.Length > 0;
    }

    private static bool TryReadQuoted(string text, int start, ref int position, out string value)
    {
        StringBuilder unquoted = new();
        for (int i = start; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                value = unquoted.ToString();
                position = i + 1;
                return true;
            }

            if (text[i] == '\\' && ++i == text.Length)
            {
                break;
            }

            unquoted.Append(text[i]);
        }

        value = "";
        return false;
    }

    public static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
