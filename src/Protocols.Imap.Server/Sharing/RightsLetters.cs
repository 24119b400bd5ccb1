using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>Rights between the letters of IMAP and the store's set (RFC 4314 §2.1).</summary>
internal static class RightsLetters
{
    // RFC 4314 §2.1.1: what RFC 2086 knew as one right each. A server chooses what they stand for, and nothing may be in both.
    private const MailboxRights Create = MailboxRights.CreateMailboxes | MailboxRights.DeleteMailbox;
    private const MailboxRights Delete = MailboxRights.Expunge | MailboxRights.DeleteMessages;

    private static readonly (char Letter, MailboxRights Right)[] s_letters =
    [
        ('l', MailboxRights.Lookup),
        ('r', MailboxRights.Read),
        ('s', MailboxRights.KeepSeen),
        ('w', MailboxRights.Write),
        ('i', MailboxRights.Insert),
        ('p', MailboxRights.Post),
        ('k', MailboxRights.CreateMailboxes),
        ('x', MailboxRights.DeleteMailbox),
        ('t', MailboxRights.DeleteMessages),
        ('e', MailboxRights.Expunge),
        ('a', MailboxRights.Administer),
    ];

    /// <summary>What LISTRIGHTS lists for somebody who can be given any right: none is tied to another.</summary>
    public static string[] All { get; } = [.. s_letters.Select(static l => l.Letter.ToString()), "c", "d"];

    /// <summary>The rights of some letters, or null if one of them is none.</summary>
    public static MailboxRights? TryParse(string letters)
    {
        MailboxRights rights = MailboxRights.None;
        foreach (char letter in letters)
        {
            MailboxRights right = letter switch
            {
                'c' => Create,
                'd' => Delete,
                _ => Array.Find(s_letters, l => l.Letter == letter).Right,
            };
            if (right == MailboxRights.None)
            {
                return null;
            }

            rights |= right;
        }

        return rights;
    }

    /// <summary>The letters of some rights, with those of old that any of them belongs to.</summary>
    public static string Of(MailboxRights rights)
    {
        Span<char> letters = stackalloc char[s_letters.Length + 2];
        int count = 0;
        foreach ((char letter, MailboxRights right) in s_letters)
        {
            if ((rights & right) != 0)
            {
                letters[count++] = letter;
            }
        }

        if ((rights & Create) != 0)
        {
            letters[count++] = 'c';
        }

        if ((rights & Delete) != 0)
        {
            letters[count++] = 'd';
        }

        return new string(letters[..count]);
    }

    /// <summary>The flags that somebody with these rights may change (RFC 4314 §4).</summary>
    public static FlagMask Flags(MailboxRights rights)
    {
        SystemFlags system = SystemFlags.None;
        if ((rights & MailboxRights.KeepSeen) != 0)
        {
            system |= SystemFlags.Seen;
        }

        if ((rights & MailboxRights.DeleteMessages) != 0)
        {
            system |= SystemFlags.Deleted;
        }

        bool others = (rights & MailboxRights.Write) != 0;
        return new FlagMask(others ? system | SystemFlags.Answered | SystemFlags.Flagged | SystemFlags.Draft : system, others);
    }
}
