using System.Globalization;
using System.Net;
using Protocols.Smtp;
using Protocols.Smtp.Server;
using Protocols.Storage;

namespace Protocols.Server.Tests.Smtp;

/// <summary>Mail for mailboxes here, for other hosts, and for both: over real sockets into a real store and its queue.</summary>
public sealed class QueueDeliveryTests
{
    private const string Message = "From: me@here.test\r\nSubject: hello\r\n\r\nbody\r\n";

    [Fact, Rfc(5321, "3.6.2"), Rfc(5321, "7.1")]
    public async Task Who_has_not_logged_in_reaches_mailboxes_here_and_nobody_else()
    {
        await using QueueSite site = await QueueSite.StartAsync(new RelayOptions());
        await site.HelloAsync();
        List<string> replies = await site.SayAsync("MAIL FROM:<ann@example.test>\r\nRCPT TO:<you@elsewhere.test>\r\nRCPT TO:<nobody@here.test>\r\nRCPT TO:<me@here.test>\r\n");
        Assert.Equal(["250", "550 5.7.1", "550 5.1.1", "250"], Cut(replies, 3, 9, 9, 3));
        Assert.StartsWith("250", await site.SendAsync("", Message), StringComparison.Ordinal);
        Assert.StartsWith("Return-Path: <ann@example.test>\r\nReceived: ", await site.Site.OnlyAsync(), StringComparison.Ordinal);
        Assert.Empty(await site.ReadQueueAsync());
    }

    [Theory]
    [InlineData("127.0.0.0/8", "250")]
    [InlineData("10.0.0.0/8", "550")]
    public async Task A_trusted_network_sends_anywhere(string network, string code)
    {
        await using QueueSite site = await QueueSite.StartAsync(new RelayOptions { TrustedNetworks = [IPNetwork.Parse(network)] });
        await site.HelloAsync();
        Assert.StartsWith(code, (await site.SayAsync("MAIL FROM:<ann@example.test>\r\nRCPT TO:<you@elsewhere.test>\r\n"))[1], StringComparison.Ordinal);
    }

    [Fact, Rfc(5321, "4.4")]
    public async Task A_message_for_here_and_for_elsewhere_goes_to_both_and_only_the_mailbox_has_a_return_path()
    {
        await using QueueSite site = await QueueSite.StartAsync(new RelayOptions());
        await site.HelloAsync(login: true);
        Assert.StartsWith("250 2.0.0 Message queued as ", await site.SendAsync("MAIL FROM:<me@here.test>\r\nRCPT TO:<you@Elsewhere.TEST>\r\nRCPT TO:<me@here.test>\r\nRCPT TO:<b@other.test>\r\n", Message), StringComparison.Ordinal);
        string kept = await site.Site.OnlyAsync();
        QueueSite.Queued queued = await site.OnlyQueuedAsync();
        Assert.Equal("Return-Path: <me@here.test>\r\n" + queued.Content, kept);
        Assert.StartsWith("Received: from laptop ([127.0.0.1])\r\n", queued.Content, StringComparison.Ordinal);
        Assert.Equal([("you@Elsewhere.TEST", "elsewhere.test"), ("b@other.test", "other.test")], queued.Recipients.Select(static r => (r.Address, r.Destination)));
        Assert.Equal(("me@here.test", site.Site.Account, QueueBody.SevenBit, 0), (queued.Envelope.ReversePath, queued.Envelope.Submitter!.Value, queued.Envelope.Body, queued.Envelope.Priority));
    }

    [Fact, Rfc(6531, "3.7.1"), Rfc(5890, "2.3.2.1")]
    public async Task Domains_are_scheduled_by_their_a_labels_or_by_the_route_that_the_host_gives()
    {
        await using QueueSite site = await QueueSite.StartAsync(new RelayOptions { DestinationOf = static d => d.EndsWith(".inner.test", StringComparison.Ordinal) ? "Inner" : d });
        await site.HelloAsync(login: true);
        await site.SendAsync("MAIL FROM:<me@here.test> SMTPUTF8\r\nRCPT TO:<ü@Bücher.test>\r\nRCPT TO:<a@X.inner.test>\r\nRCPT TO:<a@[192.0.2.1]>\r\n", Message);
        QueueSite.Queued queued = await site.OnlyQueuedAsync();
        Assert.Equal(
            new SortedDictionary<string, string> { ["ü@Bücher.test"] = "xn--bcher-kva.test", ["a@X.inner.test"] = "inner", ["a@[192.0.2.1]"] = "[192.0.2.1]" },
            new SortedDictionary<string, string>(queued.Recipients.ToDictionary(static r => r.Address, static r => r.Destination)));
        Assert.True(queued.Envelope.IsSmtpUtf8);
        Assert.StartsWith("550 5.1.2", (await site.SayAsync("MAIL FROM:<me@here.test> SMTPUTF8\r\nRCPT TO:<a@\u200dü.test>\r\n"))[1], StringComparison.Ordinal);
    }

