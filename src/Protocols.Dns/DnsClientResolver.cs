using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using DnsClient;
using DnsClient.Protocol;
using ClientTxtRecord = DnsClient.Protocol.TxtRecord;
using ClientMxRecord = DnsClient.Protocol.MxRecord;
using ClientTlsaRecord = DnsClient.Protocol.TlsaRecord;

namespace Protocols.Dns;

/// <summary>Asks name servers over the network, by the DnsClient library. It keeps nothing: put a <see cref="CachingDnsResolver"/> before it.</summary>
public sealed class DnsClientResolver : IDnsResolver
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    // With another to ask there is no need to wait so long for one, nor to ask it again.
    private static readonly TimeSpan s_timeoutOfOne = TimeSpan.FromSeconds(2);

    private readonly LookupClient _client;
    private readonly bool _trustsServer;

    /// <summary>Asks the name servers that the machine is set up with.</summary>
    public DnsClientResolver()
        : this(new LookupClientOptions(), trustsServer: false)
    {
    }

    /// <summary>Asks one name server.</summary>
    /// <param name="server">Its address and port.</param>
    /// <param name="trustsServer">
    /// Whether its word is taken that it validated an answer (the AD bit). Only where it is reached over a path that nobody can write on, such as
    /// the loopback (RFC 6840 §5.8, RFC 7672 §2.1).
    /// </param>
    public DnsClientResolver(IPEndPoint server, bool trustsServer)
        : this(new LookupClientOptions(server), trustsServer)
    {
    }

    /// <summary>Asks several name servers that answer alike: the next where one does not answer.</summary>
    /// <param name="servers">Their addresses and ports; at least one.</param>
    /// <param name="trustsServers">Whether their word is taken that they validated an answer: see the constructor for one.</param>
    public DnsClientResolver(IReadOnlyCollection<IPEndPoint> servers, bool trustsServers)
        : this(new LookupClientOptions([.. servers]), trustsServers)
    {
    }

    private DnsClientResolver(LookupClientOptions options, bool trustsServer)
    {
        options.UseCache = false;
        options.Timeout = options.NameServers.Count > 1 ? s_timeoutOfOne : s_timeout;
        options.Retries = options.NameServers.Count > 1 ? 0 : 2;
        options.ThrowDnsErrors = false;
        options.ContinueOnDnsError = true;
        options.ContinueOnEmptyResponse = false;
        options.UseTcpFallback = true;
        options.ExtendedDnsBufferSize = 1232;
        options.RequestDnsSecRecords = true;
        _client = new LookupClient(options);
        _trustsServer = trustsServer;
    }

    /// <inheritdoc/>
    public async ValueTask<DnsAnswer> QueryAsync(string name, DnsRecordType type, CancellationToken cancellationToken = default)
    {
        name = DnsNames.Normalize(name);
        if (!DnsNames.IsValid(name))
        {
            return DnsAnswer.Failed(name, type, "this cannot be a name", isPermanent: true);
        }

        IDnsQueryResponse response;
        try
        {
            response = await _client.QueryAsync(name, (QueryType)type, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return DnsAnswer.Failed(name, type, "no answer came in time");
        }
        catch (Exception e) when (e is DnsResponseException or ArgumentException or InvalidOperationException or System.Net.Sockets.SocketException)
        {
            return DnsAnswer.Failed(name, type, e.Message);
        }

        return Answer(name, type, response);
    }

    private DnsAnswer Answer(string name, DnsRecordType type, IDnsQueryResponse response)
    {
        DnsSecurity security = !_trustsServer ? DnsSecurity.Unknown : response.Header.IsAuthenticData ? DnsSecurity.Secure : DnsSecurity.Insecure;
        switch (response.Header.ResponseCode)
        {
            case DnsHeaderResponseCode.NoError:
                ImmutableArray<DnsRecord> records = [.. response.Answers.Where(r => (int)r.RecordType == (int)type).Select(Convert).OfType<DnsRecord>()];
                return records.Length > 0
                    ? DnsAnswer.Found(name, type, records, TimeSpan.FromSeconds(response.Answers.Min(static r => r.InitialTimeToLive)), security)
                    : DnsAnswer.Absent(name, type, nameExists: true, NegativeTimeToLive(response), security);
            case DnsHeaderResponseCode.NotExistentDomain:
                return DnsAnswer.Absent(name, type, nameExists: false, NegativeTimeToLive(response), security);
            case DnsHeaderResponseCode.Refused or DnsHeaderResponseCode.NotImplemented or DnsHeaderResponseCode.FormatError:
                return DnsAnswer.Failed(name, type, $"the server answered {response.Header.ResponseCode}", isPermanent: true);
            default:
                return DnsAnswer.Failed(name, type, $"the server answered {response.Header.ResponseCode}");
        }
    }

    // RFC 2308 §5: the lesser of the SOA's own time and its minimum.
    private static TimeSpan NegativeTimeToLive(IDnsQueryResponse response) =>
        response.Authorities.OfType<SoaRecord>().FirstOrDefault() is { } soa ? TimeSpan.FromSeconds(Math.Min(soa.InitialTimeToLive, soa.Minimum)) : TimeSpan.Zero;

    private static DnsRecord? Convert(DnsResourceRecord record) => record switch
    {
        ARecord or AaaaRecord => new AddressRecord(((DnsClient.Protocol.AddressRecord)record).Address),
        ClientTxtRecord text => new TextRecord(Concatenate(text)),
        ClientMxRecord mx => new MxRecord(mx.Preference, Name(mx.Exchange)),
        PtrRecord pointer => new NameRecord(DnsRecordType.Ptr, Name(pointer.PtrDomainName)),
        CNameRecord alias => new NameRecord(DnsRecordType.CName, Name(alias.CanonicalName)),
        ClientTlsaRecord tlsa => new TlsaRecord((byte)tlsa.CertificateUsage, (byte)tlsa.Selector, (byte)tlsa.MatchingType, [.. tlsa.CertificateAssociationData]),
        _ => null,
    };

    private static string Name(DnsString name) => DnsNames.Normalize(name.Value);

    // The library gives each string twice: as UTF-8, where octets that are none are lost, and escaped, where backslashes are not told from
    // those that it put there. The first is right for every string that is UTF-8, which mail's are; the second is near enough for the others.
    private static byte[] Concatenate(ClientTxtRecord record)
    {
        List<byte> octets = [];
        foreach ((string text, string escaped) in record.Text.Zip(record.EscapedText))
        {
            if (text.Contains('\uFFFD', StringComparison.Ordinal))
            {
                Unescape(escaped, octets);
            }
            else
            {
                octets.AddRange(Encoding.UTF8.GetBytes(text));
            }
        }

        return [.. octets];
    }

    private static void Unescape(string text, List<byte> octets)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length && byte.TryParse(text.AsSpan(i + 1, 3), NumberStyles.None, CultureInfo.InvariantCulture, out byte code))
            {
                octets.Add(code);
                i += 3;
            }
            else
            {
                octets.Add((byte)text[i]);
            }
        }
    }
}
