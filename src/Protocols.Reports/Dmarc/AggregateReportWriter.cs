using System.Buffers;
using System.Globalization;
using System.Text;
using System.Xml;

namespace Protocols.Reports;

/// <summary>Writes aggregate reports. Everything is checked before the first octet is written.</summary>
public static class AggregateReportWriter
{
    /// <summary>The namespace of RFC 9990.</summary>
    public const string Namespace = "urn:ietf:params:xml:ns:dmarc-2.0";

    /// <summary>Writes a report as XML in UTF-8, in the form that <see cref="AggregateReport.Schema"/> says.</summary>
    /// <param name="report">The report.</param>
    /// <param name="output">Takes the octets.</param>
    /// <exception cref="ReportValueException">The report is not whole, or a value cannot be written: see <see cref="FindProblem"/>.</exception>
    public static void Write(AggregateReport report, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        ReportValueException.ThrowIf(FindProblem(report));
        using MemoryStream octets = new();
        using (XmlWriter xml = XmlWriter.Create(octets, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, IndentChars = " ", NewLineChars = "\n" }))
        {
            WriteFeedback(xml, report);
        }

        output.Write(octets.GetBuffer().AsSpan(0, (int)octets.Length));
    }

    /// <summary>Writes a report as XML compressed by gzip (RFC 7489 §7.2.1.1).</summary>
    /// <param name="report">The report.</param>
    /// <exception cref="ReportValueException">The report is not whole, or a value cannot be written: see <see cref="FindProblem"/>.</exception>
    public static byte[] WriteCompressed(AggregateReport report)
    {
        ArrayBufferWriter<byte> xml = new();
        Write(report, xml);
        return ReportContent.Compress(xml.WrittenSpan);
    }

    /// <summary>Tells what stands in the way of writing a report; null for nothing.</summary>
    /// <param name="report">The report.</param>
    public static ReportProblem? FindProblem(AggregateReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return AggregateReportCheck.FindProblem(report);
    }

    private static void WriteFeedback(XmlWriter xml, AggregateReport report)
    {
        string? space = report.Schema == AggregateSchema.Rfc9990 ? Namespace : null;
        xml.WriteStartDocument();
        xml.WriteStartElement("feedback", space);
        Element(xml, "version", "1.0");
        WriteMetadata(xml, report);
        WritePolicy(xml, report);
        if (report.Extensions.Count > 0)
        {
            xml.WriteStartElement("extension", space);
            WriteExtensions(xml, report.Extensions);
            xml.WriteEndElement();
        }

        foreach (AggregateRecord record in report.Records)
        {
            WriteRecord(xml, record);
        }

        xml.WriteEndElement();
        xml.WriteEndDocument();
    }

    private static void WriteMetadata(XmlWriter xml, AggregateReport report)
    {
        AggregateMetadata metadata = report.Metadata;
        Start(xml, "report_metadata");
        Element(xml, "org_name", metadata.Organization);
        Element(xml, "email", metadata.Email);
        Element(xml, "extra_contact_info", metadata.ExtraContactInfo);
        Element(xml, "report_id", metadata.ReportId);
        Start(xml, "date_range");
        Element(xml, "begin", metadata.Begin.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        Element(xml, "end", metadata.End.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        xml.WriteEndElement();
        foreach (string error in metadata.Errors)
        {
            Element(xml, "error", error);
        }

        Element(xml, "generator", report.Schema == AggregateSchema.Rfc9990 ? metadata.Generator : null);
        xml.WriteEndElement();
    }

    private static void WritePolicy(XmlWriter xml, AggregateReport report)
    {
        PolicyPublished policy = report.Policy;
        bool isNew = report.Schema == AggregateSchema.Rfc9990;
        Start(xml, "policy_published");
        Element(xml, "domain", policy.Domain);
        Element(xml, "discovery_method", isNew && policy.Discovery is { } discovery ? AggregateWords.Of(discovery) : null);
        Element(xml, "adkim", Letter(policy.IsDkimStrict, "s", "r"));
        Element(xml, "aspf", Letter(policy.IsSpfStrict, "s", "r"));
        Element(xml, "p", AggregateWords.Of(policy.Policy));
        Element(xml, "sp", policy.SubdomainPolicy is { } sub ? AggregateWords.Of(sub) : null);
        Element(xml, "np", isNew && policy.NonexistentPolicy is { } none ? AggregateWords.Of(none) : null);

        // RFC 7489 Appendix C: pct and fo have to be there; their defaults are those of §6.3.
        Element(xml, "pct", isNew ? null : (policy.Percentage ?? 100).ToString(CultureInfo.InvariantCulture));
        Element(xml, "fo", policy.FailureOptions ?? (isNew ? null : "0"));
        Element(xml, "testing", isNew ? Letter(policy.IsTesting, "y", "n") : null);
        xml.WriteEndElement();
    }

    private static void WriteRecord(XmlWriter xml, AggregateRecord record)
    {
        Start(xml, "record");
        Start(xml, "row");
        Element(xml, "source_ip", record.SourceIp);
        Element(xml, "count", record.Count.ToString(CultureInfo.InvariantCulture));
        Start(xml, "policy_evaluated");
        Element(xml, "disposition", AggregateWords.Of(record.Disposition));
        Element(xml, "dkim", AggregateWords.Of(record.Dkim));
        Element(xml, "spf", AggregateWords.Of(record.Spf));
        foreach (PolicyOverride reason in record.Reasons)
        {
            Start(xml, "reason");
            Element(xml, "type", AggregateWords.Of(reason.Type));
            Element(xml, "comment", reason.Comment);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
        Start(xml, "identifiers");
        Element(xml, "envelope_to", record.EnvelopeTo);
        Element(xml, "envelope_from", record.EnvelopeFrom);
        Element(xml, "header_from", record.HeaderFrom);
        xml.WriteEndElement();
        WriteAuthResults(xml, record);
        WriteExtensions(xml, record.Extensions);
        xml.WriteEndElement();
    }

    private static void WriteAuthResults(XmlWriter xml, AggregateRecord record)
    {
        Start(xml, "auth_results");
        foreach (DkimAuthResult dkim in record.DkimResults)
        {
            Start(xml, "dkim");
            Element(xml, "domain", dkim.Domain);
            Element(xml, "selector", dkim.Selector);
            Element(xml, "result", AggregateWords.Of(dkim.Result));
            Element(xml, "human_result", dkim.HumanResult);
            xml.WriteEndElement();
        }

        foreach (SpfAuthResult spf in record.SpfResults)
        {
            Start(xml, "spf");
            Element(xml, "domain", spf.Domain);
            Element(xml, "scope", spf.Scope is { } scope ? AggregateWords.Of(scope) : null);
            Element(xml, "result", AggregateWords.Of(spf.Result));
            Element(xml, "human_result", spf.HumanResult);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteExtensions(XmlWriter xml, IReadOnlyList<AggregateExtension> extensions)
    {
        foreach (AggregateExtension extension in extensions)
        {
            xml.WriteElementString("ext", extension.Name, extension.Namespace, extension.Text);
        }
    }

    // A start tag without a namespace of its own is in that of the element around it.
    private static void Start(XmlWriter xml, string name) => xml.WriteStartElement(name, xml.LookupPrefix(Namespace) is null ? "" : Namespace);

    private static void Element(XmlWriter xml, string name, string? value)
    {
        if (value is not null)
        {
            Start(xml, name);
            xml.WriteString(value);
            xml.WriteEndElement();
        }
    }

    private static string? Letter(bool? value, string yes, string no) => value is null ? null : value.Value ? yes : no;
}
