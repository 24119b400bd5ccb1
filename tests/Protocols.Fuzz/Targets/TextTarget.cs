using System.Buffers;
using System.Text;
using Protocols.Text;

namespace Protocols.Fuzz.Targets;

/// <summary>Octets and text through everything of Protocols.Text: in pieces as whole, there and back again.</summary>
internal static class TextTarget
{
    private static readonly byte[][] s_charsets =
    [
        .. new[]
        {
            "", "us-ascii", "utf-8", "iso-8859-1", "windows-1252", "utf-7", "utf-16", "utf-16be", "utf-32", "cesu-8", "iso-2022-jp", "iso-2022-kr", "iso-2022-cn", "hz-gb-2312", "big5", "big5-hkscs", "gb18030",
            "gbk", "euc-jp", "euc-kr", "euc-tw", "shift_jis", "shift_jis-2004", "euc-jis-2004", "iso-2022-jp-2004", "johab", "koi8-r", "ibm037", "macintosh", "no-such-charset",
        }.Select(Encoding.ASCII.GetBytes),
    ];

    public static void Run(ReadOnlySpan<byte> input)
    {
        (int first, int second) = Cuts.Of(input);
        byte[] octets = input.ToArray();
        byte[][] whole = [octets];
        byte[][] pieces = [octets[..first], octets[first..second], octets[second..]];
        TransferDecoders(octets, whole, pieces);
        TransferEncoders(octets, whole, pieces);
        int line = Math.Min(input.IndexOf((byte)'\n') is var end and >= 0 ? end : input.Length, 80);
        Charsets(octets[..line], whole, pieces);
        Charsets(s_charsets[input.IsEmpty ? 0 : input[0] % s_charsets.Length], whole, pieces);
        Dates(input);
        Names(input);
        Texts(Encoding.Latin1.GetString(input));
        Texts(Encoding.UTF8.GetString(input));
        Texts(Encoding.Unicode.GetString(input));
    }

    private static void TransferDecoders(byte[] octets, byte[][] whole, byte[][] pieces)
    {
        Assert.True(Transfers.Base64(whole).AsSpan().SequenceEqual(Transfers.Base64(pieces)), "base64 depends on how it is cut.");
        Assert.True(Transfers.Uu(whole).AsSpan().SequenceEqual(Transfers.Uu(pieces)), "uuencode depends on how it is cut.");
        byte[] quoted = Transfers.QuotedPrintable(whole);
        Assert.True(quoted.AsSpan().SequenceEqual(Transfers.QuotedPrintable(pieces)), "quoted-printable depends on how it is cut.");
        byte[] room = new byte[octets.Length];
        Assert.True(quoted.AsSpan().SequenceEqual(room.AsSpan(0, Text.QuotedPrintable.Decode(octets, room))));
        Assert.InRange(Text.QuotedPrintable.DecodeWord(octets, room), 0, octets.Length);
        Assert.InRange(UuEncoding.Decode(octets, room), 0, octets.Length);
    }

    private static void TransferEncoders(byte[] octets, byte[][] whole, byte[][] pieces)
    {
        byte[] base64 = Transfers.ToBase64(whole);
        Assert.True(base64.AsSpan().SequenceEqual(Transfers.ToBase64(pieces)), "Encoding base64 depends on how it is cut.");
        Assert.True(octets.AsSpan().SequenceEqual(Transfers.Base64([base64])), "base64 does not come back.");
        byte[] quoted = Transfers.ToQuotedPrintable(whole, isBinary: true);
        Assert.True(quoted.AsSpan().SequenceEqual(Transfers.ToQuotedPrintable(pieces, isBinary: true)), "Encoding quoted-printable depends on how it is cut.");
        Assert.True(octets.AsSpan().SequenceEqual(Transfers.QuotedPrintable([quoted])), "quoted-printable does not come back.");
        Assert.True(Transfers.ToQuotedPrintable(whole, isBinary: false).AsSpan().SequenceEqual(Transfers.ToQuotedPrintable(pieces, isBinary: false)), "Encoding text depends on how it is cut.");
    }

    private static void Charsets(ReadOnlySpan<byte> name, byte[][] whole, byte[][] pieces)
    {
        string text = Transfers.Characters(name, whole);
        Assert.Equal(text, Transfers.Characters(name, pieces));
        Assert.Equal(text, Transfers.Characters(name, [.. whole[0].Take(300).Select(static b => new[] { b }), whole[0][Math.Min(300, whole[0].Length)..]]));
        string atOnce = Charset.GetString(name, whole[0], out CharsetOutcome outcome);
        if (outcome is CharsetOutcome.Named or CharsetOutcome.NamedInPart && !name.SequenceEqual("us-ascii"u8))
        {
            Assert.Equal(atOnce, text);
        }

        ArrayBufferWriter<char> characters = new();
        Charset.GetChars(name, whole[0], characters);
        Assert.Equal(atOnce, characters.WrittenSpan.ToString());
    }

    private static void Dates(ReadOnlySpan<byte> input)
    {
        Span<byte> room = stackalloc byte[64];
        if (MailDate.TryParse(input, out DateTimeOffset mail) && MailDate.TryFormat(mail, room, out int written))
        {
            Assert.True(MailDate.TryParse(room[..written], out DateTimeOffset again));
            Assert.Equal(mail.ToUnixTimeSeconds(), again.ToUnixTimeSeconds());
        }

        if (Rfc3339Date.TryParse(input, out DateTimeOffset date) && Rfc3339Date.TryFormat(date, room, out written))
        {
            Assert.True(Rfc3339Date.TryParse(room[..written], out DateTimeOffset again));
            Assert.Equal(date, again);
        }
    }

    private static void Names(ReadOnlySpan<byte> input)
    {
        byte[] room = new byte[256];
        if (DomainName.TryToAscii(input, room, out int written))
        {
            Assert.True(Ascii.IsValid(room.AsSpan(0, written)));
        }

        if (ModifiedUtf7.TryDecode(input, out string name))
        {
            Assert.True(ModifiedUtf7.TryDecode(Encoding.ASCII.GetBytes(ModifiedUtf7.Encode(name)), out string again));
            Assert.Equal(name, again);
        }
    }

    private static void Texts(string text)
    {
        string nfc = UnicodeNormalization.ToNfc(text);
        Assert.Equal(nfc, UnicodeNormalization.ToNfc(nfc));
        Assert.True(UnicodeNormalization.IsNfc(nfc));
        if (DomainName.ToAscii(text, out string ascii) == DomainNameDefects.None)
        {
            Assert.True(Ascii.IsValid(ascii));
            Assert.Equal(DomainNameDefects.None, DomainName.ToAscii(ascii, out string again));
            Assert.Equal(ascii, again);
            DomainName.ToUnicode(ascii, out string unicode);
            DomainName.ToAscii(unicode, out again);
            Assert.Equal(ascii, again);
        }

        DomainName.ToUnicode(text, out _);
        if (Punycode.TryDecode(text, out string decoded))
        {
            Assert.True(Punycode.TryEncode(decoded, out _) || decoded.Length > Punycode.LongestLabel || decoded.Any(char.IsSurrogate) || decoded.Length == 0);
        }

        Punycode.TryEncode(text, out _);
        ModifiedUtf7.Encode(text);
    }
}
