using System.Buffers;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Protocols.Dns;
using Protocols.Hosting;
using Protocols.Imap;
using Protocols.Imap.Server;
using Protocols.MailAuth;
using Protocols.Server.Tests.Hosting;
using Protocols.Smtp;
using Protocols.Smtp.Server;
using Protocols.Storage;
using Protocols.Storage.Sql;

namespace Protocols.Server.Tests;

/// <summary>The examples of the packages' READMEs, compiled and run.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task The_examples_of_hosting_and_the_servers_take_a_message_in_and_give_it_out()
    {
        string folder = Directory.CreateTempSubdirectory("protocols-readme-").FullName;
        await using (SqliteStorage storage = await SqliteStorage.OpenAsync(new SqliteStorageOptions { Folder = folder }, TimeProvider.System))
        {
            AccountChangeResult made = await storage.Accounts.CreateAccountAsync("me@localhost", "secret"u8.ToArray(), null, CancellationToken.None);
            IMailProtocol smtp = new SmtpServer(
                new SmtpServerOptions { HostName = "mx.example.org" },
                storage.Directory,
                new StoreDelivery(storage.Directory, storage.Mail, storage.Blobs, TimeProvider.System));
            Assert.Equal(["authenticate", "dmarc", "spam-words"], WithStages(storage, new StoreDelivery(storage.Directory, storage.Mail, storage.Blobs, TimeProvider.System)).Filters!.Filters.Select(static f => f.Name));
            IMailProtocol imap = new ImapServer(new ImapServerOptions { AllowPlaintextPasswords = true }, storage.Directory, storage.Mail, storage.Blobs, storage.Changes);

            List<ListenOptions> ports = [];
            await using WebApplication app = Compose(smtp, imap, InProcessHost.Certificate, ports);
            await app.StartAsync();
            using LineClient sender = await LineClient.ConnectAsync(ports[0].IPEndPoint!.Port);
            await sender.SendAsync("HELO a\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<me@localhost>\r\nBDAT 16 LAST\r\nSubject: it\r\n\r\nyQUIT\r\n");
            for (int i = 0; i < 6; i++)
            {
                Assert.StartsWith("2", await sender.ReadReplyAsync(), StringComparison.Ordinal);
            }

            Assert.Equal(2u, await FileAsync(storage.Mail, storage.Blobs, made.Account!.Id, "Subject: that\r\n\r\nz"u8.ToArray(), CancellationToken.None));
            using LineClient reader = await LineClient.ConnectAsync(ports[1].IPEndPoint!.Port);
            await reader.ReadResponseAsync();
            await reader.CommandAsync("LOGIN me@localhost secret");
            Assert.Contains("* 2 EXISTS", await reader.CommandAsync("SELECT INBOX"));
            Assert.Contains("* 1 FETCH (BODY[TEXT] {1}y)", await reader.CommandAsync("FETCH 1 BODY.PEEK[TEXT]"));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_example_of_submission_sends_mail_on_to_those_that_an_address_stands_for()
    {
        string folder = Directory.CreateTempSubdirectory("protocols-readme-").FullName;
        await using (SqliteStorage storage = await SqliteStorage.OpenAsync(new SqliteStorageOptions { Folder = folder, PasswordIterations = 4096 }, TimeProvider.System))
        {
            await storage.Accounts.CreateAccountAsync("ann@example.org", "secret"u8.ToArray(), null, CancellationToken.None);
            await using InProcessHost host = await InProcessHost.StartAsync(Submission(storage, new SmtpServerOptions { OfferAuthentication = true, AllowPlaintextAuthentication = true }));
            using LineClient client = await LineClient.ConnectAsync(host.Port);
            await client.SendAsync($"EHLO a\r\nAUTH PLAIN {Convert.ToBase64String("\0ann@example.org\0secret"u8)}\r\nMAIL FROM:<sales@example.org>\r\nRCPT TO:<team@example.org>\r\nRCPT TO:<nobody@example.org>\r\nBDAT 28 LAST\r\nFrom: sales@example.org\r\n\r\nyMAIL FROM:<bob@example.net>\r\n");
            List<string> codes = [];
            for (int i = 0; i < 8; i++)
            {
                codes.Add((await client.ReadReplyAsync())![..3]);
            }

            Assert.Equal(["220", "250", "235", "250", "250", "250", "250", "550"], codes);
            QueuedMessage queued = Assert.Single((await storage.QueueAdministration.ListAsync(new QueueQuery(), null, 10, CancellationToken.None)).Messages);
            Assert.Equal(("ann@example.org", 1), (queued.Envelope.ReversePath, queued.Recipients));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_stage_of_the_example_turns_away_who_is_on_its_list()
    {
        SmtpPeer peer = new() { ConnectionId = "1", Address = IPAddress.Parse("192.0.2.1") };
        Assert.Equal(554, (await new Blocklist().ConnectAsync(peer, CancellationToken.None))!.Reply.Code);
        Assert.Null(await new Blocklist().ConnectAsync(peer with { Address = IPAddress.Loopback }, CancellationToken.None));
    }

    private static SmtpServer Submission(SqliteStorage storage, SmtpServerOptions options)
    {
        StaticAddressBook book = new(new Dictionary<string, AddressEntry>
        {
            ["sales@example.org"] = new("ann@example.org", "bob@example.net"),
            ["team@example.org"] = new("ann@example.org", "bob@example.net") { Owner = "ann@example.org" },
            ["@example.org"] = new("ann@example.org"),
        });
        RecipientResolver resolver = new(book, storage.Directory, new ResolverOptions());
        StoreDelivery mailboxes = new(storage.Directory, storage.Mail, storage.Blobs, TimeProvider.System) { DetailSeparator = '+' };
        QueueDelivery queued = new(mailboxes, storage.Directory, storage.Queue, storage.Blobs, new RelayOptions(), TimeProvider.System);
        SmtpServer submission = new(options, storage.Directory, new ResolvingDelivery(queued, resolver, storage.Blobs))
        {
            Stages = new ReceptionStages(
                new Blocklist(),
                new RateLimitStage(new RateLimits { AccountMessages = 100, AccountRecipients = 1000 }, TimeProvider.System),
                new SenderStage(storage.Directory, resolver)),
            Filters = new MessageFilters(storage.Blobs, new AuthorFilter(storage.Directory, resolver)),
        };
        return submission;
    }

    private static SmtpServer WithStages(SqliteStorage storage, IMailDelivery delivery)
    {
        SmtpServerOptions options = new();
        using CachingDnsResolver resolver = new(new DnsClientResolver(), TimeProvider.System);
        SmtpServer smtp = new(options, storage.Directory, delivery)
        {
            Filters = new MessageFilters(
                storage.Blobs,
                new AuthenticationFilter(resolver, TimeProvider.System, new MailAuthOptions { ServiceId = "mx.example.org", Timeout = TimeSpan.FromSeconds(10) }),
                new DmarcFilter(DmarcHandling.Junk),
                new SpamWords()),
        };
        return smtp;
    }

    private static WebApplication Compose(IMailProtocol smtp, IMailProtocol imap, X509Certificate2 certificate, List<ListenOptions> ports)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, port => ports.Add(port.UseMailProtocol(smtp, new MailListenerOptions())));
            kestrel.Listen(IPAddress.Loopback, 0, port => ports.Add(port.UseMailProtocol(imap, new MailListenerOptions
            {
                Tls = TlsMode.StartTls,
                TlsOptions = ServerTlsOptions.For(certificate),
                Limiter = new ConnectionLimiter(new ConnectionLimits { PerAddress = 50 }),
            })));
        });
        return builder.Build();
    }

    private static async Task<uint> FileAsync(IMailStore mail, IBlobStore blobs, AccountId account, byte[] message, CancellationToken cancellationToken)
    {
        Mailbox inbox = await mail.FindMailboxAsync(account, "INBOX", cancellationToken) ?? throw new InvalidOperationException("There is no INBOX.");
        await using BlobUpload upload = blobs.BeginUpload(message.Length);
        await upload.WriteAsync(new ReadOnlySequence<byte>(message), cancellationToken);
        await upload.CompleteAsync(cancellationToken);

        MessageFacts facts = MessageFacts.Read(upload.Content);
        AddMessage change = new(inbox.Id, upload, facts, MailFlags.None, DateTimeOffset.UtcNow);
        MailChangeResult result = await mail.ApplyAsync(account, [change], cancellationToken);
        return result.Outcomes[0].AssignedUids.Single();
    }

    private sealed class Blocklist : IConnectStage
    {
        private static readonly IPAddress[] s_listed = [IPAddress.Parse("192.0.2.1")];

        public string Name => "blocklist";

        public ValueTask<StageRefusal?> ConnectAsync(SmtpPeer peer, CancellationToken cancellationToken)
        {
            bool isListed = peer.Address is { } address && s_listed.Contains(address);
            return ValueTask.FromResult(isListed ? new StageRefusal(new SmtpReply(554, 7, 1, "You are not wanted here"), "on the list") : null);
        }
    }

    /// <summary>The stage of the example: MessageFilterTests runs it.</summary>
    internal sealed class SpamWords : IMessageFilter
    {
        public string Name => "spam-words";

        public ValueTask<FilterVerdict> FilterAsync(ReceivedMessage message, CancellationToken cancellationToken)
        {
            ReadOnlySpan<byte> body = message.Document.Root.BodySpan;
            FilterVerdict verdict = body.IndexOf("lottery"u8) >= 0
                ? FilterVerdict.Refuse(new SmtpReply(550, 7, 1, "No lotteries, please"), "a word")
                : body.IndexOf("watch"u8) >= 0
                ? FilterVerdict.Accept with { Target = MailboxRole.Junk, TraceFields = "X-Spam-Flag: YES\r\n"u8.ToArray() }
                : FilterVerdict.Accept;
            return ValueTask.FromResult(verdict);
        }
    }
}