    [Fact, Rfc(3461, "4"), Rfc(2852, "4"), Rfc(4865, "4.2"), Rfc(6710, "4.1")]
    public async Task All_that_was_asked_for_is_kept_with_the_message()
    {
        await using QueueSite site = await QueueSite.StartAsync(new RelayOptions { MaxPriority = 4 });
        await site.HelloAsync(login: true);
        DateTimeOffset before = DateTimeOffset.UtcNow.AddMilliseconds(-1);
        string reply = await site.SendAsync(
            "MAIL FROM:<me@here.test> BODY=8BITMIME RET=HDRS ENVID=QQ+2B1 BY=7200;NT HOLDFOR=3600 MT-PRIORITY=6\r\n"
            + "RCPT TO:<a@elsewhere.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;A+2B1@x.test\r\nRCPT TO:<b@elsewhere.test> NOTIFY=NEVER\r\nRCPT TO:<c@elsewhere.test>\r\n",
            Message);
        DateTimeOffset after = DateTimeOffset.UtcNow;
        Assert.StartsWith("250 2.3.6 4 is the message's priority", reply, StringComparison.Ordinal);
        QueueSite.Queued queued = await site.OnlyQueuedAsync();
        QueueEnvelope envelope = queued.Envelope;
        Assert.Equal((QueueBody.EightBitMime, QueueReturn.Headers, "QQ+1", 4), (envelope.Body, envelope.Return, envelope.EnvelopeId, envelope.Priority));
        Assert.InRange(envelope.SubmittedAt, before, after);
        Assert.Equal(new QueueDeliverBy(envelope.SubmittedAt.AddHours(2), IsReturn: false, IsTrace: true), envelope.DeliverBy);
        Assert.Equal((envelope.SubmittedAt.AddHours(1), "for;3600"), (envelope.HoldUntil!.Value, envelope.FutureReleaseRequest));
        Assert.Equal(
            [(QueueNotify.Success | QueueNotify.Delay, "rfc822;A+1@x.test"), (QueueNotify.Never, null), (QueueNotify.Unspecified, null)],
            queued.Recipients.OrderBy(static r => r.Address).Select(static r => (r.Notify, r.OriginalRecipient)));

        // RFC 6710 §4.1: what the priority was when it came in stands in the trace.
        Assert.Contains("\r\n\tPRIORITY 6;\r\n", queued.Content, StringComparison.Ordinal);
    }

    [Fact, Rfc(4865, "5.1.2")]
    public async Task A_date_to_be_held_until_is_kept_as_it_was_asked_for()
    {
        await using QueueSite site = await QueueSite.StartAsync(new RelayOptions());
        await site.HelloAsync(login: true);
        string date = DateTimeOffset.UtcNow.AddDays(1).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        await site.SendAsync($"MAIL FROM:<me@here.test> HOLDUNTIL={date} RET=FULL BODY=BINARYMIME\r\nRCPT TO:<a@elsewhere.test>\r\n", Message);
        QueueEnvelope envelope = (await site.OnlyQueuedAsync()).Envelope;
        Assert.Equal("until;" + date, envelope.FutureReleaseRequest);
        Assert.Equal(DateTimeOffset.Parse(date, CultureInfo.InvariantCulture), envelope.HoldUntil);
        Assert.Equal((QueueReturn.Full, QueueBody.BinaryMime), (envelope.Return, envelope.Body));
    }

