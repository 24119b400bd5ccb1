using Protocols.Mime;
using static Protocols.Formats.Tests.Mime.MimeText;

namespace Protocols.Formats.Tests.Mime.Structure;

public sealed class StructureTests
{
    // RFC 2046 §5.1.1, the example of a multipart with an implicit and an explicit text part.
    private const string Example = """
        From: Nathaniel Borenstein <nsb@bellcore.com>
        To: Ned Freed <ned@innosoft.com>
        Date: Sun, 21 Mar 1993 23:56:48 -0800 (PST)
        Subject: Sample message
        MIME-Version: 1.0
        Content-type: multipart/mixed; boundary="simple boundary"

        This is the preamble.

        --simple boundary

        This is implicitly typed plain US-ASCII text.
        It does NOT end with a linebreak.
        --simple boundary
        Content-type: text/plain; charset=us-ascii

        This is explicitly typed plain US-ASCII text.
        It DOES end with a linebreak.

        --simple boundary--

        This is the epilogue.
        """;

    [Fact, Rfc(2046, "5.1.1")]
    public void The_line_end_before_a_boundary_belongs_to_the_boundary()
    {
        using MimeDocument document = MimeDocument.Parse(Crlf(Example));

        Assert.Equal(3, document.PartCount);
        Assert.True(document.Root.IsMultipart);
        Assert.Equal("This is implicitly typed plain US-ASCII text.\r\nIt does NOT end with a linebreak.", Latin(document.GetPart(1).BodySpan));
        Assert.Equal("This is explicitly typed plain US-ASCII text.\r\nIt DOES end with a linebreak.\r\n", Latin(document.GetPart(2).BodySpan));
        Assert.Equal("text", Latin(document.GetPart(1).TypeName));
        Assert.Equal("us-ascii", Latin(document.GetPart(2).Charset));
        Assert.Equal(1, document.GetPart(1).BodyLineCount);
        Assert.Equal(2, document.GetPart(2).BodyLineCount);
        Assert.True(document.Defects.IsEmpty);
        Assert.True(document.Root.TryGetHeader(HeaderId.Subject, out HeaderField subject));
        Assert.Equal("Sample message", Latin(subject.Value));
        Assert.True(document.Root.TryGetHeader("mime-VERSION"u8, out HeaderField version));
        Assert.Equal("MIME-Version: 1.0\r\n", Latin(version.RawField));
    }

    [Theory, Rfc(2046, "5.1.1")]
    [InlineData("This is the preamble.\n\n--b\n\nx\n--b--\n\nThis is the epilogue.\n", "This is the preamble.\n", "\nThis is the epilogue.\n")]
    [InlineData("--b\n\nx\n--b--", "", "")]
    [InlineData("p\n--b text behind it\n\nx\n--b-- more\ne", "p", "e")]
    [InlineData("p\n--b\n\nx\n", "p", "")]
    [InlineData("p\n--b\n\nx\n--b\n", "p", "")]
    [InlineData("p\n--b--\ne", "p", "e")]
    [InlineData("no boundary", "no boundary", "")]
    [InlineData("p\n--b\n--b--\ne", "p", "e")]
    public void What_stands_around_the_parts_is_told(string body, string preamble, string epilogue)
    {
        using MimeDocument document = MimeDocument.Parse(Crlf("Content-Type: multipart/mixed; boundary=b\n\n" + body));

        Assert.Equal(Latin(Crlf(preamble)), Latin(document.Root.Preamble));
        Assert.Equal(Latin(Crlf(epilogue)), Latin(document.Root.Epilogue));
    }

    [Fact, Rfc(2046, "5.1.1")]
    public void A_boundary_that_begins_another_is_not_taken_for_it()
    {
        using MimeDocument document = MimeDocument.Parse(Crlf(
            "Content-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: multipart/mixed; boundary=\"b c\"\n\n--b c\n\n1\n--bc\nx--b\n--b c--\n--b d\n\n2\n--b--\n"));

        Assert.Equal(4, document.PartCount);
        Assert.Equal("1\r\n--bc\r\nx--b", Latin(document.GetPart(2).BodySpan));
        Assert.Equal("2", Latin(document.GetPart(3).BodySpan));
        Assert.Equal(1, document.GetPart(3).Depth);
    }

    [Theory, Rfc(2045, "6.4")]
    [InlineData("base64", "U3ViamVjdDogaW5uZXINCg0KaGVsbG8NCg==")]
    [InlineData("quoted-printable", "Subject: =69nner\n\nhello\n")]
    public void An_embedded_message_that_is_encoded_is_opened_as_a_document_of_its_own(string encoding, string body)
    {
        MimeDocument document = MimeDocument.Parse(Crlf($"Content-Type: message/rfc822\nContent-Transfer-Encoding: {encoding}\n\n{body}"));

        Assert.Equal(1, document.PartCount);
        Assert.Equal(DefectCode.EncodedComposite, document.Defects[0].Code);
        Assert.True(document.Root.TryOpenEncodedMessage(out MimeDocument inner));
        document.Dispose();
        Assert.Equal("inner", inner.Root.GetHeaderText(HeaderId.Subject));
        Assert.Equal("hello\r\n", inner.Root.GetBodyText());
        inner.Dispose();
        Assert.Throws<ObjectDisposedException>(() => inner.Root);
    }

