using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>What follows from an attempt that failed for now.</summary>
/// <param name="Reason">Why so.</param>
/// <param name="NextAttempt">When to try again; null if it is given up.</param>
/// <param name="Notices">What the sender is to be told now, beside a report of failure: reports of delay.</param>
/// <param name="Status">The status for the report: 5.4.7 for what is given up, 4.4.7 for a delay, else none (RFC 3463 §3.5).</param>
public readonly record struct RetryDecision(RetryReason Reason, DateTimeOffset? NextAttempt, QueueDelayNotices Notices, EnhancedStatusCode Status)
{
    /// <summary>Whether the recipient is given up.</summary>
    public bool IsGivenUp => NextAttempt is null;
}

/// <summary>Why it is tried again, or is not.</summary>
public enum RetryReason
{
    /// <summary>Its next time came from the delays.</summary>
    Scheduled,

    /// <summary>Its next time is sooner than the delays say, because something ends then.</summary>
    Deadline,

    /// <summary>It was in the queue for as long as messages are kept.</summary>
    Expired,

    /// <summary>Its deliver-by-time passed, and the sender wants it back then.</summary>
    DeliverByPassed,
}
