using Protocols.Mime;
using static Protocols.Formats.Tests.Mime.MimeText;

namespace Protocols.Formats.Tests.Mime.Views;

public sealed class UrlTests
{
    // 0 mixed, 1 related, 2 html, 3 image foo1, 4 image by location, 5 message, 6 its html, 7 image foo1 again
    private const string Message = """
        Message-ID: <outer@example.com>
        Content-Type: multipart/mixed; boundary=a

        --a
        Content-Type: multipart/related; boundary=b; start="<root@x>"; type="text/html"
        Content-Location: http://example.com/base/

        --b
        Content-Type: image/gif
        Content-ID: <foo1%@example.com>

        x
        --b
        Content-Type: text/html
        Content-ID: (c) <root@x>

        x
        --b
        Content-Type: image/gif
        Content-Location: images/
         a.gif

        x
        --b--
        --a
        Content-Type: message/rfc822

        Message-ID: <inner@example.com>
        Content-Type: multipart/related; boundary=c

        --c
        Content-Type: text/html

        x
        --c
        Content-ID: <foo1%@example.com>

        x
        --c--
        --a--
        """;

    [Theory, Rfc(2392, "2"), Rfc(2557, "5"), Rfc(2557, "8.3")]
    [InlineData("cid:foo1%25@example.com", 3, 2)]
    [InlineData("CID:foo1%25@example.com", 7, 8)]
    [InlineData("cid:root@x", 7, 3)]
    [InlineData("cid:none@x", 3, -1)]
    [InlineData("cid:", 3, -1)]
    [InlineData("mid:inner@example.com", 3, 6)]
    [InlineData("mid:inner@example.com/foo1%25@example.com", 3, 8)]
    [InlineData("mid:outer@example.com/foo1%25@example.com", 7, 2)]
    [InlineData("mid:none@example.com", 3, -1)]
    [InlineData("images/a.gif", 3, 4)]
    [InlineData("http://example.com/base/images/a.gif", 3, 4)]
    [InlineData("http://example.com/other.gif", 3, -1)]
    [InlineData("", 3, -1)]
    public void A_url_in_a_part_means_a_part(string url, int from, int expected)
    {
        using MimeDocument document = MimeDocument.Parse(Crlf(Message));

        Assert.Equal(expected >= 0, document.TryResolve(url, document.GetPart(from), out MimePart part));
        Assert.Equal(expected, expected < 0 ? -1 : part.Number);
    }

    [Fact, Rfc(2387, "3.2")]
    public void The_root_of_related_parts_is_the_one_that_start_names_or_the_first()
    {
        using MimeDocument document = MimeDocument.Parse(Crlf(Message));

        Assert.True(document.GetPart(1).TryGetRelatedRoot(out MimePart named));
        Assert.Equal(3, named.Number);
        Assert.Equal("root@x", Latin(named.ContentIdValue));
        Assert.True(document.GetPart(6).TryGetRelatedRoot(out MimePart first));
        Assert.Equal(7, first.Number);
        Assert.False(document.Root.TryGetRelatedRoot(out _));
    }
}
