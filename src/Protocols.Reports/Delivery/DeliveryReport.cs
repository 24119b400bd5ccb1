using System.Buffers;
using Protocols.Mime;

namespace Protocols.Reports;

/// <summary>
/// What became of a message on its way, as a mail system tells its sender: a delivery status notification (RFC 3464, RFC 6533).
/// <see cref="DeliveryStatus"/> is the short form of it for who has only the fields that every notification has; <see cref="TryGetStatus"/> makes it.
/// </summary>
public sealed record DeliveryReport
{
    /// <summary>The system that reports; null for nothing said.</summary>
    public ReportAddress? ReportingMta { get; init; }

    /// <summary>The envelope identifier (RFC 3461 §4.4); null for none.</summary>
    public string? OriginalEnvelopeId { get; init; }

    /// <summary>The gateway that translated the report; null for none.</summary>
    public ReportAddress? Gateway { get; init; }

    /// <summary>The system that the message came from; null for nothing said.</summary>
    public ReportAddress? ReceivedFromMta { get; init; }

    /// <summary>When the message came to the system that reports; null for nothing said.</summary>
    public DateTimeOffset? ArrivalDate { get; init; }

    /// <summary>By when the sender wanted the message to be delivered (RFC 2852 §5); null for nothing said.</summary>
    public DateTimeOffset? DeliverBy { get; init; }

    /// <summary>What the sender asked for when it had the message held, <c>for;60</c> or <c>until;</c> and a time (RFC 4865 §5.1.2); null for nothing.</summary>
    public string? FutureReleaseRequest { get; init; }

    /// <summary>What became of the message for each recipient; at least one to be written.</summary>
    public IReadOnlyList<DeliveryRecipient> Recipients { get; init; } = [];

    /// <summary>Fields about the message that are not known here, in order.</summary>
    public IReadOnlyList<ReportField> OtherFields { get; init; } = [];

    /// <summary>The message, or its header; empty for neither. It is borrowed from the message that was read, unless it was encoded there.</summary>
    public ReadOnlyMemory<byte> Returned { get; init; }

    /// <summary>Whether <see cref="Returned"/> is the header alone.</summary>
    public bool IsHeaderOnly { get; init; }

    /// <summary>Reads the notification that a message carries: its first part of <c>message/delivery-status</c>, and the message behind it. Nothing makes this throw but an outline.</summary>
    /// <param name="message">The message.</param>
    /// <param name="options">The limits, or null for <see cref="ReportReadOptions.Default"/>.</param>
    /// <exception cref="InvalidOperationException">The document was opened from an outline, which has no bodies.</exception>
    public static ReportReading<DeliveryReport> Read(MimeDocument message, ReportReadOptions? options = null) =>
        DeliveryReportReader.Read(message, options ?? ReportReadOptions.Default);

    /// <summary>Writes the fields: the content of a part of <c>message/delivery-status</c>, or of <c>message/global-delivery-status</c>.</summary>
    /// <param name="output">Takes the octets.</param>
    /// <param name="isUtf8">Whether it is the latter (RFC 6533 §4.1): addresses and texts go in UTF-8. Else all is ASCII, and addresses of the type <c>utf-8</c> go in their form for seven bits (§3).</param>
    /// <exception cref="ReportValueException">The report is not whole, or a value cannot be written: see <see cref="FindProblem"/>.</exception>
    public void Write(IBufferWriter<byte> output, bool isUtf8 = false)
    {
        ArgumentNullException.ThrowIfNull(output);
        ReportValueException.ThrowIf(FindProblem(isUtf8));
        DeliveryReportWriter.Write(this, output, isUtf8);
    }

    /// <summary>Tells what stands in the way of writing this report; null for nothing.</summary>
    /// <param name="isUtf8">Whether it is to be written in UTF-8.</param>
    public ReportProblem? FindProblem(bool isUtf8 = false) => DeliveryReportCheck.FindProblem(this, isUtf8);

