namespace Protocols.Storage;

/// <summary>One line of a mailbox's list of rights.</summary>
/// <param name="Grantee">Who.</param>
/// <param name="Account">The account, where it is one and not a group.</param>
/// <param name="IsNegative">Whether the rights are taken away, whoever gives them (RFC 4314 §2: an identifier that begins with a hyphen).</param>
/// <param name="Rights">The rights, at least one.</param>
public sealed record MailboxGrant(Grantee Grantee, Account? Account, bool IsNegative, MailboxRights Rights)
{
    /// <summary>What lines that all concern one user amount to: what any of them gives, and none takes away.</summary>
    /// <param name="lines">The lines.</param>
    public static MailboxRights Effective(IEnumerable<(bool IsNegative, MailboxRights Rights)> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        MailboxRights given = MailboxRights.None;
        MailboxRights taken = MailboxRights.None;
        foreach ((bool isNegative, MailboxRights rights) in lines)
        {
            if (isNegative)
            {
                taken |= rights;
            }
            else
            {
                given |= rights;
            }
        }

        return given & ~taken;
    }
}

/// <summary>A mailbox of somebody else's, as one sees it who was given rights on it.</summary>
/// <param name="Owner">Whose it is.</param>
/// <param name="Mailbox">The mailbox, by the name that its owner has for it; it is never told as subscribed.</param>
/// <param name="Rights">What one may do with it, at least something.</param>
public sealed record SharedMailbox(Account Owner, Mailbox Mailbox, MailboxRights Rights);
