using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Protocols.Dns;
using Protocols.Sasl;
using Protocols.Smtp.Server;
using Protocols.Storage;
using Protocols.Storage.Sql;
using Protocols.TransportSecurity.MtaSts;
using Protocols.TransportSecurity.TlsReporting;

namespace Protocols.Server.Tests.Relay;

/// <summary>The example of delivery in the README, compiled and run.</summary>
public sealed class RelayReadmeTests
{
    [Fact]
    public async Task The_example_of_delivery_brings_mail_to_a_mailbox()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        SqliteStorage storage = site.Storage;
        await storage.Accounts.CreateAccountAsync("ann@example.org", "secret"u8.ToArray(), null, CancellationToken.None);
        StoreDelivery mailboxes = new(storage.Directory, storage.Mail, storage.Blobs, TimeProvider.System);
        using CancellationTokenSource stop = new();
        NotificationWriter notifications = new("mx.example.org", storage.Blobs, storage.Queue, NotificationOptions.Default, TimeProvider.System);
        Task running = RunAsync(storage, mailboxes, site.Zone, null, new TlsReportCollector(), notifications, "secret"u8.ToArray(), NullLogger.Instance, stop.Token);
        QueueMessageId id = await site.EnqueueAsync(
            "Subject: x\r\n\r\n"u8.ToArray(), RelaySite.Envelope(site.Time.GetUtcNow()), new SubmittedRecipient { Address = "ann@example.org", Destination = "local" });
        await site.WaitGoneAsync(id);
        await stop.CancelAsync();
        await running;
        Assert.Equal(0, await site.CountReportsAsync());
    }

    private static async Task RunAsync(
        SqliteStorage storage,
        StoreDelivery mailboxes,
        IDnsResolver resolver,
        MtaStsResolver? sts,
        TlsReportCollector collector,
        NotificationWriter notifications,
        ReadOnlyMemory<byte> password,
        ILogger logger,
        CancellationToken stopping)
    {
        DeliveryAgent agent = new(
            storage.Queue, storage.Blobs, storage.Changes, resolver, new DeliveryAgentOptions { HostName = "mx.example.org" }, TimeProvider.System, logger)
        {
            Routes = new StaticRouteTable(new Dictionary<string, DeliveryRoute>
            {
                ["local"] = new LocalRoute(mailboxes),
                ["partner.example"] = new MxRoute { RequiresDane = true },
                [".corp.example"] = new LmtpRoute(new UnixDomainSocketEndPoint("/run/corp/lmtp")),
                ["example.net"] = new SmartHostRoute("smtp.example.com") { Credentials = new SaslCredentials("me", "", password) },
            }),
            MtaSts = sts,
            TlsSessions = session => collector.Add(session),
            Notifications = notifications,
        };
        await agent.RunAsync(stopping);
    }
}
