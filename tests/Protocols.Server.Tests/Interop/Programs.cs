using System.Diagnostics;

namespace Protocols.Server.Tests.Interop;

/// <summary>Programs by others, run as a person would run them.</summary>
internal static class Programs
{
    /// <summary>Skips the running test unless all programs are installed.</summary>
    public static void Require(params string[] programs)
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string[] missing = [.. programs.Where(p => !folders.Any(f => File.Exists(Path.Combine(f, p))))];
        Assert.SkipWhen(missing.Length > 0, $"not installed: {string.Join(' ', missing)}");
    }

    /// <summary>Runs a program to its end and gives its exit code and all it printed.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string program, IEnumerable<string> arguments, string? folder = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(4));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} did not end in time.");
        }

        return (process.ExitCode, await output + await errors);
    }
}