    [Theory, Rfc(8689, "4.1"), Rfc(8689, "3")]
    [InlineData("TLS-Required: No\r\n", QueueTls.NotRequired)]
    [InlineData("tls-required:\r\n\tno\r\n", QueueTls.NotRequired)]
    [InlineData("TLS-Required: Yes\r\n", QueueTls.Unspecified)]
    [InlineData("X-TLS-Required: No\r\n", QueueTls.Unspecified)]
    [InlineData("", QueueTls.Unspecified)]
    public async Task A_header_that_does_without_tls_is_heeded(string field, QueueTls tls)
    {
        await using QueueSite site = await QueueSite.StartAsync(new RelayOptions());
        await site.HelloAsync(login: true);
        await site.SendAsync("MAIL FROM:<me@here.test>\r\nRCPT TO:<a@elsewhere.test>\r\n", field + Message + "\r\nTLS-Required: No\r\n");
        Assert.Equal(tls, (await site.OnlyQueuedAsync()).Envelope.Tls);
    }

    [Fact, Rfc(6152, "3")]
    public async Task Eight_bits_that_were_not_announced_are_announced_to_the_next_server()
    {
        await using QueueSite site = await QueueSite.StartAsync(new RelayOptions());
        await site.HelloAsync(login: true);
        await site.SendAsync("MAIL FROM:<me@here.test>\r\nRCPT TO:<a@elsewhere.test>\r\n", Message + "Grüße\r\n");
        Assert.Equal(QueueBody.EightBitMime, (await site.OnlyQueuedAsync()).Envelope.Body);
    }

    [Theory, Rfc(5321, "6.3")]
    [InlineData(99, "250")]
    [InlineData(100, "554 5.4.6")]
    public async Task A_message_that_runs_in_a_circle_is_refused(int hops, string reply)
    {
        await using QueueSite site = await QueueSite.StartAsync(new RelayOptions());
        await site.HelloAsync(login: true);
        string received = string.Concat(Enumerable.Repeat("Received: from a by b; Tue, 24 Nov 2026 12:00:00 +0000\r\n", hops));
        Assert.StartsWith(reply, await site.SendAsync("MAIL FROM:<me@here.test>\r\nRCPT TO:<a@elsewhere.test>\r\n", received + Message), StringComparison.Ordinal);
        Assert.Equal(hops < 100 ? 1 : 0, (await site.ReadQueueAsync()).Count);
    }

    [Theory, Rfc(5321, "4.5.4.1")]
    [InlineData(EnqueueStatus.QueueFull, "452 4.3.1")]
    [InlineData(EnqueueStatus.LimitExceeded, "552 5.3.4")]
    public async Task A_queue_that_does_not_take_the_message_says_why(EnqueueStatus status, string reply)
    {
        await using QueueSite site = await QueueSite.StartAsync(new RelayOptions(), wrap: (s, _) => QueueSite.Delivery(s, s.Mail, new FailingQueue(s.Storage.Queue, status), new RelayOptions()));
        await site.HelloAsync(login: true);
        Assert.StartsWith(reply, await site.SendAsync("MAIL FROM:<me@here.test>\r\nRCPT TO:<a@elsewhere.test>\r\n", Message), StringComparison.Ordinal);
        Assert.Empty(await site.ReadQueueAsync());
    }

    [Fact, Rfc(6531, "3.3")]
    public async Task Controls_beyond_ascii_do_not_get_into_the_queue()
    {
        await using QueueSite site = await QueueSite.StartAsync(new RelayOptions());
        await site.HelloAsync(login: true);
        Assert.StartsWith("553 5.1.3", (await site.SayAsync("MAIL FROM:<me@here.test> SMTPUTF8\r\nRCPT TO:<a\u0085b@elsewhere.test>\r\n"))[1], StringComparison.Ordinal);
        Assert.StartsWith("553 5.1.7", (await site.SayAsync("RSET\r\nMAIL FROM:<m\u0085e@here.test> SMTPUTF8\r\nRCPT TO:<a@elsewhere.test>\r\n"))[2], StringComparison.Ordinal);
    }

