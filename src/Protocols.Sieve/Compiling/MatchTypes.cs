using System.Text;

namespace Protocols.Sieve;

/// <summary>The tags of matching and of address parts, which many tests take (RFC 5228 §2.7, RFC 5231 §4, RFC 5233 §4, draft-ietf-sieve-regex-01 §4).</summary>
internal static class MatchTypes
{
    public static void Register(SieveLanguage.Builder language) =>
        language.AddCapability("relational", "regex", "subaddress", "comparator-i;octet", "comparator-i;ascii-casemap", "comparator-i;ascii-numeric", "comparator-i;unicode-casemap");

    public static bool TryFindMatch(ReadOnlySpan<byte> name, out SieveMatchType match, out string? capability)
    {
        (match, capability, bool isFound) = name.Length switch
        {
            2 when Ascii.EqualsIgnoreCase(name, "is"u8) => (SieveMatchType.Is, (string?)null, true),
            8 when Ascii.EqualsIgnoreCase(name, "contains"u8) => (SieveMatchType.Contains, null, true),
            7 when Ascii.EqualsIgnoreCase(name, "matches"u8) => (SieveMatchType.Matches, null, true),
            5 when Ascii.EqualsIgnoreCase(name, "regex"u8) => (SieveMatchType.Regex, "regex", true),
            5 when Ascii.EqualsIgnoreCase(name, "value"u8) => (SieveMatchType.Value, "relational", true),
            5 when Ascii.EqualsIgnoreCase(name, "count"u8) => (SieveMatchType.Count, "relational", true),
            _ => (SieveMatchType.Is, null, false),
        };
        return isFound;
    }

    public static bool TryFindPart(ReadOnlySpan<byte> name, out SieveAddressPart part, out string? capability)
    {
        (part, capability, bool isFound) = name.Length switch
        {
            3 when Ascii.EqualsIgnoreCase(name, "all"u8) => (SieveAddressPart.All, (string?)null, true),
            9 when Ascii.EqualsIgnoreCase(name, "localpart"u8) => (SieveAddressPart.LocalPart, null, true),
            6 when Ascii.EqualsIgnoreCase(name, "domain"u8) => (SieveAddressPart.Domain, null, true),
            4 when Ascii.EqualsIgnoreCase(name, "user"u8) => (SieveAddressPart.User, "subaddress", true),
            6 when Ascii.EqualsIgnoreCase(name, "detail"u8) => (SieveAddressPart.Detail, "subaddress", true),
            _ => (SieveAddressPart.All, null, false),
        };
        return isFound;
    }
}
