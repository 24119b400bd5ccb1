using System.Net;

namespace Protocols.Reports;

/// <summary>Tells addresses of hosts from what the framework takes for such, like <c>1</c> (RFC 3986 §3.2.2).</summary>
internal static class SourceAddress
{
    public static bool IsValid(string text) =>
        (text.AsSpan().Count('.') == 3 || text.Contains(':', StringComparison.Ordinal)) && !text.Contains('[', StringComparison.Ordinal) && IPAddress.TryParse(text, out _);
}
