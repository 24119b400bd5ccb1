namespace Protocols.Storage;

/// <summary>What happened to the mailboxes of an account between a point and now, from one snapshot.</summary>
/// <param name="IsComplete">False if the point lies before what the log still remembers: then read the mailboxes anew.</param>
/// <param name="ModSeq">The account's clock at the snapshot: the point to ask from next time.</param>
/// <param name="Changed">The mailboxes that were made or touched since, or in which something was, as they now are.</param>
/// <param name="Touched">Those of them that were made or touched themselves: their name, subscription, rights or role.</param>
/// <param name="Gone">The mailboxes that are gone. One that came and went in between may be among them.</param>
public sealed record MailboxesDelta(bool IsComplete, ModSeq ModSeq, IReadOnlyList<Mailbox> Changed, IReadOnlySet<MailboxId> Touched, IReadOnlyList<MailboxId> Gone);

/// <summary>Tells which mailboxes of an account changed: what NOTIFY and JMAP's Mailbox/changes are made of.</summary>
public interface IMailboxFeed
{
    /// <summary>What happened since a point. Costs what happened, not what the account holds.</summary>
    /// <param name="account">The account.</param>
    /// <param name="since">The point, as an earlier call gave it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<MailboxesDelta> ReadMailboxChangesAsync(AccountId account, ModSeq since, CancellationToken cancellationToken);
}