    [Fact, Rfc(4865, "4.2"), Rfc(3461, "5.2.3")]
    public async Task What_is_to_be_held_or_told_of_goes_to_mailboxes_here_by_the_queue()
    {
        await using QueueSite site = await QueueSite.StartAsync(new RelayOptions { LocalRoute = "mailboxes" });
        await site.HelloAsync(login: true);
        await site.SendAsync("MAIL FROM:<me@here.test>\r\nRCPT TO:<me@here.test> NOTIFY=SUCCESS\r\n", Message);
        await site.SendAsync("MAIL FROM:<me@here.test> HOLDFOR=60\r\nRCPT TO:<me@here.test>\r\n", Message);
        Assert.Empty(await site.Site.ReadAsync());
        Assert.All(await site.ReadQueueAsync(), static q => Assert.Equal("mailboxes", Assert.Single(q.Recipients).Destination));
        await site.SendAsync("MAIL FROM:<me@here.test>\r\nRCPT TO:<me@here.test>\r\n", Message);
        await site.Site.OnlyAsync();
    }

    [Fact, Rfc(3461, "5.2.3"), Rfc(3461, "6.2")]
    public async Task That_mail_is_in_a_mailbox_here_is_told_where_that_was_asked_for()
    {
        await using QueueSite site = await QueueSite.StartAsync(new RelayOptions());
        await site.Site.AddAsync("you@here.test");
        await site.HelloAsync();
        string message = Message + string.Concat(Enumerable.Repeat("a line of the body\r\n", 10_000));
        await site.SendAsync("MAIL FROM:<ann@example.test> RET=FULL ENVID=x\r\nRCPT TO:<me@here.test> NOTIFY=SUCCESS ORCPT=rfc822;first@else.test\r\nRCPT TO:<you@here.test> NOTIFY=FAILURE\r\n", message);
        await site.Site.OnlyAsync();
        QueueSite.Queued queued = await site.OnlyQueuedAsync();
        Assert.Equal(("", "ann@example.test", "example.test"), (queued.Envelope.ReversePath, Assert.Single(queued.Recipients).Address, queued.Recipients[0].Destination));
        Assert.Contains("\r\nOriginal-Envelope-Id: x\r\n", queued.Content, StringComparison.Ordinal);
        Assert.Contains("\r\nOriginal-Recipient: rfc822; first@else.test\r\nFinal-Recipient: rfc822; me@here.test\r\nAction: delivered\r\nStatus: 2.0.0\r\n", queued.Content, StringComparison.Ordinal);
        Assert.Contains("\r\nSubject: hello\r\n", queued.Content, StringComparison.Ordinal);
        Assert.DoesNotContain("you@here.test", queued.Content, StringComparison.Ordinal);
        Assert.DoesNotContain("a line of the body", queued.Content, StringComparison.Ordinal);

        // Nobody is told of a message from nobody.
        await site.SendAsync("MAIL FROM:<>\r\nRCPT TO:<me@here.test> NOTIFY=SUCCESS\r\n", Message);
        await site.OnlyQueuedAsync();
    }

    [Fact, Rfc(3461, "5.2.3")]
    public async Task Who_did_not_get_the_message_is_not_told_to_have_it_and_a_notification_that_cannot_be_queued_fails_no_message()
    {
        AccountId? full = null;
        await using QueueSite site = await QueueSite.StartAsync(
            new RelayOptions(),
            QueueSite.Everything with { IsLmtp = true },
            (s, _) => QueueSite.Delivery(s, new FailingMailStore(s.Mail, () => full, () => null), s.Storage.Queue, new RelayOptions()));
        full = await site.Site.AddAsync("full@here.test");
        await site.SayAsync("LHLO a\r\n");
        await site.SendAsync("MAIL FROM:<ann@example.test>\r\nRCPT TO:<full@here.test> NOTIFY=SUCCESS\r\nRCPT TO:<me@here.test> NOTIFY=SUCCESS\r\n", Message);
        await site.RepliesAsync(2);
        Assert.DoesNotContain("full@here.test", (await site.OnlyQueuedAsync()).Content, StringComparison.Ordinal);

        await using QueueSite other = await QueueSite.StartAsync(
            new RelayOptions(), wrap: (s, _) => QueueSite.Delivery(s, s.Mail, new FailingQueue(s.Storage.Queue, EnqueueStatus.QueueFull), new RelayOptions()));
        await other.HelloAsync();
        Assert.StartsWith("250", await other.SendAsync("MAIL FROM:<ann@example.test>\r\nRCPT TO:<me@here.test> NOTIFY=SUCCESS\r\n", Message), StringComparison.Ordinal);
        await other.Site.OnlyAsync();
        Assert.Contains("A notification was not queued: QueueFull", Assert.Single(other.Site.Errors), StringComparison.Ordinal);
    }

