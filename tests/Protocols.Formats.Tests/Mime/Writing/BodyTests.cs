using System.Buffers;
using System.Text;
using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime.Writing;

/// <summary>Which transfer encoding a body gets, and that a body in pieces is written like a whole one.</summary>
public sealed class BodyTests
{
    private static readonly string s_longLine = new('a', 999);

    public static TheoryData<string, MimeOutputMode, bool, TransferEncoding> Choices => new()
    {
        { "plain\r\ntext", MimeOutputMode.SevenBit, false, TransferEncoding.SevenBit },
        { "", MimeOutputMode.SevenBit, false, TransferEncoding.SevenBit },
        { "mostly plain é\r\n", MimeOutputMode.SevenBit, false, TransferEncoding.QuotedPrintable },
        { "mostly plain é\r\n", MimeOutputMode.EightBit, false, TransferEncoding.EightBit },
        { "mostly plain é\r\n", MimeOutputMode.SmtpUtf8, true, TransferEncoding.EightBit },
        { "éééééééé", MimeOutputMode.SevenBit, false, TransferEncoding.Base64 },
        { "bare\nline feed", MimeOutputMode.SevenBit, false, TransferEncoding.Base64 },
        { "bare\rreturn", MimeOutputMode.EightBit, false, TransferEncoding.Base64 },
        { "return at the end\r", MimeOutputMode.EightBit, false, TransferEncoding.Base64 },
        { "nul\0", MimeOutputMode.EightBit, false, TransferEncoding.Base64 },
        { "nul\0", MimeOutputMode.EightBit, true, TransferEncoding.Binary },
        { "nul\0", MimeOutputMode.SevenBit, true, TransferEncoding.Base64 },
        { new string('a', 998), MimeOutputMode.SevenBit, false, TransferEncoding.SevenBit },
        { s_longLine, MimeOutputMode.SevenBit, false, TransferEncoding.QuotedPrintable },
        { s_longLine, MimeOutputMode.EightBit, false, TransferEncoding.QuotedPrintable },
    };

    [Theory, Rfc(2045, "6.2"), Rfc(2045, "2.7")]
    [MemberData(nameof(Choices))]
    public void The_least_encoding_that_carries_a_body_is_chosen(string body, MimeOutputMode mode, bool allowBinary, TransferEncoding expected)
    {
        byte[] octets = Encoding.Latin1.GetBytes(body);
        for (int cut = 0; cut <= Math.Min(octets.Length, 20); cut++)
        {
            BodyScan scan = default;
            scan.Add(octets.AsSpan(0, cut));
            scan.Add(octets.AsSpan(cut));
            Assert.Equal(expected, scan.Choose(mode, allowBinary));
        }

        ArrayBufferWriter<byte> output = new();
        MimeWriter writer = new(output, new MimeWriteOptions { Mode = mode, AllowBinary = allowBinary });
        Assert.Equal(expected, writer.WriteBody(octets));
        using MimeDocument document = MimeDocument.Parse(output.WrittenMemory);
        ArrayBufferWriter<byte> back = new();
        document.Root.DecodeBody(back);
        Assert.Equal(octets, back.WrittenSpan.ToArray());
    }

    [Fact, Rfc(2046, "5.1.1")]
    public void A_body_with_a_boundary_in_it_is_encoded_so_that_it_is_gone()
    {
        foreach (string boundary in new[] { "b", "=_0123", "b=", "b=3D", "=3D" })
        {
            foreach (MimeOutputMode mode in Enum.GetValues<MimeOutputMode>())
            {
                foreach (string body in new[] { $"x\r\n--{boundary}\r\nSubject: forged\r\n\r\n", $"é--{boundary}--\r\n", "--b=\r\né", new string('a', 60) + "\r\n--b=\r\né", new string('a', 75) + $"--{boundary}\r\n{new string('a', 998)}--{boundary}" })
                {
                    ArrayBufferWriter<byte> output = new();
                    MimeWriter writer = new(output, new MimeWriteOptions { Mode = mode });
                    writer.BeginMultipart("mixed", boundary);
                    writer.BeginPart();
                    writer.WriteBody(Encoding.Latin1.GetBytes(body));
                    writer.EndMultipart();
                    using MimeDocument document = MimeDocument.Parse(output.WrittenMemory);
                    Assert.Equal(2, document.PartCount);
                    ArrayBufferWriter<byte> back = new();
                    document.GetPart(1).DecodeBody(back);
                    Assert.Equal(body, MimeText.Latin(back.WrittenSpan));
                }
            }
        }
    }

