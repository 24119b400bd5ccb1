using System.Text;

namespace Protocols.MailAuth;

/// <summary>Text in tags, where what could end one is written by its code: dkim-quoted-printable (RFC 6376 §2.11); and local parts that come of it.</summary>
internal static class QuotedText
{
    /// <summary>Reads the text; white space is of no account, and codes that are none stand for themselves.</summary>
    public static string Decode(string text)
    {
        if (!text.AsSpan().ContainsAny("= \t\r\n"))
        {
            return text;
        }

        byte[] source = Encoding.UTF8.GetBytes(text);
        List<byte> octets = new(source.Length);
        for (int i = 0; i < source.Length; i++)
        {
            if (source[i] == (byte)'=' && i + 2 < source.Length && char.IsAsciiHexDigit((char)source[i + 1]) && char.IsAsciiHexDigit((char)source[i + 2]))
            {
                octets.Add(Convert.FromHexString([(char)source[i + 1], (char)source[i + 2]])[0]);
                i += 2;
            }
            else if (source[i] is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                octets.Add(source[i]);
            }
        }

        return Encoding.UTF8.GetString([.. octets]);
    }

    /// <summary>Writes a text; what is not ASCII stands as it is (RFC 8616 §5).</summary>
    public static string Encode(string text)
    {
        StringBuilder encoded = new(text.Length);
        foreach (char c in text)
        {
            if (c is <= ' ' or ';' or '=' or '\u007F')
            {
                encoded.Append('=').Append(((int)c).ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
            else
            {
                encoded.Append(c);
            }
        }

        return encoded.ToString();
    }

    /// <summary>A local part as it stands in an address: quoted where it is neither a dot-atom nor quoted already, so that no part of it is taken for a domain.</summary>
    public static string LocalPart(string text) => IsDotAtom(text) || IsQuotedString(text) ? text : $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static bool IsDotAtom(string text) =>
        text.Length > 0 && text[0] != '.' && text[^1] != '.' && !text.Contains("..", StringComparison.Ordinal)
        && text.All(static c => char.IsAsciiLetterOrDigit(c) || c > '\u007F' || "!#$%&'*+-/=?^_`{|}~.".Contains(c, StringComparison.Ordinal));

    private static bool IsQuotedString(string text)
    {
        if (text is not ['"', .., '"'])
        {
            return false;
        }

        for (int i = 1; i < text.Length - 1; i++)
        {
            if (text[i] == '"' || (text[i] == '\\' && ++i == text.Length - 1))
            {
                return false;
            }
        }

        return true;
    }
}
