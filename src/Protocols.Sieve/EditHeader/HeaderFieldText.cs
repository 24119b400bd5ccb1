using System.Buffers;
using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary>What can be the name of a header field, and its value (RFC 5322 §2.2).</summary>
internal static class HeaderFieldText
{
    private const int LongestName = 76;

    private static readonly SearchValues<byte> s_nameOctets = SearchValues.Create([.. Enumerable.Range(33, 94).Where(static octet => octet != ':').Select(static octet => (byte)octet)]);

    /// <summary>Whether this is a name: printable ASCII without a colon.</summary>
    /// <param name="name">The name.</param>
    public static bool IsName(ReadOnlySpan<byte> name) => name.Length is > 0 and <= LongestName && !name.ContainsAnyExcept(s_nameOctets);

    /// <summary>The text of a value as it stands in a message.</summary>
    /// <param name="rawValue">The value, with its folds.</param>
    public static string Decode(ReadOnlySpan<byte> rawValue) => HeaderText.Decode(rawValue).Trim();

    /// <summary>Whether a value can be that of a field: text, without controls but for tabs and line ends, which become spaces (RFC 5322 §2.2.1).</summary>
    /// <param name="value">The value.</param>
    public static bool IsValue(ReadOnlySpan<byte> value)
    {
        foreach (byte octet in value)
        {
            if (octet is < (byte)' ' and not ((byte)'\t' or (byte)'\r' or (byte)'\n') or 0x7F)
            {
                return false;
            }
        }

        return true;
    }
}
