using System.Collections.Immutable;
using System.Net;
using System.Text;
using Protocols.Dns;
using Protocols.MailAuth.Dkim;
using Protocols.MailAuth.FailureReports;
using Protocols.MailAuth.Spf;
using Protocols.Mime;

namespace Protocols.MailAuth.Tests.FailureReports;

public sealed class FailureReporterTests : IDisposable
{
    private const string Message = "From: ann@example.test\r\nSubject: x\r\n\r\nbody\r\n";
    private const string Place = "_report._domainkey.example.test";

    private readonly DkimSigningKey _key = DkimSigningKey.FromEd25519("example.test", "ed", new byte[32]);

    public void Dispose() => _key.Dispose();

    [Fact, Rfc(6651, "3.3"), Rfc(6651, "3.1"), Rfc(6591, "3.3")]
    public async Task A_signature_that_asks_for_reports_and_fails_gets_one()
    {
        DnsZone zone = Zone().AddText(Place, "ra=dkim-errors; rr=v:x; rs=Bad=20signature");
        MailAuthResult found = await AuthenticateAsync(Signed() + "more\r\n", zone);
        ImmutableArray<FailureReportDecision> decisions = await new FailureReporter(zone, new Random(1)).DecideAsync(found, TestContext.Current.CancellationToken);
        FailureReportDecision decision = decisions[0];
        Assert.Equal(
            (FailureReportOutcome.Wanted, "example.test", "dkim-errors@example.test", "v", "bodyhash", Place, "Bad signature"),
            (decision.Outcome, decision.Domain, decision.Address, decision.Conditions, decision.FailureType, decision.QueryName, decision.SmtpText));
        Assert.Same(found.Dkim[0], decision.Dkim);
        Assert.Equal((FailureReportOutcome.NotAsked, "n", "spf"), (decisions[1].Outcome, decisions[1].Conditions, decisions[1].FailureType));
        Assert.Same(found.Spf, decisions[1].Spf);
    }

    [Fact, Rfc(6651, "3.3")]
    public async Task One_that_holds_or_does_not_ask_is_not_even_looked_up()
    {
        RecordingDnsResolver names = new(Zone().AddText(Place, "ra=a"));
        FailureReporter reporter = new(names, new Random(1));
        Assert.Empty(await DecideAsync(reporter, Signed()));
        Assert.Equal(FailureReportOutcome.NotAsked, Assert.Single(await DecideAsync(reporter, Signed(asks: false) + "more\r\n")).Outcome);
        Assert.Equal(FailureReportOutcome.NotAsked, Assert.Single(await DecideAsync(reporter, Signed().Replace("r=y", "r=Y", StringComparison.Ordinal))).Outcome);
        Assert.Equal(FailureReportOutcome.NotAsked, Assert.Single(await DecideAsync(reporter, "DKIM-Signature: v=1; d=example.test; r=y\r\n" + Message)).Outcome);
        Assert.Empty(names.Answers);
    }

    [Fact, Rfc(6651, "3.3")]
    public async Task What_cannot_be_looked_up_or_read_is_no_request()
    {
        Assert.Equal(FailureReportOutcome.NoRequest, await OutcomeAsync(Zone()));
        Assert.Equal(FailureReportOutcome.NoRequest, await OutcomeAsync(Zone().AddText(Place, "ra=a").AddText(Place, "ra=a")));
        Assert.Equal(FailureReportOutcome.MalformedRequest, await OutcomeAsync(Zone().AddText(Place, "ra=a; rp=x")));
        Assert.Equal(FailureReportOutcome.LookupFailed, await OutcomeAsync(Zone().AddFailure(Place)));
        Assert.Equal(FailureReportOutcome.OtherCondition, await OutcomeAsync(Zone().AddText(Place, "ra=a; rr=d:x:s:o:p:u")));
        Assert.Equal(FailureReportOutcome.NoAddress, await OutcomeAsync(Zone().AddText(Place, "rs=No")));
        Assert.Equal(FailureReportOutcome.Wanted, await OutcomeAsync(Zone().AddText(Place, "ra=a")));
    }

