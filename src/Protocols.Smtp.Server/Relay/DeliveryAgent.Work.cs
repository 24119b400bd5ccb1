using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

public sealed partial class DeliveryAgent
{
    private async Task RunAsync(Work work, DeliveryAttempt attempt, RelayMetrics metrics)
    {
        QueueLease lease = work.Lease;
        AttemptResults results = new(lease);
        long start = time.GetTimestamp();
        string outcome = "failed";
        using Activity? activity = metrics.Telemetry.Activities.StartActivity("DELIVER", ActivityKind.Client);
        activity?.SetTag("mail.destination", lease.Destination).SetTag("mail.queue.message", lease.Message.Id.Value);
        try
        {
            await attempt.RunAsync(lease, results, work.Stopped).ConfigureAwait(false);
            outcome = results.All.All(static r => r!.Status is QueuedRecipientStatus.Delivered or QueuedRecipientStatus.Relayed) ? "done" : "refused";
            Note(lease.Destination, results.IsUnreachable);
        }
        catch (OperationCanceledException) when (work.Stopped.IsCancellationRequested)
        {
            // What has a result by now keeps it; the rest is given back untried.
            outcome = work.IsLost ? "lost" : "stopped";
        }
        catch (Exception e)
        {
            RelayLog.AttemptFailed(logger, e, lease.Message.Id, lease.Destination);
            results.SetOpen(new HopFailure(false, "4.3.0", "a fault of this host", null));
        }

        metrics.Telemetry.CommandCompleted("DELIVER", outcome, time.GetElapsedTime(start));
        try
        {
            await CompleteAsync(lease, results, metrics).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            RelayLog.CompletionFailed(logger, e, lease.Message.Id, lease.Destination);
        }
    }

    private async Task CompleteAsync(QueueLease lease, AttemptResults results, RelayMetrics metrics)
    {
        DateTimeOffset now = time.GetUtcNow();
        AttemptOutcomes outcomes = AttemptOutcomes.Of(lease, results.All, options.Schedule, now, Random.Shared.NextDouble());
        QueueCompletion completion = await CompleteWithReportAsync(lease, outcomes).ConfigureAwait(false);
        if (completion.Status == QueueCompletionStatus.NotificationRefused)
        {
            RelayLog.NotificationRefused(logger, lease.Message.Id, lease.Destination, completion.Reason);
            bool isOver = now - options.NotificationTime >= options.Schedule.GiveUpAt(lease.Message.Envelope);
            outcomes = isOver ? outcomes : outcomes.WithoutReports(now + options.NotificationRetry);
            completion = await queue.CompleteAsync(lease, outcomes.Outcomes, [], CancellationToken.None).ConfigureAwait(false);
        }

        if (completion.Status == QueueCompletionStatus.LeaseLost)
        {
            RelayLog.LeaseLost(logger, lease.Message.Id, lease.Destination);
            return;
        }

        Tell(lease, outcomes, metrics);
    }

    private async ValueTask<QueueCompletion> CompleteWithReportAsync(QueueLease lease, AttemptOutcomes outcomes)
    {
        QueueSubmission? report = null;
        if (Notifications is not null && outcomes.Reports.Count > 0)
        {
            try
            {
                report = await Notifications.WriteAsync(lease.Message, outcomes.Reports, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // What was delivered has to be recorded all the same, or it would be delivered again.
                return new QueueCompletion(QueueCompletionStatus.NotificationRefused, false, [], e.Message);
            }
        }

        if (report is null)
        {
            return await queue.CompleteAsync(lease, outcomes.Outcomes, [], CancellationToken.None).ConfigureAwait(false);
        }

        await using (report.Content.ConfigureAwait(false))
        {
            return await queue.CompleteAsync(lease, outcomes.Outcomes, [report], CancellationToken.None).ConfigureAwait(false);
        }
    }

    private void Tell(QueueLease lease, AttemptOutcomes outcomes, RelayMetrics metrics)
    {
        Dictionary<int, QueuedRecipient> recipients = lease.Recipients.ToDictionary(static r => r.Number);
        foreach (RecipientOutcome outcome in outcomes.Outcomes)
        {
            metrics.Recipient(outcome.Status);
            QueuedRecipient recipient = recipients[outcome.Recipient];
            LogLevel level = outcome.Status is QueuedRecipientStatus.Failed or QueuedRecipientStatus.Expired ? LogLevel.Warning : LogLevel.Information;
            QueueReply reply = outcome.Reply!;
            RelayLog.Outcome(logger, level, lease.Message.Id, recipient.Address, lease.Destination, outcome.Status, recipient.Attempts + 1, reply.Code, reply.EnhancedCode, reply.Text, reply.Host);
        }
    }

    private void Note(string destination, bool isUnreachable)
    {
        DateTimeOffset until = time.GetUtcNow() + options.UnreachableTime;
        lock (_lock)
        {
            if (!isUnreachable)
            {
                _unreachable.Remove(destination);
                return;
            }

            if (options.UnreachableTime == TimeSpan.Zero || _unreachable.Count >= options.MaxUnreachable)
            {
                return;
            }

            _unreachable[destination] = until;
        }

        RelayLog.Unreachable(logger, destination, until);
    }
}
