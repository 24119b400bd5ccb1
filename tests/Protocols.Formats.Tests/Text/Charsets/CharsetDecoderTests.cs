using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Formats.Tests.Text.Encodings;
using Protocols.Text;

namespace Protocols.Formats.Tests.Text.Charsets;

public sealed class CharsetDecoderTests
{
    private static readonly string[] s_names =
    [
        "", "us-ascii", "x-nobody-knows", "utf-8", "iso-8859-1", "iso-8859-15", "windows-1252", "utf-7", "utf-7-imap", "utf-16", "utf-16le", "utf-16be", "utf-32", "utf-32be", "cesu-8",
        "iso-2022-jp", "iso-2022-kr", "iso-2022-cn", "hz-gb-2312", "euc-jp", "euc-jis-2004", "euc-tw", "shift_jis", "shift_jis-2004", "euc-kr", "gbk", "gb18030", "big5", "big5-hkscs",
        "johab", "viscii", "tcvn5712-1", "koi8-t",
    ];

    private static readonly string[] s_pieces =
    [
        "plain ", "\r\n", "\xC3\xA9", "\xE9", "\xF0\x9F\x98\x80", "\xED\xA0\xBD\xED\xB8\x80", "\xE3\x81", "\x1B$B$\"$\"\x1B(B", "\x1B$(D0!\x1B(J\\", "\x1B$)C\x0E!!\x0F", "\x1B$)A\x0EVP\x0F",
        "\x1B$", "\x1B", "\x1B.A\x1BNi", "~{VP~}", "~~", "~", "\x82\xA0", "\x8F\xB0\xA1", "\x8E\xA2\xA1\xA1", "\x8E\xB1", "\x81\x30\x81\x30", "\x98\x33", "\xC5\x39\xB0", "30", "\x88\x62", "\xFF\xFE" + "a\0", "\xFE\xFF\0a", "\0\0\0a", "a\0\0\0",
        "\xD8\x3D\xDE\x00", "+Jjo-", "+2D3eAA-", "&Jjo-", "+-", "&", "\x80", "\xA0", "\xFF", "\x0E", "\x0F", "0A",
    ];

