using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Protocols.Dns;
using Protocols.MailAuth;
using Protocols.Smtp;
using Protocols.Smtp.Server;
using Protocols.Storage;

namespace Protocols.Server.Tests.Smtp;

/// <summary>The stages between a message's end and its delivery: the example of the README, and what stages may and may not do.</summary>
public sealed class MessageFilterTests
{
    private const string Message = "From: ann@example.test\r\nSubject: hello\r\nX-A: 1\r\n\r\nbody\r\n";

    [Fact]
    public async Task A_stage_of_an_applications_own_files_marks_refuses_and_puts_off()
    {
        await using MailSite site = await MailSite.StartAsync(new ReadmeTests.SpamWords());
        Assert.StartsWith("250", await site.SendAsync(Message), StringComparison.Ordinal);
        Assert.StartsWith("250", await site.SendAsync(Message.Replace("body", "Buy a watch", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.DoesNotContain("X-Spam-Flag", await site.OnlyAsync(), StringComparison.Ordinal);
        Assert.StartsWith($"Return-Path: <ann@example.test>\r\nX-Spam-Flag: YES\r\nReceived: ", await site.OnlyAsync("Junk"), StringComparison.Ordinal);
        Assert.Equal("550 5.7.1 No lotteries, please", await site.SendAsync(Message.Replace("body", "You won the lottery", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Stages_run_in_order_and_each_sees_what_those_before_it_found()
    {
        List<string> ran = [];
        await using MailSite site = await MailSite.StartAsync(
            new Stage(m =>
            {
                ran.Add($"first {m.Findings.Target}");
                return FilterVerdict.Accept with { TraceFields = "X-First: 1\r\n"u8.ToArray(), Target = MailboxRole.Archive };
            }),
            new Stage(m =>
            {
                ran.Add($"second {m.Findings.Target} {m.Sender.ReversePath} {string.Join(' ', m.Recipients)} {m.Content.Length}");
                return FilterVerdict.Accept with { TraceFields = "X-Second: 2\r\n\tgoes on\r\n"u8.ToArray(), HeaderFields = "X-B: 2\r\n"u8.ToArray(), Removes = static f => f.Name.SequenceEqual("X-A"u8) };
            }));
        await site.SendAsync(Message);
        string length = Message.Length.ToString(CultureInfo.InvariantCulture);
        Assert.Equal(["first Inbox", $"second Archive ann@example.test me@here.test {length}"], ran);
        string kept = await site.OnlyAsync("Archive");
        Assert.StartsWith("Return-Path: <ann@example.test>\r\nX-Second: 2\r\n\tgoes on\r\nX-First: 1\r\nReceived: ", kept, StringComparison.Ordinal);
        Assert.EndsWith("\r\nX-B: 2\r\nFrom: ann@example.test\r\nSubject: hello\r\n\r\nbody\r\n", kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stage_that_throws_puts_the_message_off_and_the_connection_lives()
    {
        await using MailSite site = await MailSite.StartAsync(new Stage(static m => m.Content.Length > 100 ? throw new InvalidOperationException("on purpose") : FilterVerdict.Accept));
        using LineClient client = await LineClient.ConnectAsync(site.SmtpPort);
        await client.SendAsync($"EHLO a\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<{MailSite.Address}>\r\nBDAT 101 LAST\r\n{new string('x', 101)}MAIL FROM:<a@b.c>\r\nRCPT TO:<{MailSite.Address}>\r\nBDAT 1 LAST\r\nx");
        List<string> codes = [];
        for (int i = 0; i < 8; i++)
        {
            codes.Add((await client.ReadReplyAsync())![..3]);
        }

        Assert.Equal(["220", "250", "250", "250", "451", "250", "250", "250"], codes);
        await site.OnlyAsync();
        Assert.Contains("on purpose", Assert.Single(site.Errors), StringComparison.Ordinal);
    }

    [Theory, Rfc(1870, "6.3")]
    [InlineData(100_001, 0, "552")]
    [InlineData(99_500, 1000, "552")]
    [InlineData(98_000, 1000, "250")]
    public async Task A_message_that_is_too_large_to_be_staged_or_to_be_stored_with_what_is_put_on_it_is_refused(int size, int fields, string code)
    {
        byte[] trace = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("X: 456789\r\n", fields / 11)));
        await using MailSite site = await MailSite.StartAsync("smtp", 100_000, new Stage(_ => FilterVerdict.Accept with { TraceFields = trace }));
        string message = Message + new string('x', size - Message.Length - 2) + "\r\n";
        Assert.StartsWith(code, await site.SendAsync(message, inChunks: true), StringComparison.Ordinal);
        Assert.Equal(code == "250" ? 1 : 0, (await site.ReadAsync()).Count);
    }

    [Theory, Rfc(5322, "2.2")]
    [InlineData("X: 1")]
    [InlineData("X: 1\n")]
    [InlineData("X: 1\r\n\r\n")]
    [InlineData("X: 1\r\n\r\nbody\r\n")]
    [InlineData("X: 1\r\n \r\n")]
    [InlineData(" X: 1\r\n")]
    [InlineData("X: a\rb\r\n")]
    [InlineData("X: a\nY: b\r\n")]
    [InlineData("X: a\0\r\n")]
    [InlineData("no field\r\n")]
    [InlineData("X Y: 1\r\n")]
    [InlineData(": 1\r\n")]
    public void A_stage_cannot_put_on_more_than_fields(string fields)
    {
        Assert.Throws<ArgumentException>(() => FilterVerdict.Accept with { TraceFields = Encoding.ASCII.GetBytes(fields) });
        Assert.Throws<ArgumentException>(() => FilterVerdict.Accept with { HeaderFields = Encoding.ASCII.GetBytes(fields) });
    }

    [Fact]
    public void A_message_is_not_refused_by_a_positive_reply() =>
        Assert.Throws<ArgumentException>(static () => FilterVerdict.Refuse(new SmtpReply(250, 0, 0, "fine"), ""));

    [Fact]
    public async Task What_becomes_of_messages_is_counted_by_outcome_stage_and_result()
    {
        ConcurrentQueue<string> counted = new();
        using MeterListener meters = new()
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument is { Meter.Name: "Protocols.filter-test", Name: "mail.messages" })
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<long>((_, value, tags, _) => counted.Enqueue($"{value} {string.Join(' ', tags.ToArray().Select(static t => t.Value))}"));
        meters.Start();
        DnsZone zone = new DnsZone().AddText("_dmarc.rejects.test", "v=DMARC1; p=reject").AddText("_dmarc.quarantines.test", "v=DMARC1; p=quarantine").AddFailure("_dmarc.fails.test");
        await using MailSite site = await MailSite.StartAsync(
            "filter-test",
            1 << 20,
            new AuthenticationFilter(zone, TimeProvider.System, new MailAuthOptions { ServiceId = MailSite.HostName }),
            new DmarcFilter(DmarcHandling.Enforce) { DefersTemporaryErrors = true });
        foreach (string domain in new[] { "rejects.test", "quarantines.test", "fails.test", "none.test" })
        {
            await site.SendAsync(Message.Replace("example.test", domain, StringComparison.Ordinal), from: "");
        }

        await site.SubmitAsync(Message);
        Assert.Equal(["1 refused dmarc  fail", "1 accepted deliver Junk fail", "1 deferred dmarc  temperror", "1 accepted deliver Inbox none", "1 accepted deliver Inbox "], counted);
    }

    private sealed class Stage(Func<ReceivedMessage, FilterVerdict> judge) : IMessageFilter
    {
        public string Name => "test";

        public ValueTask<FilterVerdict> FilterAsync(ReceivedMessage message, CancellationToken cancellationToken) => new(judge(message));
    }
}
