using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using Protocols.Hosting;
using Protocols.Smtp;
using Protocols.Smtp.Server;

namespace Protocols.Server.Tests.Smtp;

/// <summary>Proxies in front: what they tell of the client with XCLIENT or with the PROXY protocol, and who is believed.</summary>
public sealed class FrontingTests
{
    private static readonly IPNetwork[] s_here = [IPNetwork.Parse("127.0.0.0/8")];

    private readonly Recorder _recorder = new();

    [Fact]
    public async Task A_trusted_proxy_tells_who_the_client_is()
    {
        await using QueueSite site = await StartAsync();
        List<string> replies = await site.SayAsync("EHLO proxy\r\nXCLIENT ADDR=192.0.2.1 NAME=mail.example.test HELO=mail.example.test PROTO=SMTP\r\nEHLO proxy\r\nMAIL FROM:<ann@example.test>\r\n");
        Assert.Equal(["220", "250", "220", "250"], replies.Select(static r => r[..3]));
        Assert.StartsWith("250", await site.SendAsync("RCPT TO:<me@here.test>\r\n", "Subject: it\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("250", (await site.RepliesAsync(1))[0], StringComparison.Ordinal);
        Assert.Contains("\r\nReceived: from mail.example.test ([192.0.2.1])\r\n\tby mx.here.test with SMTP\r\n", await site.Site.OnlyAsync(), StringComparison.Ordinal);
        Assert.Equal(["127.0.0.1", "192.0.2.1"], _recorder.Connected);
    }

    [Fact]
    public async Task Nobody_else_is_offered_it_or_believed()
    {
        await using QueueSite site = await QueueSite.StartAsync(new RelayOptions(), proxies: [IPNetwork.Parse("192.0.2.0/24")]);
        await site.HelloAsync();
        Assert.StartsWith("500", (await site.SayAsync("XCLIENT ADDR=192.0.2.1\r\n"))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_under_way_or_learned_before_is_over()
    {
        await using QueueSite site = await StartAsync();
        await site.HelloAsync(login: true);
        List<string> replies = await site.SayAsync("MAIL FROM:<me@here.test>\r\nXCLIENT ADDR=192.0.2.1\r\nRSET\r\nXCLIENT ADDR=192.0.2.1\r\nMAIL FROM:<me@here.test>\r\nEHLO a\r\nMAIL FROM:<me@here.test>\r\nRCPT TO:<a@elsewhere.test>\r\n");

        // The name and the login were the last client's.
        Assert.Equal(["250", "503", "250", "220", "503", "250", "250", "550"], replies.Select(static r => r[..3]));
    }

    [Fact]
    public async Task A_client_that_is_not_wanted_is_refused_and_the_proxy_stays_what_it_was()
    {
        await using QueueSite site = await StartAsync();
        List<string> replies = await site.SayAsync("EHLO proxy\r\nXCLIENT ADDR=198.51.100.1 LOGIN=me@here.test\r\nMAIL FROM:<ann@example.test>\r\nRCPT TO:<a@elsewhere.test>\r\n");
        Assert.Equal(["220", "250", "554", "250"], replies.Select(static r => r[..3]));
        Assert.StartsWith("550 5.7.1", (await site.RepliesAsync(1))[0], StringComparison.Ordinal);
        Assert.Equal(IPAddress.Loopback, _recorder.Senders.Single().ClientAddress);
    }

    [Theory]
    [InlineData("me@here.test", "me@here.test", true)]
    [InlineData("me+2Bx@here.test", "me+x@here.test", false)]
    [InlineData("nobody@here.test", "nobody@here.test", false)]
    public async Task A_login_that_a_proxy_tells_of_counts(string told, string name, bool isAccount)
    {
        await using QueueSite site = await StartAsync();
        await site.SayAsync($"EHLO proxy\r\nXCLIENT ADDR=192.0.2.1 LOGIN={told}\r\nEHLO proxy\r\nMAIL FROM:<me@here.test>\r\nRCPT TO:<a@elsewhere.test>\r\n");
        Assert.StartsWith("250", (await site.RepliesAsync(1))[0], StringComparison.Ordinal);
        SmtpSender sender = _recorder.Senders.Single();
        Assert.Equal((name, isAccount ? site.Site.Account : null, "ESMTPA"), (sender.AuthenticatedAs, sender.Account, sender.WithProtocol));
    }

    [Theory, Rfc(6409, "4.3"), Rfc(6409, "6.1")]
    [InlineData("XCLIENT ADDR=192.0.2.1 LOGIN=me@here.test\r\nEHLO a\r\nMAIL FROM:<me@here.test> MT-PRIORITY=3\r\n", "250 2.1.0")]
    [InlineData("XCLIENT ADDR=192.0.2.1 LOGIN=me@here.test\r\nEHLO a\r\nMAIL FROM:<you@here.test>\r\n", "550 5.7.1")]
    [InlineData("XCLIENT ADDR=192.0.2.1 LOGIN=nobody@here.test\r\nEHLO a\r\nMAIL FROM:<me@here.test>\r\n", "550 5.7.1")]
    [InlineData("XCLIENT ADDR=192.0.2.1\r\nEHLO a\r\nMAIL FROM:<me@here.test>\r\n", "530 5.7.0")]
    [InlineData("XCLIENT LOGIN=me@here.test\r\nXCLIENT LOGIN=[UNAVAILABLE]\r\nEHLO a\r\nMAIL FROM:<me@here.test>\r\n", "530 5.7.0")]
    public async Task A_login_that_a_proxy_tells_of_does_for_submission(string said, string reply)
    {
        await using QueueSite site = await QueueSite.StartAsync(
            new RelayOptions(), QueueSite.Everything with { RequireAuthentication = true }, stages: static s => new ReceptionStages(new SenderStage(s.Directory)), proxies: s_here);
        await site.RepliesAsync(1);
        Assert.StartsWith(reply, (await site.SayAsync(said))[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_not_known_is_nobodys()
    {
        await using QueueSite site = await StartAsync(new RelayOptions { TrustedNetworks = s_here });
        await site.SayAsync("EHLO proxy\r\nXCLIENT ADDR=[UNAVAILABLE]\r\nEHLO proxy\r\nMAIL FROM:<ann@example.test>\r\nRCPT TO:<a@elsewhere.test>\r\n");

        // The proxy's own rights are not the client's.
        Assert.StartsWith("550 5.7.1", (await site.RepliesAsync(1))[0], StringComparison.Ordinal);
        Assert.Null(_recorder.Senders.Single().ClientAddress);
    }

    [Fact]
    public async Task A_proxy_on_this_machine_does_not_make_its_clients_passwords_safe()
    {
        await using QueueSite site = await QueueSite.StartAsync(new RelayOptions(), proxies: s_here);
        await site.HelloAsync();
        Assert.Equal(["220", "250", "538"], (await site.SayAsync("XCLIENT ADDR=192.0.2.1\r\nEHLO a\r\n" + QueueSite.Login())).Select(static r => r[..3]));
    }

    [Theory, Rfc(3848, "1")]
    [InlineData(1, "ESMTPSA", true)]
    [InlineData(0, "ESMTP", false)]
    public async Task Tls_that_a_proxy_ends_for_us_counts(byte client, string with, bool isSecure)
    {
        MailListenerOptions listener = new() { Proxies = s_here };
        await using QueueSite site = await QueueSite.StartAsync(
            new RelayOptions(), QueueSite.Everything with { RequireTls = isSecure }, stages: _ => new ReceptionStages(_recorder), listener: listener, introduction: Header(client));
        await site.RepliesAsync(1);

        // Without TLS up to the proxy AUTH is not offered.
        List<string> replies = await site.SayAsync("EHLO a\r\n" + QueueSite.Login() + "MAIL FROM:<me@here.test>\r\n");
        Assert.Equal([isSecure ? "235" : "538", "250"], replies[1..].Select(static r => r[..3]));
        SmtpSender sender = _recorder.Senders.Single();
        Assert.Equal((with, isSecure, "192.0.2.1"), (sender.WithProtocol, sender.IsSecure, sender.ClientAddress!.ToString()));
    }

    private Task<QueueSite> StartAsync(RelayOptions? options = null) => QueueSite.StartAsync(
        options ?? new RelayOptions(), QueueSite.Everything with { AllowPlaintextAuthentication = true }, stages: _ => new ReceptionStages(_recorder), proxies: s_here);

    // PROXY protocol §2.2, with PP2_TYPE_SSL (§2.2.6).
    private static byte[] Header(byte client)
    {
        byte[] header = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A, 0x21, 0x11, 0, 0, 192, 0, 2, 1, 198, 51, 100, 25, 0xDC, 0x04, 0, 25, 0x20, 0, 5, client, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(14), (ushort)(header.Length - 16));
        return header;
    }

    private sealed class Recorder : IConnectStage, IMailStage
    {
        public string Name => "recorder";

        public ConcurrentQueue<string?> Connected { get; } = new();

        public ConcurrentQueue<SmtpSender> Senders { get; } = new();

        public ValueTask<StageRefusal?> ConnectAsync(SmtpPeer peer, CancellationToken cancellationToken)
        {
            Connected.Enqueue(peer.Address?.ToString());
            return new(peer.Address?.ToString() == "198.51.100.1" ? new StageRefusal(new SmtpReply(554, 7, 1, "No"), "on a list") : null);
        }

        public ValueTask<StageRefusal?> MailAsync(SmtpSender sender, CancellationToken cancellationToken)
        {
            Senders.Enqueue(sender);
            return new((StageRefusal?)null);
        }
    }
}
