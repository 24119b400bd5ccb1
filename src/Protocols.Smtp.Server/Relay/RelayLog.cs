using Microsoft.Extensions.Logging;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

internal static partial class RelayLog
{
    [LoggerMessage(EventId = 131, Message = "Message {Message} for {Recipient} at {Destination}: {Outcome}, attempt {Attempt}: {Code} {Status} {Text} ({Host})")]
    public static partial void Outcome(
        ILogger logger, LogLevel level, QueueMessageId message, string recipient, string destination, QueuedRecipientStatus outcome, int attempt, int code, string? status, string text, string? host);

    [LoggerMessage(132, LogLevel.Error, "Message {Message} for {Destination}: the attempt failed by a fault of this host")]
    public static partial void AttemptFailed(ILogger logger, Exception exception, QueueMessageId message, string destination);

    [LoggerMessage(133, LogLevel.Warning, "Message {Message} for {Destination}: the lease was lost, what came of the attempt is not recorded")]
    public static partial void LeaseLost(ILogger logger, QueueMessageId message, string destination);

    [LoggerMessage(134, LogLevel.Error, "The queue cannot be worked on now")]
    public static partial void QueueFailed(ILogger logger, Exception exception);

    [LoggerMessage(135, LogLevel.Error, "Message {Message} for {Destination}: there can be no notification, what it would tell of is tried again while there is time: {Reason}")]
    public static partial void NotificationRefused(ILogger logger, QueueMessageId message, string destination, string? reason);

    [LoggerMessage(136, LogLevel.Warning, "{Destination} is left alone until {Until}: none of its servers answers")]
    public static partial void Unreachable(ILogger logger, string destination, DateTimeOffset until);

    [LoggerMessage(137, LogLevel.Error, "Message {Message} for {Destination}: the outcome could not be recorded; the work is done again when the lease is over")]
    public static partial void CompletionFailed(ILogger logger, Exception exception, QueueMessageId message, string destination);
}
