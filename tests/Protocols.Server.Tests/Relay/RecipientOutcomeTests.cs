using System.Net;
using System.Text;
using Protocols.Dns;
using Protocols.Smtp;
using Protocols.Smtp.Server;
using Protocols.Storage;
using Protocols.Storage.Sql;

namespace Protocols.Server.Tests.Relay;

/// <summary>What the servers' answers come to, for each recipient and its sender.</summary>
public class RecipientOutcomeTests
{
    [Fact, Rfc(5321, "4.2.1")]
    public async Task Each_recipient_has_its_own_outcome()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddDomain("to.test", "PIPELINING");
        server.Answer = static line => line.Contains("no@", StringComparison.Ordinal) ? "550 5.1.1 No such user" : line.Contains("later@", StringComparison.Ordinal) ? "450 4.2.1 greylisted" : null;
        site.Run();
        QueueMessageId id = await site.EnqueueAsync("yes@to.test", "no@to.test", "later@to.test");
        Assert.Equal(["RCPT TO:<yes@to.test>"], (await server.WaitAsync(1))[0].Recipients);
        QueuedRecipient later = await site.WaitAsync(id, static r => r.Attempts == 1, 3);
        Assert.Equal(new QueueReply(450, "4.2.1", "greylisted", "mx.to.test"), later.LastReply);
        Assert.Equal(QueuedRecipientStatus.Pending, later.Status);
        Assert.InRange(later.NextAttempt - site.Time.GetUtcNow(), TimeSpan.FromMinutes(25), TimeSpan.FromMinutes(35));
        Assert.Equal(QueuedRecipientStatus.Relayed, (await site.WaitAsync(id, static r => r.Attempts == 1)).Status);
        QueuedRecipient refused = await site.WaitAsync(id, static r => r.Attempts == 1, 2);
        Assert.Equal(QueuedRecipientStatus.Failed, refused.Status);
        string report = await site.WaitReportAsync();
        Assert.Contains("no@to.test", report, StringComparison.Ordinal);
        Assert.Contains("Diagnostic-Code: smtp; 550 5.1.1 No such user", report, StringComparison.Ordinal);
        Assert.DoesNotContain("yes@to.test", report, StringComparison.Ordinal);
        Assert.DoesNotContain("later@to.test", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MAIL", "550 5.7.1 not you", QueuedRecipientStatus.Failed)]
    [InlineData("MAIL", "451 4.3.0 later", QueuedRecipientStatus.Pending)]
    [InlineData("DATA", "554 5.6.0 no", QueuedRecipientStatus.Failed)]
    [InlineData("DATA", "451 4.3.0 later", QueuedRecipientStatus.Pending)]
    [InlineData(".", "554 5.7.1 spam", QueuedRecipientStatus.Failed)]
    [InlineData(".", "452 4.3.1 full", QueuedRecipientStatus.Pending)]
    public async Task What_is_said_to_all_goes_for_all(string command, string reply, QueuedRecipientStatus expected)
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddDomain("to.test");
        server.Answer = line => line.Split(' ', ':')[0] == command ? reply : null;
        site.Run();
        QueueMessageId id = await site.EnqueueAsync("a@to.test", "b@to.test");
        if (expected == QueuedRecipientStatus.Pending)
        {
            QueuedRecipient[] both = [await site.WaitAsync(id, static r => r.Attempts == 1), await site.WaitAsync(id, static r => r.Attempts == 1, 2)];
            Assert.All(both, r => Assert.Equal(reply, $"{r.LastReply!.Code} {r.LastReply.EnhancedCode} {r.LastReply.Text}"));
            Assert.Equal(0, await site.CountReportsAsync());
            return;
        }

        await site.WaitGoneAsync(id);
        Assert.Contains(reply, await site.WaitReportAsync(), StringComparison.Ordinal);
        Assert.Empty(server.Messages);
    }

    [Theory, Rfc(5321, "3.1"), InlineData("554 5.3.2 no mail here", QueuedRecipientStatus.Failed), InlineData("450 4.3.2 not now", QueuedRecipientStatus.Pending)]
    public async Task A_greeting_that_refuses_goes_for_the_message_where_there_is_no_other_server(string greeting, QueuedRecipientStatus expected)
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddDomain("to.test");
        server.Answer = line => line == "greeting" ? greeting : null;
        site.Run();
        QueueMessageId id = await site.EnqueueAsync("bob@to.test");
        if (expected == QueuedRecipientStatus.Failed)
        {
            Assert.Contains(greeting, await site.WaitReportAsync(), StringComparison.Ordinal);
            return;
        }

