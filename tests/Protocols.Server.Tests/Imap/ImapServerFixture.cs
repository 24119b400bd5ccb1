using System.Globalization;
using System.Text;
using Protocols.Imap;
using Protocols.Imap.Server;
using Protocols.Server.Tests.Hosting;
using Protocols.Storage;
using Protocols.Storage.Sql;

namespace Protocols.Server.Tests.Imap;

/// <summary>The IMAP server over a store of its own, in this process: what goes over the wire is looked at line by line.</summary>
public sealed class ImapServerFixture : IAsyncLifetime
{
    private static int s_accounts;

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "protocols-imap-" + Guid.NewGuid().ToString("N"));
    private SqliteStorage? _storage;
    private readonly List<InProcessHost> _others = [];
    private InProcessHost? _host;

    /// <summary>The login of a submission server; there is no such account until a test makes it.</summary>
    public const string SubmissionServer = "submission@example.test";

    internal InProcessHost Host => _host!;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder);
        _storage = await SqliteStorage.OpenAsync(new SqliteStorageOptions { Folder = _folder, PasswordIterations = 4096 }, TimeProvider.System);
        _host = await InProcessHost.StartAsync(NewServer());
    }

    /// <summary>A server over the same store, for a listener of another kind.</summary>
    internal ImapServer NewServer()
    {
        ImapServerOptions options = new()
        {
            Limits = new ImapLimits { MaxAppendLength = 1 << 20, MaxLiteralLength = 1 << 17 },
            Languages =
            [
                new ImapLanguage { Tag = "xx", Texts = new Dictionary<string, string> { ["NOOP completed"] = "noop ausgef\u00fchrt" }, OtherUsers = "Andere Ben\u00fctzer/" },
                ImapLanguage.English,
            ],
        };
        return new ImapServer(options, _storage!.Directory, _storage.Mail, _storage.Blobs, _storage.Changes)
        {
            AllowPlaintextPasswordsFromLoopback = true,
            UrlKeys = _storage.UrlKeys,
            SubmissionServers = new HashSet<string> { SubmissionServer },
            Sharing = _storage.Sharing,
            SearchIndex = _storage.Search,
            Quota = _storage.Quota,
            MailboxFeed = _storage.MailboxFeed,
            Annotations = _storage.Annotations,
            ServerAnnotations = new Dictionary<string, string> { ["/shared/Admin"] = "mailto:postmaster@example.test", ["/shared/comment"] = "A server" },
        };
    }

    /// <summary>Whatever a test did, no error of ours may have come of it.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (InProcessHost other in _others)
        {
            await other.StopAsync();
            await other.DisposeAsync();
        }

        await Host.StopAsync();
        await Host.DisposeAsync();
        await _storage!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        Assert.True(Host.Errors.Count == 0, string.Join(Environment.NewLine, Host.Errors));
    }

    /// <summary>The store behind the server.</summary>
    internal SqliteStorage Storage => _storage!;

    /// <summary>A new account, so that tests do not see one another's mail.</summary>
    public async Task<string> NewAccountAsync()
    {
        string address = string.Create(CultureInfo.InvariantCulture, $"user{Interlocked.Increment(ref s_accounts)}@example.test");
        await NewAccountAsync(address);
        return address;
    }

    /// <summary>A new account of this address.</summary>
    public async Task NewAccountAsync(string address)
    {
        AccountChangeResult result = await _storage!.Accounts.CreateAccountAsync(address, Encoding.UTF8.GetBytes("secret"), null, CancellationToken.None);
        Assert.Equal(AccountChangeStatus.Done, result.Status);
    }

    /// <summary>A connection that is logged in.</summary>
    public async Task<ImapTalk> LoginAsync(string address)
    {
        ImapTalk talk = new(await LineClient.ConnectAsync(Host.Port));
        await talk.Line();
        await talk.Ok($"LOGIN {address} secret");
        return talk;
    }

    /// <summary>A connection to a server of other settings over the same store; the server lives as long as these tests.</summary>
    public async Task<ImapTalk> LoginAsync(string address, ImapServer other)
    {
        InProcessHost host = await InProcessHost.StartAsync(other);
        _others.Add(host);
        ImapTalk talk = new(await LineClient.ConnectAsync(host.Port));
        await talk.Line();
        await talk.Ok($"LOGIN {address} secret");
        return talk;
    }

    /// <summary>A connection that is logged in to a new account.</summary>
    public async Task<ImapTalk> LoginAsync() => await LoginAsync(await NewAccountAsync());
}

/// <summary>Talks IMAP and leaves the tags away.</summary>
public sealed class ImapTalk(LineClient client) : IDisposable
{
    public LineClient Client { get; } = client;

    /// <summary>Whether <c>\Recent</c> is shown. Most tests are about something else, and a message is recent to whoever looks first.</summary>
    public bool ShowsRecent { get; set; }

    public Task<string?> Line() => Client.ReadResponseAsync();

    /// <summary>Sends a command, and gives the untagged responses and, without its tag, the tagged one.</summary>
    public async Task<List<string>> Say(string command)
    {
        List<string> lines = await Client.CommandAsync(command);
        if (!ShowsRecent)
        {
            lines = [.. lines.Select(l => l.Replace(" \\Recent)", ")", StringComparison.Ordinal).Replace("(\\Recent)", "()", StringComparison.Ordinal))];
        }

        lines[^1] = lines[^1][(lines[^1].IndexOf(' ', StringComparison.Ordinal) + 1)..];
        return lines;
    }

    /// <summary>The same of a command that has to be answered OK; the untagged responses alone.</summary>
    public async Task<List<string>> Ok(string command)
    {
        List<string> lines = await Say(command);
        Assert.True(lines[^1].StartsWith("OK ", StringComparison.Ordinal), command + " → " + lines[^1]);
        lines.RemoveAt(lines.Count - 1);
        return lines;
    }

    /// <summary>The same of a command that has to be answered by something else; its beginning.</summary>
    public async Task Fails(string expected, string command)
    {
        List<string> lines = await Say(command);
        Assert.True(lines[^1].StartsWith(expected, StringComparison.Ordinal), command + " → " + lines[^1]);
    }

    /// <summary>Files a message and gives the tagged response.</summary>
    public async Task<string> Append(string mailbox, string message, string flags = "") =>
        (await Say($"APPEND {mailbox} {flags}{{{Encoding.UTF8.GetByteCount(message)}+}}\r\n{message}"))[^1];

    public void Dispose() => Client.Dispose();
}
