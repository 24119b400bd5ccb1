using System.Net;
using Protocols.Dns;

namespace Protocols.MailAuth;

/// <summary>Whether a client's address has a name that leads back to it (RFC 8601 §3).</summary>
/// <param name="Verdict"><c>pass</c>, <c>fail</c>, <c>temperror</c> or <c>permerror</c>.</param>
/// <param name="Client">The address.</param>
/// <param name="HostName">The name that leads back; empty where none does.</param>
public sealed record IprevResult(string Verdict, IPAddress Client, string HostName)
{
    // RFC 8601 §3: no more than so many names are followed.
    private const int MostNames = 10;

    /// <summary>Asks.</summary>
    /// <param name="resolver">Looks names up.</param>
    /// <param name="client">The address.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async ValueTask<IprevResult> CheckAsync(IDnsResolver resolver, IPAddress client, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        ArgumentNullException.ThrowIfNull(client);
        client = client.IsIPv4MappedToIPv6 ? client.MapToIPv4() : client;
        DnsAnswer names = await resolver.QueryAsync(DnsNames.Reverse(client), DnsRecordType.Ptr, cancellationToken).ConfigureAwait(false);
        if (names.Status == DnsStatus.TemporaryFailure)
        {
            return new IprevResult("temperror", client, "");
        }

        if (names.Status != DnsStatus.Success)
        {
            return new IprevResult("permerror", client, "");
        }

        DnsRecordType type = client.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? DnsRecordType.A : DnsRecordType.Aaaa;
        bool isUnknown = false;
        foreach (DnsRecord record in names.Records.Take(MostNames))
        {
            string name = ((NameRecord)record).Target;
            DnsAnswer addresses = await resolver.QueryAsync(name, type, cancellationToken).ConfigureAwait(false);
            isUnknown |= addresses.Status == DnsStatus.TemporaryFailure;
            if (addresses.Records.Any(r => r is AddressRecord { Address: var address } && address.Equals(client)))
            {
                return new IprevResult("pass", client, name);
            }
        }

        return new IprevResult(isUnknown ? "temperror" : "fail", client, "");
    }
}
