using System.Text;
using Protocols.Mime;
using static Protocols.Formats.Tests.Mime.MimeText;

namespace Protocols.Formats.Tests.Mime;

public sealed class HostileTests
{
    [Fact]
    public void A_hundred_thousand_parts_are_indexed_to_the_limit_and_no_further()
    {
        byte[] message = Crlf("Content-Type: multipart/mixed; boundary=b\n\n" + string.Concat(Enumerable.Repeat("--b\n\nx\n", 100_000)) + "--b--\n");

        using MimeDocument document = MimeDocument.Parse(message);
        using MimeDocument all = MimeDocument.Parse(message, new MimeReadOptions { MaxParts = 1_000_000 });

        Assert.Equal(10_000, document.PartCount);
        Assert.Contains(DefectCode.PartLimit, Codes(document));
        Assert.Equal(message.Length, document.Root.BodyEnd);
        Assert.Equal(100_001, all.PartCount);
        Assert.True(all.Defects.IsEmpty);
    }

    [Theory]
    [InlineData("Content-Type: message/rfc822\n\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\n")]
    public void A_depth_bomb_is_a_leaf_beyond_the_limit(string level)
    {
        byte[] message = Crlf(string.Concat(Enumerable.Repeat(level, 50_000)) + "Subject: core\n\nx");

        using MimeDocument document = MimeDocument.Parse(message);

        Assert.Equal(50, document.GetPart(50).Depth);
        for (int i = 50; i < document.PartCount; i++)
        {
            Assert.Equal(50, document.GetPart(i).Depth);
        }

        Assert.Contains(DefectCode.DepthLimit, Codes(document));
    }

    [Fact]
    public void Fields_beyond_the_limit_are_passed_over_and_the_body_is_found()
    {
        byte[] message = Crlf(string.Concat(Enumerable.Repeat("A: b\n", 20)) + "\nbody");

        using MimeDocument document = MimeDocument.Parse(message, new MimeReadOptions { MaxHeaderFields = 7 });

        Assert.Equal(7, document.Root.Headers.Count);
        Assert.Equal("body", Latin(document.Root.BodySpan));
        Assert.Equal(new Defect(DefectCode.HeaderFieldLimit, 7 * 6), document.Defects[0]);
    }

    [Fact]
    public void A_header_beyond_the_limit_is_passed_over_and_the_body_is_found()
    {
        byte[] message = Crlf("A: 1\nB: 2\nC: " + new string('x', 100) + "\nD: 4\n\nbody");

        using MimeDocument document = MimeDocument.Parse(message, new MimeReadOptions { MaxHeaderBytes = 50 });

        Assert.Equal(2, document.Root.Headers.Count);
        Assert.Equal("body", Latin(document.Root.BodySpan));
        Assert.Equal(new Defect(DefectCode.HeaderSizeLimit, 12), document.Defects[0]);
    }

    [Fact]
    public void No_more_defects_are_kept_than_the_limit_says()
    {
        using MimeDocument document = MimeDocument.Parse(Crlf(string.Concat(Enumerable.Repeat("bad line\n", 100)) + "\n"), new MimeReadOptions { MaxDefects = 3 });

        Assert.Equal(3, document.Defects.Length);
    }

    [Theory]
    [InlineData(0, 1, 1, 1, 0)]
    [InlineData(1_001, 1, 1, 1, 0)]
    [InlineData(-1, 1, 1, 1, 0)]
    [InlineData(1, 0, 1, 1, 0)]
    [InlineData(1, 1, 0, 1, 0)]
    [InlineData(1, 1, 1, 0, 0)]
    [InlineData(1, 1, 1, 1, -1)]
    public void Limits_out_of_range_are_refused(int depth, int parts, int fields, int bytes, int defects)
    {
        Func<MimeReadOptions> make = () => new MimeReadOptions { MaxDepth = depth, MaxParts = parts, MaxHeaderFields = fields, MaxHeaderBytes = bytes, MaxDefects = defects };
        if (depth == 0)
        {
            Assert.Equal(0, make().MaxDepth);
            return;
        }

        Assert.Throws<ArgumentOutOfRangeException>(make);
    }

