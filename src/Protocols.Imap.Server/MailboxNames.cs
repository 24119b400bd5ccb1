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
    /// case. The cost is at most the product of the lengths, whatever the wildcards.
    /// </summary>
    public static bool Matches(ReadOnlySpan<char> name, ReadOnlySpan<char> pattern)
    {
        if (pattern.Length - pattern.Count('*') - pattern.Count('%') > name.Length)
        {
            return false;
        }

        // reached[i]: whether the pattern up to i can stand for the name up to where we are. All ways at once: nothing is ever tried again.
        Span<bool> reached = pattern.Length < 256 ? stackalloc bool[pattern.Length + 1] : new bool[pattern.Length + 1];
        reached[0] = true;
        PassWildcards(pattern, reached);
        for (int n = 0; n < name.Length; n++)
        {
            bool isAny = false;
            for (int i = pattern.Length; i >= 0; i--)
            {
                bool stays = reached[i] && i < pattern.Length && (pattern[i] == '*' || (pattern[i] == '%' && name[n] != Separator));
                bool comes = i > 0 && reached[i - 1] && pattern[i - 1] is not ('*' or '%') && Same(name, n, pattern[i - 1]);
                reached[i] = stays || comes;
                isAny |= reached[i];
            }

            if (!isAny)
            {
                return false;
            }

            PassWildcards(pattern, reached);
        }

        return reached[pattern.Length];
    }

    // A wildcard may stand for nothing.
    private static void PassWildcards(ReadOnlySpan<char> pattern, Span<bool> reached)
    {
        for (int i = 0; i < pattern.Length; i++)
        {
            reached[i + 1] |= reached[i] && (pattern[i] is '*' or '%');
        }
    }

    private static bool Same(ReadOnlySpan<char> name, int at, char wanted) =>
        name[at] == wanted || (at < 5 && name.StartsWith("INBOX") && (name.Length == 5 || name[5] == Separator) && char.ToUpperInvariant(wanted) == name[at]);
}
