using System.Buffers;

namespace Protocols.Sieve;

/// <summary>The syntax of what mailboxes are found by beside their name.</summary>
internal static class MailboxFacts
{
    private const int LongestId = 255;

    // RFC 9051 §9 atom-specials
    private static readonly SearchValues<byte> s_specials = SearchValues.Create("(){%*\"\\] "u8);

    /// <summary>Whether this is a special-use attribute, such as <c>\Archive</c>: a backslash and an atom (RFC 6154 §6, RFC 8579 §4).</summary>
    /// <param name="attribute">The attribute.</param>
    public static bool IsSpecialUse(ReadOnlySpan<byte> attribute) =>
        attribute.Length > 1 && attribute[0] == (byte)'\\' && attribute[1..].IndexOfAny(s_specials) < 0 && !attribute[1..].ContainsAnyExceptInRange((byte)'!', (byte)'~');

    /// <summary>Whether this is the identifier of a mailbox: 1 to 255 letters, digits, underscores and dashes (RFC 8474 §7, RFC 9042 §4).</summary>
    /// <param name="id">The identifier.</param>
    public static bool IsMailboxId(ReadOnlySpan<byte> id)
    {
        foreach (byte octet in id)
        {
            if (!char.IsAsciiLetterOrDigit((char)octet) && octet is not ((byte)'_' or (byte)'-'))
            {
                return false;
            }
        }

        return id.Length is > 0 and <= LongestId;
    }
}
