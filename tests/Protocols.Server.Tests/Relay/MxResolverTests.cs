using System.Globalization;
using System.Net;
using Protocols.Dns;
using Protocols.Smtp.Server;

namespace Protocols.Server.Tests.Relay;

/// <summary>Where mail for a domain goes (RFC 5321 §5.1).</summary>
public class MxResolverTests
{
    [Fact, Rfc(5321, "5.1")]
    public async Task Lower_numbers_come_first_and_equals_in_random_order()
    {
        DnsZone zone = new();
        zone.Add("to.test", new MxRecord(20, "C.to.test.")).Add("to.test", new MxRecord(10, "a.to.test")).Add("to.test", new MxRecord(10, "b.to.test"));
        HashSet<string> orders = [];
        for (int seed = 0; seed < 20; seed++)
        {
            MxLookup found = await Resolver(zone, new MxOptions(), new Random(seed)).FindAsync("to.test", CancellationToken.None);
            Assert.Equal(MxStatus.Found, found.Status);
            Assert.False(found.IsImplicit);
            orders.Add(string.Join(' ', found.Hosts.Select(static h => h.Name)));
        }

        Assert.Equal(["a.to.test b.to.test c.to.test", "b.to.test a.to.test c.to.test"], orders.Order());
    }

    [Fact, Rfc(7505, "3")]
    public async Task A_domain_with_a_null_MX_takes_no_mail()
    {
        DnsZone zone = new();
        zone.Add("to.test", new MxRecord(0, "")).Add("to.test", new AddressRecord(IPAddress.Parse("192.0.2.1")));
        Assert.Equal(MxStatus.NullMx, (await Find(zone, "to.test")).Status);
        zone.Add("to.test", new MxRecord(10, "mx.to.test"));
        Assert.Equal("mx.to.test", Assert.Single((await Find(zone, "to.test")).Hosts).Name);
    }

    [Fact, Rfc(5321, "5.1")]
    public async Task A_domain_without_MX_stands_for_itself()
    {
        DnsZone zone = new();
        zone.Add("to.test", new AddressRecord(IPAddress.Parse("192.0.2.1"))).Add("to.test", new AddressRecord(IPAddress.Parse("2001:db8::1")));
        MxResolver resolver = Resolver(zone, new MxOptions());
        MxLookup found = await resolver.FindAsync("TO.test.", CancellationToken.None);
        Assert.True(found.IsImplicit);
        Assert.Equal(new MxHost("to.test", 0), Assert.Single(found.Hosts));
        HostAddresses addresses = await resolver.FindAddressesAsync(found.Hosts[0], CancellationToken.None);
        Assert.Equal(["2001:db8::1", "192.0.2.1"], addresses.Addresses.Select(static a => a.ToString()));
    }

    [Fact, Rfc(5321, "5.1")]
    public async Task An_alias_is_followed()
    {
        DnsZone zone = new();
        zone.Add("alias.test", new NameRecord(DnsRecordType.CName, "to.test")).Add("to.test", new MxRecord(10, "mx.to.test"));
        MxLookup found = await Find(zone, "alias.test");
        Assert.Equal("mx.to.test", Assert.Single(found.Hosts).Name);
        Assert.Null(found.ExpandedDomain);
    }

    [Fact, Rfc(7672, "2.2.1")]
    public async Task That_the_records_were_validated_is_kept_and_where_a_validated_alias_leads()
    {
        DnsZone zone = new() { Security = DnsSecurity.Secure };
        zone.Add("alias.test", new NameRecord(DnsRecordType.CName, "to.test")).Add("to.test", new MxRecord(10, "mx.to.test"));
        MxLookup found = await Find(zone, "alias.test");
        Assert.True(found.IsSecure);
        Assert.Equal("to.test", found.ExpandedDomain);
        Assert.Null((await Find(zone, "to.test")).ExpandedDomain);
    }

    [Theory, Rfc(5321, "5.1")]
    [InlineData("gone.test", MxStatus.NoSuchDomain)]
    [InlineData("fails.test", MxStatus.TemporaryFailure)]
    [InlineData("refused.test", MxStatus.TemporaryFailure)]
    [InlineData("bogus.test", MxStatus.TemporaryFailure)]
    [InlineData("..", MxStatus.NoSuchDomain)]
    public async Task What_does_not_exist_is_told_from_what_cannot_be_known_now(string domain, MxStatus expected)
    {
        DnsZone zone = new();
        zone.AddFailure("fails.test").AddFailure("refused.test", isPermanent: true);
        zone.Add(DnsAnswer.Failed("bogus.test", DnsRecordType.Mx, "no signature", security: DnsSecurity.Bogus));
        MxLookup found = await Find(zone, domain);
        Assert.Equal(expected, found.Status);
        Assert.Empty(found.Hosts);
        Assert.NotEmpty(found.Problem);
    }

    [Theory, Rfc(5321, "5.1")]
    [InlineData("relay.test", "a.to.test")]
    [InlineData("other-name.test", "a.to.test")]
    [InlineData("a.to.test", "")]
    public async Task This_host_and_all_that_are_not_better_are_left_out(string own, string left)
    {
        DnsZone zone = new();
        zone.Add("to.test", new MxRecord(10, "a.to.test")).Add("to.test", new MxRecord(20, own.Equals("a.to.test", StringComparison.Ordinal) ? "b.to.test" : own))
            .Add("to.test", new MxRecord(20, "equal.to.test")).Add("to.test", new MxRecord(30, "worse.to.test"));
        MxLookup found = await Resolver(zone, new MxOptions { OwnNames = new HashSet<string> { "other-name.test", own } }).FindAsync("to.test", CancellationToken.None);
        Assert.Equal(left, string.Join(' ', found.Hosts.Select(static h => h.Name)));
        Assert.Equal(left.Length == 0 ? MxStatus.Loop : MxStatus.Found, found.Status);
    }

