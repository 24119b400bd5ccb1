using Protocols.Imap;

namespace Protocols.Wire.Tests.Imap;

public sealed class ImapUrlTests
{
    [Theory, Rfc(5092, "9"), Rfc(5092, "11"), Rfc(4467, "9")]
    [InlineData("imap://minbari.example.org/gray-council;UIDVALIDITY=385759045/;UID=20/;PARTIAL=0.1024")]
    [InlineData("imap://michael@example.com/INBOX;UIDVALIDITY=785799047/;UID=113330/;SECTION=1.5.9;EXPIRE=1970-12-02T00:00:00Z;URLAUTH=submit+fred:INTERNAL:91354a473744909de610943775f92038")]
    [InlineData("imap://psicorp.example.org/~peter/%E6%97%A5%E6%9C%AC%E8%AA%9E/%E5%8F%B0%E5%8C%97")]
    [InlineData("imap://;AUTH=GSSAPI@minbari.example.org/gray-council/;UID=20/;SECTION=1.2")]
    [InlineData("imap://;AUTH=*@minbari.example.org:1143/gray%20council?SUBJECT%20shadows")]
    [InlineData("imap://john;AUTH=*@minbari.example.org/babylon5/personel?charset%20UTF-8%20SUBJECT%20%22a%22")]
    [InlineData("imap://[::1]:143/")]
    [InlineData("/Drafts;UIDVALIDITY=385759045/;UID=20/;SECTION=HEADER.FIELDS%20(Subject%20To)")]
    [InlineData("/INBOX/;UID=20/;SECTION=TEXT/;PARTIAL=100")]
    public void What_is_read_is_written_the_same(string text)
    {
        Assert.True(ImapUrl.TryParse(text, out ImapUrl? url));
        Assert.Equal(text, url.ToString());
    }

    [Fact, Rfc(5092, "6"), Rfc(5092, "3.2")]
    public void The_pieces_of_a_url_are_decoded()
    {
        Assert.True(ImapUrl.TryParse("IMAP://a%40b;auth=PLAIN@host:9/inbox;uidvalidity=7/;uid=5/;section=1.HEADER/;partial=3;expire=2020-01-02T03:04:05.5%2B01:00;urlauth=USER+x%20y", out ImapUrl? url));
        Assert.Equal(
            new ImapUrl
            {
                Host = "host", Port = 9, UserName = "a@b", AuthMechanism = "PLAIN", Mailbox = "INBOX", UidValidity = 7, Uid = 5, Section = "1.HEADER",
                Partial = new FetchPartial(3, 0), Expires = new DateTimeOffset(2020, 1, 2, 3, 4, 5, 500, TimeSpan.FromHours(1)),
                Access = new ImapUrlAccess(ImapUrlAccessKind.User, "x y"),
            },
            url);
        Assert.True(url.TryGetSection(out FetchSection? section));
        Assert.Equal(SectionText.Header, section.Text);
        Assert.True((url with { Section = null }).TryGetSection(out section));
        Assert.Equal(SectionText.Content, section.Text);
    }

    [Theory, Rfc(5092, "7.2"), Rfc(5092, "11"), Rfc(4467, "3")]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("INBOX/;UID=1")]
    [InlineData("//host/INBOX")]
    [InlineData("http://host/INBOX")]
    [InlineData("imap://")]
    [InlineData("imap:///INBOX")]
    [InlineData("imap://@host/INBOX")]
    [InlineData("imap://;AUTH=@host/")]
    [InlineData("imap://host:0/")]
    [InlineData("imap://host:65536/")]
    [InlineData("imap://ho st/")]
    [InlineData("/INBOX;UIDVALIDITY=0")]
    [InlineData("/INBOX;x=1")]
    [InlineData("/INBOX?")]
    [InlineData("/INBOX/;UID=0")]
    [InlineData("/INBOX/;UID=4294967296")]
    [InlineData("/INBOX/;UID=1/;SECTION=x")]
    [InlineData("/INBOX/;UID=1/;SECTION=1]")]
    [InlineData("/INBOX/;UID=1/;SECTION=1%5D")]
    [InlineData("/INBOX/;UID=1/;PARTIAL=1.0")]
    [InlineData("/INBOX/;UID=1/;PARTIAL=x")]
    [InlineData("/INBOX/;UID=1/;PARTIAL=1/;SECTION=1")]
    [InlineData("/INBOX/;UID=1;EXPIRE=2020-01-01T00:00:00Z")]
    [InlineData("/INBOX/;UID=1;EXPIRE=yesterday;URLAUTH=authuser")]
    [InlineData("/INBOX/;UID=1;URLAUTH=nobody")]
    [InlineData("/INBOX/;UID=1;URLAUTH=user+")]
    [InlineData("/INBOX/;UID=1;URLAUTH=authuser:internal:0011")]
    [InlineData("/INBOX/;UID=1;URLAUTH=authuser:internal:g0112233445566778899aabbccddeeff")]
    [InlineData("/INBOX/;UID=1;URLAUTH=authuser:in_ternal:00112233445566778899aabbccddeeff")]
    [InlineData("/%zz")]
    [InlineData("/%e")]
    [InlineData("/%FF")]
    [InlineData("/a%0Ab")]
    [InlineData("/é")]
    public void What_is_no_url_is_none(string text) => Assert.False(ImapUrl.TryParse(text, out _));

    [Fact]
    public void What_is_written_cannot_be_read_as_more()
    {
        ImapUrl url = new()
        {
            Host = "h", UserName = "a@b/c;d", Mailbox = "x;UIDVALIDITY=1/;UID=2?y é/ü", Uid = 3, Section = "HEADER.FIELDS (\"a;URLAUTH=anonymous\")",
            Access = new ImapUrlAccess(ImapUrlAccessKind.Submit, "u:v"),
        };
        Assert.True(ImapUrl.TryParse(url.ToString(), out ImapUrl? again));
        Assert.Equal(url, again);
    }

    [Fact, Rfc(4467, "6")]
    public void The_rump_is_the_url_up_to_the_mechanism_as_it_was_sent()
    {
        const string Rump = "imap://u@h/x%2Fy/;uid=1;UrlAuth=user+a";
        Assert.Equal(Rump, ImapUrl.RumpOf(Rump + ":internal:00112233445566778899aabbccddeeff"));
        Assert.Equal(Rump, ImapUrl.RumpOf(Rump));
        Assert.Equal("imap://h:9/", ImapUrl.RumpOf("imap://h:9/"));
    }
}
