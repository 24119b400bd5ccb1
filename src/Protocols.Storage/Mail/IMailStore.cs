namespace Protocols.Storage;

/// <summary>
/// Mail: mailboxes, the messages in them, and what changed. It thinks in UIDs and ids; sequence numbers live in the IMAP server alone.
/// </summary>
public interface IMailStore
{
    /// <summary>An account's mailboxes, by name, from one snapshot; INBOX first.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    IAsyncEnumerable<Mailbox> ListMailboxesAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>The names that are subscribed, whether or not there are such mailboxes.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    IAsyncEnumerable<string> ListSubscriptionsAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>Finds a mailbox by its name.</summary>
    /// <param name="account">The account.</param>
    /// <param name="name">The full name; INBOX, and it as the first level, in any case, else exact.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The mailbox, or null.</returns>
    ValueTask<Mailbox?> FindMailboxAsync(AccountId account, string name, CancellationToken cancellationToken);

    /// <summary>Finds the mailbox of a role: where a server files what has a place of its own, such as junk.</summary>
    /// <param name="account">The account.</param>
    /// <param name="role">The role; an account has at most one mailbox of each.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The mailbox, or null; always null for <see cref="MailboxRole.None"/>.</returns>
    ValueTask<Mailbox?> FindMailboxAsync(AccountId account, MailboxRole role, CancellationToken cancellationToken);

    /// <summary>Opens a mailbox: its counters and UIDs from one snapshot.</summary>
    /// <param name="account">The account.</param>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The view with the account's clock at the snapshot, or null if there is none or it cannot be selected.</returns>
    ValueTask<(MailboxView View, ModSeq ModSeq)?> OpenMailboxAsync(AccountId account, MailboxId mailbox, CancellationToken cancellationToken);

    /// <summary>What happened in a mailbox since a point. Costs what happened, not what the mailbox holds.</summary>
    /// <param name="account">The account.</param>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="since">The point, as an earlier call gave it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<MailboxDelta> ReadChangesAsync(AccountId account, MailboxId mailbox, ModSeq since, CancellationToken cancellationToken);

    /// <summary>
    /// Entries of a mailbox in rising order of UID. Each entry is consistent in itself; a long enumeration may be read in pieces, so
    /// that a slow reader holds nothing open.
    /// </summary>
    /// <param name="account">The account.</param>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="query">Which, and how much of each.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    IAsyncEnumerable<MailboxEntry> ReadEntriesAsync(AccountId account, MailboxId mailbox, EntryQuery query, CancellationToken cancellationToken);

    /// <summary>Entries of a mailbox in columns, all from one snapshot: for who has to look at very many of them.</summary>
    /// <param name="account">The account.</param>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="uids">Which; those that do not exist are passed over.</param>
    /// <param name="columns">What besides an entry's own facts.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    ValueTask<EntryTable> ReadTableAsync(AccountId account, MailboxId mailbox, UidSet uids, EntryColumns columns, CancellationToken cancellationToken);

    /// <summary>
    /// Applies changes to one account, all or none. When this completes, what it tells of is on disk, and the change feed has said so.
    /// </summary>
    /// <param name="account">The account.</param>
    /// <param name="changes">The changes, applied in order; a later one sees what an earlier one did.</param>
    /// <param name="cancellationToken">Ends the wait; a change set that was handed to the engine already may be applied all the same.</param>
    ValueTask<MailChangeResult> ApplyAsync(AccountId account, IReadOnlyList<MailChange> changes, CancellationToken cancellationToken);
}
