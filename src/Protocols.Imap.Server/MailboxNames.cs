using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>Names of mailboxes as IMAP has them, and what their roles are called (RFC 6154 §2).</summary>
internal static class MailboxNames
{
    public const char Separator = '/';

    /// <summary>The special-use attribute of a role, or null.</summary>
    public static string? Attribute(MailboxRole role) => role switch
    {
        MailboxRole.Archive => @"\Archive",
        MailboxRole.Drafts => @"\Drafts",
        MailboxRole.Junk => @"\Junk",
        MailboxRole.Sent => @"\Sent",
        MailboxRole.Trash => @"\Trash",
        _ => null,
    };

    /// <summary>The role of a special-use attribute, or null.</summary>
    public static MailboxRole? Role(string attribute)
    {
        foreach (MailboxRole role in Enum.GetValues<MailboxRole>())
        {
            if (Attribute(role) is { } name && name.Equals(attribute, StringComparison.OrdinalIgnoreCase))
            {
                return role;
            }
        }

        return null;
    }

    /// <summary>RFC 9051 §6.3.4: a separator at the end says that inferiors will be made; it is no part of the name.</summary>
    public static string WithoutTrailingSeparator(string name) => name.Length > 1 && name[^1] == Separator ? name[..^1] : name;

    /// <summary>
    /// Whether a name matches a pattern: <c>*</c> stands for anything, <c>%</c> for anything within a level (RFC 9051 §6.3.9). INBOX matches in any
    /// case. The cost is at most the square of the name's length.
    /// </summary>
    public static bool Matches(ReadOnlySpan<char> name, ReadOnlySpan<char> pattern)
    {
        // The classic two-pointer match, with a place to come back to for each kind of wildcard: a later * makes earlier ones moot, and a %
        // that meets a separator falls back to the last *.
        int n = 0;
        int p = 0;
        int starP = -1;
        int starN = 0;
        int percentP = -1;
        int percentN = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                starP = p++;
                starN = n;
                percentP = -1;
            }
            else if (p < pattern.Length && pattern[p] == '%')
            {
                percentP = p++;
                percentN = n;
            }
            else if (p < pattern.Length && Same(name, n, pattern[p]))
            {
                n++;
                p++;
            }
            else if (percentP >= 0 && name[percentN] != Separator)
            {
                n = ++percentN;
                p = percentP + 1;
            }
            else if (starP >= 0)
            {
                n = ++starN;
                p = starP + 1;
                percentP = -1;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] is '*' or '%')
        {
            p++;
        }

        return p == pattern.Length;
    }

    private static bool Same(ReadOnlySpan<char> name, int at, char wanted) =>
        name[at] == wanted || (at < 5 && name.StartsWith("INBOX") && (name.Length == 5 || name[5] == Separator) && char.ToUpperInvariant(wanted) == name[at]);
}
