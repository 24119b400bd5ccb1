using System.Net;
using System.Text;
using Protocols.Dns;
using Protocols.Hosting;
using Protocols.MailAuth.Arc;
using Protocols.Mime;
using Protocols.Sasl;
using Protocols.Smtp.Server;
using Protocols.Storage;
using Protocols.Storage.Sql;

namespace Protocols.Samples.ReferenceServer;

/// <summary>Where mail goes: into mailboxes here, and into the queue and from there to other hosts.</summary>
internal sealed class Outbound
{
    // No domain has brackets.
    private const string LocalRoute = "(local)";

    private readonly RelaySettings _settings;
    private readonly string _hostName;
    private readonly SqliteStorage _storage;
    private readonly IReadOnlySet<string> _domains;
    private readonly RetrySchedule _schedule;
    private readonly StoreDelivery _mailboxes;
    private readonly NotificationOptions _notifications;

    /// <exception cref="UsageException">A setting cannot be used.</exception>
    private Outbound(ServerSettings settings, SqliteStorage storage, MailStages stages, RecipientResolver recipients, IReadOnlySet<string> domains, ILoggerFactory logs)
    {
        _settings = settings.Relay;
        _hostName = settings.HostName;
        _storage = storage;
        _domains = domains;
        _mailboxes = new StoreDelivery(storage.Directory, storage.Mail, storage.Blobs, TimeProvider.System)
        {
            DetailSeparator = Addressing.Separator(settings),
            RefusesOverQuota = settings.RefusesOverQuota,
            Sieve = SieveComposition.Filtering(settings, storage, DestinationOf, logs.CreateLogger<SieveFiltering>()),
        };
        Events = _mailboxes.Sieve is null || SieveComposition.ServerUrl(settings) is null ? null : new SieveMailboxEvents(_mailboxes);
        try
        {
            _schedule = new RetrySchedule { Expiry = _settings.Expiry, DelayNotice = _settings.DelayNotice };
            _schedule = _settings.RetryDelays.Length == 0 ? _schedule : _schedule with { FirstDelays = _settings.RetryDelays };
            _notifications = new NotificationOptions
            {
                Schedule = _schedule,
                DestinationOf = DestinationOf,
                Postmaster = _settings.Postmaster.Length == 0 ? null : new MailboxAddress(_settings.Postmaster),
            };
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"Server:Relay cannot be used: {e.Message}");
        }

        ReceptionNotices? notices = _settings.Enabled ? new ReceptionNotices(_hostName, storage.Blobs, storage.Queue, _notifications, TimeProvider.System) : null;
        Delivery = new ResolvingDelivery(notices is null ? _mailboxes : Queue(notices), recipients, storage.Blobs)
        {
            Notices = notices,
            Sealer = _settings.SealForwarded && stages.Keys.Count > 0 ? new ArcSealer(TimeProvider.System, stages.Keys[0]) : null,
        };
    }

    /// <summary>Delivers to mailboxes here and to those that an address stands for, and puts what is for other hosts into the queue.</summary>
    public IMailDelivery Delivery { get; }

    /// <summary>Runs scripts when clients of IMAP file messages or change flags; null where nobody can edit any.</summary>
    public IMailboxEvents? Events { get; }

    public bool IsEnabled => _settings.Enabled;

    /// <summary>Makes one. Which domains are here is asked once: accounts change only while the server is stopped.</summary>
    public static async Task<Outbound> MakeAsync(ServerSettings settings, SqliteStorage storage, MailStages stages, RecipientResolver recipients, ILoggerFactory logs)
    {
        HashSet<string> domains = new(StringComparer.OrdinalIgnoreCase);
        await foreach (Account account in storage.Accounts.ListAccountsAsync(CancellationToken.None).ConfigureAwait(false))
        {
            domains.Add(account.Address[(account.Address.LastIndexOf('@') + 1)..]);
        }

        return new Outbound(settings, storage, stages, recipients, domains, logs);
    }

    /// <summary>The queue's destination for a domain: mail that this host writes may be for here, too.</summary>
    public string DestinationOf(string domain) => _domains.Contains(domain) ? LocalRoute : domain;

    /// <summary>Makes what works on the queue.</summary>
    public DeliveryAgent Agent(IDnsResolver resolver, TransportServices transport, ILogger logger)
    {
        try
        {
            DeliveryAgentOptions options = new()
            {
                HostName = _hostName,
                Port = _settings.Port,

                // On another port than that of the Internet there are exchangers of one's own.
                Mx = new MxOptions { UseIPv6 = _settings.UseIPv6, AllowLoopback = _settings.Port != 25 },
                Schedule = _schedule,
                LeaseTime = _settings.LeaseTime,
                UnreachableTime = _settings.UnreachableTime,
                MaxConcurrency = _settings.MaxConcurrency,
                MaxConcurrencyPerDestination = _settings.MaxConcurrencyPerDestination,
            };
            return new DeliveryAgent(_storage.Queue, _storage.Blobs, _storage.Changes, resolver, options, TimeProvider.System, logger)
            {
                Routes = new StaticRouteTable(Routes(), Otherwise()),
                Notifications = new NotificationWriter(_hostName, _storage.Blobs, _storage.Queue, _notifications, TimeProvider.System),
                MtaSts = transport.MtaSts,
                TlsSessions = transport.Sessions,
                Telemetry = new ProtocolTelemetry("relay"),
            };
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"Server:Relay cannot be used: {e.Message}");
        }
    }

    private Dictionary<string, DeliveryRoute> Routes()
    {
        Dictionary<string, DeliveryRoute> routes = new(StringComparer.OrdinalIgnoreCase) { [LocalRoute] = new LocalRoute(_mailboxes) };
        foreach (RouteSettings route in _settings.Routes)
        {
            if (route.Domain.Length == 0 || route.Host.Length == 0 || route.Port is < 1 or > 65_535)
            {
                throw new UsageException("Each of Server:Relay:Routes needs a Domain, a Host and a Port.");
            }

            routes[route.Domain] = route.Lmtp
                ? new LmtpRoute(IPAddress.TryParse(route.Host, out IPAddress? address) ? new IPEndPoint(address, route.Port) : new DnsEndPoint(route.Host, route.Port))
                : new SmartHostRoute(route.Host, route.Port) { RequireAuthenticatedTls = false };
        }

        return routes;
    }

    private DeliveryRoute Otherwise()
    {
        SmartHostSettings host = _settings.SmartHost;
        return host.Host.Length == 0
            ? MxRoute.Default
            : new SmartHostRoute(host.Host, host.Port)
            {
                IsImplicitTls = host.ImplicitTls,
                RequireAuthenticatedTls = host.RequireAuthenticatedTls,
                Credentials = host.User.Length == 0 ? null : new SaslCredentials(host.User, "", Encoding.UTF8.GetBytes(host.Password)),
            };
    }

    private QueueDelivery Queue(ReceptionNotices notices) =>
        new(_mailboxes, _storage.Directory, _storage.Queue, _storage.Blobs, new RelayOptions { LocalRoute = LocalRoute, TrustedNetworks = Addressing.Networks(_settings.TrustedNetworks, "Server:Relay:TrustedNetworks") }, TimeProvider.System)
        {
            Notices = notices,
        };
}

/// <summary>Works on the queue while the server runs.</summary>
internal sealed class DeliveryService(DeliveryAgent agent) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => agent.RunAsync(stoppingToken);
}
