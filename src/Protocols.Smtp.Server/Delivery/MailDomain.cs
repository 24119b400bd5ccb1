using System.Text;
using Protocols.Text;

namespace Protocols.Smtp.Server;

/// <summary>The domain of an address in the one form in which mail is scheduled by it: A-labels, in lower case (RFC 5890 §2.3.2.1).</summary>
internal static class MailDomain
{
    /// <summary>Gives the form of an address's domain.</summary>
    /// <param name="address">An address with an at sign, by the grammar of RFC 5321.</param>
    /// <param name="domain">Its domain; an address literal keeps its brackets.</param>
    /// <returns>False if the domain is not one that can be looked up.</returns>
    public static bool TryGet(string address, out string domain)
    {
        domain = address[(address.LastIndexOf('@') + 1)..];
        if (Ascii.IsValid(domain))
        {
            domain = domain.ToLowerInvariant();
            return domain.Length > 0;
        }

        return DomainName.ToAscii(domain, out domain) == DomainNameDefects.None;
    }
}
