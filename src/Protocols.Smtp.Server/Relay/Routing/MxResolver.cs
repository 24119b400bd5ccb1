using System.Net;
using System.Net.Sockets;
using Protocols.Dns;

namespace Protocols.Smtp.Server;

/// <summary>Finds the servers that take mail for a domain (RFC 5321 §5.1). Safe for use by many threads at once.</summary>
/// <param name="resolver">Looks names up.</param>
/// <param name="options">What is looked at.</param>
/// <param name="hostName">This host's own name.</param>
/// <param name="random">What orders hosts of one preference; null for chance.</param>
public sealed class MxResolver(IDnsResolver resolver, MxOptions options, string hostName, Random? random = null)
{
    private const int MaxAliases = 8;

    private readonly Random _random = random ?? Random.Shared;

    /// <summary>Finds the servers of a domain.</summary>
    /// <param name="domain">The domain in A-labels, or an address literal in its brackets.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public async ValueTask<MxLookup> FindAsync(string domain, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(domain);
        if (domain is ['[', ..])
        {
            return TryReadLiteral(domain, out IPAddress? address)
                ? new MxLookup(options.OwnAddresses.Contains(address!) ? MxStatus.Loop : MxStatus.Found, options.OwnAddresses.Contains(address!) ? [] : [new MxHost(domain, 0, address)]) { IsImplicit = true }
                : Nothing(MxStatus.NoSuchDomain, $"{domain} is no address");
        }

        string name = DnsNames.Normalize(domain);
        if (!DnsNames.IsValid(name))
        {
            return Nothing(MxStatus.NoSuchDomain, $"{domain} is no domain");
        }

        DnsAnswer answer = await resolver.QueryAsync(name, DnsRecordType.Mx, cancellationToken).ConfigureAwait(false);
        bool isSecure = answer.Security == DnsSecurity.Secure;
        if (answer.Security == DnsSecurity.Bogus || answer.Status is DnsStatus.TemporaryFailure or DnsStatus.PermanentFailure)
        {
            // What a server refuses to say it may say later.
            return Nothing(MxStatus.TemporaryFailure, answer.ToString());
        }

        if (answer.Status == DnsStatus.NameError)
        {
            return Nothing(MxStatus.NoSuchDomain, $"{name} does not exist");
        }

