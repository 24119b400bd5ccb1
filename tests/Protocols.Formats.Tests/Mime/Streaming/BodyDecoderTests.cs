using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Mime;
using Protocols.TestKit.Generators;
using Protocols.Text;

namespace Protocols.Formats.Tests.Mime.Streaming;

public sealed class BodyDecoderTests(ITestOutputHelper output)
{
    private static readonly string[] s_bodies =
    [
        "Content-Transfer-Encoding: base64\n\nAQID\nBAUG\n\nBw==\nAQ=\n",
        "Content-Transfer-Encoding: quoted-printable\n\na=C3=A9 \t \n=\n= \nb=3\n=\tc  ",
        "Content-Transfer-Encoding: x-uuencode\n\nbegin 644 a\n#86)C\n#86)C\n`\nend\nmore",
        "Content-Transfer-Encoding: base64\nContent-Type: text/plain\n\nThis text, and that is plain to see, was never encoded at all: it has spaces, and commas.\n",
        "Content-Transfer-Encoding: base64\nContent-Type: text/plain\n\naGVsbG8=",
        "Content-Transfer-Encoding: x-nobody\n\nas it is\n",
    ];

    [Theory, Rfc(2045, "6"), Rfc(2045, "6.4"), Rfc(2045, "6.7"), Rfc(2045, "6.8")]
    [MemberData(nameof(Bodies))]
    public void A_body_is_decoded_as_a_document_decodes_it_however_it_is_cut(string message)
    {
        byte[] octets = MimeText.Crlf(message);
        using MimeDocument document = MimeDocument.Parse(octets);
        MimePart root = document.Root;
        string told = SplitInvariance.Check(root.BodySpan.ToArray(), pieces => MimeText.Latin(Decode(new MimeBodyDecoder(root), pieces)));
        Assert.Equal(MimeText.Latin(Whole(root)), told);
    }

    public static TheoryData<string> Bodies() => [.. s_bodies];

    [Theory]
    [InlineData("mime-cpython")]
    [InlineData("mime-enmime")]
    [InlineData("mime-mail-parser-rs")]
    [InlineData("mime-mime4j")]
    [InlineData("mime-mimekit")]
    [InlineData("mime-ruby-mail")]
    [InlineData("fuzz-mail-go")]
    public void Every_body_of_a_suite_is_decoded_as_a_document_decodes_it(string suite)
    {
        int bodies = Suites.Files(suite, "*").Sum(static file => CheckAll(File.ReadAllBytes(file)));
        output.WriteLine($"{bodies} bodies");
        Assert.NotEqual(0, bodies);
    }

    [Fact]
    public void Every_body_of_any_octets_is_decoded_as_a_document_decodes_it()
    {
        Prop.ForAll(MessageGenerators.Any().ToArbitrary(), static message => { CheckAll(message); }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithReplay(20261124, 1));
    }

    [Theory]
    [InlineData("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nGr=C3=BC=C3=9Fe =\n=F0=9F=98=80")]
    [InlineData("Content-Type: text/plain; charset=gb18030\nContent-Transfer-Encoding: base64\n\n1tCBMIQ2")]
    [InlineData("Content-Type: text/plain; charset=iso-2022-jp\n\n\x1B$B$\"$\"\x1B(B")]
    public void Text_is_made_as_a_document_makes_it_however_it_is_cut(string message)
    {
        using MimeDocument document = MimeDocument.Parse(MimeText.Crlf(message));
        MimePart root = document.Root;
        string told = SplitInvariance.Check(root.BodySpan.ToArray(), pieces =>
        {
            MimeTextDecoder decoder = new(root);
            ArrayBufferWriter<char> text = new();
            decoder.Decode(SplitInvariance.Sequence(pieces), text);
            return $"{decoder.Finish(text)} {text.WrittenSpan}";
        });
        Assert.Equal($"{CharsetOutcome.Named} {root.GetBodyText()}", told);
    }

    [Fact]
    public void Decoding_a_stream_allocates_nothing()
    {
        MimeDocument[] documents = [.. s_bodies.Select(static body => MimeDocument.Parse(MimeText.Crlf(body)))];
        MimeBodyDecoder decoder = new();
        ArrayBufferWriter<byte> decoded = new(256 * 1024);
        AllocationAssert.None(() =>
        {
            foreach (MimeDocument document in documents)
            {
                decoded.ResetWrittenCount();
                MimePart root = document.Root;
                decoder.Begin(root);
                ReadOnlySequence<byte> body = new(root.BodyMemory);
                decoder.Decode(body.Slice(0, body.Length / 2), decoded);
                decoder.Decode(body.Slice(body.Length / 2), decoded);
                decoder.Finish(decoded);
            }
        });
    }

    private static int CheckAll(byte[] message)
    {
        using MimeDocument document = MimeDocument.Parse(message);
        MimeBodyDecoder decoder = new();
        int bodies = 0;
        for (int i = 0; i < document.PartCount; i++)
        {
            MimePart part = document.GetPart(i);
            byte[] body = part.BodySpan.ToArray();
            decoder.Begin(part);
            int first = body.Length / 3;
            int second = body.Length - (body.Length / 5);
            Assert.True(Whole(part).AsSpan().SequenceEqual(Decode(decoder, [body[..first], body[first..second], body[second..]])));
            bodies++;
        }

        return bodies;
    }

    private static byte[] Whole(MimePart part)
    {
        ArrayBufferWriter<byte> decoded = new();
        part.DecodeBody(decoded);
        return decoded.WrittenSpan.ToArray();
    }

    private static byte[] Decode(MimeBodyDecoder decoder, IReadOnlyList<byte[]> pieces)
    {
        ArrayBufferWriter<byte> decoded = new();
        foreach (byte[] piece in pieces)
        {
            decoder.Decode(new ReadOnlySequence<byte>(piece), decoded);
        }

        decoder.Finish(decoded);
        return decoded.WrittenSpan.ToArray();
    }
}
