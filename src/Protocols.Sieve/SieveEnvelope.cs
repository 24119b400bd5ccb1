namespace Protocols.Sieve;

/// <summary>The envelope that a message came in (RFC 5321), as far as scripts ask for it.</summary>
public sealed record SieveEnvelope
{
    /// <summary>The reverse path without its angle brackets; null or empty for the null one.</summary>
    public string? From { get; init; }

    /// <summary>The forward path by which the message came to this user, without its angle brackets; null where it is not known.</summary>
    public string? To { get; init; }

    /// <summary>The address that the message was sent to before this host made <see cref="To"/> of it, by an alias or so; null for the same.</summary>
    public string? OriginalTo { get; init; }

    /// <summary>Who had logged in to send the message; null for nobody, or where it is not known.</summary>
    public string? AuthenticatedAs { get; init; }

    /// <summary>NOTIFY of the recipient (RFC 3461 §4.1): NEVER, or some of SUCCESS, FAILURE and DELAY; null where it was not given.</summary>
    public IReadOnlyList<string>? Notify { get; init; }

    /// <summary>ORCPT of the recipient with its type, xtext decoded (RFC 3461 §4.2), such as <c>rfc822;ann@example.org</c>; null where it was not given.</summary>
    public string? OriginalRecipient { get; init; }

    /// <summary>RET (RFC 3461 §4.3): FULL or HDRS; null where it was not given.</summary>
    public string? Return { get; init; }

    /// <summary>ENVID, xtext decoded (RFC 3461 §4.4); null where it was not given.</summary>
    public string? EnvelopeId { get; init; }

    /// <summary>BY (RFC 2852 §4); null where it was not given.</summary>
    public SieveDeliverBy? DeliverBy { get; init; }
}

/// <summary>How soon a message is to be delivered (RFC 2852 §4).</summary>
/// <param name="Seconds">How many seconds are left; may be less than 0.</param>
/// <param name="IsReturn">Whether the message is returned if it takes longer; else the sender is told.</param>
/// <param name="IsTraced">Whether the sender wants to hear of relays that do not know of this.</param>
public sealed record SieveDeliverBy(long Seconds, bool IsReturn, bool IsTraced);
