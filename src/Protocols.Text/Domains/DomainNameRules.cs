namespace Protocols.Text;

/// <summary>Which of the rules of UTS 46 §4 hold that a program can choose. The rules on joiners and writing directions always do.</summary>
[Flags]
public enum DomainNameRules
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Of ASCII only letters, digits and hyphens (UseSTD3ASCIIRules): host names, not names like <c>_dmarc</c>.</summary>
    HostNames = 1,

    /// <summary>No hyphens at the ends of a label, nor in both its third and fourth place (CheckHyphens).</summary>
    Hyphens = 2,

    /// <summary>The lengths that DNS has room for (VerifyDnsLength). Only for ASCII.</summary>
    DnsLength = 4,

    /// <summary>All of them, as for the domain of a mail address.</summary>
    All = HostNames | Hyphens | DnsLength,
}
