using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>When a delivery that failed for now is tried again, when it is given up, and when the sender hears of the delay (RFC 5321 §4.5.4.1).</summary>
/// <remarks>Pure: it is told the time and a random number, and the same of both gives the same decision.</remarks>
public sealed record RetrySchedule
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(365);

    /// <summary>
    /// The delays after the first attempts, at least one, each above none and up to a year. Unless set, 30 minutes and 1 hour, which with the
    /// factor and the maximum gives two attempts in the first hour and later one every three (RFC 5321 §4.5.4.1).
    /// </summary>
    public IReadOnlyList<TimeSpan> FirstDelays
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            ArgumentOutOfRangeException.ThrowIfZero(value.Count);
            field = [.. value.Select(delay => Within(delay, TimeSpan.FromTicks(1)))];
        }
    }
    = [TimeSpan.FromMinutes(30), TimeSpan.FromHours(1)];

    /// <summary>By how much each delay after those is longer than the one before, 1 to 100; 2 unless set.</summary>
    public double Factor
    {
        get;
        init => field = value is >= 1 and <= 100 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }
    = 2;

    /// <summary>The longest delay that the factor leads to, above none and up to a year; 3 hours unless set.</summary>
    public TimeSpan MaximumDelay
    {
        get;
        init => field = Within(value, TimeSpan.FromTicks(1));
    }
    = TimeSpan.FromHours(3);

    /// <summary>By how much of itself a delay is made longer at most, at random, 0 to 1; a tenth unless set. It spreads what failed together.</summary>
    public double Jitter
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }
    = 0.1;

    /// <summary>How long a message is kept, from when it was submitted or, if that is later, from when it was to be held until; 5 days unless set.</summary>
    public TimeSpan Expiry
    {
        get;
        init => field = Within(value, TimeSpan.Zero);
    }
    = TimeSpan.FromDays(5);

    /// <summary>The same for messages with the null reverse-path, reports above all, which may be given up sooner (RFC 5321 §4.5.4.1); 2 days unless set.</summary>
    public TimeSpan ReportExpiry
    {
        get;
        init => field = Within(value, TimeSpan.Zero);
    }
    = TimeSpan.FromDays(2);

    /// <summary>How long a delay is before the sender is told (RFC 3461 §5.2.5); 4 hours unless set.</summary>
    public TimeSpan DelayNotice
    {
        get;
        init => field = Within(value, TimeSpan.Zero);
    }
    = TimeSpan.FromHours(4);

    /// <summary>From when on a message is not tried any more.</summary>
    /// <param name="envelope">What was asked for with it.</param>
    public DateTimeOffset GiveUpAt(QueueEnvelope envelope)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        DateTimeOffset end = Later(Start(envelope), envelope.ReversePath.Length == 0 ? ReportExpiry : Expiry);

        // RFC 2852 §4.1.3: by-mode R ends it; no by-time makes the time longer (§4).
        return envelope.DeliverBy is { IsReturn: true } by && by.Time < end ? by.Time : end;
    }

    /// <summary>Decides after an attempt that failed for now, or instead of one that comes too late.</summary>
    /// <param name="envelope">What was asked for with the message.</param>
    /// <param name="recipient">The recipient as it was given out, before this attempt is counted.</param>
    /// <param name="now">The time.</param>
    /// <param name="random">From 0 to below 1: how much of the jitter is used.</param>
    public RetryDecision Decide(QueueEnvelope envelope, QueuedRecipient recipient, DateTimeOffset now, double random)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(recipient);
        if (random is not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(random), random, "A random number lies from 0 to below 1.");
        }

        DateTimeOffset end = GiveUpAt(envelope);
        if (now >= end)
        {
            RetryReason over = envelope.DeliverBy is { IsReturn: true } by && by.Time == end ? RetryReason.DeliverByPassed : RetryReason.Expired;
            return new RetryDecision(over, null, QueueDelayNotices.None, new EnhancedStatusCode(5, 4, 7));
        }

        DateTimeOffset scheduled = Later(now, DelayAfter(recipient.Attempts, random));

        // What has to be done at a time is done then: to give up, or to tell that the deliver-by-time passed.
        DateTimeOffset deadline = envelope.DeliverBy is { } wish && wish.Time > now && wish.Time < end ? wish.Time : end;
        QueueDelayNotices notices = NoticesDue(envelope, recipient, now);
        return new RetryDecision(
            scheduled <= deadline ? RetryReason.Scheduled : RetryReason.Deadline,
            scheduled <= deadline ? scheduled : deadline,
            notices,
            notices == QueueDelayNotices.None ? default : new EnhancedStatusCode(4, 4, 7));
    }

    /// <summary>The delay after a number of attempts that were counted before the one that just failed.</summary>
    private TimeSpan DelayAfter(int attempts, double random)
    {
        TimeSpan delay = FirstDelays[Math.Clamp(attempts, 0, FirstDelays.Count - 1)];
        if (attempts >= FirstDelays.Count)
        {
            double grown = delay.Ticks * Math.Pow(Factor, attempts - FirstDelays.Count + 1);
            delay = grown < MaximumDelay.Ticks ? TimeSpan.FromTicks((long)grown) : MaximumDelay;
        }

        return delay + (delay * (Jitter * random));
    }

    private QueueDelayNotices NoticesDue(QueueEnvelope envelope, QueuedRecipient recipient, DateTimeOffset now)
    {
        // RFC 5321 §6.1: nobody is told of a message from nobody. RFC 3461 §5.2.5 (c): nor who did not ask for it.
        if (envelope.ReversePath.Length == 0 || (recipient.Notify != QueueNotify.Unspecified && (recipient.Notify & QueueNotify.Delay) == 0))
        {
            return QueueDelayNotices.None;
        }

        QueueDelayNotices due = QueueDelayNotices.None;
        if (envelope.DeliverBy is { } by && now >= by.Time)
        {
            // RFC 2852 §4.1.3. Who hears this has heard of the delay too.
            due = QueueDelayNotices.DeliverByPassed | QueueDelayNotices.Delayed;
        }
        else if (now - Start(envelope) >= DelayNotice)
        {
            due = QueueDelayNotices.Delayed;
        }

        bool isNew = (due & ~recipient.Notices & (due.HasFlag(QueueDelayNotices.DeliverByPassed) ? QueueDelayNotices.DeliverByPassed : QueueDelayNotices.Delayed)) != 0;
        return isNew ? due : QueueDelayNotices.None;
    }

    private static DateTimeOffset Start(QueueEnvelope envelope) =>
        envelope.HoldUntil is { } hold && hold > envelope.SubmittedAt ? hold : envelope.SubmittedAt;

    private static DateTimeOffset Later(DateTimeOffset time, TimeSpan by) => DateTimeOffset.MaxValue - time < by ? DateTimeOffset.MaxValue : time + by;

    private static TimeSpan Within(TimeSpan value, TimeSpan least)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, s_longest);
        return value;
    }
}
