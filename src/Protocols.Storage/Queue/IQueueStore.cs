namespace Protocols.Storage;

/// <summary>
/// Mail on its way out: durable, scheduled by destination, given out under leases, so that no two workers ever hold the same recipients. When
/// to try again and what to tell the sender is the caller's business; the queue keeps what was decided.
/// </summary>
/// <remarks>
/// No operation costs more because the queue is long. An engine promises that what it told of is on disk; a worker that dies between the
/// other server's 250 and <see cref="CompleteAsync"/> sends again, which nobody can avoid (RFC 5321 §6.1).
/// </remarks>
public interface IQueueStore
{
    /// <summary>
    /// The account that is the queue's own and nobody else's. Under it <see cref="IBlobStore"/> gives the content of queued messages, and
    /// <see cref="IChangeFeed"/> wakes whoever waits for work: its clock rises when there may be something due earlier than before.
    /// </summary>
    AccountId Account { get; }

    /// <summary>Puts a message into the queue with all its recipients. When it completes with success, all of it is on disk.</summary>
    /// <param name="submission">The message.</param>
    /// <param name="cancellationToken">Ends the wait; what was begun may still be done.</param>
    /// <exception cref="ArgumentException">No recipient, a control character in a value, or a value out of its range.</exception>
    ValueTask<EnqueueResult> EnqueueAsync(QueueSubmission submission, CancellationToken cancellationToken);

    /// <summary>
    /// Gives out work that is due: of the highest priority first, then what became due first, then what came first. Recipients of one message at one destination
    /// come together, as many as one transaction should have.
    /// </summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancellationToken">Ends the wait; what was begun may still be done, and its leases then run out.</param>
    ValueTask<IReadOnlyList<QueueLease>> LeaseAsync(QueueLeaseRequest request, CancellationToken cancellationToken);

    /// <summary>Prolongs leases.</summary>
    /// <param name="leases">The leases.</param>
    /// <param name="until">Until when. The engine shortens what is beyond its limit, counted from its own clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Those that were prolonged, with their new end. What is not among them is another's by now, or free: stop the work on it.</returns>
    ValueTask<IReadOnlyList<QueueLease>> RenewAsync(IReadOnlyList<QueueLease> leases, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>
    /// Ends a lease with what came of it, and puts the notifications that follow from it into the queue in the same step. A recipient without
    /// an outcome stays as it was. A lease that ran out is still taken as long as nobody else has the work.
    /// </summary>
    /// <param name="lease">The lease.</param>
    /// <param name="outcomes">What became of its recipients.</param>
    /// <param name="notifications">Reports to be sent because of them.</param>
    /// <param name="cancellationToken">Ends the wait; what was begun may still be done.</param>
    /// <exception cref="ArgumentException">An outcome is not of this lease, is Cancelled, or is to be tried again at no time.</exception>
    ValueTask<QueueCompletion> CompleteAsync(
        QueueLease lease, IReadOnlyList<RecipientOutcome> outcomes, IReadOnlyList<QueueSubmission> notifications, CancellationToken cancellationToken);

    /// <summary>Gives a lease back untried: its recipients are due again at once.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False if the lease was lost before.</returns>
    ValueTask<bool> ReleaseAsync(QueueLease lease, CancellationToken cancellationToken);

    /// <summary>When something is due next, or a lease runs out: the time until which a scheduler may sleep. It may lie in the past.</summary>
    /// <param name="excludedDestinations">Destinations to pass over, in lower case.</param>
    /// <param name="maxLeasesPerDestination">Destinations with as many leases out are passed over too, as far as what is due is concerned.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The time in UTC, or null if nothing waits.</returns>
    ValueTask<DateTimeOffset?> NextDueAsync(IReadOnlySet<string> excludedDestinations, int maxLeasesPerDestination, CancellationToken cancellationToken);
}