    [Fact, Rfc(6651, "5.1")]
    public async Task Each_failure_is_of_the_kind_that_the_specification_says()
    {
        string asking = Signed();
        Assert.Equal("v", await KindAsync(asking + "more\r\n", Zone()));
        Assert.Equal("v", await KindAsync(asking.Replace("Subject: x", "Subject: y", StringComparison.Ordinal), Zone()));
        Assert.Equal("d", await KindAsync(asking, new DnsZone()));
        Assert.Equal("d", await KindAsync(asking, new DnsZone().AddFailure("ed._domainkey.example.test")));
        Assert.Equal("s", await KindAsync(asking, new DnsZone().AddText("ed._domainkey.example.test", "v=DKIM1; k=ed25519; p=!")));
        Assert.Equal("o", await KindAsync(asking, new DnsZone().AddText("ed._domainkey.example.test", "v=DKIM1; k=ed25519; p=")));
        Assert.Equal("o", await KindAsync(asking, new DnsZone().AddText("ed._domainkey.example.test", _key.ToRecord().Replace("; k=", "; s=other; k=", StringComparison.Ordinal))));
        Assert.Equal("x", await KindAsync(asking.Replace(" r=y;", " r=y; x=1500000001;", StringComparison.Ordinal).Replace(" t=", " t=1500000000; z=", StringComparison.Ordinal), Zone()));
        Assert.Equal("p", await KindAsync(asking.Replace("a=ed25519-sha256", "a=rsa-sha1", StringComparison.Ordinal).Replace("bh=", "bh=AAAAAAAAAAAAAAAAAAAAAAAAAAA=; z=", StringComparison.Ordinal), Zone()));
        Assert.Equal("vu", await KindAsync(asking.Replace(" r=y;", " r=y; new=1;", StringComparison.Ordinal), Zone()));
    }

    [Theory, Rfc(6591, "3.3")]
    [InlineData(DkimReason.KeyRevoked, "revoked")]
    [InlineData(DkimReason.BodyTooShort, "bodyhash")]
    [InlineData(DkimReason.NoKey, "signature")]
    public void A_report_names_the_failure(DkimReason reason, string type) => Assert.Equal(type, FailureConditions.TypeOf(reason));

    [Fact, Rfc(6651, "3.3"), Rfc(6652, "3")]
    public async Task Lots_are_drawn_where_a_share_is_wanted()
    {
        FailureReporter reporter = new(Zone().AddText(Place, "ra=a; rp=30"), new Random(20261124));
        int wanted = 0;
        for (int i = 0; i < 1000; i++)
        {
            FailureReportDecision decision = Assert.Single(await DecideAsync(reporter, Signed() + "more\r\n"));
            Assert.True(decision.Outcome is FailureReportOutcome.Wanted or FailureReportOutcome.NotDrawn);
            wanted += decision.Outcome == FailureReportOutcome.Wanted ? 1 : 0;
        }

        Assert.InRange(wanted, 250, 350);
        Assert.Equal(FailureReportOutcome.NotDrawn, await OutcomeAsync(Zone().AddText(Place, "ra=a; rp=0")));
    }

    [Fact, Rfc(6651, "3.3")]
    public async Task A_domain_gets_one_report_of_a_message_and_a_message_causes_few()
    {
        RecordingDnsResolver names = new(Zone().AddText(Place, "ra=a"));
        string twice = Signed()[..^Message.Length] + Signed() + "more\r\n";
        Assert.Equal([FailureReportOutcome.Wanted, FailureReportOutcome.AlreadyReported], (await DecideAsync(new FailureReporter(names, new Random(1)), twice)).Select(static d => d.Outcome));
        Assert.Single(names.Answers);

        DnsZone zone = new();
        StringBuilder many = new();
        for (int i = 0; i < 8; i++)
        {
            zone.AddText($"_report._domainkey.d{i}.test", "ra=a");
            many.Append(Signed()[..^Message.Length].Replace("d=example.test", $"d=d{i}.test", StringComparison.Ordinal));
        }

        FailureReporter reporter = new(zone, new Random(1), new FailureReportOptions { MaxQueries = 5, MaxReports = 2 });
        ImmutableArray<FailureReportDecision> decisions = await DecideAsync(reporter, many + Message + "more\r\n");
        Assert.Equal([2, 6], new[] { FailureReportOutcome.Wanted, FailureReportOutcome.Limit }.Select(o => decisions.Count(d => d.Outcome == o)));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new FailureReportOptions { MaxReports = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new FailureReportOptions { MaxQueries = 1001 });
    }

