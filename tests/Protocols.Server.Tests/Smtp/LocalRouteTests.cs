using Microsoft.Extensions.Logging.Abstractions;
using Protocols.Dns;
using Protocols.Server.Tests.Relay;
using Protocols.Smtp.Server;
using Protocols.Storage;

namespace Protocols.Server.Tests.Smtp;

/// <summary>Reception and the agent that works on the queue, one behind the other: what goes to mailboxes here by way of the queue.</summary>
public sealed class LocalRouteTests
{
    private const string Message = "From: ann@example.test\r\nSubject: hello\r\n\r\nbody\r\n";

    [Fact, Rfc(3461, "5.2.3"), Rfc(4865, "4.2")]
    public async Task What_waited_in_the_queue_gets_to_its_mailbox_and_its_sender_hears_of_it()
    {
        AccountId? full = null;
        RelayOptions options = new() { LocalRoute = "mailboxes" };
        await using QueueSite site = await QueueSite.StartAsync(options, wrap: (s, _) => QueueSite.Delivery(s, new FailingMailStore(s.Mail, () => full, () => null), s.Storage.Queue, options));
        full = await site.Site.AddAsync("full@here.test");
        StoreDelivery mailboxes = new(site.Site.Directory, site.Site.Mail, site.Site.Storage.Blobs, TimeProvider.System);
        DnsZone zone = new();
        zone.AddFailure("example.test");
        DeliveryAgent agent = new(site.Site.Storage.Queue, site.Site.Storage.Blobs, site.Site.Storage.Changes, zone, new DeliveryAgentOptions { HostName = MailSite.HostName }, TimeProvider.System, NullLogger.Instance)
        {
            Routes = new StaticRouteTable(new Dictionary<string, DeliveryRoute> { ["mailboxes"] = new LocalRoute(mailboxes) }),
            Notifications = new NotificationWriter(MailSite.HostName, site.Site.Storage.Blobs, site.Site.Storage.Queue, NotificationOptions.Default, TimeProvider.System),
        };
        using CancellationTokenSource stop = new();
        Task running = agent.RunAsync(stop.Token);
        await site.HelloAsync();
        await site.SendAsync("MAIL FROM:<ann@example.test> HOLDFOR=1\r\nRCPT TO:<me@here.test>\r\n", Message.Replace("body", "held", StringComparison.Ordinal));
        await site.SendAsync("MAIL FROM:<ann@example.test> ENVID=x\r\nRCPT TO:<me@here.test> NOTIFY=SUCCESS\r\n", Message.Replace("body", "told", StringComparison.Ordinal));

        // The mailbox is full when the message comes in, and is not when the agent comes to it.
        await site.SendAsync("MAIL FROM:<ann@example.test>\r\nRCPT TO:<me@here.test>\r\nRCPT TO:<full@here.test>\r\n", Message.Replace("body", "both", StringComparison.Ordinal));
        await Until.TrueAsync(async () => (await site.Site.ReadAsync()).Count == 3 && (await site.Site.ReadAsync(full!.Value)).Count == 1, () => "The mail is not there.");
        Assert.Equal(["both", "held", "told"], (await site.Site.ReadAsync()).Select(static m => m[^6..^2]).Order());
        Assert.All(await site.Site.ReadAsync(), static m => Assert.StartsWith("Return-Path: <ann@example.test>\r\nReceived: from laptop ([127.0.0.1])\r\n", m, StringComparison.Ordinal));
        await Until.TrueAsync(async () => (await site.ReadQueueAsync()).Count == 1, () => "Not only the notification is in the queue.");
        QueueSite.Queued notification = await site.OnlyQueuedAsync();
        Assert.Equal(("", "ann@example.test"), (notification.Envelope.ReversePath, Assert.Single(notification.Addresses)));
        Assert.Contains("\r\nOriginal-Envelope-Id: x\r\n", notification.Content, StringComparison.Ordinal);
        Assert.Contains("\r\nFinal-Recipient: rfc822; me@here.test\r\nAction: delivered\r\n", notification.Content, StringComparison.Ordinal);
        await stop.CancelAsync();
        await running;
    }
}
