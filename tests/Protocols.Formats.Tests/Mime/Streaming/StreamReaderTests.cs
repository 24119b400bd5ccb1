using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Mime;
using Protocols.TestKit.Generators;

namespace Protocols.Formats.Tests.Mime.Streaming;

public sealed class StreamReaderTests(ITestOutputHelper output)
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithReplay(20261124, 1);

    private static readonly MimeReadOptions[] s_leastLimits =
    [
        new() { MaxDepth = 0 },
        new() { MaxDepth = 1 },
        new() { MaxParts = 1 },
        new() { MaxParts = 3, MaxDepth = 2 },
        new() { MaxHeaderFields = 1 },
        new() { MaxHeaderFields = 4 },
        new() { MaxHeaderBytes = 1 },
        new() { MaxHeaderBytes = 40 },
    ];

    [Fact, Rfc(2046, "5.1.1"), Rfc(2046, "5.2.1")]
    public void Every_octet_of_a_message_is_told_once_and_in_order()
    {
        const string Message =
            "Content-Type: multipart/mixed; boundary=b\r\n\r\npreamble\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ninner body\r\n--bb\r\n" +
            "--b \t\r\n\r\nsecond\r\n\r\n--b--\r\nepilogue";
        string told = SplitInvariance.Check(Encoding.Latin1.GetBytes(Message), pieces => StreamTranscript.Of(pieces));
        int first = Message.IndexOf("\r\n--b \t", StringComparison.Ordinal);
        int second = Message.IndexOf("\r\n--b--", StringComparison.Ordinal);
        Assert.Equal(
            "0 part 0 Multipart MultipartMixed SevenBit\nfield ContentType Content-Type: multipart/mixed; boundary=b\r\n\nPreamble of 0: preamble\nDelimiter of 0: \r\n--b\r\n\n" +
            "1 part 1 Message MessageRfc822 SevenBit\nfield ContentType Content-Type: message/rfc822\r\n\n2 part 2 Text TextPlain SevenBit\nfield Subject Subject: inner\r\n\n" +
            $"Body of 2: inner body\r\n--bb\nend of 2 at {first}\nend of 1 at {first}\nDelimiter of 0: \r\n--b \t\r\n\n1 part 3 Text TextPlain SevenBit\nBody of 3: second\r\n\nend of 3 at {second}\n" +
            $"Delimiter of 0: \r\n--b--\r\n\nEpilogue of 0: epilogue\nend of 0 at {Message.Length}\n",
            told);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n")]
    [InlineData("text from the beginning\r\nand no header")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\ntext for a header\n\r\n--b\nSubject: no empty line\n--b\n--b--")]
    [InlineData("Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--\n--a--\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=a\n\n--a\n\nx\n--a--\n--a--\n")]
    [InlineData("Content-Type: multipart/digest; boundary=a\n\n--a\n\nSubject: 1\n\n\n--a\n\nSubject: 2\n\n2\n--a--")]
    [InlineData("Content-Type: multipart/mixed; boundary=a\n\n-\n--\n--a-\n--ab\r\r\n\r--a\n\r\n--a-- \r\t\n--a\nlate")]
    [InlineData("Content-Type: multipart/mixed; boundary=a\n\nnever closed\n--a\nContent-Type: multipart/mixed; boundary=b\n\nno part")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\nMIME message follows.\n--c\n--b\nSubject: 1\n\nx\n--b text\ntext\n\n--b\ntext\n\n\n--b-->\ne")]
    [InlineData("Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=ab\n--ab\n\nx\n--a\n\ny")]
    [InlineData("\u00EF\u00BB\u00BFSubject: x\nno field\nno field")]
    [InlineData("Content-Type: multipart/mixed; boundary=a\n-\n--\n--x\n-\n--\n-x\n--y\n--z\n--a\n\ntoo late")]
    [InlineData("Content-Type: text/plain; boundary=a\n--a\n\nno multipart")]
    [InlineData("a:b\r")]
    [InlineData("a: b\r\n\r")]
    public void A_stream_tells_what_a_document_does_however_it_is_cut(string message)
    {
        byte[] octets = Encoding.Latin1.GetBytes(message);
        SplitInvariance.Check(octets.Length == 0 ? " "u8.ToArray() : octets, pieces => StreamTranscript.Of(pieces));
        CheckBesideDocument(octets);
    }

    [Fact]
    public void Any_octets_are_told_as_a_document_tells_them()
    {
        Prop.ForAll(MessageGenerators.Any().ToArbitrary(), CheckBesideDocument).Check(s_config.WithMaxTest(10_000));
    }

    [Fact]
    public void The_outcome_of_any_octets_does_not_depend_on_how_they_are_cut()
    {
        Prop.ForAll(MessageGenerators.Any().Where(m => m.Length > 0).ToArbitrary(), message =>
        {
            string whole = StreamTranscript.Of([message]);
            Random random = new(message.Length);
            Assert.Equal(whole, StreamTranscript.Of([.. message.Select(b => new[] { b })]));
            for (int i = 0; i < 4; i++)
            {
                int cut = random.Next(message.Length);
                int second = random.Next(cut, message.Length);
                Assert.Equal(whole, StreamTranscript.Of([.. new[] { message[..cut], message[cut..second], message[second..] }.Where(p => p.Length > 0)]));
            }
        }).Check(s_config.WithMaxTest(1000));
    }

    [Fact]
    public void Limits_end_where_those_of_a_document_do()
    {
        Prop.ForAll(MessageGenerators.Any().ToArbitrary(), message =>
        {
            foreach (MimeReadOptions options in s_leastLimits)
            {
                CheckBesideDocument(message, options);
            }
        }).Check(s_config.WithMaxTest(1500));
    }

    [Theory]
    [InlineData("mime-mime4j")]
    [InlineData("mime-mail-parser-rs")]
    [InlineData("mime-mimekit")]
    [InlineData("mime-enmime")]
    [InlineData("mime-ruby-mail")]
    [InlineData("mime-cpython")]
    [InlineData("mime-kmime")]
    [InlineData("mime-cyrus")]
    [InlineData("fuzz-mail-go")]
    [InlineData("dsn-sisimai")]
    [InlineData("mail-james")]
    public void Every_file_of_a_suite_is_told_as_a_document_tells_it(string suite)
    {
        int count = 0;
        foreach (string file in Suites.Files(suite, "*"))
        {
            byte[] message = File.ReadAllBytes(file);
            CheckBesideDocument(message);
            if (message.Length > 0)
            {
                Random random = new(message.Length);
                int cut = random.Next(message.Length);
                Assert.Equal(StreamTranscript.Of([message]), StreamTranscript.Of([.. new[] { message[..cut], message[cut..] }.Where(p => p.Length > 0)]));
            }

            count++;
        }

        output.WriteLine($"{suite}: {count} files");
        Assert.True(count > 5, $"Only {count} files.");
    }

    [Fact, Rfc(2046, "5.1.1")]
    public void A_boundary_with_more_white_space_behind_it_than_a_line_may_have_is_none()
    {
        foreach (int padding in new[] { 997, 998, 999, 5000 })
        {
            byte[] message = Encoding.Latin1.GetBytes("Content-Type: multipart/mixed; boundary=b\n\n--b" + new string(' ', padding) + "\n\nx\n--b--\n");
            using MimeDocument document = MimeDocument.Parse(message);
            Assert.Equal(padding <= 998 ? 2 : 1, document.PartCount);
            CheckBesideDocument(message);
            Assert.Equal(StreamTranscript.Of([message]), StreamTranscript.Of([.. message.Select(b => new[] { b })]));
        }
    }

    [Fact]
    public void No_more_is_left_in_the_input_than_a_line_that_may_be_a_boundary()
    {
        // Endless lines that begin as boundaries do, an endless header line, and endless space.
        string[] evil = ["\n--b", "--b", "Subject: ", " ", "\r", "-", "\n-", "x", "\n\r"];
        foreach (string piece in evil)
        {
            using MimeStreamReader reader = new(new MimeReadOptions { MaxHeaderBytes = 1000 });
            ReadOnlySequence<byte> input = new("Content-Type: multipart/mixed; boundary=b\n\n"u8.ToArray());
            byte[] more = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(piece, 100)));
            for (int i = 0; i < 100; i++)
            {
                while (reader.Read(ref input, isFinal: false).Kind != MimeStreamEventKind.NeedMoreData)
                {
                }

                Assert.True(input.Length < 1100, $"{input.Length} octets are left of '{piece}'.");
                input = new([.. input.ToArray(), .. more]);
            }
        }
    }

    [Fact]
    public void Reading_on_allocates_nothing_whatever_the_length()
    {
        byte[] start = Encoding.Latin1.GetBytes("Content-Type: multipart/mixed; boundary=b\n\n--b\n\n");
        byte[] more = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat("a line of text\n--almost\n--b\nSubject: next\n\n", 400)));
        using MimeStreamReader reader = new(new MimeReadOptions { MaxParts = 1_000_000 });
        ReadOnlySequence<byte> input = new(start);
        Drain(reader, ref input);
        AllocationAssert.None(() =>
        {
            ReadOnlySequence<byte> next = new(more);
            Drain(reader, ref next);
        });
    }

    [Fact]
    public void A_gigabyte_takes_no_more_memory_than_a_kilobyte()
    {
        byte[] more = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat("QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVpBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWkFC\r\n", 900)));
        using MimeStreamReader reader = new();
        ReadOnlySequence<byte> input = new("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Transfer-Encoding: base64\n\n"u8.ToArray());
        Drain(reader, ref input);
        long most = 0;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        while (reader.Position < 1 << 30)
        {
            input = new ReadOnlySequence<byte>(more);
            Drain(reader, ref input);
            most = Math.Max(most, input.Length);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 64 * 1024);
        Assert.InRange(most, 0, 3);
    }

    [Fact]
    public void A_part_is_at_hand_until_the_next_begins()
    {
        using MimeStreamReader reader = new();
        Assert.Throws<InvalidOperationException>(() => reader.Part);
        ReadOnlySequence<byte> input = new("Content-Type: message/rfc822\n\nSubject: x\n\nbody"u8.ToArray());
        Assert.Equal(MimeStreamEventKind.Header, reader.Read(ref input, true).Kind);
        MimePart first = reader.Part;
        Assert.Equal(KnownMediaType.MessageRfc822, first.KnownMediaType);
        Assert.Throws<InvalidOperationException>(() => first.BodySpan.Length);
        Assert.Equal(MimeStreamEventKind.Header, reader.Read(ref input, true).Kind);
        Assert.Equal("x", reader.Part.GetHeaderText(HeaderId.Subject));
        Assert.Throws<ObjectDisposedException>(() => first.KnownMediaType);
        reader.Dispose();
        Assert.Equal(MimeStreamEventKind.End, reader.Read(ref input, true).Kind);
    }

    private static void Drain(MimeStreamReader reader, ref ReadOnlySequence<byte> input)
    {
        while (reader.Read(ref input, isFinal: false).Kind != MimeStreamEventKind.NeedMoreData)
        {
        }
    }

    private static void CheckBesideDocument(byte[] message) => CheckBesideDocument(message, new MimeReadOptions { MaxDefects = 10_000 });

    private static void CheckBesideDocument(byte[] message, MimeReadOptions options)
    {
        options = options with { MaxDefects = 10_000 };
        using MimeDocument document = MimeDocument.Parse(message, options);
        Assert.Equal(StreamTranscript.Facts(document), StreamTranscript.Facts(message, options));
    }
}
