using System.Net;
using System.Net.Sockets;
using Protocols.Dns;

namespace Protocols.MailAuth.Tests.Dns;

/// <summary>Real look-ups: a signed zone, a validating resolver, and the network between, which is the loopback.</summary>
public sealed class RealServerTests(SignedZoneServer server) : IClassFixture<SignedZoneServer>
{
    [Theory, Rfc(1035, "3.3"), Rfc(4035, "3.2.3"), Rfc(6698, "2.1"), Rfc(7505, "3")]
    [InlineData("example.test", DnsRecordType.Txt, "example.test. TXT \"v=spf1 ip4:192.0.2.0/24 -all\"")]
    [InlineData("Example.TEST.", DnsRecordType.Mx, "example.test. MX 0 mx2.example.test.; MX 10 mx.example.test.")]
    [InlineData("mx.example.test", DnsRecordType.A, "mx.example.test. A 192.0.2.1; A 192.0.2.2")]
    [InlineData("www.example.test", DnsRecordType.Aaaa, "www.example.test. AAAA 2001:db8::1")]
    [InlineData("www.example.test", DnsRecordType.CName, "www.example.test. CNAME mx.example.test.")]
    [InlineData("ptr.example.test", DnsRecordType.Ptr, "ptr.example.test. PTR mx.example.test.")]
    [InlineData("null.example.test", DnsRecordType.Mx, "null.example.test. MX 0 .")]
    [InlineData("_25._tcp.mx.example.test", DnsRecordType.Tlsa, "_25._tcp.mx.example.test. TLSA 3 1 1 0707070707070707070707070707070707070707070707070707070707070707")]
    public async Task Each_type_is_found_and_known_to_be_validated(string name, DnsRecordType type, string expected)
    {
        DnsAnswer answer = await Resolver().QueryAsync(name, type, TestContext.Current.CancellationToken);
        Assert.Equal(DnsStatus.Success, answer.Status);
        Assert.Equal(expected, $"{answer.Name}. {string.Join("; ", answer.Records.Select(static r => r.ToString()).Order(StringComparer.Ordinal))}");
        Assert.Equal(DnsSecurity.Secure, answer.Security);
        Assert.InRange(answer.TimeToLive, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
    }

    [Fact, Rfc(2308, "5")]
    public async Task What_is_absent_is_told_from_what_does_not_exist_with_the_time_that_it_holds()
    {
        DnsAnswer absent = await Resolver().QueryAsync("mx.example.test", DnsRecordType.Txt, TestContext.Current.CancellationToken);
        DnsAnswer nothing = await Resolver().QueryAsync("nope.example.test", DnsRecordType.Txt, TestContext.Current.CancellationToken);
        Assert.Equal(DnsStatus.NoData, absent.Status);
        Assert.Equal(DnsStatus.NameError, nothing.Status);
        Assert.All(new[] { absent, nothing }, static a => Assert.InRange(a.TimeToLive, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task An_answer_too_large_for_a_datagram_and_octets_that_are_no_text_come_whole()
    {
        DnsAnswer large = await Resolver().QueryAsync("long.example.test", DnsRecordType.Txt, TestContext.Current.CancellationToken);
        Assert.Equal(40, large.Records.Length);
        DnsAnswer binary = await Resolver().QueryAsync("bin.example.test", DnsRecordType.Txt, TestContext.Current.CancellationToken);
        Assert.Equal([(byte)'a', 200, 1], ((TextRecord)binary.Records[0]).Text.ToArray());
        DnsAnswer escaped = await Resolver().QueryAsync("esc.example.test", DnsRecordType.Txt, TestContext.Current.CancellationToken);
        Assert.Equal("\\b\"c;é\\065"u8.ToArray(), ((TextRecord)escaped.Records[0]).Text.ToArray());
    }

    [Fact, Rfc(6840, "5.8")]
    public async Task A_server_that_is_not_trusted_validates_nothing()
    {
        SkipIfAbsent();
        DnsAnswer answer = await new DnsClientResolver(server.Resolver, trustsServer: false).QueryAsync("example.test", DnsRecordType.Mx, TestContext.Current.CancellationToken);
        Assert.Equal(DnsSecurity.Unknown, answer.Security);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_failure_for_now()
    {
        // A port that somebody holds and nobody answers on.
        using UdpClient silent = new(new IPEndPoint(IPAddress.Loopback, 0));
        using CachingDnsResolver resolver = new(
            new DnsClientResolver((IPEndPoint)silent.Client.LocalEndPoint!, trustsServer: false),
            TimeProvider.System,
            new CachingDnsOptions { Timeout = TimeSpan.FromMilliseconds(300) });
        DnsAnswer answer = await resolver.QueryAsync("example.test", DnsRecordType.Mx, TestContext.Current.CancellationToken);
        Assert.Equal(DnsStatus.TemporaryFailure, answer.Status);
        Assert.NotEmpty(answer.Reason);
    }

    private DnsClientResolver Resolver()
    {
        SkipIfAbsent();
        return new DnsClientResolver(server.Resolver, trustsServer: true);
    }

    private void SkipIfAbsent() => Assert.SkipWhen(server.Missing is not null, $"not installed: {server.Missing}");
}
