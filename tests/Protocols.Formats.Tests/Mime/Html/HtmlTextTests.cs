using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime.Html;

public sealed class HtmlTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("  a \n b\t c ", "a b c")]
    [InlineData("a<br>b<br/>c<br><br><br>d", "a\nb\nc\n\nd")]
    [InlineData("<p>a</p><p>b</p>", "a\n\nb")]
    [InlineData("<div>a</div><div><div>b</div></div>", "a\nb")]
    [InlineData("<b>bo</b>ld", "bold")]
    [InlineData("<ul><li>a</li><li>b <b>c</b></ul>d", "- a\n- b c\n\nd")]
    [InlineData("<table><tr><td>a</td><td>b</td></tr><tr><th>c</table>", "a b\nc")]
    [InlineData("<pre>a\n  b</pre>c", "a\n  b\n\nc")]
    [InlineData("<script>if (a < b) { '</scr' }</script>x<STYLE>p{}</style >y", "xy")]
    [InlineData("a<!-- <b> -- > -->b<!DOCTYPE html><?xml?>c", "abc")]
    [InlineData("a<!-- open", "a")]
    [InlineData("<script>open", "")]
    [InlineData("&lt;b&gt; &amp;amp; &eacute;&Eacute; &euro; &#65;&#x42;&#0;&#x110000;&#150;&#128512;", "<b> &amp; \u00E9\u00C9 \u20AC AB\uFFFD\uFFFD\u2013😀")]
    [InlineData("&amp &copy 2 &eur &nosuch; & &; &#; &#x;", "& \u00A9 2 &eur &nosuch; & &; &#; &#x;")]
    [InlineData("1 < 2 <3 <>", "1 < 2 <3 <>")]
    [InlineData("<a href='x>y' title=\"a>b\">z</a>", "z")]
    [InlineData("<a href=\"open>z", "")]
    [InlineData("<img src=x alt=\"a &amp; b\">c<img alt>", "a & bc")]
    [InlineData("a&nbsp;&nbsp;b", "a b")]
    [InlineData("a</>b</ 1>c", "abc")]
    public void Text_is_made_of_html(string html, string expected) => Assert.Equal(expected, HtmlText.ToText(html));

    [Theory]
    [InlineData("<a href=\"https://a.example/?b=1&amp;c=2\">here</a> now", "here <https://a.example/?b=1&c=2> now")]
    [InlineData("<a href=mailto:a@b.example>a<a HREF='http://c.example'>c</a>", "a <mailto:a@b.example>c <http://c.example>")]
    [InlineData("<a href=\"javascript:alert(1)\">x</a>", "x")]
    [InlineData("<a name=x>y</a>", "y")]
    public void Links_are_shown_where_they_are_asked_for(string html, string expected) =>
        Assert.Equal(expected, HtmlText.ToText(html, new HtmlTextOptions { ShowLinks = true }));

    [Fact]
    public void The_text_and_the_links_have_limits()
    {
        Assert.Equal("abc", HtmlText.ToText("abcdef", new HtmlTextOptions { MaxCharacters = 3 }));
        Assert.Equal("ab", HtmlText.ToText("ab😀", new HtmlTextOptions { MaxCharacters = 3 }));
        Assert.Equal("", HtmlText.ToText("abcdef", new HtmlTextOptions { MaxCharacters = 0 }));
        Assert.Equal("x", HtmlText.ToText("<a href=http://long.example>x</a>", new HtmlTextOptions { ShowLinks = true, MaxLinkLength = 10 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HtmlTextOptions { MaxCharacters = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HtmlTextOptions { MaxLinkLength = 65_537 });
    }

    [Fact]
    public void Elements_within_elements_are_never_recursed_into()
    {
        string html = string.Concat(Enumerable.Repeat("<div><blockquote><a href='http://x.example/'>", 100_000)) + "deep";

        Assert.Equal("deep", HtmlText.ToText(html));
    }

    [Theory]
    [InlineData("<")]
    [InlineData("&")]
    [InlineData("<a ")]
    [InlineData("<!--")]
    [InlineData("</")]
    [InlineData("<script></")]
    [InlineData("<a href=\"")]
    [InlineData("&#")]
    [InlineData("<img alt=\"&amp;\" alt=\"")]
    public void Marks_repeated_without_end_are_read_once(string mark)
    {
        // Would take minutes if the cost were not linear.
        string html = string.Concat(Enumerable.Repeat(mark, 300_000));

        HtmlText.ToText(html, new HtmlTextOptions { ShowLinks = true });
    }

    [Fact]
    public void All_html_of_the_suites_becomes_text()
    {
        int files = 0;
        foreach (string file in Suites.Files("mime-mimekit", "*.html"))
        {
            string text = HtmlText.ToText(File.ReadAllText(file, System.Text.Encoding.Latin1));
            Assert.DoesNotContain("<div", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("\n\n\n", text, StringComparison.Ordinal);
            files++;
        }

        Assert.Equal(154, files);
    }
}
