namespace Protocols.Storage;

/// <summary>What a mailbox is used for (RFC 6154 §2, RFC 8621 §2).</summary>
public enum MailboxRole
{
    /// <summary>Nothing in particular.</summary>
    None,

    /// <summary>Where mail arrives. Every account has just one, and its name is INBOX.</summary>
    Inbox,

    /// <summary>Kept, out of the way.</summary>
    Archive,

    /// <summary>Not yet sent.</summary>
    Drafts,

    /// <summary>Spam.</summary>
    Junk,

    /// <summary>Copies of what was sent.</summary>
    Sent,

    /// <summary>Deleted, or on its way to that.</summary>
    Trash,
}
