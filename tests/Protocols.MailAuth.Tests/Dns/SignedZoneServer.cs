using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using DnsClient;
using DnsClient.Protocol;

namespace Protocols.MailAuth.Tests.Dns;

/// <summary>A zone that knot signs and unbound validates, both on the loopback on ports that were free.</summary>
public sealed class SignedZoneServer : IAsyncLifetime
{
    private const string Zone = """
        $ORIGIN example.test.
        $TTL 60
        @ SOA ns host 1 60 60 600 30
        @ NS ns
        ns A 127.0.0.1
        @ MX 10 mx
        @ MX 0 mx2
        @ TXT "v=spf1 " "ip4:192.0.2.0/24 -all"
        bin TXT "a\200\001"
        esc TXT "\\b\"c;\195\169\\065"
        mx A 192.0.2.1
        mx A 192.0.2.2
        mx AAAA 2001:db8::1
        www CNAME mx
        ptr PTR mx
        null MX 0 .
        _25._tcp.mx TLSA 3 1 1 0707070707070707070707070707070707070707070707070707070707070707
        """;

    private readonly List<Process> _processes = [];
    private string _folder = "";

    public string? Missing { get; private set; }

    /// <summary>Where unbound listens.</summary>
    public IPEndPoint Resolver { get; private set; } = new(IPAddress.Loopback, 0);

    public async ValueTask InitializeAsync()
    {
        Missing = new[] { "/usr/sbin/knotd", "/usr/sbin/unbound" }.FirstOrDefault(static p => !File.Exists(p));
        if (Missing is not null)
        {
            return;
        }

        _folder = Directory.CreateTempSubdirectory("protocols-dns-").FullName;
        int authority = FreePort();
        int resolver = FreePort();
        await File.WriteAllTextAsync(Path.Combine(_folder, "zone"), Zone + "\n" + string.Concat(Enumerable.Range(0, 40).Select(static i => $"long TXT \"{i} {new string('x', 200)}\"\n")));
        await File.WriteAllTextAsync(Path.Combine(_folder, "knot.conf"),
            $"server:\n  listen: 127.0.0.1@{authority}\n  rundir: {_folder}\ndatabase:\n  storage: {_folder}\nzone:\n  - domain: example.test\n    storage: {_folder}\n    file: zone\n    dnssec-signing: on\n    zonefile-sync: -1\n");
        Start("/usr/sbin/knotd", "-c", Path.Combine(_folder, "knot.conf"));
        LookupClient client = new(new LookupClientOptions(new IPEndPoint(IPAddress.Loopback, authority)) { UseCache = false, ThrowDnsErrors = false, Timeout = TimeSpan.FromSeconds(1), Retries = 0 });
        DnsKeyRecord key = await Poll(async () => (await client.QueryAsync("example.test", QueryType.DNSKEY)).Answers.OfType<DnsKeyRecord>().FirstOrDefault(static k => k.Flags == 257));
        await File.WriteAllTextAsync(Path.Combine(_folder, "anchor"),
            string.Create(CultureInfo.InvariantCulture, $"example.test. IN DNSKEY 257 3 {(int)key.Algorithm} {Convert.ToBase64String([.. key.PublicKey])}\n"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "unbound.conf"),
            $"server:\n  interface: 127.0.0.1@{resolver}\n  do-daemonize: no\n  do-not-query-localhost: no\n  chroot: \"\"\n  username: \"\"\n  directory: \"{_folder}\"\n  pidfile: \"\"\n  use-syslog: no\n" +
            $"  trust-anchor-file: \"{_folder}/anchor\"\n  local-zone: \"test.\" nodefault\nstub-zone:\n  name: \"example.test\"\n  stub-addr: 127.0.0.1@{authority}\nremote-control:\n  control-enable: no\n");
        Start("/usr/sbin/unbound", "-c", Path.Combine(_folder, "unbound.conf"));
        Resolver = new IPEndPoint(IPAddress.Loopback, resolver);
        LookupClient second = new(new LookupClientOptions(Resolver) { UseCache = false, ThrowDnsErrors = false, Timeout = TimeSpan.FromSeconds(1), Retries = 0 });
        await Poll(async () => (await second.QueryAsync("example.test", QueryType.MX)).Answers.FirstOrDefault());
    }

    public ValueTask DisposeAsync()
    {
        foreach (Process process in _processes)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        if (_folder.Length > 0)
        {
            Directory.Delete(_folder, recursive: true);
        }

        return default;
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<T> Poll<T>(Func<Task<T?>> ask)
        where T : class
    {
        Stopwatch patience = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                if (await ask() is { } answer)
                {
                    return answer;
                }
            }
            catch (DnsResponseException) when (patience.Elapsed < TimeSpan.FromSeconds(30))
            {
                // It does not listen yet.
                await Task.Delay(50);
            }

            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(30), "The name server does not answer.");
            await Task.Delay(50);
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
