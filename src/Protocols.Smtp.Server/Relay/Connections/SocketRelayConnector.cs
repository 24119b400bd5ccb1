using System.Net;
using System.Net.Sockets;

namespace Protocols.Smtp.Server;

/// <summary>Connects by sockets: over TCP, or a Unix socket where the end point is one.</summary>
public sealed class SocketRelayConnector : IRelayConnector
{
    /// <summary>The address that connections of IPv4 come from, or null for what the system chooses.</summary>
    public IPAddress? LocalIPv4 { get; init; }

    /// <summary>The address that connections of IPv6 come from, or null for what the system chooses.</summary>
    public IPAddress? LocalIPv6 { get; init; }

    /// <inheritdoc/>
    public async ValueTask<RelayTransport> ConnectAsync(string host, EndPoint endPoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        Socket socket = endPoint is DnsEndPoint ? new Socket(SocketType.Stream, ProtocolType.Tcp)
            : new Socket(endPoint.AddressFamily, SocketType.Stream, endPoint.AddressFamily == AddressFamily.Unix ? ProtocolType.Unspecified : ProtocolType.Tcp);
        try
        {
            if (endPoint is IPEndPoint)
            {
                socket.NoDelay = true;
                if ((endPoint.AddressFamily == AddressFamily.InterNetwork ? LocalIPv4 : LocalIPv6) is { } local)
                {
                    socket.Bind(new IPEndPoint(local, 0));
                }
            }

            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            return new RelayTransport(new NetworkStream(socket, ownsSocket: true), (socket.LocalEndPoint as IPEndPoint)?.Address);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
