using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary>Runs scripts with an <see cref="ISieveHost"/> that answers their questions.</summary>
public static class SieveDriver
{
    private sealed class NoHost : ISieveHost;

    /// <summary>A host without anything: each question gets its default.</summary>
    public static ISieveHost Default { get; } = new NoHost();

    /// <summary>Runs a script to its end.</summary>
    /// <param name="run">Runs it; used for one message at a time.</param>
    /// <param name="program">The script.</param>
    /// <param name="message">The message.</param>
    /// <param name="envelope">The envelope.</param>
    /// <param name="host">Answers the questions.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>What came of it. It is the run's own, and another when that is used again.</returns>
    public static async ValueTask<SieveResult> RunAsync(
        SieveRun run, SieveProgram program, MimeDocument message, SieveEnvelope envelope, ISieveHost host, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(host);
        SieveStep step = run.Start(program, message, envelope);
        while (step.Kind != SieveStepKind.Completed)
        {
            step = run.Resume(await AnswerAsync(step, host, cancellationToken).ConfigureAwait(false));
        }

        return run.Result;
    }

    /// <summary>Asks a host what a step asks.</summary>
    /// <param name="step">The step; not <see cref="SieveStepKind.Completed"/>.</param>
    /// <param name="host">The host.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async ValueTask<SieveAnswer> AnswerAsync(SieveStep step, ISieveHost host, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        string name = step.Name;
        string detail = step.Detail ?? "";
        TimeSpan period = TimeSpan.FromSeconds(Math.Min(step.Seconds, int.MaxValue));
        return step.Kind switch
        {
            SieveStepKind.MailboxExists => SieveAnswer.Of(await host.MailboxExistsAsync(name, cancellationToken).ConfigureAwait(false)),
            SieveStepKind.MailboxIdExists => SieveAnswer.Of(await host.MailboxIdExistsAsync(name, cancellationToken).ConfigureAwait(false)),
            SieveStepKind.SpecialUseExists => SieveAnswer.Of(await host.SpecialUseExistsAsync(step.Detail, name, cancellationToken).ConfigureAwait(false)),
            SieveStepKind.Metadata => SieveAnswer.Text(await host.GetMetadataAsync(name, detail, cancellationToken).ConfigureAwait(false)),
            SieveStepKind.ServerMetadata => SieveAnswer.Text(await host.GetServerMetadataAsync(name, cancellationToken).ConfigureAwait(false)),
            SieveStepKind.ListExists => SieveAnswer.Of(await host.ListExistsAsync(name, cancellationToken).ConfigureAwait(false)),
            SieveStepKind.ListContains => SieveAnswer.Of(await host.ListContainsAsync(name, detail, cancellationToken).ConfigureAwait(false)),
            SieveStepKind.Duplicate => SieveAnswer.Of(await host.IsDuplicateAsync(name, period, step.IsRenewed, cancellationToken).ConfigureAwait(false)),
            SieveStepKind.VacationSeen => SieveAnswer.Of(await host.IsVacationSentAsync(name, detail, period, cancellationToken).ConfigureAwait(false)),
            SieveStepKind.Include => SieveAnswer.Script(await host.GetScriptAsync(name, step.Location, cancellationToken).ConfigureAwait(false)),
            SieveStepKind.Environment => SieveAnswer.Text(await host.GetEnvironmentAsync(name, cancellationToken).ConfigureAwait(false)),
            SieveStepKind.NotifyMethodValid => SieveAnswer.Of(await host.IsNotifyMethodValidAsync(name, cancellationToken).ConfigureAwait(false)),
            SieveStepKind.NotifyMethodOnline => SieveAnswer.Text(await host.GetNotifyCapabilityAsync(name, detail, cancellationToken).ConfigureAwait(false)),
            SieveStepKind.SpamScore => OfNumber(await host.GetSpamScoreAsync(step.IsPercent, cancellationToken).ConfigureAwait(false)),
            SieveStepKind.VirusScore => OfNumber(await host.GetVirusScoreAsync(cancellationToken).ConfigureAwait(false)),
            SieveStepKind.Convert => await host.ConvertAsync(step.Data, name, detail, step.Items, cancellationToken).ConfigureAwait(false) is { } octets ? SieveAnswer.Octets(octets) : SieveAnswer.None,
            SieveStepKind.HostCommand => await host.RunCommandAsync(step.Call!, cancellationToken).ConfigureAwait(false),
            SieveStepKind.HostTest => await host.RunTestAsync(step.Call!, cancellationToken).ConfigureAwait(false),
            _ => throw new ArgumentException("There is nothing to answer.", nameof(step)),
        };
    }

    private static SieveAnswer OfNumber(int? number) => number is { } value ? SieveAnswer.Of(value) : SieveAnswer.None;
}
