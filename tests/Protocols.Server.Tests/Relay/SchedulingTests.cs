using System.Collections.Concurrent;
using Protocols.Dns;
using Protocols.Smtp;
using Protocols.Smtp.Server;
using Protocols.Storage;

namespace Protocols.Server.Tests.Relay;

/// <summary>When the agent works, on how much at a time, and what it does where its queue or its own machinery fails.</summary>
public class SchedulingTests
{
    [Fact, Rfc(5321, "4.5.4.1")]
    public async Task What_failed_for_now_is_tried_again_when_its_time_has_come_and_given_up_in_the_end()
    {
        ManualTime time = new();
        await using RelaySite site = await RelaySite.StartAsync(time);
        FakeServer server = site.AddDomain("to.test");
        server.Answer = static line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "450 4.2.1 later" : null;
        TimeSpan day = TimeSpan.FromDays(1);
        site.Options = site.Options with
        {
            Schedule = new RetrySchedule { FirstDelays = [TimeSpan.FromHours(1)], Expiry = TimeSpan.FromHours(8), DelayNotice = TimeSpan.FromHours(2), Jitter = 0 },
            Cache = new RelayCacheOptions { MaxIdle = 0 },

            // The clock runs a minute with each look at it: nothing else may come of that.
            LeaseTime = TimeSpan.FromHours(1),
            ConnectTimeout = day,
            Client = new SmtpClientOptions { Timeouts = new SmtpClientTimeouts { Greeting = day, Hello = day, Mail = day, Recipient = day, DataInitiation = day, DataBlock = day, Other = day } },
        };
        site.Run();
        QueueMessageId id = await site.EnqueueAsync("bob@to.test");
        QueuedRecipient first = await site.WaitAsync(id, static r => r.Attempts == 1);
        Assert.Equal(time.GetUtcNow().AddHours(1), first.NextAttempt);
        for (int attempts = 2; attempts <= 4; attempts++)
        {
            await AdvanceUntilAsync(site, time, async () => await site.Storage.QueueAdministration.ReadRecipientsAsync(id, CancellationToken.None).FirstOrDefaultAsync() is not { } r || r.Attempts >= attempts);
        }

        await AdvanceUntilAsync(site, time, async () => await site.Storage.QueueAdministration.FindAsync(id, CancellationToken.None) is null);
        string[] reports = await site.ReadReportsAsync();
        Assert.Single(reports, static r => r.Contains("Action: delayed", StringComparison.Ordinal));
        string failed = Assert.Single(reports, static r => r.Contains("Action: failed", StringComparison.Ordinal));
        Assert.Contains("Status: 5.4.7", failed, StringComparison.Ordinal);
        Assert.Contains("450 4.2.1 later", failed, StringComparison.Ordinal);
    }

    [Fact, Rfc(2852, "4.1.3")]
    public async Task A_message_whose_time_has_passed_is_not_sent_any_more()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddDomain("to.test", "DELIVERBY");
        site.Run();
        DateTimeOffset now = site.Time.GetUtcNow();
        await site.WaitGoneAsync(await site.EnqueueAsync(RelaySite.Message, RelaySite.Envelope(now) with { DeliverBy = new QueueDeliverBy(now.AddSeconds(-1), true, false) }, "bob@to.test"));
        Assert.Equal(0, server.Connections);
        Assert.Contains("Status: 5.4.7", await site.WaitReportAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_more_goes_on_at_a_time_than_the_options_allow()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Options = site.Options with { MaxConcurrency = 3, MaxConcurrencyPerDestination = 2 };
        using ManualResetEventSlim go = new();
        Gauge all = new(go), one = new(go);
        FakeServer first = site.AddDomain("one.test");
        FakeServer second = site.AddDomain("two.test");
        first.Answer = line => all.Pass(line) is var a && one.Pass(line) is var b ? a ?? b : null;
        second.Answer = all.Pass;
        site.Run();
        for (int i = 0; i < 12; i++)
        {
            await site.EnqueueAsync($"bob@{(i % 2 == 0 ? "one" : "two")}.test");
        }

        // As many as may go on wait for their end; nothing else may begin meanwhile, nor while the rest goes.
        await Until.TrueAsync(() => all.Most >= 3, () => "Less goes on than may.");
        go.Set();
        await first.WaitAsync(6);
        await second.WaitAsync(6);
        Assert.Equal(3, all.Most);
        Assert.InRange(one.Most, 1, 2);
    }

