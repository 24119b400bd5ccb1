using System.Net;
using System.Text;
using Protocols.Dns;
using Protocols.MailAuth.Dkim;
using Protocols.MailAuth.Dmarc;
using Protocols.MailAuth.Spf;
using Protocols.Mime;

namespace Protocols.MailAuth.Tests.Dmarc;

public sealed class DmarcTests
{
    private readonly DnsZone _zone = new();

    [Fact, Rfc(7489, "6.3")]
    public void A_policy_is_read_with_every_tag()
    {
        Assert.True(DmarcRecord.TryParse("v=DMARC1; p=reject; sp=quarantine; np=none; adkim=s; aspf=s; psd=n; t=y; pct=50; ri=3600; fo=1:d:s; rua=mailto:a@example.org!10m,https://x.example/r; ruf=mailto:f@example.org"u8, out DmarcRecord? record));
        Assert.Equal((DmarcPolicy.Reject, DmarcPolicy.Quarantine, DmarcPolicy.None), (record!.Policy, record.SubdomainPolicy, record.NonExistentPolicy));
        Assert.Equal((DmarcAlignment.Strict, DmarcAlignment.Strict, DmarcSuffix.No, true, 50), (record.DkimAlignment, record.SpfAlignment, record.Suffix, record.IsTesting, record.Percent));
        Assert.Equal(TimeSpan.FromHours(1), record.ReportInterval);
        Assert.Equal(DmarcFailureReporting.AnyFail | DmarcFailureReporting.Dkim | DmarcFailureReporting.Spf, record.FailureReporting);
        Assert.Equal([new DmarcReportUri("mailto:a@example.org", 10 << 20), new DmarcReportUri("https://x.example/r", null)], record.AggregateReports);
        Assert.Equal([new DmarcReportUri("mailto:f@example.org", null)], record.FailureReports);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(3000)]
    public void A_tag_that_comes_twice_refuses_the_record_however_many_there_are(int count)
    {
        string tags = "v=DKIM1; " + string.Concat(Enumerable.Range(0, count).Select(static i => $"t{i}=x; "));
        Assert.True(TagList.TryRead(Encoding.ASCII.GetBytes(tags), out _));
        foreach (string twice in new[] { "v", "t0", $"t{count - 1}" })
        {
            Assert.False(TagList.TryRead(Encoding.ASCII.GetBytes($"{tags}{twice}=y"), out _), twice);
        }

        Assert.True(TagList.TryRead(Encoding.ASCII.GetBytes($"{tags}T0=y"), out _));
    }

