using Protocols.Mime;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>What became of a queued message for one recipient, to be told to its sender where the sender wants to hear it.</summary>
/// <param name="Recipient">The recipient as it was given out.</param>
/// <param name="Outcome">What the attempt came to. Where it has no reply, the recipient's last one is told.</param>
/// <param name="Action">
/// What is told. <see cref="DeliveryAction.Relayed"/> is for a server that does not take reports on itself: one without DSN
/// (RFC 3461 §5.2.2 (b)), or, where there is a deliver-by-time, what RFC 2852 §4.1.4 names.
/// </param>
public sealed record RecipientReport(QueuedRecipient Recipient, RecipientOutcome Outcome, DeliveryAction Action)
{
    /// <summary>The status to tell, as <see cref="RetryDecision.Status"/> has it; empty for the one of the reply, or, failing that, the general one of its class.</summary>
    public EnhancedStatusCode Status { get; init; }

    internal QueueReply? Reply => Outcome.Reply ?? Recipient.LastReply;
}
