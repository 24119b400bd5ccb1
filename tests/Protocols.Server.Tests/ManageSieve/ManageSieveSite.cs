using System.Globalization;
using System.Text;
using Protocols.Hosting;
using Protocols.ManageSieve;
using Protocols.ManageSieve.Server;
using Protocols.Server.Tests.Hosting;
using Protocols.Storage;
using Protocols.Storage.Sql;

namespace Protocols.Server.Tests.ManageSieve;

/// <summary>The ManageSieve server over a store of its own, in this process.</summary>
public sealed class ManageSieveSite : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("protocols-managesieve-").FullName;
    private InProcessHost? _host;
    private SqliteStorage? _storage;

    private ManageSieveSite()
    {
    }

    internal InProcessHost Host => _host!;

    public SqliteStorage Storage => _storage!;

    public AccountId Account { get; private set; }

    /// <summary>Starts a server, in which a script is wrong if a line of it begins with <c>wrong</c>, and odd if one begins with <c>odd</c>.</summary>
    public static async Task<ManageSieveSite> StartAsync(
        ManageSieveServerOptions? options = null, ScriptLimits? limits = null, Func<ManageSieveServer, IMailProtocol>? change = null, Func<Account, SieveUrl?>? referral = null, bool fromLoopback = true, IScriptStore? scripts = null)
    {
        ManageSieveSite site = new();
        site._storage = await SqliteStorage.OpenAsync(
            new SqliteStorageOptions { Folder = site._folder, PasswordIterations = 4096, Scripts = limits ?? new ScriptLimits() }, TimeProvider.System);
        site.Account = (await site.Storage.Accounts.CreateAccountAsync("tim@example.test", "secret"u8.ToArray(), null, CancellationToken.None)).Account!.Id;
        ManageSieveServer server = new(options ?? new ManageSieveServerOptions { SieveExtensions = ["fileinto"] }, site.Storage.Directory, scripts ?? site.Storage.Scripts, Check)
        {
            AllowPlaintextPasswordsFromLoopback = fromLoopback,
            ReferralOf = referral,
        };
        site._host = await InProcessHost.StartAsync(change?.Invoke(server) ?? server, new MailListenerOptions { Tls = TlsMode.StartTls, TlsOptions = InProcessHost.Tls });
        return site;
    }

    /// <summary>A connection whose greeting was read.</summary>
    public async Task<SieveTalk> ConnectAsync()
    {
        SieveTalk talk = new(await LineClient.ConnectAsync(Host.Port));
        await talk.Answer();
        return talk;
    }

    /// <summary>A connection that is logged in.</summary>
    public async Task<SieveTalk> LoginAsync()
    {
        SieveTalk talk = await ConnectAsync();
        Assert.Equal("OK \"Logged in\"", await talk.Say($"AUTHENTICATE \"PLAIN\" \"{SieveTalk.Plain("tim@example.test", "secret")}\""));
        return talk;
    }

    /// <summary>Whatever a test did, no error of ours may have come of it, but for those that it names.</summary>
    public int ExpectedErrors { get; set; }

    public async ValueTask DisposeAsync()
    {
        await Host.StopAsync();
        await Host.DisposeAsync();
        await Storage.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        Assert.True(Host.Errors.Count == ExpectedErrors, string.Join(Environment.NewLine, Host.Errors));
    }

    private static ScriptVerdict Check(ReadOnlySpan<byte> source)
    {
        string[] lines = Encoding.UTF8.GetString(source).Split('\n');
        string Told(string word) => string.Join('\n', lines.Index().Where(l => l.Item.StartsWith(word, StringComparison.Ordinal)).Select(l => string.Create(CultureInfo.InvariantCulture, $"line {l.Index + 1}: {word}")));
        string wrong = Told("wrong");
        return wrong.Length > 0 ? new ScriptVerdict(false, wrong) : new ScriptVerdict(true, Told("odd"));
    }
}

/// <summary>Talks ManageSieve, and gives each answer in one piece.</summary>
public sealed class SieveTalk(LineClient client) : IDisposable
{
    public LineClient Client { get; } = client;

    public static string Plain(string user, string password) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{user}\0{password}"));

    /// <summary>Sends a command and reads its answer: all lines with a bar between any two.</summary>
    public async Task<string> Say(string command)
    {
        await Client.SendAsync(command + "\r\n");
        return await Answer();
    }

    /// <summary>Reads up to the line that ends an answer.</summary>
    public async Task<string> Answer()
    {
        List<string> lines = [];
        while (await Client.ReadResponseAsync() is { } line)
        {
            lines.Add(line);
            if (line.StartsWith("OK", StringComparison.Ordinal) || line.StartsWith("NO", StringComparison.Ordinal) || line.StartsWith("BYE", StringComparison.Ordinal))
            {
                break;
            }
        }

        return string.Join('|', lines);
    }

    public void Dispose() => Client.Dispose();
}
