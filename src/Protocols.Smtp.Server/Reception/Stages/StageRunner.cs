using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Protocols.Hosting;
using Protocols.Smtp;

namespace Protocols.Smtp.Server;

/// <summary>Asks the stages of one point in order until one refuses, and tells the operator which did and why.</summary>
internal sealed class StageRunner(ReceptionStages stages, MailConnection connection)
{
    private static readonly SmtpReply s_failed = new(451, 3, 0, "A local error has occurred");

    /// <summary>What the first stage that refuses has the client told; null to go on.</summary>
    /// <typeparam name="TStage">The point.</typeparam>
    /// <typeparam name="TState">What the stages look at.</typeparam>
    /// <param name="state">What they look at.</param>
    /// <param name="ask">Asks one.</param>
    public async ValueTask<SmtpReply?> AskAsync<TStage, TState>(TState state, Func<TStage, TState, CancellationToken, ValueTask<StageRefusal?>> ask)
        where TStage : class, IReceptionStage
    {
        foreach (IReceptionStage stage in stages.Stages)
        {
            if (stage is TStage here && await AskAsync(here, state, ask).ConfigureAwait(false) is { } refusal)
            {
                return refusal.Reply;
            }
        }

        return null;
    }

    private async ValueTask<StageRefusal?> AskAsync<TStage, TState>(TStage stage, TState state, Func<TStage, TState, CancellationToken, ValueTask<StageRefusal?>> ask)
        where TStage : class, IReceptionStage
    {
        StageRefusal? refusal;
        using (Activity? activity = connection.Telemetry.Activities.StartActivity(stage.Name))
        {
            try
            {
                refusal = await ask(stage, state, connection.Closed).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                SmtpLog.StageFailed(connection.Logger, e, connection.Id, stage.Name);
                refusal = new StageRefusal(s_failed, "the stage failed");
            }
        }

        if (refusal is not null)
        {
            Counter<long> refusals = connection.Telemetry.Meter.CreateCounter<long>("mail.refusals", "{command}", "Commands that a stage of reception refused, by stage and reply code.");
            refusals.Add(1, new("stage", stage.Name), new("code", refusal.Reply.Code.ToString(CultureInfo.InvariantCulture)));
            SmtpLog.Refused(connection.Logger, connection.Id, stage.Name, refusal.Reply.Code, refusal.Reason);
        }

        return refusal;
    }
}
