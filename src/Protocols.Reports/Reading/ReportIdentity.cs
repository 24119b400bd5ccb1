using System.Text;
using Protocols.Mime;

namespace Protocols.Reports;

/// <summary>
/// Who says of whom that it reports about what: the places of a message that name the two domains, side by side. They are facts, not a
/// verdict: anybody can write them. Whether the domain of the author is genuine, DMARC tells, which such messages have to pass (RFC 7489
/// §7.2.1.1); where places disagree, what the report itself says holds (RFC 8460 §5.6).
/// </summary>
/// <param name="ReportDomain">The domain that the report is about, by the report itself; of a TLS report that of its first policy.</param>
/// <param name="ContactDomain">The domain of the address for questions in the report; empty for none.</param>
public sealed record ReportIdentity(string ReportDomain, string ContactDomain)
{
    /// <summary>The domain of the first author of the message; empty for none.</summary>
    public string AuthorDomain { get; init; } = "";

    /// <summary>What the Subject says; null where it is no Subject of a report.</summary>
    public ReportSubject? Subject { get; init; }

    /// <summary>What the name of the first attachment that has such a name says; null for none.</summary>
    public ReportFileName? FileName { get; init; }

    /// <summary>The domain of TLS-Report-Domain (RFC 8460 §5.3); null for no such field.</summary>
    public string? DomainField { get; init; }

    /// <summary>The domain of TLS-Report-Submitter (RFC 8460 §5.3); null for no such field.</summary>
    public string? SubmitterField { get; init; }

    /// <summary>Whether all places that name the domain that the report is about name the same.</summary>
    public bool AgreesOnDomain => AreSame(ReportDomain, Subject?.Domain, FileName?.PolicyDomain, DomainField);

    /// <summary>Whether the places that name the domain that reports name the same: Subject, file name and TLS-Report-Submitter.</summary>
    public bool AgreesOnSubmitter => AreSame(Subject?.Submitter, FileName?.Sender, SubmitterField);

    /// <summary>Whether the address for questions is of the domain in TLS-Report-Submitter, as RFC 8460 §5.3 asks for. True where there is no such field.</summary>
    public bool SubmitterIsContact => AreSame(SubmitterField, SubmitterField is null ? null : ContactDomain);

    /// <summary>Gathers the places in a message that carries an aggregate report.</summary>
    /// <param name="message">The message.</param>
    /// <param name="report">The report in it.</param>
    public static ReportIdentity Of(MimeDocument message, AggregateReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return Of(message, report.Policy.Domain, report.Metadata.Email);
    }

    /// <summary>Gathers the places in a message that carries a TLS report.</summary>
    /// <param name="message">The message.</param>
    /// <param name="report">The report in it.</param>
    public static ReportIdentity Of(MimeDocument message, TlsReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return Of(message, report.Policies.Count == 0 ? "" : report.Policies[0].Domain ?? "", report.ContactInfo);
    }

    private static ReportIdentity Of(MimeDocument message, string domain, string contact)
    {
        MimePart root = message.Root;
        return new ReportIdentity(domain, Reports.ReportDomain.OfAddress(contact))
        {
            AuthorDomain = root.TryGetHeader(HeaderId.From, out HeaderField from) && MailboxCollection.Read(from).FirstOrDefault() is { Address: { } author } ? Reports.ReportDomain.OfAddress(author) : "",
            Subject = ReportSubject.TryParse(root.GetHeaderText(HeaderId.Subject), out ReportSubject subject) ? subject : null,
            FileName = FindFileName(message),
            DomainField = Field(root, "TLS-Report-Domain"u8),
            SubmitterField = Field(root, "TLS-Report-Submitter"u8),
        };
    }

    private static ReportFileName? FindFileName(MimeDocument message)
    {
        for (int i = 0; i < message.PartCount; i++)
        {
            // Programs fold long names where they should not.
            string name = string.Concat(message.GetPart(i).GetFileName().Where(static c => !char.IsWhiteSpace(c)));
            if (ReportFileName.TryParse(name, out ReportFileName found))
            {
                return found;
            }
        }

        return null;
    }

    private static string? Field(MimePart part, ReadOnlySpan<byte> name) => part.TryGetHeader(name, out HeaderField field) ? Encoding.UTF8.GetString(field.Value) : null;

    private static bool AreSame(params ReadOnlySpan<string?> domains)
    {
        string? first = null;
        foreach (string? domain in domains)
        {
            string? ascii = domain is null ? null : Reports.ReportDomain.TryToAscii(domain.TrimEnd('.'), out string known) ? known : domain;
            if (first is not null && ascii is not null && !first.Equals(ascii, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }

            first ??= ascii;
        }

        return true;
    }
}
