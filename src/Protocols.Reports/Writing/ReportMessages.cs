using System.Globalization;
using Protocols.Mime;

namespace Protocols.Reports;

/// <summary>
/// Makes the messages that carry aggregate and TLS reports, with the subjects, file names, types and fields that their readers look for.
/// Feedback has <see cref="FeedbackReport.CreateMessage"/>, notifications <see cref="DeliveryStatus.CreateNotification"/> and
/// <see cref="DispositionNotification.TryCreate"/>.
/// </summary>
public static class ReportMessages
{
    /// <summary>Makes the message for an aggregate report (RFC 7489 §7.2.1.1, RFC 9990 §3.5.2). It has to pass DMARC, so it is to be signed by DKIM.</summary>
    /// <param name="report">The report. Its identifier has to be as RFC 9990 §3.5.1 has it.</param>
    /// <param name="submitter">The domain that reports.</param>
    /// <param name="from">Who reports.</param>
    /// <param name="to">Who gets the report, from <c>rua</c>.</param>
    /// <param name="date">When.</param>
    /// <param name="uniqueId">ASCII letters and digits that tell this file from others for the same domain and time; null for none.</param>
    /// <exception cref="ReportValueException">The report is not whole, or a value cannot be written.</exception>
    public static MessageBuilder Create(AggregateReport report, string submitter, MailboxAddress from, string to, DateTimeOffset date, string? uniqueId = null)
    {
        byte[] content = AggregateReportWriter.WriteCompressed(report);
        string subject = new ReportSubject(report.Policy.Domain, submitter, report.Metadata.ReportId.Trim('<', '>')).ToString();
        string file = new ReportFileName(submitter, report.Policy.Domain, report.Metadata.Begin, report.Metadata.End, uniqueId, "xml.gz").ToString();
        return new MessageBuilder
        {
            Date = date,
            From = { from },
            To = { to },
            Subject = subject,
            AutoSubmitted = "auto-generated",
            Text = string.Create(CultureInfo.InvariantCulture, $"This is a DMARC aggregate report for {report.Policy.Domain}, about {report.MessageCount} messages.\n"),
            Attachments = { new BodyPart("application/gzip", content) { FileName = file } },
        };
    }

    /// <summary>Makes the message for a TLS report (RFC 8460 §5.3). It is to be signed by DKIM, over its TLS-Report- fields as well.</summary>
    /// <param name="report">The report, about one domain. The domain of its address for questions reports.</param>
    /// <param name="from">Who reports.</param>
    /// <param name="to">Who gets the report, from <c>rua</c>.</param>
    /// <param name="date">When.</param>
    /// <param name="uniqueId">ASCII letters and digits that tell this file from others for the same domain and time; null for none.</param>
    /// <exception cref="ReportValueException">The report is not whole, is about several domains, or a value cannot be written.</exception>
    public static MessageBuilder Create(TlsReport report, MailboxAddress from, string to, DateTimeOffset date, string? uniqueId = null)
    {
        byte[] content = TlsReportWriter.WriteCompressed(report);
        string domain = ReportDomain.ToAscii(report.Policies[0].Domain!, "policy-domain");
        ReportValueException.ThrowIf(report.Policies.All(policy => ReportDomain.ToAscii(policy.Domain!, "policy-domain") == domain) ? null : new ReportProblem(ReportProblemCode.BadValue, "policy-domain"));
        string submitter = ReportDomain.ToAscii(ReportDomain.OfAddress(report.ContactInfo), "contact-info");
        string id = report.ReportId.Trim('<', '>');

        // RFC 8460 §5.3: the identifier in the Subject has a right side.
        string subject = new ReportSubject(domain, submitter, id.Contains('@', StringComparison.Ordinal) ? id : $"{id}@{submitter}").ToString();
        string file = new ReportFileName(submitter, domain, report.Begin, report.End, uniqueId, "json.gz").ToString();
        return new MessageBuilder
        {
            Date = date,
            From = { from },
            To = { to },
            Subject = subject,
            AutoSubmitted = "auto-generated",
            OtherFields = { ("TLS-Report-Domain", domain), ("TLS-Report-Submitter", submitter) },
            Text = $"This is an aggregate TLS report from {submitter}.\n",
            Report = new MessageReport("tlsrpt", new BodyPart("application/tlsrpt+gzip", content) { FileName = file, Disposition = "attachment" }),
        };
    }
}
