using Protocols.MailAuth.Dkim;
using Protocols.MailAuth.Spf;

namespace Protocols.MailAuth.FailureReports;

/// <summary>Whether a failure is to be reported, and if not, why not (RFC 6651 §3.3).</summary>
public enum FailureReportOutcome
{
    /// <summary>A report is wanted.</summary>
    Wanted,

    /// <summary>The signature has no <c>r=y</c> that can be read (step 1), or the record of SPF no <c>ra=</c>.</summary>
    NotAsked,

    /// <summary>The domain publishes no request, or several (step 3).</summary>
    NoRequest,

    /// <summary>What it publishes is not in order (step 5).</summary>
    MalformedRequest,

    /// <summary>The request could not be looked up.</summary>
    LookupFailed,

    /// <summary>The domain does not want reports of such failures (step 6).</summary>
    OtherCondition,

    /// <summary>The domain wants reports of a share of failures, and the lot fell on not reporting this one (step 7).</summary>
    NotDrawn,

    /// <summary>The request has no address; it may have words for the reply of SMTP (step 8).</summary>
    NoAddress,

    /// <summary>The domain gets a report of another failure of the same message already.</summary>
    AlreadyReported,

    /// <summary>The message has more failures than are looked at, or has caused as many reports as it may.</summary>
    Limit,
}

/// <summary>One failure, whether it is to be reported, and what a report of it says (RFC 6591 §3).</summary>
public sealed record FailureReportDecision
{
    /// <summary>Whether it is to be reported, and if not, why not.</summary>
    public FailureReportOutcome Outcome { get; init; }

    /// <summary>The domain that failed, in ASCII: that of the signature, or the one whose record of SPF it is. No other gets a report.</summary>
    public string Domain { get; init; } = "";

    /// <summary>The address that the report goes to; empty unless <see cref="Outcome"/> is <see cref="FailureReportOutcome.Wanted"/>.</summary>
    public string Address { get; init; } = "";

    /// <summary>The kinds of failure that it is, by their letters in RFC 6651 §5.1 or RFC 6652 §4.1.</summary>
    public string Conditions { get; init; } = "";

    /// <summary>The kind of failure as a report names it, <c>Auth-Failure</c>: <c>signature</c>, <c>bodyhash</c>, <c>revoked</c> or <c>spf</c> (RFC 6591 §3.3).</summary>
    public string FailureType { get; init; } = "";

    /// <summary>The name that the request was looked up by; empty where none was.</summary>
    public string QueryName { get; init; } = "";

    /// <summary>What the domain asks to be said to the client where the message is refused (step 10): printable ASCII, by a stranger; empty for nothing.</summary>
    public string SmtpText { get; init; } = "";

    /// <summary>The signature that failed; null for SPF.</summary>
    public DkimResult? Dkim { get; init; }

    /// <summary>The check that failed; null for DKIM.</summary>
    public SpfResult? Spf { get; init; }
}

/// <summary>How much one message may cause (RFC 6651 §3.3). Immutable.</summary>
public sealed record FailureReportOptions
{
    /// <summary>The defaults.</summary>
    public static FailureReportOptions Default { get; } = new();

    /// <summary>How many domains are asked whether they want reports. From 1 to 1,000; 10 unless set.</summary>
    public int MaxQueries { get; init => field = Within(value, nameof(MaxQueries)); } = 10;

    /// <summary>How many reports are wanted at most. From 1 to 1,000; 3 unless set.</summary>
    public int MaxReports { get; init => field = Within(value, nameof(MaxReports)); } = 3;

    private static int Within(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1000, name);
        return value;
    }
}
