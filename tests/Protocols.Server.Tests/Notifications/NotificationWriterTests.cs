using System.Text;
using Protocols.Mime;
using Protocols.Reports;
using Protocols.Server.Tests.Queue;
using Protocols.Smtp;
using Protocols.Smtp.Server;
using Protocols.Storage;
using RecipientReport = Protocols.Smtp.Server.RecipientReport;

namespace Protocols.Server.Tests.Notifications;

public sealed class NotificationWriterTests
{
    private const string Message = "Received: from here\r\nFrom: ann@example.org\r\nSubject: Lunch\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@example.org>\r\n\r\nAt one?\r\n";

    private static readonly QueueReply s_noUser = new(550, "5.1.1", "No such\r\nuser: <bob>", "mx.example.net");

    [Fact, Rfc(3464, "2.2"), Rfc(3464, "2.3"), Rfc(3461, "6.1"), Rfc(3461, "6.2"), Rfc(3461, "6.3"), Rfc(3834, "5")]
    public async Task A_failure_is_told_to_people_and_programs()
    {
        await using QueueSite site = await QueueSite.StartAsync();
        Written written = await WriteAsync(
            site,
            Envelope(site) with { EnvelopeId = "QQ1", Priority = 3, Return = QueueReturn.Full },
            new SubmittedRecipient { Address = "Bob@example.net", Destination = "example.net", OriginalRecipient = "rfc822;b@example.com" },
            DeliveryAction.Failed,
            new RecipientOutcome { Recipient = 1, Status = QueuedRecipientStatus.Failed, Reply = s_noUser });

        QueueEnvelope envelope = written.Submission!.Envelope;
        Assert.Equal(("", 3, QueueTls.Unspecified, QueueReturn.Unspecified, false, QueueBody.SevenBit), (envelope.ReversePath, envelope.Priority, envelope.Tls, envelope.Return, envelope.IsSmtpUtf8, envelope.Body));
        SubmittedRecipient to = Assert.Single(written.Submission.Recipients);
        Assert.Equal(("ann@example.org", "example.org", QueueNotify.Never), (to.Address, to.Destination, to.Notify));

        Assert.Equal(
            ["MAILER-DAEMON <postmaster@mx.here.test>", "ann@example.org", "Your message could not be delivered", "auto-replied", "<1@example.org>"],
            new[] { HeaderId.From, HeaderId.To, HeaderId.Subject, HeaderId.AutoSubmitted, HeaderId.References }.Select(written.Header));
        Assert.Matches("^<[0-9a-f]{32}@mx.here.test>$", written.Header(HeaderId.MessageId));

        DeliveryReport report = written.Report;
        DeliveryRecipient one = Assert.Single(report.Recipients);
        Assert.Equal((new ReportAddress("dns", "mx.here.test"), "QQ1", site.Time.GetUtcNow()), (report.ReportingMta, report.OriginalEnvelopeId, report.ArrivalDate));
        Assert.Equal(
            new DeliveryRecipient
            {
                OriginalRecipient = new ReportAddress("rfc822", "b@example.com"),
                FinalRecipient = new ReportAddress("rfc822", "Bob@example.net"),
                Action = DeliveryAction.Failed,
                Status = "5.1.1",
                RemoteMta = new ReportAddress("dns", "mx.example.net"),
                DiagnosticCode = new ReportAddress("smtp", "550 5.1.1 No such user: <bob>"),
                LastAttempt = site.Time.GetUtcNow(),
                OtherFields = one.OtherFields,
            },
            one);
        Assert.Equal((Message, false), (Encoding.UTF8.GetString(report.Returned.Span), report.IsHeaderOnly));

        string text = written.Text;
        foreach (string said in new[] { "mx.here.test", "Bob@example.net", "The address was not accepted.", "The server mx.example.net said:", "550 5.1.1 No such user: <bob>", "look for a mistake in the address", "Subject: Lunch", "postmaster@mx.here.test" })
        {
            Assert.Contains(said, text, StringComparison.Ordinal);
        }
    }

