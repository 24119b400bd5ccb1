using System.Diagnostics;
using System.Globalization;
using System.Text;
using Protocols.Fuzz;

namespace Protocols.Formats.Tests.Fuzz;

/// <summary>A bounded run of AFL++, which is led by the code that an input reaches: <c>.ci/run</c> installs what it takes.</summary>
public sealed class AflTests(ITestOutputHelper output)
{
    private const int LeastRuns = 500;
    private const string MostRuns = "20000";
    private const string MostSeconds = "20";

    private static readonly string[] s_seeds =
    [
        "From: a@b.c\r\nSubject: =?utf-8?Q?=C3=A9?=\r\nDate: Mon, 24 Nov 2026 10:00:00 +0000\r\n\r\nx\r\n",
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\neA==\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nA: b\r\n\r\n--b--\r\n",
        "Content-Type: text/html; charset*0*=utf-8''a\r\nContent-Transfer-Encoding: quoted-printable\r\nReceived: from a by b; c\r\nList-Id: a <b>\r\n\r\n<p>=C3=A9&amp;</p>",
    ];

    [Fact(Timeout = 180_000)]
    public async Task No_message_that_afl_comes_to_breaks()
    {
        (int runs, IReadOnlyList<string> crashes, string said) = await ExploreAsync("mime", TestContext.Current.CancellationToken);
        output.WriteLine($"{runs} inputs");
        Assert.True(crashes.Count == 0, string.Join(Environment.NewLine, crashes));
        Assert.True(runs >= LeastRuns, said);
    }

    /// <summary>A target that breaks at what none of the seeds is: were it not found, the test beside this one would tell nothing.</summary>
    [Fact(Timeout = 180_000)]
    public async Task A_planted_crash_is_come_to()
    {
        (_, IReadOnlyList<string> crashes, string said) = await ExploreAsync(FuzzTarget.Planted.Name, TestContext.Current.CancellationToken);
        Assert.True(crashes.Count > 0, said);
    }

    private static async Task<(int Runs, IReadOnlyList<string> Crashes, string Said)> ExploreAsync(string target, CancellationToken cancellationToken)
    {
        string tool = Path.Combine(Suites.RepositoryRoot, "artifacts", "tools", "sharpfuzz");
        Assert.SkipUnless(File.Exists(tool), "The tool sharpfuzz is not installed: dotnet tool install --tool-path artifacts/tools SharpFuzz.CommandLine");
        string? afl = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(static folder => Path.Combine(folder, "afl-fuzz")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(afl is null, "afl-fuzz is not installed (the package afl++).");

        string folder = Directory.CreateTempSubdirectory("protocols-afl-").FullName;
        try
        {
            string program = await InstrumentAsync(tool, folder);
            string seeds = Directory.CreateDirectory(Path.Combine(folder, "in")).FullName;
            for (int i = 0; i < s_seeds.Length; i++)
            {
                await File.WriteAllBytesAsync(Path.Combine(seeds, $"{i}"), Encoding.Latin1.GetBytes(s_seeds[i]), cancellationToken);
            }

            string said = await RunAsync(afl!, ["-i", seeds, "-o", Path.Combine(folder, "out"), "-V", MostSeconds, "-E", MostRuns, "-t", "10000", "-m", "none", "--", "dotnet", program, target]);
            Assert.SkipWhen(said.Contains("shmget() failed", StringComparison.Ordinal), "afl-fuzz gets no shared memory here.");
            string found = Path.Combine(folder, "out", "default");
            Assert.True(File.Exists(Path.Combine(found, "fuzzer_stats")), said);
            string runs = (await File.ReadAllLinesAsync(Path.Combine(found, "fuzzer_stats"), cancellationToken))
                .First(static line => line.StartsWith("execs_done", StringComparison.Ordinal)).Split(':')[1].Trim();
            string[] crashes = [.. new[] { "crashes", "hangs" }.SelectMany(kind => Directory.GetFiles(Path.Combine(found, kind), "id*"))];
            return (int.Parse(runs, CultureInfo.InvariantCulture), [.. crashes.Select(static file => $"{Path.GetFileName(file)}: {Convert.ToHexString(File.ReadAllBytes(file))}")], said);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // What is built beside this test, copied: the tests themselves go on with what was not instrumented.
    private static async Task<string> InstrumentAsync(string tool, string folder)
    {
        string programs = Directory.CreateDirectory(Path.Combine(folder, "program")).FullName;
        foreach (string file in Directory.GetFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(programs, Path.GetRelativePath(AppContext.BaseDirectory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        foreach (string name in new[] { "Protocols.Mime.dll", "Protocols.Text.dll" })
        {
            Assert.Equal("", (await RunAsync(tool, [Path.Combine(programs, name)])).Trim());
        }

        return Path.Combine(programs, "Protocols.Fuzz.dll");
    }

    private static async Task<string> RunAsync(string program, string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string flag in new[] { "AFL_SKIP_CPUFREQ", "AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES", "AFL_NO_UI", "AFL_SKIP_BIN_CHECK", "AFL_NO_AFFINITY", "AFL_BENCH_UNTIL_CRASH" })
        {
            start.Environment[flag] = "1";
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        said += await errors;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return said;
    }
}
