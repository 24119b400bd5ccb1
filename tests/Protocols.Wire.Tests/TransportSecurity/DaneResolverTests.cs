using Protocols.Dns;
using Protocols.TransportSecurity.Dane;

namespace Protocols.Wire.Tests.TransportSecurity;

public sealed class DaneResolverTests
{
    private static readonly string s_digest = new('a', 64);

    [Fact]
    [Rfc(7672, "2.2")]
    [Rfc(6698, "3")]
    public async Task Secure_records_are_to_be_authenticated_by()
    {
        DanePolicy policy = await FindAsync($"""
            mx.example.test. A 192.0.2.1
            _25._tcp.mx.example.test. TLSA 3 1 1 {s_digest}
            """);
        Assert.Equal((DaneStatus.Authenticate, DanePolicyReason.SecureRecords, "mx.example.test"), (policy.Status, policy.Reason, policy.BaseDomain));
        Assert.Equal(["mx.example.test", "example.test"], policy.ReferenceNames);
        Assert.Single(policy.UsableRecords);
    }

    [Fact]
    [Rfc(7672, "2.2.2")]
    public async Task Where_addresses_are_not_secure_no_record_is_asked_for()
    {
        DnsZone zone = DnsZone.Parse("mx.example.test. A 192.0.2.1\n");
        zone.AddFailure("_25._tcp.mx.example.test");
        DanePolicy policy = await new DaneResolver(zone).FindAsync(Destination(), TestContext.Current.CancellationToken);
        Assert.Equal((DaneStatus.NotApplicable, DanePolicyReason.InsecureAddresses), (policy.Status, policy.Reason));
    }

    [Theory]
    [InlineData("mx.example.test")]
    [InlineData("_25._tcp.mx.example.test")]
    [Rfc(7672, "2.1.2")]
    public async Task A_look_up_that_fails_makes_the_server_unreachable(string failing)
    {
        DnsZone zone = Secure($"mx.example.test. A 192.0.2.1\n_25._tcp.mx.example.test. TLSA 3 1 1 {s_digest}\n");
        zone.AddFailure(failing);
        DanePolicy policy = await new DaneResolver(zone).FindAsync(Destination(), TestContext.Current.CancellationToken);
        Assert.Equal((DaneStatus.Unreachable, DanePolicyReason.LookupFailed), (policy.Status, policy.Reason));
        Assert.Contains("timed out", policy.Problem, StringComparison.Ordinal);
    }

    [Fact]
    [Rfc(7672, "2.1.1")]
    public async Task What_is_bogus_is_a_failure()
    {
        DnsZone zone = Secure("mx.example.test. A 192.0.2.1\n");
        zone.Add(DnsAnswer.Failed("_25._tcp.mx.example.test", DnsRecordType.Tlsa, "the signature does not hold", security: DnsSecurity.Bogus));
        DanePolicy policy = await new DaneResolver(zone).FindAsync(Destination(), TestContext.Current.CancellationToken);
        Assert.Equal(DaneStatus.Unreachable, policy.Status);
    }

    [Fact]
    public async Task A_server_without_addresses_is_unreachable() =>
        Assert.Equal(DanePolicyReason.NoAddresses, (await FindAsync("mx.example.test. TXT nothing\n")).Reason);

