using System.Security.Cryptography.X509Certificates;
using System.Text;
using Protocols.Dns;
using Protocols.Smtp.Server;
using Protocols.Storage;
using Protocols.TransportSecurity.MtaSts;
using Protocols.TransportSecurity.TlsReporting;

namespace Protocols.Server.Tests.Relay;

/// <summary>DANE, then MTA-STS, then whatever can be had; and what the message itself wants.</summary>
public class TransportSecurityTests
{
    [Fact, Rfc(3207, "4")]
    public async Task Mail_goes_encrypted_where_it_can_whoever_the_server_is()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddDomain("to.test", "ONLYPLAIN");
        server.Certificate = TestCertificates.SelfSigned("somebody.else.test");
        server.SecureOffers = ["PIPELINING"];
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync("bob@to.test"));
        Assert.True(Assert.Single(server.Messages).IsTls);
        Assert.Equal("mx.to.test", Assert.Single(server.ServerNames));
        TlsSession session = Assert.Single(site.TlsSessions);
        Assert.Equal(("no-policy-found", null, "to.test"), (session.PolicyType, session.ResultType, session.Domain));
        Assert.Equal(("127.0.0.1", "192.0.2.1", "mx.to.test"), (session.SendingMtaIp, session.ReceivingIp, session.ReceivingMxHostname));
    }

    [Theory, InlineData("454 4.7.0 not now"), InlineData(FakeServer.HangUp), InlineData("220 go\r\n250 injected")]
    public async Task Where_TLS_fails_and_nobody_asks_for_it_mail_goes_without(string answer)
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddDomain("to.test");
        server.Certificate = TestCertificates.SelfSigned("mx.to.test");
        server.Answer = line => line == "STARTTLS" ? answer : null;
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync("bob@to.test"));
        Assert.False(Assert.Single(server.Messages).IsTls);
        Assert.Equal("validation-failure", Assert.Single(site.TlsSessions).ResultType);
    }

    [Fact]
    public async Task A_handshake_that_never_ends_is_given_up()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Options = site.Options with { TlsTimeout = TimeSpan.FromMilliseconds(100) };
        FakeServer server = site.AddDomain("to.test", "STARTTLS");
        server.Answer = line => line == "STARTTLS" ? "220 go" : null;
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync("bob@to.test"));
        Assert.False(Assert.Single(server.Messages).IsTls);
        Assert.Equal(2, server.Connections);
    }

    [Theory, Rfc(7672, "3.1"), InlineData(3, true), InlineData(2, true), InlineData(3, false), InlineData(2, false)]
    public async Task A_server_with_TLSA_records_is_who_they_say_or_gets_nothing(byte usage, bool isRight)
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = SecureDomain(site, "to.test", usage, isRight);
        site.Run();
        QueueMessageId id = await site.EnqueueAsync("bob@to.test");
        if (isRight)
        {
            Assert.True((await server.WaitAsync(1))[0].IsTls);
            Assert.Equal(("tlsa", null), (Assert.Single(site.TlsSessions).PolicyType, Assert.Single(site.TlsSessions).ResultType));
            return;
        }

        QueuedRecipient recipient = await site.WaitAsync(id, static r => r.Attempts == 1);
        Assert.Equal((QueuedRecipientStatus.Pending, "4.7.5"), (recipient.Status, recipient.LastReply!.EnhancedCode));
        Assert.DoesNotContain(server.Commands, static c => c.Contains("MAIL", StringComparison.Ordinal));
        Assert.Equal("validation-failure", Assert.Single(site.TlsSessions).ResultType);
    }

    [Fact, Rfc(7672, "2.2")]
    public async Task A_server_with_TLSA_records_and_without_STARTTLS_gets_nothing()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = SecureDomain(site, "to.test", 3, isRight: true);
        server.Certificate = null;
        site.Run();
        QueuedRecipient recipient = await site.WaitAsync(await site.EnqueueAsync("bob@to.test"), static r => r.Attempts == 1);
        Assert.Equal("4.7.10", recipient.LastReply!.EnhancedCode);
        Assert.Equal("starttls-not-supported", Assert.Single(site.TlsSessions).ResultType);
    }

    [Fact, Rfc(7672, "2.1.2")]
    public async Task A_server_whose_TLSA_records_cannot_be_looked_up_is_not_even_connected_to_and_another_is()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        DnsZone zone = Secure(site);
        FakeServer server = AddSecure(site, zone, "to.test", TestCertificates.Server("mx.to.test"));
        zone.AddFailure("_25._tcp.mx.to.test", DnsRecordType.Tlsa).Add("to.test", new MxRecord(20, "mx2.to.test"));
        FakeServer second = site.AddHost("mx2.to.test");
        zone.Add("mx2.to.test", (AddressRecord)site.Zone.Query("mx2.to.test", DnsRecordType.A).Records[0]);
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync("bob@to.test"));
        Assert.Equal((0, 1), (server.Connections, second.Messages.Count));
        Assert.Contains(site.TlsSessions, static s => s is { ResultType: "dnssec-invalid", ReceivingMxHostname: "mx.to.test" });
    }

    [Fact, Rfc(7672, "6")]
    public async Task A_route_may_require_DANE()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddDomain("to.test");
        server.Certificate = TestCertificates.Server("mx.to.test");
        site.Routes = new StaticRouteTable(new Dictionary<string, DeliveryRoute> { ["to.test"] = new MxRoute { RequiresDane = true } });
        site.Run();
        await site.WaitAsync(await site.EnqueueAsync("bob@to.test"), static r => r.Attempts == 1);
        Assert.Equal(0, server.Connections);
        Assert.Equal("dane-required", Assert.Single(site.TlsSessions).ResultType);
    }

    [Theory, Rfc(8461, "4.1"), Rfc(8461, "5")]
    [InlineData("enforce", "mx.to.test", true, true, null)]
    [InlineData("enforce", "mx.to.test", false, false, "certificate-not-trusted")]
    [InlineData("enforce", "other.to.test", true, false, "validation-failure")]
    [InlineData("testing", "mx.to.test", false, true, "certificate-not-trusted")]
    [InlineData("testing", "other.to.test", true, true, "validation-failure")]
    [InlineData("none", "other.to.test", false, true, null)]
    public async Task A_policy_of_MTA_STS_is_kept(string mode, string pattern, bool isTrusted, bool isSent, string? result)
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddDomain("to.test");
        server.Certificate = isTrusted ? TestCertificates.Server("mx.to.test") : TestCertificates.SelfSigned("mx.to.test");
        Sts(site, "to.test", mode, pattern);
        site.Run();
        QueueMessageId id = await site.EnqueueAsync("bob@to.test");
        if (isSent)
        {
            Assert.True((await server.WaitAsync(1))[0].IsTls);
        }
        else
        {
            QueuedRecipient recipient = await site.WaitAsync(id, static r => r.Attempts == 1);
            Assert.Equal(QueuedRecipientStatus.Pending, recipient.Status);
            Assert.StartsWith("4.7.", recipient.LastReply!.EnhancedCode, StringComparison.Ordinal);
        }

        TlsSession session = Assert.Single(site.TlsSessions);
        Assert.Equal((mode == "none" ? "no-policy-found" : "sts", result), (session.PolicyType, session.ResultType));
    }

    [Fact, Rfc(8461, "2")]
    public async Task DANE_goes_before_MTA_STS()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = SecureDomain(site, "to.test", 3, isRight: true);
        Sts(site, "to.test", "enforce", "other.to.test");
        site.Run();
        await site.EnqueueAsync("bob@to.test");
        Assert.True((await server.WaitAsync(1))[0].IsTls);
        Assert.Equal("tlsa", Assert.Single(site.TlsSessions).PolicyType);
    }

    [Theory, Rfc(8689, "4.2.1")]
    [InlineData("as it should be", null)]
    [InlineData("not offered", "5.7.30")]
    [InlineData("no TLS", "5.7.10")]
    [InlineData("untrusted", "5.7.10")]
    [InlineData("insecure MX", "5.7.10")]
    public async Task REQUIRETLS_is_honoured_or_the_message_goes_back(string how, string? status)
    {
        await using RelaySite site = await RelaySite.StartAsync();
        site.Options = site.Options with { TrustedRoots = [TestCertificates.Root] };
        DnsZone zone = how == "insecure MX" ? site.Zone : Secure(site);
        X509Certificate2 certificate = how == "untrusted" ? TestCertificates.SelfSigned("mx.to.test") : TestCertificates.Server("mx.to.test");
        FakeServer server = how == "insecure MX" ? site.AddDomain("to.test") : AddSecure(site, zone, "to.test", certificate);
        server.Certificate = how == "no TLS" ? null : certificate;
        server.SecureOffers = how == "not offered" ? [] : ["REQUIRETLS"];
        site.Run();
        QueueMessageId id = await site.EnqueueAsync(RelaySite.Message, RelaySite.Envelope(site.Time.GetUtcNow()) with { Tls = QueueTls.Required }, "bob@to.test");
        await site.WaitGoneAsync(id);
        if (status is null)
        {
            Assert.Equal("MAIL FROM:<ann@from.test> REQUIRETLS", Assert.Single(server.Messages).Mail);
            return;
        }

        Assert.Empty(server.Messages);
        Assert.Contains($"Status: {status}", await site.WaitReportAsync(), StringComparison.Ordinal);
    }

    [Fact, Rfc(8689, "4.2.1")]
    public async Task REQUIRETLS_takes_a_policy_of_MTA_STS_for_the_name()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddDomain("to.test");
        server.Certificate = TestCertificates.Server("mx.to.test");
        server.SecureOffers = ["REQUIRETLS"];
        Sts(site, "to.test", "enforce", "mx.to.test");
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync(RelaySite.Message, RelaySite.Envelope(site.Time.GetUtcNow()) with { Tls = QueueTls.Required }, "bob@to.test"));
        Assert.EndsWith(" REQUIRETLS", Assert.Single(server.Messages).Mail, StringComparison.Ordinal);
    }

    [Theory, Rfc(8689, "5"), InlineData(true), InlineData(false)]
    public async Task A_report_that_requires_TLS_is_not_lost_over_it(bool isOffered)
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddDomain("to.test");
        server.Certificate = TestCertificates.SelfSigned("mx.to.test");
        server.SecureOffers = isOffered ? ["REQUIRETLS"] : [];
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync(RelaySite.Message, RelaySite.Envelope(site.Time.GetUtcNow()) with { ReversePath = "", Tls = QueueTls.Required }, "bob@to.test"));
        Assert.Equal(isOffered ? "MAIL FROM:<> REQUIRETLS" : "MAIL FROM:<>", Assert.Single(server.Messages).Mail);
    }

    [Fact, Rfc(8689, "4.2.2")]
    public async Task A_message_may_say_that_delivery_matters_more()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddDomain("to.test");
        server.Certificate = TestCertificates.SelfSigned("mx.to.test");
        Sts(site, "to.test", "enforce", "other.to.test");
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync(RelaySite.Message, RelaySite.Envelope(site.Time.GetUtcNow()) with { Tls = QueueTls.NotRequired }, "bob@to.test"));
        Assert.True(Assert.Single(server.Messages).IsTls);
        Assert.Equal("validation-failure", Assert.Single(site.TlsSessions).ResultType);
    }

    [Fact, Rfc(8461, "4")]
    public async Task A_kept_connection_is_judged_anew_for_each_message()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddDomain("to.test");
        server.Certificate = TestCertificates.SelfSigned("mx.to.test");
        site.Zone.Add("strict.test", new MxRecord(10, "mx.to.test"));
        Sts(site, "strict.test", "enforce", "mx.to.test");
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync("bob@to.test"));
        await site.WaitAsync(await site.EnqueueAsync("bob@strict.test"), static r => r.Attempts == 1);
        Assert.Single(server.Messages);
    }

    [Fact, Rfc(8461, "4")]
    public async Task A_kept_connection_is_judged_by_the_policy_of_the_domain_whose_turn_it_is()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        FakeServer server = site.AddDomain("strict.test");
        server.Certificate = TestCertificates.SelfSigned("mx.strict.test");
        site.Zone.Add("loose.test", new MxRecord(10, "mx.strict.test"));
        Sts(site, "strict.test", "enforce", "mx.strict.test");
        site.Run();
        await site.WaitGoneAsync(await site.EnqueueAsync(RelaySite.Message, RelaySite.Envelope(site.Time.GetUtcNow()) with { Tls = QueueTls.NotRequired }, "bob@strict.test"));
        await site.WaitGoneAsync(await site.EnqueueAsync("bob@loose.test"));
        await site.WaitGoneAsync(await site.EnqueueAsync("bob@loose.test"));
        Assert.Equal((1, 3), (server.Connections, server.Messages.Count));
        await site.WaitAsync(await site.EnqueueAsync("bob@strict.test"), static r => r.Attempts == 1);
        Assert.Equal(3, server.Messages.Count);
    }

    private static DnsZone Secure(RelaySite site)
    {
        DnsZone zone = new() { Security = DnsSecurity.Secure };
        zone.AddFailure("from.test");
        site.Resolver = zone;
        return zone;
    }

    private static FakeServer AddSecure(RelaySite site, DnsZone zone, string domain, X509Certificate2 certificate)
    {
        FakeServer server = site.AddHost("mx." + domain);
        zone.Add(domain, new MxRecord(10, "mx." + domain)).Add("mx." + domain, (AddressRecord)site.Zone.Query("mx." + domain, DnsRecordType.A).Records[0]);
        server.Certificate = certificate;
        return server;
    }

    private static FakeServer SecureDomain(RelaySite site, string domain, byte usage, bool isRight)
    {
        DnsZone zone = Secure(site);
        X509Certificate2 certificate = TestCertificates.Server("mx." + domain);
        FakeServer server = AddSecure(site, zone, domain, certificate);
        X509Certificate2 named = usage == 3 ? certificate : TestCertificates.Authority;
        zone.Add($"_25._tcp.mx.{domain}", TestCertificates.Record(isRight ? named : TestCertificates.SelfSigned("mx." + domain), usage));
        return server;
    }

    private static void Sts(RelaySite site, string domain, string mode, string pattern)
    {
        IDnsResolver resolver = site.Resolver ?? site.Zone;
        ((DnsZone)resolver).AddText("_mta-sts." + domain, "v=STSv1; id=1;");
        site.Options = site.Options with { TrustedRoots = [TestCertificates.Root] };
        site.MtaSts = new MtaStsResolver(resolver, new OnePolicy($"version: STSv1\r\nmode: {mode}\r\nmx: {pattern}\r\nmax_age: 86400\r\n"), new MemoryMtaStsStore(), site.Time);
    }

    private sealed class OnePolicy(string text) : IMtaStsFetcher
    {
        public ValueTask<MtaStsFetch> FetchAsync(Uri address, int maxBytes, CancellationToken cancellationToken) => new(new MtaStsFetch(200, "text/plain", Encoding.ASCII.GetBytes(text)));
    }
}
