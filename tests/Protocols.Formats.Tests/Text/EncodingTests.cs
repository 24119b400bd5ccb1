using System.Text;
using Protocols.Text;

namespace Protocols.Formats.Tests.Text;

public sealed class EncodingTests
{
    // RFC 4648 §10
    [Theory, Rfc(4648, "10"), Rfc(2045, "6.8")]
    [InlineData("", "", false)]
    [InlineData("Zg==", "f", false)]
    [InlineData("Zm8=", "fo", false)]
    [InlineData("Zm9v", "foo", false)]
    [InlineData("Zm9vYg==", "foob", false)]
    [InlineData("Zm9vYmE=", "fooba", false)]
    [InlineData("Zm9vYmFy", "foobar", false)]
    [InlineData("Zm9v\r\nYmFy\r\n", "foobar", false)]
    [InlineData("Zm9vY\nmFy", "foobar", false)]
    [InlineData("Z m 9\tv", "foo", false)]
    [InlineData("Zm9vYg", "foob", false)]
    [InlineData("Zm9vYmE", "fooba", false)]
    [InlineData("Zg==Zm9v", "ffoo", false)]
    [InlineData("Zm9v!YmFy", "foobar", true)]
    [InlineData("Zm9vY", "foo", true)]
    [InlineData("====", "", false)]
    public void Base64_is_read_whole_and_in_pieces(string encoded, string decoded, bool hasDefects)
    {
        SplitInvariance.Check(Encoding.Latin1.GetBytes(encoded + " "), pieces =>
        {
            Base64Decoder decoder = default;
            List<byte> octets = [];
            byte[] room = new byte[Base64Decoder.GetMaxDecodedLength(encoded.Length + 1)];
            foreach (byte[] piece in pieces)
            {
                octets.AddRange(room[..decoder.Decode(piece, room)]);
            }

            octets.AddRange(room[..decoder.Finish(room)]);
            Assert.Equal(decoded, Encoding.Latin1.GetString(octets.ToArray()));
            Assert.Equal(hasDefects, decoder.HasDefects);
            return Encoding.Latin1.GetString(octets.ToArray());
        });
    }

    [Theory, Rfc(2045, "6.7")]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("caf=E9", "caf\xE9")]
    [InlineData("caf=e9=3D", "caf\xE9=")]
    [InlineData("soft=\r\nbreak", "softbreak")]
    [InlineData("soft=\nbreak", "softbreak")]
    [InlineData("soft= \t\r\nbreak", "softbreak")]
    [InlineData("space before = \r\nbreak", "space before break")]
    [InlineData("trailing  \t\r\nnext", "trailing\r\nnext")]
    [InlineData("trailing \nnext ", "trailing\nnext")]
    [InlineData("kept=20\r\n", "kept \r\n")]
    [InlineData("=20 \r\n", " \r\n")]
    [InlineData("bad=ZZ=4", "bad=ZZ=4")]
    [InlineData("end=", "end")]
    [InlineData("a=3", "a=3")]
    [InlineData("=41=42c=43  d=44e f=\r\n=47", "ABcC  dDe fG")]
    [InlineData("x\ry", "x\ry")]
    [InlineData("x \r", "x \r")]
    [InlineData("Now's the time =\r\nfor all folk to come=\r\n to the aid of their country.", "Now's the time for all folk to come to the aid of their country.")]
    public void Quoted_printable_is_read(string encoded, string decoded)
    {
        byte[] source = Encoding.Latin1.GetBytes(encoded);
        byte[] room = new byte[source.Length];

        int length = QuotedPrintable.Decode(source, room);

        Assert.Equal(decoded, Encoding.Latin1.GetString(room, 0, length));
    }

    [Fact]
    public void A_uuencoded_file_is_read_from_begin_to_end()
    {
        byte[] source = Encoding.Latin1.GetBytes("some text\nbegin 644 cat.txt\n#0V%T\n`\nend\nmore text\n");
        byte[] room = new byte[source.Length];

        Assert.Equal("Cat", Encoding.Latin1.GetString(room, 0, UuEncoding.Decode(source, room)));
    }

    [Theory]
    [InlineData("utf-8", "\xC3\xA9", "é", CharsetOutcome.Named)]
    [InlineData("UTF8", "\xC3\xA9", "é", CharsetOutcome.Named)]
    [InlineData("iso-8859-1", "\xE9", "é", CharsetOutcome.Named)]
    [InlineData("ISO-8859-15", "\xA4", "€", CharsetOutcome.Named)]
    [InlineData("windows-1252", "\x80", "€", CharsetOutcome.Named)]
    [InlineData("cp1252", "\x80", "€", CharsetOutcome.Named)]
    [InlineData("koi8-r", "\xC1", "а", CharsetOutcome.Named)]
    [InlineData("shift_jis", "\x82\xA0", "あ", CharsetOutcome.Named)]
    [InlineData("iso-2022-jp", "\x1B$B$\"\x1B(B", "あ", CharsetOutcome.Named)]
    [InlineData("gb2312", "\xD6\xD0", "中", CharsetOutcome.Named)]
    [InlineData("big5", "\xA4\xA4", "中", CharsetOutcome.Named)]
    [InlineData("ks_c_5601-1987", "\xB0\xA1", "가", CharsetOutcome.Named)]
    [InlineData("utf-7", "Hi Mom -+Jjo--!", "Hi Mom -☺-!", CharsetOutcome.Named)]
    [InlineData("utf-7", "1 +- 1", "1 + 1", CharsetOutcome.Named)]
    [InlineData("us-ascii", "abc", "abc", CharsetOutcome.Named)]
    [InlineData("us-ascii", "\x80", "€", CharsetOutcome.AssumedWindows1252)]
    [InlineData("", "\xC3\xA9", "é", CharsetOutcome.AssumedUtf8)]
    [InlineData("", "\xE9", "é", CharsetOutcome.AssumedWindows1252)]
    [InlineData("x-nobody-knows", "\xC3\xA9", "é", CharsetOutcome.UnknownName)]
    [InlineData("x-nobody-knows", "\xE9", "é", CharsetOutcome.UnknownName)]
    [InlineData("cp99999", "a", "a", CharsetOutcome.UnknownName)]
    public void Octets_become_text_and_how_is_told(string name, string octets, string text, CharsetOutcome expected)
    {
        Assert.Equal(text, Charset.GetString(Encoding.ASCII.GetBytes(name), Encoding.Latin1.GetBytes(octets), out CharsetOutcome outcome));
        Assert.Equal(expected, outcome);
    }
}
