using System.Net;
using Protocols.Dns;
using Protocols.MailAuth;
using Protocols.MailAuth.Dkim;
using Protocols.Smtp.Server;
using Protocols.Storage.Sql;

namespace Protocols.Samples.ReferenceServer;

/// <summary>The stages that messages go through: what others send is authenticated, what clients submit is completed and signed.</summary>
internal sealed class MailStages : IDisposable
{
    // So long a failure is remembered, and a look-up is given up when the message that asked is: where no name server answers, one message in so many
    // seconds waits for it and not each (RFC 2308 §7.1).
    private static readonly TimeSpan s_failureTime = TimeSpan.FromSeconds(30);

    private readonly ServerSettings _settings;
    private readonly CachingDnsResolver _resolver;
    private readonly DkimSigningKey[] _keys;

    /// <exception cref="UsageException">A setting cannot be used.</exception>
    public MailStages(ServerSettings settings, SqliteStorage storage, RecipientResolver recipients)
    {
        _settings = settings;
        if (settings.Authentication.Timeout <= TimeSpan.Zero)
        {
            throw new UsageException("Server:Authentication:Timeout has to be more than nothing, such as 00:00:05; Server:Authentication:Enabled turns authentication off.");
        }

        _resolver = new CachingDnsResolver(MakeResolver(settings.Dns), TimeProvider.System, new CachingDnsOptions { FailureTimeToLive = s_failureTime, Timeout = settings.Authentication.Timeout });
        _keys = [.. settings.Dkim.Keys.Select(static k => DkimKeyFile.Read(k))];
        IMessageFilter[] authentication = settings.Authentication.Enabled ? [Authentication()] : [];
        IMessageFilter[] signing = _keys.Length > 0 ? [new DkimSigningFilter(TimeProvider.System, null, _keys)] : [];
        IMessageFilter[] policy = settings.Authentication.Enabled
            ? [new DmarcFilter(settings.Authentication.Dmarc) { DefersTemporaryErrors = settings.Authentication.DeferTemporaryErrors }]
            : [];
        IMessageFilter[] author = settings.Submission.MatchAuthor ? [new AuthorFilter(storage.Directory, recipients)] : [];
        ForReception = new MessageFilters(storage.Blobs, [.. authentication, .. policy]);
        ForSubmission = new MessageFilters(storage.Blobs, [.. authentication, .. author, new MissingFieldsFilter(settings.HostName, TimeProvider.System), .. signing]);
    }

    /// <summary>Looks names up for all that need one.</summary>
    public IDnsResolver Resolver => _resolver;

    /// <summary>The keys that submissions are signed with.</summary>
    public IReadOnlyList<DkimSigningKey> Keys => _keys;

    public MessageFilters ForReception { get; }

    public MessageFilters ForSubmission { get; }

    /// <summary>The keys of a domain that submissions are signed with.</summary>
    public DkimSigningKey[] KeysOf(string domain) => [.. _keys.Where(key => key.Domain.Equals(domain, StringComparison.OrdinalIgnoreCase))];

    /// <summary>Tells the operator what is done.</summary>
    public void Tell()
    {
        Console.WriteLine(_settings.Authentication.Enabled
            ? $"Mail from others is authenticated as {ServiceId}; DMARC: {_settings.Authentication.Dmarc}"
            : "Mail from others is not authenticated");
        foreach (DkimSigningKey key in _keys)
        {
            Console.WriteLine($"Submissions of {key.Domain} are signed: {key.Selector}._domainkey.{key.Domain}");
        }
    }

    public void Dispose()
    {
        _resolver.Dispose();
        foreach (DkimSigningKey key in _keys)
        {
            key.Dispose();
        }
    }

    private string ServiceId => _settings.Authentication.ServiceId.Length > 0 ? _settings.Authentication.ServiceId : _settings.HostName;

    private AuthenticationFilter Authentication() =>
        new(_resolver, TimeProvider.System, new MailAuthOptions { ServiceId = ServiceId, Timeout = _settings.Authentication.Timeout })
        {
            WithReceivedSpf = _settings.Authentication.ReceivedSpf,

            // Whatever results go by, nobody outside goes by the host's name.
            OtherServiceIds = [_settings.HostName],
        };

    private static DnsClientResolver MakeResolver(DnsSettings settings)
    {
        if (settings.Servers.Length == 0)
        {
            return new DnsClientResolver();
        }

        IPEndPoint[] servers = [.. settings.Servers.Select(Server)];

        // RFC 6840 §5.8: what validated is believed where nobody can write on the path to it.
        return new DnsClientResolver(servers, servers.All(static s => IPAddress.IsLoopback(s.Address)));
    }

    private static IPEndPoint Server(string text) => IPEndPoint.TryParse(text, out IPEndPoint? server)
        ? server.Port == 0 ? new IPEndPoint(server.Address, 53) : server
        : throw new UsageException($"Server:Dns:Servers has '{text}', which is no address (such as 127.0.0.1, 192.0.2.1:5353 or [::1]:53).");
}
