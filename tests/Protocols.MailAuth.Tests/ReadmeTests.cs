using System.Net;
using Protocols.Dns;
using Protocols.MailAuth.Spf;

namespace Protocols.MailAuth.Tests;

/// <summary>The examples of the package's README.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task The_example_of_spf_says_what_it_seems_to_say()
    {
        DnsZone zone = new DnsZone().AddText("example.test", "v=spf1 ip4:192.0.2.0/24 -all");
        SpfVerifier verifier = new(zone, TimeProvider.System);
        SpfResult result = await verifier.CheckMailFromAsync(IPAddress.Parse("192.0.2.7"), "mail.example.test", "ann@example.test");
        Assert.Equal("pass (Matched: ip4:192.0.2.0/24 of example.test)", result.ToString());
        Assert.StartsWith("pass (mx.example.org: domain of ann@example.test designates 192.0.2.7", ReceivedSpf.From(result, "mx.example.org").ToValue(), StringComparison.Ordinal);
    }
}