        string? expanded = isSecure ? await ExpandAsync(name, cancellationToken).ConfigureAwait(false) : null;
        MxLookup found = answer.Status == DnsStatus.NoData
            ? new MxLookup(MxStatus.Found, [new MxHost(name, 0)]) { IsImplicit = true }
            : Read(name, [.. answer.Records.OfType<MxRecord>()]);
        found = found with { IsSecure = isSecure, ExpandedDomain = expanded };
        return found.Status == MxStatus.Found ? await WithoutOwnAsync(found, cancellationToken).ConfigureAwait(false) : found;
    }

    /// <summary>Finds the addresses of a server.</summary>
    /// <param name="host">The server.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public async ValueTask<HostAddresses> FindAddressesAsync(MxHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (host.Address is { } literal)
        {
            bool isUsed = literal.AddressFamily == AddressFamily.InterNetwork ? options.UseIPv4 : options.UseIPv6;
            return isUsed ? new HostAddresses([literal], false, "") : new HostAddresses([], false, $"{host.Name} is of a family that is not used here");
        }

        // RFC 5321 §5.2: both kinds are looked for.
        DnsAnswer? v6 = options.UseIPv6 ? await resolver.QueryAsync(host.Name, DnsRecordType.Aaaa, cancellationToken).ConfigureAwait(false) : null;
        DnsAnswer? v4 = options.UseIPv4 ? await resolver.QueryAsync(host.Name, DnsRecordType.A, cancellationToken).ConfigureAwait(false) : null;
        List<IPAddress> addresses = Interleave(AddressesOf(v6), AddressesOf(v4), options.MaxAddresses);
        if (addresses.Count > 0)
        {
            return new HostAddresses(addresses, false, "");
        }

        DnsAnswer? failure = new[] { v4, v6 }.FirstOrDefault(static a => a is { Status: DnsStatus.TemporaryFailure or DnsStatus.PermanentFailure } or { Security: DnsSecurity.Bogus });
        return new HostAddresses([], failure is not null, failure is null ? $"{host.Name} has no address that is used here" : failure.ToString());
    }

    private MxLookup Read(string domain, MxRecord[] records)
    {
        // RFC 7505 §3: a null MX stands alone; beside others it names no host.
        MxRecord[] named = [.. records.Where(static r => r.Exchange.Length > 0)];
        if (named.Length == 0)
        {
            return Nothing(MxStatus.NullMx, $"{domain} takes no mail");
        }

        _random.Shuffle(named);
        MxHost[] hosts =
        [
            .. named.OrderBy(static r => r.Preference).Select(static r => new MxHost(DnsNames.Normalize(r.Exchange), r.Preference)).DistinctBy(static h => h.Name),
        ];
        return new MxLookup(MxStatus.Found, hosts);
    }

    // RFC 5321 §5.1: where this host is among them, it and all that are not better are out. Before the limit is applied, or a long list would hide it.
    private async ValueTask<MxLookup> WithoutOwnAsync(MxLookup found, CancellationToken cancellationToken)
    {
        int least = found.Hosts.Where(h => IsOwn(h.Name)).Select(static h => h.Preference).DefaultIfEmpty(int.MaxValue).Min();
        foreach (MxHost host in found.Hosts.Take(options.MaxHosts))
        {
            if (host.Preference < least && await HasOwnAddressAsync(host, cancellationToken).ConfigureAwait(false))
            {
                least = host.Preference;
            }
        }

        MxHost[] left = [.. found.Hosts.Where(h => h.Preference < least).Take(options.MaxHosts)];
        return left.Length == 0
            ? Nothing(MxStatus.Loop, $"mail for {found.Hosts[0].Name} comes back to this host")
            : found with { Hosts = left };
    }

    private bool IsOwn(string name) => name.Equals(DnsNames.Normalize(hostName), StringComparison.Ordinal) || options.OwnNames.Contains(name);

    private async ValueTask<bool> HasOwnAddressAsync(MxHost host, CancellationToken cancellationToken)
    {
        if (options.OwnAddresses.Count == 0)
        {
            return false;
        }

        HostAddresses addresses = await FindAddressesAsync(host, cancellationToken).ConfigureAwait(false);
        return addresses.Addresses.Any(options.OwnAddresses.Contains);
    }

    // RFC 7672 §2.2.1: the name at the end of the aliases is one that a certificate may bear.
    private async ValueTask<string?> ExpandAsync(string name, CancellationToken cancellationToken)
    {
        string? expanded = null;
        for (int i = 0; i < MaxAliases; i++)
        {
            DnsAnswer alias = await resolver.QueryAsync(expanded ?? name, DnsRecordType.CName, cancellationToken).ConfigureAwait(false);
            if (alias is not { Status: DnsStatus.Success, Security: DnsSecurity.Secure })
            {
                return expanded;
            }

            expanded = DnsNames.Normalize(((NameRecord)alias.Records[0]).Target);
        }

        return null;
    }

    // RFC 5321 §4.1.3
    private static bool TryReadLiteral(string text, out IPAddress? address)
    {
        address = null;
        if (text is not ['[', .. string inner, ']'])
        {
            return false;
        }

        bool isV6 = inner.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase);
        return IPAddress.TryParse(isV6 ? inner[5..] : inner, out address)
            && address.AddressFamily == (isV6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork)
            && (isV6 || inner.Count(static c => c == '.') == 3);
    }

    private static IPAddress[] AddressesOf(DnsAnswer? answer) =>
        answer is null || answer.Security == DnsSecurity.Bogus ? [] : [.. answer.Records.OfType<AddressRecord>().Select(static r => r.Address)];

    private static List<IPAddress> Interleave(IPAddress[] first, IPAddress[] second, int most)
    {
        List<IPAddress> both = [];
        for (int i = 0; i < Math.Max(first.Length, second.Length); i++)
        {
            both.AddRange(first.Skip(i).Take(1));
            both.AddRange(second.Skip(i).Take(1));
        }

        return both.Count > most ? both[..most] : both;
    }

    private static MxLookup Nothing(MxStatus status, string problem) => new(status, []) { Problem = problem };
}
