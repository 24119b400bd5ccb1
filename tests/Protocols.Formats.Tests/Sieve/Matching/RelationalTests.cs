using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Matching;

/// <summary>Whole scripts with relations (RFC 5231).</summary>
public sealed class RelationalTests
{
    private const string Require = "\"relational\", \"comparator-i;ascii-numeric\", \"envelope\"";
    private const string Message = "Received: a\r\nReceived: b\r\nSubject: example\r\nTo: foo@example.com, group: baz@example.com;\r\nCc: qux@example.com\r\nX-Priority: 2 (High)\r\nFrom: zoe@example.com\r\n\r\n";

    [Theory, Rfc(5231, "4.1"), Rfc(5231, "4.2"), Rfc(5231, "6")]
    [InlineData("address :count \"ge\" :comparator \"i;ascii-numeric\" [\"to\", \"cc\"] [\"3\"]", true)]
    [InlineData("anyof (address :count \"ge\" :comparator \"i;ascii-numeric\" [\"to\"] [\"3\"], address :count \"ge\" :comparator \"i;ascii-numeric\" [\"cc\"] [\"3\"])", false)]
    [InlineData("header :count \"ge\" :comparator \"i;ascii-numeric\" [\"received\"] [\"3\"]", false)]
    [InlineData("header :count \"ge\" :comparator \"i;ascii-numeric\" [\"received\", \"subject\"] [\"3\"]", true)]
    [InlineData("header :count \"ge\" :comparator \"i;ascii-numeric\" [\"to\", \"cc\"] [\"3\"]", false)]
    [InlineData("header :value \"lt\" :comparator \"i;ascii-numeric\" [\"x-priority\"] [\"3\"]", true)]
    [InlineData("header :value \"eq\" :comparator \"i;ascii-numeric\" [\"x-priority\"] [\"2\"]", true)]
    [InlineData("address :value \"gt\" :all [\"from\"] [\"M\"]", true)]
    [InlineData("address :value \"gt\" :comparator \"i;octet\" [\"from\"] [\"M\"]", true)]
    [InlineData("address :value \"le\" :comparator \"i;octet\" [\"from\"] [\"M\"]", false)]
    [InlineData("envelope :count \"eq\" :comparator \"i;ascii-numeric\" [\"from\", \"to\"] \"2\"", true)]
    [InlineData("header :value \"ne\" \"received\" [\"a\", \"b\"]", true)]
    public void Values_and_numbers_of_values_are_related(string test, bool holds) => Assert.Equal(holds, Script.Holds(test, Message, Require));

    [Fact, Rfc(5231, "4.2")]
    public void The_null_reverse_path_does_not_count() =>
        Assert.True(Script.Holds("envelope :count \"eq\" :comparator \"i;ascii-numeric\" \"from\" \"0\"", Message, Require, new() { From = "", To = "a@b.example" }));
}
