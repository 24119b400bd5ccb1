using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Text;

namespace Protocols.Formats.Tests.Text.Domains;

public sealed class DomainNameTests
{
    // RFC 5891 §4.4
    [Theory]
    [InlineData("example.com", "example.com")]
    [InlineData("EXAMPLE.Com", "example.com")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("Bu\u0308cher.example", "xn--bcher-kva.example")]
    [InlineData("faß.de", "xn--fa-hia.de")]
    [InlineData("例え。テスト", "xn--r8jz45g.xn--zckzah")]
    [InlineData("ｅｘａｍｐｌｅ．com", "example.com")]
    [InlineData("xn--bcher-kva.example", "xn--bcher-kva.example")]
    public void Names_are_written_in_ascii(string name, string ascii)
    {
        Assert.Equal(DomainNameDefects.None, DomainName.ToAscii(name, out string written));
        Assert.Equal(ascii, written);
        byte[] room = new byte[253];
        Assert.True(DomainName.TryToAscii(Encoding.UTF8.GetBytes(name), room, out int length));
        Assert.Equal(ascii, Encoding.ASCII.GetString(room, 0, length));
    }

    [Theory]
    [InlineData("", DomainNameDefects.Length)]
    [InlineData("a..b", DomainNameDefects.Length)]
    [InlineData("a b", DomainNameDefects.DisallowedCharacter)]
    [InlineData("a\0b", DomainNameDefects.DisallowedCharacter)]
    [InlineData("a\r\nb", DomainNameDefects.DisallowedCharacter)]
    [InlineData("_dmarc.example", DomainNameDefects.DisallowedCharacter)]
    [InlineData("-a.example", DomainNameDefects.Hyphen)]
    [InlineData("ab--c.example", DomainNameDefects.Hyphen)]
    [InlineData("\u0301a.example", DomainNameDefects.LeadingMark)]
    [InlineData("a\u200Db.example", DomainNameDefects.Joiner)]
    [InlineData("aא.example", DomainNameDefects.Bidi)]
    [InlineData("xn--a.example", DomainNameDefects.DisallowedCharacter)]
    [InlineData("xn--99999999999.example", DomainNameDefects.BadPunycode)]
    [InlineData("xn--abc-.example", DomainNameDefects.BadPunycode)]
    [InlineData("xn--ü.example", DomainNameDefects.BadPunycode)]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901234", DomainNameDefects.Length)]
    public void What_is_wrong_with_a_name_is_told(string name, DomainNameDefects expected)
    {
        DomainNameDefects defects = DomainName.ToAscii(name, out _);
        Assert.Equal(expected, defects & expected);
        Assert.NotEqual(DomainNameDefects.None, defects);
        Assert.False(DomainName.TryToAscii(Encoding.UTF8.GetBytes(name), new byte[253], out int written));
        Assert.Equal(0, written);
    }

    [Fact]
    public void Rules_can_be_left_out()
    {
        Assert.Equal(DomainNameDefects.None, DomainName.ToAscii("_dmarc.bücher.example", out string ascii, DomainNameRules.Hyphens | DomainNameRules.DnsLength));
        Assert.Equal("_dmarc.xn--bcher-kva.example", ascii);
        Assert.Equal(DomainNameDefects.None, DomainName.ToAscii("r3---sn.example", out _, DomainNameRules.HostNames));
        Assert.Equal(DomainNameDefects.None, DomainName.ToAscii("", out _, DomainNameRules.None));
    }

    [Fact]
    public void Every_name_that_is_good_comes_back_from_ascii()
    {
        Gen<string> names =
            from count in Gen.Choose(1, 8)
            from points in Gen.ArrayOf(Gen.OneOf(Gen.Choose('a', 'z'), Gen.Choose(0xA0, 0x24F), Gen.Choose(0x370, 0x6FF), Gen.Choose(0x900, 0xFFFD), Gen.Choose(0x10000, 0x2FFFF)), count)
            select string.Concat(points.Where(static point => Rune.IsValid(point)).Select(static point => char.ConvertFromUtf32(point)));
        int good = 0;
        Prop.ForAll(names.ToArbitrary(), name =>
        {
            if (DomainName.ToAscii(name, out string ascii) == DomainNameDefects.None)
            {
                good++;
                Assert.True(Ascii.IsValid(ascii));
                Assert.Equal(DomainNameDefects.None, DomainName.ToUnicode(ascii, out string unicode));
                Assert.Equal(DomainNameDefects.None, DomainName.ToAscii(unicode, out string again));
                Assert.Equal(ascii, again);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(10_000).WithReplay(20261124, 7));
        Assert.True(good > 1000, $"{good} names were good.");
    }

    [Fact]
    public void A_long_name_is_answered_and_not_worked_on_for_long()
    {
        Assert.NotEqual(DomainNameDefects.None, DomainName.ToAscii(new string('ü', 1_000_000), out _));
        Assert.NotEqual(DomainNameDefects.None, DomainName.ToUnicode("xn--" + new string('a', 1_000_000), out _));
        Assert.NotEqual(DomainNameDefects.None, DomainName.ToAscii(string.Concat(Enumerable.Repeat("a\u0301\u0316", 300_000)), out _));
        Assert.False(Punycode.TryEncode(new string('ü', Punycode.LongestLabel + 1), out _));
        Assert.False(Punycode.TryDecode(new string('a', Punycode.LongestLabel + 1), out _));
        Assert.True(Punycode.TryEncode(new string('ü', Punycode.LongestLabel), out string encoded));
        Assert.True(Punycode.TryEncode(string.Concat(Enumerable.Repeat("\U0010FFFFa", 340)), out _));
        Assert.NotEmpty(encoded);
    }

    [Fact]
    public void A_name_in_ascii_allocates_nothing()
    {
        byte[] name = "Mail.Example.COM"u8.ToArray();
        byte[] room = new byte[253];
        AllocationAssert.None(() => Assert.True(DomainName.TryToAscii(name, room, out _)));
    }
}
