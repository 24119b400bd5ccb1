namespace Protocols.Sieve;

/// <summary>Why a message is answered by <c>vacation</c>, or is not: a trace has the name as the value of that step (<see cref="SieveTraceEntry.Value"/>).</summary>
public enum SieveVacationVerdict
{
    /// <summary>It is answered.</summary>
    Answer,

    /// <summary>It has no envelope sender (RFC 3834 §2).</summary>
    NoSender,

    /// <summary>The envelope sender is no address to which one can write.</summary>
    BadSender,

    /// <summary>It comes from the recipient.</summary>
    OwnMessage,

    /// <summary>Its sender is a program that nobody reads for (RFC 5230 §4.6).</summary>
    SystemSender,

    /// <summary>It came by a mailing list: it has one of the fields of RFC 2369 and RFC 2919 (RFC 5230 §4.6).</summary>
    MailingList,

    /// <summary>It was sent by a program: Auto-Submitted is something else than <c>no</c> (RFC 3834 §2, RFC 5230 §4.6).</summary>
    Automatic,

    /// <summary>Its Precedence is bulk, junk or list.</summary>
    Bulk,

    /// <summary>It asks for no automatic answer by X-Auto-Response-Suppress.</summary>
    Suppressed,

    /// <summary>The recipient is not named in it (RFC 5230 §4.5).</summary>
    NotPersonal,

    /// <summary>The sender was answered so a short time ago (RFC 5230 §4.2).</summary>
    AnsweredBefore,

    /// <summary>What would be the answer cannot be written.</summary>
    BadReply,
}
