using System.Text;

namespace Protocols.Smtp.Server;

/// <summary>
/// An address in the one form in which this host compares its own: ASCII in lower case, a quoted local part without its quotes, the domain in A-labels. What
/// is elsewhere may tell cases apart (RFC 5321 §2.4), and is never written so.
/// </summary>
public static class AddressKey
{
    /// <summary>Gives the form.</summary>
    /// <param name="address">An address, <c>local-part@domain</c>, or an at sign and a domain.</param>
    public static string Of(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        int at = address.LastIndexOf('@');
        string local = Fold(Unquote(at < 0 ? address : address[..at]));
        if (at < 0)
        {
            return local;
        }

        return $"{local}@{(MailDomain.TryGet(address, out string domain) ? domain : Fold(address[(at + 1)..]))}";
    }

    /// <summary>The address without its detail (RFC 5233 §4), and the detail; false if it has none.</summary>
    internal static bool TrySplit(string key, char separator, out string user, out string detail)
    {
        int at = key.LastIndexOf('@');
        int index = at < 0 ? -1 : key.AsSpan(0, at).IndexOf(separator);
        user = index > 0 ? key[..index] + key[at..] : key;
        detail = index > 0 ? key[(index + 1)..at] : "";
        return index > 0;
    }

    private static string Fold(string text) => string.Create(text.Length, text, static (span, source) =>
    {
        for (int i = 0; i < span.Length; i++)
        {
            span[i] = char.IsAsciiLetterUpper(source[i]) ? (char)(source[i] | 0x20) : source[i];
        }
    });

    // RFC 5321 §4.1.2: quotes, and backslashes before what needs none, are no part of the name.
    private static string Unquote(string local)
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