    [Fact, Rfc(4865, "4.2")]
    public async Task Where_the_queue_does_not_reach_mailboxes_here_nothing_can_be_held_for_them()
    {
        await using QueueSite site = await QueueSite.StartAsync(new RelayOptions());
        await site.HelloAsync(login: true);
        Assert.StartsWith("554 5.3.3", (await site.SayAsync("MAIL FROM:<me@here.test> HOLDFOR=60\r\nRCPT TO:<me@here.test>\r\n"))[1], StringComparison.Ordinal);
        await site.SendAsync("RSET\r\nMAIL FROM:<me@here.test> HOLDUNTIL=2020-01-01T00:00:00Z\r\nRCPT TO:<me@here.test>\r\n", Message);
        await site.Site.OnlyAsync();
    }

    [Fact]
    public async Task All_mail_for_mailboxes_here_goes_by_the_queue_where_that_is_wanted()
    {
        await using QueueSite site = await QueueSite.StartAsync(new RelayOptions { LocalRoute = "mailboxes", QueueLocal = true });
        await site.HelloAsync();
        await site.SendAsync("MAIL FROM:<ann@example.test>\r\nRCPT TO:<me@here.test>\r\n", Message);
        Assert.Empty(await site.Site.ReadAsync());
        Assert.Equal("mailboxes", Assert.Single((await site.OnlyQueuedAsync()).Recipients).Destination);
    }

    [Theory, Rfc(5321, "4.5.4.1")]
    [InlineData("RCPT TO:<broken@here.test>\r\nRCPT TO:<me@here.test>\r\n", "250", "broken@here.test", true)]
    [InlineData("RCPT TO:<full@here.test>\r\nRCPT TO:<a@elsewhere.test>\r\n", "250", "a@elsewhere.test full@here.test", false)]
    [InlineData("RCPT TO:<full@here.test>\r\n", "552", "", false)]
    public async Task A_mailbox_that_fails_while_others_do_not_is_left_to_the_queue(string recipients, string code, string queued, bool isFiled)
    {
        RelayOptions options = new() { LocalRoute = "mailboxes" };
        AccountId? full = null;
        AccountId? broken = null;
        await using QueueSite site = await QueueSite.StartAsync(options, wrap: (s, _) => QueueSite.Delivery(s, new FailingMailStore(s.Mail, () => full, () => broken), s.Storage.Queue, options));
        full = await site.Site.AddAsync("full@here.test");
        broken = await site.Site.AddAsync("broken@here.test");
        await site.HelloAsync(login: true);
        Assert.StartsWith(code, await site.SendAsync("MAIL FROM:<me@here.test>\r\n" + recipients, Message), StringComparison.Ordinal);
        List<QueueSite.Queued> found = await site.ReadQueueAsync();
        Assert.Equal(queued, string.Join(' ', found.SelectMany(static q => q.Addresses).Order()));
        Assert.Equal(isFiled ? 1 : 0, (await site.Site.ReadAsync()).Count);
        Assert.All(found, static q => Assert.StartsWith("Received: ", q.Content, StringComparison.Ordinal));
        Assert.All(found, static q => Assert.EndsWith(Message, q.Content, StringComparison.Ordinal));
    }

    [Fact, Rfc(2033, "4.2")]
    public async Task In_lmtp_the_queue_and_each_mailbox_answer_for_themselves()
    {
        AccountId? full = null;
        RelayOptions options = new() { TrustedNetworks = [IPNetwork.Parse("127.0.0.0/8")] };
        await using QueueSite site = await QueueSite.StartAsync(
            options,
            QueueSite.Everything with { IsLmtp = true },
            (s, _) => QueueSite.Delivery(s, new FailingMailStore(s.Mail, () => full, () => null), s.Storage.Queue, options));
        full = await site.Site.AddAsync("full@here.test");
        await site.SayAsync("LHLO a\r\n");
        string first = await site.SendAsync("MAIL FROM:<ann@example.test>\r\nRCPT TO:<full@here.test>\r\nRCPT TO:<a@elsewhere.test>\r\nRCPT TO:<me@here.test>\r\n", Message);
        Assert.StartsWith("250", first, StringComparison.Ordinal);
        List<string> replies = [first, .. await site.RepliesAsync(3)];
        Assert.Equal(["552 5.2.2", "250 2.0.0", "250 2.0.0"], replies[1..].Select(static r => r[..9]));
        Assert.Equal(["a@elsewhere.test"], (await site.OnlyQueuedAsync()).Addresses);
    }

