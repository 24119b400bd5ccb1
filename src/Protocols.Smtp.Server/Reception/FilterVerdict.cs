using Protocols.MailAuth;
using Protocols.Mime;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>What a stage wants done with a message. Immutable; fields are checked when they are set, so that none can bring others with it.</summary>
public sealed record FilterVerdict
{
    private FilterVerdict()
    {
    }

    /// <summary>The message goes on to the next stage as it is.</summary>
    public static FilterVerdict Accept { get; } = new();

    /// <summary>The message is not taken.</summary>
    /// <param name="reply">What the client is told: 5xx for never, 4xx for not now.</param>
    /// <param name="reason">Why, in words for an operator.</param>
    /// <exception cref="ArgumentException">The reply is a positive one.</exception>
    public static FilterVerdict Refuse(SmtpReply reply, string reason)
    {
        ArgumentNullException.ThrowIfNull(reply);
        return reply.IsPositive ? throw new ArgumentException("This reply takes the message.", nameof(reply)) : new FilterVerdict { Refusal = reply, Reason = reason };
    }

    /// <summary>What the client is told instead of that its message was taken; null where it goes on.</summary>
    public SmtpReply? Refusal { get; private init; }

    /// <summary>Why, in words for an operator's log; empty where there is nothing to say.</summary>
    public string Reason { get; init; } = "";

    /// <summary>
    /// Whole header fields, each with its line ends, that are put on top of the message, above the Received field of this server and above those of
    /// earlier stages (RFC 8601 §4).
    /// </summary>
    /// <exception cref="ArgumentException">These are no header fields, or more than that.</exception>
    public ReadOnlyMemory<byte> TraceFields
    {
        get;
        init => field = FieldBlock.Check(value, nameof(TraceFields));
    }

    /// <summary>Whole header fields that belong to the message itself, such as a Date that it lacks: they are put below the Received field.</summary>
    /// <exception cref="ArgumentException">These are no header fields, or more than that.</exception>
    public ReadOnlyMemory<byte> HeaderFields
    {
        get;
        init => field = FieldBlock.Check(value, nameof(HeaderFields));
    }

    /// <summary>Says of each field of the message's own header whether it is left out; null to leave all.</summary>
    public Func<HeaderField, bool>? Removes { get; init; }

    /// <summary>Where the message is to be filed; null to leave that as it is.</summary>
    public MailboxRole? Target { get; init; }

    /// <summary>What was found of where the message comes from, for later stages and the delivery; null to leave that as it is.</summary>
    public MailAuthResult? Authentication { get; init; }
}
