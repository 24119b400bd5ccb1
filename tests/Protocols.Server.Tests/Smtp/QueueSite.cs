using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Protocols.Hosting;
using Protocols.Smtp;
using Protocols.Smtp.Server;
using Protocols.Storage;

namespace Protocols.Server.Tests.Smtp;

/// <summary>A site whose mail for other hosts goes into a queue, where tests look at it.</summary>
internal sealed class QueueSite : IAsyncDisposable
{
    private readonly LineClient _client;

    private QueueSite(MailSite site, int port, LineClient client)
    {
        Site = site;
        Port = port;
        _client = client;
    }

    /// <summary>All that a server can offer.</summary>
    public static SmtpServerOptions Everything { get; } = new()
    {
        HostName = MailSite.HostName,
        OfferAuthentication = true,
        OfferDsn = true,
        OfferBinaryMime = true,
        OfferDeliverBy = true,
        OfferPriority = true,
        OfferRequireTls = true,
        MaxHold = TimeSpan.FromDays(365),
    };

    public MailSite Site { get; }

    public int Port { get; }

    /// <summary>Starts a site and connects to it.</summary>
    /// <param name="options">Whose mail goes on.</param>
    /// <param name="server">The sessions' settings, or null for everything.</param>
    /// <param name="wrap">Makes the delivery of what would deliver, or null.</param>
    /// <param name="stages">The stages before a message comes in.</param>
    /// <param name="filters">Those behind.</param>
    /// <param name="proxies">Where XCLIENT is believed from.</param>
    /// <param name="answers">What answers VRFY and EXPN.</param>
    /// <param name="listener">The listener's settings, or null.</param>
    /// <param name="introduction">What is sent before all else.</param>
    public static async Task<QueueSite> StartAsync(
        RelayOptions options,
        SmtpServerOptions? server = null,
        Func<MailSite, QueueDelivery, IMailDelivery>? wrap = null,
        Func<MailSite, ReceptionStages>? stages = null,
        Func<MailSite, IMessageFilter[]>? filters = null,
        IReadOnlyList<IPNetwork>? proxies = null,
        Func<MailSite, AddressAnswers>? answers = null,
        MailListenerOptions? listener = null,
        byte[]? introduction = null)
    {
        MailSite site = await MailSite.StartAsync();
        QueueDelivery delivery = Delivery(site, site.Mail, site.Storage.Queue, options);
        SmtpServer made = new(server ?? Everything, site.Directory, wrap is null ? delivery : wrap(site, delivery))
        {
            AllowPlaintextAuthenticationFromLoopback = true,
            Stages = stages?.Invoke(site) ?? ReceptionStages.None,
            Filters = new MessageFilters(site.Storage.Blobs, filters?.Invoke(site) ?? []),
            XClientNetworks = proxies ?? [],
            Answers = answers?.Invoke(site),
        };
        int port = await site.HostAsync(made, listener);
        LineClient client = await LineClient.ConnectAsync(port);
        await client.SendAsync(introduction ?? []);
        return new QueueSite(site, port, client);
    }

    public static QueueDelivery Delivery(MailSite site, IMailStore mail, IQueueStore queue, RelayOptions options) =>
        new(new StoreDelivery(site.Directory, mail, site.Storage.Blobs, TimeProvider.System), site.Directory, queue, site.Storage.Blobs, options, TimeProvider.System)
        {
            Notices = Notices(site, queue),
        };

    public static ReceptionNotices Notices(MailSite site, IQueueStore queue) => new(MailSite.HostName, site.Storage.Blobs, queue, NotificationOptions.Default, TimeProvider.System);

    public static string Login(string address = MailSite.Address) => $"AUTH PLAIN {Convert.ToBase64String(Encoding.ASCII.GetBytes($"\0{address}\0secret"))}\r\n";

    /// <summary>Sends commands, and gives a reply for each line of them and the greeting.</summary>
    public async Task<List<string>> SayAsync(string commands)
    {
        await _client.SendAsync(commands);
        return await RepliesAsync(commands.Split("\r\n").Length - 1);
    }

    /// <summary>Sends octets, and waits for nothing.</summary>
    public Task SendRawAsync(string text) => _client.SendAsync(text);

    /// <summary>Reads a line.</summary>
    public Task<string?> LineAsync() => _client.ReadLineAsync();

    /// <summary>Goes over to TLS.</summary>
    public Task SecureAsync() => _client.SecureAsync();

    /// <summary>Reads replies.</summary>
    public async Task<List<string>> RepliesAsync(int count)
    {
        List<string> replies = [];
        for (int i = 0; i < count; i++)
        {
            replies.Add(await _client.ReadReplyAsync() ?? "closed");
        }

        return replies;
    }

    /// <summary>Greets, and logs in where that is wanted; all must be taken.</summary>
    public async Task HelloAsync(bool login = false)
    {
        await RepliesAsync(1);
        Assert.All(await SayAsync("EHLO laptop\r\n" + (login ? Login() : "")), static r => Assert.StartsWith("2", r, StringComparison.Ordinal));
    }

    /// <summary>Sends a message in one chunk behind commands that must all be taken, and gives the reply to it.</summary>
    public async Task<string> SendAsync(string commands, string message)
    {
        Assert.All(await SayAsync(commands), static r => Assert.StartsWith("2", r, StringComparison.Ordinal));
        byte[] octets = Encoding.UTF8.GetBytes(message);
        await _client.SendAsync(string.Create(CultureInfo.InvariantCulture, $"BDAT {octets.Length} LAST\r\n"));
        await _client.SendAsync(octets);
        return (await RepliesAsync(1))[0];
    }

    /// <summary>What is in the queue.</summary>
    public async Task<List<Queued>> ReadQueueAsync()
    {
        List<Queued> all = [];
        foreach (QueuedMessage message in (await Site.Storage.QueueAdministration.ListAsync(new QueueQuery(), null, 100, CancellationToken.None)).Messages)
        {
            List<QueuedRecipient> recipients = [];
            await foreach (QueuedRecipient recipient in Site.Storage.QueueAdministration.ReadRecipientsAsync(message.Id, CancellationToken.None))
            {
                recipients.Add(recipient);
            }

            using MemoryStream stream = new();
            PipeWriter writer = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
            await Site.Storage.Blobs.CopyToAsync(Site.Storage.Queue.Account, message.Blob, 0, message.Size, writer, CancellationToken.None);
            await writer.CompleteAsync();
            all.Add(new Queued(message, recipients, Encoding.UTF8.GetString(stream.ToArray())));
        }

        return all;
    }

    /// <summary>The one message in the queue.</summary>
    public async Task<Queued> OnlyQueuedAsync() => Assert.Single(await ReadQueueAsync());

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Site.DisposeAsync();
    }

    internal sealed record Queued(QueuedMessage Message, List<QueuedRecipient> Recipients, string Content)
    {
        public QueueEnvelope Envelope => Message.Envelope;

        public IEnumerable<string> Addresses => Recipients.Select(static r => r.Address);
    }
}
