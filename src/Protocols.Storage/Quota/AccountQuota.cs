namespace Protocols.Storage;

/// <summary>How much of something an account uses, and how much it may.</summary>
/// <param name="Usage">What it uses; exact.</param>
/// <param name="Limit">What it may, or null for as much as there is.</param>
public readonly record struct QuotaResource(long Usage, long? Limit);

/// <summary>What an account uses and may use (RFC 9208 §5).</summary>
/// <param name="Storage">The octets of its messages; each copy counts.</param>
/// <param name="Messages">Its messages; each copy counts.</param>
/// <param name="Mailboxes">Its mailboxes, names that only hold others included.</param>
public sealed record AccountQuota(QuotaResource Storage, QuotaResource Messages, QuotaResource Mailboxes);

/// <summary>What an account may use; null for as much as there is.</summary>
/// <param name="Storage">The most octets of messages, from 0.</param>
/// <param name="Messages">The most messages, from 0.</param>
/// <param name="Mailboxes">The most mailboxes, from 0.</param>
public sealed record QuotaLimits(long? Storage, long? Messages, long? Mailboxes);
