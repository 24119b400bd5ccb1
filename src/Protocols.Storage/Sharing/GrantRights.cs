namespace Protocols.Storage;

/// <summary>How <see cref="GrantRights"/> changes rights (RFC 4314 §3.1).</summary>
public enum RightsOperation
{
    /// <summary>The given rights are added to what was there.</summary>
    Add,

    /// <summary>The given rights are removed from what was there.</summary>
    Remove,

    /// <summary>Just the given rights are kept; none removes the line.</summary>
    Replace,
}

/// <summary>
/// Changes one line of a mailbox's list of rights. The owner always has all, and has no line. Mailboxes made below one begin with its list, renaming keeps
/// lists, and deleting a mailbox deletes its own.
/// </summary>
/// <param name="Mailbox">The mailbox.</param>
/// <param name="Grantee">Who.</param>
/// <param name="IsNegative">Whether it is the line that takes rights away.</param>
/// <param name="Operation">How.</param>
/// <param name="Rights">Which rights.</param>
public sealed record GrantRights(MailboxId Mailbox, Grantee Grantee, bool IsNegative, RightsOperation Operation, MailboxRights Rights) : MailChange;
