using Protocols.Storage;

namespace Protocols.Server.Tests.Smtp;

/// <summary>A store in which one account is full and another cannot be written to.</summary>
internal sealed class FailingMailStore(IMailStore inner, Func<AccountId?> full, Func<AccountId?> broken) : IMailStore
{
    public IAsyncEnumerable<Mailbox> ListMailboxesAsync(AccountId account, CancellationToken cancellationToken) => inner.ListMailboxesAsync(account, cancellationToken);

    public IAsyncEnumerable<string> ListSubscriptionsAsync(AccountId account, CancellationToken cancellationToken) => inner.ListSubscriptionsAsync(account, cancellationToken);

    public ValueTask<Mailbox?> FindMailboxAsync(AccountId account, string name, CancellationToken cancellationToken) => inner.FindMailboxAsync(account, name, cancellationToken);

    public ValueTask<Mailbox?> FindMailboxAsync(AccountId account, MailboxRole role, CancellationToken cancellationToken) => inner.FindMailboxAsync(account, role, cancellationToken);

    public ValueTask<(MailboxView View, ModSeq ModSeq)?> OpenMailboxAsync(AccountId account, MailboxId mailbox, CancellationToken cancellationToken) =>
        inner.OpenMailboxAsync(account, mailbox, cancellationToken);

    public ValueTask<MailboxDelta> ReadChangesAsync(AccountId account, MailboxId mailbox, ModSeq since, CancellationToken cancellationToken) =>
        inner.ReadChangesAsync(account, mailbox, since, cancellationToken);

    public IAsyncEnumerable<MailboxEntry> ReadEntriesAsync(AccountId account, MailboxId mailbox, EntryQuery query, CancellationToken cancellationToken) =>
        inner.ReadEntriesAsync(account, mailbox, query, cancellationToken);

    public ValueTask<EntryTable> ReadTableAsync(AccountId account, MailboxId mailbox, UidSet uids, EntryColumns columns, CancellationToken cancellationToken) =>
        inner.ReadTableAsync(account, mailbox, uids, columns, cancellationToken);

    public ValueTask<MailChangeResult> ApplyAsync(AccountId account, IReadOnlyList<MailChange> changes, CancellationToken cancellationToken) =>
        account == full() ? new(new MailChangeResult(false, new ModSeq(1), [new MailChangeOutcome { Status = MailChangeStatus.LimitExceeded, Reason = "full" }]))
        : account == broken() ? throw new IOException("broken on purpose")
        : inner.ApplyAsync(account, changes, cancellationToken);
}
