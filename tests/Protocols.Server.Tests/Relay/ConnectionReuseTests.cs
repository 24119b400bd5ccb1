using Protocols.Dns;
using Protocols.Smtp;
using Protocols.Smtp.Server;
using Protocols.Storage;

namespace Protocols.Server.Tests.Relay;

/// <summary>Connections that are kept for the next message, and ones that are given up.</summary>
public class ConnectionReuseTests
{
    [Fact]
    public async Task The_next_message_takes_the_connection_of_the_last()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddDomain("to.test", "PIPELINING");
        using Counted counted = new(site.Telemetry, "mail.relay.connections");
        site.Run();
        for (int i = 0; i < 3; i++)
        {
            await site.WaitGoneAsync(await site.EnqueueAsync("bob@to.test"));
        }

        Assert.Equal((1, 3), (server.Connections, server.Messages.Count));
        Assert.Equal((1, 2), (counted.Of("opened"), counted.Of("reused")));
        await site.StopAsync();
        Assert.Contains("1 QUIT", server.Commands);
    }

    [Fact]
    public async Task Another_domain_with_the_same_exchanger_shares_the_connection()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddDomain("to.test");
        site.Zone.Add("too.test", new MxRecord(10, "mx.to.test"));
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync("bob@to.test"));
        await site.WaitGoneAsync(await site.EnqueueAsync("bob@too.test"));
        Assert.Equal((1, 2), (server.Connections, server.Messages.Count));
    }

    [Fact]
    public async Task A_destination_stays_with_the_worse_exchanger_that_answered()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Zone.Add("to.test", new MxRecord(10, "gone.to.test")).Add("gone.to.test", new AddressRecord(System.Net.IPAddress.Parse("203.0.113.1"))).Add("to.test", new MxRecord(20, "mx2.to.test"));
        FakeServer second = site.AddHost("mx2.to.test");
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync("bob@to.test"));
        await site.WaitGoneAsync(await site.EnqueueAsync("bob@to.test"));
        Assert.Equal((1, 2), (second.Connections, site.Connected.Count));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_connection_that_died_while_it_waited_is_no_attempt(bool saysGoodbye)
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddDomain("to.test");
        int mails = 0;
        server.Answer = line => saysGoodbye && line.StartsWith("MAIL", StringComparison.Ordinal) && ++mails == 2 ? "421 4.4.2 idle for too long" : null;
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync("bob@to.test"));
        if (!saysGoodbye)
        {
            server.DropConnections();
        }

        await site.WaitGoneAsync(await site.EnqueueAsync("bob@to.test"));
        Assert.Equal((2, 2), (server.Connections, server.Messages.Count));
        await Until.TrueAsync(() => site.Log.Count(static l => l.Contains("attempt 1:", StringComparison.Ordinal)) == 2, () => string.Join(Environment.NewLine, site.Log));
    }

    [Theory, InlineData("idle"), InlineData("age"), InlineData("messages"), InlineData("none kept"), InlineData("none per host")]
    public async Task A_limit_of_the_cache_ends_a_connection(string limit)
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Options = site.Options with
        {
            Cache = limit switch
            {
                "idle" => new RelayCacheOptions { IdleTime = TimeSpan.FromMilliseconds(50) },
                "age" => new RelayCacheOptions { MaxAge = TimeSpan.FromMilliseconds(1) },
                "messages" => new RelayCacheOptions { MaxMessages = 1 },
                "none kept" => new RelayCacheOptions { MaxIdle = 0 },
                _ => new RelayCacheOptions { MaxIdlePerHost = 0 },
            },
        };
        FakeServer server = site.AddDomain("to.test");
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync("bob@to.test"));
        await Until.TrueAsync(() => server.Commands.Contains("1 QUIT"), () => string.Join('|', server.Commands));
        await site.WaitGoneAsync(await site.EnqueueAsync("bob@to.test"));
        Assert.Equal((2, 2), (server.Connections, server.Messages.Count));
    }

    [Fact]
    public async Task A_message_that_was_refused_leaves_the_connection_fit_for_the_next()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddDomain("to.test");
        server.Answer = static line => line.Contains("no@", StringComparison.Ordinal) ? "550 5.1.1 no" : null;
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync("no@to.test"));
        await site.WaitGoneAsync(await site.EnqueueAsync("bob@to.test"));
        Assert.Equal(1, server.Connections);
        Assert.Contains("1 RSET", server.Commands);
    }

    public static TheoryData<string, string> Silences => new()
    {
        { "greeting", "4.4.2" }, { "EHLO", "4.4.2" }, { "MAIL", "4.4.2" }, { "RCPT", "4.4.2" }, { "DATA", "4.4.2" }, { ".", "4.4.2" },
    };

    [Theory, MemberData(nameof(Silences)), Rfc(5321, "4.5.3.2")]
    public async Task A_server_that_falls_silent_is_given_up(string command, string status)
    {
        await using RelaySite site = await RelaySite.StartAsync();
        TimeSpan little = TimeSpan.FromMilliseconds(100);
        site.Options = site.Options with
        {
            Client = new SmtpClientOptions
            {
                Timeouts = new SmtpClientTimeouts
                {
                    Greeting = command == "greeting" ? little : TimeSpan.FromMinutes(1),
                    Hello = command == "EHLO" ? little : TimeSpan.FromMinutes(1),
                    Mail = command == "MAIL" ? little : TimeSpan.FromMinutes(1),
                    Recipient = command == "RCPT" ? little : TimeSpan.FromMinutes(1),
                    DataInitiation = command == "DATA" ? little : TimeSpan.FromMinutes(1),
                    DataTermination = command == "." ? little : TimeSpan.FromMinutes(1),
                },
            },
        };
        FakeServer server = site.AddDomain("to.test");
        using ManualResetEventSlim over = new();
        server.Answer = line =>
        {
            if (line.Split(' ', ':')[0] == command)
            {
                over.Wait();
            }

            return null;
        };
        site.Run();
        QueuedRecipient recipient = await site.WaitAsync(await site.EnqueueAsync("bob@to.test"), static r => r.Attempts == 1);
        over.Set();
        Assert.Equal(status, recipient.LastReply!.EnhancedCode);
        Assert.Equal(QueuedRecipientStatus.Pending, recipient.Status);
    }

    [Fact]
    public async Task A_connection_that_does_not_come_about_is_given_up()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Options = site.Options with { ConnectTimeout = TimeSpan.FromMilliseconds(50) };
        site.AddDomain("to.test");
        site.ConnectDelay = Timeout.InfiniteTimeSpan;
        site.Run();
        QueuedRecipient recipient = await site.WaitAsync(await site.EnqueueAsync("bob@to.test"), static r => r.Attempts == 1);
        Assert.Equal("4.4.1", recipient.LastReply!.EnhancedCode);
    }

    [Fact, Rfc(5321, "4.5.3.2.5")]
    public async Task A_server_that_takes_no_more_of_a_message_is_given_up()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Options = site.Options with { Client = new SmtpClientOptions { Timeouts = new SmtpClientTimeouts { DataBlock = TimeSpan.FromMilliseconds(200) } }, BlockSize = 1 << 20 };
        FakeServer server = site.AddDomain("to.test");
        server.IsDeafToData = true;
        site.Run();
        QueueMessageId id = await site.EnqueueAsync(RelaySite.Message + new string('x', 30_000_000), RelaySite.Envelope(site.Time.GetUtcNow()), "bob@to.test");
        QueuedRecipient recipient = await site.WaitAsync(id, static r => r.Attempts == 1);
        Assert.Contains("took no more in time", recipient.LastReply!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_refuses_in_the_middle_is_heard()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Options = site.Options with { BlockSize = 4096 };
        FakeServer server = site.AddDomain("to.test", "CHUNKING");
        server.Answer = static line => line.StartsWith("BDAT", StringComparison.Ordinal) ? "552 5.2.3 too much" : null;
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync(RelaySite.Message + new string('x', 100_000), RelaySite.Envelope(site.Time.GetUtcNow()), "bob@to.test"));
        Assert.Contains("552 5.2.3 too much", await site.WaitReportAsync(), StringComparison.Ordinal);
        Assert.Single(server.Commands, static c => c.Contains("BDAT", StringComparison.Ordinal));
    }
}
