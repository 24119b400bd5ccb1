using System.Text;
using Protocols.Smtp;

namespace Protocols.Wire.Tests.Smtp;

public sealed class SmtpPathTests
{
    [Theory, Rfc(5321, "4.1.2"), Rfc(5321, "4.1.3"), Rfc(5321, "4.1.1.3"), Rfc(6531, "3.3")]
    [InlineData("<>", "", "")]
    [InlineData("<a@b>", "a", "b")]
    [InlineData("<a.b.c@d-e.f>", "a.b.c", "d-e.f")]
    [InlineData("<!#$%&'*+-/=?^_`{|}~@b.c>", "!#$%&'*+-/=?^_`{|}~", "b.c")]
    [InlineData("<\"\"@b.c>", "\"\"", "b.c")]
    [InlineData("<\"a@b>\\\"\"@c.d>", "\"a@b>\\\"\"", "c.d")]
    [InlineData("<PostMaster>", "PostMaster", "")]
    [InlineData("<@one.example:a@b.c>", "a", "b.c")]
    [InlineData("<@one.example,@[192.0.2.1]:a@b.c>", "a", "b.c")]
    [InlineData("<a@[192.0.2.255]>", "a", "[192.0.2.255]")]
    [InlineData("<a@[010.0.2.1]>", "a", "[010.0.2.1]")]
    [InlineData("<a@[IPv6:2001:db8::1]>", "a", "[IPv6:2001:db8::1]")]
    [InlineData("<a@[ipv6:::ffff:192.0.2.1]>", "a", "[ipv6:::ffff:192.0.2.1]")]
    [InlineData("<a@[X-tag:any+thing]>", "a", "[X-tag:any+thing]")]
    [InlineData("<ü@bücher.example>", "ü", "bücher.example")]
    [InlineData("  <a@b.c>", "a", "b.c")]
    public void A_path_is_taken_apart_and_its_source_route_thrown_away(string text, string local, string domain)
    {
        Assert.Equal(SmtpPathStatus.Valid, SmtpPath.TryRead(Encoding.UTF8.GetBytes(text + " REST"), 512, out SmtpPath path, out ReadOnlySpan<byte> rest));
        Assert.Equal(local, Encoding.UTF8.GetString(path.LocalPart));
        Assert.Equal(domain, Encoding.UTF8.GetString(path.Domain));
        Assert.Equal(local.Length == 0, path.IsNull);
        Assert.Equal(" REST", Encoding.UTF8.GetString(rest));
    }

    [Theory, Rfc(5321, "4.1.2"), Rfc(5321, "4.1.3")]
    [InlineData("")]
    [InlineData("<")]
    [InlineData("<a@b.c")]
    [InlineData("a@b.c")]
    [InlineData("< >")]
    [InlineData("<a>")]
    [InlineData("<@b.c>")]
    [InlineData("<a@>")]
    [InlineData("<a@b.c.>")]
    [InlineData("<a@.b>")]
    [InlineData("<a@-b.c>")]
    [InlineData("<a@b-.c>")]
    [InlineData("<a@b.xn--->")]
    [InlineData("<a@b123456789b123456789b123456789b123456789b123456789b123456789bbbb.c>")]
    [InlineData("<a@b@c>")]
    [InlineData("<a@b c>")]
    [InlineData("<a@b.c >")]
    [InlineData("<\"a\"b@c.d>")]
    [InlineData("<@one.example>")]
    [InlineData("<@one.example:>")]
    [InlineData("<@one.example,a@b.c>")]
    [InlineData("<@one.example,:a@b.c>")]
    [InlineData("<a@[]>")]
    [InlineData("<a@[192.0.2]>")]
    [InlineData("<a@[192.0.2.256]>")]
    [InlineData("<a@[192.0.2.1.1]>")]
    [InlineData("<a@[192.0.2.1 ]>")]
    [InlineData("<a@[IPv6:]>")]
    [InlineData("<a@[IPv6:192.0.2.1]>")]
    [InlineData("<a@[IPv6:2001:db8::1%eth0]>")]
    [InlineData("<a@[IPv6:2001:db8:::1]>")]
    [InlineData("<a@[tag]>")]
    [InlineData("<a@[tag:]>")]
    [InlineData("<a@[tag:a[b]>")]
    [InlineData("<a@[tag:a\\b]>")]
    [InlineData("<a@[tag-:x]>")]
    public void What_is_no_path_is_refused(string text) =>
        Assert.Equal(SmtpPathStatus.Malformed, SmtpPath.TryRead(Encoding.UTF8.GetBytes(text), 512, out _, out _));

    [Theory]
    [InlineData("a@b.c", true)]
    [InlineData("a@b.c X=Y", true)]
    [InlineData("\"a b\"@[192.0.2.1]", true)]
    [InlineData("<a@b.c>", true)]
    [InlineData("a@b.c>", false)]
    [InlineData("a", false)]
    [InlineData("", false)]
    [InlineData("@x.y:a@b.c", false)]
    public void An_address_without_brackets_is_taken_where_it_is_allowed(string text, bool valid)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Assert.Equal(valid ? SmtpPathStatus.Valid : SmtpPathStatus.Malformed, SmtpPath.TryRead(bytes, 512, out _, out ReadOnlySpan<byte> rest, acceptBare: true));
        Assert.True(rest.IsEmpty || rest.SequenceEqual(" X=Y"u8));
        Assert.Equal(text.StartsWith('<') ? SmtpPathStatus.Valid : SmtpPathStatus.Malformed, SmtpPath.TryRead(bytes, 512, out _, out _));
        Assert.Equal(valid ? SmtpPathStatus.TooLong : SmtpPathStatus.Malformed, SmtpPath.TryRead(bytes, 4, out _, out _, acceptBare: true));
    }

    [Theory, Rfc(6531, "3.3")]
    [InlineData("<\xFF@b.c>")]
    [InlineData("<a@\xC3.c>")]
    [InlineData("<\"\xFF\"@b.c>")]
    public void Bytes_that_are_no_utf8_are_no_address(string text) =>
        Assert.Equal(SmtpPathStatus.Malformed, SmtpPath.TryRead(Encoding.Latin1.GetBytes(text), 512, out _, out _));
}