    [Fact, Rfc(2047, "2")]
    public void Text_does_not_depend_on_how_it_is_cut()
    {
        Gen<(string Name, string Octets, int[] Cuts)> inputs =
            from name in Gen.Elements(s_names)
            from count in Gen.Choose(0, 10)
            from pieces in Gen.ArrayOf(Gen.Elements(s_pieces), count)
            from cuts in Gen.ArrayOf(Gen.Choose(0, 10_000), 3)
            select (name, string.Concat(pieces), cuts);
        Prop.ForAll(inputs.ToArbitrary(), static input =>
        {
            byte[] octets = Encoding.Latin1.GetBytes(input.Octets);
            string whole = Decode(input.Name, [octets]);
            Assert.Equal(whole, Decode(input.Name, TransferDecodingTests.Cut(octets, input.Cuts)));
            Assert.Equal(whole, Decode(input.Name, [.. octets.Select(static b => new[] { b })]));
            if (input.Name.Length > 0 && input.Name != "us-ascii" && input.Name != "x-nobody-knows" && input.Name != "iso-8859-1")
            {
                string text = Charset.GetString(Encoding.ASCII.GetBytes(input.Name), octets, out CharsetOutcome outcome);
                Assert.Equal(whole, $"{text} {outcome}");
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(10_000).WithReplay(20261124, 5));
    }

    [Theory]
    [InlineData("utf-8", "\xE9t\xE9", "\uFFFDt\uFFFD NamedInPart")]
    [InlineData("iso-8859-1", "caf\xE9", "café Named")]
    [InlineData("iso-8859-1", "\x93q\x94", "“q” AssumedWindows1252")]
    [InlineData("us-ascii", "plain", "plain Named")]
    [InlineData("us-ascii", "\xC3\xA9", "é AssumedUtf8")]
    [InlineData("us-ascii", "\xE9", "é AssumedWindows1252")]
    [InlineData("", "\xC3\xA9 \xE9 \xC3\xA9", "é é Ã© AssumedWindows1252")]
    [InlineData("", "\xE2\x82", "â‚ AssumedWindows1252")]
    [InlineData("x-nobody-knows", "\xC3\xA9", "é UnknownName")]
    [InlineData("utf-16", "\xFF\xFE" + "a\0", "a Named")]
    [InlineData("utf-16", "\xFE\xFF\0a", "a Named")]
    [InlineData("utf-16", "\0a\0b", "ab Named")]
    [InlineData("utf-16", "a\0b\0", "ab Named")]
    [InlineData("utf-16", "\x30\x42", "あ Named")]
    [InlineData("utf-16", "\xD8\x3D\xDE\0", "😀 Named")]
    [InlineData("utf-16", "\0a\xD8\x3D\0b", "a\uFFFDb NamedInPart")]
    [InlineData("utf-16", "\0a\0", "a\uFFFD NamedInPart")]
    [InlineData("utf-32", "\0\x01\xF6\0", "😀 Named")]
    [InlineData("utf-32", "a\0\0\0", "a Named")]
    [InlineData("cesu-8", "\xED\xA0\xBD\xED\xB8\x80", "😀 Named")]
    [InlineData("utf-7", "+2D3eAA-", "😀 Named")]
    [InlineData("gb18030", "\x90\x30\x81\x30\xD6\xD0\x81\x30\x84\x36", "\U00010000中\u00A5 Named")]
    [InlineData("gb18030", "\x98\x33" + "0", "\uFFFD30 NamedInPart")]
    [InlineData("gb18030", "\xC5" + "9", "\uFFFD NamedInPart")]
    [InlineData("gb18030", "\x98\x33\xD6\xD0", "\uFFFD3中 NamedInPart")]
    [InlineData("gb18030", "\xFE\x39\xFE\x39\xFF", "\uFFFD\uFFFD NamedInPart")]
    [InlineData("utf-7", "a+2D0-b+-", "a\uFFFDb+ NamedInPart")]
    [InlineData("utf-7", "+3gA-", "\uFFFD NamedInPart")]
    [InlineData("utf-7", "+2D0", "\uFFFD NamedInPart")]
    [InlineData("utf-32", "\0\0\xD8\0\0\x11\0\0", "\uFFFD\uFFFD NamedInPart")]
    [InlineData("cesu-8", "\xED\xA0\xBD" + "a\xC0\x80", "\uFFFDa\uFFFD\uFFFD NamedInPart")]
    [InlineData("utf-7-imap", "&U,BTFw-", "台北 Named")]
    [InlineData("iso-2022-jp-2", "\x1B.A\x1BNi", "é Named")]
    [InlineData("iso-2022-jp", "\x1B$B$\"\n$\"", "あ\n$\" Named")]
    [InlineData("iso-2022-jp", "\xB1", "ｱ Named")]
    [InlineData("iso-2022-jp", "\x1B[31m", "\x1B[31m Named")]
    [InlineData("iso-2022-jp", "\x1B$B$", "\uFFFD NamedInPart")]
    [InlineData("iso-2022-kr", "\x1B$)C\x0E!!0!\x0F.", "\u3000가. Named")]
    [InlineData("iso-2022-cn", "\x1B$)A\x0EVP\x1B$*H\x1BN!!\x0F", "中乂 Named")]
    [InlineData("hz-gb-2312", "~{VPND~}~~", "中文~ Named")]
    [InlineData("euc-tw", "\xC4\xA1\x8E\xA2\xA1\xA1", "一乂 Named")]
    [InlineData("big5-hkscs", "\x88\x62\x87\x40", "Ê̄䏰 Named")]
    [InlineData("viscii", "Vi\xAEt", "Việt Named")]
    [InlineData("shift_jis", "\x82", "\uFFFD NamedInPart")]
    [InlineData("shift_jis", "\x82<b>", "\uFFFD<b> NamedInPart")]
    public void Octets_become_text_and_how_is_told(string name, string octets, string expected) =>
        Assert.Equal(expected, SplitInvariance.Check(Encoding.Latin1.GetBytes(octets), pieces => Decode(name, pieces)));

    [Fact]
    public void A_character_split_over_two_encoded_words_is_whole()
    {
        CharsetDecoder decoder = new("iso-2022-jp"u8);
        ArrayBufferWriter<char> text = new();
        decoder.Decode("\x1B$B$"u8, text);
        decoder.Decode("\"\x1B(B"u8, text);
        Assert.Equal(CharsetOutcome.Named, decoder.Finish(text));
        Assert.Equal("あ", text.WrittenSpan.ToString());
    }

    [Fact]
    public void A_decoder_can_be_used_anew()
    {
        CharsetDecoder decoder = new(default);
        ArrayBufferWriter<char> text = new();
        decoder.Decode("\xE9"u8[..1], text);
        decoder.Decode([0xFF], text);
        Assert.Equal(CharsetOutcome.AssumedWindows1252, decoder.Finish(text));
        decoder.Decode("é"u8, text);
        Assert.Equal(CharsetOutcome.AssumedUtf8, decoder.Finish(text));
    }

    [Fact]
    public void What_is_read_only_does_not_write()
    {
        foreach (string name in new[] { "iso-2022-cn", "viscii" })
        {
            Assert.True(Charset.TryGetEncoding(Encoding.ASCII.GetBytes(name), out Encoding? encoding));
            Assert.Throws<NotSupportedException>(() => encoding!.GetBytes("a"));
        }
    }

    private static string Decode(string name, IReadOnlyList<byte[]> pieces)
    {
        CharsetDecoder decoder = new(Encoding.ASCII.GetBytes(name));
        ArrayBufferWriter<char> text = new();
        foreach (byte[] piece in pieces)
        {
            decoder.Decode(piece, text);
        }

        CharsetOutcome outcome = decoder.Finish(text);
        return $"{text.WrittenSpan} {outcome}";
    }
}
