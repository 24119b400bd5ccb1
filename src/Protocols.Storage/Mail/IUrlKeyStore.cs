namespace Protocols.Storage;

/// <summary>
/// The secrets by which IMAP URLs are authorized (RFC 4467 §2.2): one for each user and mailbox, made of 256 random bits when it is first wanted.
/// A mailbox that is not the user's own has a key of the user's for it all the same.
/// </summary>
public interface IUrlKeyStore
{
    /// <summary>The key, if there is one.</summary>
    /// <param name="user">Whose table of keys.</param>
    /// <param name="owner">Whose mailbox.</param>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<ReadOnlyMemory<byte>?> FindKeyAsync(AccountId user, AccountId owner, MailboxId mailbox, CancellationToken cancellationToken);

    /// <summary>The key, made if there is none. It is on disk when it is given out.</summary>
    /// <param name="user">Whose table of keys.</param>
    /// <param name="owner">Whose mailbox.</param>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<ReadOnlyMemory<byte>> GetKeyAsync(AccountId user, AccountId owner, MailboxId mailbox, CancellationToken cancellationToken);

    /// <summary>Forgets a key, and with it whatever it authorized; the next is another.</summary>
    /// <param name="user">Whose table of keys.</param>
    /// <param name="owner">Whose mailbox.</param>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask ResetKeyAsync(AccountId user, AccountId owner, MailboxId mailbox, CancellationToken cancellationToken);

    /// <summary>Forgets all keys of a user.</summary>
    /// <param name="user">The user.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask ResetKeysAsync(AccountId user, CancellationToken cancellationToken);
}
