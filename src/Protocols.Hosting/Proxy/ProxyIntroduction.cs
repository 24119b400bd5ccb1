using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Protocols.Hosting.Proxy;

/// <summary>The beginning of a connection from a proxy: it says for whom it speaks before anybody else does.</summary>
internal static class ProxyIntroduction
{
    /// <summary>Takes the header off a connection that comes from a proxy, and gives the connection the addresses in it.</summary>
    /// <returns>False if there was to be one and was none, in time.</returns>
    public static async ValueTask<bool> TakeAsync(ConnectionContext connection, MailListenerOptions options, string protocol, ILogger logger, TimeProvider time)
    {
        if (connection.RemoteEndPoint is not IPEndPoint peer || !IsProxy(peer.Address, options.Proxies))
        {
            return true;
        }

        using CancellationTokenSource limit = new(options.HandshakeTimeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, connection.ConnectionClosed);
        (ProxyHeaderStatus status, ProxyHeader? header) = await ReadAsync(connection.Transport.Input, options.MaxProxyHeaderLength, either.Token).ConfigureAwait(false);
        if (header is null)
        {
            HostingLog.ProxyHeaderRefused(logger, protocol, peer.ToString(), status);
            return false;
        }

        connection.Features.Set(header);
        if (header.Source is not null)
        {
            connection.RemoteEndPoint = header.Source;
            connection.LocalEndPoint = header.Destination;
        }

        return true;
    }

    private static async ValueTask<(ProxyHeaderStatus Status, ProxyHeader? Header)> ReadAsync(PipeReader input, int maxLength, CancellationToken cancellationToken)
    {
        ProxyHeaderStatus status = ProxyHeaderStatus.NeedMoreData;
        try
        {
            while (status == ProxyHeaderStatus.NeedMoreData)
            {
                ReadResult result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
                ReadOnlySequence<byte> buffer = result.Buffer;
                status = ProxyHeader.TryRead(ref buffer, out ProxyHeader? header, maxLength);
                input.AdvanceTo(buffer.Start, header is null ? buffer.End : buffer.Start);
                if (header is not null || result.IsCompleted)
                {
                    return (status, header);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ConnectionAbortedException)
        {
            // It was too late, or the proxy is gone: there is no header, which is what the caller is told.
            return (status, null);
        }

        return (status, null);
    }

    private static bool IsProxy(IPAddress address, IReadOnlyList<IPNetwork> proxies)
    {
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (IPNetwork network in proxies)
        {
            if (network.Contains(plain))
            {
                return true;
            }
        }

        return false;
    }
}
