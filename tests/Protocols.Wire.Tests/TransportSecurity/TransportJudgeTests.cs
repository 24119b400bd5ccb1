using System.Security.Cryptography.X509Certificates;
using Protocols.Dns;
using Protocols.TransportSecurity.Dane;
using Protocols.TransportSecurity.Delivery;
using Protocols.TransportSecurity.MtaSts;
using Protocols.TransportSecurity.TlsReporting;

namespace Protocols.Wire.Tests.TransportSecurity;

public sealed class TransportJudgeTests
{
    private static readonly X509Certificate2 s_server = Certificates.Server("mx.example.test", ["mx.example.test"]);
    private static readonly X509Certificate2 s_stranger = Certificates.Server("mx.example.test", ["mx.example.test"]);
    private static readonly TlsSessionFacts s_clear = new();
    private static readonly TlsSessionFacts s_broken = new() { IsOffered = true, Problem = "handshake failure" };
    private static readonly TlsSessionFacts s_unknown = new() { IsOffered = true, IsEstablished = true, Certificates = [s_server], Pkix = PkixOutcome.NotTrusted };
    private static readonly TlsSessionFacts s_trusted = s_unknown with { Pkix = PkixOutcome.Valid };
    private static readonly TlsSessionFacts s_requiring = s_trusted with { OffersRequireTls = true };
    private static readonly DanePolicy s_noDane = new() { Status = DaneStatus.NotApplicable, Reason = DanePolicyReason.NoSecureRecords };
    private static readonly DanePolicy s_dane = Dane(s_server);
    private static readonly DanePolicy s_unusable = new() { Status = DaneStatus.Encrypt, Reason = DanePolicyReason.UnusableRecords };
    private static readonly MtaStsLookup s_noSts = new(null, MtaStsReason.NoRecord);

    [Fact]
    public void Where_nobody_asks_anything_mail_goes()
    {
        TransportPolicy policy = Policy(s_noDane, s_noSts);
        Assert.Equal((true, TransportReason.OpportunisticPlaintext, "starttls-not-supported"), Judge(policy, s_clear));
        Assert.Equal((true, TransportReason.OpportunisticPlaintext, "validation-failure"), Judge(policy, s_broken));
        Assert.Equal((true, TransportReason.Encrypted, null), Judge(policy, s_unknown));
    }

    [Fact]
    [Rfc(7672, "2.2")]
    [Rfc(7672, "3.2")]
    public void Records_are_to_be_kept()
    {
        TransportPolicy policy = Policy(s_dane, s_noSts);
        Assert.Equal((false, TransportReason.TlsNotOffered, "starttls-not-supported"), Judge(policy, s_clear));
        Assert.Equal((false, TransportReason.TlsFailed, "validation-failure"), Judge(policy, s_broken));
        Assert.Equal((true, TransportReason.DaneAuthenticated, null), Judge(policy, s_unknown));
        Assert.Equal((false, TransportReason.DaneFailed, "validation-failure"), Judge(Policy(Dane(s_stranger), s_noSts), s_trusted));
    }

    [Fact]
    [Rfc(7672, "2.2")]
    public void Unusable_ones_ask_for_encryption_and_leave_the_rest_to_the_policy()
    {
        Assert.Equal((false, TransportReason.TlsNotOffered, "starttls-not-supported"), Judge(Policy(s_unusable, s_noSts), s_clear));
        Assert.Equal((true, TransportReason.Encrypted, null), Judge(Policy(s_unusable, s_noSts), s_unknown));
        Assert.Equal((false, TransportReason.CertificateInvalid, "certificate-not-trusted"), Judge(Policy(s_unusable, Sts(MtaStsMode.Enforce)), s_unknown));
    }

    [Fact]
    [Rfc(7672, "2.1.2")]
    public void Records_that_cannot_be_known_stop_the_connection_before_it_is_made()
    {
        DanePolicy failed = new() { Status = DaneStatus.Unreachable, Reason = DanePolicyReason.LookupFailed, Problem = "timed out" };
        TransportDecision refusal = Policy(failed, Sts(MtaStsMode.Enforce)).RefusalBeforeConnecting()!;
        Assert.Equal((false, TransportReason.DaneLookupFailed, "dnssec-invalid"), (refusal.IsAllowed, refusal.Reason, refusal.ResultType));
        Assert.Equal(TransportReason.DaneLookupFailed, Judge(Policy(failed, s_noSts), s_trusted).Reason);
    }

