using System.Text;
using Protocols.Mime;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>Who hears what of a message, and by which status.</summary>
internal static class NotificationRules
{
    /// <summary>Whether the sender of a message is to hear this of a recipient.</summary>
    public static bool IsWanted(QueueEnvelope envelope, RecipientReport report)
    {
        // RFC 3461 §5.2, RFC 5321 §6.1: nobody is told of a message from nobody.
        QueueNotify notify = report.Recipient.Notify;
        if (envelope.ReversePath.Length == 0 || notify.HasFlag(QueueNotify.Never))
        {
            return false;
        }

        return report.Action switch
        {
            // RFC 3461 §5.2.6
            DeliveryAction.Failed => notify == QueueNotify.Unspecified || notify.HasFlag(QueueNotify.Failure),

            // RFC 3461 §5.2.5, RFC 2852 §4.1.3
            DeliveryAction.Delayed => notify == QueueNotify.Unspecified || notify.HasFlag(QueueNotify.Delay),

            // RFC 3461 §5.2.2 (b). RFC 2852 §4.1.4: with a deliver-by-time whatever NOTIFY says, but for NEVER.
            DeliveryAction.Relayed => notify.HasFlag(QueueNotify.Success) || envelope.DeliverBy is not null,

            // RFC 3461 §5.2.3, §5.2.7.3 (c)
            _ => notify.HasFlag(QueueNotify.Success),
        };
    }

    /// <summary>Whether the postmaster is to hear this of a recipient of a message from nobody.</summary>
    public static bool IsForPostmaster(QueueEnvelope envelope, RecipientReport report, MailboxAddress? postmaster) =>
        envelope.ReversePath.Length == 0 && report.Action == DeliveryAction.Failed && postmaster is { } one && !report.Recipient.Address.Equals(one.Address, StringComparison.OrdinalIgnoreCase);

    /// <summary>The status of a recipient (RFC 3461 §6.3 (g)): what the caller says, else what the reply said where that suits the action.</summary>
    public static EnhancedStatusCode StatusOf(RecipientReport report)
    {
        if (!report.Status.IsEmpty)
        {
            return report.Status;
        }

        EnhancedStatusCode replied = RepliedStatusOf(report);
        return report.Action switch
        {
            DeliveryAction.Failed when report.Outcome.Status == QueuedRecipientStatus.Expired => new EnhancedStatusCode(5, 4, 7),

            // RFC 3464 §2.3.3: a failure may well have the status of a temporary one.
            DeliveryAction.Failed => replied.Class is 4 or 5 ? replied : new EnhancedStatusCode(5, 0, 0),

            // RFC 2852 §4.1.3
            DeliveryAction.Delayed when report.Outcome.Notices.HasFlag(QueueDelayNotices.DeliverByPassed) => new EnhancedStatusCode(4, 4, 7),
            DeliveryAction.Delayed => replied.Class == 4 ? replied : new EnhancedStatusCode(4, 0, 0),
            _ => replied.Class == 2 ? replied : new EnhancedStatusCode(2, 0, 0),
        };
    }

    /// <summary>What the last reply said of the cause, which the status of a message whose time is over does not tell; empty for nothing.</summary>
    public static EnhancedStatusCode RepliedStatusOf(RecipientReport report)
    {
        EnhancedStatusCode.TryRead(Encoding.ASCII.GetBytes(report.Reply?.EnhancedCode ?? ""), out EnhancedStatusCode replied, out _);
        return replied;
    }
}
