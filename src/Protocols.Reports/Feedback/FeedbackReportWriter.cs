using System.Buffers;
using System.Globalization;
using System.Text;
using Protocols.Mime;

namespace Protocols.Reports;

/// <summary>Writes the fields of feedback that was checked.</summary>
internal static class FeedbackReportWriter
{
    private const int LineOctets = 72;

    public static void Write(FeedbackReport report, IBufferWriter<byte> output)
    {
        MimeWriter writer = new(output);
        writer.WriteToken("Feedback-Type", FeedbackWords.Of(report.Type) ?? report.TypeName);
        writer.WriteText("User-Agent", report.UserAgent);
        writer.WriteToken("Version", "1");
        Text(writer, "Original-Envelope-Id", report.OriginalEnvelopeId);
        Text(writer, "Original-Mail-From", report.OriginalMailFrom is { } sender ? $"<{sender}>" : null);
        foreach (string recipient in report.OriginalRecipients)
        {
            writer.WriteText("Original-Rcpt-To", $"<{recipient}>");
        }

        if (report.ArrivalDate is { } arrival)
        {
            writer.WriteDate("Arrival-Date", arrival);
        }

        Text(writer, "Reporting-MTA", report.ReportingMta is { } server ? "dns; " + ReportDomain.ToAscii(server, "Reporting-MTA") : null);
        Text(writer, "Source-IP", report.SourceIp);
        Text(writer, "Source-Port", report.SourcePort?.ToString(CultureInfo.InvariantCulture));
        Text(writer, "Incidents", report.Incidents == 1 ? null : report.Incidents.ToString(CultureInfo.InvariantCulture));
        foreach (string results in report.AuthenticationResults)
        {
            writer.WriteText("Authentication-Results", results);
        }

        foreach (string domain in report.ReportedDomains)
        {
            writer.WriteText("Reported-Domain", ReportDomain.ToAscii(domain, "Reported-Domain"));
        }

        foreach (string uri in report.ReportedUris)
        {
            writer.WriteText("Reported-URI", uri);
        }

        if (report.Failure is { } failure)
        {
            Write(writer, failure);
        }

        foreach (ReportField field in report.OtherFields)
        {
            writer.WriteText(field.Name, field.Text);
        }
    }

    private static void Write(MimeWriter writer, AuthenticationFailure failure)
    {
        writer.WriteToken("Auth-Failure", failure.Type.ToString().ToLowerInvariant());
        Text(writer, "Delivery-Result", failure.DeliveryResult?.ToString().ToLowerInvariant());
        Text(writer, "Identity-Alignment", failure.IdentityAlignment switch
        {
            null => null,
            AlignmentFailures.None => "none",
            AlignmentFailures.Dkim => "dkim",
            AlignmentFailures.Spf => "spf",
            _ => "dkim, spf",
        });
        Text(writer, "DKIM-Domain", failure.DkimDomain is { } domain ? ReportDomain.ToAscii(domain, "DKIM-Domain") : null);
        Text(writer, "DKIM-Identity", failure.DkimIdentity);
        Text(writer, "DKIM-Selector", failure.DkimSelector);
        Text(writer, "DKIM-Selector-DNS", failure.DkimSelectorDns is { } key ? FieldText.Quote(key) : null);
        Text(writer, "DKIM-ADSP-DNS", failure.DkimAdspDns is { } practices ? FieldText.Quote(practices) : null);
        Octets(writer, "DKIM-Canonicalized-Header", failure.DkimCanonicalizedHeader);
        Octets(writer, "DKIM-Canonicalized-Body", failure.DkimCanonicalizedBody);
        foreach (SpfDnsRecord spf in failure.SpfDns)
        {
            writer.WriteText("SPF-DNS", $"{spf.Type} : {ReportDomain.ToAscii(spf.Domain, "SPF-DNS")} : {FieldText.Quote(spf.Record)}");
        }
    }

    private static void Text(MimeWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteText(name, text);
        }
    }

    // RFC 6376 §2.6: base64 with white space wherever a line needs it.
    private static void Octets(MimeWriter writer, string name, ReadOnlyMemory<byte> octets)
    {
        if (octets.IsEmpty)
        {
            return;
        }

        StringBuilder lines = new();
        foreach (char[] line in Convert.ToBase64String(octets.Span).Chunk(LineOctets))
        {
            lines.Append("\r\n ").Append(line);
        }

        writer.WriteRaw(name, Encoding.ASCII.GetBytes(lines.ToString()));
    }
}
