namespace Protocols.Storage.Sql;

/// <summary>The rules of mailboxes' names: levels between <c>/</c>, and an INBOX that is the same in any case.</summary>
internal static class MailboxName
{
    public const string Inbox = "INBOX";
    public const char Separator = '/';

    /// <summary>The name with INBOX as its first level in capitals (RFC 9051 §5.1).</summary>
    public static string Normalize(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(Inbox, StringComparison.OrdinalIgnoreCase) && (name.Length == Inbox.Length || name[Inbox.Length] == Separator)
            ? Inbox + name[Inbox.Length..]
            : name;
    }

    /// <summary>Why a name cannot be a mailbox's, or null if it can.</summary>
    public static string? Defect(string name, MailLimits limits)
    {
        if (name.Length > limits.MailboxNameLength)
        {
            return $"The name is longer than {limits.MailboxNameLength}.";
        }

        int depth = 0;
        foreach (Range level in name.AsSpan().Split(Separator))
        {
            int length = name.AsSpan()[level].Length;
            if (length == 0)
            {
                return "A level of the name is empty.";
            }

            if (length > limits.MailboxLevelLength)
            {
                return $"A level of the name is longer than {limits.MailboxLevelLength}.";
            }

            depth++;
        }

        if (depth > limits.MailboxDepth)
        {
            return $"The name has more than {limits.MailboxDepth} levels.";
        }

        for (int i = 0; i < name.Length; i++)
        {
            if (char.IsControl(name[i]))
            {
                return "The name has a control character.";
            }

            if (char.IsSurrogate(name[i]))
            {
                if (i + 1 == name.Length || !char.IsSurrogatePair(name[i], name[i + 1]))
                {
                    return "The name has half a character.";
                }

                i++;
            }
        }

        return null;
    }

    /// <summary>The name one level up, or null at the top.</summary>
    public static string? Superior(string name)
    {
        int slash = name.LastIndexOf(Separator);
        return slash < 0 ? null : name[..slash];
    }
}
