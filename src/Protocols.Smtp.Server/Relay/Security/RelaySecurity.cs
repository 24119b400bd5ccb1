using System.Net;
using Protocols.Dns;
using Protocols.Storage;
using Protocols.TransportSecurity.Dane;
using Protocols.TransportSecurity.Delivery;
using Protocols.TransportSecurity.MtaSts;

namespace Protocols.Smtp.Server;

/// <summary>Finds out what has been published about a server, and judges connections to it: DANE, then MTA-STS, then whatever can be had.</summary>
/// <param name="resolver">Looks TLSA records up; one that validates, or DANE never applies.</param>
/// <param name="sts">Finds policies of MTA-STS; null for nobody asks.</param>
/// <param name="options">The settings.</param>
/// <param name="time">The clock.</param>
internal sealed class RelaySecurity(IDnsResolver resolver, MtaStsResolver? sts, DeliveryAgentOptions options, TimeProvider time)
{
    private static readonly MtaStsLookup s_noPolicy = new(null, MtaStsReason.NoRecord);
    private static readonly DanePolicy s_noRecords = new() { Status = DaneStatus.NotApplicable, Reason = DanePolicyReason.AddressLiteral };

    private readonly DaneResolver _dane = new(resolver);

    /// <summary>What has been published about a server, and what a message asks.</summary>
    public async ValueTask<TransportPolicy> FindAsync(NextHop hop, QueueEnvelope envelope, CancellationToken cancellationToken)
    {
        // RFC 8689 §5: a report is not thrown away because nobody on its way back knows REQUIRETLS.
        bool requiresTls = envelope.Tls == QueueTls.Required && envelope.ReversePath.Length > 0;
        DanePolicy dane = hop.Host is null or { Address: not null } ? s_noRecords : await _dane.FindAsync(Destination(hop), cancellationToken).ConfigureAwait(false);

        // RFC 8461 §2: where DANE applies, nothing else counts; REQUIRETLS asks the policy for a name that can be trusted all the same.
        bool asksForPolicy = sts is not null && (dane.Status is DaneStatus.NotApplicable or DaneStatus.Encrypt || requiresTls);
        MtaStsLookup policy = asksForPolicy ? await sts!.FindAsync(hop.PolicyDomain, cancellationToken).ConfigureAwait(false) : s_noPolicy;
        return new TransportPolicy(hop.PolicyDomain, hop.Name, dane, policy)
        {
            IsHostSecure = hop.Exchangers is null or { IsSecure: true } or { IsImplicit: true },
            RequiresTls = requiresTls,
            IsTlsOptional = envelope.Tls == QueueTls.NotRequired,
            RequiresDane = hop.RequiresDane,
        };
    }

    /// <summary>Whether a message may go over a connection.</summary>
    public TransportDecision Judge(TransportPolicy policy, RelayConnection connection)
    {
        NextHop hop = connection.Hop;
        DateTimeOffset now = time.GetUtcNow();
        if (connection.Tls is { IsEstablished: true, Pkix: PkixOutcome.NoCertificate, Certificates.Count: > 0 } && (policy.AppliesSts || policy.RequiresTls || hop.RequiresAuthenticatedTls))
        {
            connection.Tls = connection.Tls with { Pkix = PkixVerifier.Verify(connection.Tls.Certificates, policy.Host, now, options.TrustedRoots, out _) };
        }

        connection.Tls = connection.Tls with { OffersRequireTls = connection.Tls.IsEstablished && connection.Session.Capabilities.Offers(SmtpExtensions.RequireTls) };
        TransportDecision decision = TransportJudge.Judge(policy, connection.Tls, now);
        return decision.IsAllowed ? JudgeConfigured(hop, connection.Tls, decision) : decision;
    }

    /// <summary>The name to ask a server for: that of its TLSA records (RFC 7672 §8.1), or its own.</summary>
    public static string ServerName(TransportPolicy? policy, NextHop hop) => policy is { Dane.BaseDomain.Length: > 0 } ? policy.Dane.BaseDomain : hop.Host?.Address?.ToString() ?? hop.Name;

    // What this host's operator wants of a server goes beyond what has been published, and no message can talk it away: a password may hang on it.
    private static TransportDecision JudgeConfigured(NextHop hop, TlsSessionFacts tls, TransportDecision decision)
    {
        if ((hop.RequiresTls || hop.RequiresAuthenticatedTls) && !tls.IsEstablished)
        {
            return new TransportDecision
            {
                IsAllowed = false,
                Reason = tls.IsOffered ? TransportReason.TlsFailed : TransportReason.TlsNotOffered,
                Problem = tls.IsOffered ? tls.Problem : "the server does not offer STARTTLS",
                ResultType = decision.ResultType,
            };
        }

        bool isAuthenticated = tls.Pkix == PkixOutcome.Valid || decision.Reason is TransportReason.DaneAuthenticated or TransportReason.StsAuthenticated;
        return hop.RequiresAuthenticatedTls && !isAuthenticated
            ? new TransportDecision { IsAllowed = false, Reason = TransportReason.CertificateInvalid, Problem = tls.Pkix.ToString(), ResultType = decision.ResultType }
            : decision;
    }

    private static DaneDestination Destination(NextHop hop) => hop.Exchangers is { IsImplicit: false } found
        ? new DaneDestination(hop.Host!.Name) { Port = hop.Port, NextHopDomain = hop.PolicyDomain, ExpandedNextHopDomain = found.ExpandedDomain, IsMxSecure = found.IsSecure }
        : new DaneDestination(hop.Host!.Name) { Port = hop.Port };
}