        Assert.Equal(expected, (await site.WaitAsync(id, static r => r.Attempts == 1)).Status);
    }

    [Fact]
    public async Task What_a_server_says_is_made_fit_for_logs()
    {
        await using RelaySite site = await RelaySite.StartAsync(limits: new QueueLimits { ReplyLength = 100_000 });
        FakeServer server = site.AddDomain("to.test");
        server.Answer = static line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "450-4.2.0 a\u001b[31mb\u0085c\r\n450 4.2.0 " + new string('x', 3_000) : null;
        site.Run();
        QueuedRecipient recipient = await site.WaitAsync(await site.EnqueueAsync("bob@to.test"), static r => r.Attempts == 1);
        Assert.StartsWith("a [31mb c x", recipient.LastReply!.Text, StringComparison.Ordinal);
        Assert.Equal(2_000, recipient.LastReply.Text.Length);
        Assert.DoesNotContain(site.Log, static l => l.Contains('\u001b', StringComparison.Ordinal));
    }

    [Fact, Rfc(5321, "2.3.8")]
    public async Task A_message_with_bare_line_ends_goes_back_where_they_are_refused()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Options = site.Options with { Client = new SmtpClientOptions { BareLineEnds = BareLineEndWriting.Refuse } };
        FakeServer server = site.AddDomain("to.test");
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync("Subject: x\r\n\r\na\nb\r\n", RelaySite.Envelope(site.Time.GetUtcNow()), "bob@to.test"));
        Assert.Contains("Status: 5.6.0", await site.WaitReportAsync(), StringComparison.Ordinal);
        Assert.Empty(server.Messages);
    }

    [Fact]
    public async Task A_reply_beyond_the_limits_ends_the_session()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Options = site.Options with { Client = new SmtpClientOptions { MaxReplyLines = 3 } };
        FakeServer server = site.AddDomain("to.test", "A", "B", "C", "D");
        site.Run();
        QueuedRecipient recipient = await site.WaitAsync(await site.EnqueueAsync("bob@to.test"), static r => r.Attempts == 1);
        Assert.Equal(("4.5.0", "ReplyTooLong"), (recipient.LastReply!.EnhancedCode, recipient.LastReply.Text));
        Assert.Empty(server.Messages);
    }

    [Fact, Rfc(5321, "4.5.3.1.10")]
    public async Task What_is_too_much_for_one_transaction_goes_into_another_at_once()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddDomain("to.test", "PIPELINING");
        int taken = 0;
        server.Answer = line =>
        {
            taken = line.StartsWith("MAIL", StringComparison.Ordinal) ? 0 : taken;
            return line.StartsWith("RCPT", StringComparison.Ordinal) && ++taken > 3 ? "452 4.5.3 Too many recipients" : null;
        };
        site.Run();
        QueueMessageId id = await site.EnqueueAsync([.. Enumerable.Range(0, 8).Select(static i => $"r{i}@to.test")]);
        IReadOnlyList<FakeMessage> messages = await server.WaitAsync(3);
        Assert.Equal([3, 3, 2], messages.Select(static m => m.Recipients.Count));
        Assert.Equal(1, server.Connections);
        await site.WaitGoneAsync(id);
    }

    [Fact, Rfc(9422, "4")]
    public async Task The_limits_that_a_server_tells_are_kept()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddDomain("to.test", "PIPELINING", "LIMITS RCPTMAX=2 MAILMAX=1");
        site.Run();
        QueueMessageId id = await site.EnqueueAsync([.. Enumerable.Range(0, 5).Select(static i => $"r{i}@to.test")]);
        IReadOnlyList<FakeMessage> messages = await server.WaitAsync(3);
        Assert.Equal([2, 2, 1], messages.Select(static m => m.Recipients.Count));
        Assert.Equal(3, server.Connections);
        await site.WaitGoneAsync(id);
    }

    [Theory]
    [InlineData("null.test", "5.1.10")]
    [InlineData("gone.test", "5.1.2")]
    [InlineData("loop.test", "5.4.6")]
    [InlineData("[192.0.2]", "5.1.2")]
    [InlineData("nowhere.test", "5.4.4")]
    [Rfc(7505, "4.1"), Rfc(5321, "5.1")]
    public async Task A_domain_that_can_have_no_mail_gives_it_back_at_once(string domain, string status)
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Zone.Add("null.test", new MxRecord(0, "")).Add("loop.test", new MxRecord(10, RelaySite.HostName)).Add("nowhere.test", new MxRecord(10, "mx.nowhere.test"));
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync($"bob@{domain}"));
        Assert.Contains($"Status: {status}", await site.WaitReportAsync(), StringComparison.Ordinal);
    }

    [Theory, Rfc(5321, "5.1"), InlineData("127.0.0.1"), InlineData("127.8.9.1"), InlineData("0.0.0.0"), InlineData("::1"), InlineData("::"), InlineData("::ffff:127.0.0.1")]
    public async Task Nobody_makes_this_host_talk_to_itself(string address)
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Zone.Add("to.test", new MxRecord(10, "mx.to.test")).Add("mx.to.test", new AddressRecord(IPAddress.Parse(address)));
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync("bob@to.test"));
        Assert.Contains("Status: 5.4.6", await site.WaitReportAsync(), StringComparison.Ordinal);
        Assert.Empty(site.Connected);
    }

    [Fact]
    public async Task Exchangers_may_be_on_this_machine_where_the_operator_says_so()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Options = site.Options with { Mx = new MxOptions { AllowLoopback = true } };
        FakeServer server = site.AddHost("elsewhere.test");
        site.Map("127.0.0.1", server.Port);
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync("bob@[127.0.0.1]"));
        Assert.Single(server.Messages);
    }

    [Fact, Rfc(5321, "5.1")]
    public async Task What_cannot_be_looked_up_now_waits()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Zone.AddFailure("to.test").Add("half.test", new MxRecord(10, "mx.half.test")).AddFailure("mx.half.test");
        site.Run();
        QueuedRecipient recipient = await site.WaitAsync(await site.EnqueueAsync("bob@to.test"), static r => r.Attempts == 1);
        Assert.Equal("4.4.3", recipient.LastReply!.EnhancedCode);
        Assert.Equal("4.4.3", (await site.WaitAsync(await site.EnqueueAsync("bob@half.test"), static r => r.Attempts == 1)).LastReply!.EnhancedCode);
    }

    [Fact, Rfc(5321, "6.1")]
    public async Task A_reply_that_is_lost_after_the_end_is_counted_and_nobody_else_is_asked()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Zone.Add("to.test", new MxRecord(20, "mx2.to.test"));
        FakeServer server = site.AddDomain("to.test");
        FakeServer second = site.AddHost("mx2.to.test");
        using Counted counted = new(site.Telemetry, "mail.relay.lost_replies");
        server.Answer = static line => line == "." ? FakeServer.HangUp : null;
        site.Run();
        QueuedRecipient recipient = await site.WaitAsync(await site.EnqueueAsync("bob@to.test"), static r => r.Attempts == 1);
        Assert.Equal("4.4.2", recipient.LastReply!.EnhancedCode);
        Assert.Equal(1, counted.Sum);
        Assert.Equal(0, second.Connections);
    }

    [Theory]
    [InlineData("MAIL"), InlineData("RCPT"), InlineData("DATA")]
    public async Task A_connection_that_is_lost_before_the_end_leads_to_the_next_server(string command)
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Zone.Add("to.test", new MxRecord(20, "mx2.to.test"));
        FakeServer server = site.AddDomain("to.test");
        FakeServer second = site.AddHost("mx2.to.test");
        server.Answer = line => line.StartsWith(command, StringComparison.Ordinal) ? FakeServer.HangUp : null;
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync("bob@to.test"));
        Assert.Single(second.Messages);
    }

    [Fact, Rfc(5321, "3.8")]
    public async Task A_server_that_closes_after_the_end_has_not_taken_it()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Zone.Add("to.test", new MxRecord(20, "mx2.to.test"));
        FakeServer server = site.AddDomain("to.test");
        FakeServer second = site.AddHost("mx2.to.test");
        server.Answer = static line => line == "." ? "421 4.3.2 shutting down" : null;
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync("bob@to.test"));
        Assert.Single(second.Messages);
    }

    [Fact, Rfc(3461, "5.2.1")]
    public async Task What_the_sender_asked_for_is_asked_of_the_next_server()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddDomain("to.test", "DSN", "SIZE", "8BITMIME", "SMTPUTF8", "DELIVERBY", "MT-PRIORITY");
        site.Run();
        DateTimeOffset now = site.Time.GetUtcNow();
        QueueEnvelope envelope = RelaySite.Envelope(now) with
        {
            EnvelopeId = "env=1", Return = QueueReturn.Headers, Body = QueueBody.EightBitMime, IsSmtpUtf8 = true, Priority = 3, DeliverBy = new QueueDeliverBy(now.AddSeconds(1000), true, false),
        };
        await site.EnqueueAsync(
            Encoding.UTF8.GetBytes(RelaySite.Message),
            envelope,
            new SubmittedRecipient { Address = "bob@to.test", Destination = "to.test", Notify = QueueNotify.Success | QueueNotify.Delay, OriginalRecipient = "rfc822;Bob@Old.test" },
            new SubmittedRecipient { Address = "cat@to.test", Destination = "to.test", Notify = QueueNotify.Never },
            new SubmittedRecipient { Address = "dan@to.test", Destination = "to.test" });
        FakeMessage message = (await server.WaitAsync(1))[0];
        Assert.Matches("^MAIL FROM:<ann@from.test> SIZE=57 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=env\\+3D1 BY=(1000|99\\d);R MT-PRIORITY=3$", message.Mail);
        Assert.Equal(
            ["RCPT TO:<bob@to.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;Bob@Old.test", "RCPT TO:<cat@to.test> NOTIFY=NEVER", "RCPT TO:<dan@to.test>"], message.Recipients);
        Assert.Equal(0, await site.CountReportsAsync());
    }

    [Fact, Rfc(3461, "5.2.2")]
    public async Task A_relay_to_a_server_without_DSN_is_reported_to_who_asked_for_success()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddDomain("to.test");
        site.Run();
        await site.EnqueueAsync(
            Encoding.UTF8.GetBytes(RelaySite.Message),
            RelaySite.Envelope(site.Time.GetUtcNow()) with { EnvelopeId = "env1", Return = QueueReturn.Full },
            new SubmittedRecipient { Address = "bob@to.test", Destination = "to.test", Notify = QueueNotify.Success },
            new SubmittedRecipient { Address = "cat@to.test", Destination = "to.test", Notify = QueueNotify.Failure },
            new SubmittedRecipient { Address = "dan@to.test", Destination = "to.test" });
        Assert.Equal("MAIL FROM:<ann@from.test>", (await server.WaitAsync(1))[0].Mail);
        string report = await site.WaitReportAsync();
        Assert.Contains("Action: relayed", report, StringComparison.Ordinal);
        Assert.Contains("bob@to.test", report, StringComparison.Ordinal);
        Assert.DoesNotContain("cat@to.test", report, StringComparison.Ordinal);
        Assert.DoesNotContain("dan@to.test", report, StringComparison.Ordinal);
    }

    [Fact, Rfc(2852, "4.1.4.2")]
    public async Task A_server_that_cannot_keep_a_time_is_asked_for_reports_of_delay_and_the_relay_is_reported()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddDomain("to.test", "DSN");
        site.Run();
        DateTimeOffset now = site.Time.GetUtcNow();
        await site.EnqueueAsync(
            Encoding.UTF8.GetBytes(RelaySite.Message),
            RelaySite.Envelope(now) with { DeliverBy = new QueueDeliverBy(now.AddHours(1), false, false) },
            new SubmittedRecipient { Address = "bob@to.test", Destination = "to.test" },
            new SubmittedRecipient { Address = "cat@to.test", Destination = "to.test", Notify = QueueNotify.Never });
        Assert.Equal(["RCPT TO:<bob@to.test> NOTIFY=FAILURE,DELAY", "RCPT TO:<cat@to.test> NOTIFY=NEVER"], (await server.WaitAsync(1))[0].Recipients);
        string report = await site.WaitReportAsync();
        Assert.Contains("Action: relayed", report, StringComparison.Ordinal);
        Assert.DoesNotContain("cat@to.test", report, StringComparison.Ordinal);
    }

    [Fact, Rfc(2852, "4.1.4")]
    public async Task A_traced_message_has_each_relay_reported()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddDomain("to.test", "DSN", "DELIVERBY");
        site.Run();
        DateTimeOffset now = site.Time.GetUtcNow();
        await site.EnqueueAsync(RelaySite.Message, RelaySite.Envelope(now) with { DeliverBy = new QueueDeliverBy(now.AddHours(-1), false, true) }, "bob@to.test");
        Assert.Matches("BY=-36\\d\\d;NT$", (await server.WaitAsync(1))[0].Mail);
        Assert.Contains("Action: relayed", await site.WaitReportAsync(), StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Needs => new()
    {
        { "eight bits", "5.6.3" }, { "binary", "5.6.3" }, { "utf8", "5.6.7" }, { "size", "5.3.4" }, { "by", "5.3.3" }, { "late", "5.5.4" },
    };

    [Theory, MemberData(nameof(Needs))]
    [Rfc(6152, "3"), Rfc(3030, "3"), Rfc(6531, "3.6"), Rfc(1870, "5"), Rfc(2852, "4.1.4.1")]
    public async Task What_the_next_server_cannot_have_goes_back_once_all_servers_were_asked(string need, string status)
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Zone.Add("to.test", new MxRecord(20, "mx2.to.test"));
        FakeServer server = site.AddDomain("to.test", "SIZE 20", need == "late" ? "DELIVERBY 5000" : "X");
        FakeServer second = site.AddHost("mx2.to.test", "SIZE 10", need == "late" ? "DELIVERBY 5000" : "X");
        site.Run();
        DateTimeOffset now = site.Time.GetUtcNow();
        QueueEnvelope plain = RelaySite.Envelope(now);
        await site.WaitGoneAsync(await site.EnqueueAsync(need == "size" ? RelaySite.Message : "Subject: x\r\n\r\n"[..10], need switch
        {
            "eight bits" => plain with { Body = QueueBody.EightBitMime },
            "binary" => plain with { Body = QueueBody.BinaryMime },
            "utf8" => plain with { IsSmtpUtf8 = true },
            "by" or "late" => plain with { DeliverBy = new QueueDeliverBy(now.AddHours(1), true, false) },
            _ => plain,
        }, "bob@to.test"));
        Assert.Contains($"Status: {status}", await site.WaitReportAsync(), StringComparison.Ordinal);
        Assert.Equal([1, 1], [server.Connections, second.Connections]);
        Assert.DoesNotContain(server.Commands.Concat(second.Commands), static c => c.Contains("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_one_server_cannot_have_another_may()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Zone.Add("to.test", new MxRecord(20, "mx2.to.test"));
        site.AddDomain("to.test");
        FakeServer second = site.AddHost("mx2.to.test", "8BITMIME");
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync("Subject: x\r\n\r\n\u00e4\r\n", RelaySite.Envelope(site.Time.GetUtcNow()) with { Body = QueueBody.EightBitMime }, "bob@to.test"));
        Assert.Equal("MAIL FROM:<ann@from.test> BODY=8BITMIME", Assert.Single(second.Messages).Mail);
    }

    [Fact, Rfc(3030, "3")]
    public async Task A_binary_message_goes_by_chunks_as_it_is()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Options = site.Options with { Client = new SmtpClientOptions { PreferChunking = false } };
        FakeServer server = site.AddDomain("to.test", "8BITMIME", "CHUNKING", "BINARYMIME");
        site.Run();
        string content = "Subject: x\r\n\r\n\0\r\u00ff\n.\r\n.\n";
        await site.WaitGoneAsync(await site.EnqueueAsync(content, RelaySite.Envelope(site.Time.GetUtcNow()) with { Body = QueueBody.BinaryMime }, "bob@to.test"));
        Assert.Equal(content, Assert.Single(server.Messages).Content);
    }

    [Fact, Rfc(6531, "3.6")]
    public async Task An_address_that_is_not_ASCII_fails_alone_where_SMTPUTF8_is_not_offered()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddDomain("to.test");
        site.Run();
        QueueMessageId id = await site.EnqueueAsync("bob@to.test", "j\u00f6rg@to.test");
        Assert.Equal(["RCPT TO:<bob@to.test>"], (await server.WaitAsync(1))[0].Recipients);
        await site.WaitGoneAsync(id);
        Assert.Contains("5.6.7", await site.WaitReportAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_cannot_be_said_fails_alone()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddDomain("to.test");
        site.Run();
        QueueMessageId id = await site.EnqueueAsync(
            Encoding.UTF8.GetBytes(RelaySite.Message),
            RelaySite.Envelope(site.Time.GetUtcNow()),
            new SubmittedRecipient { Address = "bob@to.test", Destination = "to.test" },
            new SubmittedRecipient { Address = "bob@to test", Destination = "to.test" });
        await server.WaitAsync(1);
        await site.WaitGoneAsync(id);
        Assert.Contains("5.1.3", await site.WaitReportAsync(), StringComparison.Ordinal);
    }

    [Fact, Rfc(5321, "6.1")]
    public async Task Nobody_is_told_of_a_report_that_fails()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddDomain("to.test");
        server.Answer = static line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 no" : null;
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync(RelaySite.Message, RelaySite.Envelope(site.Time.GetUtcNow()) with { ReversePath = "" }, "bob@to.test"));
        Assert.Equal(0, await site.CountReportsAsync());
        Assert.Contains(server.Commands, static c => c.Contains("MAIL FROM:<>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_report_comes_back_to_the_sender()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer back = site.AddDomain("from.test");
        site.Run();
        await site.EnqueueAsync("bob@gone.test");
        FakeMessage report = (await back.WaitAsync(1))[0];
        Assert.Equal("MAIL FROM:<>", report.Mail);
        Assert.Equal(["RCPT TO:<ann@from.test>"], report.Recipients);
        Assert.Contains("Content-Type: multipart/report", report.Content, StringComparison.Ordinal);
    }
}
