using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime;

public sealed class BaseSubjectTests
{
    [Theory, Rfc(5256, "2.1")]
    [InlineData("plain", "plain", false)]
    [InlineData("", "", false)]
    [InlineData("Re: plain", "plain", true)]
    [InlineData("re : RE:fw: Fwd: plain", "plain", true)]
    [InlineData("Re[2]: plain", "plain", true)]
    [InlineData("Re [x] : plain", "plain", true)]
    [InlineData("[list] [other] Re: plain", "plain", true)]
    [InlineData("Re: [list] plain", "plain", true)]
    [InlineData("[list] plain", "plain", false)]
    [InlineData("[list]", "[list]", false)]
    [InlineData("[a][b]", "[b]", false)]
    [InlineData("Re: [list]", "[list]", true)]
    [InlineData("plain (fwd)", "plain", true)]
    [InlineData("plain (FWD) (fwd)  ", "plain", true)]
    [InlineData("[fwd: plain]", "plain", true)]
    [InlineData("[Fwd: Re: [fwd: plain (fwd)]]", "plain", true)]
    [InlineData("[fwd: plain", "[fwd: plain", false)]
    [InlineData("a \t  b\r\n c", "a b c", false)]
    [InlineData("reply: no", "reply: no", false)]
    [InlineData("[a[b] x", "[a[b] x", false)]
    [InlineData("Re:", "", true)]
    [InlineData("[a] [b] [c] re: [d] x", "x", true)]
    public void Marks_of_replies_forwards_and_lists_go(string subject, string expected, bool isReply)
    {
        Assert.Equal(expected, BaseSubject.Extract(subject, out bool found));
        Assert.Equal(isReply, found);
    }

    [Theory]
    [InlineData("[a]")]
    [InlineData("[a] re:")]
    [InlineData("[fwd:")]
    [InlineData("(fwd)")]
    [InlineData("[")]
    [InlineData("re [")]
    public void The_cost_is_linear(string piece)
    {
        // Were it the square, this would take hours.
        string subject = string.Concat(Enumerable.Repeat(piece, 300_000)) + "x]]";
        Assert.True(BaseSubject.Extract(subject, out _).Length <= subject.Length);
    }
}