    [Fact]
    public async Task A_domain_of_many_labels_costs_no_more_than_its_length()
    {
        string domain = string.Concat(Enumerable.Repeat("a.", 50_000)) + "b.c.d.e.f.example.com";
        _zone.AddText("_dmarc.a.b.c.d.e.f.example.com", "v=DMARC1; p=none").AddText("_dmarc.b.c.d.e.f.example.com", "v=DMARC1; p=reject");
        long before = GC.GetAllocatedBytesForCurrentThread();
        DmarcResult result = await new DmarcVerifier(_zone).CheckAsync(domain, null, [], TestContext.Current.CancellationToken);
        _zone.AddText("_dmarc.example.com", "v=DMARC1; p=none");
        DmarcVerifier bySuffix = new(_zone, new DmarcOptions { PublicSuffixes = PublicSuffixList.Parse("com\n"u8) });
        DmarcResult other = await bySuffix.CheckAsync(domain, null, [], TestContext.Current.CancellationToken);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 100 * domain.Length);
        Assert.Equal(("b.c.d.e.f.example.com", "example.com"), (result.PolicyDomain, other.PolicyDomain));
    }

    [Theory, Rfc(7489, "6.6.3")]
    [InlineData("v=DMARC1", false, DmarcPolicy.None)]
    [InlineData("v=DMARC1; p=none", true, DmarcPolicy.None)]
    [InlineData("v=DMARC1; p=frobnicate; rua=mailto:a@b.example", true, DmarcPolicy.None)]
    [InlineData("v=DMARC1; p=reject; sp=x", false, DmarcPolicy.None)]
    [InlineData("v=DMARC1; p=reject; sp=x; rua=mailto:a@b.example", true, DmarcPolicy.None)]
    [InlineData("v=DMARC1; P = Reject ;", true, DmarcPolicy.Reject)]
    [InlineData("v=dmarc1; p=reject", false, DmarcPolicy.None)]
    [InlineData("p=reject; v=DMARC1", false, DmarcPolicy.None)]
    [InlineData("v=DMARC1 p=reject", false, DmarcPolicy.None)]
    [InlineData(" v = DMARC1;p=reject;junk;=;x=", true, DmarcPolicy.Reject)]
    public void What_cannot_be_read_is_left_out(string text, bool isRecord, DmarcPolicy policy)
    {
        Assert.Equal(isRecord, DmarcRecord.TryParse(Encoding.UTF8.GetBytes(text), out DmarcRecord? record));
        Assert.Equal(policy, record?.Policy ?? DmarcPolicy.None);
    }

    [Theory]
    [InlineData("_dmarc.mail.example.com", "v=DMARC1; p=none", "_dmarc.example.com", "v=DMARC1; p=none", "example.com")]
    [InlineData("_dmarc.mail.example.com", "v=DMARC1; p=none; psd=n", "_dmarc.example.com", "v=DMARC1; p=none", "mail.example.com")]
    [InlineData("_dmarc.com", "v=DMARC1; p=none; psd=y", null, null, "example.com")]
    [InlineData("_dmarc.example.com", "v=DMARC1; p=none; psd=y", null, null, "mail.example.com")]
    [InlineData(null, null, null, null, "a.mail.example.com")]
    public async Task The_walk_up_the_tree_finds_the_organization_of_the_examples(string? first, string? firstText, string? second, string? secondText, string organization)
    {
        foreach ((string? name, string? text) in new[] { (first, firstText), (second, secondText) })
        {
            if (name is not null)
            {
                _zone.AddText(name, text!);
            }
        }

        Assert.Equal(organization, await new PolicyWalk(_zone, TestContext.Current.CancellationToken).OrganizationAsync("a.mail.example.com"));
    }

    [Fact]
    public async Task The_walk_asks_eight_times_at_most()
    {
        Recorder recorder = new(_zone);
        await new PolicyWalk(recorder, TestContext.Current.CancellationToken).UpAsync("a.b.c.d.e.f.g.h.i.j.mail.example.com");
        Assert.Equal(
            [
                "_dmarc.a.b.c.d.e.f.g.h.i.j.mail.example.com", "_dmarc.g.h.i.j.mail.example.com", "_dmarc.h.i.j.mail.example.com", "_dmarc.i.j.mail.example.com",
                "_dmarc.j.mail.example.com", "_dmarc.mail.example.com", "_dmarc.example.com", "_dmarc.com",
            ],
            recorder.Asked);
    }

    [Theory, Rfc(7489, "3.1"), Rfc(7489, "6.6.2")]
    [InlineData("example.com", "p=reject", null, "example.com", DmarcVerdict.Pass, DmarcReason.AlignedDkim)]
    [InlineData("example.com", "p=reject", "example.com", null, DmarcVerdict.Pass, DmarcReason.AlignedSpf)]
    [InlineData("example.com", "p=reject", "mail.example.com", "x.example.com", DmarcVerdict.Pass, DmarcReason.AlignedDkimAndSpf)]
    [InlineData("news.example.com", "p=reject", null, "example.com", DmarcVerdict.Pass, DmarcReason.AlignedDkim)]
    [InlineData("example.com", "p=reject; adkim=s", null, "mail.example.com", DmarcVerdict.Fail, DmarcReason.NotAligned)]
    [InlineData("example.com", "p=reject; aspf=s", "mail.example.com", null, DmarcVerdict.Fail, DmarcReason.NotAligned)]
    [InlineData("example.com", "p=reject", "evil.test", "evil.test", DmarcVerdict.Fail, DmarcReason.NotAligned)]
    [InlineData("example.com", "p=reject", null, null, DmarcVerdict.Fail, DmarcReason.NothingPasses)]
    public async Task What_passes_counts_if_it_is_aligned(string author, string policy, string? spf, string? dkim, DmarcVerdict verdict, DmarcReason reason)
    {
        _zone.AddText("_dmarc.example.com", "v=DMARC1; " + policy);
        foreach (DmarcVerifier verifier in new[] { new DmarcVerifier(_zone), new DmarcVerifier(_zone, new DmarcOptions { PublicSuffixes = PublicSuffixList.Parse("com\ntest\n"u8) }) })
        {
            DmarcResult result = await verifier.CheckAsync(author, Spf(spf), Dkim(dkim), TestContext.Current.CancellationToken);
            Assert.Equal((verdict, reason), (result.Verdict, result.Reason));
            Assert.Equal(("example.com", "example.com", DmarcPolicy.Reject), (result.OrganizationalDomain, result.PolicyDomain, result.Policy));
        }
    }

    [Theory]
    [InlineData("example.com", DmarcPolicy.Reject)]
    [InlineData("there.example.com", DmarcPolicy.Quarantine)]
    [InlineData("nowhere.example.com", DmarcPolicy.None)]
    public async Task Domains_below_have_a_policy_of_their_own_by_whether_they_exist(string author, DmarcPolicy policy)
    {
        _zone.AddText("_dmarc.example.com", "v=DMARC1; p=reject; sp=quarantine; np=none").Add("there.example.com", new AddressRecord(IPAddress.Loopback));
        DmarcResult result = await new DmarcVerifier(_zone).CheckAsync(author, null, [], TestContext.Current.CancellationToken);
        Assert.Equal((DmarcVerdict.Fail, policy), (result.Verdict, result.Policy));
        Assert.Equal(author != "nowhere.example.com", result.AuthorExists);
    }

    [Fact]
    public async Task A_public_suffix_gives_its_policy_to_organizations_that_have_none()
    {
        _zone.AddText("_dmarc.bank", "v=DMARC1; psd=y; p=reject; sp=quarantine");
        DmarcResult result = await new DmarcVerifier(_zone).CheckAsync("www.some.bank", Spf("some.bank"), [], TestContext.Current.CancellationToken);
        Assert.Equal((DmarcVerdict.Pass, "some.bank", "bank", DmarcPolicy.Quarantine), (result.Verdict, result.OrganizationalDomain, result.PolicyDomain, result.Policy));
        Assert.Equal(DmarcVerdict.Fail, (await new DmarcVerifier(_zone).CheckAsync("www.some.bank", Spf("other.bank"), [], TestContext.Current.CancellationToken)).Verdict);
    }

    [Fact, Rfc(7489, "6.6.4")]
    public async Task A_policy_that_is_tried_out_or_wanted_for_a_part_is_one_level_less()
    {
        _zone.AddText("_dmarc.test.example", "v=DMARC1; p=reject; t=y").AddText("_dmarc.part.example", "v=DMARC1; p=quarantine; pct=25");
        Assert.Equal(DmarcPolicy.Quarantine, (await new DmarcVerifier(_zone).CheckAsync("test.example", null, [], TestContext.Current.CancellationToken)).Policy);
        DmarcResult part = await new DmarcVerifier(_zone).CheckAsync("part.example", null, [], TestContext.Current.CancellationToken);
        Assert.Equal((DmarcPolicy.Quarantine, DmarcPolicy.None), (part.Apply(0.24), part.Apply(0.25)));
    }

    [Fact]
    public async Task What_cannot_be_known_is_neither_pass_nor_fail()
    {
        _zone.AddFailure("_dmarc.down.example", DnsRecordType.Txt).AddText("_dmarc.up.example", "v=DMARC1; p=reject");
        Assert.Equal(DmarcVerdict.TempError, (await new DmarcVerifier(_zone).CheckAsync("down.example", null, [], TestContext.Current.CancellationToken)).Verdict);
        DkimResult unknown = new(null, DkimVerdict.TempError, DkimReason.KeyUnavailable);
        DmarcResult result = await new DmarcVerifier(_zone).CheckAsync("up.example", null, [unknown], TestContext.Current.CancellationToken);
        Assert.Equal((DmarcVerdict.TempError, DmarcReason.AuthenticationUnknown), (result.Verdict, result.Reason));
        Assert.Equal(DmarcVerdict.None, (await new DmarcVerifier(_zone).CheckAsync("silent.example", null, [], TestContext.Current.CancellationToken)).Verdict);
        _zone.AddText("_dmarc.twice.example", "v=DMARC1; p=reject").AddText("_dmarc.twice.example", "v=DMARC1; p=none");
        Assert.Equal(DmarcVerdict.None, (await new DmarcVerifier(_zone).CheckAsync("twice.example", null, [], TestContext.Current.CancellationToken)).Verdict);
    }

    [Theory, Rfc(7489, "6.6.1")]
    [InlineData("From: a@example.com\r\n", "example.com")]
    [InlineData("From: A <a@Example.COM>\r\n", "example.com")]
    [InlineData("From: a@example.com, b@example.com\r\n", "example.com")]
    [InlineData("From: a@example.com, b@other.test\r\n", null)]
    [InlineData("From: a@example.com\r\nFrom: b@example.com\r\n", null)]
    [InlineData("From: nobody\r\n", null)]
    [InlineData("Subject: x\r\n", null)]
    [InlineData("From: \"a@evil.test\" <a@example.com>\r\n", "example.com")]
    public void The_author_has_one_domain(string header, string? domain)
    {
        using MimeDocument message = MimeDocument.Parse(Encoding.UTF8.GetBytes(header + "\r\n"));
        Assert.Equal(domain, DmarcVerifier.AuthorDomain(message.Root));
    }

    [Fact, Rfc(7489, "6.6.1")]
    public void A_header_that_is_longer_than_was_read_has_no_author()
    {
        byte[] message = Encoding.ASCII.GetBytes("From: a@example.com\r\nX: " + new string('x', 2000) + "\r\nFrom: b@evil.test\r\n\r\n");
        using MimeDocument cut = MimeDocument.Parse(message, new MimeReadOptions { MaxHeaderBytes = 1000 });
        using MimeDocument few = MimeDocument.Parse(message, new MimeReadOptions { MaxHeaderFields = 1 });
        using MimeDocument whole = MimeDocument.Parse(message.AsMemory(0, 21).ToArray());
        Assert.Null(DmarcVerifier.AuthorDomain(cut.Root));
        Assert.Null(DmarcVerifier.AuthorDomain(few.Root));
        Assert.Equal("example.com", DmarcVerifier.AuthorDomain(whole.Root));
    }

    [Fact, Rfc(7489, "7.1")]
    public async Task Reports_go_to_strangers_only_where_they_say_that_they_take_them()
    {
        _zone.AddText("_dmarc.example.com", "v=DMARC1; p=none").AddText("example.com._report._dmarc.reports.test", "v=DMARC1").AddFailure("example.com._report._dmarc.down.test", DnsRecordType.Txt);
        DmarcVerifier verifier = new(_zone);
        Assert.True(await verifier.AcceptsReportsAsync("example.com", "mail.example.com", TestContext.Current.CancellationToken));
        Assert.True(await verifier.AcceptsReportsAsync("example.com", "reports.test", TestContext.Current.CancellationToken));
        Assert.False(await verifier.AcceptsReportsAsync("example.com", "victim.test", TestContext.Current.CancellationToken));
        Assert.Null(await verifier.AcceptsReportsAsync("example.com", "down.test", TestContext.Current.CancellationToken));
    }

    private static SpfResult? Spf(string? domain) =>
        domain is null ? null : new SpfResult(IPAddress.Loopback, domain, "a@" + domain, SpfIdentity.MailFrom) { Domain = domain, Verdict = SpfVerdict.Pass };

    private static DkimResult[] Dkim(string? domain) => domain is null ? [] :
    [
        new DkimResult(
            new DkimSignature { Domain = domain, Selector = "s", Identity = "@" + domain, SignedFields = ["From"], BodyHash = [], Signature = [] },
            DkimVerdict.Pass,
            DkimReason.None),
    ];

    private sealed class Recorder(IDnsResolver inner) : IDnsResolver
    {
        public List<string> Asked { get; } = [];

        public ValueTask<DnsAnswer> QueryAsync(string name, DnsRecordType type, CancellationToken cancellationToken = default)
        {
            Asked.Add(name);
            return inner.QueryAsync(name, type, cancellationToken);
        }
    }
}
