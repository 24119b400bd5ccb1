using System.Text;
using Protocols.Dns;

namespace Protocols.MailAuth.Dmarc;

/// <summary>A list of the names under which domains are registered, as publicsuffix.org keeps one (RFC 7489 §3.2). Immutable; safe for use by many threads at once.</summary>
public sealed class PublicSuffixList
{
    private readonly HashSet<string> _rules = new(StringComparer.Ordinal);
    private readonly HashSet<string> _wildcards = new(StringComparer.Ordinal);
    private readonly HashSet<string> _exceptions = new(StringComparer.Ordinal);

    private PublicSuffixList()
    {
    }

    /// <summary>How many rules there are.</summary>
    public int Count => _rules.Count + _wildcards.Count + _exceptions.Count;

    /// <summary>Reads a list in the form of publicsuffix.org: a rule a line, comments behind two slashes, <c>*.</c> for any label, <c>!</c> for exceptions.</summary>
    /// <param name="text">The list, as UTF-8. Lines that cannot be rules are passed over.</param>
    /// <param name="withPrivateDomains">Whether domains whose owners let others register below them count as well. True unless set otherwise.</param>
    public static PublicSuffixList Parse(ReadOnlySpan<byte> text, bool withPrivateDomains = true)
    {
        PublicSuffixList list = new();
        bool isPrivate = false;
        foreach (Range range in text.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = text[range].Trim(" \t\r"u8);
            if (line.StartsWith("//"u8))
            {
                isPrivate = (isPrivate || line.IndexOf("===BEGIN PRIVATE DOMAINS==="u8) >= 0) && line.IndexOf("===END PRIVATE DOMAINS==="u8) < 0;
                continue;
            }

            int end = line.IndexOfAny((byte)' ', (byte)'\t');
            line = end < 0 ? line : line[..end];
            if (!line.IsEmpty && (withPrivateDomains || !isPrivate))
            {
                list.Add(Encoding.UTF8.GetString(line));
            }
        }

        return list;
    }

    /// <summary>The longest public suffix that a domain ends in; its last label where no rule speaks of it.</summary>
    /// <param name="domain">The domain in ASCII, in lower case.</param>
    public string PublicSuffix(string domain)
    {
        ArgumentNullException.ThrowIfNull(domain);

        // RFC 1035 §2.3.4: no rule is longer than a name can be, and what is would cost by the square of its length.
        string? longest = domain.Length <= DnsNames.MaxLength ? domain : PolicyWalk.Parent(domain[^DnsNames.MaxLength..]);
        for (string? name = longest; name is not null; name = PolicyWalk.Parent(name))
        {
            string? parent = PolicyWalk.Parent(name);
            if (_exceptions.Contains(name))
            {
                return parent ?? name;
            }

            if (_rules.Contains(name) || (parent is not null && _wildcards.Contains(parent)))
            {
                return name;
            }
        }

        return domain[(domain.LastIndexOf('.') + 1)..];
    }

    /// <summary>The domain of the organization that a domain belongs to: its public suffix and one label more; the domain itself where there is none.</summary>
    /// <param name="domain">The domain in ASCII, in lower case.</param>
    public string OrganizationalDomain(string domain)
    {
        string suffix = PublicSuffix(domain);
        if (domain.Length <= suffix.Length)
        {
            return domain;
        }

        string below = domain[..^(suffix.Length + 1)];
        return domain[(below.LastIndexOf('.') + 1)..];
    }

    private void Add(string rule)
    {
        HashSet<string> set = rule[0] == '!' ? _exceptions : rule.StartsWith("*.", StringComparison.Ordinal) ? _wildcards : _rules;
        string name = rule[0] == '!' ? rule[1..] : rule.StartsWith("*.", StringComparison.Ordinal) ? rule[2..] : rule;
        if (name.Length > 0)
        {
            set.Add(AsciiDomain.Of(name));
        }
    }
}
