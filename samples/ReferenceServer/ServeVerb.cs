using System.Net;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Protocols.Hosting;
using Protocols.Imap;
using Protocols.Imap.Server;
using Protocols.Pop3;
using Protocols.Pop3.Server;
using Protocols.Smtp;
using Protocols.Smtp.Server;
using Protocols.Storage;
using Protocols.Storage.Sql;

namespace Protocols.Samples.ReferenceServer;

/// <summary>The verb <c>serve</c>: puts the protocols on their ports over one store.</summary>
internal static class ServeVerb
{
    private const string Admin = "admin";

    private static readonly TimeSpan s_maxHold = TimeSpan.FromDays(30);

    public static async Task<int> RunAsync(ServerSettings settings, IConfigurationRoot configuration)
    {
        SqliteStorage storage = await AccountVerb.OpenAsync(settings).ConfigureAwait(false);
        using ILoggerFactory logs = LoggerFactory.Create(logging => Log(logging, configuration));
        await using (storage.ConfigureAwait(false))
        {
            await MakeFirstAccountAsync(settings, storage).ConfigureAwait(false);
            List<(string Name, ListenOptions Listen)> ports = [];
            RecipientResolver recipients = Addressing.Resolver(settings, storage);
            using MailStages stages = new(settings, storage, recipients);
            Outbound outbound = await Outbound.MakeAsync(settings, storage, stages, recipients, logs).ConfigureAwait(false);
            using TransportServices transport = await TransportServices.MakeAsync(settings, storage, stages, outbound).ConfigureAwait(false);
            WebApplication app = Compose(settings, configuration, storage, stages, recipients, outbound, transport, ports);
            await using (app.ConfigureAwait(false))
            {
                string token = AdminAccess.Map(app, settings, storage);
                try
                {
                    await app.StartAsync().ConfigureAwait(false);
                }
                catch (IOException e) when (e.InnerException is AddressInUseException)
                {
                    throw new UsageException($"{e.Message} Another program listens there, perhaps another of these servers; choose other ports with --smtp, --imap and so on.");
                }

                foreach ((string name, ListenOptions listen) in ports)
                {
                    Console.WriteLine($"{name} is served on {listen.IPEndPoint}");
                    if (name == Admin)
                    {
                        AdminAccess.Write(settings, listen, token);
                    }
                }

                stages.Tell();
                Console.WriteLine($"Everything is kept in {Path.GetFullPath(settings.DataFolder)}");
                Console.WriteLine("Ready. Press Ctrl+C to stop.");
                await app.WaitForShutdownAsync().ConfigureAwait(false);
            }
        }

        return 0;
    }

    private static WebApplication Compose(ServerSettings settings, IConfigurationRoot configuration, SqliteStorage storage, MailStages stages, RecipientResolver recipients, Outbound outbound, TransportServices transport, List<(string, ListenOptions)> ports)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddConfiguration(configuration);
        Log(builder.Logging, configuration);
        builder.Services.Configure<HostOptions>(static o => o.ShutdownTimeout = TimeSpan.FromSeconds(10));

        builder.Services.AddSingleton(storage);
        builder.Services.AddHostedService<Maintenance>();
        builder.Services.AddRoutingCore();
        if (outbound.IsEnabled)
        {
            transport.AddTo(builder.Services);
            builder.Services.AddHostedService(services => new DeliveryService(outbound.Agent(stages.Resolver, transport, services.GetRequiredService<ILogger<DeliveryAgent>>())));
        }

        (var certificate, bool isSelfSigned) = ServerCertificate.Load(settings);
        if (isSelfSigned)
        {
            Console.WriteLine("TLS uses a self-signed certificate made for development; give your own with --certificate and --key.");
        }

        bool hasClients = settings.Tls.ClientCertificates.Count > 0;
        ServerTlsOptions tls = ServerTlsOptions.For(certificate) with { ClientCertificates = hasClients ? ClientCertificateMode.Ask : ClientCertificateMode.None };

        // What fails over one protocol counts for all.
        LoginService logins = new(storage.Directory)
        {
            Throttle = new LoginThrottle(new LoginThrottleOptions(), TimeProvider.System),
            Certificates = hasClients ? Certificates(settings, storage) : null,
        };
        Pop3Server pop3 = Pop3(settings, storage, logins);
        ConnectionLimiter limiter = new(new ConnectionLimits { PerAddress = settings.ConnectionsPerAddress });
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            Listen("smtp", settings.Listen.Smtp, TlsMode.StartTls, Smtp(settings, storage, recipients, outbound, stages.ForReception, logins, submission: false));
            Listen("submission", settings.Listen.Submission, TlsMode.StartTls, Smtp(settings, storage, recipients, outbound, stages.ForSubmission, logins, submission: true));
            Listen("submissions", settings.Listen.Submissions, TlsMode.Implicit, Smtp(settings, storage, recipients, outbound, stages.ForSubmission, logins, submission: true));
            Listen("lmtp", settings.Listen.Lmtp, TlsMode.StartTls, Lmtp(settings, storage, outbound));
            Listen("imap", settings.Listen.Imap, TlsMode.StartTls, Imap(settings, storage, logins, outbound.Events));
            Listen("imaps", settings.Listen.Imaps, TlsMode.Implicit, Imap(settings, storage, logins, outbound.Events));
            Listen("pop3", settings.Listen.Pop3, TlsMode.StartTls, pop3);
            Listen("pop3s", settings.Listen.Pop3s, TlsMode.Implicit, pop3);
            Listen("managesieve", settings.Listen.ManageSieve, TlsMode.StartTls, SieveComposition.Server(settings, storage, logins));
            if (AdminAccess.EndPoint(settings) is { } admin)
            {
                kestrel.Listen(admin, listen =>
                {
                    listen.Protocols = HttpProtocols.Http1;
                    ports.Add((Admin, listen));
                });
            }