    [Fact, Rfc(2046, "5.2.1")]
    public void An_embedded_message_that_was_read_already_is_not_opened_again()
    {
        using MimeDocument document = MimeDocument.Parse(Crlf("Content-Type: message/rfc822\n\nSubject: inner\n\nhello\n"));

        Assert.False(document.Root.TryOpenEncodedMessage(out _));
        Assert.False(document.GetPart(1).TryOpenEncodedMessage(out _));
    }

    [Theory, Rfc(5322, "2.1")]
    [InlineData("This is text.\n\nMore of it.", "", "This is text.\n\nMore of it.")]
    [InlineData("This is text.", "", "This is text.")]
    [InlineData("Subject: x\nThis is text.\nMore of it.", "Subject", "This is text.\nMore of it.")]
    [InlineData("Subject: x\nbroken line\nTo: y\n\nbody", "Subject To", "body")]
    [InlineData("Subject: x\nbroken line\n\nbody", "Subject", "body")]
    [InlineData("Subject: x", "Subject", "")]
    [InlineData("\n\nbody", "", "\nbody")]
    public void Text_where_a_header_should_be_is_not_lost(string message, string fields, string body)
    {
        using MimeDocument document = MimeDocument.Parse(Crlf(message));
        List<string> names = [];
        foreach (HeaderField field in document.Root.Headers)
        {
            names.Add(Latin(field.Name));
        }

        Assert.Equal(fields, string.Join(' ', names));
        Assert.Equal(Latin(Crlf(body)), Latin(document.Root.BodySpan));
    }

    [Theory, Rfc(2046, "5.1.1")]
    [InlineData("MIME message follows.\n")]
    [InlineData("")]
    public void A_multipart_without_an_empty_line_begins_at_its_first_delimiter(string preamble)
    {
        using MimeDocument document = MimeDocument.Parse(Crlf($"Content-Type: multipart/mixed; boundary=b\n{preamble}--b\nContent-Type: text/html\n\n1\n--b\n\n2\n--b-->\ntail"));

        Assert.Equal(3, document.PartCount);
        Assert.Equal("1", Latin(document.GetPart(1).BodySpan));
        Assert.Equal("2", Latin(document.GetPart(2).BodySpan));
        Assert.Equal("tail", Latin(document.Root.Epilogue));
        Assert.Contains(document.Defects.ToArray(), d => d.Code == DefectCode.MissingEmptyLine);
    }

    [Theory, Rfc(2045, "6.8")]
    [InlineData("text/plain", "This was never encoded at all.", "This was never encoded at all.")]
    [InlineData("text/plain", "aGVsbG8=\n", "hello")]
    [InlineData("text/plain", "aGVs\n!bG8=", "hello")]
    [InlineData("text/plain", "aGVsbG8gdGhlcmUsIGhvdyBhcmUgeW91Pw==\n  \n", "hello there, how are you?")]
    [InlineData("text/plain", "  aGVs    \n bG8gd  \n   29y  \t \n    bGQ= \n\n", "hello world")]
    [InlineData("text/plain", " I was not ever encoded at\r\n all, not one of my words \r\n", " I was not ever encoded at\r\n all, not one of my words \r\n")]
    public void A_text_that_is_labelled_base64_and_is_none_is_read_as_it_stands(string type, string body, string expected)
    {
        using MimeDocument document = MimeDocument.Parse(Crlf($"Content-Type: {type}\nContent-Transfer-Encoding: base64\n\n{body}"));

        Assert.Equal(expected, document.Root.GetBodyText());
        Assert.Equal(expected == Latin(Crlf(body)) ? TransferEncoding.Binary : TransferEncoding.Base64, document.Root.EffectiveEncoding);
    }

