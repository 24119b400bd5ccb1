using System.Text;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.SpecialUse;

public sealed class MailboxFactsTests
{
    [Theory]
    [Rfc(8579, "4")]
    [InlineData("\\Archive", true)]
    [InlineData("\\x-my.use", true)]
    [InlineData("\\", false)]
    [InlineData("Archive", false)]
    [InlineData("\\a b", false)]
    [InlineData("\\\\a", false)]
    [InlineData("\\a*", false)]
    [InlineData("\\ü", false)]
    public void A_special_use_is_a_backslash_and_an_atom(string attribute, bool expected) => Assert.Equal(expected, MailboxFacts.IsSpecialUse(Encoding.UTF8.GetBytes(attribute)));

    [Theory]
    [Rfc(9042, "4")]
    [InlineData("F6352ae03-b7f5-463c-896f-d8b48ee3", true)]
    [InlineData("a_B-0", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a.b", false)]
    public void An_identifier_is_letters_digits_and_dashes(string id, bool expected) => Assert.Equal(expected, MailboxFacts.IsMailboxId(Encoding.UTF8.GetBytes(id)));

    [Fact]
    public void An_identifier_has_a_length()
    {
        byte[] id = new byte[256];
        Array.Fill(id, (byte)'a');
        Assert.False(MailboxFacts.IsMailboxId(id));
        Assert.True(MailboxFacts.IsMailboxId(id.AsSpan(1)));
    }

    [Theory]
    [Rfc(6558, "2")]
    [InlineData("image/tiff", true)]
    [InlineData("image", false)]
    [InlineData("/tiff", false)]
    [InlineData("image/", false)]
    [InlineData("image/tiff/x", false)]
    [InlineData("image/t iff", false)]
    public void A_media_type_is_a_type_and_a_subtype(string text, bool expected) => Assert.Equal(expected, ConversionParts.IsMediaType(text));

    [Theory]
    [InlineData("image/jpeg", true)]
    [InlineData("Multipart/mixed", false)]
    [InlineData("message/rfc822", false)]
    [InlineData("image", false)]
    public void Nothing_is_converted_to_a_multipart(string text, bool expected) => Assert.Equal(expected, ConversionParts.IsSimple(text));

    [Theory]
    [Rfc(6558, "2")]
    [InlineData("pix-x=320", true)]
    [InlineData("x=", true)]
    [InlineData("=x", false)]
    [InlineData("x", false)]
    [InlineData("a=b\r\nc", false)]
    public void A_parameter_is_a_name_and_a_value(string text, bool expected) => Assert.Equal(expected, ConversionParts.IsParameter(text));
}
