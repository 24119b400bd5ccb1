namespace Protocols.Architecture.Tests;

/// <summary>docs/conformance.md is generated from the ledger and the tests that name a section; it must not go stale.</summary>
public sealed class ConformanceTests
{
    private static readonly string s_page = Path.Combine(Suites.RepositoryRoot, "docs", "conformance.md");

    [Fact]
    public void The_conformance_page_is_what_the_tests_say()
    {
        string expected = ConformancePage.Generate(Suites.RepositoryRoot);
        if (Environment.GetEnvironmentVariable("PROTOCOLS_WRITE_CONFORMANCE") == "1")
        {
            File.WriteAllText(s_page, expected);
        }

        string actual = File.Exists(s_page) ? File.ReadAllText(s_page).ReplaceLineEndings("\n") : "";
        Assert.True(expected == actual, "docs/conformance.md is stale: run docs/conformance.sh and commit what it writes.");
    }

    [Fact]
    public void Every_row_of_the_ledger_is_on_the_page()
    {
        string page = ConformancePage.Generate(Suites.RepositoryRoot);
        string[] rows = File.ReadAllLines(Path.Combine(Suites.RepositoryRoot, "docs", "ledger.tsv"));
        Assert.Equal(206, rows.Length - 1);
        Assert.All(rows.Skip(1), row => Assert.Contains($"| {row.Split('\t')[0]} |", page, StringComparison.Ordinal));
    }

    [Fact]
    public void No_test_names_a_specification_that_is_not_one()
    {
        Assert.Empty(ConformancePage.Unknown(Suites.RepositoryRoot));
    }
}
