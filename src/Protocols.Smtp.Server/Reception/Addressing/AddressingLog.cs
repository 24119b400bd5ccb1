using Microsoft.Extensions.Logging;
using Protocols.Smtp;

namespace Protocols.Smtp.Server;

internal static partial class AddressingLog
{
    [LoggerMessage(121, LogLevel.Warning, "{Address} stands for {Member}, which is nobody's")]
    public static partial void UnknownMember(ILogger logger, string address, string member);

    [LoggerMessage(122, LogLevel.Warning, "{Address} stands for {Member}, which was refused: {Reply}")]
    public static partial void RefusedMember(ILogger logger, string address, string member, SmtpReply reply);
}
