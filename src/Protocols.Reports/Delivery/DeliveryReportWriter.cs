using System.Buffers;
using System.Text;
using Protocols.Mime;

namespace Protocols.Reports;

/// <summary>Writes the fields of a notification that was checked (RFC 3464 §2, RFC 6533 §4.1).</summary>
internal static class DeliveryReportWriter
{
    private const int LineOctets = 78;
    private static readonly MimeWriteOptions s_utf8 = new() { Mode = MimeOutputMode.SmtpUtf8 };

    public static void Write(DeliveryReport report, IBufferWriter<byte> output, bool isUtf8)
    {
        MimeWriter writer = new(output, isUtf8 ? s_utf8 : null);
        Text(writer, "Original-Envelope-Id", report.OriginalEnvelopeId);
        Typed(writer, "Reporting-MTA", report.ReportingMta, isUtf8);
        Typed(writer, "DSN-Gateway", report.Gateway, isUtf8);
        Typed(writer, "Received-From-MTA", report.ReceivedFromMta, isUtf8);
        Date(writer, "Arrival-Date", report.ArrivalDate);
        Date(writer, "Deliver-By-Date", report.DeliverBy);
        Text(writer, "Future-Release-Request", report.FutureReleaseRequest);
        Others(writer, report.OtherFields);
        foreach (DeliveryRecipient recipient in report.Recipients)
        {
            output.Write("\r\n"u8);
            Write(writer, recipient, isUtf8);
        }
    }

    private static void Write(MimeWriter writer, DeliveryRecipient recipient, bool isUtf8)
    {
        Typed(writer, "Original-Recipient", recipient.OriginalRecipient, isUtf8);
        Typed(writer, "Final-Recipient", recipient.FinalRecipient, isUtf8);
        Text(writer, "Action", recipient.Action.ToString()!.ToLowerInvariant());
        Text(writer, "Status", recipient.Status);
        Typed(writer, "Remote-MTA", recipient.RemoteMta, isUtf8);
        Typed(writer, "Diagnostic-Code", recipient.DiagnosticCode, isUtf8);
        Date(writer, "Last-Attempt-Date", recipient.LastAttempt);
        Text(writer, "Final-Log-ID", recipient.FinalLogId);
        Date(writer, "Will-Retry-Until", recipient.WillRetryUntil);
        Others(writer, recipient.OtherFields);
    }

    private static void Others(MimeWriter writer, IReadOnlyList<ReportField> fields)
    {
        foreach (ReportField field in fields)
        {
            Text(writer, field.Name, field.Text);
        }
    }

    private static void Date(MimeWriter writer, string name, DateTimeOffset? date)
    {
        if (date is { } time)
        {
            writer.WriteDate(name, time);
        }
    }

    private static void Typed(MimeWriter writer, string name, ReportAddress? address, bool isUtf8)
    {
        if (address is { } typed)
        {
            Text(writer, name, $"{typed.Type}; {(typed.Type == "utf-8" ? ReportAddress.Escape(typed.Value, isUtf8) : typed.Value)}");
        }
    }

    // The values are no text of RFC 5322: encoded words have no meaning in them (RFC 3464 §2.1.2), so that they go as they are, folded at spaces.
    private static void Text(MimeWriter writer, string name, string? text)
    {
        if (text is null)
        {
            return;
        }

        StringBuilder value = new(text.Length + 8);
        int column = name.Length + 1;
        foreach (string word in text.Trim(' ', '\t').Split(' '))
        {
            int octets = Encoding.UTF8.GetByteCount(word) + 1;

            // Behind a fold there has to be more than white space.
            if (column + octets > LineOctets && column > name.Length + 1 && word.AsSpan().Trim('\t').Length > 0)
            {
                value.Append("\r\n");
                column = 0;
            }

            value.Append(' ').Append(word);
            column += octets;
        }

        writer.WriteRaw(name, Encoding.UTF8.GetBytes(value.ToString()));
    }
}
