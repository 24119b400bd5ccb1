using System.Net;
using Protocols.Dns;

namespace Protocols.MailAuth.Tests.Dns;

public sealed class ZoneTests
{
    [Fact, Rfc(1035, "5")]
    public void A_zone_file_is_read_with_origins_parentheses_quotes_and_comments()
    {
        DnsZone zone = DnsZone.Parse("""
            $ORIGIN example.test.
            $TTL 60
            @   IN SOA ns host ( 1 60 60
                    600 60 ) ; the end
                IN MX 10 mx
                MX 20 mx.elsewhere.example.
                TXT "v=spf1 " "a;b -all" ; two strings
            mx  3600 IN A 192.0.2.1
                AAAA 2001:db8::1
            www CNAME mx
            _25._tcp.mx TLSA 3 1 1 ( 0102
                ff )
            t   TXT "quo\"te \065\\"
            1.2.0.192.in-addr.arpa. PTR mx
            """);
        Assert.Equal("example.test. MX 10 mx.example.test.; MX 20 mx.elsewhere.example.", zone.Query("Example.Test.", DnsRecordType.Mx).ToString());
        Assert.Equal("example.test. TXT \"v=spf1 a;b -all\"", zone.Query("example.test", DnsRecordType.Txt).ToString());
        Assert.Equal("www.example.test. A 192.0.2.1", zone.Query("www.example.test", DnsRecordType.A).ToString());
        Assert.Equal("www.example.test. CNAME mx.example.test.", zone.Query("www.example.test", DnsRecordType.CName).ToString());
        Assert.Equal("_25._tcp.mx.example.test. TLSA 3 1 1 0102ff", zone.Query("_25._tcp.mx.example.test", DnsRecordType.Tlsa).ToString());
        Assert.Equal("t.example.test. TXT \"quo\"te A\\\"", zone.Query("t.example.test", DnsRecordType.Txt).ToString());
        Assert.Equal("1.2.0.192.in-addr.arpa. PTR mx.example.test.", zone.Query("1.2.0.192.in-addr.arpa", DnsRecordType.Ptr).ToString());
    }

    [Theory]
    [InlineData("a.example. A 192.0.2", 1)]
    [InlineData("\n\na.example. MX mx", 3)]
    [InlineData("$INCLUDE x", 1)]
    [InlineData("a.example.", 1)]
    public void A_line_that_cannot_be_read_is_named(string text, int line)
    {
        FormatException e = Assert.Throws<FormatException>(() => DnsZone.Parse(text));
        Assert.StartsWith($"Line {line} ", e.Message, StringComparison.Ordinal);
    }

    [Fact, Rfc(2308, "2"), Rfc(8020, "2")]
    public void What_does_not_exist_is_told_from_what_has_no_such_record()
    {
        DnsZone zone = new DnsZone().AddText("_dmarc.mail.example.test", "v=DMARC1");
        Assert.Equal(DnsStatus.NoData, zone.Query("_dmarc.mail.example.test", DnsRecordType.A).Status);
        Assert.Equal(DnsStatus.NoData, zone.Query("mail.example.test", DnsRecordType.Txt).Status);
        Assert.Equal(DnsStatus.NameError, zone.Query("x.example.test", DnsRecordType.Txt).Status);
        Assert.Equal(DnsStatus.PermanentFailure, zone.Query("a..b", DnsRecordType.Txt).Status);
    }

    [Fact, Rfc(4592, "3.3")]
    public void A_wildcard_stands_for_names_that_do_not_exist_below_its_own()
    {
        DnsZone zone = new DnsZone().AddText("*.example.test", "w").AddText("a.b.example.test", "x");
        Assert.Equal(DnsStatus.Success, zone.Query("any.example.test", DnsRecordType.Txt).Status);
        Assert.Equal(DnsStatus.Success, zone.Query("any.thing.example.test", DnsRecordType.Txt).Status);
        Assert.Equal(DnsStatus.NoData, zone.Query("b.example.test", DnsRecordType.Txt).Status);
        Assert.Equal(DnsStatus.NameError, zone.Query("c.b.example.test", DnsRecordType.Txt).Status);
    }

