using Protocols.Smtp;
using Protocols.Smtp.Server;
using Protocols.Storage;

namespace Protocols.Server.Tests.Queue;

public sealed class RetryScheduleTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly RetrySchedule s_plain = new() { Jitter = 0 };

    private static QueueEnvelope Envelope => new() { ReversePath = "kim@example.org", SubmittedAt = s_start };

    private static QueuedRecipient Recipient(int attempts = 0, QueueNotify notify = QueueNotify.Unspecified, QueueDelayNotices notices = QueueDelayNotices.None) => new()
    {
        Number = 1, Address = "a@x.test", Destination = "x.test", Notify = notify, Status = QueuedRecipientStatus.Pending, Attempts = attempts, NextAttempt = s_start, Notices = notices,
    };

    private static QueueEnvelope By(TimeSpan time, bool isReturn) => Envelope with { DeliverBy = new QueueDeliverBy(s_start + time, isReturn, false) };

    [Fact]
    [Rfc(5321, "4.5.4.1")]
    public void There_are_two_attempts_in_the_first_hour_and_then_one_every_three()
    {
        List<double> hours = [];
        DateTimeOffset now = s_start;
        for (int attempts = 0; now < s_start.AddHours(13); attempts++)
        {
            hours.Add((now - s_start).TotalHours);
            now = s_plain.Decide(Envelope, Recipient(attempts), now, 0).NextAttempt!.Value;
        }

        Assert.Equal([0, 0.5, 1.5, 3.5, 6.5, 9.5, 12.5], hours);
    }

    [Fact]
    public void Each_delay_can_be_set()
    {
        RetrySchedule schedule = new() { FirstDelays = [TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10)], Factor = 3, MaximumDelay = TimeSpan.FromHours(1), Jitter = 0 };
        Assert.Equal(
            [5.0, 10, 30, 60, 60],
            Enumerable.Range(0, 5).Select(attempts => (schedule.Decide(Envelope, Recipient(attempts), s_start, 0).NextAttempt!.Value - s_start).TotalMinutes));
        Assert.Equal(s_start.AddHours(1), schedule.Decide(Envelope, Recipient(int.MaxValue), s_start, 0).NextAttempt);
    }

    [Theory]
    [InlineData(0, 30)]
    [InlineData(0.5, 37.5)]
    public void Jitter_makes_a_delay_longer_and_never_shorter(double random, double minutes) =>
        Assert.Equal(minutes, (new RetrySchedule { Jitter = 0.5 }.Decide(Envelope, Recipient(), s_start, random).NextAttempt!.Value - s_start).TotalMinutes);

    [Fact]
    [Rfc(5321, "4.5.4.1")]
    public void A_message_is_given_up_after_five_days()
    {
        RetryDecision last = s_plain.Decide(Envelope, Recipient(20), s_start.AddDays(5).AddHours(-1), 0);
        Assert.Equal((RetryReason.Deadline, s_start.AddDays(5)), (last.Reason, last.NextAttempt!.Value));
        RetryDecision over = s_plain.Decide(Envelope, Recipient(20), s_start.AddDays(5), 0);
        Assert.Equal(new RetryDecision(RetryReason.Expired, null, QueueDelayNotices.None, new EnhancedStatusCode(5, 4, 7)), over);
        Assert.True(over.IsGivenUp);
        Assert.Equal(s_start.AddDays(1), (s_plain with { Expiry = TimeSpan.FromDays(1) }).GiveUpAt(Envelope));
    }

    [Fact]
    [Rfc(5321, "4.5.4.1")]
    public void A_report_is_given_up_sooner_and_nobody_is_told_of_its_delay()
    {
        QueueEnvelope report = Envelope with { ReversePath = "" };
        Assert.Equal(s_start.AddDays(2), s_plain.GiveUpAt(report));
        Assert.Equal(QueueDelayNotices.None, s_plain.Decide(report, Recipient(5), s_start.AddHours(9), 0).Notices);
        Assert.Equal(s_start.AddHours(1), (s_plain with { ReportExpiry = TimeSpan.FromHours(1) }).GiveUpAt(report));
    }

    [Theory]
    [Rfc(3461, "5.2.5")]
    [InlineData(QueueNotify.Unspecified, true)]
    [InlineData(QueueNotify.Delay | QueueNotify.Success, true)]
    [InlineData(QueueNotify.Failure, false)]
    [InlineData(QueueNotify.Never, false)]
    public void The_sender_is_told_once_of_a_delay_of_four_hours_if_that_was_wanted(QueueNotify notify, bool isTold)
    {
        QueueDelayNotices expected = isTold ? QueueDelayNotices.Delayed : QueueDelayNotices.None;
        Assert.Equal(QueueDelayNotices.None, s_plain.Decide(Envelope, Recipient(3, notify), s_start.AddHours(4).AddTicks(-1), 0).Notices);
        RetryDecision told = s_plain.Decide(Envelope, Recipient(3, notify), s_start.AddHours(4), 0);
        Assert.Equal((expected, isTold ? new EnhancedStatusCode(4, 4, 7) : default), (told.Notices, told.Status));
        Assert.Equal(QueueDelayNotices.None, s_plain.Decide(Envelope, Recipient(4, notify, QueueDelayNotices.Delayed), s_start.AddHours(5), 0).Notices);
        Assert.Equal(expected, (s_plain with { DelayNotice = TimeSpan.FromHours(1) }).Decide(Envelope, Recipient(2, notify), s_start.AddHours(1), 0).Notices);
    }

    [Fact]
    [Rfc(2852, "4.1.3")]
    public void By_mode_R_brings_the_message_back_at_its_time()
    {
        QueueEnvelope envelope = By(TimeSpan.FromMinutes(10), isReturn: true);
        RetryDecision first = s_plain.Decide(envelope, Recipient(), s_start, 0);
        Assert.Equal((RetryReason.Deadline, s_start.AddMinutes(10)), (first.Reason, first.NextAttempt!.Value));
        RetryDecision over = s_plain.Decide(envelope, Recipient(1), s_start.AddMinutes(10), 0);
        Assert.Equal((RetryReason.DeliverByPassed, true, new EnhancedStatusCode(5, 4, 7)), (over.Reason, over.IsGivenUp, over.Status));
    }

    [Fact]
    [Rfc(2852, "4.1.3")]
    public void By_mode_N_tells_the_sender_once_and_goes_on()
    {
        QueueEnvelope envelope = By(TimeSpan.FromMinutes(10), isReturn: false);
        Assert.Equal(s_start.AddMinutes(10), s_plain.Decide(envelope, Recipient(), s_start, 0).NextAttempt);
        RetryDecision passed = s_plain.Decide(envelope, Recipient(1, notices: QueueDelayNotices.Delayed), s_start.AddMinutes(10), 0);
        Assert.Equal((false, QueueDelayNotices.DeliverByPassed | QueueDelayNotices.Delayed, new EnhancedStatusCode(4, 4, 7)), (passed.IsGivenUp, passed.Notices, passed.Status));
        Assert.Equal(s_start.AddMinutes(70), passed.NextAttempt);
        Assert.Equal(QueueDelayNotices.None, s_plain.Decide(envelope, Recipient(9, notices: passed.Notices), s_start.AddHours(9), 0).Notices);
        Assert.Equal(QueueDelayNotices.None, s_plain.Decide(envelope, Recipient(1, QueueNotify.Failure), s_start.AddHours(9), 0).Notices);
    }

    [Fact]
    [Rfc(2852, "4")]
    public void A_by_time_does_not_keep_a_message_longer()
    {
        Assert.Equal(s_start.AddDays(5), s_plain.GiveUpAt(By(TimeSpan.FromDays(9), isReturn: true)));
        Assert.Equal(RetryReason.Expired, s_plain.Decide(By(TimeSpan.FromDays(9), isReturn: true), Recipient(), s_start.AddDays(5), 0).Reason);
    }

    [Fact]
    [Rfc(4865, "4.2")]
    public void Time_begins_when_the_message_may_be_released()
    {
        QueueEnvelope envelope = Envelope with { HoldUntil = s_start.AddDays(30) };
        Assert.Equal(s_start.AddDays(35), s_plain.GiveUpAt(envelope));
        Assert.Equal(QueueDelayNotices.None, s_plain.Decide(envelope, Recipient(), s_start.AddDays(30), 0).Notices);
    }

    [Fact]
    public void The_end_of_time_does_not_overflow()
    {
        QueueEnvelope envelope = Envelope with { HoldUntil = DateTimeOffset.MaxValue.AddHours(-1) };
        Assert.Equal(DateTimeOffset.MaxValue, s_plain.GiveUpAt(envelope));
        Assert.Equal(DateTimeOffset.MaxValue, s_plain.Decide(envelope, Recipient(9), DateTimeOffset.MaxValue.AddHours(-1), 0).NextAttempt);
    }

    [Fact]
    public void Values_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetrySchedule { FirstDelays = [] });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetrySchedule { FirstDelays = [TimeSpan.Zero] });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetrySchedule { Factor = 0.5 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetrySchedule { Factor = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetrySchedule { Jitter = 1.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetrySchedule { MaximumDelay = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetrySchedule { Expiry = TimeSpan.FromDays(366) });
        Assert.Throws<ArgumentOutOfRangeException>(() => s_plain.Decide(Envelope, Recipient(), s_start, 1));
    }
}