    [Fact]
    [Rfc(7672, "6")]
    public void DANE_by_agreement_is_DANE_or_nothing()
    {
        Assert.Equal((false, TransportReason.DaneRequired, "dane-required"), Judge(Policy(s_noDane, s_noSts) with { RequiresDane = true }, s_trusted));
        Assert.Equal((true, TransportReason.DaneAuthenticated, null), Judge(Policy(s_dane, s_noSts) with { RequiresDane = true }, s_trusted));
    }

    [Fact]
    [Rfc(8461, "2")]
    public void A_policy_can_neither_override_records_nor_is_it_asked_where_they_are()
    {
        Assert.Equal((false, TransportReason.DaneFailed, "validation-failure"), Judge(Policy(Dane(s_stranger), Sts(MtaStsMode.Enforce)), s_trusted));
        Assert.Equal((true, TransportReason.DaneAuthenticated, null), Judge(Policy(s_dane, Sts(MtaStsMode.Enforce, "other.test")), s_unknown));
    }

    [Fact]
    [Rfc(8461, "4")]
    [Rfc(8461, "5")]
    public void A_policy_that_is_enforced_is_kept()
    {
        TransportPolicy policy = Policy(s_noDane, Sts(MtaStsMode.Enforce));
        Assert.Equal((true, TransportReason.StsAuthenticated, null), Judge(policy, s_trusted));
        Assert.Equal((false, TransportReason.TlsNotOffered, "starttls-not-supported"), Judge(policy, s_clear));
        Assert.Equal((false, TransportReason.CertificateInvalid, "certificate-expired"), Judge(policy, s_unknown with { Pkix = PkixOutcome.Expired }));
        Assert.Equal((false, TransportReason.CertificateInvalid, "certificate-host-mismatch"), Judge(policy, s_unknown with { Pkix = PkixOutcome.NameMismatch }));
        Assert.Equal((false, TransportReason.HostNotInPolicy, "validation-failure"), Judge(Policy(s_noDane, Sts(MtaStsMode.Enforce, "other.test")), s_trusted));
    }

    [Fact]
    [Rfc(8461, "5")]
    public void A_policy_that_is_tested_is_reported()
    {
        Assert.Equal((true, TransportReason.StsTesting, "starttls-not-supported"), Judge(Policy(s_noDane, Sts(MtaStsMode.Testing)), s_clear));
        Assert.Equal((true, TransportReason.StsTesting, "validation-failure"), Judge(Policy(s_noDane, Sts(MtaStsMode.Testing, "other.test")), s_trusted));
        Assert.Equal((true, TransportReason.StsAuthenticated, null), Judge(Policy(s_noDane, Sts(MtaStsMode.Testing)), s_trusted));
    }

    [Fact]
    [Rfc(8689, "4.2.1")]
    public void REQUIRETLS_wants_a_name_that_can_be_trusted_a_certificate_that_holds_and_a_server_that_passes_it_on()
    {
        TransportPolicy insecure = Policy(s_noDane, s_noSts) with { RequiresTls = true, IsHostSecure = false };
        Assert.Equal(TransportReason.HostNotAuthenticated, insecure.RefusalBeforeConnecting()!.Reason);
        TransportPolicy secure = insecure with { IsHostSecure = true };
        Assert.Equal((true, TransportReason.PkixAuthenticated, null), Judge(secure, s_requiring));
        Assert.Equal((false, TransportReason.RequireTlsNotOffered, null), Judge(secure, s_trusted));
        Assert.Equal((false, TransportReason.CertificateInvalid, null), Judge(secure, s_requiring with { Pkix = PkixOutcome.NotTrusted }));
        Assert.Equal((false, TransportReason.TlsNotOffered, "starttls-not-supported"), Judge(secure, s_clear));
        Assert.Equal((true, TransportReason.StsAuthenticated, null), Judge(insecure with { Sts = Sts(MtaStsMode.Enforce) }, s_requiring));
        Assert.Equal((true, TransportReason.DaneAuthenticated, null), Judge(secure with { Dane = s_dane }, s_requiring with { Pkix = PkixOutcome.NotTrusted }));
    }

    [Fact]
    [Rfc(8689, "4.2.2")]
    public void TLS_Required_No_goes_where_a_policy_would_not_let_it()
    {
        TransportPolicy policy = Policy(s_noDane, Sts(MtaStsMode.Enforce, "other.test")) with { IsTlsOptional = true };
        Assert.Null(policy.RefusalBeforeConnecting());
        Assert.Equal((true, TransportReason.TlsOptional, "validation-failure"), Judge(policy, s_clear));
        Assert.Equal((true, TransportReason.TlsOptional, "starttls-not-supported"), Judge(Policy(s_dane, s_noSts) with { IsTlsOptional = true }, s_clear));
    }

