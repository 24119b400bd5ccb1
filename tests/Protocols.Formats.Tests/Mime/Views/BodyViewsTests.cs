using Protocols.Mime;
using static Protocols.Formats.Tests.Mime.MimeText;

namespace Protocols.Formats.Tests.Mime.Views;

public sealed class BodyViewsTests
{
    [Fact, Rfc(8621, "4.1.4")]
    public void The_example_of_the_section_is_decomposed_as_it_says()
    {
        string message = Multi("mixed", "1",
            Leaf("text/plain", "A", "inline"),
            Multi("mixed", "2",
                Multi("alternative", "3",
                    Multi("mixed", "4", Leaf("text/plain", "B", "inline"), Leaf("image/jpeg", "C", "inline"), Leaf("text/plain", "D", "inline")),
                    Multi("related", "5", Leaf("text/html", "E"), Leaf("image/jpeg", "F"))),
                Leaf("image/jpeg", "G", "attachment"),
                Leaf("application/x-excel", "H"),
                "Content-Type: message/rfc822\nContent-Description: J\n\nSubject: inner\nContent-Type: text/plain\n\ninner"),
            Leaf("text/plain", "K", "inline"));

        Check(message, "A B C D K", "A E K", "C F G H J");
    }

    [Theory, Rfc(8621, "4.1.4")]
    [InlineData("text/plain", "A", "A", "")]
    [InlineData("text/html", "A", "A", "")]
    [InlineData("image/png", "A", "A", "")]
    [InlineData("application/pdf", "", "", "A")]
    [InlineData("text/calendar", "", "", "A")]
    [InlineData("message/delivery-status", "", "", "A")]
    public void A_message_of_one_part_is_its_body_or_its_attachment(string type, string text, string html, string attachments) =>
        Check(Leaf(type, "A"), text, html, attachments);

    [Fact, Rfc(8621, "4.1.4")]
    public void An_alternative_of_one_kind_is_shown_in_both_views()
    {
        Check(Multi("alternative", "1", Leaf("text/html", "A")), "A", "A", "");
        Check(Multi("alternative", "1", Leaf("text/plain", "A")), "A", "A", "");
        Check(Multi("alternative", "1", Leaf("text/plain", "A"), Leaf("text/html", "B"), Leaf("text/calendar", "C")), "A", "B", "C");
        Check(Multi("alternative", "1", Multi("related", "2", Leaf("text/html", "A"), Leaf("image/png", "B"))), "A", "A", "B");
    }

    [Fact, Rfc(8621, "4.1.4")]
    public void A_text_with_a_name_is_an_attachment_unless_it_is_the_first()
    {
        string named = "Content-Type: text/plain; name*0=a; name*1=.txt\nContent-Description: B\n\nx";
        Check(Multi("mixed", "1", Leaf("text/plain", "A"), named), "A", "A", "B");
        Check(Multi("mixed", "1", named, Leaf("text/plain", "A")), "B A", "B A", "");
        Check(Multi("mixed", "1", Leaf("text/plain", "A"), Leaf("image/png", "B"), Leaf("text/plain", "C")), "A B C", "A B C", "");
    }

    [Fact, Rfc(8621, "4.1.4")]
    public void Whether_there_is_an_attachment_depends_on_its_disposition()
    {
        Assert.True(HasAttachment(Multi("mixed", "1", Leaf("text/plain", "A"), Leaf("application/pdf", "B"))));
        Assert.True(HasAttachment(Multi("mixed", "1", Leaf("text/plain", "A"), Leaf("image/png", "B", "ATTACHMENT"))));
        Assert.False(HasAttachment(Multi("mixed", "1", Leaf("text/plain", "A"), Leaf("application/pdf", "B", "inline"))));
        Assert.False(HasAttachment(Leaf("text/plain", "A")));
    }

    [Fact]
    public void A_multipart_without_parts_is_shown_as_text()
    {
        using MimeDocument document = MimeDocument.Parse(Crlf("Content-Type: multipart/mixed; boundary=x\nContent-Description: A\n\nhello there\n"));
        Check("Content-Type: multipart/mixed; boundary=x\nContent-Description: A\n\nhello\n", "A", "A", "");
        Assert.Equal("hello there", document.Root.GetPreview());
    }

    [Fact]
    public void The_views_of_an_embedded_message_are_its_own()
    {
        using MimeDocument document = MimeDocument.Parse(Crlf("Content-Type: message/rfc822\nContent-Description: A\n\n" + Multi("mixed", "1", Leaf("text/plain", "B"), Leaf("application/pdf", "C"))));
        using BodyViews outer = document.Root.GetBodyViews();
        using BodyViews inner = document.GetPart(1).GetBodyViews();

        Assert.Equal("A", Names(outer.Attachments));
        Assert.Equal("B", Names(inner.TextBody));
        Assert.Equal("C", Names(inner.Attachments));
    }