    [Theory, Rfc(3461, "5.2.2"), Rfc(3461, "5.2.3"), Rfc(3461, "5.2.5"), Rfc(3461, "5.2.6"), Rfc(3461, "5.2.7")]
    [InlineData(QueueNotify.Unspecified, true, true, false, false, false)]
    [InlineData(QueueNotify.Never, false, false, false, false, false)]
    [InlineData(QueueNotify.Success, false, false, true, true, true)]
    [InlineData(QueueNotify.Failure, true, false, false, false, false)]
    [InlineData(QueueNotify.Delay, false, true, false, false, false)]
    [InlineData(QueueNotify.Success | QueueNotify.Failure | QueueNotify.Delay, true, true, true, true, true)]
    public async Task Who_hears_what_is_as_NOTIFY_says(QueueNotify notify, bool failed, bool delayed, bool delivered, bool relayed, bool expanded)
    {
        await using QueueSite site = await QueueSite.StartAsync();
        bool[] expected = [failed, delayed, delivered, relayed, expanded];
        foreach (DeliveryAction action in Enum.GetValues<DeliveryAction>())
        {
            Written written = await WriteAsync(site, Envelope(site), Bob with { Notify = notify }, action, Outcome(action));
            Assert.Equal((action, expected[(int)action]), (action, written.Submission is not null));
        }
    }

    [Fact, Rfc(3461, "5.2"), Rfc(5321, "6.1")]
    public async Task Nobody_is_told_of_a_message_from_nobody()
    {
        await using QueueSite site = await QueueSite.StartAsync();
        Assert.Null((await WriteAsync(site, Envelope(site) with { ReversePath = "" }, Bob, DeliveryAction.Failed, Outcome(DeliveryAction.Failed))).Submission);
    }