    /// <summary>Makes the message that carries this report (RFC 3464 §2), with <see cref="Returned"/> as its third part. Its envelope sender is empty.</summary>
    /// <param name="from">Who reports: an address that people answer for, such as that of the postmaster.</param>
    /// <param name="to">The envelope sender of the message that this is about; null for no such field.</param>
    /// <param name="date">When.</param>
    /// <param name="subject">The Subject.</param>
    /// <param name="text">The text for people.</param>
    /// <param name="isUtf8">Whether the parts are of the types of RFC 6533 §4, as for a message that took SMTPUTF8.</param>
    /// <exception cref="ReportValueException">The report is not whole, or a value cannot be written: see <see cref="FindProblem"/>.</exception>
    public MessageBuilder CreateMessage(MailboxAddress from, string? to, DateTimeOffset date, string subject, string text, bool isUtf8 = false)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(text);
        ArrayBufferWriter<byte> fields = new();
        Write(fields, isUtf8);
        BodyPart? returned = Returned.IsEmpty ? null
            : IsHeaderOnly ? new BodyPart(isUtf8 ? "message/global-headers" : "text/rfc822-headers", Returned)
            : isUtf8 ? new BodyPart("message/global", Returned)
            : BodyPart.FromMessage(Returned);
        MessageBuilder message = new()
        {
            Date = date,
            From = { from },
            Subject = subject,

            // RFC 3834 §5
            AutoSubmitted = "auto-replied",
            Text = text,
            Report = new MessageReport("delivery-status", new BodyPart(isUtf8 ? "message/global-delivery-status" : "message/delivery-status", fields.WrittenMemory), returned),
        };
        if (to is not null)
        {
            message.To.Add(new MailboxAddress(to));
        }

        return message;
    }

    /// <summary>Makes what can be written of this; false where the reporting system, or an address, action or status of a recipient, is missing.</summary>
    /// <param name="status">What can be written.</param>
    public bool TryGetStatus(out DeliveryStatus status)
    {
        List<RecipientReport> recipients = [];
        foreach (DeliveryRecipient recipient in Recipients)
        {
            if (recipient.FinalRecipient is { } final && recipient.Action is { } action && recipient.Status is { } code)
            {
                recipients.Add(new RecipientReport(final.Value, action, code)
                {
                    OriginalRecipient = recipient.OriginalRecipient?.Value,
                    RemoteMta = recipient.RemoteMta?.Value,
                    DiagnosticCode = recipient.DiagnosticCode?.Value,
                    LastAttempt = recipient.LastAttempt,
                    WillRetryUntil = recipient.WillRetryUntil,
                });
            }
        }

        status = new DeliveryStatus { ReportingMta = ReportingMta?.Value ?? "", OriginalEnvelopeId = OriginalEnvelopeId, ArrivalDate = ArrivalDate, Recipients = recipients };
        return ReportingMta is not null && recipients.Count > 0 && recipients.Count == Recipients.Count;
    }
}

/// <summary>What became of a message for one recipient (RFC 3464 §2.3).</summary>
public sealed record DeliveryRecipient
{
    /// <summary>The address that the sender gave (RFC 3461 §4.2); null for nothing said.</summary>
    public ReportAddress? OriginalRecipient { get; init; }

    /// <summary>The address for which it was tried; null for nothing said.</summary>
    public ReportAddress? FinalRecipient { get; init; }

    /// <summary>What was done; null for nothing said, or nothing that is known.</summary>
    public DeliveryAction? Action { get; init; }

    /// <summary>The status code, such as <c>5.1.1</c> (RFC 3463); null for nothing said, or no such code.</summary>
    public string? Status { get; init; }

    /// <summary>The system that gave <see cref="DiagnosticCode"/>; null for nothing said.</summary>
    public ReportAddress? RemoteMta { get; init; }

    /// <summary>What that system said, with its type: <c>smtp</c> for a reply; null for nothing said.</summary>
    public ReportAddress? DiagnosticCode { get; init; }

    /// <summary>When it was last tried; null for nothing said.</summary>
    public DateTimeOffset? LastAttempt { get; init; }

    /// <summary>The entry in the log of the last system (RFC 3464 §2.3.8); null for nothing said.</summary>
    public string? FinalLogId { get; init; }

    /// <summary>Until when it will be tried; null for nothing said.</summary>
    public DateTimeOffset? WillRetryUntil { get; init; }

    /// <summary>Fields that are not known here, in order.</summary>
    public IReadOnlyList<ReportField> OtherFields { get; init; } = [];

    /// <summary>Whether that is final: the class of <see cref="Status"/> is 5, or, where there is none, <see cref="Action"/> is failed.</summary>
    public bool IsPermanentFailure => Status is { } status ? status[0] == '5' : Action == DeliveryAction.Failed;
}
