namespace Protocols.Fuzz.Mutation;

/// <summary>What a campaign came to.</summary>
/// <param name="Count">How many inputs ran.</param>
/// <param name="Findings">The inputs that broke something, each with what it broke.</param>
public sealed record CampaignResult(int Count, IReadOnlyList<(byte[] Input, string Problem)> Findings);

/// <summary>Runs a target over its seeds, and over a number of inputs made of them.</summary>
public static class Campaign
{
    private const int LargestSeed = 64 * 1024;
    private const int RepetitionsPerMutation = 16;
    private const int MostFindings = 20;

    /// <summary>The files below folders, in a stable order; none that is larger than inputs are.</summary>
    /// <param name="folders">The folders.</param>
    public static IReadOnlyList<byte[]> ReadSeeds(IEnumerable<string> folders) =>
    [
        .. folders.SelectMany(static folder => Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            .Where(static file => new FileInfo(file).Length <= LargestSeed).Select(File.ReadAllBytes),
    ];

    /// <summary>Runs.</summary>
    /// <param name="target">The target.</param>
    /// <param name="seeds">The seeds; not empty.</param>
    /// <param name="count">How many inputs are made of them; every sixteenth is a repetition that is measured as it grows.</param>
    /// <param name="seed">Decides the inputs.</param>
    /// <param name="withSeeds">Whether the seeds themselves are run first.</param>
    /// <param name="watch">Is told of each input before it runs, so that one that never ends can be found.</param>
    public static CampaignResult Run(FuzzTarget target, IReadOnlyList<byte[]> seeds, int count, int seed, bool withSeeds = true, Action<byte[]>? watch = null)
    {
        Mutator mutator = new(seeds, target.Words, seed);
        List<(byte[] Input, string Problem)> findings = [];
        HashSet<string> known = [];
        int done = 0;
        foreach (byte[] input in withSeeds ? seeds : [])
        {
            Try(input, () => target.Run(input));
        }

        for (int i = 0; i < count && findings.Count < MostFindings; i++)
        {
            if (i % RepetitionsPerMutation == 0)
            {
                (byte[] start, byte[] middle, byte[] end) = mutator.NextRepetition();
                Try([.. start, .. middle, .. middle, .. middle, .. end], () => Growth.Check(target.Run, start, middle, end, 32 * 1024, Growth.Allocated));
            }
            else
            {
                byte[] input = mutator.Next();
                Try(input, () => target.Run(input));
            }
        }

        return new CampaignResult(done, findings);

        void Try(byte[] input, Action run)
        {
            done++;
            watch?.Invoke(input);
            try
            {
                run();
            }
            catch (Exception problem) when (problem is not OutOfMemoryException)
            {
                // One finding for each place, not for each input.
                string text = problem.ToString();
                string? place = text.Split('\n').FirstOrDefault(static line => line.Contains(" at Protocols.", StringComparison.Ordinal));
                if (known.Add(problem.GetType() + place))
                {
                    findings.Add((input, text));
                }
            }
        }
    }
}
