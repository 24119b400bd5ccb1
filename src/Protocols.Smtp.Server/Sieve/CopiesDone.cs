using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>What was done already with one message: an account that it comes to by several addresses has one copy in a mailbox, and sends one on to an address.</summary>
internal sealed class CopiesDone
{
    /// <summary>Where it is filed.</summary>
    public HashSet<(AccountId Account, MailboxId Mailbox)> Mailboxes { get; } = [];

    /// <summary>To whom it was sent on.</summary>
    public HashSet<(AccountId Account, string Address)> Addresses { get; } = [];
}
