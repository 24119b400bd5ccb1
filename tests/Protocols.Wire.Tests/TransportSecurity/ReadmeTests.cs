using System.Security.Cryptography.X509Certificates;
using System.Text;
using Protocols.Dns;
using Protocols.TransportSecurity.Dane;
using Protocols.TransportSecurity.Delivery;
using Protocols.TransportSecurity.MtaSts;
using Protocols.TransportSecurity.TlsReporting;

namespace Protocols.Wire.Tests.TransportSecurity;

/// <summary>The example of the package's README, run.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void The_example_of_the_README_is_the_one_that_runs_here()
    {
        string readme = File.ReadAllText(Path.Combine(Suites.RepositoryRoot, "src", "Protocols.TransportSecurity", "README.md"));
        string code = File.ReadAllText(Path.Combine(Suites.RepositoryRoot, "tests", "Protocols.Wire.Tests", "TransportSecurity", "ReadmeTests.cs"));
        string[] examples = [.. readme.Split("```csharp\n").Skip(1).Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)])];
        Assert.Contains(Flat(Assert.Single(examples)), Flat(code), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_example_decides_and_counts()
    {
        DnsZone zone = new DnsZone { Security = DnsSecurity.Secure }.AddText("_mta-sts.example.test", "v=STSv1; id=1").Add("mx.example.test", new AddressRecord(System.Net.IPAddress.Loopback));
        using X509Certificate2 server = Certificates.Server("mx.example.test", ["mx.example.test"]);
        TlsReportCollector collector = new();
        TransportDecision decision = await DecideAsync(zone, new Fixed(), new MemoryMtaStsStore(), [server], collector);
        Assert.Equal((false, TransportReason.CertificateInvalid), (decision.IsAllowed, decision.Reason));
        DateOnly today = DateOnly.FromDateTime(DateTime.UtcNow);
        Assert.Equal(["example.test"], collector.Domains(today.AddDays(-1)).Concat(collector.Domains(today)));
    }

    private static async Task<TransportDecision> DecideAsync(IDnsResolver dns, IMtaStsFetcher fetcher, IMtaStsStore store, X509Certificate2[] certificates, TlsReportCollector collector)
    {
        TransportPolicy policy = new(
            "example.test",
            "mx.example.test",
            await new DaneResolver(dns).FindAsync(new DaneDestination("mx.example.test") { NextHopDomain = "example.test", IsMxSecure = true }),
            await new MtaStsResolver(dns, fetcher, store, TimeProvider.System).FindAsync("example.test"));

        if (policy.RefusalBeforeConnecting() is { } refusal)
        {
            Console.WriteLine($"not this server: {refusal.Reason} {refusal.Problem}");
        }

        // Connected, and the certificates are there:
        TransportDecision decision = TransportJudge.Judge(policy, new TlsSessionFacts { IsOffered = true, IsEstablished = true, Certificates = certificates }, DateTimeOffset.UtcNow);
        collector.Add(TlsSession.Of(DateTimeOffset.UtcNow, policy, decision));
        Console.WriteLine($"{decision.IsAllowed}: {decision.Reason}");
        return decision;
    }

    private static string Flat(string code) => string.Concat(code.Split('\n').Select(line => line.Trim()));

    private sealed class Fixed : IMtaStsFetcher
    {
        public ValueTask<MtaStsFetch> FetchAsync(Uri address, int maxBytes, CancellationToken cancellationToken) =>
            new(new MtaStsFetch(200, "text/plain", Encoding.ASCII.GetBytes("version: STSv1\nmode: enforce\nmx: mx.example.test\nmax_age: 86400\n")));
    }
}
