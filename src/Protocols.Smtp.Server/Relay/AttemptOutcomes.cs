using Protocols.Mime;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>What the queue is told of an attempt, and what the sender.</summary>
/// <param name="Outcomes">For the queue.</param>
/// <param name="Reports">For the sender, if it wants to hear of them.</param>
internal sealed record AttemptOutcomes(IReadOnlyList<RecipientOutcome> Outcomes, IReadOnlyList<RecipientReport> Reports)
{
    /// <summary>Draws the consequences of an attempt.</summary>
    /// <param name="lease">What was tried.</param>
    /// <param name="results">What it came to, by the order of the lease's recipients; null for one without an outcome.</param>
    /// <param name="schedule">When to try again.</param>
    /// <param name="now">The time.</param>
    /// <param name="random">From 0 to below 1.</param>
    public static AttemptOutcomes Of(QueueLease lease, IReadOnlyList<AttemptResult?> results, RetrySchedule schedule, DateTimeOffset now, double random)
    {
        List<RecipientOutcome> outcomes = [];
        List<RecipientReport> reports = [];
        for (int i = 0; i < results.Count; i++)
        {
            if (results[i] is not { } result)
            {
                continue;
            }

            QueuedRecipient recipient = lease.Recipients[i];
            RecipientOutcome outcome = new() { Recipient = recipient.Number, Status = result.Status, Reply = result.Reply };
            DeliveryAction? action = null;
            EnhancedStatusCode status = default;
            switch (result.Status)
            {
                case QueuedRecipientStatus.Delivered when result.IsReportDue:
                    action = DeliveryAction.Delivered;
                    break;
                case QueuedRecipientStatus.Relayed when result.IsReportDue:
                    action = DeliveryAction.Relayed;
                    break;
                case QueuedRecipientStatus.Failed:
                    action = DeliveryAction.Failed;
                    break;
                case QueuedRecipientStatus.Pending:
                    RetryDecision decision = schedule.Decide(lease.Message.Envelope, recipient, now, random);
                    outcome = outcome with
                    {
                        Status = decision.IsGivenUp ? QueuedRecipientStatus.Expired : QueuedRecipientStatus.Pending,
                        NextAttempt = decision.NextAttempt,
                        Notices = decision.Notices,
                    };
                    status = decision.Status;
                    action = decision.IsGivenUp ? DeliveryAction.Failed : decision.Notices != QueueDelayNotices.None ? DeliveryAction.Delayed : null;
                    break;
            }

            outcomes.Add(outcome);
            if (action is { } known)
            {
                reports.Add(new RecipientReport(recipient, outcome, known) { Status = status });
            }
        }

        return new AttemptOutcomes(outcomes, reports);
    }

    /// <summary>The same where the queue takes no report now: whoever is owed one is tried again later, or the report would be lost (RFC 5321 §6.1).</summary>
    /// <param name="next">When.</param>
    public AttemptOutcomes WithoutReports(DateTimeOffset next)
    {
        HashSet<int> owed = [.. Reports.Where(static r => r.Action is DeliveryAction.Failed or DeliveryAction.Delayed).Select(static r => r.Outcome.Recipient)];
        return new AttemptOutcomes(
            [
                .. Outcomes.Select(o => !owed.Contains(o.Recipient) ? o : o with
                {
                    Status = QueuedRecipientStatus.Pending,
                    NextAttempt = o.NextAttempt < next ? o.NextAttempt : next,
                    Notices = QueueDelayNotices.None,
                }),
            ],
            []);
    }
}
