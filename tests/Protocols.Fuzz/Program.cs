using System.Globalization;
using Protocols.Fuzz;
using Protocols.Fuzz.Mutation;

return args switch
{
    ["replay", { } name, .. { Length: > 0 } files] => Replay(FuzzTarget.Find(name), files),
    ["mutate", { } name, .. { } options] => Mutate(FuzzTarget.Find(name), options),
    [{ } name] => UnderAfl(FuzzTarget.Find(name)),
    _ => Usage(),
};

// Under afl-fuzz: the assemblies that are to be explored were instrumented by the tool sharpfuzz.
static int UnderAfl(FuzzTarget target)
{
    SharpFuzz.Fuzzer.OutOfProcess.Run(stream =>
    {
        using MemoryStream input = new();
        stream.CopyTo(input);
        target.Run(input.GetBuffer().AsSpan(0, (int)input.Length));
    });
    return 0;
}

static int Replay(FuzzTarget target, string[] files)
{
    foreach (string file in files)
    {
        Console.WriteLine(file);
        target.Run(File.ReadAllBytes(file));
    }

    return 0;
}

static int Mutate(FuzzTarget target, string[] options)
{
    int count = 10_000;
    int seed = 1;
    List<string> folders = [];
    for (int i = 0; i < options.Length; i++)
    {
        switch (options[i])
        {
            case "--count":
                count = int.Parse(options[++i], CultureInfo.InvariantCulture);
                break;
            case "--seed":
                seed = int.Parse(options[++i], CultureInfo.InvariantCulture);
                break;
            default:
                folders.Add(options[i]);
                break;
        }
    }

    if (folders.Count == 0)
    {
        folders.AddRange(target.Suites.Select(suite => Path.Combine(Protocols.TestKit.Suites.SharedRoot ?? ".", "suites", suite)).Where(Directory.Exists));
    }

    // The input that runs is kept in a file until the next, for what ends the process or never ends.
    string last = Path.Combine(Path.GetTempPath(), $"fuzz-{target.Name}-{seed}.last");
    using FileStream watch = new(last, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
    CampaignResult result = Campaign.Run(target, Campaign.ReadSeeds(folders), count, seed, watch: input =>
    {
        watch.SetLength(0);
        watch.Position = 0;
        watch.Write(input);
    });
    for (int i = 0; i < result.Findings.Count; i++)
    {
        string file = Path.Combine(Path.GetTempPath(), $"fuzz-{target.Name}-{seed}.{i}");
        File.WriteAllBytes(file, result.Findings[i].Input);
        Console.WriteLine($"{file}: {result.Findings[i].Problem}");
    }

    Console.WriteLine($"{target.Name}: {result.Count} inputs, {result.Findings.Count} findings");
    return result.Findings.Count == 0 ? 0 : 1;
}

static int Usage()
{
    Console.Error.WriteLine("""
        TARGET                                              under afl-fuzz
        replay TARGET FILE...                               run inputs again
        mutate TARGET [--count N] [--seed S] [FOLDER...]    run inputs made of seeds, in this process
        """);
    Console.Error.WriteLine("Targets: " + string.Join(", ", FuzzTarget.All.Select(static t => t.Name)));
    return 2;
}
