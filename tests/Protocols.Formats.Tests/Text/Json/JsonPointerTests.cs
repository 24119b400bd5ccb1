using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.Formats.Tests.Text.Json;

/// <summary>JSON Pointers.</summary>
public sealed class JsonPointerTests
{
    [Theory, Rfc(6901, "5")]
    [InlineData("/foo", """["bar","baz"]""")]
    [InlineData("/foo/0", "\"bar\"")]
    [InlineData("/", "0")]
    [InlineData("/a~1b", "1")]
    [InlineData("/c%d", "2")]
    [InlineData("/e^f", "3")]
    [InlineData("/g|h", "4")]
    [InlineData("/i\\j", "5")]
    [InlineData("/k\"l", "6")]
    [InlineData("/ ", "7")]
    [InlineData("/m~0n", "8")]
    public void The_examples(string text, string expected)
    {
        var root = JsonNode.Parse("""{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}""");
        Assert.True(JsonPointer.TryParse(text, out var pointer));
        Assert.True(pointer.TryEvaluate(root, out var value));
        Assert.Equal(expected, value!.ToJsonString());
        Assert.Equal(text, pointer.ToString());
    }

    [Fact, Rfc(6901, "4")]
    public void The_empty_one_is_the_whole()
    {
        var root = JsonNode.Parse("[1]");
        Assert.True(JsonPointer.TryParse("", out var pointer));
        Assert.True(pointer.TryEvaluate(root, out var value));
        Assert.Same(root, value);
    }

    [Theory, Rfc(6901, "3")]
    [InlineData("a")]
    [InlineData("/~")]
    [InlineData("/a~2/b")]
    [InlineData(null)]
    public void What_is_no_pointer(string? text)
    {
        Assert.False(JsonPointer.TryParse(text, out var pointer));
        Assert.Null(pointer);
    }

    [Theory, Rfc(6901, "4")]
    [InlineData("/a/2")]
    [InlineData("/a/-")]
    [InlineData("/a/00")]
    [InlineData("/a/01")]
    [InlineData("/a/+1")]
    [InlineData("/a/99999999999999999999")]
    [InlineData("/a/0/0")]
    [InlineData("/b")]
    public void What_points_to_nothing(string text)
    {
        Assert.True(JsonPointer.TryParse(text, out var pointer));
        Assert.False(pointer.TryEvaluate(JsonNode.Parse("""{"a":[0,1]}"""), out var value));
        Assert.Null(value);
    }

    [Fact, Rfc(6901, "4")]
    public void A_tilde_before_a_one_is_told_from_a_slash()
    {
        Assert.True(JsonPointer.TryParse("/~01", out var pointer));
        Assert.Equal(["~1"], pointer.Tokens);
        Assert.Equal(JsonPointer.Of("~1"), pointer);
        Assert.Equal("/x/~01", JsonPointer.Of("x").Append("~1").ToString());
    }
}