    [Theory, Rfc(9051, "6.4.5.1")]
    [InlineData("", 0)]
    [InlineData("1", 1)]
    [InlineData("2", 2)]
    [InlineData("3", 3)]
    [InlineData("3.1", 5)]
    [InlineData("3.2", 6)]
    [InlineData("4", 7)]
    [InlineData("4.1", 8)]
    [InlineData("4.2", 9)]
    [InlineData("4.2.1", 11)]
    [InlineData("4.2.2", 12)]
    [InlineData("1.1", -1)]
    [InlineData("5", -1)]
    [InlineData("0", -1)]
    [InlineData("3.3", -1)]
    public void A_section_path_finds_its_part(string path, int expected)
    {
        // The tree of the example in RFC 9051 §6.4.5.1, but for the depth of its last branch.
        using MimeDocument document = MimeDocument.Parse(Crlf("""
            Content-Type: multipart/mixed; boundary=a

            --a

            1
            --a
            Content-Type: application/octet-stream

            2
            --a
            Content-Type: message/rfc822

            Content-Type: multipart/mixed; boundary=b

            --b

            3.1
            --b
            Content-Type: application/octet-stream

            3.2
            --b--
            --a
            Content-Type: multipart/mixed; boundary=c

            --c
            Content-Type: image/gif

            4.1
            --c
            Content-Type: message/rfc822

            Content-Type: multipart/mixed; boundary=d

            --d

            4.2.1
            --d
            Content-Type: multipart/alternative; boundary=e

            --e

            4.2.2.1
            --e--
            --d--
            --c--
            --a--
            """));
        int[] numbers = path.Length == 0 ? [] : [.. path.Split('.').Select(int.Parse)];

        Assert.Equal(expected >= 0, document.TryGetSection(numbers, out MimePart part));
        if (expected >= 0)
        {
            Assert.Equal(expected, part.Number);
        }
    }

    [Fact, Rfc(9051, "6.4.5.1")]
    public void Section_1_of_a_message_that_is_no_multipart_is_its_body()
    {
        using MimeDocument document = MimeDocument.Parse(Crlf("Content-Type: message/rfc822\n\nSubject: inner\n\ntext"));

        Assert.True(document.TryGetSection([1], out MimePart outer));
        Assert.Equal(0, outer.Number);
        Assert.True(document.TryGetSection([1, 1], out MimePart inner));
        Assert.Equal("text", Latin(inner.BodySpan));
        Assert.False(document.TryGetSection([1, 1, 1], out _));
    }

    [Fact, Rfc(2046, "5.1.5")]
    public void A_part_of_a_digest_is_a_message_unless_it_says_otherwise()
    {
        using MimeDocument document = MimeDocument.Parse(Crlf("""
            Content-Type: multipart/digest; boundary=d

            --d

            Subject: one

            1
            --d
            Content-Type: text/plain

            2
            --d--
            """));

        Assert.Equal(4, document.PartCount);
        Assert.True(document.GetPart(1).IsMessage);
        Assert.Equal("rfc822", Latin(document.GetPart(1).SubtypeName));
        Assert.True(document.GetPart(2).TryGetHeader(HeaderId.Subject, out _));
        Assert.False(document.GetPart(3).IsMessage);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n")]
    [InlineData("no colon")]
    [InlineData(" continuation\r\nA: b\r\n\r\nbody\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=x\n\n--x\nA: b\n--x--")]
    [InlineData("Content-Type: multipart/mixed; boundary=x\n\n--x\n\n--x\n--x\nq")]
    [InlineData(Example)]
    public void An_outline_answers_as_the_message_did(string message)
    {
        byte[] octets = message == Example ? Crlf(message) : System.Text.Encoding.Latin1.GetBytes(message);
        using MimeDocument document = MimeDocument.Parse(octets);
        System.Buffers.ArrayBufferWriter<byte> outline = new();
        document.WriteOutline(outline);

        using MimeDocument opened = MimeDocument.OpenOutline(outline.WrittenMemory);

        Assert.Equal(Describe(document), Describe(opened));
        Assert.False(opened.HasBodies);
        Assert.Throws<InvalidOperationException>(() => opened.Root.BodyMemory.Length);
    }

    [Fact]
    public void A_view_of_a_disposed_document_throws_even_when_its_index_serves_another()
    {
        MimeDocument first = MimeDocument.Parse(Crlf("Subject: first\n\n"));
        MimePart root = first.Root;
        Assert.True(root.TryGetHeader(HeaderId.Subject, out HeaderField subject));
        first.Dispose();
        using MimeDocument second = MimeDocument.Parse(Crlf("Subject: second\n\n"));
        first.Dispose();

        Assert.Throws<ObjectDisposedException>(() => root.BodyStart);
        Assert.Throws<ObjectDisposedException>(() => subject.Offset);
        Assert.Throws<ObjectDisposedException>(() => first.Root);
        Assert.True(second.Root.TryGetHeader(HeaderId.Subject, out HeaderField other));
        Assert.Equal("second", Latin(other.Value));
    }

    [Fact]
    public void Parsing_ordinary_mail_allocates_nothing()
    {
        byte[] message = Crlf(Example);
        AllocationAssert.None(() =>
        {
            using MimeDocument document = MimeDocument.Parse(message);
            foreach (MimePart part in document.Root.Children)
            {
                Assert.False(part.BodySpan.IsEmpty);
            }
        });
    }
}
