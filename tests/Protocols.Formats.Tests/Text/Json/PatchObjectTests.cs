using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.Formats.Tests.Text.Json;

/// <summary>Patches on objects.</summary>
public sealed class PatchObjectTests
{
    private const string Target = """{"title":"a","alerts":{"1":{"offset":"PT1H"}},"list":[{"x":1},2]}""";

    [Theory, Rfc(8984, "1.4.9"), Rfc(9553, "1.4.3")]
    [InlineData("""{"title":"b"}""", """{"title":"b","alerts":{"1":{"offset":"PT1H"}},"list":[{"x":1},2]}""")]
    [InlineData("""{"title":null,"none":null}""", """{"alerts":{"1":{"offset":"PT1H"}},"list":[{"x":1},2]}""")]
    [InlineData("""{"alerts/1/offset":"PT2H","alerts/2":{}}""", """{"title":"a","alerts":{"1":{"offset":"PT2H"},"2":{}},"list":[{"x":1},2]}""")]
    [InlineData("""{"list/1":3,"list/0/x":null}""", """{"title":"a","alerts":{"1":{"offset":"PT1H"}},"list":[{},3]}""")]
    [InlineData("""{"a~1b":1,"~0":2}""", """{"title":"a","alerts":{"1":{"offset":"PT1H"}},"list":[{"x":1},2],"a/b":1,"~":2}""")]
    [InlineData("""{"title":1,"titles":2,"title-":3}""", """{"title":1,"alerts":{"1":{"offset":"PT1H"}},"list":[{"x":1},2],"titles":2,"title-":3}""")]
    public void Are_applied(string patch, string expected)
    {
        var target = Object(Target);
        var result = PatchObject.Apply(target, Object(patch));
        Assert.True(result.Succeeded, result.ToString());
        Assert.True(JsonNode.DeepEquals(Object(expected), result.Patched), result.Patched.ToJsonString());
        Assert.True(JsonNode.DeepEquals(Object(Target), target));
    }

    [Theory, Rfc(8984, "1.4.9"), Rfc(9553, "1.4.3")]
    [InlineData("""{"title":"b","alerts/2/offset":1}""", PatchDefect.Missing, "alerts/2/offset")]
    [InlineData("""{"title/x":1}""", PatchDefect.Missing, "title/x")]
    [InlineData("""{"list/2":1}""", PatchDefect.Missing, "list/2")]
    [InlineData("""{"list/-":1}""", PatchDefect.Missing, "list/-")]
    [InlineData("""{"list/-/x":1}""", PatchDefect.Missing, "list/-/x")]
    [InlineData("""{"list/1":null}""", PatchDefect.ElementRemoved, "list/1")]
    [InlineData("""{"alerts":{},"title":1,"alerts/1/offset":2,"alerts-":3}""", PatchDefect.Overlap, "alerts/1/offset")]
    [InlineData("""{"a~":{}}""", PatchDefect.Pointer, "a~")]
    public void Are_refused_as_a_whole(string patch, PatchDefect defect, string key)
    {
        var result = PatchObject.Apply(Object(Target), Object(patch));
        Assert.Equal(new PatchResult(null, defect, key), result);
    }

    [Theory, Rfc(8620, "5.3")]
    [InlineData("list/1")]
    [InlineData("list/0/x")]
    public void May_be_kept_out_of_arrays(string key) =>
        Assert.Equal(PatchDefect.InArray, PatchObject.Apply(Object(Target), new JsonObject { [key] = 1 }, PatchOptions.NotInArrays).Defect);

    [Theory, Rfc(9553, "1.4.3")]
    [InlineData("""{"a":1,"b":{"c":1,"d":[1]}}""", """{"a":1,"b":{"c":2,"d":[1]}}""", """{"b/c":2}""")]
    [InlineData("""{"a":1,"b":{"c":1}}""", """{"b":{"c":1},"x/y":{"z":1}}""", """{"a":null,"x~1y":{"z":1}}""")]
    [InlineData("""{"a":[1,2],"b":null,"c":{"d":1}}""", """{"a":[1],"c":3,"e":null}""", """{"a":[1],"c":3}""")]
    [InlineData("""{"a":1}""", """{"a":1}""", "{}")]
    public void Are_made_of_what_differs(string from, string to, string expected)
    {
        var patch = PatchObject.Between(Object(from), Object(to));
        Assert.True(JsonNode.DeepEquals(Object(expected), patch), patch.ToJsonString());
        Assert.Empty(PatchObject.Between(PatchObject.Apply(Object(from), patch).Patched!, Object(to)));
    }

    private static JsonObject Object(string json) => (JsonObject)JsonNode.Parse(json)!;
}
