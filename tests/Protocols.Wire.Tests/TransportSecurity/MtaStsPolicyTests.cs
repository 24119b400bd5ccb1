using System.Globalization;
using System.Text;
using Protocols.TransportSecurity.MtaSts;

namespace Protocols.Wire.Tests.TransportSecurity;

public sealed class MtaStsPolicyTests
{
    private const string Example = "version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.example.net\r\nmx: backupmx.example.com\r\nmax_age: 604800\r\n";

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData(" \t\r\n")]
    [Rfc(8461, "3.2")]
    public void The_example_is_read_with_either_line_end(string lineEnd)
    {
        MtaStsPolicy policy = Read(Example.Replace("\r\n", lineEnd, StringComparison.Ordinal));
        Assert.Equal((MtaStsMode.Enforce, TimeSpan.FromDays(7)), (policy.Mode, policy.MaxAge));
        Assert.Equal(["mail.example.com", "*.example.net", "backupmx.example.com"], policy.MxPatterns);
        Assert.Equal(6, policy.Lines.Length);
        Assert.Equal(Example, policy.ToString().Replace("max_age", "max_age", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("mail.example.com", true)]
    [InlineData("MAIL.example.com.", true)]
    [InlineData("a.example.net", true)]
    [InlineData("example.net", false)]
    [InlineData("a.b.example.net", false)]
    [InlineData("xexample.net", false)]
    [InlineData(".example.net", false)]
    [InlineData("mail.example.com.evil.test", false)]
    [InlineData("", false)]
    [Rfc(8461, "4.1")]
    public void A_star_stands_for_exactly_one_label(string host, bool expected) => Assert.Equal(expected, Read(Example).Allows(host));

    [Theory]
    [InlineData("version: STSv1\nmode: none\nmax_age: 86400")]
    [InlineData("version: STSv1\nmode: testing\nmx: a.test\nmax_age: 0\nfuture_field: yes; no")]
    [InlineData("max_age:86400\nmx:a.test\nmode:enforce\nversion:STSv1")]
    [InlineData("version: STSv1\nversion: STSv2\nmode: enforce\nmode: none\nmx: a.test\nmax_age: 1\nmax_age: no")]
    [Rfc(8461, "3.2")]
    [Rfc(8461, "8.3")]
    public void What_may_be_a_policy_is_one(string text) => Assert.NotNull(Read(text));

    [Theory]
    [InlineData("", "the version is not STSv1")]
    [InlineData("version: STSv2\nmode: enforce\nmx: a.test\nmax_age: 1", "the version is not STSv1")]
    [InlineData("version: STSv1\nmx: a.test\nmax_age: 1", "the mode is none that is known")]
    [InlineData("version: STSv1\nmode: Enforce\nmx: a.test\nmax_age: 1", "the mode is none that is known")]
    [InlineData("version: STSv1\nmode: enforce\nmx: a.test", "the age is no number of seconds")]
    [InlineData("version: STSv1\nmode: enforce\nmx: a.test\nmax_age: -1", "the age is no number of seconds")]
    [InlineData("version: STSv1\nmode: enforce\nmx: a.test\nmax_age: 99999999999", "the age is no number of seconds")]
    [InlineData("version: STSv1\nmode: enforce\nmax_age: 1", "there is no pattern of hosts")]
    [InlineData("version: STSv1\nmode: enforce\nmx: *\nmax_age: 1", "'*' is no pattern of hosts")]
    [InlineData("version: STSv1\nmode: enforce\nmx: a.*.test\nmax_age: 1", "'a.*.test' is no pattern of hosts")]
    [InlineData("<html>", "'<html>' is no field")]
    [Rfc(8461, "3.2")]
    public void What_is_none_says_why(string text, string problem)
    {
        Assert.False(MtaStsPolicy.TryRead(Encoding.UTF8.GetBytes(text), out _, out string why));
        Assert.Equal(problem, why);
    }

    [Fact]
    [Rfc(8461, "3.2")]
    public void No_policy_lives_longer_than_a_year() =>
        Assert.Equal(MtaStsPolicy.LongestAge, Read("version: STSv1\nmode: enforce\nmx: a.test\nmax_age: 4294967295").MaxAge);

    [Fact]
    public void Patterns_have_a_bound()
    {
        string text = "version: STSv1\nmode: enforce\nmax_age: 1\n" + string.Concat(Enumerable.Range(0, 11).Select(static i => string.Create(CultureInfo.InvariantCulture, $"mx: m{i}.test\n")));
        Assert.True(MtaStsPolicy.TryRead(Encoding.UTF8.GetBytes(text), out _, out _, maxPatterns: 11));
        Assert.False(MtaStsPolicy.TryRead(Encoding.UTF8.GetBytes(text), out _, out string problem, maxPatterns: 10));
        Assert.Equal("there are more than 10 patterns of hosts", problem);
    }

    [Theory]
    [InlineData("a.test\r\nmode: none")]
    [InlineData("a.test b")]
    [InlineData("")]
    public void What_would_break_out_of_a_line_is_not_written(string pattern) =>
        Assert.Throws<InvalidOperationException>(() => new MtaStsPolicy { Mode = MtaStsMode.Enforce, MaxAge = TimeSpan.FromDays(1), MxPatterns = [pattern] }.ToString());

    [Theory]
    [InlineData("v=STSv1; id=20160831085700Z;", "20160831085700Z")]
    [InlineData("v=STSv1;id=1", "1")]
    [InlineData("v=STSv1 ; new=x ; id=a1 ; id=b2 ;", "a1")]
    [Rfc(8461, "3.1")]
    public void A_record_names_its_policy(string text, string id)
    {
        Assert.True(MtaStsRecord.TryRead(["unrelated", text, "v=STSv10; id=x"], out MtaStsRecord? record, out _));
        Assert.Equal(id, record!.Id);
    }

    [Theory]
    [InlineData("no record begins with v=STSv1", "V=STSv1; id=1")]
    [InlineData("there are several records", "v=STSv1; id=1", "v=STSv1; id=1")]
    [InlineData("there is no id", "v=STSv1;")]
    [InlineData("the id is not 1 to 32 letters and digits", "v=STSv1; id=a-b")]
    [InlineData("the id is not 1 to 32 letters and digits", "v=STSv1; id=123456789012345678901234567890123")]
    [InlineData("'id' is no field", "v=STSv1; id")]
    [Rfc(8461, "3.1")]
    public void A_record_that_is_none_says_why(string problem, params string[] texts)
    {
        Assert.False(MtaStsRecord.TryRead(texts, out _, out string why));
        Assert.Equal(problem, why);
    }

    [Fact]
    [Rfc(8461, "3.3")]
    public void The_address_is_made_of_the_domain_and_of_nothing_else()
    {
        Assert.Equal("https://mta-sts.example.com/.well-known/mta-sts.txt", MtaStsPolicy.AddressOf("example.com.").ToString());
        Assert.Throws<ArgumentException>(() => MtaStsPolicy.AddressOf("example.com/x?y#"));
        Assert.Throws<ArgumentException>(() => MtaStsPolicy.AddressOf("a@b.test"));
    }

    private static MtaStsPolicy Read(string text)
    {
        Assert.True(MtaStsPolicy.TryRead(Encoding.UTF8.GetBytes(text), out MtaStsPolicy? policy, out string problem), problem);
        return policy!;
    }
}
