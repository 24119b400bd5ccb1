using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Protocols.MailAuth.Results;

namespace Protocols.MailAuth.Tests.Results;

public sealed class AuthenticationResultsTests
{
    [Theory, Rfc(8601, "B")]
    [InlineData("example.org 1; none", "example.org; none")]
    [InlineData("example.com;\r\n          spf=pass smtp.mailfrom=example.net", "example.com; spf=pass smtp.mailfrom=example.net")]
    [InlineData("example.com;\r\n auth=pass (cram-md5) smtp.auth=sender@example.net;\r\n spf=pass smtp.mailfrom=example.net", "example.com; auth=pass (cram-md5) smtp.auth=sender@example.net; spf=pass smtp.mailfrom=example.net")]
    [InlineData("example.com; iprev=pass\r\n policy.iprev=192.0.2.200", "example.com; iprev=pass policy.iprev=192.0.2.200")]
    [InlineData("example.com;\r\n dkim=pass reason=\"good signature\"\r\n header.i=@mail-router.example.net;\r\n dkim=fail reason=\"bad signature\"\r\n header.i=@newyork.example.com", "example.com; dkim=pass reason=\"good signature\" header.i=@mail-router.example.net; dkim=fail reason=\"bad signature\" header.i=@newyork.example.com")]
    [InlineData("foo.example.net (foobar) 1 (baz);\r\n dkim (Because I like it) / 1 (One yay) = (wait for it) fail\r\n policy (A dot can go here) . (like that) expired\r\n (this surprised me) = (as I wasn't expecting it) 1362471462", "foo.example.net; dkim=fail policy.expired=1362471462")]
    [InlineData("\"a b\" 2; x/3=y", "\"a b\" 2; x/3=y")]
    public void The_examples_of_the_specification_are_read_and_written(string value, string written)
    {
        Assert.True(AuthenticationResults.TryParse(Encoding.UTF8.GetBytes(value), out AuthenticationResults? field));
        Assert.Equal(written, field!.ToValue());
    }

    [Theory, Rfc(8601, "2.2")]
    [InlineData("")]
    [InlineData("; spf=pass")]
    [InlineData("example.org; spf")]
    [InlineData("example.org; spf=")]
    [InlineData("example.org; spf=pass smtp.mailfrom")]
    [InlineData("example.org; spf/x=pass")]
    [InlineData("example.org x")]
    public void What_is_no_such_field_is_told(string value) => Assert.False(AuthenticationResults.TryParse(Encoding.UTF8.GetBytes(value), out _));

    [Fact, Rfc(8601, "2.2")]
    public void What_was_read_before_a_mistake_is_kept()
    {
        Assert.False(AuthenticationResults.TryParse("mx.example; spf=pass smtp.mailfrom=a@b.example; dkim"u8, out AuthenticationResults? field));
        Assert.Equal("a@b.example", field!.Find("SPF")!.Find("smtp", "MailFrom"));
        Assert.Null(field.Find("dkim"));
    }

    [Fact, Rfc(8601, "2.2"), Rfc(5322, "2.1.1")]
    public void A_field_is_folded_and_no_value_breaks_out_of_it()
    {
        AuthenticationResults field = new("mx.example.org")
        {
            Results =
            [
                new AuthenticationResult("spf", "pass") { Comment = "evil) ; dkim=pass (\r\nBcc: x" }.With("smtp", "mailfrom", "\"a; dkim=pass\"@example.net").With("smtp", "helo", "x;\r\n y=z"),
                new AuthenticationResult("dkim", "fail\r\n; x") { Reason = "bad \"quote\" \\ \r\n\0" }.With("header", "d", "exämple.org").With("header", "i", "@exämple.org").With("header", "b", ""),
            ],
        };
        string text = field.ToField();
        Assert.StartsWith("Authentication-Results: mx.example.org;", text, StringComparison.Ordinal);
        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
        string value = text["Authentication-Results:".Length..];
        Assert.True(AuthenticationResults.TryParse(Encoding.UTF8.GetBytes(value), out AuthenticationResults? read));
        Assert.Equal(2, read!.Results.Length);
        Assert.Equal("\"a; dkim=pass\"@example.net", read.Results[0].Find("smtp", "mailfrom"));
        Assert.Equal("x;?? y=z", read.Results[0].Find("smtp", "helo"));
        Assert.Equal("bad \"quote\" \\ ???", read.Results[1].Reason);
        Assert.Equal("exämple.org", read.Results[1].Find("header", "d"));
        Assert.Equal("failx", read.Results[1].Result);
        Assert.All(text[..^2].Split("\r\n")[1..], static line => Assert.StartsWith("\t", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(299)]
    [InlineData(300)]
    public void A_value_that_is_too_long_is_not_cut_in_the_middle_of_a_character(int length)
    {
        string text = new string('a', length) + "\U0001F600";
        AuthenticationResults field = new("mx.example.org") { Results = [new AuthenticationResult("dkim", "fail") { Comment = text, Reason = text }.With("header", "x", text)] };
        Assert.True(AuthenticationResults.TryParse(Encoding.UTF8.GetBytes(field.ToValue()), out AuthenticationResults? read));
        string expected = new('a', length);
        Assert.Equal((expected, expected, expected), (read!.Results[0].Comment, read.Results[0].Reason, read.Results[0].Find("header", "x")));
    }

    [Fact]
    public void Any_octets_are_read_and_what_is_read_is_written_so_that_it_reads_the_same()
    {
        string[] words = ["example.org", ";", "spf", "=", "pass", " ", "smtp", ".", "mailfrom", "a@b.example", "(", ")", "\"", "\\", "reason", "/", "1", "2", "\r\n ", "none", "é", "\0", "@"];
        Prop.ForAll(Gen.Elements(words).ArrayOf().Select(string.Concat).ToArbitrary(), text =>
        {
            AuthenticationResults.TryParse(Encoding.UTF8.GetBytes(text), out AuthenticationResults? field);
            if (field is not null)
            {
                string once = field.ToValue();
                Assert.DoesNotContain(once, char.IsControl);
                Assert.True(AuthenticationResults.TryParse(Encoding.UTF8.GetBytes(once), out AuthenticationResults? again), once);
                Assert.Equal(once, again!.ToValue());
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(10_000).WithReplay(20261124, 1));
    }
}
