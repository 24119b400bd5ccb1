using Protocols.TransportSecurity.Dane;
using Protocols.TransportSecurity.MtaSts;

namespace Protocols.TransportSecurity.Delivery;

/// <summary>
/// Decides whether a message may go over a connection, in the order of the specifications: what TLSA records ask (RFC 7672), then the policy of MTA-STS where
/// there are none (RFC 8461), then what the message itself asks (RFC 8689); where nobody asks anything, encrypted if it can be and in the clear if not.
/// </summary>
public static class TransportJudge
{
    /// <summary>Decides.</summary>
    /// <param name="policy">What has been published.</param>
    /// <param name="facts">How it went with TLS.</param>
    /// <param name="time">The time at which certificates have to be valid.</param>
    public static TransportDecision Judge(TransportPolicy policy, TlsSessionFacts facts, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(facts);
        if (policy.RefusalBeforeConnecting() is { } refusal)
        {
            return refusal;
        }

        TransportDecision decision = JudgePublished(policy, facts, time);
        if (policy.IsTlsOptional)
        {
            return decision.IsAllowed ? decision : TransportDecision.Allowed(TransportReason.TlsOptional, decision.Problem, decision.ResultType);
        }

        return policy.RequiresTls && decision.IsAllowed ? JudgeRequired(decision, facts) : decision;
    }

    private static TransportDecision JudgePublished(TransportPolicy policy, TlsSessionFacts facts, DateTimeOffset time)
    {
        if (policy.Dane.Status is DaneStatus.Authenticate or DaneStatus.Encrypt && !facts.IsEstablished)
        {
            return NoTls(facts);
        }

        if (policy.Dane.Status == DaneStatus.Authenticate)
        {
            DaneResult result = DaneVerifier.Verify(policy.Dane, facts.Certificates, time);
            return result.IsAuthenticated
                ? TransportDecision.Allowed(TransportReason.DaneAuthenticated)
                : TransportDecision.Refused(TransportReason.DaneFailed, $"{result.Reason} {result.Problem}".TrimEnd(), ResultType(result.Reason));
        }

        if (policy.AppliesSts)
        {
            TransportDecision decision = JudgeSts(policy, facts);
            return decision.IsAllowed || policy.Sts.Policy!.Mode == MtaStsMode.Enforce
                ? decision
                : TransportDecision.Allowed(TransportReason.StsTesting, decision.Problem, decision.ResultType);
        }

        return facts.IsEstablished ? TransportDecision.Allowed(TransportReason.Encrypted)
            : facts.IsOffered ? TransportDecision.Allowed(TransportReason.OpportunisticPlaintext, facts.Problem, "validation-failure")
            : TransportDecision.Allowed(TransportReason.OpportunisticPlaintext, "", "starttls-not-supported");
    }

    private static TransportDecision JudgeSts(TransportPolicy policy, TlsSessionFacts facts)
    {
        if (!policy.Sts.Policy!.Allows(policy.Host))
        {
            return TransportDecision.Refused(TransportReason.HostNotInPolicy, $"{policy.Host} is not among {string.Join(", ", policy.Sts.Policy.MxPatterns)}", "validation-failure");
        }

        return !facts.IsEstablished ? NoTls(facts)
            : facts.Pkix == PkixOutcome.Valid ? TransportDecision.Allowed(TransportReason.StsAuthenticated)
            : TransportDecision.Refused(TransportReason.CertificateInvalid, facts.Pkix.ToString(), ResultType(facts.Pkix));
    }

    // RFC 8689 §4.2.1, steps 4 and 5.
    private static TransportDecision JudgeRequired(TransportDecision decision, TlsSessionFacts facts)
    {
        if (!facts.IsEstablished)
        {
            return NoTls(facts);
        }

        bool isAuthenticated = decision.Reason is TransportReason.DaneAuthenticated or TransportReason.StsAuthenticated;
        if (!isAuthenticated && facts.Pkix != PkixOutcome.Valid)
        {
            return TransportDecision.Refused(TransportReason.CertificateInvalid, facts.Pkix.ToString(), decision.ResultType);
        }

        return !facts.OffersRequireTls ? TransportDecision.Refused(TransportReason.RequireTlsNotOffered, "the server does not offer REQUIRETLS", decision.ResultType)
            : isAuthenticated ? decision
            : TransportDecision.Allowed(TransportReason.PkixAuthenticated, decision.Problem, decision.ResultType);
    }

    private static TransportDecision NoTls(TlsSessionFacts facts) => facts.IsOffered
        ? TransportDecision.Refused(TransportReason.TlsFailed, facts.Problem, "validation-failure")
        : TransportDecision.Refused(TransportReason.TlsNotOffered, "the server does not offer STARTTLS", "starttls-not-supported");

    private static string ResultType(DaneReason reason) => reason switch
    {
        DaneReason.NameMismatch => "certificate-host-mismatch",
        DaneReason.Expired => "certificate-expired",
        DaneReason.InvalidChain => "certificate-not-trusted",
        DaneReason.NoUsableRecords => "tlsa-invalid",
        _ => "validation-failure",
    };

    private static string ResultType(PkixOutcome outcome) => outcome switch
    {
        PkixOutcome.NameMismatch => "certificate-host-mismatch",
        PkixOutcome.Expired => "certificate-expired",
        _ => "certificate-not-trusted",
    };
}
