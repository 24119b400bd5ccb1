using Microsoft.Extensions.Logging;

namespace Protocols.Smtp.Server;

internal static partial class SieveLog
{
    [LoggerMessage(170, LogLevel.Warning, "The script '{Script}' of {Account} is not valid any more, and the message is kept: {Problem}")]
    public static partial void NotValid(ILogger logger, string script, string account, string problem);

    [LoggerMessage(171, LogLevel.Error, "The script '{Script}' of {Account} could not be run, and the message is kept")]
    public static partial void Failed(ILogger logger, Exception exception, string script, string account);

    [LoggerMessage(172, LogLevel.Warning, "The script '{Script}' of {Account} has failed, and the message is kept: {Problem}")]
    public static partial void RunFailed(ILogger logger, string script, string account, string problem);

    [LoggerMessage(173, LogLevel.Debug, "The script '{Script}' of {Account} decided: {Actions}")]
    public static partial void Decided(ILogger logger, string script, string account, string actions);

    [LoggerMessage(177, LogLevel.Warning, "What the script '{Script}' of account {Account} was compiled to could not be kept with it")]
    public static partial void NotKept(ILogger logger, Exception exception, string script, long account);

    [LoggerMessage(176, LogLevel.Trace, "The script '{Script}' of {Account} looked at: {Steps}")]
    public static partial void Traced(ILogger logger, string script, string account, string steps);

    [LoggerMessage(178, LogLevel.Error, "The script '{Script}' of {Account} could not be run for an event of IMAP, and the message stays as it is")]
    public static partial void EventFailed(ILogger logger, Exception exception, string script, string account);

    [LoggerMessage(174, LogLevel.Information, "Sieve: {Action} for {Account} was not done: {Reason}")]
    public static partial void NotDone(ILogger logger, string action, string account, string reason);

    [LoggerMessage(175, LogLevel.Error, "Sieve: {Action} for {Account} was not done")]
    public static partial void NotDoneByError(ILogger logger, Exception exception, string action, string account);
}
