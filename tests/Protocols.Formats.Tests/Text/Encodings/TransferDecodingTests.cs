using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Text;

namespace Protocols.Formats.Tests.Text.Encodings;

/// <summary>The decoders of transfer encodings beside plain ones, over input of every kind, cut anywhere.</summary>
public sealed class TransferDecodingTests
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(10_000).WithReplay(20261124, 1);

    private static readonly string[] s_base64Pieces =
    [
        "\r\n", "\n", "\r", " ", "=", "==", "!", "\x80", "\xFF", ".", "Zg==", "Zm8=", "Zm9v", "Z", "Zm", "+/+/", "////", "azAZ", "0189",
        new('A', 12), new('b', 32), new('9', 60), new('+', 64), new('/', 75), new('z', 76), "\r\n" + new string('Q', 76) + "\r\n" + new string('R', 76) + "\r\n",
        new string('x', 4094) + "\r\n", new('y', 5000),
    ];

    private static readonly string[] s_quotedPrintablePieces =
    [
        "\r\n", "\n", "\r", " ", "\t", "  \t", "=", "==", "=4", "=41", "=c3=A9", "=20", "=09", "=0D=0A", "=\r\n", "=\n", "= \t\r\n", "=\r", "=ZZ", "=4Z", "=\x80\x80",
        "a", "prose of some words", "\xE9\xFF\0", new('x', 31), new('y', 70), "=D0=9F=D1=80=D0=B8=D0=B2=D0=B5=D1=82", "a=E9b=E9c=E9d=E9e=E9f=E9", "=E9 \t \r\n",
        new(' ', 127), new('\t', 130), new(' ', 300),
    ];

    [Fact, Rfc(2045, "6.8")]
    public void Base64_gives_what_a_plain_decoder_gives() => Prop.ForAll(Inputs(s_base64Pieces), input =>
    {
        byte[] source = Encoding.Latin1.GetBytes(input.Text);
        Assert.Equal(PlainDecoders.Base64(source), Base64(Cut(source, input.Cuts), out bool hasDefects));
        Base64([source], out bool hasDefectsWhole);
        Assert.Equal(hasDefectsWhole, hasDefects);
    }).Check(s_config);

    [Fact, Rfc(2045, "6.7")]
    public void Quoted_printable_gives_what_a_plain_decoder_gives() => Prop.ForAll(Inputs(s_quotedPrintablePieces), input =>
    {
        byte[] source = Encoding.Latin1.GetBytes(input.Text);
        byte[] expected = PlainDecoders.QuotedPrintable(source);
        Assert.Equal(expected, Guarded(source.Length, room => QuotedPrintable.Decode(source, room)));
        Assert.Equal(expected, QuotedPrintableInPieces(Cut(source, input.Cuts), out bool hasDefects));
        QuotedPrintableInPieces([source], out bool hasDefectsWhole);
        Assert.Equal(hasDefectsWhole, hasDefects);
    }).Check(s_config);

    [Fact, Rfc(2045, "6.8")]
    public void Every_octet_is_judged_alike_at_every_place_of_a_line()
    {
        for (int length = 4; length <= 76; length += 4)
        {
            for (int place = 0; place < length; place += 3)
            {
                for (int b = 0; b < 256; b++)
                {
                    byte[] source = Encoding.ASCII.GetBytes(new string('w', length) + "\r\n" + new string('w', 76) + "\r\n");
                    source[place] = (byte)b;
                    Assert.Equal(PlainDecoders.Base64(source), Base64([source], out bool hasDefects));
                    Assert.Equal(!IsBase64OrSpace(b), hasDefects && !IsBase64OrSpace(b));
                }
            }
        }
    }

    [Theory, Rfc(2045, "6.7")]
    [InlineData("a  \t\r\nb \r\n\tc = \r\nd=\r\n =20 \r\n", "a\r\nb\r\n\tc d  \r\n")]
    [InlineData("=", "")]
    [InlineData("a=\r", "a")]
    [InlineData("a=\rb", "a=\rb")]
    [InlineData("a=  b", "a=  b")]
    [InlineData("a=  =41", "a=  A")]
    [InlineData("a==41=", "a=A")]
    [InlineData("=4==41 ", "=4=A")]
    [InlineData("x \r", "x \r")]
    [InlineData("x \r\r\n \ry\t\n", "x \r\r\n \ry\n")]
    public void Quoted_printable_does_not_depend_on_how_it_is_cut(string encoded, string decoded)
    {
        byte[] source = Encoding.Latin1.GetBytes(encoded);
        string whole = SplitInvariance.Check(source, static pieces => Encoding.Latin1.GetString(QuotedPrintableInPieces(pieces, out _)));
        byte[] room = new byte[source.Length];
        Assert.Equal(decoded, whole);
        Assert.Equal(decoded, Encoding.Latin1.GetString(room, 0, QuotedPrintable.Decode(source, room)));
    }

    [Theory]
    [InlineData(128, 0)]
    [InlineData(129, 1)]
    [InlineData(300, 172)]
    public void White_space_before_a_line_end_is_held_only_up_to_the_limit(int spaces, int kept)
    {
        string text = "a" + new string(' ', spaces) + "\r\nb=" + new string('\t', spaces) + "\r\n";
        string decoded = SplitInvariance.Check(Encoding.ASCII.GetBytes(text), static pieces => Encoding.ASCII.GetString(QuotedPrintableInPieces(pieces, out _)));
        string rest = kept == 0 ? "" : "=" + new string('\t', kept) + "\r\n";
        Assert.Equal("a" + new string(' ', kept) + "\r\nb" + rest, decoded);
    }

    [Fact]
    public void Decoding_allocates_nothing()
    {
        byte[] base64 = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('Q', 76) + "\r\n", 100)));
        byte[] prose = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("caf=C3=A9 and more=\r\n of it  \r\n", 100)));
        byte[] room = new byte[10_000];
        AllocationAssert.None(() =>
        {
            Base64Decoder decoder = default;
            int written = decoder.Decode(base64, room);
            Assert.True(written + decoder.Finish(room) == 5700);
        });
        AllocationAssert.None(() =>
        {
            QuotedPrintableDecoder decoder = default;
            int written = decoder.Decode(prose, room);
            Assert.True(written + decoder.Finish(room) == 2200);
        });
    }

    [Fact]
    public void Too_little_room_is_refused()
    {
        Assert.Throws<ArgumentException>(() => default(Base64Decoder).Decode("Zm9v"u8, new byte[3]));
        Assert.Throws<ArgumentException>(() => default(QuotedPrintableDecoder).Decode("abc"u8, new byte[3]));
        Assert.Throws<ArgumentException>(() => default(QuotedPrintableDecoder).Finish(new byte[3]));
    }

    internal static byte[] QuotedPrintableInPieces(IReadOnlyList<byte[]> pieces, out bool hasDefects)
    {
        QuotedPrintableDecoder decoder = default;
        List<byte> decoded = [];
        foreach (byte[] piece in pieces)
        {
            decoded.AddRange(Guarded(QuotedPrintableDecoder.GetMaxDecodedLength(piece.Length), room => decoder.Decode(piece, room)));
        }

        byte[] rest = new byte[QuotedPrintableDecoder.GetMaxDecodedLength(0)];
        decoded.AddRange(rest[..decoder.Finish(rest)]);
        hasDefects = decoder.HasDefects;
        return [.. decoded];
    }

    private delegate int Decoding(Span<byte> room);

    // Vectors are written without checks: nothing may come before or behind the room that was given.
    private static byte[] Guarded(int length, Decoding decode)
    {
        const int Guard = 64;
        byte[] octets = new byte[length + (2 * Guard)];
        Array.Fill(octets, (byte)0xCC);
        int written = decode(octets.AsSpan(Guard, length));
        Assert.False(octets.AsSpan(0, Guard).ContainsAnyExcept((byte)0xCC));
        Assert.False(octets.AsSpan(Guard + length).ContainsAnyExcept((byte)0xCC));
        return octets[Guard..(Guard + written)];
    }

    private static byte[] Base64(IReadOnlyList<byte[]> pieces, out bool hasDefects)
    {
        Base64Decoder decoder = default;
        List<byte> decoded = [];
        foreach (byte[] piece in pieces)
        {
            decoded.AddRange(Guarded(Base64Decoder.GetMaxDecodedLength(piece.Length), room => decoder.Decode(piece, room)));
        }

        byte[] rest = new byte[3];
        decoded.AddRange(rest[..decoder.Finish(rest)]);
        hasDefects = decoder.HasDefects;
        return [.. decoded];
    }

    internal static IReadOnlyList<byte[]> Cut(byte[] source, IEnumerable<int> cuts)
    {
        int[] places = [0, .. cuts.Select(cut => cut % (source.Length + 1)).Order(), source.Length];
        return [.. places.Zip(places.Skip(1), (start, end) => source[start..end])];
    }

    private static Arbitrary<(string Text, int[] Cuts)> Inputs(string[] pieces) => (
        from count in Gen.Choose(0, 12)
        from texts in Gen.ArrayOf(Gen.Elements(pieces), count)
        from cuts in Gen.ArrayOf(Gen.Choose(0, 100_000), 3)
        select (string.Concat(texts), cuts)).ToArbitrary();

    private static bool IsBase64OrSpace(int b) => b < 128 && (char.IsAsciiLetterOrDigit((char)b) || "+/= \t\r\n".Contains((char)b, StringComparison.Ordinal));
}
