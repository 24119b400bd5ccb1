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
