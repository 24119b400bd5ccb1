using System.Buffers;
using System.Text;
using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime.Editing;

public sealed class PartEditTests
{
    private const string Mixed = "A: 1\nContent-Type: multipart/mixed; boundary=b\n\npreamble\n--b \nX: 1\n\none\n--b\nContent-Transfer-Encoding: base64\n\nQUJD\n--b--\nepilogue\n";

    private static readonly byte[] s_random = new byte[16];

    [Fact]
    public void A_body_is_replaced_in_place()
    {
        Assert.Equal(Mixed.Replace("one", "two\nlines"), Edit(Mixed, (d, e) => e.ReplaceBody(d.GetPart(1), "two\r\nlines"u8)));
        Assert.Equal(Mixed.Replace("QUJD", "AAE=\n"), Edit(Mixed, (d, e) => e.ReplaceBody(d.GetPart(2), [0, 1])));
        Assert.Equal(Mixed.Replace("QUJD", "").Replace(": base64", ": 7bit"), Edit(Mixed, (d, e) => e.ReplaceBody(d.GetPart(2), default)));
        Assert.Equal(Mixed.Replace("QUJD", "b").Replace(": base64", ": 7bit"), Edit(Mixed, (d, e) => { e.ReplaceBody(d.GetPart(2), "a"u8); e.ReplaceBody(d.GetPart(2), "b"u8); }));
        Assert.Equal("A: 1\n\nnew", Edit("A: 1\n\nold", (d, e) => e.ReplaceBody(d.Root, "new"u8)));
        Assert.Equal("A: 1\r\n\r\nnew", Edit("A: 1", (d, e) => e.ReplaceBody(d.Root, "new"u8)));
    }

    [Fact]
    public void A_new_body_cannot_end_its_part()
    {
        string edited = Edit(Mixed, (d, e) => e.ReplaceBody(d.GetPart(1), "x\r\n--b\r\nForged: 1\r\n\r\n--b--"u8));
        using MimeDocument document = MimeDocument.Parse(Encoding.Latin1.GetBytes(edited));

        Assert.Equal(3, document.PartCount);
        Assert.Equal("x\r\n--b\r\nForged: 1\r\n\r\n--b--", document.GetPart(1).GetBodyText());
    }

    [Fact]
    public void A_part_is_removed_with_its_delimiter()
    {
        Assert.Equal(Mixed.Replace("--b \nX: 1\n\none\n", ""), Edit(Mixed, (d, e) => e.RemovePart(d.GetPart(1))));
        Assert.Equal(Mixed.Replace("--b\nContent-Transfer-Encoding: base64\n\nQUJD\n", ""), Edit(Mixed, (d, e) => e.RemovePart(d.GetPart(2))));
        Edit(Mixed, (d, e) =>
        {
            e.RemovePart(d.GetPart(1));
            Assert.Throws<InvalidOperationException>(() => e.RemovePart(d.GetPart(1)));
            Assert.Throws<InvalidOperationException>(() => e.RemovePart(d.GetPart(2)));
            Assert.Throws<InvalidOperationException>(() => e.RemovePart(d.Root));
            Assert.Throws<InvalidOperationException>(() => e.GetHeader(d.GetPart(1)));
            Assert.Throws<InvalidOperationException>(() => e.ReplaceBody(d.Root, "x"u8));
        });
        string both = Edit(Mixed, (d, e) =>
        {
            e.AddPart(d.Root, BodyPart.FromText("new"), s_random);
            e.RemovePart(d.GetPart(1));
            e.RemovePart(d.GetPart(2));
        });
        Assert.Equal("A: 1\nContent-Type: multipart/mixed; boundary=b\n\npreamble\n--b\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 7bit\n\nnew\n--b--\nepilogue\n", both);
    }

    [Fact]
    public void A_part_is_replaced_with_its_header()
    {
        Assert.Equal(
            Mixed.Replace("X: 1\n\none", "Content-Type: text/plain\nContent-Transfer-Encoding: 7bit\n\nnew"),
            Edit(Mixed, (d, e) => e.ReplacePart(d.GetPart(1), new BodyPart("text/plain", "new"u8.ToArray()), s_random)));
    }

