using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Text;

namespace Protocols.Formats.Tests.Text.Encodings;

/// <summary>The encoders for writing, and what their decoders make of it.</summary>
public sealed class TransferEncodingTests
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(10_000).WithReplay(20261124, 3);

    private static readonly string[] s_pieces =
    [
        "\r\n", "\n", "\r", " ", "\t", ".", "..", "From ", "From", "Fr", "F", "=", "\0", "\xE9", "word", "some words of prose ",
        new('x', 74), new('y', 75), new('z', 76), new(' ', 80), new('\xFF', 57),
    ];

    [Fact, Rfc(2045, "6.8")]
    public void Base64_is_folded_as_the_framework_folds_it_and_read_back() => Prop.ForAll(Inputs(), input =>
    {
        byte[] source = Encoding.Latin1.GetBytes(input.Text);
        string expected = Convert.ToBase64String(source, Base64FormattingOptions.InsertLineBreaks);
        byte[] encoded = Base64(TransferDecodingTests.Cut(source, input.Cuts));
        Assert.Equal(expected.Length == 0 ? "" : expected + "\r\n", Encoding.ASCII.GetString(encoded));
        Assert.Equal(source, PlainDecoders.Base64(encoded));
    }).Check(s_config);

    [Fact, Rfc(2045, "6.7")]
    public void Quoted_printable_is_read_back_as_text() => Prop.ForAll(Inputs(), input =>
    {
        byte[] source = Encoding.Latin1.GetBytes(input.Text);
        byte[] encoded = QuotedPrintableInPieces(TransferDecodingTests.Cut(source, input.Cuts), isBinary: false);
        Assert.Equal(QuotedPrintableInPieces([source], isBinary: false), encoded);

        // A bare LF is written as a line end, and so are read back both.
        string expected = input.Text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal);
        Assert.Equal(expected, Encoding.Latin1.GetString(PlainDecoders.QuotedPrintable(encoded)));
        AssertLines(encoded);
    }).Check(s_config);

    [Fact, Rfc(2045, "6.7")]
    public void Quoted_printable_is_read_back_as_octets() => Prop.ForAll(Inputs(), input =>
    {
        byte[] source = Encoding.Latin1.GetBytes(input.Text);
        byte[] encoded = QuotedPrintableInPieces(TransferDecodingTests.Cut(source, input.Cuts), isBinary: true);
        Assert.Equal(source, PlainDecoders.QuotedPrintable(encoded));
        AssertLines(encoded);
    }).Check(s_config);

    [Theory]
    [InlineData("begin 644 cat.txt\n#0V%T\n`\nend\n", "Cat", false)]
    [InlineData("some text\nbegin 644 cat.txt\n#0V%T\n`\nend\nmore text\n#0V%T\n", "Cat", false)]
    [InlineData("#0V%T\n#0V%T", "CatCat", false)]
    [InlineData("\r\n#0V%TX\r\n#0V%T\r\n", "CatCat", false)]
    [InlineData("begin 644 x\r\n#0V%T\r\nnonsense\r\n#0V%T", "CatCat", true)]
    [InlineData("begin 644 x\n#0V%", "Ca@", false)]
    [InlineData("prose first\nthat never begins\n#0V%T\n", "", false)]
    [InlineData("begin 644 x\nend", "", false)]
    public void A_uuencoded_file_does_not_depend_on_how_it_is_cut(string encoded, string decoded, bool hasDefects)
    {
        byte[] source = Encoding.ASCII.GetBytes(encoded);
        string whole = SplitInvariance.Check(source, pieces =>
        {
            UuDecoder decoder = default;
            StringBuilder text = new();
            foreach (byte[] piece in pieces)
            {
                byte[] room = new byte[UuDecoder.GetMaxDecodedLength(piece.Length)];
                text.Append(Encoding.Latin1.GetString(room, 0, decoder.Decode(piece, room)));
            }

            byte[] rest = new byte[UuDecoder.GetMaxDecodedLength(0)];
            text.Append(Encoding.Latin1.GetString(rest, 0, decoder.Finish(rest)));
            Assert.Equal(hasDefects, decoder.HasDefects);
            return text.ToString();
        });
        byte[] destination = new byte[source.Length];
        Assert.Equal(decoded, whole);
        Assert.Equal(decoded, Encoding.Latin1.GetString(destination, 0, UuEncoding.Decode(source, destination)));
    }

    [Fact]
    public void A_line_of_uuencode_without_end_is_not_kept()
    {
        UuDecoder decoder = default;
        byte[] piece = new byte[100_000];
        Array.Fill(piece, (byte)'M');
        byte[] room = new byte[UuDecoder.GetMaxDecodedLength(piece.Length)];
        decoder.Decode("begin 644 x\n"u8, room);
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(0, decoder.Decode(piece, room));
        }

        Assert.Equal(45, decoder.Finish(room));
    }

    [Fact]
    public void Encoding_allocates_nothing()
    {
        byte[] source = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Ein Café in Prag. \r\n", 500)));
        byte[] room = new byte[QuotedPrintableEncoder.GetMaxEncodedLength(source.Length)];
        AllocationAssert.None(() =>
        {
            QuotedPrintableEncoder printable = default;
            Base64Encoder base64 = default;
            int length = printable.Encode(source, room) + printable.Finish(room) + base64.Encode(source, room) + base64.Finish(room);
            Assert.True(length > source.Length);
        });
    }

    [Fact]
    public void Too_little_room_is_refused()
    {
        Assert.Throws<ArgumentException>(() => default(Base64Encoder).Encode("abc"u8, new byte[4]));
        Assert.Throws<ArgumentException>(() => default(Base64Encoder).Finish(new byte[5]));
        Assert.Throws<ArgumentException>(() => default(QuotedPrintableEncoder).Encode("abc"u8, new byte[4]));
        Assert.Throws<ArgumentException>(() => default(QuotedPrintableEncoder).Finish(new byte[4]));
        Assert.Throws<ArgumentException>(() => default(UuDecoder).Decode("abc"u8, new byte[4]));
        Assert.Throws<ArgumentException>(() => default(UuDecoder).Finish(new byte[4]));
    }

    private static void AssertLines(byte[] encoded)
    {
        foreach (string line in Encoding.ASCII.GetString(encoded).Split("\r\n"))
        {
            Assert.InRange(line.Length, 0, 76);
            Assert.DoesNotMatch("[^\t -~]|[\t ]$|^\\.|^From ", line);
        }
    }

    private static byte[] Base64(IReadOnlyList<byte[]> pieces)
    {
        Base64Encoder encoder = default;
        List<byte> encoded = [];
        foreach (byte[] piece in pieces)
        {
            byte[] room = new byte[Base64Encoder.GetMaxEncodedLength(piece.Length)];
            encoded.AddRange(room[..encoder.Encode(piece, room)]);
        }

        byte[] rest = new byte[6];
        encoded.AddRange(rest[..encoder.Finish(rest)]);
        return [.. encoded];
    }

    private static byte[] QuotedPrintableInPieces(IReadOnlyList<byte[]> pieces, bool isBinary)
    {
        QuotedPrintableEncoder encoder = new(isBinary);
        List<byte> encoded = [];
        foreach (byte[] piece in pieces)
        {
            byte[] room = new byte[QuotedPrintableEncoder.GetMaxEncodedLength(piece.Length)];
            encoded.AddRange(room[..encoder.Encode(piece, room)]);
        }

        byte[] rest = new byte[QuotedPrintableEncoder.GetMaxEncodedLength(0)];
        encoded.AddRange(rest[..encoder.Finish(rest)]);
        return [.. encoded];
    }

    private static Arbitrary<(string Text, int[] Cuts)> Inputs() => (
        from count in Gen.Choose(0, 12)
        from texts in Gen.ArrayOf(Gen.Elements(s_pieces), count)
        from cuts in Gen.ArrayOf(Gen.Choose(0, 100_000), 3)
        select (string.Concat(texts), cuts)).ToArbitrary();
}
