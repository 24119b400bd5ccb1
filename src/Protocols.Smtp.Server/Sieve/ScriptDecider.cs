using Microsoft.Extensions.Logging;
using Protocols.Mime;
using Protocols.Sieve;
using Protocols.Smtp;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>Runs an account's active script over a message that came for it.</summary>
internal static class ScriptDecider
{
    /// <summary>Asks the script.</summary>
    /// <returns>What it wants done; null where there is no script or it has failed, which is in the log then.</returns>
    public static async ValueTask<ScriptDecision?> DecideAsync(
        StoreDelivery delivery, SieveFiltering sieve, SmtpSender sender, LocalCopy copy, MailboxRole target, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        string name = "";
        try
        {
            if (await sieve.Scripts.ReadActiveAsync(copy.Account.Id, cancellationToken).ConfigureAwait(false) is not { } script)
            {
                return null;
            }

            name = script.Script.Name;
            (SieveProgram? program, string problem) = await sieve.Programs.FindAsync(copy.Account.Id, script, sieve.Logger, cancellationToken).ConfigureAwait(false);
            if (program is null)
            {
                SieveLog.NotValid(sieve.Logger, name, copy.Account.Address, problem);
                return null;
            }

            return await RunAsync(delivery, sieve, sender, copy, target, content, program, name, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever it is, the message is kept.
            SieveLog.Failed(sieve.Logger, e, name, copy.Account.Address);
            return null;
        }
    }

    /// <summary>What the environment of every script here has (RFC 5183 §4.1).</summary>
    public static Dictionary<string, string> Environment(SieveFiltering sieve) => new(StringComparer.Ordinal)
    {
        ["domain"] = sieve.HostName[(sieve.HostName.IndexOf('.', StringComparison.Ordinal) + 1)..],
        ["host"] = sieve.HostName,
        ["name"] = "Protocols",
    };

    private static async ValueTask<ScriptDecision?> RunAsync(
        StoreDelivery delivery, SieveFiltering sieve, SmtpSender sender, LocalCopy copy, MailboxRole target, ReadOnlyMemory<byte> content, SieveProgram program, string name, CancellationToken cancellationToken)
    {
        ScriptHost host = new(delivery, sieve, copy.Account.Id, target);
        SieveRun run = new(Options(delivery, sieve, sender, copy));
        using MimeDocument message = MimeDocument.Parse(content);
        SieveResult result = await SieveDriver.RunAsync(run, program, message, Envelope(sender, copy.Recipient), host, cancellationToken).ConfigureAwait(false);
        if (result.Trace.Count > 0)
        {
            SieveLog.Traced(sieve.Logger, name, copy.Account.Address, string.Join("; ", result.Trace));
        }

        if (result.HasFailed)
        {
            SieveLog.RunFailed(sieve.Logger, name, copy.Account.Address, string.Join("; ", result.Diagnostics));
        }
        else
        {
            SieveLog.Decided(sieve.Logger, name, copy.Account.Address, string.Join(", ", result.Actions.Select(static action => action.GetType().Name)));
        }

        return new ScriptDecision([.. result.Actions], result.HasFailed ? [] : host.Seen);
    }

    private static SieveRunOptions Options(StoreDelivery delivery, SieveFiltering sieve, SmtpSender sender, LocalCopy copy)
    {
        Dictionary<string, string> environment = Environment(sieve);
        environment["location"] = "MDA";
        environment["phase"] = "during";
        environment["remote-host"] = sender.ClientName;
        if (sender.ClientAddress is { } address)
        {
            environment["remote-ip"] = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
        }

        return new SieveRunOptions
        {
            Limits = sieve.Limits,
            OwnAddresses = [copy.Account.Address, copy.Recipient.Address],
            UserEmail = copy.Account.Address,
            Time = delivery.Time,
            LocalZone = sieve.LocalZone,
            Environment = environment,
            Vacation = sieve.Vacation,
            Trace = sieve.Logger.IsEnabled(LogLevel.Trace),
            SubaddressDelimiter = delivery.DetailSeparator?.ToString() ?? "",
        };
    }

    private static SieveEnvelope Envelope(SmtpSender sender, SmtpRecipient recipient)
    {
        SmtpMailParameters parameters = sender.Parameters;
        return new SieveEnvelope
        {
            From = sender.ReversePath,
            To = recipient.Address,
            AuthenticatedAs = sender.AuthenticatedAs,
            Notify = recipient.Parameters.Notify == DsnNotify.Unspecified ? null : Words(recipient.Parameters.Notify),
            OriginalRecipient = recipient.Parameters.OriginalRecipient?.ToString(),
            Return = parameters.Return switch { DsnReturn.Full => "FULL", DsnReturn.Headers => "HDRS", _ => null },
            EnvelopeId = parameters.EnvelopeId,
            DeliverBy = parameters.DeliverBy is { } by ? new SieveDeliverBy(by.Seconds, by.Return, by.Trace) : null,
        };
    }

    private static string[] Words(DsnNotify notify) =>
    [
        .. new[] { (DsnNotify.Never, "NEVER"), (DsnNotify.Success, "SUCCESS"), (DsnNotify.Failure, "FAILURE"), (DsnNotify.Delay, "DELAY") }
            .Where(word => notify.HasFlag(word.Item1)).Select(static word => word.Item2),
    ];
}
