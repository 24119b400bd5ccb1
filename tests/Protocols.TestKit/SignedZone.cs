using System.Diagnostics;
using System.Globalization;
using System.Net;
using DnsClient;
using DnsClient.Protocol;
using Xunit;

namespace Protocols.TestKit;

/// <summary>A zone that knot signs and unbound validates, both on the loopback on ports that were free.</summary>
public sealed class SignedZone : IAsyncDisposable
{
    private readonly List<Process> _processes = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("protocols-dns-").FullName;

    private SignedZone()
    {
    }

    /// <summary>What has to be installed for it and is not; null if it can be started.</summary>
    public static string? Missing => new[] { "/usr/sbin/knotd", "/usr/sbin/unbound" }.FirstOrDefault(static p => !File.Exists(p));

    /// <summary>Where unbound listens.</summary>
    public IPEndPoint Resolver { get; } = new(IPAddress.Loopback, Ports.Free());

    /// <summary>Starts both and waits until they answer.</summary>
    /// <param name="domain">The zone's name, below <c>test</c>.</param>
    /// <param name="records">Its records, as a zone file has them; with its SOA.</param>
    public static async Task<SignedZone> StartAsync(string domain, string records)
    {
        SignedZone zone = new();
        try
        {
            await zone.RunAsync(domain, records).ConfigureAwait(false);
            return zone;
        }
        catch
        {
            await zone.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        foreach (Process process in _processes)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
        return default;
    }

    private async Task RunAsync(string domain, string records)
    {
        int authority = Ports.Free();
        await WriteAsync("zone", records).ConfigureAwait(false);
        await WriteAsync("knot.conf",
            $"server:\n  listen: 127.0.0.1@{authority}\n  rundir: {_folder}\ndatabase:\n  storage: {_folder}\nzone:\n  - domain: {domain}\n    storage: {_folder}\n    file: zone\n    dnssec-signing: on\n    zonefile-sync: -1\n").ConfigureAwait(false);
        Start("/usr/sbin/knotd", "-c", Path.Combine(_folder, "knot.conf"));
        LookupClient client = new(new LookupClientOptions(new IPEndPoint(IPAddress.Loopback, authority)) { UseCache = false, ThrowDnsErrors = false, Timeout = TimeSpan.FromSeconds(1), Retries = 0 });
        DnsKeyRecord key = await Poll(async () => (await client.QueryAsync(domain, QueryType.DNSKEY).ConfigureAwait(false)).Answers.OfType<DnsKeyRecord>().FirstOrDefault(static k => k.Flags == 257)).ConfigureAwait(false);
        await WriteAsync("anchor", string.Create(CultureInfo.InvariantCulture, $"{domain}. IN DNSKEY 257 3 {(int)key.Algorithm} {Convert.ToBase64String([.. key.PublicKey])}\n")).ConfigureAwait(false);
        await WriteAsync("unbound.conf",
            $"server:\n  interface: 127.0.0.1@{Resolver.Port}\n  do-daemonize: no\n  do-not-query-localhost: no\n  chroot: \"\"\n  username: \"\"\n  directory: \"{_folder}\"\n  pidfile: \"\"\n  use-syslog: no\n" +
            $"  trust-anchor-file: \"{_folder}/anchor\"\n  local-zone: \"test.\" nodefault\nstub-zone:\n  name: \"{domain}\"\n  stub-addr: 127.0.0.1@{authority}\nremote-control:\n  control-enable: no\n").ConfigureAwait(false);
        Start("/usr/sbin/unbound", "-c", Path.Combine(_folder, "unbound.conf"));
        LookupClient second = new(new LookupClientOptions(Resolver) { UseCache = false, ThrowDnsErrors = false, Timeout = TimeSpan.FromSeconds(1), Retries = 0 });
        await Poll(async () => (await second.QueryAsync(domain, QueryType.MX).ConfigureAwait(false)).Answers.FirstOrDefault()).ConfigureAwait(false);
    }

    private Task WriteAsync(string file, string text) => File.WriteAllTextAsync(Path.Combine(_folder, file), text);

    private static async Task<T> Poll<T>(Func<Task<T?>> ask)
        where T : class
    {
        Stopwatch patience = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                if (await ask().ConfigureAwait(false) is { } answer)
                {
                    return answer;
                }
            }
            catch (DnsResponseException) when (patience.Elapsed < TimeSpan.FromSeconds(30))
            {
                // It does not listen yet.
                await Task.Delay(50).ConfigureAwait(false);
            }

            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(30), "The name server does not answer.");
            await Task.Delay(50).ConfigureAwait(false);
        }
    }

    private void Start(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process process = Process.Start(start)!;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        _processes.Add(process);
    }
}
