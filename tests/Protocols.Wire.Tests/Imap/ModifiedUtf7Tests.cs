using FsCheck;
using FsCheck.Fluent;
using Protocols.Text;

namespace Protocols.Wire.Tests.Imap;

public sealed class ModifiedUtf7Tests
{
    [Theory, Rfc(3501, "5.1.3")]
    [InlineData("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-")]
    [InlineData("☺!", "&Jjo-!")]
    [InlineData("a&b", "a&-b")]
    [InlineData("😀", "&2D3eAA-")]
    [InlineData("", "")]
    public void Names_encode_and_decode(string name, string encoded)
    {
        Assert.Equal(encoded, ModifiedUtf7.Encode(name));
        Assert.True(ModifiedUtf7.TryDecode(System.Text.Encoding.ASCII.GetBytes(encoded), out string decoded));
        Assert.Equal(name, decoded);
    }

    [Theory, Rfc(3501, "5.1.3")]
    [InlineData("&")]
    [InlineData("&AOk")]
    [InlineData("&A-")]
    [InlineData("&AO-")]
    [InlineData("&AO!-")]
    [InlineData("&AOl-")]
    [InlineData("&2D0-")]
    [InlineData("&3gA-")]
    [InlineData("&AOkA-")]
    public void What_is_not_modified_utf7_is_refused(string text) =>
        Assert.False(ModifiedUtf7.TryDecode(System.Text.Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void Octets_beyond_ascii_are_refused() => Assert.False(ModifiedUtf7.TryDecode([0xC3, 0xA9], out _));

    [Fact]
    public void Any_text_survives_the_round_trip() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            string whole = new([.. (text ?? string.Empty).Where(static c => !char.IsSurrogate(c))]);
            string encoded = ModifiedUtf7.Encode(whole);
            Assert.All(encoded, static c => Assert.InRange(c, ' ', '~'));
            Assert.True(ModifiedUtf7.TryDecode(System.Text.Encoding.ASCII.GetBytes(encoded), out string decoded));
            Assert.Equal(whole, decoded);
        }).Check(Config.QuickThrowOnFailure.WithReplay(20261124, 5));
}
