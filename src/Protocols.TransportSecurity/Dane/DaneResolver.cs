using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Protocols.Dns;

namespace Protocols.TransportSecurity.Dane;

/// <summary>
/// Finds what the TLSA records of a server ask of who connects to it (RFC 7672 §2.2). The resolver has to be one that validates, or that trusts one
/// that does: without <see cref="DnsSecurity.Secure"/> answers DANE never applies. Safe for use by many threads at once.
/// </summary>
public sealed class DaneResolver
{
    private readonly IDnsResolver _resolver;

    /// <summary>Makes one.</summary>
    /// <param name="resolver">Looks names up.</param>
    public DaneResolver(IDnsResolver resolver)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        _resolver = resolver;
    }

    /// <summary>How many aliases of the server's name are followed, from 0; 8 unless set. More of them: <see cref="DanePolicyReason.LookupFailed"/>.</summary>
    public int MaxAliases
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }
    = 8;

    /// <summary>How many records of a server are looked at, from 1; 100 unless set. Those behind are passed over.</summary>
    public int MaxRecords
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }
    = 100;

    /// <summary>Looks a server's records up.</summary>
    /// <param name="destination">The server.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public async ValueTask<DanePolicy> FindAsync(DaneDestination destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        string host = destination.Host.TrimEnd('.');
        if (IPAddress.TryParse(host.Trim('[', ']'), out _))
        {
            return Policy(DaneStatus.NotApplicable, DanePolicyReason.AddressLiteral);
        }

        // §2.2.2: the addresses first. Name servers that do not know of TLSA are not asked for it, where they are not secure anyway.
        DnsAnswer v4 = await _resolver.QueryAsync(host, DnsRecordType.A, cancellationToken).ConfigureAwait(false);
        DnsAnswer v6 = await _resolver.QueryAsync(host, DnsRecordType.Aaaa, cancellationToken).ConfigureAwait(false);
        if (IsFailure(v4) && IsFailure(v6))
        {
            return Failure(v4);
        }

        DnsAnswer[] found = [.. new[] { v4, v6 }.Where(static answer => answer.Status == DnsStatus.Success)];
        if (found.Length == 0)
        {
            return IsFailure(v4) ? Failure(v4) : IsFailure(v6) ? Failure(v6) : Policy(DaneStatus.Unreachable, DanePolicyReason.NoAddresses);
        }

        bool areSecure = found.All(static answer => answer.Security == DnsSecurity.Secure);
        DnsAnswer alias = await _resolver.QueryAsync(host, DnsRecordType.CName, cancellationToken).ConfigureAwait(false);
        if (IsFailure(alias))
        {
            return Failure(alias);
        }

        if (!areSecure)
        {
            // The records of an alias count that is secure itself, though what it leads to is not.
            return alias is { Status: DnsStatus.Success, Security: DnsSecurity.Secure }
                ? await FindRecordsAsync(destination, [host], cancellationToken).ConfigureAwait(false)
                : Policy(DaneStatus.NotApplicable, DanePolicyReason.InsecureAddresses);
        }

        string expanded = host;
        for (int aliases = 0; alias.Status == DnsStatus.Success; aliases++)
        {
            if (aliases == MaxAliases)
            {
                return Policy(DaneStatus.Unreachable, DanePolicyReason.LookupFailed) with { Problem = string.Create(CultureInfo.InvariantCulture, $"{host} has more than {MaxAliases} aliases") };
            }

            expanded = ((NameRecord)alias.Records[0]).Target;
            alias = await _resolver.QueryAsync(expanded, DnsRecordType.CName, cancellationToken).ConfigureAwait(false);
            if (IsFailure(alias))
            {
                return Failure(alias);
            }
        }

        return await FindRecordsAsync(destination, expanded == host ? [host] : [expanded, host], cancellationToken).ConfigureAwait(false);
    }

    // §2.2.3: the first candidate with a secure set of records is the base domain.
    private async ValueTask<DanePolicy> FindRecordsAsync(DaneDestination destination, string[] candidates, CancellationToken cancellationToken)
    {
        foreach (string candidate in candidates)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"_{destination.Port}._tcp.{candidate}");
            DnsAnswer answer = await _resolver.QueryAsync(name, DnsRecordType.Tlsa, cancellationToken).ConfigureAwait(false);
            if (IsFailure(answer))
            {
                return Failure(answer);
            }

            if (answer is { Status: DnsStatus.Success, Security: DnsSecurity.Secure })
            {
                ImmutableArray<TlsaRecord> records = [.. answer.Records.OfType<TlsaRecord>().Take(MaxRecords)];
                ImmutableArray<TlsaRecord> usable = TlsaUsability.Select(records);
                return Policy(usable.IsEmpty ? DaneStatus.Encrypt : DaneStatus.Authenticate, usable.IsEmpty ? DanePolicyReason.UnusableRecords : DanePolicyReason.SecureRecords) with
                {
                    BaseDomain = candidate,
                    Records = records,
                    UsableRecords = usable,
                    ReferenceNames = ReferenceNames(destination, candidate),
                };
            }
        }

        return Policy(DaneStatus.NotApplicable, DanePolicyReason.NoSecureRecords);
    }

    // §3.2.2
    private static ImmutableArray<string> ReferenceNames(DaneDestination destination, string baseDomain)
    {
        List<string> names = [baseDomain];
        if (destination is { NextHopDomain: { } domain, IsMxSecure: true })
        {
            names.Add(domain.TrimEnd('.'));
            names.Add((destination.ExpandedNextHopDomain ?? domain).TrimEnd('.'));
        }
        else if (destination.NextHopDomain is null)
        {
            names.Add(destination.Host.TrimEnd('.'));
        }

        return [.. names.Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    // §2.1.1: what is bogus is a failure like others.
    private static bool IsFailure(DnsAnswer answer) => answer.Status is DnsStatus.TemporaryFailure or DnsStatus.PermanentFailure || answer.Security == DnsSecurity.Bogus;

    private static DanePolicy Failure(DnsAnswer answer) => Policy(DaneStatus.Unreachable, DanePolicyReason.LookupFailed) with { Problem = answer.ToString() };

    private static DanePolicy Policy(DaneStatus status, DanePolicyReason reason) => new() { Status = status, Reason = reason };
}
