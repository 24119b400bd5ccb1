using System.Buffers;
using System.Text;
using Protocols.Hosting;
using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>IMAP4rev2 and IMAP4rev1 as a <see cref="IMailProtocol"/>: the session of <c>Protocols.Imap</c> over the storage ports.</summary>
/// <param name="options">The sessions' settings and limits. Mechanisms and STARTTLS are set for each connection by the server itself.</param>
/// <param name="directory">Who may log in.</param>
/// <param name="mail">The mailboxes.</param>
/// <param name="blobs">The messages' bytes.</param>
/// <param name="changes">Who changed what: what wakes an IDLE.</param>
public sealed class ImapServer(ImapServerOptions options, IDirectory directory, IMailStore mail, IBlobStore blobs, IChangeFeed changes) : IMailProtocol
{
    private const long DefaultRenditionBytes = 96 * 1024 * 1024;
    // RFC 3986 §3.2, without what an atom of IMAP cannot have (RFC 9051 §9).
    private static readonly SearchValues<char> s_authority = SearchValues.Create("!$&'+,-.0123456789:;=@ABCDEFGHIJKLMNOPQRSTUVWXYZ[_abcdefghijklmnopqrstuvwxyz~");

    /// <inheritdoc/>
    public string Name => "imap";

    /// <summary>How long the client may take.</summary>
    public ImapServerTimeouts Timeouts { get; init; } = new();

    /// <summary>What a search may cost.</summary>
    public ImapSearchLimits SearchLimits { get; init; } = new();

    /// <summary>What knows where texts are, or null: then every message is looked into.</summary>
    public ISearchIndex? SearchIndex { get; init; }

    /// <summary>Whether a client on this very machine may log in without TLS, whatever the options say: its bytes never leave the machine.</summary>
    public bool AllowPlaintextPasswordsFromLoopback { get; init; }

    /// <summary>What IMAP URLs are authorized by (RFC 4467); null, the default, where none are.</summary>
    public IUrlKeyStore? UrlKeys { get; init; }

    /// <summary>The login names of submission servers, which may fetch URLs authorized for a submission (RFC 4467 §3). None by default.</summary>
    public IReadOnlySet<string> SubmissionServers { get; init; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// How many connections may be compressed at one time, from 0 for none; 1,000 unless set. Each holds about 300 KB for it; COMPRESS beyond is
    /// answered NO with LIMIT (RFC 4978).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxCompressedConnections
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }
    = 1000;

    /// <summary>Who may do what with whose mailboxes. With it the server offers ACL, and others' mailboxes in a namespace of their own (RFC 4314); without, neither.</summary>
    public IMailboxSharing? Sharing { get; init; }

    /// <summary>How clients log in; by default with nothing but passwords and the keys that the directory keeps.</summary>
    public LoginService Login { get; init; } = new(directory);

    /// <summary>What accounts use and may use. With it the server offers QUOTA (RFC 9208): to look at, since limits are an operator's to set.</summary>
    public IQuotaStore? Quota { get; init; }

    /// <summary>What is noted on mailboxes. With it the server offers METADATA (RFC 5464).</summary>
    public IAnnotationStore? Annotations { get; init; }

    /// <summary>
    /// What the server says of itself, by its entry: <c>/shared/admin</c> with a URI by which its operator can be reached, <c>/shared/comment</c> (RFC 5464
    /// §3.2.1.1). None by default; clients cannot change it.
    /// </summary>
    public IReadOnlyDictionary<string, string> ServerAnnotations
    {
        get;
        init => field = value.ToDictionary(static pair => AddressText.Fold(pair.Key), static pair => pair.Value, StringComparer.Ordinal);
    }
    = new Dictionary<string, string>();

    /// <summary>
    /// What runs the scripts that stand on mailboxes when clients file messages or change flags (RFC 6785). With it, <see cref="Annotations"/> and
    /// <see cref="ManageSieveUrl"/> the server offers IMAPSIEVE; null, unless set, for nothing.
    /// </summary>
    public IMailboxEvents? Events { get; init; }

    /// <summary>Where the scripts of <see cref="Events"/> are edited: a URL such as <c>sieve://mail.example.org</c>, without a path (RFC 5804 §3). Null unless set.</summary>
    /// <exception cref="ArgumentException">It is no URL of a ManageSieve server, or not of printable ASCII.</exception>
    public string? ManageSieveUrl
    {
        get;
        init => field = value is null || (value.StartsWith("sieve://", StringComparison.OrdinalIgnoreCase) && value.Length > "sieve://".Length
            && !value.AsSpan("sieve://".Length).ContainsAnyExcept(s_authority))
            ? value
            : throw new ArgumentException("A ManageSieve server's URL is as sieve://mail.example.org is.", nameof(value));
    }