    [Fact]
    [Rfc(7672, "2.2")]
    public async Task Without_records_DANE_does_not_apply() =>
        Assert.Equal(DanePolicyReason.NoSecureRecords, (await FindAsync("mx.example.test. A 192.0.2.1\n")).Reason);

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("[192.0.2.1]")]
    [InlineData("2001:db8::1")]
    [Rfc(7672, "2.2")]
    public async Task It_does_not_apply_to_addresses(string host)
    {
        DanePolicy policy = await new DaneResolver(Secure("")).FindAsync(new DaneDestination(host), TestContext.Current.CancellationToken);
        Assert.Equal(DanePolicyReason.AddressLiteral, policy.Reason);
    }

    [Theory]
    [InlineData("0 1 1", 64)]
    [InlineData("1 1 1", 64)]
    [InlineData("4 1 1", 64)]
    [InlineData("3 2 1", 64)]
    [InlineData("3 1 3", 64)]
    [InlineData("3 1 1", 62)]
    [InlineData("3 1 2", 64)]
    [Rfc(7672, "3.1.3")]
    [Rfc(7672, "2.2")]
    public async Task Records_that_cannot_be_used_ask_for_TLS_and_no_more(string parameters, int digits)
    {
        DanePolicy policy = await FindAsync($"mx.example.test. A 192.0.2.1\n_25._tcp.mx.example.test. TLSA {parameters} {s_digest[..digits]}\n");
        Assert.Equal((DaneStatus.Encrypt, DanePolicyReason.UnusableRecords), (policy.Status, policy.Reason));
        Assert.Single(policy.Records);
    }

    [Fact]
    [Rfc(7671, "9")]
    public async Task Of_digests_only_the_strongest_counts_for_each_usage_and_selector()
    {
        DanePolicy policy = await FindAsync($"""
            mx.example.test. A 192.0.2.1
            _25._tcp.mx.example.test. TLSA 3 1 1 {s_digest}
            _25._tcp.mx.example.test. TLSA 3 1 2 {s_digest}{s_digest}
            _25._tcp.mx.example.test. TLSA 3 1 0 aabb
            _25._tcp.mx.example.test. TLSA 2 0 1 {s_digest}
            """);
        Assert.Equal(["2 0 1", "3 1 0", "3 1 2"], policy.UsableRecords.Select(r => $"{r.Usage} {r.Selector} {r.Matching}").Order());
        Assert.Equal(4, policy.Records.Length);
    }

    [Fact]
    [Rfc(7672, "2.2.3")]
    public async Task Of_an_alias_the_full_name_comes_first_and_then_the_alias()
    {
        DanePolicy expanded = await FindAsync($"""
            mx.example.test. CNAME real.example.net.
            real.example.net. A 192.0.2.1
            _25._tcp.real.example.net. TLSA 3 1 1 {s_digest}
            _25._tcp.mx.example.test. TLSA 3 1 1 {s_digest}
            """);
        Assert.Equal("real.example.net", expanded.BaseDomain);
        DanePolicy unexpanded = await FindAsync($"""
            mx.example.test. CNAME real.example.net.
            real.example.net. A 192.0.2.1
            _25._tcp.mx.example.test. TLSA 3 1 1 {s_digest}
            """);
        Assert.Equal("mx.example.test", unexpanded.BaseDomain);
    }

    [Fact]
    [Rfc(7672, "2.2.2")]
    public async Task A_secure_alias_of_what_is_not_secure_has_records_of_its_own()
    {
        DnsZone zone = Secure($"_25._tcp.mx.example.test. TLSA 3 1 1 {s_digest}\n");
        zone.Add(DnsAnswer.Found("mx.example.test", DnsRecordType.CName, [new NameRecord(DnsRecordType.CName, "far.example.net")], TimeSpan.FromHours(1), DnsSecurity.Secure));
        zone.Add(DnsAnswer.Found("mx.example.test", DnsRecordType.A, [new AddressRecord(System.Net.IPAddress.Parse("192.0.2.1"))], TimeSpan.FromHours(1), DnsSecurity.Insecure));
        zone.Add(DnsAnswer.Absent("mx.example.test", DnsRecordType.Aaaa, true, TimeSpan.FromHours(1), DnsSecurity.Insecure));
        DanePolicy policy = await new DaneResolver(zone).FindAsync(Destination(), TestContext.Current.CancellationToken);
        Assert.Equal((DaneStatus.Authenticate, "mx.example.test"), (policy.Status, policy.BaseDomain));
    }

    [Fact]
    public async Task Aliases_without_end_and_records_without_number_have_bounds()
    {
        string aliases = string.Concat(Enumerable.Range(0, 9).Select(static i => $"{(i == 0 ? "mx.example.test" : $"a{i}.test")}. CNAME a{i + 1}.test.\n")) + "a9.test. A 192.0.2.1\n";
        Assert.Equal(DanePolicyReason.LookupFailed, (await FindAsync(aliases)).Reason);
        string records = "mx.example.test. A 192.0.2.1\n" + string.Concat(Enumerable.Range(0, 150).Select(static i => $"_25._tcp.mx.example.test. TLSA 3 1 1 {i:x64}\n"));
        Assert.Equal(100, (await FindAsync(records)).Records.Length);
    }

    [Fact]
    [Rfc(7672, "3.2.2")]
    public async Task By_insecure_MX_records_the_server_is_known_by_its_own_name_alone()
    {
        DnsZone zone = Secure($"mx.example.test. A 192.0.2.1\n_2525._tcp.mx.example.test. TLSA 2 0 1 {s_digest}\n");
        DaneResolver resolver = new(zone);
        DaneDestination destination = new("mx.example.test.") { Port = 2525, NextHopDomain = "alias.test", ExpandedNextHopDomain = "example.test" };
        Assert.Equal(["mx.example.test"], (await resolver.FindAsync(destination, TestContext.Current.CancellationToken)).ReferenceNames);
        DanePolicy secure = await resolver.FindAsync(destination with { IsMxSecure = true }, TestContext.Current.CancellationToken);
        Assert.Equal(["mx.example.test", "alias.test", "example.test"], secure.ReferenceNames);
    }

    private static DaneDestination Destination() => new("mx.example.test") { NextHopDomain = "example.test", IsMxSecure = true };

    private static DnsZone Secure(string text)
    {
        DnsZone zone = new() { Security = DnsSecurity.Secure };
        foreach (DnsAnswer answer in DnsZone.Parse(text).Answers)
        {
            foreach (DnsRecord record in answer.Records)
            {
                zone.Add(answer.Name, record);
            }
        }

        return zone;
    }

    private static async Task<DanePolicy> FindAsync(string zone) =>
        await new DaneResolver(Secure(zone)).FindAsync(Destination(), TestContext.Current.CancellationToken);
}
