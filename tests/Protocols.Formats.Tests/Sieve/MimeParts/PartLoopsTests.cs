using System.Text;
using Protocols.Mime;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.MimeParts;

public sealed class PartLoopsTests
{
    // 0 multipart, 1 text, 2 multipart (3 text, 4 text), 5 message (6 text)
    private const string Message =
        "Content-Type: multipart/mixed; boundary=AA\r\n\r\n--AA\r\n\r\none\r\n--AA\r\nContent-Type: multipart/mixed; boundary=BB\r\n\r\n--BB\r\n\r\ntwo\r\n--BB\r\n\r\nthree\r\n--BB--\r\n"
        + "--AA\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nfour\r\n--AA--\r\n";

    [Fact]
    [Rfc(5703, "3")]
    public void The_outer_loop_goes_over_all_parts_depth_first()
    {
        using MimeDocument document = Parse();
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], All(new PartLoops(), document));
    }

    [Fact]
    [Rfc(5703, "3")]
    public void An_inner_loop_goes_over_what_is_inside_the_part()
    {
        using MimeDocument document = Parse();
        PartLoops loops = new();
        Dictionary<int, List<int>> inside = [];
        loops.Begin(document);
        while (loops.TryNext())
        {
            inside[loops.Current] = All(loops, document);
        }

        Assert.Equal([1, 2, 3, 4, 5, 6], inside[0]);
        Assert.Empty(inside[1]);
        Assert.Equal([3, 4], inside[2]);
        Assert.Equal([6], inside[5]);
        Assert.Equal(0, loops.Depth);
    }

    [Fact]
    [Rfc(5703, "3")]
    public void Loops_that_were_left_in_the_middle_end()
    {
        using MimeDocument document = Parse();
        PartLoops loops = new();
        loops.Begin(document, 0);
        loops.TryNext();
        loops.Begin(document, 0);
        loops.TryNext();
        loops.TryNext();
        loops.Begin(document, 1);
        loops.TryNext();
        loops.Begin(document, 1);
        Assert.Equal(4, loops.Depth);
        loops.EndWithin(1, 1);
        Assert.Equal(3, loops.Depth);
        loops.EndWithin(0, int.MaxValue);
        Assert.Equal((2, 2), (loops.Depth, loops.Current));
        loops.EndWithin(0, 1);
        Assert.Equal((1, 0), (loops.Depth, loops.Current));
        Assert.True(loops.TryNext());
        Assert.Equal(1, loops.Current);
        loops.EndWithin(0, 0);
        Assert.Equal(0, loops.Depth);
    }

    [Fact]
    [Rfc(5703, "5")]
    public void No_loop_goes_into_what_was_replaced()
    {
        using MimeDocument document = Parse();
        using EditedMessage message = new();
        message.Reset(document);
        PartLoops loops = new();
        loops.Begin(document);
        loops.TryNext();
        loops.TryNext();
        loops.TryNext();
        Assert.Equal(2, loops.Current);
        int inside = PartLoops.EndOf(document, 2) - 3;
        message.Replace(2, MimeEntity.OfText("both"));
        loops.NoteReplaced(2, inside, message.Current, document.PartCount);
        List<int> rest = [];
        while (loops.TryNext())
        {
            rest.Add(loops.Current);
        }

        Assert.Equal([3, 4], rest);
    }

    [Fact]
    [Rfc(5703, "6")]
    public void After_an_enclosure_the_loop_goes_on_where_it_was()
    {
        using MimeDocument document = Parse();
        PartLoops loops = new();
        loops.Begin(document);
        loops.TryNext();
        loops.TryNext();
        loops.NoteEnclosed(EnclosingMessage.PartsBefore);
        Assert.Equal(4, loops.Current);
        Assert.Equal(5, Rest(loops).Count);
    }

    [Fact]
    public void Outside_of_loops_the_current_part_is_the_message() => Assert.Equal(0, new PartLoops().Current);

    [Theory]
    [Rfc(5703, "4.1")]
    [InlineData("Content-Type: text/calendar; method=request; charset=UTF-8;", "Type", "text")]
    [InlineData("Content-Type: text/calendar; method=request; charset=UTF-8;", "Subtype", "calendar")]
    [InlineData("Content-Type: text / calendar (x); method=request", "ContentType", "text/calendar")]
    [InlineData("Content-Type: text/plain/stupid", "Type", null)]
    [InlineData("Content-Type: text", "Type", null)]
    [InlineData("Content-Disposition: inline; filename=\"frop.exe\"", "Type", "inline")]
    [InlineData("Content-Disposition: inline", "ContentType", "inline")]
    [InlineData("Content-Disposition: inline", "Subtype", "")]
    [InlineData("Subject: x", "Type", "")]
    public void Elements_of_fields_are_taken_apart(string text, string option, string? expected)
    {
        using MimeDocument document = MimeDocument.Parse(Encoding.ASCII.GetBytes(text + "\r\n\r\n"));
        foreach (HeaderField field in document.Root.Headers)
        {
            bool isRead = MimeHeaderElements.TryGet(field, Enum.Parse<MimeHeaderOption>(option), out string value);
            Assert.Equal(expected, isRead ? value : null);
        }
    }

    [Fact]
    [Rfc(5703, "4.1")]
    public void Parameters_are_decoded()
    {
        using MimeDocument document = MimeDocument.Parse(
            "Content-Type: application/x-stuff;\r\n\ttitle*0*=us-ascii'en'This%20is%20even%20more%20;\r\n\ttitle*1*=%2A%2A%2Afun%2A%2A%2A%20;\r\n\ttitle*2=\"isn't it!\"\r\n\r\n"u8.ToArray());
        Assert.True(document.Root.TryGetHeader(HeaderId.ContentType, out HeaderField field));
        Assert.True(MimeHeaderElements.TryGetParameter(field, "title"u8, out string value));
        Assert.Equal("This is even more ***fun*** isn't it!", value);
        Assert.False(MimeHeaderElements.TryGetParameter(field, "name"u8, out _));
    }

    [Theory]
    [Rfc(5703, "7")]
    [InlineData("Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=FC=DFe", 100, "Grüße")]
    [InlineData("Content-Type: text/plain; charset=utf-8\r\n\r\nGrüße", 3, "Grü")]
    [InlineData("Content-Type: text/plain; charset=utf-8\r\n\r\n😀😀😀", 2, "😀😀")]
    [InlineData("Content-Type: text/plain; charset=utf-8\r\n\r\nx", 0, "")]
    [InlineData("Content-Type: text/plain; charset=no-such-thing\r\n\r\nx", 100, "")]
    [InlineData("Content-Type: text/plain\r\nContent-Transfer-Encoding: no-such-thing\r\n\r\nx", 100, "")]
    [InlineData("Content-Type: image/png\r\n\r\nx", 100, "")]
    public void Text_is_extracted_up_to_a_number_of_characters(string message, int first, string expected)
    {
        using MimeDocument document = MimeDocument.Parse(Encoding.UTF8.GetBytes(message));
        Assert.Equal(expected, PartText.Extract(document.Root, first));
    }

    private static MimeDocument Parse() => MimeDocument.Parse(Encoding.ASCII.GetBytes(Message));

    private static List<int> All(PartLoops loops, MimeDocument document)
    {
        loops.Begin(document);
        return Rest(loops);
    }

    private static List<int> Rest(PartLoops loops)
    {
        List<int> parts = [];
        while (loops.TryNext())
        {
            parts.Add(loops.Current);
        }

        return parts;
    }
}
