using System.Collections.Immutable;
using Protocols.Smtp;

namespace Protocols.Smtp.Server;

/// <summary>What came of a message: one reply for all of its recipients, or one for each.</summary>
public sealed record DeliveryOutcome
{
    private DeliveryOutcome(ImmutableArray<SmtpReply> replies, bool isForAll)
    {
        Replies = replies;
        IsForAll = isForAll;
    }

    /// <summary>The replies: one that goes for all, or one for each recipient that was accepted, in the order in which they were.</summary>
    public IReadOnlyList<SmtpReply> Replies { get; }

    /// <summary>Whether the one reply goes for all recipients.</summary>
    public bool IsForAll { get; }

    /// <summary>What was thrown on the way to single recipients, whose replies say that they failed; for the operator's log.</summary>
    public IReadOnlyList<Exception> Errors { get; init; } = [];

    /// <summary>
    /// The one reply where there can be no more than one, as in SMTP: the first positive one if anybody got the message, else one that says to come
    /// back if any does, else the first.
    /// </summary>
    public SmtpReply Overall => Replies.FirstOrDefault(static r => r.IsPositive) ?? Replies.FirstOrDefault(static r => r.Code < 500) ?? Replies[0];

    /// <summary>The reply of one recipient.</summary>
    /// <param name="recipient">Its place among those that were accepted, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such recipient.</exception>
    public SmtpReply Of(int recipient) => IsForAll ? Replies[0] : Replies[recipient];

    /// <summary>One reply for all recipients.</summary>
    /// <param name="reply">The reply.</param>
    public static DeliveryOutcome ForAll(SmtpReply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        return new DeliveryOutcome([reply], isForAll: true);
    }

    /// <summary>A reply for each recipient.</summary>
    /// <param name="replies">The replies, in the order in which the recipients were accepted; at least one.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static DeliveryOutcome PerRecipient(IReadOnlyList<SmtpReply> replies)
    {
        ArgumentNullException.ThrowIfNull(replies);
        return replies.Count > 0 ? new DeliveryOutcome([.. replies], isForAll: false) : throw new ArgumentException("There is no recipient.", nameof(replies));
    }
}
