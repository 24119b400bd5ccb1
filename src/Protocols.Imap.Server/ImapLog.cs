using Microsoft.Extensions.Logging;
using Protocols.Storage;

namespace Protocols.Imap.Server;

internal static partial class ImapLog
{
    [LoggerMessage(201, LogLevel.Error, "IMAP connection {Connection}: {Command} failed")]
    public static partial void CommandFailed(ILogger logger, Exception exception, string connection, string command);

    [LoggerMessage(202, LogLevel.Information, "IMAP connection {Connection}: login ended with {Status}: {Reason}")]
    public static partial void Authenticated(ILogger logger, string connection, AuthenticationStatus status, string reason);
}
