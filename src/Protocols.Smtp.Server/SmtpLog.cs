using Microsoft.Extensions.Logging;
using Protocols.Storage;
using Protocols.TransportSecurity.MtaSts;

namespace Protocols.Smtp.Server;

internal static partial class SmtpLog
{
    [LoggerMessage(101, LogLevel.Error, "SMTP connection {Connection}: a message could not be delivered")]
    public static partial void DeliveryFailed(ILogger logger, Exception exception, string connection);

    [LoggerMessage(102, LogLevel.Information, "SMTP connection {Connection}: login ended with {Status}: {Reason}")]
    public static partial void Authenticated(ILogger logger, string connection, AuthenticationStatus status, string reason);

    [LoggerMessage(EventId = 103, Message = "SMTP connection {Connection}: a message of {Size} octets was {Outcome} by {Stage}, mailbox '{Mailbox}': {Reason}")]
    public static partial void MessageReceived(ILogger logger, LogLevel level, string connection, int size, string outcome, string stage, string mailbox, string reason);

    [LoggerMessage(104, LogLevel.Error, "SMTP connection {Connection}: the stage {Stage} failed")]
    public static partial void StageFailed(ILogger logger, Exception exception, string connection, string stage);

    [LoggerMessage(105, LogLevel.Information, "SMTP connection {Connection}: refused by {Stage} with {Code}: {Reason}")]
    public static partial void Refused(ILogger logger, string connection, string stage, int code, string reason);

    [LoggerMessage(106, LogLevel.Error, "SMTP connection {Connection}: {Command} could not be answered")]
    public static partial void CommandFailed(ILogger logger, Exception exception, string connection, string command);

    [LoggerMessage(107, LogLevel.Information, "SMTP connection {Connection}: a proxy tells of the client {Address}, logged in as '{Login}'")]
    public static partial void ProxyTold(ILogger logger, string connection, string address, string login);

    [LoggerMessage(140, LogLevel.Warning, "The policy of MTA-STS of {Domain} ({Mode}, until {ExpiresAt:u}) could not be fetched anew: {Reason} {Problem}")]
    public static partial void PolicyNotRefreshed(ILogger logger, string domain, MtaStsMode mode, DateTimeOffset expiresAt, MtaStsReason reason, string problem);

    [LoggerMessage(141, LogLevel.Information, "The TLS report for {Domain} of {Day} was sent. {Reason}")]
    public static partial void TlsReportSent(ILogger logger, string domain, DateOnly day, string reason);

    [LoggerMessage(142, LogLevel.Information, "The TLS report for {Domain} of {Day} was not taken and is tried again at {NextAttempt:u}: {Reason}")]
    public static partial void TlsReportDelayed(ILogger logger, string domain, DateOnly day, DateTimeOffset nextAttempt, string reason);

    [LoggerMessage(143, LogLevel.Warning, "The TLS report for {Domain} of {Day} is given up: {Reason}")]
    public static partial void TlsReportGivenUp(ILogger logger, string domain, DateOnly day, string reason);

    [LoggerMessage(150, LogLevel.Information, "Operator: {Action} of message {Message} in the queue: {Status}, {Recipients} recipients")]
    public static partial void QueueChanged(ILogger logger, QueueAction action, QueueMessageId message, QueueChangeStatus status, int recipients);

    [LoggerMessage(151, LogLevel.Information, "Operator: retry of destination {Destination}: {Batches} batches are due")]
    public static partial void DestinationRetried(ILogger logger, string destination, long batches);

    [LoggerMessage(152, LogLevel.Error, "{Work} failed and is tried again later")]
    public static partial void WorkFailed(ILogger logger, Exception exception, string work);
}