    [Fact, Rfc(5321, "4.5.4.1")]
    public async Task A_destination_that_is_not_there_is_left_alone_for_a_while()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Options = site.Options with { UnreachableTime = TimeSpan.FromMilliseconds(1500) };
        site.Zone.Add("to.test", new MxRecord(10, "mx.to.test")).Add("mx.to.test", new AddressRecord(System.Net.IPAddress.Parse("203.0.113.1")));
        FakeServer other = site.AddDomain("other.test");
        site.Run();
        await site.WaitAsync(await site.EnqueueAsync("bob@to.test"), static r => r.Attempts == 1);
        await Until.TrueAsync(() => site.Log.Any(static l => l.Contains("to.test is left alone", StringComparison.Ordinal)), () => "It is not left alone.");
        QueueMessageId second = await site.EnqueueAsync("cat@to.test");
        await site.EnqueueAsync("dan@other.test");
        await other.WaitAsync(1);
        Assert.Equal(0, (await site.WaitAsync(second, static _ => true)).Attempts);
        await site.WaitAsync(second, static r => r.Attempts == 1);
    }

    [Fact]
    public async Task No_more_destinations_are_left_alone_than_the_options_allow()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Options = site.Options with { UnreachableTime = TimeSpan.FromHours(1), MaxUnreachable = 0 };
        site.Zone.AddFailure("to.test");
        site.Run();
        await site.WaitAsync(await site.EnqueueAsync("bob@to.test"), static r => r.Attempts == 1);
        await site.WaitAsync(await site.EnqueueAsync("cat@to.test"), static r => r.Attempts == 1);
    }

    [Fact]
    public async Task A_lease_is_prolonged_while_its_work_goes_on()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Options = site.Options with { LeaseTime = TimeSpan.FromSeconds(1) };
        FakeServer server = site.AddDomain("to.test");
        using ManualResetEventSlim go = new();
        server.Answer = line =>
        {
            if (line == ".")
            {
                go.Wait();
            }

            return null;
        };
        site.Run();
        QueueMessageId id = await site.EnqueueAsync("bob@to.test");
        await Until.TrueAsync(() => server.Commands.Contains("1 DATA"), () => "It was not begun.");
        DateTimeOffset first = Assert.Single(await site.Storage.QueueAdministration.ReadLeasesAsync(id, CancellationToken.None)).Until;
        await Until.TrueAsync(
            async () => Assert.Single(await site.Storage.QueueAdministration.ReadLeasesAsync(id, CancellationToken.None)).Until > first.AddSeconds(1), () => "The lease was not prolonged.");
        Assert.Equal(1, server.Connections);
        go.Set();
        await site.WaitGoneAsync(id);
    }

    [Fact]
    public async Task Work_whose_lease_is_lost_is_stopped()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FaultyQueue queue = new(site.Storage.Queue) { LosesLeases = true };
        site.Wrap = _ => queue;
        site.ExpectsErrors = true;
        site.Options = site.Options with { LeaseTime = TimeSpan.FromSeconds(1) };
        FakeServer server = site.AddDomain("to.test");
        using Counted counted = new(site.Telemetry, "mail.relay.lost_leases");
        using ManualResetEventSlim go = new();
        server.Answer = line =>
        {
            if (line == ".")
            {
                go.Wait();
            }

            return null;
        };
        site.Run();
        await site.EnqueueAsync("bob@to.test");
        await Until.TrueAsync(() => counted.Sum > 0, () => "The lease was not lost.");
        go.Set();
        await Until.TrueAsync(() => queue.Completions.Count > 0, () => "Nothing was completed.");
        Assert.Empty(queue.Completions.First());
    }

    [Fact]
    public async Task A_queue_that_fails_is_asked_again()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FaultyQueue queue = new(site.Storage.Queue) { FailingLeases = 2 };
        site.Wrap = _ => queue;
        site.ExpectsErrors = true;
        site.Options = site.Options with { ErrorTime = TimeSpan.FromMilliseconds(10) };
        FakeServer server = site.AddDomain("to.test");
        site.Run();
        await site.EnqueueAsync("bob@to.test");
        await server.WaitAsync(1);
        Assert.Contains(site.Log, static l => l.StartsWith("Error The queue cannot be worked on now", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_the_queue_takes_no_report_what_it_would_tell_of_is_tried_again()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FaultyQueue queue = new(site.Storage.Queue) { RefusedNotifications = 1 };
        site.Wrap = _ => queue;
        site.ExpectsErrors = true;
        site.Options = site.Options with { NotificationRetry = TimeSpan.FromSeconds(1) };
        FakeServer server = site.AddDomain("to.test");
        server.Answer = static line => line.Contains("no@", StringComparison.Ordinal) ? "550 5.1.1 no" : null;
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync("bob@to.test", "no@to.test"));
        Assert.Contains("550 5.1.1 no", await site.WaitReportAsync(), StringComparison.Ordinal);
        Assert.Single(server.Messages);
        Assert.Equal(2, server.Commands.Count(static c => c.Contains("no@", StringComparison.Ordinal)));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Where_there_can_be_no_report_what_was_delivered_is_recorded_and_the_rest_tried_while_there_is_time(bool isOver)
    {
        await using RelaySite site = await RelaySite.StartAsync(maxBlobSize: 1_000);
        site.ExpectsErrors = true;
        site.Options = isOver ? site.Options with { Schedule = new RetrySchedule { Expiry = TimeSpan.Zero }, NotificationTime = TimeSpan.Zero } : site.Options;
        FakeServer server = site.AddDomain("to.test");
        server.Answer = static line => line.Contains("no@", StringComparison.Ordinal) ? "550 5.1.1 no" : null;
        site.Run();
        QueueMessageId id = await site.EnqueueAsync("bob@to.test", "no@to.test");
        if (isOver)
        {
            await site.WaitGoneAsync(id);
            Assert.Contains(site.Log, static l => l.Contains("there can be no notification", StringComparison.Ordinal));
            return;
        }

        QueuedRecipient refused = await site.WaitAsync(id, static r => r.Attempts == 1, 2);
        Assert.Equal((QueuedRecipientStatus.Pending, 550), (refused.Status, refused.LastReply!.Code));
        Assert.Equal(QueuedRecipientStatus.Relayed, (await site.WaitAsync(id, static _ => true)).Status);
        Assert.Single(server.Messages);
    }

    [Fact]
    public async Task A_message_whose_content_cannot_be_read_waits()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FaultyQueue queue = new(site.Storage.Queue) { AddsToSize = 10 };
        site.Wrap = _ => queue;
        site.ExpectsErrors = true;
        FakeServer server = site.AddDomain("to.test");
        site.Run();
        QueuedRecipient recipient = await site.WaitAsync(await site.EnqueueAsync("bob@to.test"), static r => r.Attempts == 1);
        Assert.Equal("4.3.0", recipient.LastReply!.EnhancedCode);
        Assert.Empty(server.Messages);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task When_the_agent_stops_work_is_ended_or_given_back(bool isInTime)
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Options = site.Options with { StopTime = isInTime ? TimeSpan.FromMinutes(1) : TimeSpan.FromMilliseconds(50) };
        FakeServer server = site.AddDomain("to.test");
        using ManualResetEventSlim go = new();
        server.Answer = line =>
        {
            if (line == "DATA")
            {
                go.Wait();
            }

            return null;
        };
        site.Run();
        QueueMessageId id = await site.EnqueueAsync("bob@to.test");
        await Until.TrueAsync(() => server.Commands.Contains("1 DATA"), () => "It was not begun.");
        Task stopping = site.StopAsync();
        if (isInTime)
        {
            go.Set();
            await stopping;
            Assert.Single(server.Messages);
            Assert.Null(await site.Storage.QueueAdministration.FindAsync(id, CancellationToken.None));
            return;
        }

        await stopping;
        go.Set();
        Assert.Empty(await site.Storage.QueueAdministration.ReadLeasesAsync(id, CancellationToken.None));
        Assert.Equal(0, (await site.WaitAsync(id, static _ => true)).Attempts);
        site.Run();
        await site.WaitGoneAsync(id);
    }

    [Fact]
    public async Task An_agent_runs_once()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Run();
        await Assert.ThrowsAsync<InvalidOperationException>(() => site.Agent.RunAsync(CancellationToken.None));
    }

    [Fact]
    public void Options_are_checked_when_they_are_set()
    {
        DeliveryAgentOptions options = new() { HostName = "h" };
        Action[] wrong =
        [
            () => _ = options with { Port = 0 }, () => _ = options with { MaxConnectionAttempts = 0 }, () => _ = options with { MaxConcurrency = 0 },
            () => _ = options with { MaxConcurrencyPerDestination = 10_001 }, () => _ = options with { LeaseTime = TimeSpan.Zero }, () => _ = options with { UnreachableTime = TimeSpan.FromTicks(-1) },
            () => _ = options with { MaxUnreachable = -1 }, () => _ = options with { NotificationRetry = TimeSpan.Zero }, () => _ = options with { NotificationTime = TimeSpan.FromTicks(-1) }, () => _ = options with { StopTime = TimeSpan.FromTicks(-1) },
            () => _ = options with { ErrorTime = TimeSpan.Zero }, () => _ = options with { ConnectTimeout = TimeSpan.Zero }, () => _ = options with { TlsTimeout = TimeSpan.Zero },
            () => _ = options with { BlockSize = 1 }, () => _ = new MxOptions { MaxHosts = 0 }, () => _ = new MxOptions { MaxAddresses = 1_001 }, () => _ = new RelayCacheOptions { MaxIdle = -1 },
            () => _ = new RelayCacheOptions { MaxIdlePerHost = -1 }, () => _ = new RelayCacheOptions { IdleTime = TimeSpan.Zero }, () => _ = new RelayCacheOptions { MaxAge = TimeSpan.Zero },
            () => _ = new RelayCacheOptions { MaxMessages = 0 },
        ];
        Assert.All(wrong, static w => Assert.Throws<ArgumentOutOfRangeException>(w));
        Assert.Throws<ArgumentException>(() => options with { Owner = "" });
    }

    // The clock goes on in steps, since timers are set by tasks that have to come to it.
    private static Task AdvanceUntilAsync(RelaySite site, ManualTime time, Func<Task<bool>> isSo) => Until.TrueAsync(
        async () =>
        {
            // A delivery that goes on is no part of the wait: on a busy machine it would run out of time.
            if (site.Agent.Running == 0)
            {
                time.Advance(TimeSpan.FromMinutes(1));
            }

            return await isSo();
        },
        () => string.Join(Environment.NewLine, site.Log));

    /// <summary>How many messages are between their MAIL and their end.</summary>
    private sealed class Gauge(ManualResetEventSlim go)
    {
        private int _now;

        public int Most { get; private set; }

        public string? Pass(string line)
        {
            if (line.StartsWith("MAIL", StringComparison.Ordinal))
            {
                lock (this)
                {
                    Most = Math.Max(Most, ++_now);
                }
            }
            else if (line == ".")
            {
                go.Wait();
                lock (this)
                {
                    _now--;
                }
            }

            return null;
        }
    }

    /// <summary>A queue with faults.</summary>
    private sealed class FaultyQueue(IQueueStore inner) : IQueueStore
    {
        private int _failingLeases;
        private int _refused;

        public bool LosesLeases { get; init; }

        public int FailingLeases { get => _failingLeases; init => _failingLeases = value; }

        public int RefusedNotifications { get => _refused; init => _refused = value; }

        public long AddsToSize { get; init; }

        public ConcurrentQueue<IReadOnlyList<RecipientOutcome>> Completions { get; } = new();

        public AccountId Account => inner.Account;

        public ValueTask<EnqueueResult> EnqueueAsync(QueueSubmission submission, CancellationToken cancellationToken) => inner.EnqueueAsync(submission, cancellationToken);

        public async ValueTask<IReadOnlyList<QueueLease>> LeaseAsync(QueueLeaseRequest request, CancellationToken cancellationToken)
        {
            if (Interlocked.Decrement(ref _failingLeases) >= 0)
            {
                throw new IOException("an expected fault");
            }

            IReadOnlyList<QueueLease> leases = await inner.LeaseAsync(request, cancellationToken);
            return [.. leases.Select(l => l with { Message = l.Message with { Size = l.Message.Size + AddsToSize } })];
        }

        public async ValueTask<IReadOnlyList<QueueLease>> RenewAsync(IReadOnlyList<QueueLease> leases, DateTimeOffset until, CancellationToken cancellationToken) =>
            LosesLeases ? [] : await inner.RenewAsync(leases, until, cancellationToken);

        public ValueTask<QueueCompletion> CompleteAsync(QueueLease lease, IReadOnlyList<RecipientOutcome> outcomes, IReadOnlyList<QueueSubmission> notifications, CancellationToken cancellationToken)
        {
            if (notifications.Count > 0 && Interlocked.Decrement(ref _refused) >= 0)
            {
                return new(new QueueCompletion(QueueCompletionStatus.NotificationRefused, false, [], "an expected fault"));
            }

            Completions.Enqueue(outcomes);
            return inner.CompleteAsync(lease, outcomes, notifications, cancellationToken);
        }

        public ValueTask<bool> ReleaseAsync(QueueLease lease, CancellationToken cancellationToken) => inner.ReleaseAsync(lease, cancellationToken);

        public ValueTask<DateTimeOffset?> NextDueAsync(IReadOnlySet<string> excludedDestinations, int maxLeasesPerDestination, CancellationToken cancellationToken) =>
            inner.NextDueAsync(excludedDestinations, maxLeasesPerDestination, cancellationToken);
    }
}
