using System.IO.Pipelines;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Protocols.Dns;
using Protocols.Server.Tests.Smtp;
using Protocols.Smtp.Server;
using Protocols.Storage;

namespace Protocols.Server.Tests.Relay;

/// <summary>Mail from one server of ours to another, and what comes back.</summary>
public class ChainTests
{
    [Fact, Rfc(3461, "5.2.3"), Rfc(3461, "5.2.1")]
    public async Task A_message_goes_from_submission_to_a_mailbox_elsewhere_and_its_sender_hears_of_each_recipient()
    {
        Dictionary<string, int> ports = [];
        DnsZone zone = new();
        await using Node first = await Node.StartAsync("a.test", "ann@a.test", zone, ports);
        await using Node second = await Node.StartAsync("b.test", "bob@b.test", zone, ports);
        await first.Site.RepliesAsync(1);
        Assert.All(await first.Site.SayAsync("EHLO laptop\r\n" + QueueSite.Login("ann@a.test")), static r => Assert.StartsWith("2", r, StringComparison.Ordinal));
        string reply = await first.Site.SendAsync(
            "MAIL FROM:<ann@a.test> ENVID=e1 RET=HDRS\r\nRCPT TO:<bob@b.test> NOTIFY=SUCCESS,FAILURE\r\nRCPT TO:<nobody@b.test> NOTIFY=FAILURE\r\n", "From: ann@a.test\r\nSubject: hello\r\n\r\n.\r\ntext\r\n");
        Assert.StartsWith("250", reply, StringComparison.Ordinal);

        string delivered = (await second.WaitAsync(1))[0];
        Assert.StartsWith("Return-Path: <ann@a.test>\r\n", delivered, StringComparison.Ordinal);
        Assert.EndsWith("Subject: hello\r\n\r\n.\r\ntext\r\n", delivered, StringComparison.Ordinal);
        IReadOnlyList<string> heard = await first.WaitAsync(2);
        string success = Assert.Single(heard, static m => m.Contains("Action: delivered", StringComparison.Ordinal));
        Assert.Contains("Original-Envelope-Id: e1", success, StringComparison.Ordinal);
        Assert.Contains("bob@b.test", success, StringComparison.Ordinal);
        string failure = Assert.Single(heard, static m => m.Contains("Action: failed", StringComparison.Ordinal));
        Assert.Contains("nobody@b.test", failure, StringComparison.Ordinal);
        Assert.Contains("550 5.1.1", failure, StringComparison.Ordinal);
        foreach (Node node in new[] { first, second })
        {
            await Until.TrueAsync(async () => (await node.Site.ReadQueueAsync()).Count == 0, () => "Something is left in the queue.");
        }
    }

    [Fact, Rfc(5321, "2.3.8"), Rfc(5321, "4.1.1.4")]
    public async Task No_sequence_known_for_smuggling_is_relayed_as_one()
    {
        string file = Path.Combine(Suites.Require("smtp-smuggling"), "sequences.json");
        using System.Text.Json.JsonDocument json = System.Text.Json.JsonDocument.Parse(await File.ReadAllBytesAsync(file));
        string[] sequences = [.. json.RootElement.GetProperty("sequences").EnumerateArray().Select(static s => s.GetString()!)];
        await using RelaySite site = await RelaySite.StartAsync();

        // Servers that take any line end for one, and a dot alone between two of them for the end, which is what smugglers look for.
        FakeServer server = site.AddDomain("to.test");
        FakeServer chunks = site.AddDomain("chunks.test", "CHUNKING");
        site.Run();
        foreach (string sequence in sequences)
        {
            await site.WaitGoneAsync(await site.EnqueueAsync(
                $"Subject: x\r\n\r\ntext{sequence}MAIL FROM:<evil@example.org>\r\nRCPT TO:<victim@to.test>\r\nDATA\r\nevil\r\n", RelaySite.Envelope(site.Time.GetUtcNow()), "bob@to.test", "bob@chunks.test"));
        }

        Assert.Equal(sequences.Length, server.Messages.Count);
        Assert.Equal(sequences.Length, chunks.Messages.Count);
        Assert.All(server.Messages.Concat(chunks.Messages), static m => Assert.Contains("evil@example.org", m.Content, StringComparison.Ordinal));
        Assert.All(chunks.Messages, static m => Assert.DoesNotMatch("(?<!\r)\n|\r(?!\n)|\0", m.Content));
        Assert.DoesNotContain(server.Commands.Concat(chunks.Commands), static c => c.Contains("evil", StringComparison.Ordinal) || c.Contains("victim", StringComparison.Ordinal));
    }

