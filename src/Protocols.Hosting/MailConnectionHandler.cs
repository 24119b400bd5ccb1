using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;
using Protocols.Hosting.Proxy;

namespace Protocols.Hosting;

/// <summary>Runs a protocol on each of Kestrel's connections: counts it in, does the handshake, logs, measures, closes.</summary>
public sealed class MailConnectionHandler : ConnectionHandler
{
    private static readonly TimeSpan s_sentPoll = TimeSpan.FromMilliseconds(20);

    private readonly IMailProtocol _protocol;
    private readonly MailListenerOptions _options;
    private readonly ProtocolTelemetry _telemetry;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;

    /// <summary>Makes the handler of one listener.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="options">The listener's settings.</param>
    /// <param name="loggers">Where to log; the category is <c>Protocols.</c> and the protocol's name.</param>
    /// <param name="meters">Where meters come from; null for one of its own.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="ArgumentException">The listener is to speak TLS and was given no certificate.</exception>
    public MailConnectionHandler(IMailProtocol protocol, MailListenerOptions options, ILoggerFactory loggers, IMeterFactory? meters = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loggers);
        if (options.Tls != TlsMode.None && options.TlsOptions is null)
        {
            throw new ArgumentException("A listener with TLS needs a certificate.", nameof(options));
        }

        _protocol = protocol;
        _options = options;
        _telemetry = new ProtocolTelemetry(protocol.Name, meters);
        _logger = loggers.CreateLogger("Protocols." + protocol.Name);
        _time = time ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        if (_options.Proxies.Count > 0 && !await ProxyIntroduction.TakeAsync(connection, _options, _protocol.Name, _logger, _time).ConfigureAwait(false))
        {
            connection.Abort(new ConnectionAbortedException("The proxy did not say for whom it speaks."));
            return;
        }

        // Behind a proxy this is the client's.
        IPAddress? address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        if (_options.Limiter.TryEnter(address) is { } reason)
        {
            await RefuseAsync(connection, reason).ConfigureAwait(false);
            return;
        }

        long start = _time.GetTimestamp();
        string how = "normal";
        _telemetry.Accepted();
        if (_logger.IsEnabled(LogLevel.Debug))
        {
            HostingLog.Opened(_logger, _protocol.Name, connection.ConnectionId, connection.RemoteEndPoint?.ToString() ?? "nowhere");
        }

        MailConnection mail = new(connection, _options, _telemetry, _logger, _time);
        try
        {
            await using (mail.ConfigureAwait(false))
            {
                if (_options.Tls == TlsMode.Implicit && !await mail.StartTlsAsync().ConfigureAwait(false))
                {
                    how = "handshake";
                    return;
                }

                await _protocol.RunAsync(mail).ConfigureAwait(false);
                await mail.Output.FlushAsync(mail.Closed).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (IsPeerGone(e, mail.Closed))
        {
            how = "reset";
        }
        catch (Exception e)
        {
            // The last line of defence: an error of ours ends this connection, is told to the operator, and leaves the others alone.
            how = "error";
            HostingLog.Failed(_logger, e, _protocol.Name, connection.ConnectionId);
        }
        finally
        {
            // The peer counts until it is really gone, or it could leave any number of connections behind by not reading.
            await SentAsync(connection).ConfigureAwait(false);
            _options.Limiter.Leave(address);
            TimeSpan elapsed = _time.GetElapsedTime(start);
            _telemetry.Closed(how, elapsed);
            HostingLog.Closed(_logger, _protocol.Name, connection.ConnectionId, elapsed.TotalSeconds);
        }
    }

    /// <summary>Waits until the transport has sent what it holds, and drops the peer that does not take it.</summary>
    private async ValueTask SentAsync(ConnectionContext connection)
    {
        await connection.Transport.Output.CompleteAsync().ConfigureAwait(false);
        using CancellationTokenSource limit = new(_options.WriteTimeout, _time);
        try
        {
            if (!connection.ConnectionClosed.IsCancellationRequested)
            {
                using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, connection.ConnectionClosed);
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, either.Token).ConfigureAwait(false);
            }

            // A peer that has closed its side ended the transport's input long ago: nothing but the socket tells when the output is through.
            Socket? socket = connection.Features.Get<IConnectionSocketFeature>()?.Socket;
            while (socket is { Connected: true })
            {
                await Task.Delay(s_sentPoll, _time, limit.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            connection.Abort(new ConnectionAbortedException("The peer did not take what was sent."));
        }
        catch (OperationCanceledException)
        {
            // The connection is closed, which is what was waited for.
            return;
        }
    }

    private static bool IsPeerGone(Exception e, CancellationToken closed) =>
        e is ConnectionResetException or ConnectionAbortedException
        || (e is OperationCanceledException or IOException or InvalidOperationException && closed.IsCancellationRequested);

    private async Task RefuseAsync(ConnectionContext connection, RefusalReason reason)
    {
        _telemetry.Refused(reason);
        HostingLog.Refused(_logger, _protocol.Name, connection.RemoteEndPoint?.ToString() ?? "nowhere", reason);
        if (_options.Tls != TlsMode.Implicit)
        {
            // In TLS the refusal would cost a handshake, which is just what a flood wants.
            await connection.Transport.Output.WriteAsync(_protocol.GetRefusal(reason)).ConfigureAwait(false);
        }
    }
}
