using System.Text;
using Protocols.Dns;
using Protocols.Text;

namespace Protocols.MailAuth;

/// <summary>Domains in the one form in which they are compared and looked up: A-labels, in lower case (RFC 8616 §3).</summary>
internal static class AsciiDomain
{
    /// <summary>Gives the form; a name that has none stays as it is, and can be no name.</summary>
    public static string Of(string domain)
    {
        if (Ascii.IsValid(domain))
        {
            return DnsNames.Normalize(domain);
        }

        // Not by the rules of host names, which "_domainkey" and "_dmarc" are none of; but nothing that is mapped to ASCII may come to mean anything.
        bool isName = DomainName.ToAscii(domain.AsSpan().TrimEnd('.'), out string ascii, DomainNameRules.DnsLength) == DomainNameDefects.None;
        return isName && IsPlain(ascii) ? ascii : domain;
    }

    /// <summary>Gives a name in the form that it was given in: A-labels as they are, U-labels as they are equal to their A-labels.</summary>
    public static string Written(string domain) =>
        Ascii.IsValid(domain) || DomainName.ToUnicode(domain, out string unicode, DomainNameRules.None) != DomainNameDefects.None ? domain : unicode;

    /// <summary>Whether there is nothing but letters, digits, hyphens, underscores and dots.</summary>
    public static bool IsPlain(string name) => name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
