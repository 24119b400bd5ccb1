using Protocols.Mime;

namespace Protocols.Reports;

/// <summary>
/// What a sender of mail tells the owner of a domain about its connections to that domain's servers: an SMTP TLS report (RFC 8460 §4). What
/// it says is its sender's word; see <see cref="ReportIdentity"/>.
/// </summary>
/// <param name="Organization">The name of who reports.</param>
/// <param name="ContactInfo">The address for questions.</param>
/// <param name="ReportId">What tells this report from others.</param>
/// <param name="Begin">The start of the time.</param>
/// <param name="End">The end of it.</param>
public sealed record TlsReport(string Organization, string ContactInfo, string ReportId, DateTimeOffset Begin, DateTimeOffset End)
{
    /// <summary>The policies that were applied, and how that went; at least one to be written.</summary>
    public IReadOnlyList<TlsReportPolicy> Policies { get; init; } = [];

    /// <summary>Reads a report from JSON, plain or compressed by gzip or in an archive of zip. No octets make this throw.</summary>
    /// <param name="content">The octets.</param>
    /// <param name="options">The limits, or null for <see cref="ReportReadOptions.Default"/>.</param>
    public static ReportReading<TlsReport> Read(ReadOnlyMemory<byte> content, ReportReadOptions? options = null) =>
        TlsReportReader.Read(content, options ?? ReportReadOptions.Default);

    /// <summary>Reads the report that a message carries, in whichever of its parts.</summary>
    /// <param name="message">The message.</param>
    /// <param name="options">The limits, or null for <see cref="ReportReadOptions.Default"/>.</param>
    /// <exception cref="InvalidOperationException">The document was opened from an outline, which has no bodies.</exception>
    public static ReportReading<TlsReport> Read(MimeDocument message, ReportReadOptions? options = null) =>
        ReportParts.ReadFirst(message, options ?? ReportReadOptions.Default, Read);
}

/// <summary>A policy that was applied, and how that went (RFC 8460 §4.4).</summary>
/// <param name="Type">The kind of policy: <c>tlsa</c>, <c>sts</c> or <c>no-policy-found</c>.</param>
/// <param name="Domain">The domain of the policy; null for nothing said, which is not written.</param>
/// <param name="SuccessfulSessions">How many connections went well.</param>
/// <param name="FailedSessions">How many did not.</param>
public sealed record TlsReportPolicy(string Type, string? Domain, long SuccessfulSessions, long FailedSessions)
{
    /// <summary>The policy as it was found: records of TLSA, or lines of MTA-STS.</summary>
    public IReadOnlyList<string> PolicyStrings { get; init; } = [];

    /// <summary>The patterns of hosts in a policy of MTA-STS.</summary>
    public IReadOnlyList<string> MxHosts { get; init; } = [];

    /// <summary>What failed.</summary>
    public IReadOnlyList<TlsReportFailure> Failures { get; init; } = [];
}

/// <summary>Connections that failed alike (RFC 8460 §4.3 and §4.4).</summary>
/// <param name="ResultType">How they failed, such as <c>starttls-not-supported</c>.</param>
/// <param name="FailedSessions">How many there were.</param>
public sealed record TlsReportFailure(string ResultType, long FailedSessions)
{
    /// <summary>The address of the sender; null for nothing said.</summary>
    public string? SendingMtaIp { get; init; }

    /// <summary>The name of the server; null for nothing said.</summary>
    public string? ReceivingMxHostname { get; init; }

    /// <summary>What the server called itself; null for nothing said.</summary>
    public string? ReceivingMxHelo { get; init; }

    /// <summary>The address of the server; null for nothing said.</summary>
    public string? ReceivingIp { get; init; }

    /// <summary>A URI with more about it; null for none.</summary>
    public string? AdditionalInformation { get; init; }

    /// <summary>A code or text of the error; null for none.</summary>
    public string? FailureReasonCode { get; init; }
}

/// <summary>The words of RFC 8460 §4.3 and §4.4.</summary>
public static class TlsReportWords
{
    /// <summary>The kinds of policies.</summary>
    public static IReadOnlyList<string> PolicyTypes { get; } = ["tlsa", "sts", "no-policy-found"];

    /// <summary>The ways to fail. The list may grow; others are read, and told as defects.</summary>
    public static IReadOnlyList<string> ResultTypes { get; } =
    [
        "starttls-not-supported", "certificate-host-mismatch", "certificate-expired", "certificate-not-trusted", "validation-failure",
        "tlsa-invalid", "dnssec-invalid", "dane-required", "sts-policy-fetch-error", "sts-policy-invalid", "sts-webpki-invalid",
    ];
}