    [Fact, Rfc(3461, "5.2")]
    public async Task The_postmaster_hears_of_what_would_be_lost_without_a_word_and_no_circle_begins()
    {
        await using QueueSite site = await QueueSite.StartAsync();
        NotificationOptions options = new() { Postmaster = new MailboxAddress("postmaster@here.test") };
        QueueEnvelope fromNobody = Envelope(site) with { ReversePath = "" };
        Written written = await WriteAsync(site, fromNobody, Bob, DeliveryAction.Failed, Outcome(DeliveryAction.Failed), options);
        Assert.Equal(("", "postmaster@here.test", "here.test"), (written.Submission!.Envelope.ReversePath, written.Submission.Recipients[0].Address, written.Submission.Recipients[0].Destination));
        Assert.Equal("5.1.1", written.Report.Recipients[0].Status);
        Assert.Contains("a message without a sender", written.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("What you can do", written.Text, StringComparison.Ordinal);

        Assert.Null((await WriteAsync(site, fromNobody, Bob, DeliveryAction.Delayed, Outcome(DeliveryAction.Delayed), options)).Submission);
        Assert.Null((await WriteAsync(site, fromNobody, Bob with { Address = "Postmaster@here.test" }, DeliveryAction.Failed, Outcome(DeliveryAction.Failed), options)).Submission);
        Assert.Null((await WriteAsync(site, fromNobody, Bob, DeliveryAction.Failed, Outcome(DeliveryAction.Failed), options, written.Octets)).Submission);
        Assert.Equal("ann@example.org", (await WriteAsync(site, Envelope(site), Bob, DeliveryAction.Failed, Outcome(DeliveryAction.Failed), options)).Submission!.Recipients[0].Address);
        Assert.Throws<ArgumentException>(static () => new NotificationOptions { Postmaster = new MailboxAddress("no\r\nbody") });
        Assert.Throws<ArgumentException>(static () => new NotificationOptions { Author = new MailboxAddress("no\r\nbody") });
    }

    [Fact]
    public async Task What_never_was_in_the_queue_has_no_number_there()
    {
        await using QueueSite site = await QueueSite.StartAsync();
        await site.EnqueueAsync(Message, Envelope(site), Bob with { Notify = QueueNotify.Success });
        QueueLease lease = Assert.Single(await site.LeaseAsync());
        RecipientReport report = new(lease.Recipients[0], Outcome(DeliveryAction.Delivered) with { Reply = new QueueReply(0, "2.0.0", "In the mailbox", null) }, DeliveryAction.Delivered);
        Written written = await Written.OfAsync(await Writer(site).WriteAsync(lease.Message with { Id = default }, [report], CancellationToken.None));
        Assert.Empty(written.Report.OtherFields);
        Assert.DoesNotContain("umber", written.Text, StringComparison.Ordinal);
        Assert.Null(written.Report.Recipients[0].DiagnosticCode);
    }

    [Fact, Rfc(3461, "5.2.8")]
    public async Task One_notification_is_for_all_who_are_to_be_reported_and_for_no_others()
    {
        await using QueueSite site = await QueueSite.StartAsync();
        await site.EnqueueAsync(
            Message,
            Envelope(site),
            Bob,
            Bob with { Address = "silent@example.net", Notify = QueueNotify.Never },
            Bob with { Address = "late@example.net" },
            Bob with { Address = "fine@example.net", Notify = QueueNotify.Success });
        QueueLease lease = Assert.Single(await site.LeaseAsync());
        DeliveryAction[] actions = [DeliveryAction.Failed, DeliveryAction.Failed, DeliveryAction.Delayed, DeliveryAction.Delivered];
        Written written = await Written.OfAsync(await Writer(site).WriteAsync(lease.Message, [.. lease.Recipients.Select((one, i) => new RecipientReport(one, Outcome(actions[i]), actions[i]))], CancellationToken.None));

        Assert.Equal(
            ["bob@example.net Failed 5.1.1", "late@example.net Delayed 4.4.1", "fine@example.net Delivered 2.0.0"],
            written.Report.Recipients.Select(static one => $"{one.FinalRecipient?.Value} {one.Action} {one.Status}"));
        Assert.Equal([null, new RetrySchedule().GiveUpAt(lease.Message.Envelope), null], written.Report.Recipients.Select(static one => one.WillRetryUntil));
        Assert.DoesNotContain("silent", written.Octets, StringComparison.Ordinal);
    }

    [Theory, Rfc(2852, "4.1.4"), Rfc(2852, "5")]
    [InlineData(QueueNotify.Unspecified, true)]
    [InlineData(QueueNotify.Failure, true)]
    [InlineData(QueueNotify.Never, false)]
    public async Task With_a_time_to_deliver_by_the_passing_on_is_told_and_the_time_with_it(QueueNotify notify, bool isTold)
    {
        await using QueueSite site = await QueueSite.StartAsync();
        QueueDeliverBy by = new(site.Time.GetUtcNow().AddHours(1), IsReturn: false, IsTrace: true);
        Written written = await WriteAsync(site, Envelope(site) with { DeliverBy = by }, Bob with { Notify = notify }, DeliveryAction.Relayed, Outcome(DeliveryAction.Relayed));
        Assert.Equal(isTold, written.Submission is not null);
        if (isTold)
        {
            Assert.Equal((by.Time, DeliveryAction.Relayed), (written.Report.DeliverBy, written.Report.Recipients[0].Action));
        }
    }

    [Fact, Rfc(2852, "4.1.3"), Rfc(4865, "5.1.2")]
    public async Task What_passed_its_time_has_the_status_for_that_and_what_was_held_shows_the_request()
    {
        await using QueueSite site = await QueueSite.StartAsync();
        QueueEnvelope envelope = Envelope(site) with { FutureReleaseRequest = "for;60" };
        Written late = await WriteAsync(site, envelope, Bob, DeliveryAction.Delayed, Outcome(DeliveryAction.Delayed) with { Notices = QueueDelayNotices.DeliverByPassed | QueueDelayNotices.Delayed });
        Assert.Equal(("4.4.7", "for;60"), (late.Report.Recipients[0].Status, late.Report.FutureReleaseRequest));

        Written expired = await WriteAsync(site, envelope, Bob, DeliveryAction.Failed, new RecipientOutcome { Recipient = 1, Status = QueuedRecipientStatus.Expired });
        Assert.Equal(("5.4.7", (DateTimeOffset?)null, (ReportAddress?)null), (expired.Report.Recipients[0].Status, expired.Report.Recipients[0].LastAttempt, expired.Report.Recipients[0].DiagnosticCode));
    }

    [Fact, Rfc(3463, "3")]
    public async Task People_are_told_the_cause_and_not_only_that_the_time_is_over()
    {
        await using QueueSite site = await QueueSite.StartAsync();
        QueueReply full = new(452, "4.2.2", "Mailbox full", "mx.example.net");
        Written delayed = await WriteAsync(site, Envelope(site), Bob, DeliveryAction.Delayed, Outcome(DeliveryAction.Delayed) with { Reply = full });
        foreach (string said in new[] { "You need not send it again: attempts go on until 29 November 2026, 12:00 UTC", "The mailbox is full.", "The server mx.example.net said: 452 4.2.2 Mailbox full" })
        {
            Assert.Contains(said, delayed.Text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("What you can do", delayed.Text, StringComparison.Ordinal);
        Written expired = await WriteAsync(site, Envelope(site), Bob, DeliveryAction.Failed, new RecipientOutcome { Recipient = 1, Status = QueuedRecipientStatus.Expired, Reply = full });
        foreach (string said in new[] { "no further attempt will be made", "It could not be delivered in the time that messages are tried for", "The mailbox is full.", "What you can do: send it again later" })
        {
            Assert.Contains(said, expired.Text, StringComparison.Ordinal);
        }
    }

    // Whatever stands in what others said, the report is written, and reads well.
    [Fact, Rfc(3464, "2.1.1")]
    public async Task Any_text_of_others_is_written_so_that_it_is_read_without_a_defect()
    {
        await using QueueSite site = await QueueSite.StartAsync();
        await site.EnqueueAsync(Message, Envelope(site), Bob);
        QueueLease lease = Assert.Single(await site.LeaseAsync());
        Random random = new(20_261_124);
        for (int i = 0; i < 300; i++)
        {
            QueuedRecipient recipient = lease.Recipients[0] with { Address = Odd(random), OriginalRecipient = Odd(random) };
            QueueReply reply = new(random.Next(2) == 0 ? 0 : 550, Odd(random), Odd(random), Odd(random));
            QueuedMessage message = lease.Message with { Envelope = lease.Message.Envelope with { EnvelopeId = Odd(random), FutureReleaseRequest = Odd(random), IsSmtpUtf8 = random.Next(2) == 0 } };
            Written written = await Written.OfAsync(await Writer(site).WriteAsync(message, [new RecipientReport(recipient, Outcome(DeliveryAction.Failed) with { Reply = reply }, DeliveryAction.Failed)], CancellationToken.None));
            Assert.Empty(written.Reading.Defects);
            Assert.Single(written.Report.Recipients);
            Assert.DoesNotContain("\r\nX-Evil", written.Octets, StringComparison.Ordinal);
        }
    }

    [Theory, Rfc(3461, "6.2"), Rfc(3461, "4.3"), Rfc(8689, "5")]
    [InlineData(QueueReturn.Full, QueueTls.Unspecified, DeliveryAction.Failed, false)]
    [InlineData(QueueReturn.Headers, QueueTls.Unspecified, DeliveryAction.Failed, true)]
    [InlineData(QueueReturn.Unspecified, QueueTls.Unspecified, DeliveryAction.Failed, true)]
    [InlineData(QueueReturn.Full, QueueTls.Unspecified, DeliveryAction.Delayed, true)]
    [InlineData(QueueReturn.Full, QueueTls.Required, DeliveryAction.Failed, true)]
    public async Task How_much_comes_back_is_as_RET_and_REQUIRETLS_say(QueueReturn wanted, QueueTls tls, DeliveryAction action, bool isHeaderOnly)
    {
        await using QueueSite site = await QueueSite.StartAsync();
        Written written = await WriteAsync(site, Envelope(site) with { Return = wanted, Tls = tls }, Bob, action, Outcome(action));
        string expected = isHeaderOnly ? Message[..(Message.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 2)] : Message;
        Assert.Equal((expected.TrimEnd(), isHeaderOnly), (Encoding.UTF8.GetString(written.Report.Returned.Span).TrimEnd(), written.Report.IsHeaderOnly));
        Assert.Equal(tls, written.Submission!.Envelope.Tls);
    }

    [Fact, Rfc(3461, "6.2")]
    public async Task What_is_longer_than_the_limits_comes_back_as_its_header_and_a_long_header_is_cut_between_lines()
    {
        await using QueueSite site = await QueueSite.StartAsync();
        QueueEnvelope envelope = Envelope(site) with { Return = QueueReturn.Full };
        Written whole = await WriteAsync(site, envelope, Bob, DeliveryAction.Failed, Outcome(DeliveryAction.Failed), new NotificationOptions { MaxReturnedMessage = Message.Length });
        Assert.False(whole.Report.IsHeaderOnly);
        Written header = await WriteAsync(site, envelope, Bob, DeliveryAction.Failed, Outcome(DeliveryAction.Failed), new NotificationOptions { MaxReturnedMessage = Message.Length - 1 });
        Assert.True(header.Report.IsHeaderOnly);
        Written cut = await WriteAsync(site, envelope, Bob, DeliveryAction.Failed, Outcome(DeliveryAction.Failed), new NotificationOptions { MaxReturnedMessage = 0, MaxReturnedHeader = 50 });
        Assert.Equal("Received: from here\r\nFrom: ann@example.org", Encoding.UTF8.GetString(cut.Report.Returned.Span).TrimEnd());
        Written none = await WriteAsync(site, envelope, Bob, DeliveryAction.Failed, Outcome(DeliveryAction.Failed), new NotificationOptions { MaxReturnedMessage = 0, MaxReturnedHeader = 0 });
        Assert.True(none.Report.Returned.IsEmpty);
    }

    [Theory, Rfc(6533, "4"), Rfc(6533, "4.5"), Rfc(6531, "3.7")]
    [InlineData("ann@example.org", false)]
    [InlineData("änn@exämple.org", true)]
    public async Task Other_letters_go_back_in_UTF_8_where_the_sender_can_take_it_and_encoded_where_not(string sender, bool isUtf8)
    {
        await using QueueSite site = await QueueSite.StartAsync();
        string message = Message.Replace("Lunch", "Möhren", StringComparison.Ordinal);
        Written written = await WriteAsync(
            site,
            Envelope(site) with { ReversePath = sender, IsSmtpUtf8 = true, Return = QueueReturn.Full },
            Bob with { Address = "jürgen@example.net", OriginalRecipient = "utf-8;jürgen\\x@example.net" },
            DeliveryAction.Failed,
            Outcome(DeliveryAction.Failed) with { Reply = s_noUser with { Text = "unbekannt: jürgen" } },
            message: message);

        QueueEnvelope envelope = written.Submission!.Envelope;
        Assert.Equal((isUtf8, isUtf8 ? QueueBody.EightBitMime : QueueBody.SevenBit), (envelope.IsSmtpUtf8, envelope.Body));
        Assert.Equal(isUtf8, !Ascii.IsValid(written.Octets));
        Assert.Equal(isUtf8 ? "xn--exmple-cua.org" : "example.org", written.Submission.Recipients[0].Destination);
        Assert.Contains("message/global-delivery-status", written.Octets, StringComparison.Ordinal);
        Assert.Contains("message/global\r\n", written.Octets, StringComparison.Ordinal);
        DeliveryRecipient one = written.Report.Recipients[0];
        Assert.Equal(
            (new ReportAddress("utf-8", "jürgen@example.net"), new ReportAddress("utf-8", "jürgen\\x@example.net"), "550 5.1.1 unbekannt: jürgen"),
            (one.FinalRecipient, one.OriginalRecipient, one.DiagnosticCode?.Value));
        Assert.Equal(message, Encoding.UTF8.GetString(written.Report.Returned.Span));
        Assert.Equal(sender, written.Header(HeaderId.To));
        Assert.Contains("Subject: Möhren", written.Text, StringComparison.Ordinal);
    }

    [Fact, Rfc(3464, "2.3.6"), Rfc(6152, "3")]
    public async Task What_is_not_ASCII_in_a_message_of_eight_bits_keeps_its_form()
    {
        await using QueueSite site = await QueueSite.StartAsync();
        Written written = await WriteAsync(
            site,
            Envelope(site) with { Body = QueueBody.EightBitMime, Return = QueueReturn.Full },
            Bob,
            DeliveryAction.Failed,
            Outcome(DeliveryAction.Failed) with { Reply = s_noUser with { Text = "unbekannt: jürgen" } },
            message: Message + "Grüße\r\n");
        Assert.Equal((QueueBody.EightBitMime, false), (written.Submission!.Envelope.Body, written.Submission.Envelope.IsSmtpUtf8));
        Assert.Contains("message/rfc822", written.Octets, StringComparison.Ordinal);
        Assert.Equal("550 5.1.1 unbekannt: j?rgen", written.Report.Recipients[0].DiagnosticCode?.Value);
        Assert.EndsWith("Grüße\r\n", Encoding.UTF8.GetString(written.Report.Returned.Span), StringComparison.Ordinal);
    }

    [Fact, Rfc(3464, "2.1.1"), Rfc(3030, "3")]
    public async Task Nothing_that_others_said_keeps_a_report_from_being_written_or_becomes_a_field_of_it()
    {
        await using QueueSite site = await QueueSite.StartAsync();
        QueueReply odd = new(550, "x\r\nBcc: a@b", new string('y', 5_000) + "\r\n.\r\nBcc: c@d\0\uD800", "mx\r\nX: y");
        QueuedRecipient recipient = new() { Number = 1, Address = "\"a\r\nBcc: e@f\"@example.net", Destination = "example.net", OriginalRecipient = "odd", Notify = QueueNotify.Unspecified, Status = QueuedRecipientStatus.Pending, Attempts = 0, NextAttempt = default, Notices = default };
        await site.EnqueueAsync("Subject: a\r\n\r\nb\nc\0\r\n", Envelope(site) with { Return = QueueReturn.Full, EnvelopeId = "e  f" }, Bob);
        QueueLease lease = Assert.Single(await site.LeaseAsync());
        Written written = await Written.OfAsync(await Writer(site).WriteAsync(
            lease.Message, [new RecipientReport(recipient, Outcome(DeliveryAction.Failed) with { Reply = odd }, DeliveryAction.Failed)], CancellationToken.None));

        Assert.Empty(written.Reading.Defects);
        Assert.DoesNotContain("\r\nBcc:", written.Octets, StringComparison.Ordinal);
        Assert.Equal("5.0.0", written.Report.Recipients[0].Status);
        Assert.Equal("unknown", written.Report.Recipients[0].FinalRecipient?.Type);
        Assert.Null(written.Report.Recipients[0].OriginalRecipient);
        Assert.Equal("e  f", written.Report.OriginalEnvelopeId);

        // Lines that are none of mail's do not go back.
        Assert.True(written.Report.IsHeaderOnly);
    }

    [Fact, Rfc(3461, "6.3")]
    public async Task The_host_may_set_the_author_the_status_and_the_route()
    {
        await using QueueSite site = await QueueSite.StartAsync();
        NotificationOptions options = new() { Author = new MailboxAddress("Post office", "post@here.test"), DestinationOf = static domain => "route-of-" + domain };
        await site.EnqueueAsync(Message, Envelope(site), Bob);
        QueueLease lease = Assert.Single(await site.LeaseAsync());
        RecipientReport report = new(lease.Recipients[0], Outcome(DeliveryAction.Failed), DeliveryAction.Failed) { Status = new EnhancedStatusCode(5, 7, 30) };
        Written written = await Written.OfAsync(await new NotificationWriter("localhost", site.Storage.Blobs, site.Queue, options, site.Time).WriteAsync(lease.Message, [report], CancellationToken.None));
        Assert.Equal("Post office <post@here.test>", written.Header(HeaderId.From));
        Assert.Equal("route-of-example.org", written.Submission!.Recipients[0].Destination);
        Assert.Equal((new ReportAddress("x-local-hostname", "localhost"), "5.7.30"), (written.Report.ReportingMta, written.Report.Recipients[0].Status));
        Assert.Throws<ArgumentException>(() => new NotificationWriter("no\r\nhost", site.Storage.Blobs, site.Queue, options, site.Time));
    }

    [Fact, Rfc(3461, "5.2.6")]
    public async Task A_notification_goes_into_the_queue_with_the_outcome()
    {
        await using QueueSite site = await QueueSite.StartAsync();
        await site.EnqueueAsync(Message, Envelope(site), Bob);
        QueueLease lease = Assert.Single(await site.LeaseAsync());
        RecipientOutcome outcome = Outcome(DeliveryAction.Failed);
        QueueSubmission submission = (await Writer(site).WriteAsync(lease.Message, [new RecipientReport(lease.Recipients[0], outcome, DeliveryAction.Failed)], CancellationToken.None))!;
        await using (submission.Content)
        {
            QueueCompletion completion = await site.Queue.CompleteAsync(lease, [outcome], [submission], CancellationToken.None);
            Assert.Equal((QueueCompletionStatus.Done, true), (completion.Status, completion.IsMessageFinished));
        }

        QueueLease notification = Assert.Single(await site.LeaseAsync());
        Assert.Equal(("", "ann@example.org"), (notification.Message.Envelope.ReversePath, notification.Recipients[0].Address));
    }

    private static string Odd(Random random)
    {
        string[] pieces = ["a", "@", "example.net", ";", "rfc822;", "utf-8;", "\\x{FC}", "\\", "+", "=", " ", "\t", "\r\n", "\r", "\n", "\0", "\r\nX-Evil: 1", "ü", "\uD83D", "😀", "\u0085", "=?utf-8?q?x?=", "(", "\"", "5.1.1", "for;", new string('x', 900)];
        return string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => pieces[random.Next(pieces.Length)]));
    }

    private static SubmittedRecipient Bob { get; } = new() { Address = "bob@example.net", Destination = "example.net" };

    private static QueueEnvelope Envelope(QueueSite site) => new() { ReversePath = "ann@example.org", SubmittedAt = site.Time.GetUtcNow() };

    private static RecipientOutcome Outcome(DeliveryAction action) => action switch
    {
        DeliveryAction.Failed => new RecipientOutcome { Recipient = 1, Status = QueuedRecipientStatus.Failed, Reply = s_noUser },
        DeliveryAction.Delayed => new RecipientOutcome { Recipient = 1, Status = QueuedRecipientStatus.Pending, NextAttempt = DateTimeOffset.MaxValue, Notices = QueueDelayNotices.Delayed, Reply = new QueueReply(0, "4.4.1", "No answer", null) },
        DeliveryAction.Relayed => new RecipientOutcome { Recipient = 1, Status = QueuedRecipientStatus.Relayed, Reply = new QueueReply(250, "2.0.0", "Ok", "mx.example.net") },
        _ => new RecipientOutcome { Recipient = 1, Status = QueuedRecipientStatus.Delivered },
    };

    private static NotificationWriter Writer(QueueSite site, NotificationOptions? options = null) => new("mx.here.test", site.Storage.Blobs, site.Queue, options ?? NotificationOptions.Default, site.Time);

    private static async Task<Written> WriteAsync(
        QueueSite site, QueueEnvelope envelope, SubmittedRecipient recipient, DeliveryAction action, RecipientOutcome outcome, NotificationOptions? options = null, string message = Message)
    {
        await site.EnqueueAsync(message, envelope, recipient);
        QueueLease lease = Assert.Single(await site.LeaseAsync());
        Written written = await Written.OfAsync(await Writer(site, options).WriteAsync(lease.Message, [new RecipientReport(lease.Recipients[0], outcome, action)], CancellationToken.None));
        await site.Queue.CompleteAsync(lease, [new RecipientOutcome { Recipient = 1, Status = QueuedRecipientStatus.Delivered }], [], CancellationToken.None);
        return written;
    }

    /// <summary>A notification, and what is read of it.</summary>
    private sealed record Written(QueueSubmission? Submission, byte[] Content)
    {
        public string Octets => Encoding.UTF8.GetString(Content);

        public ReportReading<DeliveryReport> Reading
        {
            get
            {
                using MimeDocument message = MimeDocument.Parse(Content);
                return DeliveryReport.Read(message);
            }
        }

        public DeliveryReport Report => Reading.GetReport();

        public string Text
        {
            get
            {
                using MimeDocument message = MimeDocument.Parse(Content);
                return message.GetPart(1).GetBodyText().ReplaceLineEndings(" ").Replace("      ", "", StringComparison.Ordinal).Replace("    ", "", StringComparison.Ordinal);
            }
        }

        public string Header(HeaderId id)
        {
            using MimeDocument message = MimeDocument.Parse(Content);
            return message.Root.GetHeaderText(id).Trim();
        }

        public static async Task<Written> OfAsync(QueueSubmission? submission)
        {
            byte[] content = submission?.Content.Content.ToArray() ?? [];
            if (submission is not null)
            {
                await submission.Content.DisposeAsync();
            }

            return new Written(submission, content);
        }
    }
}