    [Fact, Rfc(5321, "5.1")]
    public async Task This_host_is_known_by_its_addresses_too()
    {
        DnsZone zone = new();
        zone.Add("to.test", new MxRecord(10, "a.to.test")).Add("to.test", new MxRecord(20, "hidden.to.test")).Add("to.test", new MxRecord(20, "equal.to.test"));
        zone.Add("hidden.to.test", new AddressRecord(IPAddress.Parse("192.0.2.9"))).Add("a.to.test", new AddressRecord(IPAddress.Parse("192.0.2.1")));
        MxOptions options = new() { OwnAddresses = new HashSet<IPAddress> { IPAddress.Parse("192.0.2.9") } };
        MxLookup found = await Resolver(zone, options).FindAsync("to.test", CancellationToken.None);
        Assert.Equal("a.to.test", Assert.Single(found.Hosts).Name);
        Assert.Equal(MxStatus.Loop, (await Resolver(zone, options).FindAsync("[192.0.2.9]", CancellationToken.None)).Status);
    }

    [Theory, Rfc(5321, "4.1.3")]
    [InlineData("[192.0.2.1]", "192.0.2.1")]
    [InlineData("[IPv6:2001:db8::1]", "2001:db8::1")]
    [InlineData("[ipv6:2001:db8::1]", "2001:db8::1")]
    [InlineData("[2001:db8::1]", null)]
    [InlineData("[192.0.2]", null)]
    [InlineData("[192.0.2.1", null)]
    [InlineData("[]", null)]
    [InlineData("[x:y]", null)]
    public async Task An_address_literal_is_the_server_itself(string domain, string? address)
    {
        MxResolver resolver = Resolver(new DnsZone(), new MxOptions());
        MxLookup found = await resolver.FindAsync(domain, CancellationToken.None);
        if (address is null)
        {
            Assert.Equal(MxStatus.NoSuchDomain, found.Status);
            return;
        }

        HostAddresses addresses = await resolver.FindAddressesAsync(Assert.Single(found.Hosts), CancellationToken.None);
        Assert.Equal(address, Assert.Single(addresses.Addresses).ToString());
    }

    [Fact]
    public async Task No_more_hosts_and_addresses_are_looked_at_than_the_options_allow()
    {
        DnsZone zone = new();
        for (int i = 0; i < 30; i++)
        {
            zone.Add("to.test", new MxRecord((ushort)i, string.Create(CultureInfo.InvariantCulture, $"mx{i}.to.test")));
            zone.Add("mx0.to.test", new AddressRecord(new IPAddress([192, 0, 2, (byte)i])));
            zone.Add("mx0.to.test", new AddressRecord(IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"2001:db8::{i}"))));
        }

        MxResolver resolver = Resolver(zone, new MxOptions { MaxHosts = 3, MaxAddresses = 5 });
        MxLookup found = await resolver.FindAsync("to.test", CancellationToken.None);
        Assert.Equal(["mx0.to.test", "mx1.to.test", "mx2.to.test"], found.Hosts.Select(static h => h.Name));
        HostAddresses addresses = await resolver.FindAddressesAsync(found.Hosts[0], CancellationToken.None);
        Assert.Equal(["2001:db8::", "192.0.2.0", "2001:db8::1", "192.0.2.1", "2001:db8::2"], addresses.Addresses.Select(static a => a.ToString()));
    }

    [Theory, Rfc(5321, "5.2"), InlineData(true, false, "192.0.2.1"), InlineData(false, true, "2001:db8::1"), InlineData(false, false, "")]
    public async Task A_family_that_is_not_used_here_is_not_tried(bool v4, bool v6, string expected)
    {
        DnsZone zone = new();
        zone.Add("mx.test", new AddressRecord(IPAddress.Parse("192.0.2.1"))).Add("mx.test", new AddressRecord(IPAddress.Parse("2001:db8::1")));
        MxResolver resolver = Resolver(zone, new MxOptions { UseIPv4 = v4, UseIPv6 = v6 });
        HostAddresses found = await resolver.FindAddressesAsync(new MxHost("mx.test", 0), CancellationToken.None);
        Assert.Equal(expected, string.Join(' ', found.Addresses));
        HostAddresses literal = await resolver.FindAddressesAsync(new MxHost("[192.0.2.1]", 0, IPAddress.Parse("192.0.2.1")), CancellationToken.None);
        Assert.Equal(v4 ? 1 : 0, literal.Addresses.Count);
    }

    [Fact]
    public async Task One_family_is_enough_where_the_other_cannot_be_looked_up()
    {
        DnsZone zone = new();
        zone.Add("half.test", new AddressRecord(IPAddress.Parse("192.0.2.1"))).AddFailure("half.test", DnsRecordType.Aaaa);
        zone.AddFailure("none.test", DnsRecordType.Aaaa);
        MxResolver resolver = Resolver(zone, new MxOptions());
        Assert.Single((await resolver.FindAddressesAsync(new MxHost("half.test", 0), CancellationToken.None)).Addresses);
        HostAddresses none = await resolver.FindAddressesAsync(new MxHost("none.test", 0), CancellationToken.None);
        Assert.True(none.IsTemporary);
        Assert.False((await resolver.FindAddressesAsync(new MxHost("gone.test", 0), CancellationToken.None)).IsTemporary);
    }

    private static MxResolver Resolver(DnsZone zone, MxOptions options, Random? random = null) => new(zone, options, "Relay.test", random);

    private static ValueTask<MxLookup> Find(DnsZone zone, string domain) => Resolver(zone, new MxOptions()).FindAsync(domain, CancellationToken.None);
}
