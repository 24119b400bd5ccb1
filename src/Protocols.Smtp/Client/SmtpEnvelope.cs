namespace Protocols.Smtp;

/// <summary>One recipient of a message, as RCPT names it.</summary>
/// <param name="Address">The forward-path as <c>local-part@domain</c>, quoted or not, or <c>postmaster</c>.</param>
/// <param name="Parameters">The parameters of RCPT; when sent, those of an extension that the server does not offer are left out (<see cref="SmtpClientSession.LeftOut"/>).</param>
public sealed record SmtpRecipient(string Address, SmtpRecipientParameters Parameters = default);

/// <summary>Who sends a message to whom, and how.</summary>
public sealed record SmtpEnvelope
{
    /// <summary>The reverse-path as <c>local-part@domain</c>, quoted or not; empty for notifications (RFC 5321 §4.5.5).</summary>
    public required string ReversePath { get; init; }

    /// <summary>The recipients, at least one.</summary>
    public required IReadOnlyList<SmtpRecipient> Recipients { get; init; }

    /// <summary>
    /// The parameters of MAIL. What the message cannot do without and the server does not offer refuses it; the rest is left out, as the
    /// extensions say (<see cref="SmtpClientSession.LeftOut"/>).
    /// </summary>
    public SmtpMailParameters Parameters { get; init; }
}

/// <summary>What became of a recipient so far.</summary>
public enum SmtpRecipientState
{
    /// <summary>Nothing yet.</summary>
    Pending,

    /// <summary>The server has taken RCPT; the message is still to come.</summary>
    Accepted,

    /// <summary>The server has taken the message for the recipient.</summary>
    Delivered,

    /// <summary>The server has refused: RCPT, or MAIL, or the message.</summary>
    Refused,

    /// <summary>RCPT was not sent: the address is not of the grammar.</summary>
    BadAddress,

    /// <summary>RCPT was not sent: the address is not ASCII, and the server does not offer SMTPUTF8; there is no lesser form (RFC 6531 §3.6).</summary>
    NeedsSmtpUtf8,

    /// <summary>RCPT was not sent: the server has told that it is one too many (RFC 9422). Send another transaction.</summary>
    OverLimit,

    /// <summary>The connection or the transaction ended before the server answered. Whether it has the message is not known if all of it was sent (RFC 5321 §6.1).</summary>
    Lost,
}

/// <summary>What became of a recipient.</summary>
/// <param name="State">How far it got.</param>
/// <param name="Reply">What the server said, if it did: code, enhanced status, text.</param>
/// <param name="IsFromRecipient">Whether the reply was to this recipient's RCPT, or in LMTP to the message for this recipient; else it was to all.</param>
public readonly record struct SmtpRecipientOutcome(SmtpRecipientState State, SmtpReply? Reply = null, bool IsFromRecipient = false)
{
    /// <summary>Whether to try again.</summary>
    public bool IsTemporary => State is SmtpRecipientState.OverLimit or SmtpRecipientState.Lost
        || (State == SmtpRecipientState.Refused && Reply is { } reply

            // RFC 5321 §4.5.3.1.10: 552 to RCPT is an old way to say 452, too many recipients.
            && (reply.Code < 500 || (reply.Code == 552 && IsFromRecipient && (reply.Status.IsEmpty || reply.Status is { Subject: 5, Detail: 3 }))));
}
