using System.Net;
using System.Net.Sockets;
using System.Text;
using Protocols.Sasl;
using Protocols.Smtp;
using Protocols.Smtp.Server;
using Protocols.Storage;

namespace Protocols.Server.Tests.Relay;

/// <summary>Ways that lead elsewhere than to a destination's exchangers.</summary>
public class RouteTests
{
    [Fact]
    public void The_longest_name_of_a_table_holds()
    {
        MxRoute exact = new("exact"), below = new("below"), farBelow = new("far below"), rest = new("rest");
        StaticRouteTable table = new(
            new Dictionary<string, DeliveryRoute> { ["to.test"] = exact, [".to.test"] = below, [".x.to.test"] = farBelow, [".TEST"] = MxRoute.Default }, rest);
        Assert.Equal(exact, table.Find("to.test"));
        Assert.Equal(below, table.Find("a.b.to.test"));
        Assert.Equal(farBelow, table.Find("a.x.to.test"));
        Assert.Equal(below, table.Find("x.to.test"));
        Assert.Equal(MxRoute.Default, table.Find("other.test"));
        Assert.Equal(rest, table.Find("other.example"));
        Assert.Equal(MxRoute.Default, StaticRouteTable.Default.Find("any.example"));
    }

    [Fact]
    public async Task A_destination_may_go_to_the_exchangers_of_another_domain()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddDomain("gate.test");
        site.Routes = new StaticRouteTable(new Dictionary<string, DeliveryRoute> { ["to.test"] = new MxRoute("gate.test") });
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync("bob@to.test"));
        Assert.Single(server.Messages);
    }

    [Theory, Rfc(4954, "3"), Rfc(8314, "3.3"), InlineData(true), InlineData(false)]
    public async Task A_smart_host_is_logged_in_to_over_TLS(bool isImplicit)
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = SmartHost(site, new SmartHostRoute("smart.test", isImplicit ? 465 : 587) { IsImplicitTls = isImplicit, Credentials = Credentials });
        server.IsImplicitTls = isImplicit;
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync("bob@to.test", "cat@to.test"));
        Assert.True(Assert.Single(server.Messages).IsTls);
        Assert.Contains($"1 AUTH PLAIN {Convert.ToBase64String("\0me\0secret"u8)}", server.Commands);
        Assert.Equal(isImplicit ? "smart.test 192.0.2.1:465" : "smart.test 192.0.2.1:587", Assert.Single(site.Connected));
    }

    [Fact]
    public async Task Messages_for_several_destinations_share_a_connection_to_a_smart_host()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = SmartHost(site, new SmartHostRoute("smart.test") { Credentials = Credentials });
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync("bob@to.test"));
        await site.WaitGoneAsync(await site.EnqueueAsync("bob@other.test"));
        Assert.Equal((1, 2), (server.Connections, server.Messages.Count));
        Assert.Single(server.Commands, static c => c.Contains("AUTH", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("self-signed", "4.7.5")]
    [InlineData("no TLS", "4.7.10")]
    [InlineData("wrong password", "4.7.8")]
    [InlineData("no mechanism", "4.7.0")]
    public async Task A_password_goes_to_the_right_host_or_nowhere_and_mail_waits(string how, string status)
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = SmartHost(site, new SmartHostRoute("smart.test") { Credentials = Credentials });
        server.Certificate = how switch { "self-signed" => TestCertificates.SelfSigned("smart.test"), "no TLS" => null, _ => server.Certificate };
        server.Answer = line => how == "wrong password" && line.StartsWith("AUTH", StringComparison.Ordinal) ? "535 5.7.8 no" : null;
        server.SecureOffers = how == "no mechanism" ? ["AUTH GSSAPI"] : server.SecureOffers;
        site.Run();
        QueuedRecipient recipient = await site.WaitAsync(await site.EnqueueAsync("bob@to.test"), static r => r.Attempts == 1);
        Assert.Equal((QueuedRecipientStatus.Pending, status), (recipient.Status, recipient.LastReply!.EnhancedCode));
        Assert.Equal(how == "wrong password" ? 1 : 0, server.Commands.Count(static c => c.Contains("AUTH", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_smart_host_need_not_be_authenticated_where_the_operator_says_so()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = SmartHost(site, new SmartHostRoute("192.0.2.1", 25) { RequireAuthenticatedTls = false });
        server.Certificate = null;
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync("bob@to.test"));
        Assert.False(Assert.Single(server.Messages).IsTls);
    }

    [Fact, Rfc(2033, "4.2")]
    public async Task An_LMTP_server_answers_for_each_recipient()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddHost("lmtp.test", "PIPELINING");
        site.Map("127.0.0.1", server.Port);
        site.Routes = new StaticRouteTable(new Dictionary<string, DeliveryRoute> { ["to.test"] = new LmtpRoute(new IPEndPoint(IPAddress.Loopback, 24)) });
        server.Answer = static line => line.StartsWith(". ", StringComparison.Ordinal) ? line.Contains("full@", StringComparison.Ordinal) ? "452 4.2.2 over quota" : line.Contains("never@", StringComparison.Ordinal) ? "550 5.7.1 no" : null : null;
        site.Run();
        QueueMessageId id = await site.EnqueueAsync(
            Encoding.UTF8.GetBytes(RelaySite.Message),
            RelaySite.Envelope(site.Time.GetUtcNow()),
            new SubmittedRecipient { Address = "bob@to.test", Destination = "to.test", Notify = QueueNotify.Success },
            new SubmittedRecipient { Address = "full@to.test", Destination = "to.test" },
            new SubmittedRecipient { Address = "never@to.test", Destination = "to.test", Notify = QueueNotify.Failure });
        Assert.Equal("452 4.2.2", (await site.WaitAsync(id, static r => r.Attempts == 1, 2)).LastReply is { } reply ? $"{reply.Code} {reply.EnhancedCode}" : "");
        Assert.Equal(QueuedRecipientStatus.Delivered, (await site.WaitAsync(id, static r => r.Attempts == 1, 1)).Status);
        Assert.Equal(QueuedRecipientStatus.Failed, (await site.WaitAsync(id, static r => r.Attempts == 1, 3)).Status);
        Assert.Contains("1 LHLO relay.test", server.Commands);
        string report = await site.WaitReportAsync();
        Assert.Contains("Action: delivered", report, StringComparison.Ordinal);
        Assert.Contains("Action: failed", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_LMTP_server_may_listen_on_a_Unix_socket()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("protocols-lmtp-").FullName, "s");
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        Task<Socket> accepted = listener.AcceptAsync();
        RelayTransport transport = await new SocketRelayConnector().ConnectAsync("lmtp", new UnixDomainSocketEndPoint(path), CancellationToken.None);
        using Socket server = await accepted;
        await server.SendAsync("220 hello"u8.ToArray());
        byte[] greeting = new byte[9];
        await transport.Stream.ReadExactlyAsync(greeting);
        Assert.Equal("220 hello", Encoding.ASCII.GetString(greeting));
        Assert.Null(transport.LocalAddress);
        await transport.Stream.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public async Task Connections_come_from_the_address_that_is_set()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        SocketRelayConnector connector = new() { LocalIPv4 = IPAddress.Parse("127.0.0.9") };
        RelayTransport transport = await connector.ConnectAsync("host", listener.LocalEndpoint, CancellationToken.None);
        using Socket server = await listener.AcceptSocketAsync();
        Assert.Equal("127.0.0.9", ((IPEndPoint)server.RemoteEndPoint!).Address.ToString());
        Assert.Equal("127.0.0.9", transport.LocalAddress!.ToString());
        await transport.Stream.DisposeAsync();
        using Socket closed = new(SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await Assert.ThrowsAnyAsync<SocketException>(async () => await new SocketRelayConnector().ConnectAsync("host", closed.LocalEndPoint!, CancellationToken.None));
    }

    [Fact]
    public async Task A_delivery_of_this_process_answers_for_each_recipient_too()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        Shelf shelf = new();
        site.Routes = new StaticRouteTable(new Dictionary<string, DeliveryRoute> { ["local"] = new LocalRoute(shelf) });
        site.Run();
        DateTimeOffset now = site.Time.GetUtcNow();
        QueueMessageId id = await site.EnqueueAsync(
            Encoding.UTF8.GetBytes(RelaySite.Message),
            RelaySite.Envelope(now) with { EnvelopeId = "e1", Submitter = new AccountId(7) },
            [.. new[] { "bob", "refused", "later", "full" }.Select(static name => new SubmittedRecipient { Address = $"{name}@here.test", Destination = "local", Notify = QueueNotify.Success | QueueNotify.Failure })]);
        Assert.Equal(QueuedRecipientStatus.Delivered, (await site.WaitAsync(id, static r => r.Attempts == 1)).Status);
        Assert.Equal(QueuedRecipientStatus.Failed, (await site.WaitAsync(id, static r => r.Attempts == 1, 2)).Status);
        Assert.Equal(QueuedRecipientStatus.Pending, (await site.WaitAsync(id, static r => r.Attempts == 1, 3)).Status);
        Assert.Equal(452, (await site.WaitAsync(id, static r => r.Attempts == 1, 4)).LastReply!.Code);
        Assert.Equal(RelaySite.Message, shelf.Content);
        Assert.Equal(("ann@from.test", "e1", new AccountId(7), true), (shelf.Sender!.ReversePath, shelf.Sender.Parameters.EnvelopeId, shelf.Sender.Account, shelf.Sender.HearsOfEachRecipient));
        string report = await site.WaitReportAsync();
        Assert.Contains("Action: delivered", report, StringComparison.Ordinal);
        Assert.Contains("Action: failed", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delivery_of_this_process_may_refuse_the_sender()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Routes = new StaticRouteTable(new Dictionary<string, DeliveryRoute> { ["local"] = new LocalRoute(new Shelf { Refusal = new SmtpReply(550, 7, 1, "not you") }) });
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync(Encoding.UTF8.GetBytes(RelaySite.Message), RelaySite.Envelope(site.Time.GetUtcNow()), new SubmittedRecipient { Address = "bob@here.test", Destination = "local" }));
        Assert.Contains("550 5.7.1 not you", await site.WaitReportAsync(), StringComparison.Ordinal);
    }

    private static SaslCredentials Credentials => new("me", "", "secret"u8.ToArray());

    private static FakeServer SmartHost(RelaySite site, SmartHostRoute route)
    {
        FakeServer server = site.AddHost("smart.test");
        server.Certificate = TestCertificates.Server("smart.test");
        server.SecureOffers = ["AUTH PLAIN"];
        site.Options = site.Options with { TrustedRoots = [TestCertificates.Root] };
        site.Routes = new StaticRouteTable(new Dictionary<string, DeliveryRoute>(), route);
        return server;
    }

    /// <summary>A delivery that keeps what it gets.</summary>
    private sealed class Shelf : IMailDelivery, IDeliveryTransaction
    {
        private readonly MemoryStream _content = new();
        private readonly List<string> _accepted = [];

        public SmtpReply? Refusal { get; init; }

        public SmtpSender? Sender { get; private set; }

        public string Content => Encoding.Latin1.GetString(_content.ToArray());

        public ValueTask<DeliveryStart> BeginAsync(SmtpSender sender, CancellationToken cancellationToken)
        {
            Sender = sender;
            return new(new DeliveryStart(Refusal is null ? this : null, Refusal));
        }

        public ValueTask<SmtpReply?> AddRecipientAsync(SmtpRecipient recipient, CancellationToken cancellationToken)
        {
            SmtpReply? refusal = recipient.Address.StartsWith("refused", StringComparison.Ordinal) ? new SmtpReply(550, 1, 1, "no such user")
                : recipient.Address.StartsWith("later", StringComparison.Ordinal) ? new SmtpReply(451, 4, 3, "directory down") : null;
            _accepted.AddRange(refusal is null ? [recipient.Address] : []);
            return new(refusal);
        }

        public async ValueTask<SmtpReply?> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            await _content.WriteAsync(bytes, cancellationToken);
            return null;
        }

        public ValueTask<DeliveryOutcome> CommitAsync(MessageFindings findings, CancellationToken cancellationToken) =>
            new(DeliveryOutcome.PerRecipient([.. _accepted.Select(static a => a.StartsWith("full", StringComparison.Ordinal) ? new SmtpReply(452, 2, 2, "over quota") : new SmtpReply(250, 0, 0, "filed"))]));

        public ValueTask DisposeAsync() => default;
    }
}
