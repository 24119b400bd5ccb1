using System.Globalization;

namespace Protocols.Mime;

/// <summary>The ASCII form of domain names (RFC 5890).</summary>
internal static class DomainNames
{
    private static readonly IdnMapping s_mapping = new() { UseStd3AsciiRules = true };

    /// <summary>Makes A-labels of U-labels; false where a label has no such form.</summary>
    public static bool TryToAscii(ReadOnlySpan<char> domain, out string ascii)
    {
        try
        {
            ascii = s_mapping.GetAscii(domain.ToString());
            return true;
        }
        catch (ArgumentException)
        {
            ascii = "";
            return false;
        }
    }
}