    [Theory]
    [InlineData(Mixed)]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nunclosed")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nunclosed\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\nX: 1\n--b\n--b--")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\nX: 1\n\n--b--")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\n\n--b\n\n--b--\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\nx\n--c\n\ny\n--b\n\nz\n--b--\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nSubject: x\n\ny\n--b--\n")]
    [InlineData("Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: x\n\ny\n--b--\n")]
    [InlineData("Subject: x\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n\u00C3\u00A9")]
    [InlineData("just text")]
    [InlineData("")]
    [InlineData("Content-Type: text/html")]
    public void Whatever_the_message_a_part_can_be_replaced_or_removed_and_an_attachment_added(string message)
    {
        foreach (string source in new[] { message, message.Replace("\n", "\r\n") })
        {
            byte[] octets = Encoding.Latin1.GetBytes(source);
            using MimeDocument document = MimeDocument.Parse(octets);
            string[] bodies = Leaves(document);
            byte[] attachment = [0, 1, 2, 255];

            string added = Edit(source, (d, e) => { e.AddAttachment(new BodyPart("a/b", attachment), s_random); e.AddAttachment(BodyPart.FromText("second"), s_random); });
            using MimeDocument more = MimeDocument.Parse(Encoding.Latin1.GetBytes(added));
            Assert.Equal([.. bodies, MimeText.Latin(attachment), "second"], Leaves(more));
            Assert.Equal(KnownMediaType.MultipartMixed, more.Root.KnownMediaType);
            for (int i = 0; i < document.PartCount; i++)
            {
                if (!document.GetPart(i).HasChildren)
                {
                    int leaf = Enumerable.Range(0, i).Count(n => !document.GetPart(n).HasChildren);
                    string edited = Edit(source, (d, e) => e.ReplaceBody(d.GetPart(i), attachment));
                    using MimeDocument replaced = MimeDocument.Parse(Encoding.Latin1.GetBytes(edited));
                    Assert.Equal([.. bodies[..leaf], MimeText.Latin(attachment), .. bodies[(leaf + 1)..]], Leaves(replaced));
                    bool isInMultipart = document.GetPart(i).TryGetParent(out MimePart parent) && parent.IsMultipart;
                    if (!isInMultipart)
                    {
                        continue;
                    }

                    string otherPart = Edit(source, (d, e) => { e.ReplacePart(d.GetPart(i), new BodyPart("a/b", attachment), s_random); Assert.Throws<InvalidOperationException>(() => e.GetHeader(d.GetPart(i))); });
                    using MimeDocument other = MimeDocument.Parse(Encoding.Latin1.GetBytes(otherPart));
                    Assert.Equal([.. bodies[..leaf], MimeText.Latin(attachment), .. bodies[(leaf + 1)..]], Leaves(other));
                    string without = Edit(source, (d, e) => { d.GetPart(i).TryGetParent(out MimePart around); e.AddPart(around, new BodyPart("c/d", "y"u8.ToArray()), s_random); e.RemovePart(d.GetPart(i)); });
                    using MimeDocument left = MimeDocument.Parse(Encoding.Latin1.GetBytes(without));
                    Assert.Equal(document.PartCount, left.PartCount);
                }
            }
        }
    }

    [Fact, Rfc(2045, "6.4")]
    public void A_message_that_becomes_a_mixed_keeps_its_body_octet_for_octet()
    {
        string edited = Edit("Subject: x\nContent-Type: text/plain;\n charset=utf-8\nTo: y\nContent-Transfer-Encoding: 8bit\n\n\u00C3\u00A9 \n", (d, e) => e.AddAttachment(new BodyPart("a/b", "x"u8.ToArray()), s_random));

        Assert.Equal(
            "Subject: x\nTo: y\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"=_00000000000000000000000000000000\"\nContent-Transfer-Encoding: 8bit\n\n--=_00000000000000000000000000000000\n" +
            "Content-Type: text/plain;\n charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n\u00C3\u00A9 \n\n--=_00000000000000000000000000000000\n" +
            "Content-Disposition: attachment\nContent-Type: a/b\nContent-Transfer-Encoding: 7bit\n\nx\n--=_00000000000000000000000000000000--\n",
            edited);
    }

    [Fact, Rfc(2045, "6.4"), Rfc(2045, "4")]
    public void What_is_new_inside_is_no_more_than_what_is_around_says()
    {
        MimeWriteOptions options = new() { Mode = MimeOutputMode.SmtpUtf8 };
        string eight = Mixed.Replace("A: 1\n", "A: 1\nContent-Transfer-Encoding: 8bit\n");

        Assert.Contains("Content-Transfer-Encoding: base64\n\nw6nDqQ==\n", Edit(Mixed, (d, e) => e.ReplaceBody(d.GetPart(1), "éé"u8), options));
        Assert.Contains("Content-Transfer-Encoding: 8bit\n\n\u00C3\u00A9\n", Edit(eight, (d, e) => e.ReplaceBody(d.GetPart(1), "é"u8), options));
        Assert.Contains("boundary=\"=_00000000000000000000000000000000\"\nContent-Transfer-Encoding: 8bit\n", Edit("A: 1\n\nx", (d, e) => e.AddAttachment(new BodyPart("a/b", "é"u8.ToArray()), s_random), options));
        Assert.Equal("A: 1\nMIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\nAA==\n", Edit("A: 1\n\nx", (d, e) => e.ReplaceBody(d.Root, [0])));
        Assert.Equal("A: 1\nmime-version: 1.0\nContent-Transfer-Encoding: base64\n\nAA==\n", Edit("A: 1\nmime-version: 1.0\n\nx", (d, e) => e.ReplaceBody(d.Root, [0])));
    }

    private static string[] Leaves(MimeDocument document)
    {
        List<string> leaves = [];
        for (int i = 0; i < document.PartCount; i++)
        {
            if (!document.GetPart(i).HasChildren)
            {
                ArrayBufferWriter<byte> body = new();
                document.GetPart(i).DecodeBody(body);
                leaves.Add(MimeText.Latin(body.WrittenSpan));
            }
        }

        return [.. leaves];
    }

    private static string Edit(string message, Action<MimeDocument, MimeEditor> edit, MimeWriteOptions? options = null)
    {
        using MimeDocument document = MimeDocument.Parse(Encoding.Latin1.GetBytes(message));
        MimeEditor editor = new(document, options);
        edit(document, editor);
        ArrayBufferWriter<byte> output = new();
        editor.Write(output);
        return MimeText.Latin(output.WrittenSpan);
    }
}
