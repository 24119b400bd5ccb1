namespace Protocols.Storage;

/// <summary>What a sender asked for with a whole message, kept with it until the last recipient is done.</summary>
public sealed record QueueEnvelope
{
    /// <summary>The address of MAIL without angle brackets; empty for the null reverse-path (RFC 5321 §4.5.5).</summary>
    public required string ReversePath { get; init; }

    /// <summary>When the message was taken over; kept to the millisecond.</summary>
    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>The account that submitted it, or null if it came from elsewhere.</summary>
    public AccountId? Submitter { get; init; }

    /// <summary>ENVID, decoded (RFC 3461 §4.4), or null.</summary>
    public string? EnvelopeId { get; init; }

    /// <summary>RET: what a report of failure is to bring back (RFC 3461 §4.3).</summary>
    public QueueReturn Return { get; init; }

    /// <summary>What the sender said of TLS (RFC 8689).</summary>
    public QueueTls Tls { get; init; }

    /// <summary>Whether SMTPUTF8 was asked for (RFC 6531 §3.4).</summary>
    public bool IsSmtpUtf8 { get; init; }

    /// <summary>BODY: what the content may hold (RFC 6152 §3, RFC 3030 §3).</summary>
    public QueueBody Body { get; init; }

    /// <summary>BY: by when it is to be delivered, or null (RFC 2852 §4).</summary>
    public QueueDeliverBy? DeliverBy { get; init; }

    /// <summary>Nothing is tried before this (RFC 4865 §4.2), or null.</summary>
    public DateTimeOffset? HoldUntil { get; init; }

    /// <summary>The request behind <see cref="HoldUntil"/> as a report has to show it, <c>for;60</c> or <c>until;…</c> (RFC 4865 §5.1.2), or null.</summary>
    public string? FutureReleaseRequest { get; init; }

    /// <summary>The priority, -9 to 9 (RFC 6710 §5); higher goes first.</summary>
    public int Priority { get; init; }
}

/// <summary>What a report of failure is to bring back.</summary>
public enum QueueReturn
{
    /// <summary>The sender did not say.</summary>
    Unspecified = 0,

    /// <summary>The whole message.</summary>
    Full = 1,

    /// <summary>The header alone.</summary>
    Headers = 2,
}

/// <summary>What the sender said of TLS.</summary>
public enum QueueTls
{
    /// <summary>Nothing: the policy of the site and of the recipient's domain decides.</summary>
    Unspecified = 0,

    /// <summary>REQUIRETLS: without it the message goes back (RFC 8689 §4.2.1).</summary>
    Required = 1,

    /// <summary><c>TLS-Required: No</c>: delivery matters more (RFC 8689 §4.2.2).</summary>
    NotRequired = 2,
}

/// <summary>What content was announced to hold.</summary>
public enum QueueBody
{
    /// <summary>Lines of seven bits.</summary>
    SevenBit = 0,

    /// <summary>Lines of eight bits.</summary>
    EightBitMime = 1,

    /// <summary>Any octets: it can go by BDAT alone.</summary>
    BinaryMime = 2,
}

/// <summary>A time by which a message is to be delivered (RFC 2852 §4).</summary>
/// <param name="Time">The deliver-by-time.</param>
/// <param name="IsReturn">By-mode R: after it the message goes back; otherwise, by-mode N, the sender is told and attempts go on.</param>
/// <param name="IsTrace">Whether each relay is to be reported.</param>
public sealed record QueueDeliverBy(DateTimeOffset Time, bool IsReturn, bool IsTrace);
