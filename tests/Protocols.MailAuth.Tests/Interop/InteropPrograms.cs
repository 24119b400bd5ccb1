using System.Diagnostics;

namespace Protocols.MailAuth.Tests.Interop;

/// <summary>Implementations that nobody here wrote, run over a folder of messages.</summary>
internal static class InteropPrograms
{
    public static void Require(string program, params string[] check)
    {
        Assert.SkipUnless(File.Exists(program), $"not installed: {program}");
        Assert.SkipUnless(Run(program, check).ExitCode == 0, $"not installed: {string.Join(' ', check)}");
    }

    public static (int ExitCode, string Output) Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(4)), $"{program} did not end in time.");
        return (process.ExitCode, output + errors.Result);
    }

    /// <summary>Gives mailauth's script and the folder of its package, or skips the running test with the reason.</summary>
    public static string[] RequireMailauth()
    {
        const string node = "/usr/bin/node";
        string packages = Path.Combine(Suites.RepositoryRoot, "artifacts", "peers-node");
        Assert.SkipUnless(File.Exists(node), $"not installed: {node}");
        Assert.SkipUnless(Directory.Exists(Path.Combine(packages, "node_modules", "mailauth")), "mailauth is not installed in artifacts/peers-node: .ci/run does that");
        return [node, Script("mailauth.mjs"), packages];
    }

    public static string Script(string name) => Path.Combine(Suites.RepositoryRoot, "tests", "Protocols.MailAuth.Tests", "Interop", name);
}
