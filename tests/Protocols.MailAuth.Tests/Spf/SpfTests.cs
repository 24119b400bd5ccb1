using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Dns;
using Protocols.MailAuth.Spf;

namespace Protocols.MailAuth.Tests.Spf;

public sealed class SpfTests
{
    private readonly DnsZone _zone = new();

    [Theory, Rfc(7208, "7.4")]
    [InlineData("%{s}", "strong-bad@email.example.com")]
    [InlineData("%{o}", "email.example.com")]
    [InlineData("%{d}", "email.example.com")]
    [InlineData("%{d4}", "email.example.com")]
    [InlineData("%{d3}", "email.example.com")]
    [InlineData("%{d2}", "example.com")]
    [InlineData("%{d1}", "com")]
    [InlineData("%{dr}", "com.example.email")]
    [InlineData("%{d2r}", "example.email")]
    [InlineData("%{l}", "strong-bad")]
    [InlineData("%{l-}", "strong.bad")]
    [InlineData("%{lr}", "strong-bad")]
    [InlineData("%{lr-}", "bad.strong")]
    [InlineData("%{l1r-}", "strong")]
    [InlineData("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com")]
    [InlineData("%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com")]
    [InlineData("%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "bad.strong.lp.3.2.0.192.in-addr._spf.example.com")]
    [InlineData("%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "3.2.0.192.in-addr.strong.lp._spf.example.com")]
    [InlineData("%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net")]
    [InlineData("%{p}", "mx.example.org")]
    [InlineData("%%%_%-", "% %20")]
    [InlineData("%{S}", "strong-bad%40email.example.com")]
    [InlineData("%{c} %{h} %{r} %{t}", "192.0.2.3 helo.example rec.example 1795521600")]
    public async Task Macros_expand_as_the_specification_shows(string macro, string expected)
    {
        _zone.Add("3.2.0.192.in-addr.arpa", new NameRecord(DnsRecordType.Ptr, "mx.example.org")).Add("mx.example.org", new AddressRecord(IPAddress.Parse("192.0.2.3")));
        _zone.AddText("email.example.com", "v=spf1 -all exp=e.example.com").AddText("e.example.com", macro);
        SpfResult result = await CheckAsync("192.0.2.3", "strong-bad@email.example.com");
        Assert.Equal(expected, result.Explanation);
    }

    [Fact, Rfc(7208, "7.4")]
    public async Task The_macro_of_a_version_6_address_has_its_nibbles()
    {
        _zone.AddText("email.example.com", "v=spf1 exists:%{ir}.%{v}._spf.%{d2} -all");
        _zone.Add("1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com", new AddressRecord(IPAddress.Loopback));
        Assert.Equal(SpfVerdict.Pass, (await CheckAsync("2001:db8::cb01", "strong-bad@email.example.com")).Verdict);
    }

    [Fact, Rfc(7208, "7.3")]
    public async Task A_name_that_is_too_long_loses_its_labels_at_no_more_cost_than_its_length()
    {
        string labels = string.Concat(Enumerable.Repeat("a.", 30_000));
        _zone.AddText("long.example", $"v=spf1 exists:{labels}%{{d}} -all");
        _zone.Add(string.Concat(Enumerable.Repeat("a.", 120)) + "long.example", new AddressRecord(IPAddress.Loopback));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(SpfVerdict.Pass, (await CheckAsync("192.0.2.1", "x@long.example")).Verdict);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 40 * labels.Length);
    }

    [Fact, Rfc(7208, "4.6.4")]
    public async Task Each_limit_of_look_ups_ends_in_a_permerror_that_names_it()
    {
        _zone.AddText("a.test.example", "v=spf1 include:b.test.example ~all").AddText("b.test.example", "v=spf1 include:a.test.example ~all");
        SpfResult loop = await CheckAsync("192.0.2.1", "x@a.test.example");
        Assert.Equal((SpfVerdict.PermError, SpfReason.LookupLimit, 11), (loop.Verdict, loop.Reason, loop.Lookups));

        _zone.AddText("void.example", "v=spf1 a:a.void.example a:b.void.example a:c.void.example -all");
        SpfResult none = await CheckAsync("192.0.2.1", "x@void.example");
        Assert.Equal((SpfVerdict.PermError, SpfReason.VoidLookupLimit, "a:c.void.example"), (none.Verdict, none.Reason, none.Mechanism));
        Assert.Equal(SpfVerdict.Fail, (await CheckAsync("192.0.2.1", "x@void.example", new SpfOptions { MaxVoidLookups = 3 })).Verdict);

        _zone.AddText("mx.example", "v=spf1 mx -all");
        for (int i = 0; i < 12; i++)
        {
            _zone.Add("mx.example", new MxRecord((ushort)i, $"h{i}.mx.example")).Add($"h{i}.mx.example", new AddressRecord(IPAddress.Parse($"192.0.2.{i}")));
        }

        Assert.Equal(SpfReason.HostLimit, (await CheckAsync("192.0.2.11", "x@mx.example")).Reason);
        Assert.Equal(SpfVerdict.Pass, (await CheckAsync("192.0.2.9", "x@mx.example")).Verdict);
        Assert.Equal(SpfVerdict.Pass, (await CheckAsync("192.0.2.11", "x@mx.example", new SpfOptions { MaxHosts = 12 })).Verdict);
        Assert.Equal(SpfReason.LookupLimit, (await CheckAsync("192.0.2.9", "x@mx.example", new SpfOptions { MaxLookups = 0 })).Reason);
        Assert.Equal(SpfReason.RecordTooLong, (await CheckAsync("192.0.2.9", "x@mx.example", new SpfOptions { MaxRecordLength = 13 })).Reason);
    }

    [Fact, Rfc(7208, "6.2")]
    public async Task An_explanation_that_cannot_stand_in_a_reply_is_not_given()
    {
        _zone.AddText("bad.example", "v=spf1 -all exp=e.bad.example").AddText("e.bad.example", "a\r\nb");
        Assert.Equal("ours", (await CheckAsync("192.0.2.1", "x@bad.example", new SpfOptions { DefaultExplanation = "ours" })).Explanation);
        _zone.AddText("long.example", "v=spf1 -all exp=e.long.example").AddText("e.long.example", new string('x', 1000));
        Assert.Equal(500, (await CheckAsync("192.0.2.1", "x@long.example")).Explanation.Length);
        Assert.Equal(3, (await CheckAsync("192.0.2.1", "x@long.example", new SpfOptions { MaxExplanationLength = 3 })).Explanation.Length);
    }

    [Fact, Rfc(8616, "4")]
    public async Task A_local_part_that_no_label_can_hold_matches_nothing()
    {
        _zone.AddText("eai.example", "v=spf1 exists:%{l}.e.eai.example exists:%{s}.e.eai.example ~all").AddText("plain.example", "v=spf1 +all");
        _zone.Add("*.e.eai.example", new AddressRecord(IPAddress.Loopback));
        Assert.Equal(SpfVerdict.SoftFail, (await CheckAsync("192.0.2.1", "jürgen@eai.example")).Verdict);
        Assert.Equal(SpfVerdict.Pass, (await CheckAsync("192.0.2.1", "jurgen@eai.example")).Verdict);
        Assert.Equal(SpfVerdict.Pass, (await CheckAsync("192.0.2.1", "jürgen@plain.example")).Verdict);
    }

    [Fact, Rfc(8616, "4")]
    public async Task A_domain_of_u_labels_is_looked_up_by_its_a_labels_in_macros_too()
    {
        _zone.AddText("xn--mller-kva.example", "v=spf1 exists:%{o}.e.example ~all").Add("xn--mller-kva.example.e.example", new AddressRecord(IPAddress.Loopback));
        SpfResult result = await CheckAsync("192.0.2.1", "a@Müller.example");
        Assert.Equal((SpfVerdict.Pass, "xn--mller-kva.example"), (result.Verdict, result.Domain));
        Assert.Equal(SpfReason.MalformedDomain, (await CheckAsync("192.0.2.1", "a@\u200Bx.\uFFFD.example")).Reason);
    }

    [Fact, Rfc(7208, "2.4"), Rfc(7208, "5")]
    public async Task The_null_path_is_postmaster_at_the_clients_name_and_mapped_addresses_are_version_4()
    {
        _zone.AddText("helo.example", "v=spf1 ip4:192.0.2.1 -all");
        SpfResult result = await CheckAsync("::ffff:192.0.2.1", "");
        Assert.Equal((SpfVerdict.Pass, "postmaster@helo.example", "ip4:192.0.2.1", "helo.example"), (result.Verdict, result.Sender, result.Mechanism, result.Domain));
        Assert.Equal("v=spf1 ip4:192.0.2.1 -all", result.Record);
    }

    [Fact]
    public async Task A_trace_tells_every_step()
    {
        _zone.AddText("t.example", "v=spf1 ip4:198.51.100.1 include:i.example -all").AddText("i.example", "v=spf1 ip4:192.0.2.0/24");
        SpfResult result = await CheckAsync("192.0.2.1", "x@t.example", new SpfOptions { Trace = true });
        Assert.Equal(
            [
                "t.example. TXT \"v=spf1 ip4:198.51.100.1 include:i.example -all\"",
                "ip4:198.51.100.1 does not match",
                "include:i.example is looked into",
                "  i.example. TXT \"v=spf1 ip4:192.0.2.0/24\"",
                "  i.example: pass (Matched: ip4:192.0.2.0/24 of i.example)",
                "t.example: pass (Matched: include:i.example of t.example)",
            ],
            result.Trace);
        Assert.Empty((await CheckAsync("192.0.2.1", "x@t.example")).Trace);
    }

    [Fact]
    public void A_check_makes_nothing_but_its_result()
    {
        _zone.AddText("ten.example", "v=spf1 ip4:198.51.100.1 ip4:198.51.100.2 ip4:198.51.100.3/30 ip6:2001:db8::1 ip6:2001:db8::2/64 ip4:203.0.113.0/24 ip4:198.51.100.7 ip4:198.51.100.8 ip4:192.0.2.0/24 -all");
        SpfVerifier verifier = new(_zone, TimeProvider.System);
        IPAddress client = IPAddress.Parse("192.0.2.1");
        long result = AllocationAssert.Measure(() => GC.KeepAlive(verifier.CheckMailFromAsync(client, "helo.example", "x@ten").Result));
        long all = AllocationAssert.Measure(() => Assert.True(verifier.CheckMailFromAsync(client, "helo.example", "x@ten.example").Result.Verdict == SpfVerdict.Pass));

        // The same as one without a record, but for the longer domain that is cut out of the sender.
        Assert.InRange(all, result, result + 24);
    }

    [Theory, Rfc(7208, "5.6")]
    [InlineData("ip6:2001:db8::1", "2001:db8::1")]
    [InlineData("ip6:2001:DB8:0:0:0:0:0:1", "2001:db8::1")]
    [InlineData("ip6:::/0", "2001:db8::1")]
    [InlineData("ip6:::1", "::1")]
    [InlineData("ip6:2001::", "2001::")]
    [InlineData("ip6:64:ff9b::192.0.2.1", "64:ff9b::c000:201")]
    [InlineData("ip6:1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:c000:201")]
    [InlineData("ip6:2001:db8::/32", "2001:db8:ffff::1")]
    [InlineData("ip4:192.0.2.0/24", "192.0.2.255")]
    [InlineData("ip4:0.0.0.0/0", "192.0.2.255")]
    public async Task Networks_are_read_in_each_form(string term, string client)
    {
        _zone.AddText("n.example", $"v=spf1 {term} -all");
        Assert.Equal(SpfVerdict.Pass, (await CheckAsync(client, "x@n.example")).Verdict);
    }

    [Theory, Rfc(7208, "5.6")]
    [InlineData("ip6:1:2:3:4:5:6:7")]
    [InlineData("ip6:1:2:3:4:5:6:7:8:9")]
    [InlineData("ip6:1::2::3")]
    [InlineData("ip6:1:2:3:4:5:6:7::8")]
    [InlineData("ip6:12345::")]
    [InlineData("ip6:+1::")]
    [InlineData("ip6:1:::2")]
    [InlineData("ip6:::1%eth0")]
    [InlineData("ip6:[::1]")]
    [InlineData("ip6:::1.2.3")]
    [InlineData("ip6:::1/129")]
    [InlineData("ip6:::1/01")]
    [InlineData("ip6:")]
    [InlineData("ip4:192.0.2")]
    [InlineData("ip4:192.0.2.256")]
    [InlineData("ip4:192.0.2.01")]
    [InlineData("ip4:192.0.2.1/33")]
    [InlineData("ip4:192.0.2.1/")]
    public async Task What_is_no_network_is_a_permerror(string term)
    {
        _zone.AddText("n.example", $"v=spf1 {term} -all");
        SpfResult result = await CheckAsync("192.0.2.1", "x@n.example");
        Assert.Equal((SpfVerdict.PermError, SpfReason.MalformedRecord, term), (result.Verdict, result.Reason, result.Mechanism));
    }

    [Fact]
    public void Any_record_gives_a_verdict()
    {
        string[] words = ["v=spf1", " ", "a", "mx", "ptr", "all", "-", "~", "include:", "exists:", "redirect=", "exp=", "ip4:", "ip6:", "192.0.2.1", "::1", "/", "//", "24", "%{", "}", "i", "d", "s", "l", "p", "r", "9", "%", ".", ":", "=", "example", "\0", "é", "x.example"];
        Gen<string> record = Gen.Elements(words).ArrayOf().Select(static w => "v=spf1 " + string.Concat(w));
        Prop.ForAll(record.ToArbitrary(), ArbMap.Default.ArbFor<NonNull<string>>(), (text, sender) =>
        {
            DnsZone zone = new DnsZone().AddText("x.example", text).AddText("example", text).Add("1.2.0.192.in-addr.arpa", new NameRecord(DnsRecordType.Ptr, "x.example"));
            SpfVerifier verifier = new(zone, TimeProvider.System, new SpfOptions { Trace = true });
            SpfResult one = verifier.CheckMailFromAsync(IPAddress.Parse("192.0.2.1"), sender.Get, "a@x.example").Result;
            SpfResult two = verifier.CheckMailFromAsync(IPAddress.Parse("2001:db8::1"), "x.example", sender.Get).Result;
            Assert.True(one.Lookups <= 11 && two.Lookups <= 11);
            Assert.DoesNotContain(ReceivedSpf.From(one, "r").ToValue(), char.IsControl);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithReplay(20261124, 1));
    }

    [Fact, Rfc(7208, "9.1")]
    public void Received_spf_is_read_as_the_specification_shows_it()
    {
        Assert.True(ReceivedSpf.TryParse("pass (mybox.example.org: domain of\r\n myname@example.com designates 192.0.2.1 as permitted sender)\r\n    receiver=mybox.example.org; client-ip=192.0.2.1;\r\n    envelope-from=\"myname@example.com\"; helo=foo.example.com;"u8, out ReceivedSpf? field));
        Assert.Equal(SpfVerdict.Pass, field!.Verdict);
        Assert.Equal("mybox.example.org: domain of myname@example.com designates 192.0.2.1 as permitted sender", field.Comment);
        Assert.Equal("mybox.example.org", field.Find("Receiver"));
        Assert.Equal(IPAddress.Parse("192.0.2.1"), field.ClientAddress);
        Assert.Equal("myname@example.com", field.Find("envelope-from"));
        Assert.Equal("foo.example.com", field.Find("helo"));
        Assert.False(ReceivedSpf.TryParse("maybe (x)"u8, out _));
        Assert.True(ReceivedSpf.TryParse("(before) FAIL"u8, out field));
        Assert.Equal(SpfVerdict.Fail, field!.Verdict);
    }

    [Fact, Rfc(7208, "9.1")]
    public async Task Received_spf_is_written_so_that_it_can_be_read_and_nothing_breaks_out_of_it()
    {
        _zone.AddText("x.example", "v=spf1 ip4:192.0.2.1 -all");
        SpfVerifier verifier = new(_zone, TimeProvider.System);
        SpfResult result = await verifier.CheckMailFromAsync(IPAddress.Parse("192.0.2.1"), "evil) \"; x=y\r\nBcc: z", "\"a\r\n(\\\"\"@x.example", TestContext.Current.CancellationToken);
        string value = ReceivedSpf.From(result, "rec.example").ToValue();
        Assert.DoesNotContain(value, char.IsControl);
        Assert.True(ReceivedSpf.TryParse(Encoding.UTF8.GetBytes(value), out ReceivedSpf? read));
        Assert.Equal(SpfVerdict.Pass, read!.Verdict);
        Assert.Equal("evil) \"; x=y??Bcc: z", read.Find("helo"));
        Assert.Equal("\"a??(\\\"\"@x.example", read.Find("envelope-from"));
        Assert.Equal("ip4:192.0.2.1", read.Find("mechanism"));
        Assert.Equal("mailfrom", read.Find("identity"));
    }

    private async Task<SpfResult> CheckAsync(string client, string mailFrom, SpfOptions? options = null)
    {
        SpfVerifier verifier = new(_zone, new ManualTime(), (options ?? new SpfOptions()) with { Receiver = "rec.example" });
        return await verifier.CheckMailFromAsync(IPAddress.Parse(client), "helo.example", mailFrom, TestContext.Current.CancellationToken);
    }

}
