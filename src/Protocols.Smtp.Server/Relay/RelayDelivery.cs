using System.Net;
using Protocols.Storage;
using Protocols.TransportSecurity.Delivery;

namespace Protocols.Smtp.Server;

/// <summary>Hands a message to the first of some servers that takes it (RFC 5321 §5.1).</summary>
internal sealed class RelayDelivery(MxResolver exchangers, RelaySecurity security, RelayOpener opener, RelayConnectionCache cache, RelayMetrics metrics, DeliveryAgentOptions options, TimeProvider time)
{
    private enum Next
    {
        /// <summary>All recipients have a result.</summary>
        Done,

        /// <summary>The same server, over another connection.</summary>
        Connection,

        /// <summary>Another address of the server, or another server.</summary>
        Server,
    }

    /// <summary>Tries the servers in their order until all recipients have a result.</summary>
    public async ValueTask DeliverAsync(QueueLease lease, MessageContent content, IReadOnlyList<NextHop> hops, AttemptResults results, CancellationToken cancellationToken)
    {
        Transfer transfer = new(lease, content, results);
        Dictionary<string, NextHop> byKey = hops.DistinctBy(static h => h.Key).ToDictionary(static h => h.Key);

        // A connection that served the destination before stands for a server that answers. What it was opened for may have had another policy.
        while (!results.IsDone && cache.TryTake(c => c.Destination == lease.Destination && byKey.ContainsKey(c.Hop.Key)) is { } known)
        {
            TransportPolicy? policy = await PolicyAsync(byKey[known.Hop.Key], lease, cancellationToken).ConfigureAwait(false);
            if (await ReuseAsync(transfer, known, policy, cancellationToken).ConfigureAwait(false) == Next.Server)
            {
                break;
            }
        }

        foreach (NextHop hop in hops)
        {
            if (results.IsDone || transfer.Connections >= options.MaxConnectionAttempts)
            {
                break;
            }

            if (!transfer.UselessHops.Contains(hop.Key))
            {
                await TryAsync(transfer, hop, cancellationToken).ConfigureAwait(false);
            }
        }

        transfer.Conclude();
    }

    private async ValueTask TryAsync(Transfer transfer, NextHop hop, CancellationToken cancellationToken)
    {
        IReadOnlyList<EndPoint> endPoints = await EndPointsAsync(transfer, hop, cancellationToken).ConfigureAwait(false);
        if (endPoints.Count == 0)
        {
            return;
        }

        TransportPolicy? policy = await PolicyAsync(hop, transfer.Lease, cancellationToken).ConfigureAwait(false);
        if (policy?.RefusalBeforeConnecting() is { } refusal)
        {
            opener.Report(policy, refusal, null);
            transfer.Note(refusal.ToFailure(policy, hop.Name));
            return;
        }

        while (!transfer.Results.IsDone && cache.TryTake(c => c.Hop.Key == hop.Key) is { } known)
        {
            if (await ReuseAsync(transfer, known, policy, cancellationToken).ConfigureAwait(false) == Next.Server)
            {
                return;
            }
        }

        foreach (EndPoint endPoint in endPoints)
        {
            Next next = Next.Connection;
            while (next == Next.Connection && !transfer.Results.IsDone && transfer.Connections < options.MaxConnectionAttempts)
            {
                transfer.Connections++;
                (RelayConnection? connection, HopFailure? failure) = await opener.OpenAsync(hop, endPoint, policy, cancellationToken).ConfigureAwait(false);
                metrics.Connected(connection is not null);
                if (connection is null)
                {
                    transfer.Note(failure!);
                    break;
                }

                next = await SendAsync(transfer, connection, isReused: false, cancellationToken).ConfigureAwait(false);
            }

            if (transfer.Results.IsDone || transfer.UselessHops.Contains(hop.Key))
            {
                return;
            }
        }
    }