    [Fact]
    public void A_circle_of_aliases_is_a_failure_and_a_failure_is_given_as_it_was_set()
    {
        DnsZone zone = new DnsZone()
            .Add("a.test", new NameRecord(DnsRecordType.CName, "b.test"))
            .Add("b.test", new NameRecord(DnsRecordType.CName, "a.test"))
            .AddFailure("c.test", DnsRecordType.Txt, "broken");
        Assert.Equal(DnsStatus.TemporaryFailure, zone.Query("a.test", DnsRecordType.A).Status);
        DnsAnswer answer = zone.Query("c.test", DnsRecordType.Txt);
        Assert.Equal(DnsStatus.TemporaryFailure, answer.Status);
        Assert.Equal("broken", answer.Reason);
        Assert.Equal(DnsStatus.NoData, zone.Query("c.test", DnsRecordType.A).Status);
    }

    [Theory, Rfc(1035, "2.3.4")]
    [InlineData("example.test", true)]
    [InlineData("example.test.", true)]
    [InlineData("_dmarc.example.test", true)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("a..b", false)]
    [InlineData(".a", false)]
    [InlineData("a b", true)]
    [InlineData("a\tb", false)]
    [InlineData("é.test", false)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.test", true)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.test", false)]
    public void What_can_be_a_name_is_told(string name, bool valid) => Assert.Equal(valid, DnsNames.IsValid(name));

    [Fact, Rfc(1035, "2.3.4")]
    public void A_name_has_at_most_253_characters()
    {
        string name = string.Join('.', Enumerable.Repeat(new string('a', 49), 5)) + ".abc";
        Assert.Equal(253, name.Length);
        Assert.True(DnsNames.IsValid(name));
        Assert.False(DnsNames.IsValid(name + "d"));
    }

    [Theory, Rfc(1035, "3.5"), Rfc(3596, "2.5")]
    [InlineData("192.0.2.1", "1.2.0.192.in-addr.arpa")]
    [InlineData("2001:db8::567:89ab", "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa")]
    public void The_name_of_an_address_is_reversed(string address, string name) => Assert.Equal(name, DnsNames.Reverse(IPAddress.Parse(address)));

    [Theory, Rfc(1035, "5.1")]
    [InlineData("a A")]
    [InlineData("a TXT \"x\"\nb MX 10")]
    [InlineData("a TLSA 3 1")]
    [InlineData("$ORIGIN")]
    [InlineData("a 3600")]
    public void A_record_without_all_its_data_is_refused_with_its_line(string text) =>
        Assert.Contains("Line ", Assert.Throws<FormatException>(() => DnsZone.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_name_that_is_too_long_costs_no_more_than_its_length()
    {
        string name = new string('.', 100_000) + "test";
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(DnsStatus.PermanentFailure, new DnsZone().Add(name, new NameRecord(DnsRecordType.CName, "a")).Query(name, DnsRecordType.A).Status);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 20 * name.Length);
        Assert.Throws<FormatException>(() => DnsZone.Parse($"{name} CNAME a"));
    }

    [Fact, Rfc(1035, "5.1"), Rfc(1035, "2.3.4")]
    public void An_origin_may_be_relative_and_cannot_grow_without_bound()
    {
        Assert.Equal(DnsStatus.Success, DnsZone.Parse("$ORIGIN test.\n$ORIGIN a\nb A 192.0.2.1").Query("b.a.test", DnsRecordType.A).Status);
        Assert.Contains("Line 64", Assert.Throws<FormatException>(() => DnsZone.Parse(string.Concat(Enumerable.Repeat("$ORIGIN abc\n", 10_000)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_records_of_one_name_cost_no_more_than_their_number()
    {
        long few = Cost(2000);
        Assert.InRange(Cost(8000), 0, few * 6);

        static long Cost(int count)
        {
            string text = string.Concat(Enumerable.Repeat("a.test. A 192.0.2.1\n", count));
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Equal(count, DnsZone.Parse(text).Query("a.test", DnsRecordType.A).Records.Length);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void A_look_up_of_what_is_there_allocates_nothing()
    {
        DnsZone zone = new DnsZone().AddText("example.test", "x");
        AllocationAssert.None(() => zone.Query("example.test", DnsRecordType.Txt));
    }
}
