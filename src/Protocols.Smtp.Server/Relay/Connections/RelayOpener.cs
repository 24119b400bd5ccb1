using System.Net;
using System.Net.Sockets;
using Protocols.TransportSecurity.Delivery;
using Protocols.TransportSecurity.TlsReporting;

namespace Protocols.Smtp.Server;

/// <summary>Opens connections up to where a message can be begun: greeting, EHLO, TLS, login.</summary>
internal sealed class RelayOpener(IRelayConnector connector, RelaySecurity security, DeliveryAgentOptions options, Action<TlsSession>? sessions, TimeProvider time)
{
    /// <summary>Opens a connection that a message may go over, or says why there is none.</summary>
    /// <param name="hop">The server.</param>
    /// <param name="endPoint">Where it listens.</param>
    /// <param name="policy">What TLS has to be like; null for no TLS.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<(RelayConnection? Connection, HopFailure? Failure)> OpenAsync(NextHop hop, EndPoint endPoint, TransportPolicy? policy, CancellationToken cancellationToken)
    {
        (RelayConnection? connection, HopFailure? failure) = await ConnectAsync(hop, endPoint, policy, withTls: true, cancellationToken).ConfigureAwait(false);
        if (connection is null || policy is null)
        {
            return (connection, failure);
        }

        TransportDecision decision = security.Judge(policy, connection);
        Report(policy, decision, connection);
        if (!decision.IsAllowed)
        {
            await connection.CloseAsync().ConfigureAwait(false);
            return (null, decision.ToFailure(policy, hop.Name));
        }

        if (!connection.Session.IsReady)
        {
            // Where nobody asks for TLS, no TLS is better than no mail. Its failure has cost the connection.
            await connection.DisposeAsync().ConfigureAwait(false);
            TlsSessionFacts facts = connection.Tls;
            (connection, failure) = await ConnectAsync(hop, endPoint, policy, withTls: false, cancellationToken).ConfigureAwait(false);
            if (connection is null)
            {
                return (null, failure);
            }

            connection.Tls = facts;
        }

        return hop.Credentials is null ? (connection, null) : await LogInAsync(connection, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells of a connection, or of one that was not even tried.</summary>
    public void Report(TransportPolicy policy, TransportDecision decision, RelayConnection? connection) => sessions?.Invoke(TlsSession.Of(time.GetUtcNow(), policy, decision) with
    {
        SendingMtaIp = connection?.LocalAddress?.ToString(),
        ReceivingIp = (connection?.EndPoint as IPEndPoint)?.Address.ToString(),
    });

    /// <summary>Gives a connection that is ready, or one on which TLS failed and nothing else, as its facts say.</summary>
    private async ValueTask<(RelayConnection? Connection, HopFailure? Failure)> ConnectAsync(NextHop hop, EndPoint endPoint, TransportPolicy? policy, bool withTls, CancellationToken cancellationToken)
    {
        RelayTransport transport;
        using (CancellationTokenSource timeout = new(options.ConnectTimeout, time))
        using (CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken))
        {
            try
            {
                transport = await connector.ConnectAsync(hop.Name, endPoint, both.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return (null, Unreachable(hop, "4.4.1", $"connect to {endPoint}: no answer in time"));
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                return (null, Unreachable(hop, "4.4.1", $"connect to {endPoint}: {e.Message}"));
            }
        }

        RelayConnection connection = new(hop, endPoint, transport, options, time);
        try
        {
            if (await GreetAsync(connection, policy, withTls, cancellationToken).ConfigureAwait(false) is not { } failure)
            {
                return (connection, null);
            }

            await connection.FlushAsync(cancellationToken).ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
            return (null, failure);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async ValueTask<HopFailure?> GreetAsync(RelayConnection connection, TransportPolicy? policy, bool withTls, CancellationToken cancellationToken)
    {
        NextHop hop = connection.Hop;
        string name = RelaySecurity.ServerName(policy, hop);
        if (hop.IsImplicitTls && !await connection.HandshakeAsync(name, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        if (await ReadyAsync(connection, cancellationToken).ConfigureAwait(false) is { } refused)
        {
            return refused;
        }

        if (policy is null || !withTls || connection.Session.StartTls(connection.Output) != SmtpClientStatus.Ok)
        {
            return null;
        }

        SmtpClientEvent e = await connection.NextAsync(cancellationToken).ConfigureAwait(false);
        if (e.Kind == SmtpClientEventKind.StartTls)
        {
            return await connection.HandshakeAsync(name, cancellationToken).ConfigureAwait(false) ? await ReadyAsync(connection, cancellationToken).ConfigureAwait(false) : null;
        }

        // Refused, or the connection is lost over it: to this host both are TLS that cannot be had.
        connection.Tls = new TlsSessionFacts { IsOffered = true, Problem = e.Reply?.ToString() ?? $"{e.Reason} {connection.Problem}".TrimEnd() };
        return null;
    }

    private static async ValueTask<HopFailure?> ReadyAsync(RelayConnection connection, CancellationToken cancellationToken)
    {
        SmtpClientEvent e = await connection.NextAsync(cancellationToken).ConfigureAwait(false);
        return e.Kind == SmtpClientEventKind.Ready ? null : Closed(connection, e);
    }

    private static async ValueTask<(RelayConnection? Connection, HopFailure? Failure)> LogInAsync(RelayConnection connection, CancellationToken cancellationToken)
    {
        SmtpClientStatus status = connection.Session.Authenticate(connection.Hop.Credentials!, connection.Output);
        HopFailure failure;
        if (status == SmtpClientStatus.Ok)
        {
            SmtpClientEvent e = await connection.NextAsync(cancellationToken).ConfigureAwait(false);
            if (e.Kind == SmtpClientEventKind.Authenticated)
            {
                return (connection, null);
            }

            // A password that is wrong here is the operator's to mend, and nothing that senders can do anything about: it waits.
            failure = new HopFailure(false, "4.7.8", $"login failed: {e.Reply?.ToString() ?? connection.Problem}", connection.Hop.Name);
        }
        else
        {
            failure = new HopFailure(false, "4.7.0", $"login is not possible: {status}", connection.Hop.Name);
        }

        await connection.CloseAsync().ConfigureAwait(false);
        return (null, failure);
    }

    /// <summary>The failure that the end of a session is.</summary>
    public static HopFailure Closed(RelayConnection connection, SmtpClientEvent e)
    {
        string host = connection.Hop.Name;
        return e.Reply is { Code: >= 400 } reply && e.Reason is SmtpCloseReason.ServerClosing or SmtpCloseReason.GreetingRefused or SmtpCloseReason.HelloRefused
            ? HopFailure.Of(reply, host)
            : e.Reason == SmtpCloseReason.ConnectionLost ? Unreachable(connection.Hop, "4.4.2", $"connection to {connection.EndPoint}: {connection.Problem}")
            : new HopFailure(false, "4.5.0", $"{e.Reason}{(e.Reply is null ? "" : $": {e.Reply}")}", host);
    }

    private static HopFailure Unreachable(NextHop hop, string status, string text) => new(false, status, text, hop.Name) { IsUnreachable = true };
}
