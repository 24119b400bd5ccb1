using Protocols.MailAuth.Dmarc;

namespace Protocols.MailAuth.Tests.Dmarc;

public sealed class PublicSuffixTests(ITestOutputHelper output)
{
    private static readonly PublicSuffixList s_small = PublicSuffixList.Parse("""
        // ===BEGIN ICANN DOMAINS===
        com
        jp
        ac.jp
        kyoto.jp
        *.kobe.jp
        !city.kobe.jp
        *.ck
        !www.ck
        中国
        公司.cn
        // ===END ICANN DOMAINS===
        // ===BEGIN PRIVATE DOMAINS===
        blogspot.com  a comment
        // ===END PRIVATE DOMAINS===
        """u8);

    [Theory, Rfc(7489, "3.2")]
    [InlineData("com", "com")]
    [InlineData("example.com", "example.com")]
    [InlineData("a.b.example.com", "example.com")]
    [InlineData("blogspot.com", "blogspot.com")]
    [InlineData("x.y.blogspot.com", "y.blogspot.com")]
    [InlineData("b.test.ac.jp", "test.ac.jp")]
    [InlineData("test.kyoto.jp", "test.kyoto.jp")]
    [InlineData("c.kobe.jp", "c.kobe.jp")]
    [InlineData("a.b.c.kobe.jp", "b.c.kobe.jp")]
    [InlineData("www.city.kobe.jp", "city.kobe.jp")]
    [InlineData("b.test.ck", "b.test.ck")]
    [InlineData("www.www.ck", "www.ck")]
    [InlineData("unlisted", "unlisted")]
    [InlineData("a.b.unlisted", "b.unlisted")]
    [InlineData("www.shishi.xn--55qx5d.cn", "shishi.xn--55qx5d.cn")]
    [InlineData("a.shishi.xn--fiqs8s", "shishi.xn--fiqs8s")]
    public void The_organization_is_the_suffix_and_one_label_more(string domain, string organization) => Assert.Equal(organization, s_small.OrganizationalDomain(domain));

    [Fact]
    public void Private_domains_can_be_left_out()
    {
        PublicSuffixList list = PublicSuffixList.Parse("com\n// ===BEGIN PRIVATE DOMAINS===\nblogspot.com\n// ===END PRIVATE DOMAINS===\norg\n"u8, withPrivateDomains: false);
        Assert.Equal("blogspot.com", list.OrganizationalDomain("x.blogspot.com"));
        Assert.Equal("com", list.PublicSuffix("x.blogspot.com"));
        Assert.Equal("a.org", list.OrganizationalDomain("b.a.org"));
    }

    [Fact]
    public void Every_rule_of_the_list_of_publicsuffix_org_makes_its_suffix_one()
    {
        byte[] text = File.ReadAllBytes(Path.Combine(Suites.Require("psl"), "public_suffix_list.dat"));
        PublicSuffixList list = PublicSuffixList.Parse(text);
        int count = 0;
        foreach (string line in System.Text.Encoding.UTF8.GetString(text).Split('\n').Select(static l => l.Trim()).Where(static l => l.Length > 0 && !l.StartsWith("//", StringComparison.Ordinal)))
        {
            string name = line.TrimStart('!').Replace("*", "any", StringComparison.Ordinal);
            string ascii = AsciiDomain.Of(name);
            Assert.True(System.Text.Ascii.IsValid(ascii), line);
            string organization = list.OrganizationalDomain("www.below." + ascii);
            string wanted = line[0] == '!' ? ascii : "below." + ascii;
            Assert.True(organization == wanted, $"{line}: {organization}");
            count++;
        }

        Assert.Equal(list.Count, count);
        output.WriteLine($"{count} rules");
    }
}