    [Fact]
    public void A_boundary_is_found_wherever_a_body_is_cut()
    {
        byte[] body = Encoding.ASCII.GetBytes("some text\r\n--boundary-of-the-part\r\nmore\r\n");
        foreach (TransferEncoding encoding in new[] { TransferEncoding.SevenBit, TransferEncoding.QuotedPrintable })
        {
            for (int first = 0; first <= body.Length; first++)
            {
                for (int second = first; second <= body.Length; second++)
                {
                    MimeWriter writer = new(new ArrayBufferWriter<byte>());
                    writer.BeginMultipart("mixed", "boundary-of-the-part");
                    writer.BeginPart();
                    writer.BeginBody(encoding);
                    Assert.Throws<ArgumentException>(() =>
                    {
                        writer.Write(body.AsSpan(0, first));
                        writer.Write(body.AsSpan(first, second - first));
                        writer.Write(body.AsSpan(second));
                        writer.EndBody();
                    });
                }
            }
        }
    }

    [Theory]
    [InlineData(TransferEncoding.Base64)]
    [InlineData(TransferEncoding.QuotedPrintable)]
    [InlineData(TransferEncoding.EightBit)]
    public void A_body_in_pieces_is_written_like_a_whole_one(TransferEncoding encoding)
    {
        string text = "a line\r\n" + new string('x', 900) + " \r\n.\r\nFrom here\t\r\n" + string.Concat(Enumerable.Repeat("é=\r\n", 20)) + "end ";
        if (encoding != TransferEncoding.EightBit)
        {
            text = new string('y', 1023) + "\r\n" + new string('z', 1024) + "\r\n" + new string('z', 5000) + text + "\rx\n\0\r";
        }

        byte[] body = Encoding.Latin1.GetBytes(text);
        string whole = Write([body], encoding);
        Assert.Equal(whole, Write(body.Chunk(1), encoding));
        for (int size = 2; size < 200; size += 7)
        {
            Assert.Equal(whole, Write(body.Chunk(size), encoding));
        }

        for (int cut = 0; cut < body.Length; cut += 3)
        {
            Assert.Equal(whole, Write([body[..cut], body[cut..]], encoding));
        }

        ArrayBufferWriter<byte> output = new();
        MimeWriter writer = new(output, new MimeWriteOptions { Mode = MimeOutputMode.EightBit });
        writer.WriteBody(new ReadOnlySequence<byte>(body), encoding);
        Assert.Equal(whole, MimeText.Latin(output.WrittenSpan));
        using MimeDocument document = MimeDocument.Parse(output.WrittenMemory);
        ArrayBufferWriter<byte> back = new();
        document.Root.DecodeBody(back);

        // RFC 2045 §6.7 (4): quoted-printable is for lines.
        Assert.Equal(encoding == TransferEncoding.QuotedPrintable ? text.Replace("\r\n", "\n").Replace("\n", "\r\n") : text, MimeText.Latin(back.WrittenSpan));
    }

    [Fact]
    public void A_large_body_in_pieces_is_never_held()
    {
        CountingWriter output = new();
        MimeWriter writer = new(output);
        byte[] piece = new byte[64 * 1024];
        writer.BeginBody(TransferEncoding.Base64);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1024; i++)
        {
            writer.Write(piece);
        }