    [Fact]
    public void An_outline_has_the_views_of_its_message()
    {
        using MimeDocument document = MimeDocument.Parse(Crlf(Multi("mixed", "1", Multi("alternative", "2", Leaf("text/plain", "A"), Leaf("text/html", "B")), Leaf("image/png", "C", "attachment"))));
        System.Buffers.ArrayBufferWriter<byte> outline = new();
        document.WriteOutline(outline);
        using MimeDocument opened = MimeDocument.OpenOutline(outline.WrittenMemory);
        using BodyViews views = opened.Root.GetBodyViews();

        Assert.Equal("A", Names(views.TextBody));
        Assert.Equal("B", Names(views.HtmlBody));
        Assert.Equal("C", Names(views.Attachments));
        Assert.True(views.HasAttachment);
    }

    [Fact]
    public void Views_outlive_no_document()
    {
        MimeDocument document = MimeDocument.Parse(Crlf(Leaf("text/plain", "A")));
        using BodyViews views = document.Root.GetBodyViews();
        document.Dispose();
        try
        {
            Assert.Equal(1, views.TextBody.Count);
            Assert.Fail("The document is gone.");
        }
        catch (ObjectDisposedException)
        {
        }
    }

    [Fact]
    public void Views_allocate_nothing_and_bear_every_depth()
    {
        string message = Leaf("text/plain", "A");
        for (int i = 0; i < 200; i++)
        {
            message = Multi(i % 2 == 0 ? "alternative" : "mixed", "b" + i + "-", message);
        }

        byte[] octets = Crlf(message);
        MimeReadOptions options = new() { MaxDepth = 1000 };
        AllocationAssert.None(() =>
        {
            using MimeDocument document = MimeDocument.Parse(octets, options);
            using BodyViews views = document.Root.GetBodyViews();
            Assert.True(views.TextBody.Count == 1 && views.HtmlBody.Count == 1 && !views.HasAttachment);
        });
    }

    [Theory, Rfc(8621, "4.1.4")]
    [InlineData("text/plain", "Hello,\n\n> quoted\n  the   news\n-- \nme", "Hello, the news")]
    [InlineData("text/plain", "> only\n> quotes", "> only > quotes")]
    [InlineData("text/html", "<head><title>no</title><style>p {}</style></head><p>Hello &amp;\n<b>you</b><p>there", "Hello & you there")]
    [InlineData("text/html", "<div>&zwnj;&nbsp;&zwnj;&nbsp;</div>x", "x")]
    [InlineData("image/png", "x", "")]
    public void A_preview_is_one_line_of_the_text(string type, string body, string expected)
    {
        using MimeDocument document = MimeDocument.Parse(Crlf($"Content-Type: {type}\n\n{body}"));

        Assert.Equal(expected, document.Root.GetPreview());
    }

    [Fact, Rfc(8621, "4.1.4")]
    public void A_preview_is_never_longer_than_it_may_be()
    {
        using MimeDocument document = MimeDocument.Parse(System.Text.Encoding.UTF8.GetBytes("\r\n" + string.Concat(Enumerable.Repeat("😀 word ", 200))));

        Assert.True(document.Root.GetPreview().Length is > 250 and <= 256);
        for (int most = 0; most < 40; most++)
        {
            string preview = document.Root.GetPreview(most);
            Assert.True(preview.Length <= most);
            Assert.DoesNotContain('\uFFFD', System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(preview)));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => document.Root.GetPreview(-1));
    }

    private static string Leaf(string type, string name, string? disposition = null) =>
        $"Content-Type: {type}\nContent-Description: {name}\n{(disposition is null ? "" : $"Content-Disposition: {disposition}\n")}\nx";

    private static string Multi(string subtype, string boundary, params string[] parts) =>
        $"Content-Type: multipart/{subtype}; boundary=\"{boundary}\"\n\n{string.Concat(parts.Select(p => $"--{boundary}\n{p}\n"))}--{boundary}--\n";

    private static void Check(string message, string text, string html, string attachments)
    {
        using MimeDocument document = MimeDocument.Parse(Crlf(message));
        using BodyViews views = document.Root.GetBodyViews();
        Assert.Equal(text, Names(views.TextBody));
        Assert.Equal(html, Names(views.HtmlBody));
        Assert.Equal(attachments, Names(views.Attachments));
    }

    private static bool HasAttachment(string message)
    {
        using MimeDocument document = MimeDocument.Parse(Crlf(message));
        using BodyViews views = document.Root.GetBodyViews();
        return views.HasAttachment;
    }

    private static string Names(PartList parts)
    {
        List<string> names = [];
        foreach (MimePart part in parts)
        {
            names.Add(Latin(part.ContentDescription));
        }

        return string.Join(' ', names);
    }
}
