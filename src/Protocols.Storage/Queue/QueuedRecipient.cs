namespace Protocols.Storage;

/// <summary>A recipient of a message in the queue.</summary>
public sealed record QueuedRecipient
{
    /// <summary>Its number within the message, from 1. Those of one destination stand together.</summary>
    public required int Number { get; init; }

    /// <summary>The address.</summary>
    public required string Address { get; init; }

    /// <summary>What its deliveries are scheduled by, in lower case.</summary>
    public required string Destination { get; init; }

    /// <summary>ORCPT, <c>type;address</c> with the address decoded, or null.</summary>
    public string? OriginalRecipient { get; init; }

    /// <summary>NOTIFY.</summary>
    public required QueueNotify Notify { get; init; }

    /// <summary>How far it is.</summary>
    public required QueuedRecipientStatus Status { get; init; }

    /// <summary>How many attempts ended with an outcome.</summary>
    public required int Attempts { get; init; }

    /// <summary>Nothing is tried before this.</summary>
    public required DateTimeOffset NextAttempt { get; init; }

    /// <summary>What the last attempt was answered, or null before the first.</summary>
    public QueueReply? LastReply { get; init; }

    /// <summary>What the sender was told already.</summary>
    public required QueueDelayNotices Notices { get; init; }
}

/// <summary>How far a recipient is; all but <see cref="Pending"/> are final.</summary>
public enum QueuedRecipientStatus
{
    /// <summary>Neither delivered nor given up.</summary>
    Pending = 0,

    /// <summary>In the recipient's mailbox.</summary>
    Delivered = 1,

    /// <summary>Refused for good.</summary>
    Failed = 2,

    /// <summary>Taken over by another server.</summary>
    Relayed = 3,

    /// <summary>Given up, because its time was over.</summary>
    Expired = 4,

    /// <summary>Taken out by an operator.</summary>
    Cancelled = 5,
}

/// <summary>What a sender was told of a delay, so that it is told once.</summary>
[Flags]
public enum QueueDelayNotices
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>That it takes long (RFC 3461 §5.2.5).</summary>
    Delayed = 1,

    /// <summary>That the deliver-by-time passed (RFC 2852 §4.1.3).</summary>
    DeliverByPassed = 2,
}

/// <summary>What an attempt was answered.</summary>
/// <param name="Code">The reply code, 200 to 599, or 0 where it was not a server that said so.</param>
/// <param name="EnhancedCode">The enhanced code, <c>4.4.1</c>, or null (RFC 3463).</param>
/// <param name="Text">The text. The engine puts a space for each control character, and cuts what is beyond its limit.</param>
/// <param name="Host">The server that said so, or null.</param>
public sealed record QueueReply(int Code, string? EnhancedCode, string Text, string? Host);
