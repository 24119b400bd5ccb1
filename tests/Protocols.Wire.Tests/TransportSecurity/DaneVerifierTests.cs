using System.Security.Cryptography.X509Certificates;
using Protocols.Dns;
using Protocols.TransportSecurity.Dane;

namespace Protocols.Wire.Tests.TransportSecurity;

public sealed class DaneVerifierTests
{
    private static readonly X509Certificate2 s_root = Certificates.Authority("root");
    private static readonly X509Certificate2 s_middle = Certificates.Authority("middle", s_root);
    private static readonly X509Certificate2 s_server = Certificates.Server("mx.example.test", ["mx.example.test"], s_middle);
    private static readonly X509Certificate2 s_stranger = Certificates.Server("mx.example.test", ["mx.example.test"]);

    public static TheoryData<int, int> Forms => new() { { 0, 0 }, { 0, 1 }, { 0, 2 }, { 1, 0 }, { 1, 1 }, { 1, 2 } };

    [Theory, MemberData(nameof(Forms))]
    [Rfc(6698, "2.1.2")]
    [Rfc(6698, "2.1.3")]
    [Rfc(7672, "3.1.1")]
    public void A_server_is_known_by_its_own_certificate_or_key(int selector, int matching)
    {
        TlsaRecord record = Certificates.Record(s_server, 3, (byte)selector, (byte)matching);
        Assert.Equal((true, DaneReason.EndEntity), Verdict(record, s_server));
        Assert.Equal((false, DaneReason.NoMatch), Verdict(record, s_stranger));
        Assert.Equal((false, DaneReason.NoMatch), Verdict(record, s_stranger, s_server));
    }

    [Theory, MemberData(nameof(Forms))]
    [Rfc(7672, "3.1.2")]
    public void A_server_is_known_by_who_issued_its_certificate(int selector, int matching)
    {
        foreach (X509Certificate2 anchor in new[] { s_root, s_middle })
        {
            TlsaRecord record = Certificates.Record(anchor, 2, (byte)selector, (byte)matching);
            Assert.Equal((true, DaneReason.TrustAnchor), Verdict(record, s_server, s_middle, s_root));
            Assert.Equal((false, DaneReason.InvalidChain), Verdict(record, s_stranger, s_middle, s_root));
        }
    }

    [Fact]
    [Rfc(7672, "3.1.1")]
    [Rfc(7672, "3.2.1")]
    public void Neither_names_nor_dates_count_for_a_certificate_of_its_own()
    {
        using X509Certificate2 old = Certificates.Server("elsewhere", ["elsewhere.test"], until: Certificates.Now.AddDays(-100));
        Assert.Equal((true, DaneReason.EndEntity), Verdict(Certificates.Record(old, 3, 1, 1), old));
    }

    [Fact]
    [Rfc(7672, "3.2.2")]
    public void They_do_where_an_authority_issued_it()
    {
        using X509Certificate2 old = Certificates.Server("mx.example.test", ["mx.example.test"], s_middle, Certificates.Now.AddDays(-100));
        using X509Certificate2 other = Certificates.Server("mx.example.test", ["other.example.test"], s_middle);
        TlsaRecord record = Certificates.Record(s_middle, 2, 0, 1);
        Assert.Equal((false, DaneReason.Expired), Verdict(record, old, s_middle));
        Assert.Equal((false, DaneReason.NameMismatch), Verdict(record, other, s_middle));
    }

    [Theory]
    [InlineData(true, "x", "example.test")]
    [InlineData(true, "x", "*.example.test")]
    [InlineData(true, "mx.example.test")]
    [InlineData(false, "mx.example.test", "x.test")]
    [InlineData(false, "x", "*.mx.example.test")]
    [InlineData(false, "x", "m*.example.test")]
    [Rfc(7672, "3.2.3")]
    public void A_name_may_be_any_of_the_references_and_the_common_one_where_there_is_no_other(bool expected, string commonName, params string[] names)
    {
        using X509Certificate2 server = Certificates.Server(commonName, names, s_middle);
        Assert.Equal((expected, expected ? DaneReason.TrustAnchor : DaneReason.NameMismatch), Verdict(Certificates.Record(s_middle, 2, 0, 1), server, s_middle));
    }

    [Fact]
    [Rfc(7671, "5.2.2")]
    public void A_trust_anchor_that_is_published_whole_need_not_be_presented()
    {
        Assert.Equal((true, DaneReason.TrustAnchor), Verdict(Certificates.Record(s_middle, 2, 0, 0), s_server));
        Assert.Equal((false, DaneReason.NoMatch), Verdict(Certificates.Record(s_middle, 2, 0, 1), s_server));
        Assert.Equal((false, DaneReason.NoMatch), Verdict(new TlsaRecord(2, 0, 0, [1, 2, 3]), s_server, s_middle));
    }

    [Fact]
    public void The_servers_own_certificate_is_no_trust_anchor() =>
        Assert.Equal((false, DaneReason.NoMatch), Verdict(Certificates.Record(s_server, 2, 0, 1), s_server, s_middle));

    [Fact]
    public void Nothing_to_hold_against_is_told()
    {
        Assert.Equal((false, DaneReason.NoCertificate), Verdict(Certificates.Record(s_server, 3, 1, 1)));
        DanePolicy none = new() { Status = DaneStatus.Encrypt, Reason = DanePolicyReason.UnusableRecords };
        Assert.Equal(DaneReason.NoUsableRecords, DaneVerifier.Verify(none, [s_server], Certificates.Now).Reason);
    }

    [Fact]
    public void Only_so_many_certificates_are_looked_at()
    {
        X509Certificate2[] many = [s_server, .. Enumerable.Repeat(s_stranger, DaneVerifier.MaxCertificates), s_middle];
        Assert.Equal((false, DaneReason.NoMatch), Verdict(Certificates.Record(s_middle, 2, 0, 1), many));
    }

    private static (bool, DaneReason) Verdict(TlsaRecord record, params X509Certificate2[] presented)
    {
        DanePolicy policy = new()
        {
            Status = DaneStatus.Authenticate,
            Reason = DanePolicyReason.SecureRecords,
            Records = [record],
            UsableRecords = [record],
            ReferenceNames = ["mx.example.test", "example.test"],
        };
        DaneResult result = DaneVerifier.Verify(policy, presented, Certificates.Now);
        return (result.IsAuthenticated, result.Reason);
    }
}
