using System.Net;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>One attempt to deliver what a lease holds: finds the way, and goes it.</summary>
internal sealed class DeliveryAttempt(IRouteTable routes, MxResolver exchangers, RelayDelivery relay, MessageStore messages, DeliveryAgentOptions options, TimeProvider time)
{
    /// <summary>Tries, until all recipients of a lease have a result.</summary>
    public async ValueTask RunAsync(QueueLease lease, AttemptResults results, CancellationToken cancellationToken)
    {
        if (lease.Message.Envelope.DeliverBy is { IsReturn: true } by && time.GetUtcNow() >= by.Time)
        {
            // RFC 2852 §4.1.3: after its time it is not sent any more. The schedule draws the consequence.
            results.Open.ForEach(i => results.Set(
                i, new AttemptResult(QueuedRecipientStatus.Pending, lease.Recipients[i].LastReply ?? new QueueReply(0, "4.4.7", "the time to deliver by has passed", null))));
            return;
        }

        MessageContent content = messages.Of(lease.Message);
        switch (routes.Find(lease.Destination))
        {
            case MxRoute route:
                await DeliverByMxAsync(lease, content, route, results, cancellationToken).ConfigureAwait(false);
                break;
            case SmartHostRoute route:
                await relay.DeliverAsync(lease, content, [Hop(route)], results, cancellationToken).ConfigureAwait(false);
                break;
            case LmtpRoute route:
                await relay.DeliverAsync(lease, content, [Hop(route)], results, cancellationToken).ConfigureAwait(false);
                break;
            case LocalRoute route:
                await LocalHandover.DeliverAsync(route.Delivery, lease, content, options.HostName, time.GetUtcNow(), results, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    private async ValueTask DeliverByMxAsync(QueueLease lease, MessageContent content, MxRoute route, AttemptResults results, CancellationToken cancellationToken)
    {
        string domain = route.Domain ?? lease.Destination;
        MxLookup found = await exchangers.FindAsync(domain, cancellationToken).ConfigureAwait(false);
        if (found.Status != MxStatus.Found)
        {
            results.IsUnreachable = found.Status == MxStatus.TemporaryFailure;
            results.SetOpen(Failure(found));
            return;
        }

        await relay.DeliverAsync(lease, content, [.. found.Hosts.Select(host => Hop(host, found, domain, route))], results, cancellationToken).ConfigureAwait(false);
    }

    private static HopFailure Failure(MxLookup found) => found.Status switch
    {
        // RFC 7505 §4.1
        MxStatus.NullMx => new HopFailure(true, "5.1.10", found.Problem, null),
        MxStatus.NoSuchDomain => new HopFailure(true, "5.1.2", found.Problem, null),
        MxStatus.Loop => new HopFailure(true, "5.4.6", found.Problem, null),
        _ => new HopFailure(false, "4.4.3", found.Problem, null),
    };

    private NextHop Hop(MxHost host, MxLookup found, string domain, MxRoute route) => new()
    {
        Key = $"mx {host.Name} {options.Port}",
        Name = host.Name,
        Host = host,
        Port = options.Port,
        PolicyDomain = domain,
        Exchangers = found,
        RequiresDane = route.RequiresDane,
    };

    private static NextHop Hop(SmartHostRoute route)
    {
        string name = route.Host.ToLowerInvariant();
        return new NextHop
        {
            Key = $"host {name} {route.Port} {route.IsImplicitTls} {route.Credentials?.AuthenticationIdentity}",
            Name = name,
            Host = new MxHost(name, 0, IPAddress.TryParse(name, out IPAddress? address) ? address : null),
            Port = route.Port,
            PolicyDomain = name,
            IsImplicitTls = route.IsImplicitTls,
            Credentials = route.Credentials,
            RequiresTls = route.IsImplicitTls || route.Credentials is not null,
            RequiresAuthenticatedTls = route.RequireAuthenticatedTls,
        };
    }

    private static NextHop Hop(LmtpRoute route) => new() { Key = $"lmtp {route.EndPoint}", Name = route.EndPoint.ToString()!, EndPoint = route.EndPoint, IsLmtp = true };
}

/// <summary>Where the queue's messages are.</summary>
internal sealed record MessageStore(IBlobStore Blobs, AccountId Account)
{
    public MessageContent Of(QueuedMessage message) => new(Blobs, Account, message.Blob, message.Size);
}
