using Protocols.Sieve;
using Protocols.TestKit;

namespace Protocols.Formats.Tests.Sieve.Pigeonhole;

/// <summary>The scripts of tests that come with Dovecot's Pigeonhole, each a script of Sieve that tests itself.</summary>
public sealed class PigeonholeTests
{
    private const string Suite = "sieve-pigeonhole";
    private const string Crashed = "failures";

    // Files, or folders with all that is in them.
    private static readonly Dictionary<string, string> s_excluded = new()
    {
        ["plugins/extprograms"] = "vnd.dovecot.pipe, filter and execute run programs of the site: extensions of Dovecot's own",
        ["extensions/vnd.dovecot"] = "vnd.dovecot.debug, environment and report are extensions of Dovecot's own",
        ["execute/errors-cpu-limit.svtest"] = "wants a script to run for seconds, by expressions that make others go back and forth; here it ends at once",
    };

    public static TheoryData<string> Files() => FilesWhere(static name => !IsIn(name, Crashed) && !s_excluded.Keys.Any(e => IsIn(name, e)));

    public static TheoryData<string> FilesThatCrashed() => FilesWhere(static name => IsIn(name, Crashed));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_script_of_tests_passes(string file)
    {
        string root = Path.Combine(Suites.Require(Suite), "tests");
        using TestsuiteRun run = new(Path.Combine(root, file));
        IReadOnlyList<string> failures = run.Run();
        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.NotEqual(0, run.Count);
    }

    // Some are no scripts, and others fail by themselves: each is there because it once made Pigeonhole crash.
    [Theory]
    [MemberData(nameof(FilesThatCrashed))]
    public void What_made_another_crash_ends(string file)
    {
        string path = Path.Combine(Suites.Require(Suite), "tests", file);
        if (new SieveCompiler(TestsuiteCommands.Options).Compile(File.ReadAllBytes(path)) is { Succeeded: false, Diagnostics: var diagnostics })
        {
            Assert.NotEmpty(diagnostics);
            return;
        }

        using TestsuiteRun run = new(path);
        _ = run.Run();
        Assert.NotEqual(0, run.Count);
    }

    [Fact]
    public void What_is_left_out_is_there()
    {
        string root = Path.Combine(Suites.Require(Suite), "tests");
        Assert.All(s_excluded.Keys, excluded => Assert.Contains(Names(root), name => IsIn(name, excluded)));
    }

    private static TheoryData<string> FilesWhere(Func<string, bool> condition)
    {
        string? root = Suites.SharedRoot is null ? null : Path.Combine(Suites.SharedRoot, "suites", Suite, "tests");
        return Directory.Exists(root) ? [.. Names(root).Where(condition)] : ["(no suite)"];
    }

    private static bool IsIn(string name, string excluded) => name == excluded || name.StartsWith(excluded + "/", StringComparison.Ordinal);

    private static IEnumerable<string> Names(string root) =>
        Directory.EnumerateFiles(root, "*.svtest*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(root, path)).Order(StringComparer.Ordinal);
}
