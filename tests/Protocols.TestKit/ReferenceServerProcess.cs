using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Protocols.TestKit;

/// <summary>
/// The sample server as its users run it: a process of its own, on ports that were free, over a data folder that can outlive it.
/// </summary>
public sealed partial class ReferenceServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, int> _ports = new();
    private readonly bool _ownsFolder;

    private ReferenceServerProcess(string folder, bool ownsFolder, string[] options)
    {
        Folder = folder;
        _ownsFolder = ownsFolder;
        string program = Path.Combine(AppContext.BaseDirectory, "ReferenceServer.dll");
        ProcessStartInfo start = new("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder,
        };
        foreach (string argument in (string[])[program, "serve", "--data", folder, "--dns", LoopbackNameServer.Empty.Address, "--admin", "127.0.0.1:0", .. FreePorts(), .. options])
        {
            start.ArgumentList.Add(argument);
        }

        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, e) => Take(e.Data);
        _process.ErrorDataReceived += (_, e) => Take(e.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException("The server ended before it was ready:" + Environment.NewLine + Log));
    }

    /// <summary>The data folder.</summary>
    public string Folder { get; }

    /// <summary>The address that was made on the first start; empty on later ones.</summary>
    public string Address { get; private set; } = "";

    /// <summary>The password that was shown for it.</summary>
    public string Password { get; private set; } = "";

    /// <summary>Everything the server has said.</summary>
    public string Log => string.Join(Environment.NewLine, _log);

    /// <summary>The process's id.</summary>
    public int ProcessId => _process.Id;

    /// <summary>The port of a protocol: <c>smtp</c>, <c>submission</c>, <c>submissions</c>, <c>lmtp</c>, <c>imap</c>, <c>imaps</c>, <c>managesieve</c>.</summary>
    /// <param name="name">The protocol.</param>
    public int Port(string name) => _ports[name];

    /// <summary>Starts the server and waits until it serves.</summary>
    /// <param name="folder">A data folder to go on with; null for a new one that goes with the server.</param>
    /// <param name="options">More of the command line.</param>
    public static async Task<ReferenceServerProcess> StartAsync(string? folder = null, params string[] options)
    {
        ReferenceServerProcess server = new(folder ?? Directory.CreateTempSubdirectory("protocols-").FullName, folder is null, options);
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        await server._ready.Task.WaitAsync(TimeSpan.FromSeconds(60)).ConfigureAwait(false);
        return server;
    }

    /// <summary>Ends the process as a power cut would.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync().ConfigureAwait(false);
    }

    /// <summary>Asks the process to end, and gives its exit code.</summary>
    public async Task<int> StopAsync()
    {
        if (!_process.HasExited)
        {
            using Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync().ConfigureAwait(false);
        }

        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60)).ConfigureAwait(false);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync().ConfigureAwait(false);
        _process.Dispose();
        if (_ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private static string[] FreePorts() =>
        [.. new[] { "smtp", "submission", "submissions", "lmtp", "imap", "imaps", "pop3", "pop3s", "managesieve" }.SelectMany(name => new[] { "--" + name, "127.0.0.1:0" })];

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        _log.Enqueue(line);
        if (Served().Match(line) is { Success: true } served)
        {
            _ports[served.Groups[1].Value] = IPEndPoint.Parse(served.Groups[2].ValueSpan).Port;
        }
        else if (Credential().Match(line) is { Success: true } credential)
        {
            if (credential.Groups[1].Value == "address")
            {
                Address = credential.Groups[2].Value;
            }
            else
            {
                Password = credential.Groups[2].Value;
            }
        }
        else if (line.StartsWith("Ready.", StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
    }

    [GeneratedRegex(@"^(\w+) is served on (\S+)$")]
    private static partial Regex Served();

    [GeneratedRegex(@"^\s+(address|password):\s+(\S+)$")]
    private static partial Regex Credential();
}