    [Fact]
    [Rfc(8461, "4.2")]
    public void A_certificate_holds_by_its_chain_its_dates_and_a_name_of_DNS()
    {
        using X509Certificate2 root = Certificates.Authority("root");
        using X509Certificate2 middle = Certificates.Authority("middle", root);
        using X509Certificate2 good = Certificates.Server("x", ["mx.example.test"], middle);
        using X509Certificate2 common = Certificates.Server("mx.example.test", [], middle);
        using X509Certificate2 old = Certificates.Server("x", ["mx.example.test"], middle, Certificates.Now.AddDays(-100));
        Assert.Equal(PkixOutcome.Valid, Pkix(root, good, middle));
        Assert.Equal(PkixOutcome.NotTrusted, Pkix(root, good));
        Assert.Equal(PkixOutcome.NotTrusted, Pkix(root, s_stranger, middle));
        Assert.Equal(PkixOutcome.NameMismatch, Pkix(root, common, middle));
        Assert.Equal(PkixOutcome.Expired, Pkix(root, old, middle));
        Assert.Equal(PkixOutcome.NoCertificate, Pkix(root));
    }

    [Fact]
    [Rfc(8460, "4.4")]
    public void What_is_reported_names_the_policy_that_was_applied()
    {
        TransportPolicy sts = Policy(s_noDane, Sts(MtaStsMode.Testing));
        TlsSession session = TlsSession.Of(Certificates.Now, sts, TransportJudge.Judge(sts, s_clear, Certificates.Now));
        Assert.Equal(("sts", "starttls-not-supported", "mx.example.test"), (session.PolicyType, session.ResultType, session.ReceivingMxHostname));
        Assert.Equal(["mx.example.test"], session.MxHosts);
        TransportPolicy dane = Policy(s_dane, Sts(MtaStsMode.Enforce));
        session = TlsSession.Of(Certificates.Now, dane, TransportJudge.Judge(dane, s_trusted, Certificates.Now));
        Assert.Equal(("tlsa", null), (session.PolicyType, session.ResultType));
        Assert.StartsWith("3 1 1 ", Assert.Single(session.PolicyStrings), StringComparison.Ordinal);
    }

    [Fact]
    [Rfc(8461, "6")]
    public void A_policy_that_cannot_be_had_is_reported_too()
    {
        TransportPolicy policy = Policy(s_noDane, new MtaStsLookup(null, MtaStsReason.PolicyInvalid, "the version\r\nis not STSv1"));
        TlsSession session = TlsSession.Of(Certificates.Now, policy, TransportJudge.Judge(policy, s_trusted, Certificates.Now));
        Assert.Equal(("no-policy-found", "sts-policy-invalid", "the version??is not STSv1"), (session.PolicyType, session.ResultType, session.FailureReasonCode));
    }

    private static PkixOutcome Pkix(X509Certificate2 root, params X509Certificate2[] presented)
    {
        PkixOutcome outcome = PkixVerifier.Verify(presented, "mx.example.test.", Certificates.Now, [root], out string problem);
        Assert.Equal(outcome is PkixOutcome.Valid or PkixOutcome.NoCertificate, problem.Length == 0);
        return outcome;
    }

    private static DanePolicy Dane(X509Certificate2 certificate)
    {
        TlsaRecord record = Certificates.Record(certificate, 3, 1, 1);
        return new() { Status = DaneStatus.Authenticate, Reason = DanePolicyReason.SecureRecords, Records = [record], UsableRecords = [record], ReferenceNames = ["mx.example.test"] };
    }

    private static MtaStsLookup Sts(MtaStsMode mode, string pattern = "mx.example.test") =>
        new(new MtaStsEntry("example.test", "1", Certificates.Now, new MtaStsPolicy { Mode = mode, MaxAge = TimeSpan.FromDays(1), MxPatterns = [pattern] }), MtaStsReason.Cached);

    private static TransportPolicy Policy(DanePolicy dane, MtaStsLookup sts) => new("example.test", "mx.example.test", dane, sts);

    private static (bool IsAllowed, TransportReason Reason, string? ResultType) Judge(TransportPolicy policy, TlsSessionFacts facts)
    {
        TransportDecision decision = TransportJudge.Judge(policy, facts, Certificates.Now);
        return (decision.IsAllowed, decision.Reason, decision.ResultType);
    }
}
