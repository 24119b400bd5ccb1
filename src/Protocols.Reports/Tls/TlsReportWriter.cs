using System.Buffers;
using System.Text;
using System.Text.Json;
using Protocols.Text;

namespace Protocols.Reports;

/// <summary>Writes TLS reports (RFC 8460 §4.4). Everything is checked before the first octet is written.</summary>
public static class TlsReportWriter
{
    /// <summary>Writes a report as JSON.</summary>
    /// <param name="report">The report.</param>
    /// <param name="output">Takes the octets.</param>
    /// <exception cref="ReportValueException">The report is not whole, or a value cannot be written: see <see cref="FindProblem(TlsReport)"/>.</exception>
    public static void Write(TlsReport report, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        ReportValueException.ThrowIf(FindProblem(report));
        using Utf8JsonWriter json = new(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString("organization-name", report.Organization);
        json.WriteStartObject("date-range");
        json.WriteString("start-datetime", Date(report.Begin));
        json.WriteString("end-datetime", Date(report.End));
        json.WriteEndObject();
        json.WriteString("contact-info", report.ContactInfo);
        json.WriteString("report-id", report.ReportId);
        json.WriteStartArray("policies");
        foreach (TlsReportPolicy policy in report.Policies)
        {
            WritePolicy(json, policy);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
    }

    /// <summary>Writes a report as JSON compressed by gzip (RFC 8460 §5.2).</summary>
    /// <param name="report">The report.</param>
    /// <exception cref="ReportValueException">The report is not whole, or a value cannot be written: see <see cref="FindProblem(TlsReport)"/>.</exception>
    public static byte[] WriteCompressed(TlsReport report)
    {
        ArrayBufferWriter<byte> json = new();
        Write(report, json);
        return ReportContent.Compress(json.WrittenSpan);
    }

    /// <summary>Tells what stands in the way of writing a report; null for nothing.</summary>
    /// <param name="report">The report.</param>
    public static ReportProblem? FindProblem(TlsReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return Text(report.Organization, "organization-name")
            ?? If(!ReportDomain.IsAddress(report.ContactInfo), ReportProblemCode.BadValue, "contact-info")
            ?? Text(report.ReportId, "report-id")
            ?? If(report.End < report.Begin, ReportProblemCode.OutOfRange, "date-range")
            ?? If(report.Policies.Count == 0, ReportProblemCode.Missing, "policies")
            ?? report.Policies.Select(FindProblem).FirstOrDefault(static problem => problem is not null);
    }

    private static ReportProblem? FindProblem(TlsReportPolicy policy) =>
        If(!TlsReportWords.PolicyTypes.Contains(policy.Type), ReportProblemCode.BadValue, "policy-type")
        ?? If(policy.Domain is null || !ReportDomain.TryToAscii(policy.Domain, out _), ReportProblemCode.BadValue, "policy-domain")
        ?? If(policy.SuccessfulSessions < 0 || policy.FailedSessions < 0, ReportProblemCode.OutOfRange, "summary")
        ?? policy.PolicyStrings.Select(static text => Text(text, "policy-string")).FirstOrDefault(static problem => problem is not null)
        ?? policy.MxHosts.Select(static text => Text(text, "mx-host")).FirstOrDefault(static problem => problem is not null)
        ?? policy.Failures.Select(FindProblem).FirstOrDefault(static problem => problem is not null);

    private static ReportProblem? FindProblem(TlsReportFailure failure) =>
        Text(failure.ResultType, "result-type")
        ?? If(failure.FailedSessions < 1, ReportProblemCode.OutOfRange, "failed-session-count")
        ?? If(failure.SendingMtaIp is { } sender && !SourceAddress.IsValid(sender), ReportProblemCode.BadValue, "sending-mta-ip")
        ?? If(failure.ReceivingIp is { } receiver && !SourceAddress.IsValid(receiver), ReportProblemCode.BadValue, "receiving-ip")
        ?? OptionalText(failure.ReceivingMxHostname, "receiving-mx-hostname")
        ?? OptionalText(failure.ReceivingMxHelo, "receiving-mx-helo")
        ?? If(failure.AdditionalInformation is { } uri && !Uri.IsWellFormedUriString(uri, UriKind.Absolute), ReportProblemCode.BadValue, "additional-information")
        ?? OptionalText(failure.FailureReasonCode, "failure-reason-code");

    private static void WritePolicy(Utf8JsonWriter json, TlsReportPolicy policy)
    {
        json.WriteStartObject();
        json.WriteStartObject("policy");
        json.WriteString("policy-type", policy.Type);
        WriteStrings(json, "policy-string", policy.PolicyStrings);
        json.WriteString("policy-domain", ReportDomain.ToAscii(policy.Domain!, "policy-domain"));
        WriteStrings(json, "mx-host", policy.MxHosts);
        json.WriteEndObject();
        json.WriteStartObject("summary");
        json.WriteNumber("total-successful-session-count", policy.SuccessfulSessions);
        json.WriteNumber("total-failure-session-count", policy.FailedSessions);
        json.WriteEndObject();
        if (policy.Failures.Count > 0)
        {
            json.WriteStartArray("failure-details");
            foreach (TlsReportFailure failure in policy.Failures)
            {
                WriteFailure(json, failure);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteFailure(Utf8JsonWriter json, TlsReportFailure failure)
    {
        json.WriteStartObject();
        json.WriteString("result-type", failure.ResultType);
        WriteString(json, "sending-mta-ip", failure.SendingMtaIp);
        WriteString(json, "receiving-mx-hostname", failure.ReceivingMxHostname);
        WriteString(json, "receiving-mx-helo", failure.ReceivingMxHelo);
        WriteString(json, "receiving-ip", failure.ReceivingIp);
        json.WriteNumber("failed-session-count", failure.FailedSessions);
        WriteString(json, "additional-information", failure.AdditionalInformation);
        WriteString(json, "failure-reason-code", failure.FailureReasonCode);
        json.WriteEndObject();
    }

    private static void WriteString(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            json.WriteStartArray(name);
            foreach (string value in values)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }
    }

    private static string Date(DateTimeOffset date)
    {
        Span<byte> text = stackalloc byte[Rfc3339Date.MaxLength];
        Rfc3339Date.TryFormat(date.ToUniversalTime(), text, out int length);
        return Encoding.ASCII.GetString(text[..length]);
    }

    private static ReportProblem? Text(string? text, string name) => If(string.IsNullOrEmpty(text), ReportProblemCode.Missing, name) ?? OptionalText(text, name);

    // JSON has a form for CR, LF and NUL, but nothing here is made of lines.
    private static ReportProblem? OptionalText(string? text, string name) =>
        If(text is not null && (text.Any(char.IsControl) || !IsWellFormed(text)), ReportProblemCode.BadCharacter, name);

    private static bool IsWellFormed(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar && !text.Contains('\uFFFD', StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static ReportProblem? If(bool isProblem, ReportProblemCode code, string name) => isProblem ? new ReportProblem(code, name) : null;
}