    // Each of these made some reader somewhere take time by the square of the length. Here 4 MB of it has to be read within the
    // time-out of the test, which a square would miss by hours.
    [Theory(Timeout = 60_000)]
    [InlineData("--b\n", "Content-Type: multipart/mixed; boundary=c\n\n")]
    [InlineData("\n--", "Content-Type: multipart/mixed; boundary=\"-\"\n\n")]
    [InlineData("=?a?q?", "Subject: ")]
    [InlineData("=?a?q?b?=", "Subject: ")]
    [InlineData("=?a?q? ", "Subject: ")]
    [InlineData("(", "To: ")]
    [InlineData("()", "To: ")]
    [InlineData("\"", "To: ")]
    [InlineData("<", "To: ")]
    [InlineData("=", "To: ")]
    [InlineData("=?a?q?", "To: ")]
    [InlineData("a(b) ", "To: ")]
    [InlineData("a@", "To: ")]
    [InlineData("[", "To: ")]
    [InlineData(",", "To: ")]
    [InlineData(":;", "To: ")]
    [InlineData("<", "References: ")]
    [InlineData("; name*1=a", "Content-Disposition: attachment")]
    [InlineData("; name*0*=a''", "Content-Disposition: attachment")]
    [InlineData(";=", "Content-Disposition: attachment")]
    [InlineData("; name=\"", "Content-Disposition: attachment")]
    [InlineData(" (", "Date: ")]
    [InlineData("1:", "Date: ")]
    [InlineData("no colon\n", "")]
    [InlineData(" \n", "Subject: x\n")]
    [InlineData("=\n ", "Content-Transfer-Encoding: quoted-printable\n\n")]
    [InlineData("= ", "Content-Transfer-Encoding: quoted-printable\n\n")]
    [InlineData("=   =", "Content-Transfer-Encoding: base64\n\n")]
    [InlineData(" ", "Content-Transfer-Encoding: quoted-printable\n\n")]
    [InlineData("+", "Content-Type: text/plain; charset=utf-7\n\n")]
    public async Task Repetition_costs_no_more_than_its_length(string piece, string start)
    {
        const int Length = 4_000_000;
        StringBuilder text = new(start);
        while (text.Length < Length)
        {
            text.Append(piece);
        }

        byte[] message = Encoding.Latin1.GetBytes(text.ToString());
        await Task.Run(() => Exercise.All(message, new MimeReadOptions { MaxHeaderBytes = int.MaxValue }), TestContext.Current.CancellationToken);
    }

    [Fact, Rfc(2046, "5.1.1")]
    public void A_boundary_in_the_middle_of_a_line_is_text()
    {
        using MimeDocument document = MimeDocument.Parse(Crlf("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx --b\ny--b--\n--bb\n--b\r z\n--b--"));

        Assert.Equal(2, document.PartCount);
        Assert.Equal("x --b\r\ny--b--\r\n--bb\r\n--b\r z", Latin(document.GetPart(1).BodySpan));
    }

    [Fact, Rfc(2046, "5.1.2")]
    public void The_boundary_of_an_outer_multipart_ends_the_inner_ones()
    {
        using MimeDocument document = MimeDocument.Parse(Crlf("""
            Content-Type: multipart/mixed; boundary=outer

            --outer
            Content-Type: multipart/mixed; boundary=inner

            --inner

            lost
            --outer

            found
            --outer--
            """));

        Assert.Equal(4, document.PartCount);
        Assert.Equal("lost", Latin(document.GetPart(2).BodySpan));
        Assert.Equal(1, document.GetPart(3).Depth);
        Assert.Equal("found", Latin(document.GetPart(3).BodySpan));
        Assert.Equal([DefectCode.UnclosedMultipart], Codes(document));
    }

    [Fact]
    public void A_multipart_inside_one_with_the_same_boundary_ends_first()
    {
        using MimeDocument document = MimeDocument.Parse(Crlf("""
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: multipart/mixed; boundary=b

            --b

            inner
            --b--
            --b

            outer
            --b--
            """));

        Assert.Equal(4, document.PartCount);
        Assert.Equal(2, document.GetPart(2).Depth);
        Assert.Equal("inner", Latin(document.GetPart(2).BodySpan));
        Assert.Equal(1, document.GetPart(3).Depth);
        Assert.Equal("outer", Latin(document.GetPart(3).BodySpan));
        Assert.True(document.Defects.IsEmpty);
    }

    [Fact]
    public void Bare_line_feeds_end_lines_and_bare_returns_do_not()
    {
        using MimeDocument document = MimeDocument.Parse(Encoding.Latin1.GetBytes("Subject: a\rTo: b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\r--b\ry\n--b--\n"));

        Assert.Equal(2, document.Root.Headers.Count);
        Assert.Equal(2, document.PartCount);
        Assert.Equal("x\r--b\ry", Latin(document.GetPart(1).BodySpan));
    }

    [Theory]
    [InlineData("Subject : x\n\n", DefectCode.SpaceBeforeColon)]
    [InlineData("no colon\nA: b\n\n", DefectCode.MalformedHeaderLine)]
    [InlineData("two words: b\n\n", DefectCode.MalformedHeaderLine)]
    [InlineData(": b\n\n", DefectCode.MalformedHeaderLine)]
    [InlineData(" x\nA: b\n\n", DefectCode.ContinuationWithoutField)]
    [InlineData("A: b\n", DefectCode.MissingEmptyLine)]
    [InlineData("Content-Type: multipart/mixed\n\n", DefectCode.MissingBoundary)]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\nx", DefectCode.MultipartWithoutParts)]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx", DefectCode.UnclosedMultipart)]
    [InlineData("Content-Type: nonsense\n\n", DefectCode.MalformedContentType)]
    [InlineData("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n", DefectCode.EncodedComposite)]
    public void What_is_wrong_is_told(string message, DefectCode code)
    {
        using MimeDocument document = MimeDocument.Parse(Crlf(message));

        Assert.Equal([code], Codes(document));
        Assert.NotEqual("", document.Defects[0].Rule);
    }

    private static DefectCode[] Codes(MimeDocument document)
    {
        List<DefectCode> codes = [];
        foreach (Defect defect in document.Defects)
        {
            codes.Add(defect.Code);
        }

        return [.. codes];
    }
}
