namespace Protocols.Text;

/// <summary>What is wrong with a domain name by UTS 46; several can be.</summary>
[Flags]
public enum DomainNameDefects
{
    /// <summary>Nothing is.</summary>
    None = 0,

    /// <summary>It has a character that no domain name has.</summary>
    DisallowedCharacter = 1,

    /// <summary>A label begins with <c>xn--</c>, and is no Punycode of a label that needs it.</summary>
    BadPunycode = 2,

    /// <summary>A label of Punycode stands for one that is not in normalisation form C.</summary>
    NotNormalised = 4,

    /// <summary>A label begins or ends with a hyphen, or has two in the third and fourth place (<see cref="DomainNameRules.Hyphens"/>).</summary>
    Hyphen = 8,

    /// <summary>A label begins with a combining mark.</summary>
    LeadingMark = 16,

    /// <summary>A joiner stands where it makes no difference (RFC 5892 Appendix A).</summary>
    Joiner = 32,

    /// <summary>Letters that are written from the right stand where a label would be shown in another order (RFC 5893 §2).</summary>
    Bidi = 64,

    /// <summary>A label is empty or longer than 63 octets, or all of it is longer than 253 (<see cref="DomainNameRules.DnsLength"/>).</summary>
    Length = 128,
}
