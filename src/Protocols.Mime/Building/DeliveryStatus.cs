using System.Buffers;

namespace Protocols.Mime;

/// <summary>What was done about one recipient (RFC 3464 §2.3.3).</summary>
public enum DeliveryAction
{
    /// <summary>It could not be delivered, and that is final.</summary>
    Failed,

    /// <summary>It could not be delivered yet.</summary>
    Delayed,

    /// <summary>It was delivered.</summary>
    Delivered,

    /// <summary>It was given to a system that may not tell what becomes of it.</summary>
    Relayed,

    /// <summary>It was delivered, and sent on to several others.</summary>
    Expanded,
}

/// <summary>What became of a message for one recipient (RFC 3464 §2.3).</summary>
/// <param name="FinalRecipient">The address for which it was tried.</param>
/// <param name="Action">What was done.</param>
/// <param name="Status">The status code, such as <c>5.1.1</c> (RFC 3463).</param>
public sealed record RecipientReport(string FinalRecipient, DeliveryAction Action, string Status)
{
    /// <summary>The address that the sender gave (RFC 3461 §4.2); null for none.</summary>
    public string? OriginalRecipient { get; init; }

    /// <summary>The name of the system that gave <see cref="DiagnosticCode"/>; null for none.</summary>
    public string? RemoteMta { get; init; }

    /// <summary>The reply of SMTP, such as <c>550 5.1.1 no such user</c>; null for none.</summary>
    public string? DiagnosticCode { get; init; }

    /// <summary>When it was last tried; null for nothing.</summary>
    public DateTimeOffset? LastAttempt { get; init; }

    /// <summary>Until when it will be tried; null for nothing, and for all but <see cref="DeliveryAction.Delayed"/>.</summary>
    public DateTimeOffset? WillRetryUntil { get; init; }
}

/// <summary>Tells the sender of a message what became of it on its way (RFC 3464). The envelope sender of the notification is empty.</summary>
public sealed record DeliveryStatus
{
    /// <summary>The name of the system that reports.</summary>
    public required string ReportingMta { get; init; }

    /// <summary>When the message came to that system; null for nothing.</summary>
    public DateTimeOffset? ArrivalDate { get; init; }

    /// <summary>The envelope identifier that the sender gave (RFC 3461 §4.4); null for none.</summary>
    public string? OriginalEnvelopeId { get; init; }

    /// <summary>What became of it for each recipient; at least one.</summary>
    public required IReadOnlyList<RecipientReport> Recipients { get; init; }

    /// <summary>Writes the content of a part of <c>message/delivery-status</c>.</summary>
    /// <param name="output">Takes the octets, which are ASCII.</param>
    /// <exception cref="MimeValueException">A value cannot be written.</exception>
    /// <exception cref="InvalidOperationException">There is no recipient.</exception>
    public void Write(IBufferWriter<byte> output)
    {
        if (Recipients.Count == 0)
        {
            throw new InvalidOperationException("A delivery status is about at least one recipient.");
        }

        MimeWriter writer = new(output);
        if (OriginalEnvelopeId is not null)
        {
            writer.WriteText("Original-Envelope-Id", OriginalEnvelopeId);
        }

        ReportWriting.Write(writer, "Reporting-MTA", "dns", ReportingMta);
        if (ArrivalDate is { } arrival)
        {
            writer.WriteDate("Arrival-Date", arrival);
        }

        foreach (RecipientReport recipient in Recipients)
        {
            output.Write("\r\n"u8);
            Write(writer, recipient);
        }
    }

    /// <summary>Makes the notification for a message.</summary>
    /// <param name="from">Who reports, such as <c>Mail Delivery System &lt;postmaster@example.org&gt;</c>.</param>
    /// <param name="to">The envelope sender of the message.</param>
    /// <param name="date">When.</param>
    /// <param name="text">The text for people.</param>
    /// <param name="returned">The message, or its header alone; empty for neither.</param>
    /// <param name="isHeaderOnly">Whether <paramref name="returned"/> is the header alone.</param>
    /// <exception cref="MimeValueException">A value cannot be written.</exception>
    /// <exception cref="InvalidOperationException">There is no recipient.</exception>
    public MessageBuilder CreateNotification(MailboxAddress from, string to, DateTimeOffset date, string text, ReadOnlyMemory<byte> returned = default, bool isHeaderOnly = false)
    {
        ArrayBufferWriter<byte> status = new();
        Write(status);
        BodyPart? original = returned.IsEmpty ? null : isHeaderOnly ? new BodyPart("text/rfc822-headers", returned) : BodyPart.FromMessage(returned);
        bool isFailure = Recipients.Any(static recipient => recipient.Action == DeliveryAction.Failed);
        bool isDelay = Recipients.Any(static recipient => recipient.Action == DeliveryAction.Delayed);
        return new MessageBuilder
        {
            Date = date,
            From = { from },
            To = { to },
            Subject = isFailure ? "Delivery failed" : isDelay ? "Delivery is delayed" : "Delivered",
            AutoSubmitted = "auto-replied",
            Text = text,
            Report = new MessageReport("delivery-status", new BodyPart("message/delivery-status", status.WrittenMemory), original),
        };
    }

    private static void Write(MimeWriter writer, RecipientReport recipient)
    {
        if (recipient.OriginalRecipient is not null)
        {
            ReportWriting.WriteAddress(writer, "Original-Recipient", recipient.OriginalRecipient);
        }

        ReportWriting.WriteAddress(writer, "Final-Recipient", recipient.FinalRecipient);
        writer.WriteToken("Action", recipient.Action.ToString().ToLowerInvariant());
        writer.WriteToken("Status", recipient.Status);
        if (recipient.RemoteMta is not null)
        {
            ReportWriting.Write(writer, "Remote-MTA", "dns", recipient.RemoteMta);
        }

        if (recipient.DiagnosticCode is not null)
        {
            ReportWriting.Write(writer, "Diagnostic-Code", "smtp", recipient.DiagnosticCode);
        }

        if (recipient.LastAttempt is { } attempt)
        {
            writer.WriteDate("Last-Attempt-Date", attempt);
        }

        if (recipient.WillRetryUntil is { } until)
        {
            writer.WriteDate("Will-Retry-Until", until);
        }
    }
}
