using Protocols.Storage;

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
        string local = AddressText.Fold(AddressText.Unquote(at < 0 ? address : address[..at]));
        if (at < 0)
        {
            return local;
        }

        return $"{local}@{(MailDomain.TryGet(address, out string domain) ? domain : AddressText.Fold(address[(at + 1)..]))}";
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
}
