namespace Protocols.Storage;

/// <summary>
/// Who may do what with whose mailboxes. Rights are changed by <see cref="GrantRights"/>, in the owner's account. A store does not itself ask for rights: a
/// server does, before it acts for a user in an account that is another's.
/// </summary>
public interface IMailboxSharing
{
    /// <summary>A mailbox's list of rights, without its owner: accounts by address, groups before them.</summary>
    /// <param name="owner">Whose mailbox it is.</param>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<MailboxGrant>> ReadGrantsAsync(AccountId owner, MailboxId mailbox, CancellationToken cancellationToken);

    /// <summary>What a user may do with a mailbox: all if it is the owner, and nothing if nothing was said or there is no such mailbox of another's.</summary>
    /// <param name="owner">Whose mailbox it is.</param>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="user">The user.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<MailboxRights> ReadRightsAsync(AccountId owner, MailboxId mailbox, AccountId user, CancellationToken cancellationToken);

    /// <summary>The mailboxes of others on which a user has any right, from one snapshot: by the owner's address and then by name, INBOX first. Costs what was shared, not what there is.</summary>
    /// <param name="user">The user.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    IAsyncEnumerable<SharedMailbox> ListSharedAsync(AccountId user, CancellationToken cancellationToken);
}
