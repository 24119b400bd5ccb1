namespace Protocols.Storage;

/// <summary>What happened to messages of a mailbox (RFC 6785 §4.3).</summary>
public enum MailboxEventCause
{
    /// <summary>They were added by a client.</summary>
    Append,

    /// <summary>They were copied or moved into it.</summary>
    Copy,

    /// <summary>Their flags were changed.</summary>
    Flag,
}

/// <summary>A message that something happened to.</summary>
/// <param name="Uid">Its UID.</param>
/// <param name="Changed">The flags that were set or cleared; none where the message is new.</param>
public readonly record struct MessageEvent(uint Uid, MailFlags Changed);

/// <summary>What a user did to messages of one mailbox. It is done when this is told.</summary>
/// <param name="Cause">What happened.</param>
/// <param name="User">Who did it.</param>
/// <param name="Owner">Whose mailbox it is.</param>
/// <param name="Mailbox">The mailbox; its counters may be of an earlier time.</param>
/// <param name="Messages">The messages, in rising order of UID; some may be gone already.</param>
public sealed record MailboxEvent(MailboxEventCause Cause, Account User, Account Owner, Mailbox Mailbox, IReadOnlyList<MessageEvent> Messages);
