using Protocols.Text;

namespace Protocols.Mime;

/// <summary>The ASCII form of domain names (RFC 5890).</summary>
internal static class DomainNames
{
    /// <summary>Makes A-labels of U-labels; false where a label has no such form.</summary>
    public static bool TryToAscii(ReadOnlySpan<char> domain, out string ascii) => DomainName.ToAscii(domain, out ascii) == DomainNameDefects.None;
}
