using System.Buffers;
using System.Text;
using System.Xml;

namespace Protocols.Reports;

/// <summary>
/// Makes XML of what some programs take for it: an address in angle brackets, a bare ampersand, a control. What begins like no element
/// of an aggregate report becomes text. One pass, and no more than six characters for one.
/// </summary>
internal static class XmlMending
{
    private static readonly SearchValues<char> s_nameEnds = SearchValues.Create(" \t\r\n/>");
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> s_elements = new HashSet<string>(StringComparer.Ordinal)
    {
        "feedback", "version", "report_metadata", "org_name", "email", "extra_contact_info", "report_id", "date_range", "begin", "end", "error",
        "generator", "policy_published", "domain", "discovery_method", "p", "sp", "np", "fo", "adkim", "aspf", "pct", "testing", "extension",
        "extensions", "record", "row", "source_ip", "count", "policy_evaluated", "disposition", "dkim", "spf", "reason", "type", "comment",
        "identifiers", "header_from", "envelope_from", "envelope_to", "auth_results", "selector", "result", "human_result", "scope",
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    public static string Mend(ReadOnlySpan<char> xml)
    {
        StringBuilder mended = new(xml.Length + 64);
        for (int i = 0; i < xml.Length; i++)
        {
            char c = xml[i];
            bool isPair = char.IsHighSurrogate(c) && i + 1 < xml.Length && char.IsLowSurrogate(xml[i + 1]);
            if (isPair)
            {
                mended.Append(c).Append(xml[++i]);
            }
            else if (c == '<' && !IsMarkup(xml[(i + 1)..]))
            {
                mended.Append("&lt;");
            }
            else if (c == '&' && !IsReference(xml[(i + 1)..]))
            {
                mended.Append("&amp;");
            }
            else
            {
                mended.Append(XmlConvert.IsXmlChar(c) ? c : '\uFFFD');
            }
        }

        return mended.ToString();
    }

    private static bool IsMarkup(ReadOnlySpan<char> rest)
    {
        if (rest.StartsWith("?xml") || rest.StartsWith("!--"))
        {
            return true;
        }

        rest = rest.StartsWith('/') ? rest[1..] : rest;
        int end = rest[..Math.Min(rest.Length, 64)].IndexOfAny(s_nameEnds);
        ReadOnlySpan<char> name = end < 0 ? default : rest[..end];
        int colon = name.IndexOf(':');
        return s_elements.Contains(colon < 0 ? name : name[(colon + 1)..]);
    }

    private static bool IsReference(ReadOnlySpan<char> rest)
    {
        int end = rest[..Math.Min(rest.Length, 10)].IndexOf(';');
        ReadOnlySpan<char> name = end < 0 ? default : rest[..end];
        return name is "amp" or "lt" or "gt" or "quot" or "apos" || (name.StartsWith('#') && IsCharacter(name[1..]));
    }

    private static bool IsCharacter(ReadOnlySpan<char> number)
    {
        bool isHex = number.StartsWith('x');
        return int.TryParse(isHex ? number[1..] : number, isHex ? System.Globalization.NumberStyles.AllowHexSpecifier : System.Globalization.NumberStyles.None, null, out int value)
            && (value is >= 0x10000 and <= 0x10FFFF || (value is > 0 and <= 0xFFFF && XmlConvert.IsXmlChar((char)value)));
    }
}
