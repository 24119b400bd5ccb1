namespace Protocols.Smtp;

/// <summary>Whether the session did what its host asked for, or why not. Nothing was written unless <see cref="Ok"/>.</summary>
public enum SmtpClientStatus
{
    /// <summary>It did.</summary>
    Ok,

    /// <summary>Not now: the session waits for something else, or is over.</summary>
    WrongState,

    /// <summary>The server does not offer it.</summary>
    NotOffered,

    /// <summary>TLS is active, or the client has logged in, already.</summary>
    AlreadyDone,

    /// <summary>It needs TLS: a password, or REQUIRETLS (RFC 4954 §4, RFC 8689 §4.2.1).</summary>
    NeedsTls,

    /// <summary>The server offers no mechanism that the credentials can be used with, or they are not usable with any.</summary>
    NoMechanism,

    /// <summary>The message has no recipients.</summary>
    NoRecipients,

    /// <summary>MAIL cannot be written: the sender's address or a parameter is not of its grammar. <see cref="SmtpClientSession.WriteStatus"/> has more.</summary>
    BadEnvelope,

    /// <summary>The sender, every recipient or the message needs SMTPUTF8, which the server does not offer; there is no lesser form (RFC 6531 §3.6).</summary>
    NeedsSmtpUtf8,

    /// <summary>The message has bytes of eight bits, and the server does not offer 8BITMIME: convert it or return it (RFC 6152 §3).</summary>
    NeedsEightBitMime,

    /// <summary>The message is binary, and the server does not offer BINARYMIME with CHUNKING: convert it or return it (RFC 3030 §3).</summary>
    NeedsBinaryMime,

    /// <summary>The message requires TLS all the way, and the server does not offer to require it (RFC 8689 §4.2.1).</summary>
    NeedsRequireTls,

    /// <summary>The message is to be returned if late, and the server does not offer DELIVERBY (RFC 2852 §4.1.4.1).</summary>
    NeedsDeliverBy,

    /// <summary>The time to deliver by is below the server's minimum (RFC 2852 §4.1.4.1).</summary>
    DeliverByTooSoon,

    /// <summary>The message is to be held, and the server does not offer FUTURERELEASE (RFC 4865 §4.1).</summary>
    NeedsFutureRelease,

    /// <summary>The message is to be held for longer than the server offers (RFC 4865 §4.1).</summary>
    HeldTooLong,

    /// <summary>The message is larger than the server says it takes (RFC 1870 §5).</summary>
    TooLarge,

    /// <summary>The server takes no more messages on this connection (RFC 9422, MAILMAX): use another.</summary>
    TooManyTransactions,

    /// <summary>The message is of a class of solicitation that the server does not want (RFC 3865 §2.3).</summary>
    Solicited,

    /// <summary>The message has a CR or LF alone, or NUL, and such are refused. What was sent of it cannot be called back, so that the session is over.</summary>
    BareLineEnd,

    /// <summary>A chunk is without its reply, and the server takes no pipelining: read first.</summary>
    WaitForReply,
}

/// <summary>What to tell a sender whose message was not sent.</summary>
public static class SmtpClientStatusCodes
{
    /// <summary>The enhanced status that a notification about it carries (RFC 3463 and the registry of RFC 5248); none where trying another way is all there is to do.</summary>
    /// <param name="status">Why the session did not send it.</param>
    public static EnhancedStatusCode ToEnhancedStatusCode(this SmtpClientStatus status) => status switch
    {
        SmtpClientStatus.NeedsTls => new EnhancedStatusCode(5, 7, 10),
        SmtpClientStatus.NeedsRequireTls => new EnhancedStatusCode(5, 7, 30),
        SmtpClientStatus.NeedsSmtpUtf8 => new EnhancedStatusCode(5, 6, 7),
        SmtpClientStatus.NeedsEightBitMime or SmtpClientStatus.NeedsBinaryMime => new EnhancedStatusCode(5, 6, 3),
        SmtpClientStatus.NeedsDeliverBy or SmtpClientStatus.NeedsFutureRelease => new EnhancedStatusCode(5, 3, 3),
        SmtpClientStatus.DeliverByTooSoon or SmtpClientStatus.HeldTooLong => new EnhancedStatusCode(5, 5, 4),
        SmtpClientStatus.TooLarge => new EnhancedStatusCode(5, 3, 4),
        SmtpClientStatus.BadEnvelope => new EnhancedStatusCode(5, 1, 7),
        SmtpClientStatus.Solicited => new EnhancedStatusCode(5, 7, 1),
        SmtpClientStatus.BareLineEnd => new EnhancedStatusCode(5, 6, 0),
        _ => default,
    };
}
