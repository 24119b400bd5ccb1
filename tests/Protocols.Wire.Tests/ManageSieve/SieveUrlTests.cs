using Protocols.ManageSieve;

namespace Protocols.Wire.Tests.ManageSieve;

public sealed class SieveUrlTests
{
    [Theory, Rfc(5804, "3")]
    [InlineData("sieve://example.com", null, "example.com", 4190, null, null)]
    [InlineData("SIEVE://example.com/", null, "example.com", 4190, null, null)]
    [InlineData("sieve://example.com/script", null, "example.com", 4190, null, "script")]
    [InlineData("sieve://example.com//script", null, "example.com", 4190, "", "script")]
    [InlineData("sieve://me%40x:y@[2001:db8::1]:2000/o%2Fo/a%20%C3%A9%28", "me@x:y", "[2001:db8::1]", 2000, "o/o", "a é(")]
    [InlineData("sieve://example.com:/x", null, "example.com", 4190, null, "x")]
    public void A_url_is_read(string text, string? user, string host, int port, string? owner, string? script)
    {
        Assert.True(SieveUrl.TryParse(text, out SieveUrl? url));
        Assert.Equal(new SieveUrl { UserName = user, Host = host, Port = port, Owner = owner, ScriptName = script }, url);
        Assert.True(SieveUrl.TryParse(url.ToString(), out SieveUrl? again));
        Assert.Equal(url, again);
    }

    [Theory, Rfc(5804, "3")]
    [InlineData("http://example.com")]
    [InlineData("sieve://")]
    [InlineData("sieve://a b")]
    [InlineData("sieve://example.com:0")]
    [InlineData("sieve://example.com:65536")]
    [InlineData("sieve://example.com:x")]
    [InlineData("sieve://[::1")]
    [InlineData("sieve://[]")]
    [InlineData("sieve://example.com/a/")]
    [InlineData("sieve://example.com/a/b/c")]
    [InlineData("sieve://example.com/a;b")]
    [InlineData("sieve://example.com/a%2")]
    [InlineData("sieve://example.com/%FF")]
    [InlineData("sieve://example.com/a b")]
    [InlineData("sieve://example.com/é")]
    public void What_is_none_is_refused(string text) => Assert.False(SieveUrl.TryParse(text, out _));

    [Fact, Rfc(5804, "3")]
    public void What_is_not_plain_is_encoded()
    {
        SieveUrl url = new() { UserName = "a@b", Host = "h", Port = 4190, Owner = "", ScriptName = "x y;&=/?é)" };
        Assert.Equal("sieve://a%40b@h//x%20y%3B%26%3D%2F%3F%C3%A9%29", url.ToString());
        Assert.Equal("sieve://a%0D%0A%29", new SieveUrl { Host = "a\r\n)" }.ToString());
    }
}
