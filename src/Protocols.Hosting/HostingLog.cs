using Microsoft.Extensions.Logging;
using Protocols.Hosting.Proxy;

namespace Protocols.Hosting;

internal static partial class HostingLog
{
    [LoggerMessage(1, LogLevel.Debug, "{Protocol} connection {Connection} from {Peer} opened")]
    public static partial void Opened(ILogger logger, string protocol, string connection, string peer);

    [LoggerMessage(2, LogLevel.Debug, "{Protocol} connection {Connection} closed after {Seconds:F3} s")]
    public static partial void Closed(ILogger logger, string protocol, string connection, double seconds);

    [LoggerMessage(3, LogLevel.Warning, "{Protocol} connection from {Peer} turned away: {Reason}")]
    public static partial void Refused(ILogger logger, string protocol, string peer, RefusalReason reason);

    [LoggerMessage(4, LogLevel.Error, "{Protocol} connection {Connection} ended by an error of the server")]
    public static partial void Failed(ILogger logger, Exception exception, string protocol, string connection);

    [LoggerMessage(5, LogLevel.Information, "Connection {Connection}: the TLS handshake failed: {Reason}")]
    public static partial void HandshakeFailed(ILogger logger, string connection, string reason);

    [LoggerMessage(6, LogLevel.Debug, "Connection {Connection}: the peer left without a good-bye: {Reason}")]
    public static partial void GoodByeFailed(ILogger logger, string connection, string reason);

    [LoggerMessage(7, LogLevel.Warning, "{Protocol} connection from the proxy {Peer} dropped: its header is {Reason}")]
    public static partial void ProxyHeaderRefused(ILogger logger, string protocol, string peer, ProxyHeaderStatus reason);
}
