using System.Text;
using Microsoft.Extensions.Logging;
using Protocols.Server.Tests.Smtp;
using Protocols.Sieve;
using Protocols.Smtp.Server;
using Protocols.Storage;

namespace Protocols.Server.Tests.Sieve;

/// <summary>A site whose recipients have Sieve scripts, with a queue behind it that tests look at.</summary>
internal sealed class SieveSite : IAsyncDisposable
{
    private SieveSite(QueueSite queue) => Queue = queue;

    public QueueSite Queue { get; }

    public MailSite Site => Queue.Site;

    /// <summary>Starts a site.</summary>
    /// <param name="script">The script of its account; null for none.</param>
    /// <param name="options">Whose mail goes on.</param>
    /// <param name="createsMailboxes">Whether mailboxes are made unasked.</param>
    /// <param name="hasQueue">Whether scripts have a queue to send by.</param>
    /// <param name="filters">The stages behind.</param>
    /// <param name="global">A script of the site, named <c>site</c>.</param>
    public static async Task<SieveSite> StartAsync(
        string? script, RelayOptions? options = null, bool createsMailboxes = false, bool hasQueue = true, Func<MailSite, IMessageFilter[]>? filters = null, string? global = null)
    {
        ListLogger? log = null;
        RelayOptions relay = options ?? new RelayOptions();
        QueueSite queue = await QueueSite.StartAsync(
            relay,
            wrap: (site, _) => new QueueDelivery(Delivery(site, log = new ListLogger(), createsMailboxes, hasQueue, global), site.Directory, site.Storage.Queue, site.Storage.Blobs, relay, TimeProvider.System),
            filters: filters);
        SieveSite made = new(queue) { _log = log! };
        await queue.HelloAsync();
        if (script is not null)
        {
            await made.ActivateAsync(queue.Site.Account, script);
        }

        return made;
    }

    private ListLogger? _log;

    public IEnumerable<string> Messages => _log!.Lines;

    public static StoreDelivery Delivery(MailSite site, ILogger log, bool createsMailboxes = false, bool hasQueue = true, string? global = null) =>
        new(site.Directory, site.Mail, site.Storage.Blobs, TimeProvider.System)
        {
            DetailSeparator = '+',
            Sieve = new SieveFiltering(site.Storage.Scripts, site.Storage.SieveMemory, new SieveCompiler(), MailSite.HostName)
            {
                Queue = hasQueue ? site.Storage.Queue : null,
                CreatesMailboxes = createsMailboxes,
                GlobalScript = name => name == "site" && global is not null ? Encoding.UTF8.GetBytes(global) : null,
                Annotations = site.Storage.Annotations,
                ServerAnnotations = new Dictionary<string, string> { ["/shared/Admin"] = "mailto:postmaster@here.test" },
                Logger = log,
            },
        };

    public async Task ActivateAsync(AccountId account, string script)
    {
        Assert.Equal(ScriptChangeStatus.Done, (await Site.Storage.Scripts.PutAsync(account, "main", Encoding.UTF8.GetBytes(script), null, default)).Status);
        Assert.Equal(ScriptChangeStatus.Done, (await Site.Storage.Scripts.SetActiveAsync(account, "main", default)).Status);
    }

    /// <summary>Sends a message to addresses, and gives the reply to it.</summary>
    public Task<string> SendAsync(string message, string from = "ann@example.test", string to = MailSite.Address, string parameters = "") =>
        Queue.SendAsync($"MAIL FROM:<{from}>\r\n" + string.Concat(to.Split(' ').Select(a => $"RCPT TO:<{a}>{parameters}\r\n")), message);

    public ValueTask DisposeAsync() => Queue.DisposeAsync();
}