        writer.EndBody();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 128 * 1024);
        Assert.InRange(output.Written, 64L * 1024 * 1024 * 4 / 3, long.MaxValue);
    }

    [Fact, Rfc(2045, "6.4")]
    public void What_holds_parts_of_eight_bits_says_so()
    {
        ArrayBufferWriter<byte> output = new();
        MimeWriter writer = new(output, new MimeWriteOptions { Mode = MimeOutputMode.SmtpUtf8 });
        writer.BeginMultipart("mixed", "b");
        writer.BeginPart();
        writer.BeginMessage();
        writer.WriteText("Subject", "é");
        writer.WriteTextBody("é");
        writer.EndMultipart();
        using MimeDocument document = MimeDocument.Parse(output.WrittenMemory);

        Assert.Equal([TransferEncoding.EightBit, TransferEncoding.EightBit, TransferEncoding.EightBit], Enumerable.Range(0, 3).Select(i => document.GetPart(i).TransferEncoding));
        Assert.Equal(KnownMediaType.MessageGlobal, document.GetPart(1).KnownMediaType);
        Assert.True(document.Defects.IsEmpty);
    }

    [Fact, Rfc(2045, "6.4")]
    public void Binary_has_to_be_allowed_and_is_said_around_it()
    {
        Assert.Throws<ArgumentException>(() => new MimeWriter(new ArrayBufferWriter<byte>(), new MimeWriteOptions { Mode = MimeOutputMode.EightBit }).BeginBody(TransferEncoding.Binary));
        Assert.Throws<ArgumentException>(() => new MimeWriter(new ArrayBufferWriter<byte>(), new MimeWriteOptions { AllowBinary = true }).BeginBody(TransferEncoding.Binary));
        Assert.Throws<ArgumentException>(() => new MimeWriter(new ArrayBufferWriter<byte>()).BeginBody(TransferEncoding.EightBit));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MimeWriter(new ArrayBufferWriter<byte>()).BeginBody(TransferEncoding.UuEncode));
        ArrayBufferWriter<byte> output = new();
        MimeWriter writer = new(output, new MimeWriteOptions { Mode = MimeOutputMode.EightBit, AllowBinary = true });
        writer.BeginMultipart("mixed", "b");
        writer.BeginPart();
        writer.WriteBody("\0\n\r"u8);
        writer.EndMultipart();
        using MimeDocument document = MimeDocument.Parse(output.WrittenMemory);
        Assert.Equal([TransferEncoding.Binary, TransferEncoding.Binary], Enumerable.Range(0, 2).Select(i => document.GetPart(i).TransferEncoding));
        Assert.Equal("\0\n\r"u8.ToArray(), document.GetPart(1).BodySpan.ToArray());
    }

    [Fact, Rfc(2046, "5.1.1")]
    public void A_boundary_can_be_made_that_is_not_in_a_content()
    {
        byte[] random = new byte[MimeBoundary.RandomLength];
        string first = MimeBoundary.Create(random);
        string second = MimeBoundary.Create(random, Encoding.ASCII.GetBytes($"--{first}"));
        string third = MimeBoundary.Create(random, Encoding.ASCII.GetBytes($"x--{first}--{second}"));

        Assert.Equal(first, MimeBoundary.Create(random, "nothing"u8));
        Assert.Equal(3, new HashSet<string> { first, second, third }.Count);
    }

    private static string Write(IEnumerable<byte[]> pieces, TransferEncoding encoding)
    {
        ArrayBufferWriter<byte> output = new();
        MimeWriter writer = new(output, new MimeWriteOptions { Mode = MimeOutputMode.EightBit });
        writer.BeginBody(encoding);
        foreach (byte[] piece in pieces)
        {
            writer.Write(piece);
        }

        writer.EndBody();
        return MimeText.Latin(output.WrittenSpan);
    }

    private sealed class CountingWriter : IBufferWriter<byte>
    {
        private byte[] _buffer = new byte[32 * 1024];

        public long Written { get; private set; }

        public void Advance(int count) => Written += count;

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            if (_buffer.Length < sizeHint)
            {
                _buffer = new byte[sizeHint];
            }

            return _buffer;
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