    [Theory, Rfc(6652, "3"), Rfc(6652, "4.1")]
    [InlineData("v=spf1 ra=postmaster -all", FailureReportOutcome.Wanted, "f", "postmaster@example.test")]
    [InlineData("v=spf1 ra=postmaster ~all rr=s", FailureReportOutcome.Wanted, "s", "postmaster@example.test")]
    [InlineData("v=spf1 ra=postmaster ?all rr=n", FailureReportOutcome.Wanted, "n", "postmaster@example.test")]
    [InlineData("v=spf1 ra=postmaster nonsense:x rr=e", FailureReportOutcome.Wanted, "e", "postmaster@example.test")]
    [InlineData("v=spf1 ra=postmaster -all rr=e:s:n", FailureReportOutcome.OtherCondition, "f", "")]
    [InlineData("v=spf1 ra=postmaster -all rp=0", FailureReportOutcome.NotDrawn, "f", "")]
    [InlineData("v=spf1 -all rr=all", FailureReportOutcome.NotAsked, "f", "")]
    [InlineData("v=spf1 include:other.test -all", FailureReportOutcome.NotAsked, "f", "")]
    [InlineData("v=spf1 include:bad.test -all ra=own", FailureReportOutcome.Wanted, "e", "own@example.test")]
    [InlineData("v=spf1 redirect=other.test", FailureReportOutcome.Wanted, "f", "theirs@other.test")]
    public async Task A_record_of_SPF_says_which_failures_are_reported(string record, FailureReportOutcome outcome, string condition, string address)
    {
        DnsZone zone = new DnsZone().AddText("example.test", record).AddText("other.test", "v=spf1 -all ra=theirs").AddText("bad.test", "v=spf1 nonsense:x ra=theirs");
        SpfResult spf = await new SpfVerifier(zone, TimeProvider.System).CheckMailFromAsync(IPAddress.Parse("192.0.2.7"), "mail.example.test", "ann@example.test", TestContext.Current.CancellationToken);
        FailureReportDecision decision = Assert.Single(await new FailureReporter(zone, new Random(1)).DecideAsync([], spf, TestContext.Current.CancellationToken));
        Assert.Equal((outcome, condition, address, "spf"), (decision.Outcome, decision.Conditions, decision.Address, decision.FailureType));
    }

    private DnsZone Zone() => new DnsZone().AddText("ed._domainkey.example.test", _key.ToRecord());

    private string Signed(bool asks = true)
    {
        using MimeDocument document = MimeDocument.Parse(Encoding.ASCII.GetBytes(Message));
        return Encoding.ASCII.GetString(new DkimSigner(TimeProvider.System, new DkimSigningOptions { WantsReports = asks }, _key).Sign(document)) + Message;
    }

    private async Task<FailureReportOutcome> OutcomeAsync(DnsZone zone) => Assert.Single(await DecideAsync(new FailureReporter(zone, new Random(1)), Signed() + "more\r\n")).Outcome;

    private static async Task<string> KindAsync(string message, DnsZone keys)
    {
        FailureReportDecision decision = Assert.Single(await DecideAsync(new FailureReporter(new DnsZone().AddText(Place, "ra=a"), new Random(1)), message, keys));
        Assert.Equal(FailureReportOutcome.Wanted, decision.Outcome);
        return decision.Conditions;
    }

    private async Task<ImmutableArray<FailureReportDecision>> DecideAsync(FailureReporter reporter, string message) => await DecideAsync(reporter, message, Zone());

    private static async Task<ImmutableArray<FailureReportDecision>> DecideAsync(FailureReporter reporter, string message, DnsZone keys)
    {
        using MimeDocument document = MimeDocument.Parse(Encoding.ASCII.GetBytes(message));
        return await reporter.DecideAsync(await new DkimVerifier(keys, TimeProvider.System).VerifyAsync(document), spf: null);
    }

    private static async Task<MailAuthResult> AuthenticateAsync(string message, DnsZone zone)
    {
        using MimeDocument document = MimeDocument.Parse(Encoding.ASCII.GetBytes(message));
        return await new MailAuthenticator(zone, TimeProvider.System, new MailAuthOptions { ServiceId = "mx.example.org" }).AuthenticateAsync(document, new SmtpFacts(IPAddress.Parse("192.0.2.7"), "mail.example.test", "ann@example.test"));
    }
}
