using Protocols.Mime;

namespace Protocols.Reports;

/// <summary>
/// What a receiver of mail tells the owner of a domain about the messages that bore its name: a DMARC aggregate report (RFC 7489 Appendix C,
/// RFC 9990 Appendix A). What it says is its sender's word; see <see cref="ReportIdentity"/>.
/// </summary>
public sealed record AggregateReport
{
    /// <summary>The form that the report had, or that it is written in.</summary>
    public AggregateSchema Schema { get; init; } = AggregateSchema.Rfc7489;

    /// <summary>The version of the format as written; null for none. It is written as <c>1.0</c>.</summary>
    public string? Version { get; init; }

    /// <summary>Who reports, and over what time.</summary>
    public required AggregateMetadata Metadata { get; init; }

    /// <summary>The policy that the domain had.</summary>
    public required PolicyPublished Policy { get; init; }

    /// <summary>What was seen; at least one to be written.</summary>
    public IReadOnlyList<AggregateRecord> Records { get; init; } = [];

    /// <summary>What extensions say of the whole report (RFC 9990 §5).</summary>
    public IReadOnlyList<AggregateExtension> Extensions { get; init; } = [];

    /// <summary>How many messages the report is about.</summary>
    public long MessageCount => Records.Aggregate(0L, static (sum, record) => record.Count > long.MaxValue - sum ? long.MaxValue : sum + record.Count);

    /// <summary>Reads a report from XML, plain or compressed by gzip or in an archive of zip, whatever its name says. No octets make this throw.</summary>
    /// <param name="content">The octets.</param>
    /// <param name="options">The limits, or null for <see cref="ReportReadOptions.Default"/>.</param>
    public static ReportReading<AggregateReport> Read(ReadOnlyMemory<byte> content, ReportReadOptions? options = null) =>
        AggregateReportReader.Read(content, options ?? ReportReadOptions.Default);

    /// <summary>Reads the report that a message carries, in whichever of its parts (RFC 7489 §7.2.1.1).</summary>
    /// <param name="message">The message.</param>
    /// <param name="options">The limits, or null for <see cref="ReportReadOptions.Default"/>.</param>
    /// <exception cref="InvalidOperationException">The document was opened from an outline, which has no bodies.</exception>
    public static ReportReading<AggregateReport> Read(MimeDocument message, ReportReadOptions? options = null) =>
        ReportParts.ReadFirst(message, options ?? ReportReadOptions.Default, Read);
}

/// <summary>The forms of aggregate reports.</summary>
public enum AggregateSchema
{
    /// <summary>RFC 7489 Appendix C. It is written without a namespace, as everybody does; <c>http://dmarc.org/dmarc-xml/0.1</c> is read as well.</summary>
    Rfc7489,

    /// <summary>RFC 9990 Appendix A: the namespace <c>urn:ietf:params:xml:ns:dmarc-2.0</c>.</summary>
    Rfc9990,
}

/// <summary>Who reports, and over what time (RFC 9990 §3.1.1.3).</summary>
/// <param name="Organization">The name of who reports.</param>
/// <param name="Email">The address for questions.</param>
/// <param name="ReportId">What tells this report from others about the same domain.</param>
/// <param name="Begin">The start of the time, in whole seconds.</param>
/// <param name="End">The end of it.</param>
public sealed record AggregateMetadata(string Organization, string Email, string ReportId, DateTimeOffset Begin, DateTimeOffset End)
{
    /// <summary>Further ways to get in touch, often a URI; null for none.</summary>
    public string? ExtraContactInfo { get; init; }

    /// <summary>What went wrong with the policy of the domain. RFC 9990 has one at most.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>The program that made the report (RFC 9990); null for nothing.</summary>
    public string? Generator { get; init; }
}

/// <summary>The policy that the domain had (RFC 9990 §3.1.1.5, RFC 7489 Appendix C).</summary>
/// <param name="Domain">The domain at which the record was found.</param>
/// <param name="Policy">What it asks for: <c>p</c>.</param>
public sealed record PolicyPublished(string Domain, DmarcDisposition Policy)
{
    /// <summary>What it asks for subdomains: <c>sp</c>; null for nothing said.</summary>
    public DmarcDisposition? SubdomainPolicy { get; init; }

    /// <summary>What it asks for subdomains that do not exist: <c>np</c> (RFC 9990); null for nothing said.</summary>
    public DmarcDisposition? NonexistentPolicy { get; init; }

    /// <summary>Whether the domain of DKIM has to be the very same: <c>adkim=s</c>; null for nothing said.</summary>
    public bool? IsDkimStrict { get; init; }

    /// <summary>Whether the domain of SPF has to be the very same: <c>aspf=s</c>; null for nothing said.</summary>
    public bool? IsSpfStrict { get; init; }

    /// <summary>The share of messages that the policy is for, in percent: <c>pct</c> (RFC 7489); null for nothing said.</summary>
    public int? Percentage { get; init; }

    /// <summary>When failure reports are asked for, such as <c>1:d</c>: <c>fo</c>; null for nothing said.</summary>
    public string? FailureOptions { get; init; }

    /// <summary>Whether the policy is in testing: <c>t=y</c> (RFC 9990); null for nothing said.</summary>
    public bool? IsTesting { get; init; }

    /// <summary>How the record was found (RFC 9990); null for nothing said.</summary>
    public PolicyDiscovery? Discovery { get; init; }
}

/// <summary>What an extension says, in a namespace of its own (RFC 9990 §5). Of its elements only the text is kept.</summary>
/// <param name="Namespace">The namespace; empty for none, as older reports have it.</param>
/// <param name="Name">The name of the element.</param>
/// <param name="Text">All text in it.</param>
public sealed record AggregateExtension(string Namespace, string Name, string Text);
