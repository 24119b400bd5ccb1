using Microsoft.Extensions.Logging;
using Protocols.Storage;

namespace Protocols.ManageSieve.Server;

internal static partial class ManageSieveLog
{
    [LoggerMessage(401, LogLevel.Error, "ManageSieve connection {Connection}: {Command} failed")]
    public static partial void CommandFailed(ILogger logger, Exception exception, string connection, string command);

    [LoggerMessage(402, LogLevel.Information, "ManageSieve connection {Connection}: login ended with {Status}: {Reason}")]
    public static partial void Authenticated(ILogger logger, string connection, AuthenticationStatus status, string reason);
}