    private async ValueTask<Next> ReuseAsync(Transfer transfer, RelayConnection connection, TransportPolicy? policy, CancellationToken cancellationToken)
    {
        // RFC 8461 §4: what holds for a message is judged for each, on connections of others too.
        if (policy is not null && (policy.RefusalBeforeConnecting() is not null || !security.Judge(policy, connection).IsAllowed))
        {
            cache.Close(connection);
            return Next.Connection;
        }

        metrics.Reused();
        return await SendAsync(transfer, connection, isReused: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends to the recipients that have no result, in as many transactions as the server wants.</summary>
    private async ValueTask<Next> SendAsync(Transfer transfer, RelayConnection connection, bool isReused, CancellationToken cancellationToken)
    {
        connection.Destination = transfer.Lease.Destination;
        try
        {
            while (true)
            {
                List<int> open = transfer.Results.Open;
                SmtpEnvelope envelope = RelayEnvelope.Make(transfer.Lease, open, connection.Session, time.GetUtcNow());
                (SmtpClientStatus status, SmtpClientEvent end) = await connection.SendAsync(envelope, transfer.Content, cancellationToken).ConfigureAwait(false);
                Next? next = status == SmtpClientStatus.Ok ? transfer.Take(connection, open, end, isReused, metrics, time.GetUtcNow()) : transfer.TakeRefusal(connection, status);
                if (next is { } known)
                {
                    cache.Return(connection);
                    return known;
                }
            }
        }
        catch
        {
            if (connection.IsEndSent)
            {
                metrics.ReplyLost();
            }

            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async ValueTask<TransportPolicy?> PolicyAsync(NextHop hop, QueueLease lease, CancellationToken cancellationToken) =>
        hop.IsLmtp ? null : await security.FindAsync(hop, lease.Message.Envelope, cancellationToken).ConfigureAwait(false);

    private async ValueTask<IReadOnlyList<EndPoint>> EndPointsAsync(Transfer transfer, NextHop hop, CancellationToken cancellationToken)
    {
        if (hop.EndPoint is { } known)
        {
            return [known];
        }

        HostAddresses found = await exchangers.FindAddressesAsync(hop.Host!, cancellationToken).ConfigureAwait(false);
        IPAddress[] usable = [.. found.Addresses.Where(address => hop.Exchangers is null || options.Mx.AllowLoopback || !IsThisMachine(address))];
        if (found.Addresses.Count == 0)
        {
            transfer.Note(new HopFailure(!found.IsTemporary, found.IsTemporary ? "4.4.3" : "5.4.4", found.Problem, null) { IsUnreachable = found.IsTemporary });
        }
        else if (usable.Length == 0)
        {
            transfer.Note(new HopFailure(true, "5.4.6", $"mail for {hop.Name} comes back to this host", null));
        }

        return [.. usable.Select(address => new IPEndPoint(address, hop.Port))];
    }

    private static bool IsThisMachine(IPAddress address)
    {
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return IPAddress.IsLoopback(plain) || plain.Equals(IPAddress.Any) || plain.Equals(IPAddress.IPv6Any);
    }

    /// <summary>One attempt on its way through the servers.</summary>
    private sealed class Transfer(QueueLease lease, MessageContent content, AttemptResults results)
    {
        private HopFailure? _lastTemporary;
        private HopFailure? _lastPermanent;
        private bool _isHeardOf;

        public QueueLease Lease => lease;

        public MessageContent Content => content;

        public AttemptResults Results => results;

        /// <summary>How many connections were tried.</summary>
        public int Connections { get; set; }

        /// <summary>Servers that cannot be given the message, over whatever connection.</summary>
        public HashSet<string> UselessHops { get; } = [];

        public void Note(HopFailure failure)
        {
            _isHeardOf |= !failure.IsUnreachable;
            if (failure.IsPermanent)
            {
                _lastPermanent = failure;
            }
            else
            {
                _lastTemporary = failure;
            }
        }

        /// <summary>Where no server took it: for good if all said so, else for now.</summary>
        public void Conclude()
        {
            results.IsUnreachable = !results.IsDone && !_isHeardOf;
            if (!results.IsDone)
            {
                results.SetOpen(_lastTemporary ?? _lastPermanent ?? new HopFailure(false, "4.4.0", "no server could be tried", null));
            }
        }

        public Next? TakeRefusal(RelayConnection connection, SmtpClientStatus status)
        {
            _isHeardOf = true;
            string host = connection.Hop.Name;
            switch (status)
            {
                case SmtpClientStatus.TooManyTransactions:
                    return Next.Connection;
                case SmtpClientStatus.BadEnvelope:
                    results.SetOpen(new HopFailure(true, status.ToEnhancedStatusCode().ToString(), "the sender's address or a parameter of it cannot be said in SMTP", null));
                    return Next.Done;
                default:
                    // Another server may offer what this one does not, so that it is final only where none does.
                    EnhancedStatusCode code = status.ToEnhancedStatusCode();
                    Note(code.IsEmpty ? new HopFailure(false, "4.3.5", $"{status}", host) : new HopFailure(true, code.ToString(), Words(status), host));
                    UselessHops.Add(connection.Hop.Key);
                    return Next.Server;
            }
        }

        /// <summary>Takes what came of a transaction.</summary>
        /// <returns>Where to go on, or null for another transaction on the same connection.</returns>
        public Next? Take(RelayConnection connection, List<int> sent, SmtpClientEvent end, bool isReused, RelayMetrics metrics, DateTimeOffset now)
        {
            IReadOnlyList<SmtpRecipientOutcome> outcomes = connection.Session.Outcomes;
            bool isAnyTaken = false;
            bool isAnyOver = false;
            for (int i = 0; i < sent.Count; i++)
            {
                AttemptResult? result = ToResult(connection, lease.Recipients[sent[i]], outcomes[i], now);
                isAnyTaken |= outcomes[i].State == SmtpRecipientState.Delivered;
                isAnyOver |= IsOver(outcomes[i]);
                if (result is not null)
                {
                    results.Set(sent[i], result);
                }
            }

            _isHeardOf = true;
            if (end.Kind == SmtpClientEventKind.Closed)
            {
                return TakeEnd(connection, sent, outcomes, end, isReused, metrics);
            }

            if (results.IsDone)
            {
                return Next.Done;
            }

            if (connection.Session.SenderRefusal is { } refusal)
            {
                // It was for now, and about this server or the sender: another server may see it otherwise.
                Note(HopFailure.Of(refusal, connection.Hop.Name));
                return Next.Server;
            }

            if (isAnyOver && isAnyTaken)
            {
                return null;
            }

            SetRest(sent, outcomes, connection);
            return results.IsDone ? Next.Done : Next.Connection;
        }

        private Next TakeEnd(RelayConnection connection, List<int> sent, IReadOnlyList<SmtpRecipientOutcome> outcomes, SmtpClientEvent end, bool isReused, RelayMetrics metrics)
        {
            if (results.IsDone)
            {
                return Next.Done;
            }

            if (end.Reason == SmtpCloseReason.MessageAborted)
            {
                results.SetOpen(new HopFailure(true, SmtpClientStatus.BareLineEnd.ToEnhancedStatusCode().ToString(), "the message has a CR or LF alone, or NUL", null));
                return Next.Done;
            }

            HopFailure failure = RelayOpener.Closed(connection, end);
            if (connection.IsEndSent && end.Reason != SmtpCloseReason.ServerClosing)
            {
                // RFC 5321 §6.1: the server may have the message. Asking another would make a second copy likely; asking later makes it possible.
                metrics.ReplyLost();
                results.SetOpen(new HopFailure(false, "4.4.2", $"connection lost after the message was sent, before it was acknowledged: {connection.Problem}", connection.Hop.Name));
                return Next.Done;
            }

            if (isReused && !connection.IsEndSent)
            {
                // A connection may die while it waits for work: nothing has been tried yet.
                return Next.Connection;
            }

            Note(failure);
            return Next.Server;
        }

        // Null where it is to be tried elsewhere, or in another transaction.
        private AttemptResult? ToResult(RelayConnection connection, QueuedRecipient recipient, SmtpRecipientOutcome outcome, DateTimeOffset now)
        {
            string host = connection.Hop.Name;
            switch (outcome.State)
            {
                case SmtpRecipientState.Delivered:
                    bool isReportDue = connection.Hop.IsFinal
                        ? RelayEnvelope.IsDeliveryReportDue(recipient, connection.Session.Capabilities)
                        : RelayEnvelope.IsRelayReportDue(lease.Message.Envelope, recipient, connection.Session.Capabilities, now);
                    return new AttemptResult(connection.Hop.IsFinal ? QueuedRecipientStatus.Delivered : QueuedRecipientStatus.Relayed, Replies.Of(outcome.Reply!, host), isReportDue);
                case SmtpRecipientState.Refused when !outcome.IsTemporary:
                    return new AttemptResult(QueuedRecipientStatus.Failed, Replies.Of(outcome.Reply!, host));
                case SmtpRecipientState.BadAddress:
                    return new AttemptResult(QueuedRecipientStatus.Failed, new QueueReply(0, "5.1.3", "the address cannot be said in SMTP", null));
                case SmtpRecipientState.NeedsSmtpUtf8:
                    return new AttemptResult(QueuedRecipientStatus.Failed, new QueueReply(0, "5.6.7", "the address is not ASCII, and the server does not offer SMTPUTF8", host));
                case SmtpRecipientState.Refused when outcome.IsFromRecipient && !IsOver(outcome):
                    return new AttemptResult(QueuedRecipientStatus.Pending, Replies.Of(outcome.Reply!, host));
                default:
                    return null;
            }
        }

        // The transaction came to its end: what was refused for now stays so until the next attempt.
        private void SetRest(List<int> sent, IReadOnlyList<SmtpRecipientOutcome> outcomes, RelayConnection connection)
        {
            for (int i = 0; i < sent.Count; i++)
            {
                if (outcomes[i].Reply is { } reply && results.All[sent[i]] is null)
                {
                    results.Set(sent[i], new AttemptResult(QueuedRecipientStatus.Pending, Replies.Of(reply, connection.Hop.Name)));
                }
            }
        }

        // RFC 5321 §4.5.3.1.10: what is too much for one transaction goes into another.
        private static bool IsOver(SmtpRecipientOutcome outcome) => outcome.State == SmtpRecipientState.OverLimit
            || (outcome is { State: SmtpRecipientState.Refused, IsFromRecipient: true, Reply: { Code: 452 or 552 } reply } && (reply.Status.IsEmpty || reply.Status is { Subject: 5, Detail: 3 }));

        private static string Words(SmtpClientStatus status) => status switch
        {
            SmtpClientStatus.NeedsSmtpUtf8 => "the message needs SMTPUTF8, which the server does not offer",
            SmtpClientStatus.NeedsEightBitMime => "the message has bytes of eight bits, and the server does not offer 8BITMIME",
            SmtpClientStatus.NeedsBinaryMime => "the message is binary, and the server does not offer BINARYMIME",
            SmtpClientStatus.NeedsRequireTls => "the message requires TLS on all its way, and the server does not offer REQUIRETLS",
            SmtpClientStatus.NeedsDeliverBy => "the message is to be returned if late, and the server does not offer DELIVERBY",
            SmtpClientStatus.DeliverByTooSoon => "what is left of the time to deliver by is less than the server needs",
            SmtpClientStatus.TooLarge => "the message is larger than the server takes",
            _ => $"the server cannot be given the message: {status}",
        };
    }
}
