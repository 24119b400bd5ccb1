namespace Protocols.TestKit;

/// <summary>The cases of suites that this project answers otherwise by choice, each with its reason: <c>docs/left-out.tsv</c>, which the page of conformance shows.</summary>
public static class LeftOut
{
    /// <summary>The names of the cases of a suite.</summary>
    /// <param name="suite">The suite's folder.</param>
    public static IReadOnlySet<string> Cases(string suite) =>
        File.ReadAllLines(Path.Combine(Suites.RepositoryRoot, "docs", "left-out.tsv")).Skip(1).Select(static line => line.Split('\t'))
            .Where(row => row[0] == suite).Select(static row => row[1]).ToHashSet(StringComparer.Ordinal);
}