            void Listen(string name, string address, TlsMode mode, IMailProtocol protocol)
            {
                if (ServerSettings.EndPoint(name, address) is { } point)
                {
                    kestrel.Listen(point, listen =>
                    {
                        listen.UseMailProtocol(protocol, new MailListenerOptions { Tls = mode, TlsOptions = tls, Limiter = limiter });
                        ports.Add((name, listen));
                    });
                }
            }
        });
        return builder.Build();
    }

    private static void Log(ILoggingBuilder logging, IConfigurationRoot configuration)
    {
        logging.AddConfiguration(configuration.GetSection("Logging"));
        logging.AddSimpleConsole(static o =>
        {
            o.SingleLine = true;
            o.TimestampFormat = "HH:mm:ss ";
        });

        // What keeps the server from starting is told by the program itself, in words for its operator.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
    }

    private static SmtpServer Smtp(ServerSettings settings, SqliteStorage storage, RecipientResolver recipients, Outbound outbound, MessageFilters stages, LoginService logins, bool submission)
    {
        SmtpServerOptions options = new()
        {
            HostName = settings.HostName,
            MaxMessageSize = settings.MaxMessageSize,
            OfferAuthentication = submission,
            RequireAuthentication = submission,
            AllowPlaintextAuthentication = settings.PlaintextAuthentication == PlaintextAuthentication.Always,
            OfferDsn = outbound.IsEnabled,
            OfferRequireTls = outbound.IsEnabled,
            OfferDeliverBy = outbound.IsEnabled,
            OfferPriority = outbound.IsEnabled,

            // RFC 4865 §4: who submits may have it held.
            MaxHold = outbound.IsEnabled && submission ? s_maxHold : null,
        };
        return new SmtpServer(options, storage.Directory, outbound.Delivery)
        {
            Name = submission ? "submission" : "smtp",
            Stages = Addressing.Stages(settings, storage, recipients, submission),
            Filters = stages,
            Login = logins,
            XClientNetworks = Addressing.Networks(settings.Reception.XClientNetworks, "Server:Reception:XClientNetworks"),
            AllowPlaintextAuthenticationFromLoopback = settings.PlaintextAuthentication == PlaintextAuthentication.Loopback,
        };
    }

    private static SmtpServer Lmtp(ServerSettings settings, SqliteStorage storage, Outbound outbound) =>
        new(new SmtpServerOptions { HostName = settings.HostName, MaxMessageSize = settings.MaxMessageSize, IsLmtp = true }, storage.Directory, outbound.Delivery) { Name = "lmtp" };

    private static CertificateTable Certificates(ServerSettings settings, SqliteStorage storage)
    {
        try
        {
            return new CertificateTable(storage.Directory, settings.Tls.ClientCertificates, TimeProvider.System);
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"Server:Tls:ClientCertificates cannot be used: {e.Message}");
        }
    }

    private static ImapServer Imap(ServerSettings settings, SqliteStorage storage, LoginService logins, IMailboxEvents? events)
    {
        ImapServerOptions options = new()
        {
            Limits = new ImapLimits { MaxAppendLength = settings.MaxMessageSize },
            AllowPlaintextPasswords = settings.PlaintextAuthentication == PlaintextAuthentication.Always,
        };
        return new ImapServer(options, storage.Directory, storage.Mail, storage.Blobs, storage.Changes)
        {
            Login = logins,
            SearchIndex = storage.Search,
            UrlKeys = storage.UrlKeys,
            Sharing = storage.Sharing,
            Quota = storage.Quota,
            MailboxFeed = storage.MailboxFeed,
            Annotations = storage.Annotations,
            Events = events,
            ManageSieveUrl = SieveComposition.ServerUrl(settings),
            AllowPlaintextPasswordsFromLoopback = settings.PlaintextAuthentication == PlaintextAuthentication.Loopback,
        };
    }

    // One for both ports: a maildrop is for one session at a time.
    private static Pop3Server Pop3(ServerSettings settings, SqliteStorage storage, LoginService logins)
    {
        Pop3ServerOptions options = new() { AllowPlaintextPasswords = settings.PlaintextAuthentication == PlaintextAuthentication.Always };
        return new Pop3Server(options, storage.Directory, storage.Mail, storage.Blobs)
        {
            Login = logins,
            AllowPlaintextPasswordsFromLoopback = settings.PlaintextAuthentication == PlaintextAuthentication.Loopback,
        };
    }

    private static async Task MakeFirstAccountAsync(ServerSettings settings, SqliteStorage storage)
    {
        await foreach (Account _ in storage.Accounts.ListAccountsAsync(CancellationToken.None).ConfigureAwait(false))
        {
            return;
        }

        string address = "me@" + settings.HostName;
        string password = AccountVerb.MakePassword();
        AccountChangeResult result = await storage.Accounts
            .CreateAccountAsync(address, Encoding.UTF8.GetBytes(password), displayName: null, CancellationToken.None).ConfigureAwait(false);
        if (result.Status != AccountChangeStatus.Done)
        {
            throw new UsageException($"The first account {address} could not be made: {result.Status}. Give a --host-name that can stand behind an at sign.");
        }

        await AccountVerb.LimitAsync(settings, storage, result).ConfigureAwait(false);
        Console.WriteLine($"""
            First start: an account was made for you.
                address:  {address}
                password: {password}
            The password is shown this once; change it with: account passwd {address}
            """);
    }
}
