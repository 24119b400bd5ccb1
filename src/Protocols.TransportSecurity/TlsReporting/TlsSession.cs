using Protocols.TransportSecurity.Dane;
using Protocols.TransportSecurity.Delivery;
using Protocols.TransportSecurity.MtaSts;

namespace Protocols.TransportSecurity.TlsReporting;

/// <summary>One connection, as it is told of in a report (RFC 8460 §4.4).</summary>
/// <param name="Time">When it was.</param>
/// <param name="Domain">The domain of the policy: the one that mail was for.</param>
/// <param name="PolicyType"><c>tlsa</c>, <c>sts</c> or <c>no-policy-found</c>.</param>
public sealed record TlsSession(DateTimeOffset Time, string Domain, string PolicyType)
{
    /// <summary>How it failed; null for a connection that went well.</summary>
    public string? ResultType { get; init; }

    /// <summary>The policy as it was found.</summary>
    public IReadOnlyList<string> PolicyStrings { get; init; } = [];

    /// <summary>The patterns of hosts in a policy of MTA-STS.</summary>
    public IReadOnlyList<string> MxHosts { get; init; } = [];

    /// <summary>The address that the connection came from; null for not known.</summary>
    public string? SendingMtaIp { get; init; }

    /// <summary>The server's name; null for not known.</summary>
    public string? ReceivingMxHostname { get; init; }

    /// <summary>What the server called itself; null for not known.</summary>
    public string? ReceivingMxHelo { get; init; }

    /// <summary>The server's address; null for not known.</summary>
    public string? ReceivingIp { get; init; }

    /// <summary>More about the failure, in a few words; null for nothing.</summary>
    public string? FailureReasonCode { get; init; }

    /// <summary>Makes it of what was published and what was decided.</summary>
    /// <param name="time">When it was.</param>
    /// <param name="policy">What was published.</param>
    /// <param name="decision">What was decided.</param>
    public static TlsSession Of(DateTimeOffset time, TransportPolicy policy, TransportDecision decision)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(decision);
        bool isDane = policy.Dane.Status != DaneStatus.NotApplicable && policy.Dane.Reason != DanePolicyReason.NoAddresses;
        bool isSts = !isDane && policy.Sts.Policy is not null;

        // RFC 8461 §6: what went wrong with the policy itself is a failure too, unless something worse was.
        string? result = decision.ResultType ?? (isDane ? null : policy.Sts.Reason switch
        {
            MtaStsReason.FetchFailed => "sts-policy-fetch-error",
            MtaStsReason.FetchCertificateInvalid => "sts-webpki-invalid",
            MtaStsReason.PolicyInvalid => "sts-policy-invalid",
            _ => null,
        });
        return new TlsSession(time, policy.Domain, isDane ? "tlsa" : isSts ? "sts" : "no-policy-found")
        {
            ResultType = result,
            PolicyStrings = isDane ? [.. policy.Dane.Records.Select(static r => $"{r.Usage} {r.Selector} {r.Matching} {Convert.ToHexStringLower(r.Data.AsSpan())}")]
                : isSts ? [.. policy.Sts.Policy!.Lines]
                : [],
            MxHosts = isSts ? [.. policy.Sts.Policy!.MxPatterns] : [],
            ReceivingMxHostname = policy.Host,
            FailureReasonCode = result is null ? null : decision.ResultType is not null ? Shortened(decision.Problem) : Shortened(policy.Sts.Problem),
        };
    }

    private static string? Shortened(string problem) => problem.Length == 0 ? null : VersionedTags.Shown(problem);
}