    [Fact]
    public async Task A_delivery_of_an_applications_own_may_refuse_whom_the_directory_knows()
    {
        PickyDelivery picky = new();
        await using QueueSite site = await QueueSite.StartAsync(
            new RelayOptions(), wrap: (s, _) => new QueueDelivery(picky, s.Directory, s.Storage.Queue, s.Storage.Blobs, new RelayOptions(), TimeProvider.System));
        await site.HelloAsync(login: true);
        Assert.StartsWith("550", (await site.SayAsync("MAIL FROM:<me@here.test>\r\nRCPT TO:<me@here.test>\r\n"))[1], StringComparison.Ordinal);
        Assert.StartsWith("250", await site.SendAsync("RCPT TO:<a@elsewhere.test>\r\n", Message), StringComparison.Ordinal);
        Assert.Equal(["a@elsewhere.test"], (await site.OnlyQueuedAsync()).Addresses);
        picky.Takes = true;
        Assert.StartsWith("250", await site.SendAsync("MAIL FROM:<me@here.test>\r\nRCPT TO:<me@here.test>\r\nRCPT TO:<b@elsewhere.test>\r\n", Message), StringComparison.Ordinal);
        Assert.Equal((1, 2), (picky.Committed, (await site.ReadQueueAsync()).Count));
    }

    private static IEnumerable<string> Cut(List<string> replies, params int[] lengths) => replies.Zip(lengths, static (r, l) => r[..l]);

    /// <summary>Takes everybody or nobody, and keeps nothing.</summary>
    private sealed class PickyDelivery : IMailDelivery, IDeliveryTransaction
    {
        public bool Takes { get; set; }

        public int Committed { get; private set; }

        public ValueTask<DeliveryStart> BeginAsync(SmtpSender sender, CancellationToken cancellationToken) => new(new DeliveryStart(this, null));

        public ValueTask<SmtpReply?> AddRecipientAsync(SmtpRecipient recipient, CancellationToken cancellationToken) => new(Takes ? null : new SmtpReply(550, 1, 1, "Not that one"));

        public ValueTask<SmtpReply?> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
            Takes ? new((SmtpReply?)null) : throw new InvalidOperationException("Nobody is here to write for.");

        public ValueTask<DeliveryOutcome> CommitAsync(MessageFindings findings, CancellationToken cancellationToken)
        {
            Committed++;
            return new(DeliveryOutcome.ForAll(new SmtpReply(250, 0, 0, "kept")));
        }

        public ValueTask DisposeAsync() => default;
    }

    private sealed class FailingQueue(IQueueStore inner, EnqueueStatus status) : IQueueStore
    {
        public AccountId Account => inner.Account;

        public ValueTask<EnqueueResult> EnqueueAsync(QueueSubmission submission, CancellationToken cancellationToken) => new(new EnqueueResult(status, null, "on purpose"));

        public ValueTask<IReadOnlyList<QueueLease>> LeaseAsync(QueueLeaseRequest request, CancellationToken cancellationToken) => inner.LeaseAsync(request, cancellationToken);

        public ValueTask<IReadOnlyList<QueueLease>> RenewAsync(IReadOnlyList<QueueLease> leases, DateTimeOffset until, CancellationToken cancellationToken) =>
            inner.RenewAsync(leases, until, cancellationToken);

        public ValueTask<QueueCompletion> CompleteAsync(
            QueueLease lease, IReadOnlyList<RecipientOutcome> outcomes, IReadOnlyList<QueueSubmission> notifications, CancellationToken cancellationToken) =>
            inner.CompleteAsync(lease, outcomes, notifications, cancellationToken);

        public ValueTask<bool> ReleaseAsync(QueueLease lease, CancellationToken cancellationToken) => inner.ReleaseAsync(lease, cancellationToken);

        public ValueTask<DateTimeOffset?> NextDueAsync(IReadOnlySet<string> excludedDestinations, int maxLeasesPerDestination, CancellationToken cancellationToken) =>
            inner.NextDueAsync(excludedDestinations, maxLeasesPerDestination, cancellationToken);
    }
}
