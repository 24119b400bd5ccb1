using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Protocols.Hosting;
using Protocols.Imap;
using Protocols.Imap.Server;
using Protocols.Server.Tests.Hosting;
using Protocols.Server.Tests.Imap;
using Protocols.Smtp;
using Protocols.Smtp.Server;
using Protocols.Storage;
using Protocols.Storage.Sql;

namespace Protocols.Server.Tests.Smtp;

/// <summary>A store of its own with SMTP, submission and IMAP before it, in this process and over real sockets; its account is <c>me@here.test</c>.</summary>
internal sealed class MailSite : IAsyncDisposable
{
    public const string Address = "me@here.test";
    public const string HostName = "mx.here.test";

    private readonly string _folder;
    private readonly SqliteStorage _storage;
    private readonly List<InProcessHost> _hosts = [];

    private MailSite(string folder, SqliteStorage storage)
    {
        _folder = folder;
        _storage = storage;
    }

    public AccountId Account { get; private set; }

    public SqliteStorage Storage => _storage;

    public IMailStore Mail => _storage.Mail;

    public IDirectory Directory => _storage.Directory;

    public int SmtpPort { get; private set; }

    public int SubmissionPort { get; private set; }

    public int ImapPort { get; private set; }

    /// <summary>What the server said of its errors.</summary>
    public IEnumerable<string> Errors => _hosts.SelectMany(static h => h.Errors);

    public static async Task<MailSite> StartAsync(params IMessageFilter[] filters) => await StartAsync("smtp", 1 << 26, filters);

    public static async Task<MailSite> StartAsync(string name, int maxBlobSize, params IMessageFilter[] filters)
    {
        string folder = System.IO.Directory.CreateTempSubdirectory("protocols-site-").FullName;
        MailSite site = new(folder, await SqliteStorage.OpenAsync(new SqliteStorageOptions { Folder = folder, PasswordIterations = 4096, MaxBlobSize = maxBlobSize }, TimeProvider.System));
        site.Account = (await site._storage.Accounts.CreateAccountAsync(Address, "secret"u8.ToArray(), null, CancellationToken.None)).Account!.Id;
        site.SmtpPort = await site.HostAsync(site.Smtp(name, false, filters));
        site.SubmissionPort = await site.HostAsync(site.Smtp(name, true, filters));
        site.ImapPort = await site.HostAsync(new ImapServer(new ImapServerOptions(), site._storage.Directory, site._storage.Mail, site._storage.Blobs, site._storage.Changes) { AllowPlaintextPasswordsFromLoopback = true });
        return site;
    }

    public SmtpServer Smtp(string name, bool submission, params IMessageFilter[] filters) =>
        new(new SmtpServerOptions { HostName = HostName, OfferAuthentication = submission, RequireAuthentication = submission }, _storage.Directory, new StoreDelivery(_storage.Directory, _storage.Mail, _storage.Blobs, TimeProvider.System))
        {
            Name = name,
            AllowPlaintextAuthenticationFromLoopback = true,
            Filters = new MessageFilters(_storage.Blobs, filters),
        };

    /// <summary>Makes another account.</summary>
    public async Task<AccountId> AddAsync(string address) =>
        (await _storage.Accounts.CreateAccountAsync(address, "secret"u8.ToArray(), null, CancellationToken.None)).Account!.Id;

    /// <summary>Sends a message, by DATA or in two chunks, and gives the reply to its end.</summary>
    public Task<string> SendAsync(string message, string from = "ann@example.test", string helo = "mail.example.test", bool inChunks = false) =>
        SendAsync(SmtpPort, "", message, from, helo, inChunks);

    /// <summary>The same, logged in.</summary>
    public Task<string> SubmitAsync(string message, bool inChunks = false) =>
        SendAsync(SubmissionPort, $"AUTH PLAIN {Convert.ToBase64String(Encoding.ASCII.GetBytes($"\0{Address}\0secret"))}\r\n", message, Address, "laptop", inChunks);

