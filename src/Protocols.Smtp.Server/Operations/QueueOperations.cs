using Microsoft.Extensions.Logging;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>What an operator can do to a message of the queue.</summary>
public enum QueueAction
{
    /// <summary>What waits for its next attempt is due now.</summary>
    Retry,

    /// <summary>It is not given out until it is released.</summary>
    Hold,

    /// <summary>It is given out again.</summary>
    Release,

    /// <summary>Its pending recipients are taken out, and nobody is told.</summary>
    Cancel,
}

/// <summary>What an action came to for all messages of a page.</summary>
/// <param name="Messages">How many messages it was done to.</param>
/// <param name="Recipients">How many pending recipients of them.</param>
/// <param name="InProgress">The messages some of which was left alone, because it is being delivered at this moment.</param>
/// <param name="Next">Where the next page begins (after this message), or null at the end.</param>
public sealed record QueueSweep(int Messages, long Recipients, IReadOnlyList<QueueMessageId> InProgress, QueueMessageId? Next);

/// <summary>What an operator does with the queue: to one message, or to all that a query finds. Each change is logged.</summary>
/// <param name="administration">The queue.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Takes what was done.</param>
public sealed class QueueOperations(IQueueAdministration administration, TimeProvider time, ILogger logger)
{
    /// <summary>The queue, to be looked at.</summary>
    public IQueueAdministration Queue { get; } = administration;

    /// <summary>Does something to one message.</summary>
    /// <param name="action">What.</param>
    /// <param name="message">The message.</param>
    /// <param name="recipient">The number of the one recipient to cancel, or null for all; only with <see cref="QueueAction.Cancel"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<QueueChange> ApplyAsync(QueueAction action, QueueMessageId message, int? recipient, CancellationToken cancellationToken)
    {
        if (recipient is not null && action != QueueAction.Cancel)
        {
            throw new ArgumentException("Only to cancel can be done to one recipient.", nameof(recipient));
        }

        QueueChange change = action switch
        {
            QueueAction.Retry => await Queue.RetryAsync(message, time.GetUtcNow(), cancellationToken).ConfigureAwait(false),
            QueueAction.Hold => await Queue.HoldAsync(message, cancellationToken).ConfigureAwait(false),
            QueueAction.Release => await Queue.ReleaseAsync(message, cancellationToken).ConfigureAwait(false),
            QueueAction.Cancel => await Queue.CancelAsync(message, recipient, cancellationToken).ConfigureAwait(false),
            _ => throw new ArgumentOutOfRangeException(nameof(action)),
        };
        SmtpLog.QueueChanged(logger, action, message, change.Status, change.Recipients);
        return change;
    }

    /// <summary>Does something to all messages that a query finds, a page of them at a time.</summary>
    /// <param name="action">What.</param>
    /// <param name="query">Which messages.</param>
    /// <param name="after">Begin after this message, or null for the beginning.</param>
    /// <param name="max">The most messages to look at, from 1.</param>
    /// <param name="cancellationToken">Ends it between two messages.</param>
    public async ValueTask<QueueSweep> SweepAsync(QueueAction action, QueueQuery query, QueueMessageId? after, int max, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        QueuePage page = await Queue.ListAsync(query, after, max, cancellationToken).ConfigureAwait(false);
        int messages = 0;
        long recipients = 0;
        List<QueueMessageId> inProgress = [];
        foreach (QueuedMessage message in page.Messages)
        {
            QueueChange change = await ApplyAsync(action, message.Id, null, cancellationToken).ConfigureAwait(false);

            // One that is gone by now was delivered meanwhile.
            messages += change.Status == QueueChangeStatus.NotFound ? 0 : 1;
            recipients += change.Recipients;
            if (change.Status == QueueChangeStatus.InProgress)
            {
                inProgress.Add(message.Id);
            }
        }

        return new QueueSweep(messages, recipients, inProgress, page.Next);
    }

    /// <summary>Makes all that waits for a destination due now.</summary>
    /// <param name="destination">The destination.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    /// <returns>How many batches were changed.</returns>
    public async ValueTask<long> RetryDestinationAsync(string destination, CancellationToken cancellationToken)
    {
        const int Step = 1_000;
        long all = 0;
        int changed;
        while ((changed = await Queue.RetryDestinationAsync(destination, time.GetUtcNow(), Step, cancellationToken).ConfigureAwait(false)) > 0)
        {
            all += changed;
        }

        SmtpLog.DestinationRetried(logger, destination, all);
        return all;
    }
}
