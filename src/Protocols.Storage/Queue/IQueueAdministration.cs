namespace Protocols.Storage;

/// <summary>What an operator sees of the queue and does with it.</summary>
public interface IQueueAdministration
{
    /// <summary>Looks a page of messages through, in the order in which they came.</summary>
    /// <param name="query">Which are wanted.</param>
    /// <param name="after">Begin after this message, or null for the beginning.</param>
    /// <param name="max">The most messages to give, from 1. The engine gives fewer where that is beyond its limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<QueuePage> ListAsync(QueueQuery query, QueueMessageId? after, int max, CancellationToken cancellationToken);

    /// <summary>Finds a message.</summary>
    /// <param name="message">Its id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<QueuedMessage?> FindAsync(QueueMessageId message, CancellationToken cancellationToken);

    /// <summary>A message's recipients by number, those that are done too; read in pieces.</summary>
    /// <param name="message">Its id.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    IAsyncEnumerable<QueuedRecipient> ReadRecipientsAsync(QueueMessageId message, CancellationToken cancellationToken);

    /// <summary>The work of a message that is out under leases.</summary>
    /// <param name="message">Its id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<QueueHolder>> ReadLeasesAsync(QueueMessageId message, CancellationToken cancellationToken);

    /// <summary>
    /// Makes what waits for its next attempt due now, but nothing before the time its sender asked to hold it until (RFC 4865 §4.2).
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<QueueChange> RetryAsync(QueueMessageId message, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// The same for a destination that is seen to be there again (RFC 5321 §4.5.4.1), for no more batches than
    /// <paramref name="max"/> at a time.
    /// </summary>
    /// <param name="destination">The destination.</param>
    /// <param name="now">The time.</param>
    /// <param name="max">The most batches to change, from 1. The engine changes fewer where that is beyond its limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The batches changed; at none there are no more.</returns>
    ValueTask<int> RetryDestinationAsync(string destination, DateTimeOffset now, int max, CancellationToken cancellationToken);

    /// <summary>Keeps a message from being given out until it is released. What is out under a lease now goes its way.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<QueueChange> HoldAsync(QueueMessageId message, CancellationToken cancellationToken);

    /// <summary>Ends <see cref="HoldAsync"/>.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<QueueChange> ReleaseAsync(QueueMessageId message, CancellationToken cancellationToken);

    /// <summary>
    /// Takes pending recipients out, with no report to anybody. Those that are out under a lease stay, since they may be delivered at this
    /// moment, and the status says so.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="recipient">The number of one recipient, or null for all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<QueueChange> CancelAsync(QueueMessageId message, int? recipient, CancellationToken cancellationToken);

    /// <summary>The destinations with pending recipients, by name, with counts that are kept and not counted anew.</summary>
    /// <param name="after">Begin after this destination, or null for the beginning.</param>
    /// <param name="max">The most to give, from 1. The engine gives fewer where that is beyond its limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<QueueDestination>> ListDestinationsAsync(string? after, int max, CancellationToken cancellationToken);

    /// <summary>How many messages the queue holds.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<long> CountAsync(CancellationToken cancellationToken);
}
