namespace Protocols.Formats.Tests.Mime;

public sealed class SuiteDecisionsTests
{
    [Fact]
    public void Every_choice_has_its_reason_in_the_document_and_every_reason_is_needed()
    {
        string[] used = [.. SuiteDecisions.Tables.Values.SelectMany(t => t.Values).Distinct().Order(StringComparer.Ordinal)];
        string[] documented = [.. SuiteDecisions.Documented().Order(StringComparer.Ordinal)];
        Assert.Equal(documented, used);
    }
}
