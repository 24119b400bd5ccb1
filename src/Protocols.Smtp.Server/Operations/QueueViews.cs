using System.Text.Json.Serialization;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>How many messages there are.</summary>
internal sealed record QueueSummaryView(long Messages);

/// <summary>A page of messages. There may be more behind one that has none: a page looks at a limited number.</summary>
internal sealed record QueueListView(IReadOnlyList<QueueMessageView> Messages, long? Next);

/// <summary>A message as the list has it.</summary>
internal sealed record QueueMessageView(
    long Id, string Sender, long Size, DateTimeOffset SubmittedAt, int Recipients, int Pending, bool IsHeld, int Priority, DateTimeOffset? HoldUntil, DateTimeOffset? DeliverBy)
{
    public static QueueMessageView Of(QueuedMessage message) => new(
        message.Id.Value, message.Envelope.ReversePath, message.Size, message.Envelope.SubmittedAt, message.Recipients, message.Pending, message.IsHeld, message.Envelope.Priority,
        message.Envelope.HoldUntil, message.Envelope.DeliverBy?.Time);
}

/// <summary>A message with its recipients, a page of them, and whoever works on it now.</summary>
internal sealed record QueueDetailView(
    QueueMessageView Message, string? EnvelopeId, QueueTls Tls, bool IsSmtpUtf8, QueueBody Body, IReadOnlyList<QueueRecipientView> Recipients, int? NextRecipient, IReadOnlyList<QueueHolderView> Leases);

/// <summary>A recipient.</summary>
internal sealed record QueueRecipientView(
    int Number, string Address, string Destination, QueuedRecipientStatus Status, int Attempts, DateTimeOffset? NextAttempt, QueueReply? LastReply, string? OriginalRecipient)
{
    public static QueueRecipientView Of(QueuedRecipient recipient) => new(
        recipient.Number, recipient.Address, recipient.Destination, recipient.Status, recipient.Attempts,
        recipient.Status == QueuedRecipientStatus.Pending ? recipient.NextAttempt : null, recipient.LastReply, recipient.OriginalRecipient);
}

/// <summary>Somebody who works on a message.</summary>
internal sealed record QueueHolderView(string Destination, string Owner, DateTimeOffset Until);

/// <summary>A page of destinations.</summary>
internal sealed record QueueDestinationsView(IReadOnlyList<QueueDestination> Destinations, string? Next);

/// <summary>What a change came to.</summary>
internal sealed record QueueChangeView(QueueChangeStatus Status, int Recipients);

/// <summary>What a change of many came to.</summary>
internal sealed record QueueSweepView(int Messages, long Recipients, IReadOnlyList<long> InProgress, long? Next);

/// <summary>What a retry of a destination came to.</summary>
internal sealed record QueueRetryView(long Batches);

/// <summary>What was wrong with a request (RFC 9457 §3).</summary>
internal sealed record QueueProblemView(string Type, string Title, int Status, string Detail);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true, NewLine = "\n", DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(QueueSummaryView))]
[JsonSerializable(typeof(QueueListView))]
[JsonSerializable(typeof(QueueDetailView))]
[JsonSerializable(typeof(QueueDestinationsView))]
[JsonSerializable(typeof(QueueChangeView))]
[JsonSerializable(typeof(QueueSweepView))]
[JsonSerializable(typeof(QueueRetryView))]
[JsonSerializable(typeof(QueueProblemView))]
internal sealed partial class QueueJson : JsonSerializerContext;
