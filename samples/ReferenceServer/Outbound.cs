using System.Net;
using System.Text;
using Protocols.Dns;
using Protocols.Hosting;
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

    /// <exception cref="UsageException">A setting cannot be used.</exception>
    private Outbound(ServerSettings settings, SqliteStorage storage, IReadOnlySet<string> domains)
    {
        _settings = settings.Relay;
        _hostName = settings.HostName;
        _storage = storage;
        _domains = domains;
        Mailboxes = new StoreDelivery(storage.Directory, storage.Mail, storage.Blobs, TimeProvider.System);
        try
        {
            _schedule = new RetrySchedule { Expiry = _settings.Expiry, DelayNotice = _settings.DelayNotice };
            _schedule = _settings.RetryDelays.Length == 0 ? _schedule : _schedule with { FirstDelays = _settings.RetryDelays };
            Delivery = _settings.Enabled
                ? new QueueDelivery(Mailboxes, storage.Directory, storage.Queue, storage.Blobs, new RelayOptions { LocalRoute = LocalRoute, TrustedNetworks = [.. _settings.TrustedNetworks.Select(Network)] }, TimeProvider.System)
                : Mailboxes;
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"Server:Relay cannot be used: {e.Message}");
        }
    }

    /// <summary>Delivers to mailboxes here alone.</summary>
    public IMailDelivery Mailboxes { get; }

    /// <summary>Delivers to mailboxes here, and puts what is for other hosts into the queue.</summary>
    public IMailDelivery Delivery { get; }

    public bool IsEnabled => _settings.Enabled;

    /// <summary>Makes one. Which domains are here is asked once: accounts change only while the server is stopped.</summary>
    public static async Task<Outbound> MakeAsync(ServerSettings settings, SqliteStorage storage)
    {
        HashSet<string> domains = new(StringComparer.OrdinalIgnoreCase);
        await foreach (Account account in storage.Accounts.ListAccountsAsync(CancellationToken.None).ConfigureAwait(false))
        {
            domains.Add(account.Address[(account.Address.LastIndexOf('@') + 1)..]);
        }

        return new Outbound(settings, storage, domains);
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
                Mx = new MxOptions { UseIPv6 = _settings.UseIPv6 },
                Schedule = _schedule,
                LeaseTime = _settings.LeaseTime,
                UnreachableTime = _settings.UnreachableTime,
                MaxConcurrency = _settings.MaxConcurrency,
                MaxConcurrencyPerDestination = _settings.MaxConcurrencyPerDestination,
            };
            NotificationOptions notifications = new()
            {
                Schedule = _schedule,
                DestinationOf = DestinationOf,
                Postmaster = _settings.Postmaster.Length == 0 ? null : new MailboxAddress(_settings.Postmaster),
            };
            return new DeliveryAgent(_storage.Queue, _storage.Blobs, _storage.Changes, resolver, options, TimeProvider.System, logger)
            {
                Routes = new StaticRouteTable(Routes(), Otherwise()),
                Notifications = new NotificationWriter(_hostName, _storage.Blobs, _storage.Queue, notifications, TimeProvider.System),
                Telemetry = new ProtocolTelemetry("relay"),
                MtaSts = transport.MtaSts,
                TlsSessions = transport.Sessions,
            };
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"Server:Relay cannot be used: {e.Message}");
        }
    }

    private Dictionary<string, DeliveryRoute> Routes()
    {
        Dictionary<string, DeliveryRoute> routes = new(StringComparer.OrdinalIgnoreCase) { [LocalRoute] = new LocalRoute(Mailboxes) };
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

    private static IPNetwork Network(string text) => IPNetwork.TryParse(text, out IPNetwork network)
        ? network
        : throw new UsageException($"Server:Relay:TrustedNetworks has '{text}', which is no network (such as 192.0.2.0/24).");
}

/// <summary>Works on the queue while the server runs.</summary>
internal sealed class DeliveryService(DeliveryAgent agent) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => agent.RunAsync(stoppingToken);
}