    /// <summary>The messages of a mailbox, as they are stored.</summary>
    public Task<List<string>> ReadAsync(string mailbox = "INBOX") => ReadAsync(Account, mailbox);

    /// <summary>The same of another account.</summary>
    public async Task<List<string>> ReadAsync(AccountId account, string mailbox = "INBOX")
    {
        List<string> messages = [];
        if (await Mail.FindMailboxAsync(account, mailbox, CancellationToken.None) is not { } found)
        {
            return messages;
        }

        await foreach (MailboxEntry entry in Mail.ReadEntriesAsync(account, found.Id, new EntryQuery(), CancellationToken.None))
        {
            using MemoryStream stream = new();
            PipeWriter writer = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
            await _storage.Blobs.CopyToAsync(account, entry.Blob, 0, entry.Size, writer, CancellationToken.None);
            await writer.CompleteAsync();
            messages.Add(Encoding.UTF8.GetString(stream.ToArray()));
        }

        return messages;
    }

    /// <summary>The one message that the account has, in a mailbox that is asked for.</summary>
    public async Task<string> OnlyAsync(string mailbox = "INBOX") => Assert.Single(await ReadAsync(mailbox));

    public async Task<ImapTalk> ImapAsync()
    {
        ImapTalk talk = new(await LineClient.ConnectAsync(ImapPort));
        await talk.Line();
        await talk.Ok($"LOGIN {Address} secret");
        return talk;
    }

    /// <summary>Whatever a test did, nothing that waited for its stages may be left behind.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (InProcessHost host in _hosts)
        {
            await host.StopAsync();
            await host.DisposeAsync();
        }

        string staging = Path.Combine(_folder, "blobs", "tmp");
        Assert.True(System.IO.Directory.Exists(staging), "The folder has another name now.");
        Assert.Empty(System.IO.Directory.GetFiles(staging));
        await _storage.DisposeAsync();
        System.IO.Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Puts a protocol on a port of its own, until the site is disposed of.</summary>
    public async Task<int> HostAsync(IMailProtocol protocol, MailListenerOptions? options = null)
    {
        InProcessHost host = await InProcessHost.StartAsync(protocol, options);
        _hosts.Add(host);
        return host.Port;
    }

    public static async Task<string> SendAsync(int port, string login, string message, string from, string helo, bool inChunks)
    {
        using LineClient client = await LineClient.ConnectAsync(port);
        await client.ReadReplyAsync();
        bool isUtf8 = !Ascii.IsValid(from);
        await client.SendAsync($"EHLO {helo}\r\n{login}MAIL FROM:<{from}>{(isUtf8 ? " SMTPUTF8" : "")}\r\nRCPT TO:<{Address}>\r\n");
        for (int i = login.Length > 0 ? 4 : 3; i > 0; i--)
        {
            string reply = await client.ReadReplyAsync() ?? "closed";
            Assert.True(reply[0] == '2', reply);
        }

        byte[] octets = Encoding.UTF8.GetBytes(message);
        if (inChunks)
        {
            int half = octets.Length / 2;
            await client.SendAsync(string.Create(CultureInfo.InvariantCulture, $"BDAT {half}\r\n"));
            await client.SendAsync(octets.AsMemory(0, half));
            Assert.StartsWith("250", await client.ReadReplyAsync(), StringComparison.Ordinal);
            await client.SendAsync(string.Create(CultureInfo.InvariantCulture, $"BDAT {octets.Length - half} LAST\r\n"));
            await client.SendAsync(octets.AsMemory(half));
        }
        else
        {
            await client.SendAsync("DATA\r\n");
            Assert.StartsWith("354", await client.ReadReplyAsync(), StringComparison.Ordinal);
            await client.SendAsync(message.Replace("\r\n.", "\r\n..", StringComparison.Ordinal) + (message.EndsWith("\r\n", StringComparison.Ordinal) ? "" : "\r\n") + ".\r\n");
        }

        return await client.ReadReplyAsync() ?? "closed";
    }
}
