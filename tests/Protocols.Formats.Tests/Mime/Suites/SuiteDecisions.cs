using System.Text.RegularExpressions;

namespace Protocols.Formats.Tests.Mime;

/// <summary>
/// The cases of suites by others in which this library differs by choice, each with the key of its reason in <c>docs/mime-decisions.md</c>.
/// A case that is not here has to agree, and one that is here has to differ.
/// </summary>
internal static partial class SuiteDecisions
{
    /// <summary>Compares all cases of a suite, and fails for each that breaks the rule above.</summary>
    /// <param name="output">Takes the count, and what differs.</param>
    /// <param name="suite">The name of the suite in the table.</param>
    /// <param name="cases">What each case is called, what was wanted, and what came.</param>
    public static void Check(ITestOutputHelper output, string suite, IEnumerable<(string Name, string Wanted, string Got)> cases)
    {
        IReadOnlyDictionary<string, string> exceptions = Tables.TryGetValue(suite, out Dictionary<string, string>? table) ? table : [];
        List<string> wrong = [];
        HashSet<string> differing = [];
        int all = 0;
        foreach ((string name, string wanted, string got) in cases)
        {
            all++;
            if (wanted == got)
            {
                continue;
            }

            differing.Add(name);
            if (!exceptions.ContainsKey(name))
            {
                wrong.Add($"{name} differs:\n--- wanted\n{wanted}\n--- got\n{got}");
            }
        }

        wrong.AddRange(exceptions.Keys.Where(k => !differing.Contains(k)).Select(k => $"{k} agrees now, or is no case: take it out of the table."));
        output.WriteLine($"{suite}: {all - differing.Count} of {all} agree; {string.Join(", ", differing.Where(exceptions.ContainsKey).GroupBy(d => exceptions[d]).OrderBy(g => g.Key).Select(g => $"{g.Key} {g.Count()}"))}");
        Assert.True(all > 0, "The suite is empty.");
        Assert.True(wrong.Count == 0, $"{suite}, {wrong.Count} cases:\n{string.Join("\n\n", wrong)}");
    }

    [GeneratedRegex("^\\| `([a-z0-9-]+)` \\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    /// <summary>The keys that the document explains.</summary>
    public static IEnumerable<string> Documented() =>
        Row().Matches(File.ReadAllText(Path.Combine(Suites.RepositoryRoot, "docs", "mime-decisions.md"))).Select(m => m.Groups[1].Value);
}
