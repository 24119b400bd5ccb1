using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Hosting;
using Protocols.Smtp;
using Protocols.Smtp.Server;
using Protocols.Storage;

namespace Protocols.Server.Tests.Smtp;

/// <summary>Any octets on a port behind which all of it stands: stages, proxies, addresses that stand for others, mailboxes and the queue.</summary>
public sealed class HostileReceptionTests
{
    private static readonly string[] s_words =
    [
        "EHLO x\r\n", "LHLO x\r\n", "HELO localhost\r\n", "MAIL FROM:<ann@example.test>\r\n", "MAIL FROM:<>\r\n", "MAIL FROM:<me@here.test> SMTPUTF8 BODY=BINARYMIME RET=FULL ENVID=x\r\n",
        "MAIL FROM:<me@here.test> HOLDFOR=60 BY=9;N MT-PRIORITY=9\r\n", "MAIL FROM:<m\u0085e@here.test> SMTPUTF8 REQUIRETLS\r\n", "MAIL FROM:<bad@here.test>\r\n",
        "RCPT TO:<me@here.test>\r\n", "RCPT TO:<me@here.test> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;a+09b\r\n", "RCPT TO:<team@here.test> NOTIFY=SUCCESS\r\n", "RCPT TO:<list@here.test> NOTIFY=SUCCESS\r\n",
        "RCPT TO:<a@elsewhere.test>\r\n", "RCPT TO:<any+thing@catch.test>\r\n", "RCPT TO:<postmaster>\r\n", "RCPT TO:<ü\u0085@elsewhere.test>\r\n", "RCPT TO:<ring@here.test>\r\n", "RCPT TO:<later@here.test>\r\n",
        "DATA\r\n", "Subject: it\r\n\r\ntext\r\n", "\r\n.\r\n", ".\r\n", "\n.\n", "BDAT 5\r\nabcde", "BDAT 5 LAST\r\nabcde", "BDAT 0 LAST\r\n", "BDAT 50\r\n", "RSET\r\n", "NOOP\r\n", "VRFY me\r\n",
        "XCLIENT ADDR=192.0.2.1 LOGIN=me@here.test\r\n", "XCLIENT ADDR=198.51.100.1\r\n", "XCLIENT NAME=[UNAVAILABLE]\r\n", "STARTTLS\r\n", QueueSite.Login(), "AUTH LOGIN\r\n", "bWU=\r\n", "*\r\n", "QUIT\r\n", "\0", "\r", "\n",
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Any_octets_end_in_replies_and_leave_nothing_behind(bool isLmtp)
    {
        StaticAddressBook book = new(new Dictionary<string, AddressEntry>
        {
            ["team@here.test"] = new("me@here.test", "out@elsewhere.test", "nobody@here.test"),
            ["list@here.test"] = new("team@here.test", "two@elsewhere.test") { Owner = "me@here.test" },
            ["ring@here.test"] = new("ring@here.test", "ring@here.test"),
            ["@catch.test"] = new("me@here.test"),
        });
        MailListenerOptions listener = new();
        RelayOptions relay = new() { LocalRoute = isLmtp ? null : "mailboxes", TrustedNetworks = [IPNetwork.Parse("192.0.2.0/24")] };
        await using QueueSite site = await QueueSite.StartAsync(
            relay,
            QueueSite.Everything with { IsLmtp = isLmtp, AllowPlaintextAuthentication = true },
            (s, delivery) => new ResolvingDelivery(delivery, new RecipientResolver(book, s.Directory, new ResolverOptions()), s.Storage.Blobs) { Notices = QueueSite.Notices(s, s.Storage.Queue) },
            static s => new ReceptionStages(new Moody(), new RateLimitStage(new RateLimits { AccountMessages = 1000, AddressMessages = 1000 }, TimeProvider.System), new SenderStage(s.Directory)),
            static s => [new AuthorFilter(s.Directory), new MissingFieldsFilter(MailSite.HostName, TimeProvider.System)],
            [IPNetwork.Parse("127.0.0.0/8")],
            listener: listener);
        Gen<byte[]> generator = Gen.Frequency(
            (8, from parts in Gen.Elements(s_words).NonEmptyListOf() select Encoding.UTF8.GetBytes(string.Concat(parts))),
            (4, from parts in Gen.Elements(s_words).NonEmptyListOf() select Encoding.UTF8.GetBytes((isLmtp ? "LHLO x\r\n" : "EHLO x\r\n") + "MAIL FROM:<ann@example.test>\r\nRCPT TO:<me@here.test>\r\n" + string.Concat(parts))),
            (1, ArbMap.Default.GeneratorFor<byte[]>()));
        foreach (byte[] octets in generator.Sample(120, 30))
        {
            using LineClient client = await LineClient.ConnectAsync(site.Port);
            await client.SendAsync(octets);
            client.EndSending();
            while (await client.ReadLineAsync() is { } line)
            {
                Assert.Matches("^[2-5][0-9][0-9][ -]", line);
            }
        }

        await Relay.Until.TrueAsync(() => listener.Limiter.Count <= 1, () => "Connections are left.");
        Assert.Empty(site.Site.Errors);
        foreach (QueueSite.Queued queued in await site.ReadQueueAsync())
        {
            Assert.True(queued.Content.StartsWith("Received: from ", StringComparison.Ordinal) || queued.Envelope.ReversePath.Length == 0, queued.Content);
            Assert.DoesNotContain("Return-Path:", queued.Content, StringComparison.Ordinal);
        }

        Assert.NotEmpty(await site.Site.ReadAsync());
    }

    /// <summary>Turns some away.</summary>
    private sealed class Moody : IConnectStage, IHelloStage, IMailStage, IRecipientStage
    {
        private static readonly StageRefusal s_never = new(new SmtpReply(554, 7, 1, "Never"), "");
        private static readonly StageRefusal s_later = new(new SmtpReply(450, 7, 1, "Later"), "");

        private int _count;

        public string Name => "moody";

        public ValueTask<StageRefusal?> ConnectAsync(SmtpPeer peer, CancellationToken cancellationToken) =>
            new(Interlocked.Increment(ref _count) % 10 == 0 || peer.Address?.ToString() == "198.51.100.1" ? s_never : null);

        public ValueTask<StageRefusal?> HelloAsync(SmtpPeer peer, CancellationToken cancellationToken) => new(peer.ClientName == "localhost" ? s_never : null);

        public ValueTask<StageRefusal?> MailAsync(SmtpSender sender, CancellationToken cancellationToken) => new(sender.ReversePath.StartsWith("bad", StringComparison.Ordinal) ? s_never : null);

        public ValueTask<StageRefusal?> RecipientAsync(SmtpSender sender, SmtpRecipient recipient, CancellationToken cancellationToken) =>
            new(recipient.Address.StartsWith("later", StringComparison.Ordinal) ? s_later : null);
    }
}
