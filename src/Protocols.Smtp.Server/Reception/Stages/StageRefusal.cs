using Protocols.Smtp;

namespace Protocols.Smtp.Server;

/// <summary>Why a stage does not let a client go on.</summary>
public sealed record StageRefusal
{
    /// <summary>Makes a refusal.</summary>
    /// <param name="reply">What the client is told: 5xx for never, 4xx for not now.</param>
    /// <param name="reason">Why, in words for an operator's log; the client does not hear them.</param>
    /// <exception cref="ArgumentException">The reply is a positive one.</exception>
    public StageRefusal(SmtpReply reply, string reason)
    {
        ArgumentNullException.ThrowIfNull(reply);
        ArgumentNullException.ThrowIfNull(reason);
        Reply = reply.IsPositive ? throw new ArgumentException("This reply refuses nothing.", nameof(reply)) : reply;
        Reason = reason;
    }

    /// <summary>What the client is told.</summary>
    public SmtpReply Reply { get; }

    /// <summary>Why, in words for an operator's log.</summary>
    public string Reason { get; }
}
