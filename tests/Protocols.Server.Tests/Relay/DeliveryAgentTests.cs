using Protocols.Dns;
using Protocols.Storage;

namespace Protocols.Server.Tests.Relay;

/// <summary>Mail on its way to exchangers, plainly.</summary>
public class DeliveryAgentTests
{
    [Theory, InlineData(), InlineData("PIPELINING"), InlineData("PIPELINING", "CHUNKING"), InlineData("CHUNKING")]
    [Rfc(5321, "3.6.1")]
    public async Task A_message_goes_to_the_exchanger_of_its_domain(params string[] offers)
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddDomain("to.test", offers);
        site.Run();
        QueueMessageId id = await site.EnqueueAsync("bob@to.test", "cat@to.test");
        FakeMessage message = (await server.WaitAsync(1))[0];
        Assert.Equal(RelaySite.Message, message.Content);
        Assert.StartsWith("MAIL FROM:<ann@from.test>", message.Mail, StringComparison.Ordinal);
        Assert.Equal(["RCPT TO:<bob@to.test>", "RCPT TO:<cat@to.test>"], message.Recipients);
        Assert.Contains("1 EHLO relay.test", server.Commands);
        await site.WaitGoneAsync(id);
        Assert.Equal(0, await site.CountReportsAsync());
    }

    [Fact]
    public async Task What_was_there_before_the_agent_came_is_delivered_too()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddDomain("to.test");
        QueueMessageId id = await site.EnqueueAsync("bob@to.test");
        site.Run();
        await server.WaitAsync(1);
        await site.WaitGoneAsync(id);
    }

    [Fact]
    public async Task A_large_message_goes_in_blocks_and_comes_out_the_same()
    {
        string body = string.Concat(Enumerable.Range(0, 60_000).Select(static i => $"line {i}\r\n"));
        await using RelaySite site = await RelaySite.StartAsync();
        site.Options = site.Options with { BlockSize = 4096 };
        FakeServer server = site.AddDomain("to.test");
        FakeServer chunks = site.AddDomain("chunks.test", "CHUNKING", "PIPELINING");
        site.Run();
        await site.EnqueueAsync(RelaySite.Message + body, RelaySite.Envelope(site.Time.GetUtcNow()), "bob@to.test", "cat@chunks.test");
        Assert.Equal(RelaySite.Message + body, (await server.WaitAsync(1))[0].Content);
        Assert.Equal(RelaySite.Message + body, (await chunks.WaitAsync(1))[0].Content);
        Assert.True(chunks.Commands.Count(static c => c.Contains("BDAT", StringComparison.Ordinal)) > 10);
    }

    [Fact]
    public async Task Many_messages_to_many_domains_all_arrive_once()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer[] servers = [.. Enumerable.Range(0, 4).Select(i => site.AddDomain($"d{i}.test", "PIPELINING"))];
        site.Run();
        for (int i = 0; i < 40; i++)
        {
            await site.EnqueueAsync($"Subject: {i}\r\n\r\n", RelaySite.Envelope(site.Time.GetUtcNow()), $"bob@d{i % 4}.test");
        }

        foreach (FakeServer server in servers)
        {
            Assert.Equal(10, (await server.WaitAsync(10)).Select(static m => m.Content).Distinct().Count());
        }

        await Until.TrueAsync(async () => await site.Storage.QueueAdministration.CountAsync(CancellationToken.None) == 0, () => "The queue is not empty.");
    }

    [Fact, Rfc(5321, "5.1")]
    public async Task The_next_exchanger_is_tried_where_the_better_one_is_not_there()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Zone.Add("to.test", new MxRecord(10, "gone.to.test")).Add("to.test", new MxRecord(20, "mx2.to.test"));
        site.Zone.Add("gone.to.test", new AddressRecord(System.Net.IPAddress.Parse("203.0.113.1")));
        FakeServer server = site.AddHost("mx2.to.test");
        site.Run();
        QueueMessageId id = await site.EnqueueAsync("bob@to.test");
        await server.WaitAsync(1);
        await site.WaitGoneAsync(id);
        Assert.Equal(["gone.to.test 203.0.113.1:25", "mx2.to.test 192.0.2.1:25"], site.Connected);
    }

    [Theory, Rfc(5321, "4.2.1"), InlineData("421 4.3.2 busy"), InlineData("450 not now"), InlineData("554 no mail here"), InlineData(FakeServer.HangUp), InlineData("nonsense")]
    public async Task The_next_exchanger_is_tried_where_the_better_one_does_not_greet(string greeting)
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Zone.Add("to.test", new MxRecord(10, "mx1.to.test")).Add("to.test", new MxRecord(20, "mx2.to.test"));
        FakeServer first = site.AddHost("mx1.to.test");
        first.Answer = line => line == "greeting" ? greeting : null;
        FakeServer second = site.AddHost("mx2.to.test");
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync("bob@to.test"));
        Assert.Single(second.Messages);
        Assert.Empty(first.Messages);
    }

    [Fact, Rfc(5321, "5.1")]
    public async Task All_addresses_of_an_exchanger_are_tried()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Zone.Add("mx.to.test", new AddressRecord(System.Net.IPAddress.Parse("203.0.113.1")));
        site.Zone.Add("mx.to.test", new AddressRecord(System.Net.IPAddress.Parse("2001:db8::1")));
        FakeServer server = site.AddDomain("to.test");
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync("bob@to.test"));
        Assert.Single(server.Messages);
        Assert.Equal(["mx.to.test [2001:db8::1]:25", "mx.to.test 203.0.113.1:25", "mx.to.test 192.0.2.1:25"], site.Connected);
    }

    [Fact]
    public async Task No_more_addresses_are_tried_than_the_options_allow()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Options = site.Options with { MaxConnectionAttempts = 2 };
        for (int i = 1; i < 4; i++)
        {
            site.Zone.Add("to.test", new MxRecord(10, $"mx{i}.to.test"));
            site.Zone.Add($"mx{i}.to.test", new AddressRecord(System.Net.IPAddress.Parse($"203.0.113.{i}")));
        }

        site.Run();
        QueuedRecipient recipient = await site.WaitAsync(await site.EnqueueAsync("bob@to.test"), static r => r.Attempts == 1);
        Assert.Equal(2, site.Connected.Count);
        Assert.Equal("4.4.1", recipient.LastReply!.EnhancedCode);
        Assert.Equal(QueuedRecipientStatus.Pending, recipient.Status);
    }
}
