using System.Text;

namespace Protocols.Storage;

/// <summary>How addresses are brought to the form in which a host compares its own: directories and books have to agree on it.</summary>
public static class AddressText
{
    /// <summary>Gives a text with its ASCII letters in lower case, and all else as it is.</summary>
    /// <param name="text">The text.</param>
    public static string Fold(string text) => string.Create(text.Length, text, static (span, source) =>
    {
        for (int i = 0; i < span.Length; i++)
        {
            span[i] = char.IsAsciiLetterUpper(source[i]) ? (char)(source[i] | 0x20) : source[i];
        }
    });

    /// <summary>Gives a local part without its quotes, and without the backslashes before what needs none: they are no part of the name (RFC 5321 §4.1.2).</summary>
    /// <param name="local">The local part, quoted or not.</param>
    public static string Unquote(string local)
    {
        if (local.Length < 2 || local[0] != '"' || local[^1] != '"')
        {
            return local;
        }

        StringBuilder plain = new(local.Length);
        for (int i = 1; i < local.Length - 1; i++)
        {
            if (local[i] == '\\' && i + 1 < local.Length - 1)
            {
                i++;
            }

            plain.Append(local[i]);
        }

        return plain.ToString();
    }
}
