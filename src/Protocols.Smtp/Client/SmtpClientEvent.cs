namespace Protocols.Smtp;

/// <summary>What a client's session tells its host.</summary>
public enum SmtpClientEventKind
{
    /// <summary>Send what was written, and come back with more input.</summary>
    NeedMoreData,

    /// <summary>The server has said what it offers: the session is free for whatever the host wants next.</summary>
    Ready,

    /// <summary>The server is ready for TLS: do the handshake, then call <see cref="SmtpClientSession.TlsEstablished"/>. Anything read before it is refused.</summary>
    StartTls,

    /// <summary>The server has refused STARTTLS (<see cref="SmtpClientEvent.Reply"/>). The session is free.</summary>
    TlsRefused,

    /// <summary>The client has logged in. The session is free.</summary>
    Authenticated,

    /// <summary>The login failed (<see cref="SmtpClientEvent.Reply"/>). The session is free.</summary>
    AuthenticationFailed,

    /// <summary>What became of a recipient is known: <see cref="SmtpClientEvent.Recipient"/> of <see cref="SmtpClientSession.Outcomes"/>.</summary>
    Recipient,

    /// <summary>The server takes the message: write it (<see cref="SmtpClientSession.WriteMessage"/>), or more of it.</summary>
    SendMessage,

    /// <summary>The transaction is over: all <see cref="SmtpClientSession.Outcomes"/> are known. The session is free.</summary>
    Completed,

    /// <summary>RSET or NOOP was answered. The session is free.</summary>
    Done,

    /// <summary>The session is over, for <see cref="SmtpClientEvent.Reason"/>. Send what was written, and close.</summary>
    Closed,
}

/// <summary>Why a client's session is over.</summary>
public enum SmtpCloseReason
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>The client asked for it.</summary>
    Quit,

    /// <summary>The server said 421 (RFC 5321 §3.8).</summary>
    ServerClosing,

    /// <summary>The server did not greet with 220 (RFC 5321 §3.1).</summary>
    GreetingRefused,

    /// <summary>The server refused EHLO and, where it was tried, HELO, or LHLO.</summary>
    HelloRefused,

    /// <summary>The server said something that nobody asked for, or that is no answer to what was asked.</summary>
    OutOfStep,

    /// <summary>The server sent what is no reply.</summary>
    NotSmtp,

    /// <summary>A reply is longer than the limits.</summary>
    ReplyTooLong,

    /// <summary>Something came in plaintext behind the reply to STARTTLS (RFC 3207 §5, CVE-2011-0411).</summary>
    InjectedBeforeTls,

    /// <summary>The message could not be sent to its end.</summary>
    MessageAborted,

    /// <summary>The connection was lost.</summary>
    ConnectionLost,
}

/// <summary>One event of a client's session.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Reply">What the server said, where that matters.</param>
/// <param name="Recipient">The index of the recipient, for <see cref="SmtpClientEventKind.Recipient"/>.</param>
/// <param name="Reason">For <see cref="SmtpClientEventKind.Closed"/>.</param>
public readonly record struct SmtpClientEvent(SmtpClientEventKind Kind, SmtpReply? Reply = null, int Recipient = -1, SmtpCloseReason Reason = SmtpCloseReason.None);
