using System.Buffers;
using System.Text;
using Protocols.Text;

namespace Protocols.Formats.Tests.Text;

public sealed class UnicodeCasemapTests
{
    // RFC 5051 §2
    [Theory]
    [InlineData("\u01C4", "Dz\u030C")]
    [InlineData("tèst", "TE\u0300ST")]
    [InlineData("ﬃ", "ffi")]
    [InlineData("ß", "ß")]
    [InlineData("ა", "ა")]
    [InlineData("ᾳ", "\u0391\u0345")]
    [InlineData("ŉ", "ʼn")]
    [InlineData("\u0345", "\u0399")]
    [InlineData("한", "\u1112\u1161\u11AB")]
    [InlineData("가", "\u1100\u1161")]
    [InlineData("𝒜", "A")]
    [InlineData("", "")]
    public void Each_character_is_titlecased_and_then_decomposed(string text, string expected) => Assert.Equal(expected, Encoding.UTF8.GetString(Fold(Encoding.UTF8.GetBytes(text))));

    // RFC 5051 §2
    [Fact]
    public void What_is_no_utf_8_stays_as_it_is() => Assert.Equal([(byte)'a', 0xC0, 0x80], Fold([(byte)'a', 0xC0, 0x80]));

    [Fact]
    public void Nothing_grows_more_than_is_said()
    {
        int most = 0;
        Span<byte> encoded = stackalloc byte[4];
        for (int i = 1; i < 0x110000; i++)
        {
            if (Rune.TryCreate(i, out Rune rune))
            {
                int length = rune.EncodeToUtf8(encoded);
                most = Math.Max(most, Fold(encoded[..length].ToArray()).Length - (length * UnicodeCasemap.MaxGrowth));
            }
        }

        Assert.Equal(0, most);
    }

    [Fact]
    public void Long_text_is_folded_in_pieces()
    {
        string text = string.Concat(Enumerable.Repeat("é\uFDFA", 10_000));
        Assert.Equal(10_000 * (3 + 33), Fold(Encoding.UTF8.GetBytes(text)).Length);
    }

    private static byte[] Fold(byte[] text)
    {
        ArrayBufferWriter<byte> output = new();
        UnicodeCasemap.Fold(text, output);
        return output.WrittenSpan.ToArray();
    }
}