    /// <summary>A server with a queue for all its mail, and an agent that brings it to its mailboxes or to the other one.</summary>
    private sealed class Node : IAsyncDisposable, IRelayConnector
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Dictionary<string, int> _ports;
        private readonly AccountId _account;
        private readonly Task _running;

        private Node(QueueSite site, string domain, AccountId account, DnsZone zone, Dictionary<string, int> ports)
        {
            (Site, _account, _ports) = (site, account, ports);
            MailSite mail = site.Site;
            StaticRouteTable routes = new(new Dictionary<string, DeliveryRoute>
            {
                ["local"] = new LocalRoute(new StoreDelivery(mail.Directory, mail.Mail, mail.Storage.Blobs, TimeProvider.System)),
            });
            DeliveryAgent agent = new(
                mail.Storage.Queue, mail.Storage.Blobs, mail.Storage.Changes, zone, new DeliveryAgentOptions { HostName = "relay." + domain }, TimeProvider.System, NullLogger.Instance)
            {
                Routes = routes,
                Connector = this,
                Notifications = new NotificationWriter(
                    "relay." + domain, mail.Storage.Blobs, mail.Storage.Queue, new NotificationOptions { DestinationOf = name => name == domain ? "local" : name }, TimeProvider.System),
            };
            _running = agent.RunAsync(_stop.Token);
        }

        public QueueSite Site { get; }

        public static async Task<Node> StartAsync(string domain, string address, DnsZone zone, Dictionary<string, int> ports)
        {
            QueueSite site = await QueueSite.StartAsync(new RelayOptions { LocalRoute = "local", QueueLocal = true });
            AccountId account = await site.Site.AddAsync(address);
            ports["mx." + domain] = site.Port;
            zone.Add(domain, new MxRecord(10, "mx." + domain)).Add("mx." + domain, new AddressRecord(IPAddress.Parse("192.0.2.1")));
            return new Node(site, domain, account, zone, ports);
        }

        /// <summary>Waits until the mailbox has a number of messages.</summary>
        public async Task<IReadOnlyList<string>> WaitAsync(int count)
        {
            IReadOnlyList<string> found = [];
            await Until.TrueAsync(async () => (found = await ReadAsync()).Count >= count, () => $"There are {found.Count} messages: {string.Join(Environment.NewLine, found)}");
            return found;
        }

        public ValueTask<RelayTransport> ConnectAsync(string host, EndPoint endPoint, CancellationToken cancellationToken) =>
            new SocketRelayConnector().ConnectAsync(host, new IPEndPoint(IPAddress.Loopback, _ports[host]), cancellationToken);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running;
            _stop.Dispose();
            await Site.DisposeAsync();
        }

        private async Task<IReadOnlyList<string>> ReadAsync()
        {
            List<string> messages = [];
            Mailbox? inbox = await Site.Site.Mail.FindMailboxAsync(_account, MailboxRole.Inbox, CancellationToken.None);
            await foreach (MailboxEntry entry in Site.Site.Mail.ReadEntriesAsync(_account, inbox!.Id, new EntryQuery(), CancellationToken.None))
            {
                using MemoryStream content = new();
                PipeWriter writer = PipeWriter.Create(content, new StreamPipeWriterOptions(leaveOpen: true));
                await Site.Site.Storage.Blobs.CopyToAsync(_account, entry.Blob, 0, entry.Size, writer, CancellationToken.None);
                await writer.CompleteAsync();
                messages.Add(Encoding.UTF8.GetString(content.ToArray()));
            }

            return messages;
        }
    }
}
