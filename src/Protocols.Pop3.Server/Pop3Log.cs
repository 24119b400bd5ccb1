using Microsoft.Extensions.Logging;
using Protocols.Storage;

namespace Protocols.Pop3.Server;

internal static partial class Pop3Log
{
    [LoggerMessage(501, LogLevel.Error, "POP3 connection {Connection}: {Command} failed")]
    public static partial void CommandFailed(ILogger logger, Exception exception, string connection, string command);

    [LoggerMessage(502, LogLevel.Information, "POP3 connection {Connection}: login ended with {Status}: {Reason}")]
    public static partial void Authenticated(ILogger logger, string connection, AuthenticationStatus status, string reason);
}
