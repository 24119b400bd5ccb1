using System.Xml;
using static Protocols.Reports.ReportProblems;

namespace Protocols.Reports;

/// <summary>What an aggregate report has to be to be written: RFC 7489 Appendix C or RFC 9990 Appendix A.</summary>
internal static class AggregateReportCheck
{
    public static ReportProblem? FindProblem(AggregateReport report) =>
        FindProblem(report.Metadata, report.Schema)
        ?? FindProblem(report.Policy, report.Schema)
        ?? FindProblem(report.Extensions)
        ?? If(report.Records.Count == 0, ReportProblemCode.Missing, "record")
        ?? First(report.Records, record => FindProblem(record, report.Schema));

    private static ReportProblem? FindProblem(AggregateMetadata metadata, AggregateSchema schema) =>
        Text(metadata.Organization, "org_name")
        ?? Text(metadata.Email, "email")
        ?? Text(metadata.ReportId, "report_id")
        ?? OptionalText(metadata.ExtraContactInfo, "extra_contact_info")
        ?? OptionalText(metadata.Generator, "generator")
        ?? First(metadata.Errors, static error => Text(error, "error"))
        ?? If(schema == AggregateSchema.Rfc9990 && metadata.Errors.Count > 1, ReportProblemCode.OutOfRange, "error")
        ?? If(metadata.Begin < DateTimeOffset.UnixEpoch || metadata.End < metadata.Begin, ReportProblemCode.OutOfRange, "date_range");

    private static ReportProblem? FindProblem(PolicyPublished policy, AggregateSchema schema) =>
        Domain(policy.Domain, "domain")
        ?? Policy(policy.Policy, "p")
        ?? (policy.SubdomainPolicy is { } sub ? Policy(sub, "sp") : null)
        ?? (policy.NonexistentPolicy is { } none ? Policy(none, "np") : null)
        ?? OptionalText(policy.FailureOptions, "fo")
        ?? If(policy.Percentage is < 0 or > 100, ReportProblemCode.OutOfRange, "pct")
        ?? If(schema == AggregateSchema.Rfc9990 && policy.Discovery is { } discovery && AggregateWords.Of(discovery) is null, ReportProblemCode.BadValue, "discovery_method");

    private static ReportProblem? FindProblem(AggregateRecord record, AggregateSchema schema)
    {
        bool isNew = schema == AggregateSchema.Rfc9990;
        return If(!SourceAddress.IsValid(record.SourceIp), ReportProblemCode.BadValue, "source_ip")
            ?? If(record.Count < 1, ReportProblemCode.OutOfRange, "count")
            ?? If(AggregateWords.Of(record.Disposition) is null || (!isNew && record.Disposition == DmarcDisposition.Pass), ReportProblemCode.BadValue, "disposition")
            ?? If(AggregateWords.Of(record.Dkim) is null, ReportProblemCode.BadValue, "dkim")
            ?? If(AggregateWords.Of(record.Spf) is null, ReportProblemCode.BadValue, "spf")
            ?? First(record.Reasons, reason => If(!IsReason(reason.Type, isNew), ReportProblemCode.BadValue, "type") ?? OptionalText(reason.Comment, "comment"))
            ?? Domain(record.HeaderFrom, "header_from")
            ?? (string.IsNullOrEmpty(record.EnvelopeFrom) ? null : Domain(record.EnvelopeFrom, "envelope_from"))
            ?? If(!isNew && record.EnvelopeFrom is null, ReportProblemCode.Missing, "envelope_from")
            ?? (record.EnvelopeTo is null ? null : Domain(record.EnvelopeTo, "envelope_to"))
            ?? First(record.DkimResults, result => FindProblem(result, isNew))
            ?? If(isNew ? record.SpfResults.Count > 1 : record.SpfResults.Count == 0, isNew ? ReportProblemCode.OutOfRange : ReportProblemCode.Missing, "spf")
            ?? First(record.SpfResults, result => FindProblem(result, isNew))
            ?? FindProblem(record.Extensions);
    }

    private static ReportProblem? FindProblem(DkimAuthResult result, bool isNew) =>
        Text(result.Domain, "domain")
        ?? (isNew || result.Selector is not null ? Text(result.Selector, "selector") : null)
        ?? If(AggregateWords.Of(result.Result) is null || result.Result == AuthOutcome.SoftFail, ReportProblemCode.BadValue, "result")
        ?? OptionalText(result.HumanResult, "human_result");

    private static ReportProblem? FindProblem(SpfAuthResult result, bool isNew) =>
        Text(result.Domain, "domain")
        ?? If(result.Scope is { } scope && (AggregateWords.Of(scope) is null || (isNew && scope != SpfScope.MailFrom)), ReportProblemCode.BadValue, "scope")
        ?? If(!isNew && result.Scope is null, ReportProblemCode.Missing, "scope")
        ?? If(AggregateWords.Of(result.Result) is null || (!isNew && result.Result == AuthOutcome.Policy), ReportProblemCode.BadValue, "result")
        ?? OptionalText(result.HumanResult, "human_result");

    // RFC 9990 §5: they have to be in a namespace, and not in that of the report.
    private static ReportProblem? FindProblem(IReadOnlyList<AggregateExtension> extensions) =>
        First(extensions, static extension =>
            Text(extension.Namespace, "xmlns") ?? If(extension.Namespace == AggregateReportWriter.Namespace || extension.Namespace.StartsWith("http://www.w3.org/", StringComparison.Ordinal), ReportProblemCode.BadValue, "xmlns")
            ?? If(!IsName(extension.Name), ReportProblemCode.BadValue, "extension") ?? OptionalText(extension.Text, extension.Name));

    private static bool IsReason(PolicyOverrideType type, bool isNew) => type switch
    {
        PolicyOverrideType.Forwarded or PolicyOverrideType.SampledOut => !isNew,
        PolicyOverrideType.PolicyTestMode => isNew,
        _ => AggregateWords.Of(type) is not null,
    };

    private static bool IsName(string name) => !string.IsNullOrEmpty(name) && XmlReader.IsName(name) && !name.Contains(':', StringComparison.Ordinal);

    private static ReportProblem? Policy(DmarcDisposition policy, string name) =>
        If(AggregateWords.Of(policy) is null || policy == DmarcDisposition.Pass, ReportProblemCode.BadValue, name);

    private static ReportProblem? Domain(string domain, string name) => If(!ReportDomain.TryToAscii(domain, out _), ReportProblemCode.BadValue, name);

    private static ReportProblem? Text(string? text, string name) => If(string.IsNullOrEmpty(text), ReportProblemCode.Missing, name) ?? OptionalText(text, name);

    // Markup is escaped by the writer; what XML has no form for is refused. CR would come back as LF.
    private static ReportProblem? OptionalText(string? text, string name)
    {
        for (int i = 0; i < text?.Length; i++)
        {
            bool isPair = i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]);
            if (!isPair && (text[i] == '\r' || !XmlConvert.IsXmlChar(text[i])))
            {
                return new(ReportProblemCode.BadCharacter, name);
            }

            i += isPair ? 1 : 0;
        }

        return null;
    }
}
