using System.Collections.Immutable;
using Protocols.Dns;
using Protocols.MailAuth.Dkim;
using Protocols.MailAuth.Spf;

namespace Protocols.MailAuth.FailureReports;

/// <summary>
/// Decides which failures of a message are to be reported, and to whom: by DKIM's requests (RFC 6651) and SPF's (RFC 6652). It changes no verdict, and
/// writes no report. Those of ADSP (RFC 6651 §4) are not looked for: ADSP is history.
/// </summary>
/// <remarks>Safe for use by many threads at once where the random numbers are.</remarks>
public sealed class FailureReporter
{
    private readonly IDnsResolver _resolver;
    private readonly Random _random;

    /// <summary>Makes a reporter.</summary>
    /// <param name="resolver">Looks requests up; one that caches is what keeps forgers from having a domain asked for every message.</param>
    /// <param name="random">Draws the lots where a share of failures is to be reported: <see cref="Random.Shared"/>, or one that a test knows.</param>
    /// <param name="options">The limits, or null for <see cref="FailureReportOptions.Default"/>.</param>
    public FailureReporter(IDnsResolver resolver, Random random, FailureReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        ArgumentNullException.ThrowIfNull(random);
        _resolver = resolver;
        _random = random;
        Options = options ?? FailureReportOptions.Default;
    }

    /// <summary>The limits.</summary>
    public FailureReportOptions Options { get; }

    /// <summary>Decides for all that was found of a message: its signatures, and SPF of its return path.</summary>
    /// <param name="result">What was found.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<ImmutableArray<FailureReportDecision>> DecideAsync(MailAuthResult result, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        return DecideAsync(result.Dkim, result.Spf, cancellationToken);
    }

    /// <summary>Decides for what became of signatures and of SPF.</summary>
    /// <param name="dkim">What became of the signatures.</param>
    /// <param name="spf">What SPF said, or null where it was not asked.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A decision for each that did not pass, first the signatures, in their order, then SPF.</returns>
    public async ValueTask<ImmutableArray<FailureReportDecision>> DecideAsync(IReadOnlyList<DkimResult> dkim, SpfResult? spf, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dkim);
        ImmutableArray<FailureReportDecision>.Builder decisions = ImmutableArray.CreateBuilder<FailureReportDecision>();
        Dictionary<string, DnsAnswer> asked = new(StringComparer.Ordinal);
        HashSet<string> reported = new(StringComparer.Ordinal);
        foreach (DkimResult result in dkim.Where(static r => r.Verdict != DkimVerdict.Pass))
        {
            decisions.Add(await DecideAsync(result, asked, reported, cancellationToken).ConfigureAwait(false));
        }

        if (spf is { Verdict: not SpfVerdict.Pass })
        {
            decisions.Add(Decide(spf, reported));
        }

        return decisions.ToImmutable();
    }

    // RFC 6651 §3.3
    private async ValueTask<FailureReportDecision> DecideAsync(DkimResult result, Dictionary<string, DnsAnswer> asked, HashSet<string> reported, CancellationToken cancellationToken)
    {
        FailureReportDecision decision = new() { Dkim = result, Outcome = FailureReportOutcome.NotAsked };
        if (result.Signature is not { } signature)
        {
            return decision;
        }

        decision = decision with { Domain = AsciiDomain.Of(signature.Domain), Conditions = FailureConditions.Of(result), FailureType = FailureConditions.TypeOf(result.Reason) };
        if (!signature.WantsReports)
        {
            return decision;
        }

        decision = decision with { QueryName = FailureReportRequest.DkimNameOf(signature.Domain) };
        if (!asked.TryGetValue(decision.Domain, out DnsAnswer? answer))
        {
            if (asked.Count == Options.MaxQueries)
            {
                return decision with { Outcome = FailureReportOutcome.Limit };
            }

            answer = await _resolver.QueryAsync(decision.QueryName, DnsRecordType.Txt, cancellationToken).ConfigureAwait(false);
            asked.Add(decision.Domain, answer);
        }

        if (answer.Status is DnsStatus.TemporaryFailure or DnsStatus.PermanentFailure)
        {
            return decision with { Outcome = FailureReportOutcome.LookupFailed };
        }

        if (answer.Records is not [TextRecord text])
        {
            return decision with { Outcome = FailureReportOutcome.NoRequest };
        }

        return FailureReportRequest.TryReadDkim(text.Text.Span, out FailureReportRequest? request)
            ? Decide(decision, request!, reported)
            : decision with { Outcome = FailureReportOutcome.MalformedRequest };
    }

    // RFC 6652 §3
    private FailureReportDecision Decide(SpfResult result, HashSet<string> reported)
    {
        (ReadOnlyMemory<byte> record, string domain) = result.OwnRecord;
        FailureReportDecision decision = new() { Spf = result, Domain = domain.Length > 0 ? domain : result.Domain, Conditions = FailureConditions.Of(result.Verdict), FailureType = "spf" };
        return FailureReportRequest.TryReadSpf(record.Span, out FailureReportRequest? request) ? Decide(decision, request!, reported) : decision with { Outcome = FailureReportOutcome.NotAsked };
    }

    private FailureReportDecision Decide(FailureReportDecision decision, FailureReportRequest request, HashSet<string> reported)
    {
        if (!decision.Conditions.Any(c => request.Wants(c.ToString())))
        {
            return decision with { Outcome = FailureReportOutcome.OtherCondition };
        }

        if (request.Share < 1 && _random.NextDouble() >= request.Share)
        {
            return decision with { Outcome = FailureReportOutcome.NotDrawn };
        }

        decision = decision with { SmtpText = request.SmtpText };
        if (request.LocalPart.Length == 0)
        {
            return decision with { Outcome = FailureReportOutcome.NoAddress };
        }

        if (reported.Contains(decision.Domain))
        {
            return decision with { Outcome = FailureReportOutcome.AlreadyReported };
        }

        if (reported.Count == Options.MaxReports)
        {
            return decision with { Outcome = FailureReportOutcome.Limit };
        }

        reported.Add(decision.Domain);
        return decision with { Outcome = FailureReportOutcome.Wanted, Address = request.GetAddress(decision.Domain) };
    }
}
