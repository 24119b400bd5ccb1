using System.Text;
using Protocols.Dns;
using Protocols.Text;

namespace Protocols.MailAuth;

/// <summary>Domains in the one form in which they are compared and looked up: A-labels, in lower case (RFC 8616 §3).</summary>
internal static class AsciiDomain
{
    /// <summary>Gives the form; a name that has none stays as it is, and can be no name.</summary>
    public static string Of(string domain) =>
        Ascii.IsValid(domain) ? DnsNames.Normalize(domain) : DomainName.ToAscii(domain.AsSpan().TrimEnd('.'), out string ascii) == DomainNameDefects.None ? ascii : domain;
}
