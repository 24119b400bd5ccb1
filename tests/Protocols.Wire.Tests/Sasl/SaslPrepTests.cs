using System.Text;
using Protocols.Sasl;

namespace Protocols.Wire.Tests.Sasl;

public sealed class SaslPrepTests
{
    [Theory, Rfc(4013, "3"), Rfc(4013, "2.1"), Rfc(4013, "2.2")]
    [InlineData("I\u00ADX", "IX")]
    [InlineData("user", "user")]
    [InlineData("USER", "USER")]
    [InlineData("\u00AA", "a")]
    [InlineData("\u2168", "IX")]
    [InlineData("\uFF21\uFF42\uFF43", "Abc")]
    [InlineData("\uFB01x\u00B2", "fix2")]
    [InlineData("a\u3000b", "a b")]
    [InlineData("e\u0301", "\u00E9")]
    [InlineData("", "")]
    public void What_looks_the_same_becomes_the_same(string text, string prepared)
    {
        Assert.True(SaslPrep.TryPrepare(text, out string? found));
        Assert.Equal(prepared, found);
    }

    [Theory, Rfc(4013, "2.3")]
    [InlineData("\u0007")]
    [InlineData("é\u0085")]
    [InlineData("é\uE000")]
    [InlineData("é\uFFFE")]
    [InlineData("é\u202A")]
    [InlineData("é\uFFFD")]
    [InlineData("é\U000E0041")]
    public void What_no_name_may_hold_is_refused(string text) => Assert.False(SaslPrep.TryPrepare(text, out _));

    [Fact]
    public void A_lone_surrogate_is_refused() => Assert.False(SaslPrep.TryPrepare("é" + (char)0xD800, out _));

    [Fact]
    public void A_password_that_cannot_be_prepared_stays_as_it_is()
    {
        Assert.Equal("\u00E9", Encoding.UTF8.GetString(SaslPrep.PreparePassword(Encoding.UTF8.GetBytes("e\u0301")).Span));
        Assert.Equal("é\u202A", Encoding.UTF8.GetString(SaslPrep.PreparePassword(Encoding.UTF8.GetBytes("é\u202A")).Span));
        Assert.Equal([0xFF], SaslPrep.PreparePassword(new byte[] { 0xFF }).ToArray());
    }
}
