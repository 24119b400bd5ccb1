namespace Protocols.Storage;

/// <summary>What somebody may do with a mailbox (RFC 4314 §2.1); the letters of IMAP are its names elsewhere.</summary>
[Flags]
public enum MailboxRights
{
    /// <summary>Nothing: to whom it has no right, a mailbox does not exist.</summary>
    None = 0,

    /// <summary><c>l</c>: see that it is there.</summary>
    Lookup = 1,

    /// <summary><c>r</c>: open it, and read its messages and counters.</summary>
    Read = 2,

    /// <summary><c>s</c>: set and clear <c>\Seen</c>.</summary>
    KeepSeen = 4,

    /// <summary><c>w</c>: set and clear all flags but <c>\Seen</c> and <c>\Deleted</c>.</summary>
    Write = 8,

    /// <summary><c>i</c>: put messages in.</summary>
    Insert = 16,

    /// <summary><c>p</c>: send mail to its address.</summary>
    Post = 32,

    /// <summary><c>k</c>: make mailboxes below it.</summary>
    CreateMailboxes = 64,

    /// <summary><c>x</c>: delete or rename it.</summary>
    DeleteMailbox = 128,

    /// <summary><c>t</c>: set and clear <c>\Deleted</c>.</summary>
    DeleteMessages = 256,

    /// <summary><c>e</c>: expunge.</summary>
    Expunge = 512,

    /// <summary><c>a</c>: say who may do what.</summary>
    Administer = 1024,

    /// <summary>Everything: what the owner always has.</summary>
    All = 2047,
}
