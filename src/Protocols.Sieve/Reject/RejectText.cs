using System.Text;

namespace Protocols.Sieve;

/// <summary>The reason of <c>reject</c> and <c>ereject</c> as the text of a reply of SMTP or LMTP (RFC 5429 §2.1.1, §2.5).</summary>
internal static class RejectText
{
    // RFC 5321 §4.5.3.1.5: 512 octets with the code, the enhanced code and CRLF.
    private const int LongestLine = 480;
    private const string Substitute = "The message was refused by the recipient's mail filter";

    /// <summary>Whether a reason can be given as it is: <c>reject</c> may be answered in the protocol only then (§2.2).</summary>
    /// <param name="reason">The reason.</param>
    public static bool IsAscii(string reason) => Ascii.IsValid(reason) && reason.AsSpan().IndexOfAnyInRange('\0', '\b') < 0;

    /// <summary>The lines of the reply, at least one, none of them longer than a reply can have. A reason that is not ASCII is replaced by a text that is.</summary>
    /// <param name="reason">The reason.</param>
    public static IReadOnlyList<string> ToLines(string reason)
    {
        List<string> lines = [];
        foreach (ReadOnlySpan<char> line in (IsAscii(reason) ? reason : Substitute).AsSpan().TrimEnd().EnumerateLines())
        {
            ReadOnlySpan<char> rest = line;
            do
            {
                int length = Math.Min(rest.Length, LongestLine);
                int space = length < rest.Length ? rest[..length].LastIndexOf(' ') : -1;
                length = space > 0 ? space : length;
                lines.Add(Printable(rest[..length]));
                rest = rest[length..].TrimStart(' ');
            }
            while (!rest.IsEmpty);
        }

        return lines.TrueForAll(static line => line.Length == 0) ? [Substitute] : lines;
    }

    private static string Printable(ReadOnlySpan<char> line)
    {
        string text = line.ToString();
        return text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? string.Concat(text.Select(static character => character is >= ' ' and <= '~' ? character : ' ')) : text;
    }
}
