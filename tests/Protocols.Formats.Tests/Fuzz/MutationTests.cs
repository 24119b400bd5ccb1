using Protocols.Fuzz;
using Protocols.Fuzz.Mutation;

namespace Protocols.Formats.Tests.Fuzz;

/// <summary>
/// A bounded run of each fuzz target over the suites as seeds: no input throws what it may not, and what is repeated costs no more than its
/// length. Always the same inputs; other ones by <c>dotnet run --project tests/Protocols.Fuzz -- mutate TARGET --seed N --count N</c>.
/// </summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    [Theory(Timeout = 120_000)]
    [InlineData("mime", 1500)]
    [InlineData("mime-stream", 2000)]
    [InlineData("mime-edit", 3000)]
    [InlineData("text", 250)]
    [InlineData("headers", 250)]
    [InlineData("mailauth", 2000)]
    [InlineData("smtp", 3000)]
    [InlineData("sieve", 2000)]
    [InlineData("managesieve", 1000)]
    [InlineData("calendar", 600)]
    [InlineData("card", 600)]
    [InlineData("jscalendar", 400)]
    [InlineData("jscontact", 400)]
    [InlineData("dns-zone", 3000)]
    public async Task No_input_breaks(string name, int count)
    {
        FuzzTarget target = FuzzTarget.Find(name);
        IReadOnlyList<byte[]> seeds = Campaign.ReadSeeds(target.Suites.Select(Suites.Require));
        CampaignResult result = await Task.Run(() => Campaign.Run(target, seeds, count, seed: 20261124, withSeeds: false), TestContext.Current.CancellationToken);
        output.WriteLine($"{result.Count} inputs of {seeds.Count} seeds");
        Assert.True(
            result.Findings.Count == 0,
            string.Join(Environment.NewLine, result.Findings.Select(static f => $"{f.Problem}{Environment.NewLine}Input: {Convert.ToHexString(f.Input)}")));
        Assert.True(result.Count >= count);
    }
}