    /// <summary>
    /// Where the same mail, all of it and no other, is to be had by JMAP with the same credentials: the URL of the session resource (RFC 9698). With it the
    /// server offers JMAPACCESS; null, unless set, for nowhere.
    /// </summary>
    public Uri? JmapSession { get; init; }

    /// <summary>Which mailboxes changed when. With it the server offers NOTIFY (RFC 5465).</summary>
    public IMailboxFeed? MailboxFeed { get; init; }

    /// <summary>
    /// How many mailboxes one connection may watch by NOTIFY, and how many may have changed at once, from 1; 10,000 unless set. Beyond it NOTIFY is refused,
    /// or ends, with NOTIFICATIONOVERFLOW.
    /// </summary>
    public int MaxWatchedMailboxes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }
    = 10_000;

    internal long AppendLimit => options.Limits.MaxAppendLength;

    /// <summary>
    /// Whether APPEND takes a message with 8-bit octets in its header from a client that has enabled neither UTF8=ACCEPT nor IMAP4rev2. False by default,
    /// as RFC 6855 §4 has it: such a message is answered NO.
    /// </summary>
    public bool AcceptsUnannouncedUtf8 { get; init; }

    /// <summary>
    /// How many bytes of ENVELOPE, BODY and BODYSTRUCTURE are remembered as they were written, for all connections together, from 0 for none; 96 MiB unless
    /// set, which is enough for some 200,000 messages. It grows with what clients ask for.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long MaxRenditionBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
            Renditions = new RenditionCache(value);
        }
    }
    = DefaultRenditionBytes;

    internal RenditionCache Renditions { get; private init; } = new(DefaultRenditionBytes);

    internal CompressionCount Compressed { get; } = new();

    internal IDirectory Directory => directory;

    internal IMailStore Mail => mail;

    internal IBlobStore Blobs => blobs;

    internal IChangeFeed Changes => changes;

    // What the ports that are there can serve, and nothing else.
    private IEnumerable<string> Capabilities =>
    [
        .. Sharing is null ? (ReadOnlySpan<string>)[] : ["ACL", "RIGHTS=kxte", "LIST-MYRIGHTS"],
        .. MailboxFeed is null ? (ReadOnlySpan<string>)[] : ["NOTIFY"],
        .. JmapSession is null ? (ReadOnlySpan<string>)[] : ["JMAPACCESS"],
        .. Annotations is null ? (ReadOnlySpan<string>)[] : ["METADATA", "FILTERS"],
        .. Events is null || Annotations is null || ManageSieveUrl is null ? (ReadOnlySpan<string>)[] : ["IMAPSIEVE=" + ManageSieveUrl],
        .. Quota is null ? (ReadOnlySpan<string>)[] : ["QUOTA", "QUOTA=RES-STORAGE", "QUOTA=RES-MESSAGE", "QUOTA=RES-MAILBOX"],
        .. UrlKeys is null ? (ReadOnlySpan<string>)[] : ["URLAUTH", "URLAUTH=BINARY"],
    ];

    /// <inheritdoc/>
    public async Task RunAsync(MailConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ImapServerOptions own = options with
        {
            CanStartTls = connection.CanStartTls,
            CanCompress = MaxCompressedConnections > 0,
            HostCapabilities = [.. options.HostCapabilities, .. Capabilities],
            Mechanisms = [.. Sasl.SaslMechanisms.Offered(Login.Mechanisms, connection.Tls is null ? connection.CanStartTls : connection.Tls.EndPointBinding is not null, hasIdentity: true)],
            AllowPlaintextPasswords = options.AllowPlaintextPasswords || (AllowPlaintextPasswordsFromLoopback && connection.IsLoopback),
        };
        ImapConnection running = new(this, connection, own);
        await using (running.ConfigureAwait(false))
        {
            await running.RunAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> GetRefusal(RefusalReason reason) => Encoding.ASCII.GetBytes(reason == RefusalReason.TooManyFromAddress
        ? "* BYE Too many connections from your address\r\n"
        : "* BYE [UNAVAILABLE] Too many connections, try again later\r\n");
}
