using System.Text;
using Protocols.Mime;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Body;

public sealed class BodyStringsTests
{
    // RFC 5173 §5.2
    private const string Example = """
        From: Whomever
        Subject: whatever
        Content-Type: multipart/mixed; boundary=outer

        This is a multi-part message in MIME format.

        --outer
        Content-Type: multipart/alternative; boundary=inner

        This is a nested multi-part message in MIME format.

        --inner
        Content-Type: text/plain; charset="us-ascii"

        Hello

        --inner
        Content-Type: text/html; charset="us-ascii"

        <html><body>Hello</body></html>

        --inner--

        This is the end of the inner MIME multipart.

        --outer
        Content-Type: message/rfc822

        From: Someone Else
        Subject: hello request

        Please say Hello

        --outer--

        This is the end of the outer MIME multipart.

        """;

    [Theory]
    [Rfc(5173, "5.2")]
    [InlineData("text/plain", "Hello|Please say Hello")]
    [InlineData("TEXT/html", "<html><body>Hello</body></html>")]
    [InlineData("text", "Hello|<html><body>Hello</body></html>|Please say Hello")]
    [InlineData("message/rfc822", "From: Someone Else\r\nSubject: hello request")]
    [InlineData("multipart", "This is a multi-part message in MIME format.|This is the end of the outer MIME multipart.|This is a nested multi-part message in MIME format.|This is the end of the inner MIME multipart.")]
    [InlineData("image", "")]
    [InlineData("/plain", "")]
    [InlineData("text/", "")]
    [InlineData("text/plain/x", "")]
    public void The_parts_of_a_type_are_looked_at_each_by_itself(string type, string expected) =>
        Assert.Equal(expected, Read(Example, BodyTransform.Content, type));

    [Fact]
    [Rfc(5173, "5.2")]
    public void The_empty_type_is_every_type() => Assert.Equal(8, Read(Example, BodyTransform.Content, "").Split('|').Length);

    [Fact]
    [Rfc(5173, "5.3")]
    public void Text_is_without_mark_up() => Assert.Equal("Hello|Hello|Please say Hello", Read(Example, BodyTransform.Text));

    [Fact]
    [Rfc(5173, "5.1")]
    public void Raw_is_the_body_as_it_is()
    {
        string body = Read("Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nSGVsbG8=\n\n", BodyTransform.Raw);
        Assert.Equal("SGVsbG8=", body);
    }

    [Theory]
    [Rfc(5173, "5.2")]
    [InlineData("Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nGr=FC=DFe\n", "Grüße")]
    [InlineData("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nR3LDvMOfZQ==\n", "Grüße")]
    [InlineData("Content-Type: application/x-y\nContent-Transfer-Encoding: base64\n\nR3LDvMOfZQ==\n", "Grüße")]
    [InlineData("\nplain\n", "plain")]
    public void Encodings_and_character_sets_are_decoded(string message, string expected) => Assert.Equal(expected, Read(message, BodyTransform.Content, ""));

    [Theory]
    [Rfc(5173, "4")]
    [InlineData("Subject: x\n", 0)]
    [InlineData("Subject: x", 0)]
    [InlineData("Subject: x\n\n", 1)]
    [InlineData("\n", 1)]
    public void Without_an_empty_line_there_is_no_body(string message, int count)
    {
        using MimeDocument document = MimeDocument.Parse(Encoding.UTF8.GetBytes(message));
        BodyStrings strings = new();
        strings.Reset(document);
        foreach (BodyTransform transform in Enum.GetValues<BodyTransform>())
        {
            strings.Begin(transform, [[]]);
            int found = 0;
            while (strings.TryNext(out _))
            {
                found++;
            }

            Assert.Equal(count, found);
        }
    }

    [Theory]
    [InlineData("Content-Type: text/html\nContent-Transfer-Encoding: multipart/related\n\nHello\n")]
    [InlineData("Content-Type: text/plain/stupid\n\nHello\n")]
    [InlineData("Content-Type: application/sieve\n\nkeep;\n")]
    public void What_is_no_text_has_none(string message) => Assert.Equal("", Read(message, BodyTransform.Text));

    [Fact]
    public void Xhtml_is_text() => Assert.Equal("Hello", Read("Content-Type: application/xhtml+xml\n\n<html><body>Hello</body></html>\n", BodyTransform.Text));

    [Fact]
    public void What_was_decoded_is_kept_up_to_a_limit()
    {
        using MimeDocument document = MimeDocument.Parse("Content-Type: text/plain\n\nHello\n"u8.ToArray());
        BodyStrings keeping = new();
        keeping.Reset(document);
        Assert.True(keeping.Decode(document.Root, isText: true)!.Value.Equals(keeping.Decode(document.Root, isText: true)!.Value));
        BodyStrings forgetting = new(maxKept: 3);
        forgetting.Reset(document);
        Assert.False(forgetting.Decode(document.Root, isText: true)!.Value.Equals(forgetting.Decode(document.Root, isText: true)!.Value));
    }

    private static string Read(string message, BodyTransform transform, params string[] types)
    {
        using MimeDocument document = MimeDocument.Parse(Encoding.UTF8.GetBytes(message.ReplaceLineEndings("\r\n")));
        BodyStrings strings = new();
        strings.Reset(document);
        strings.Begin(transform, [.. types.Select(Encoding.UTF8.GetBytes)]);
        List<string> found = [];
        while (strings.TryNext(out ReadOnlySpan<byte> value))
        {
            found.Add(Encoding.UTF8.GetString(value).Trim());
        }

        return string.Join('|', found);
    }
}
