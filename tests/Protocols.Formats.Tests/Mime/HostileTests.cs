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
    [InlineData("b")]
    [InlineData("bbbbbb")]
    [InlineData("bbbbbbb")]
    [InlineData("a boundary of many octets")]
    public void Behind_the_limit_of_parts_a_multipart_ends_where_it_would_without_one(string boundary)
    {
        byte[] message = Crlf("Content-Type: multipart/mixed; boundary=out\n\n--out\n"
            + $"Content-Type: multipart/mixed; boundary=\"{boundary}\"\n\n"
            + string.Concat(Enumerable.Repeat($"--{boundary}\n\nx\n", 20)) + $"--{boundary}--\n--{boundary}\nafter\n"
            + "--out\n\nlast\n--out--\nepilogue");

        using MimeDocument document = MimeDocument.Parse(message, new MimeReadOptions { MaxParts = 5, MaxDefects = 100 });
        using MimeDocument all = MimeDocument.Parse(message);

        Assert.Equal(5, document.PartCount);
        Assert.Equal(all.GetPart(1).BodyEnd, document.GetPart(1).BodyEnd);
        Assert.Equal(all.GetPart(4).BodyEnd, document.GetPart(4).BodyEnd);
        Assert.Equal(all.Root.BodyEnd, document.Root.BodyEnd);
        Assert.Equal(Enumerable.Repeat(DefectCode.PartLimit, 20 - 3 + 1), Codes(document));
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

    [Theory]
    [InlineData("\xEF\xBB\xBF")]
    [InlineData("\xEF\xBB\xBF\n")]
    [InlineData("\xEF\xBB\xBF\r\n\r\n")]
    [InlineData("\xEF\xBB\xBF:")]
    public void A_byte_order_mark_without_a_field_is_read(string message)
    {
        byte[] octets = Encoding.Latin1.GetBytes(message);
        Exercise.All(octets);
        Streaming.StreamTranscript.Of([octets]);
        MimeHeaderReader reader = new(octets);
        Assert.False(reader.Read());
    }

    // Each of these made some reader somewhere take time by the square of the length. Here 1 MB of it has to be read within the
    // time-out of the test, which a square would miss by far.
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
    [InlineData("a@[", "To: ")]
    [InlineData("<@a,", "To: ")]
    [InlineData("<a>b ", "To: ")]
    [InlineData("<a>b <", "To: ")]
    [InlineData("\\\"", "To: ")]
    [InlineData("mailto:", "To: ")]
    [InlineData("a b@", "To: ")]
    [InlineData("\"a\" (b@c)", "To: ")]
    [InlineData("from (", "Received: ")]
    [InlineData("with ", "Received: ")]
    [InlineData("a;q=", "Accept-Language: ")]
    [InlineData("<,", "List-Post: ")]
    [InlineData("<>,", "List-Post: ")]
    [InlineData("x=?a?q?b?=", "Subject: ")]
    [InlineData("<a href=\"", "Content-Type: text/html\n\n")]
    [InlineData("<p>&amp;", "Content-Type: text/html\n\n")]
    [InlineData("<script></", "Content-Type: text/html\n\n")]
    [InlineData("A: b\n\n", "Content-Type: message/delivery-status\n\n")]
    [InlineData("\n", "Content-Type: message/delivery-status\n\n")]
    [InlineData("--b x\n", "Content-Type: multipart/mixed; boundary=b\n\n")]
    [InlineData("--b--\n", "Content-Type: multipart/mixed; boundary=b\n\n")]
    [InlineData("a=b\n ", "Content-Disposition: attachment; ")]
    [InlineData("a=b\n (", "Content-Disposition: attachment; ")]
    [InlineData("a=\"b\" ", "Content-Disposition: attachment; ")]
    [InlineData("a=\"b\" (", "Content-Disposition: attachment; ")]
    [InlineData("; a*0=b; a*0*=c; a*=d", "Content-Disposition: attachment")]
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
        const int Length = 1_000_000;
        StringBuilder text = new(start);
        while (text.Length < Length)
        {
            text.Append(piece);
        }

        byte[] message = Encoding.Latin1.GetBytes(text.ToString());
        await Task.Run(() => Exercise.All(message, new MimeReadOptions { MaxHeaderBytes = int.MaxValue }), TestContext.Current.CancellationToken);
    }

    // Beyond a few, open boundaries are found another way; both have to see the same.
    [Theory, Rfc(2046, "5.1.2")]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(49)]
    public void Boundaries_are_told_apart_however_many_are_open(int levels)
    {
        StringBuilder text = new();
        for (int i = 0; i < levels; i++)
        {
            // Each begins the next.
            text.Append($"Content-Type: multipart/mixed; boundary=\"{new string('b', i + 1)}\"\n\n--{new string('b', i + 1)}\n");
        }

        text.Append($"Content-Type: text/plain\n\nx\n--{new string('b', levels + 1)}\n--bx\n-- b\n--\n");
        for (int i = levels; i > 0; i--)
        {
            text.Append($"--{new string('b', i)} text\n\n{i}\n--{new string('b', i)}-- text\n");
        }

        using MimeDocument document = MimeDocument.Parse(Crlf(text.ToString()));

        Assert.Equal((levels * 2) + 1, document.PartCount);
        Assert.Equal($"x\r\n--{new string('b', levels + 1)}\r\n--bx\r\n-- b\r\n--", Latin(document.GetPart(levels).BodySpan));
        for (int i = levels; i > 0; i--)
        {
            MimePart part = document.GetPart(levels + 1 + levels - i);
            Assert.Equal(i, part.Depth);
            Assert.Equal(i.ToString(System.Globalization.CultureInfo.InvariantCulture), Latin(part.BodySpan));
        }

        Assert.All(Codes(document), code => Assert.Equal(DefectCode.TextBehindBoundary, code));
    }

    [Fact]
    public void A_million_fields_and_a_body_of_one_line_are_read()
    {
        byte[] fields = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat("A: b\r\n", 1_000_000)) + "\r\n");
        using MimeDocument limited = MimeDocument.Parse(fields);
        using MimeDocument all = MimeDocument.Parse(fields, new MimeReadOptions { MaxHeaderFields = 10_000_000, MaxHeaderBytes = int.MaxValue });
        Assert.Equal(50_000, limited.Root.Headers.Count);
        Assert.Equal(fields.Length, limited.Root.BodyStart);
        Assert.Equal(1_000_000, all.Root.Headers.Count);

        byte[] line = new byte[100_000_000];
        line.AsSpan().Fill((byte)'-');
        Encoding.Latin1.GetBytes("Content-Type: multipart/mixed; boundary=\"-\"\r\n\r\n--a\n").CopyTo(line, 0);
        using MimeDocument one = MimeDocument.Parse(line);
        Assert.Equal(1, one.PartCount);
    }

    [Theory, Rfc(2047, "5")]
    [InlineData("=?utf-8?B?w4M=?= =?utf-8?Q?=C3?=\r\n =?UTF-8?Q?=BC?=", "\u00C3\u00FC")]
    [InlineData("=?utf-8?B?ww==?= =?utf-8*de?B?vA==?=", "\u00FC")]
    [InlineData("=?utf-8?Q?=C3?= =?iso-8859-1?Q?=BC?=", "\uFFFD\u00BC")]
    [InlineData("=?utf-8?Q?=C3?= x =?utf-8?Q?=BC?=", "\uFFFD x \uFFFD")]
    [InlineData("=?iso-2022-jp?B?GyRC?= =?iso-2022-jp?B?RnxLXA==?= =?iso-2022-jp?B?GyhC?=", "日本")]
    public void A_character_that_was_cut_over_encoded_words_is_whole(string value, string expected) =>
        Assert.Equal(expected, HeaderText.Decode(Encoding.Latin1.GetBytes(value)));

    [Theory]
    [InlineData("charset=us-ascii", "caf\u00E9", Protocols.Text.CharsetOutcome.AssumedWindows1252)]
    [InlineData("charset=us-ascii", "caf\u00C3\u00A9", Protocols.Text.CharsetOutcome.AssumedUtf8)]
    [InlineData("charset=no-such", "caf\u00E9", Protocols.Text.CharsetOutcome.UnknownName)]
    [InlineData("format=flowed", "caf\u00E9", Protocols.Text.CharsetOutcome.AssumedWindows1252)]
    [InlineData("charset=iso-8859-1", "caf\u00E9", Protocols.Text.CharsetOutcome.Named)]
    public void A_charset_that_is_missing_or_lies_is_told(string parameter, string body, Protocols.Text.CharsetOutcome expected)
    {
        using MimeDocument document = MimeDocument.Parse(Encoding.Latin1.GetBytes($"Content-Type: text/plain; {parameter}\r\n\r\n{body}"));

        Assert.Equal("café", document.Root.GetBodyText(out Protocols.Text.CharsetOutcome outcome));
        Assert.Equal(expected, outcome);
    }

    [Theory, Rfc(8621, "4.1.4")]
    [InlineData("Content-Type: text/plain; charset=utf-8", "caf\u00C3\u00A9", false)]
    [InlineData("Content-Type: text/plain; charset=utf-8", "caf\u00E9", true)]
    [InlineData("Content-Type: text/plain; charset=utf-8", "sent: \u00EF\u00BF\u00BD", false)]
    [InlineData("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64", "Y2Fm6Q==", true)]
    [InlineData("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: x-odd", "abc", true)]
    public void Octets_that_are_no_text_are_told(string header, string body, bool expected)
    {
        using MimeDocument document = MimeDocument.Parse(Encoding.Latin1.GetBytes($"{header}\r\n\r\n{body}"));
        document.Root.GetBodyText(out _, out bool isMalformed);

        Assert.Equal(expected, isMalformed);
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
    [InlineData("A: b\ntwo words: b\n\n", DefectCode.MalformedHeaderLine)]
    [InlineData("A: b\n: b\n\n", DefectCode.MalformedHeaderLine)]
    [InlineData(" x\nA: b\n\n", DefectCode.ContinuationWithoutField)]
    [InlineData("A: b\n", DefectCode.MissingEmptyLine)]
    [InlineData("Content-Type: multipart/mixed\n\n", DefectCode.MissingBoundary)]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\nx", DefectCode.MultipartWithoutParts)]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx", DefectCode.UnclosedMultipart)]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b-- x", DefectCode.TextBehindBoundary)]
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
