using System.Text;
using Protocols.MailAuth.FailureReports;

namespace Protocols.MailAuth.Tests.FailureReports;

public sealed class FailureReportRequestTests
{
    [Fact, Rfc(6651, "3.2"), Rfc(6651, "B.2")]
    public void Requests_of_DKIM_are_read()
    {
        Assert.Equal("_report._domainkey.example.com", FailureReportRequest.DkimNameOf("Example.COM"));
        FailureReportRequest request = Dkim("ra=dkim-errors; rp=100; rr=v:x")!;
        Assert.Equal(("dkim-errors@example.com", 1.0, ""), (request.GetAddress("example.com"), request.Share, request.SmtpText));
        Assert.Equal([true, true, false], new[] { "v", "x", "d" }.Select(request.Wants));

        request = Dkim("ra = dkim=2Derrors ; rp=50;rr=V : unknown ; rs=Bad=20signature; future=1;")!;
        Assert.Equal(("dkim-errors", 0.5, "Bad signature"), (request.LocalPart, request.Share, request.SmtpText));
        Assert.Equal([true, false], new[] { "v", "x" }.Select(request.Wants));
        Assert.True(Dkim("ra=a")!.Wants("u"));
    }

    [Fact, Rfc(6651, "3.2"), Rfc(6651, "3.3")]
    public void Without_an_address_only_words_are_asked_for()
    {
        FailureReportRequest request = Dkim("rp=1; rr=x; rs=No")!;
        Assert.Equal(("", "No", 1.0, true), (request.GetAddress("example.com"), request.SmtpText, request.Share, request.Wants("v")));
    }

    [Theory, Rfc(6651, "3.3")]
    [InlineData("")]
    [InlineData("rp=50; rr=all")]
    [InlineData("ra=a; rp=101")]
    [InlineData("ra=a; rp=-1")]
    [InlineData("ra=a; rp=")]
    [InlineData("ra=a; ra=b")]
    [InlineData("ra=a=0D=0Ab")]
    [InlineData("ra=a=00b")]
    [InlineData("ra=b=C3=BC")]
    [InlineData("nonsense")]
    public void What_is_not_in_order_asks_for_nothing(string record) => Assert.Null(Dkim(record));

    [Theory, Rfc(6651, "3.2")]
    [InlineData("a=40victim.test", "\"a@victim.test\"@example.com")]
    [InlineData("a@victim.test,b", "\"a@victim.test,b\"@example.com")]
    [InlineData("a=22=5C", "\"a\\\"\\\\\"@example.com")]
    [InlineData(".a.", "\".a.\"@example.com")]
    public void No_address_outside_of_the_domain_can_be_asked_for(string local, string address) => Assert.Equal(address, Dkim("ra=" + local)!.GetAddress("example.com"));

    [Fact, Rfc(6651, "3.3")]
    public void Words_for_a_reply_that_could_break_it_are_left_out()
    {
        Assert.Equal("", Dkim("ra=a; rs=x=0D=0A250=20OK")!.SmtpText);
        Assert.Null(Dkim("ra=" + new string('a', 65)));
    }

    [Fact, Rfc(6652, "3"), Rfc(6652, "B")]
    public void Requests_of_SPF_are_read()
    {
        Assert.Equal("postmaster@example.org", Spf("v=spf1 ra=postmaster -all")!.GetAddress("example.org"));
        FailureReportRequest request = Spf("v=spf1 mx:example.org -all RA=post=6Daster rp=10 rr=e:f")!;
        Assert.Equal(("postmaster@example.org", 0.1), (request.GetAddress("example.org"), request.Share));
        Assert.Equal([true, true, false], new[] { "f", "E", "s" }.Select(request.Wants));
        Assert.Equal(0.25, Spf("v=spf1 -all ra=a rp=1/4")!.Share);
        Assert.Equal(0.001, Spf("v=spf1 -all ra=a rp=1/1000")!.Share);
        Assert.True(Spf("v=spf1 -all ra=a")!.Wants("n"));
    }

    [Theory, Rfc(6652, "3")]
    [InlineData("v=spf1 -all")]
    [InlineData("v=spf1 -all rr=all")]
    [InlineData("v=spf1 -all ra= rr=all")]
    [InlineData("v=spf1 -all ra=a ra=b")]
    [InlineData("v=spf1 -all ra=a rp=1/0")]
    [InlineData("v=spf1 -all ra=a rp=2/1")]
    [InlineData("v=spf1 -all ra=a rp=1/2/3")]
    [InlineData("v=spf1 -all ra=a rp=/")]
    [InlineData("v=spf1 -all ra=a rp=101")]
    [InlineData("v=spf1 -all ra=a rp=1/9999999999999")]
    [InlineData("v=spf1 -all exp=ra=a")]
    public void A_record_of_SPF_that_asks_for_nothing_or_not_in_order_asks_for_nothing(string record) => Assert.Null(Spf(record));

    private static FailureReportRequest? Dkim(string record) => FailureReportRequest.TryReadDkim(Encoding.UTF8.GetBytes(record), out FailureReportRequest? request) ? request : null;

    private static FailureReportRequest? Spf(string record) => FailureReportRequest.TryReadSpf(Encoding.UTF8.GetBytes(record), out FailureReportRequest? request) ? request : null;
}
