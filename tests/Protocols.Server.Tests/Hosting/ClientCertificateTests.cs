using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Protocols.Hosting;
using Protocols.Imap;
using Protocols.Imap.Server;
using Protocols.ManageSieve;
using Protocols.ManageSieve.Server;
using Protocols.Pop3;
using Protocols.Pop3.Server;
using Protocols.Server.Tests.Interop;
using Protocols.Server.Tests.Relay;
using Protocols.Sieve;
using Protocols.Smtp;
using Protocols.Smtp.Server;
using Protocols.Storage;
using Protocols.Storage.Sql;

namespace Protocols.Server.Tests.Hosting;

/// <summary>Logins by a certificate of the client's (RFC 4422 Appendix A), over real TLS, in all protocols.</summary>
public sealed class ClientCertificateTests : IAsyncLifetime
{
    private const string Address = "kim@example.test";

    private readonly string _folder = Directory.CreateTempSubdirectory("protocols-certificates-").FullName;
    private readonly X509Certificate2 _own = TestCertificates.Server("kim");
    private readonly List<InProcessHost> _hosts = [];
    private SqliteStorage? _storage;

    public async ValueTask InitializeAsync()
    {
        _storage = await SqliteStorage.OpenAsync(new SqliteStorageOptions { Folder = _folder, PasswordIterations = 4096 }, TimeProvider.System);
        await _storage.Accounts.CreateAccountAsync(Address, "secret"u8.ToArray(), null, default);
        await _storage.Accounts.CreateAccountAsync("tim@example.test", "secret"u8.ToArray(), null, default);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (InProcessHost host in _hosts)
        {
            await host.StopAsync();
            await host.DisposeAsync();
            Assert.Empty(host.Errors);
        }

        await _storage!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private LoginService Logins(params X509Certificate2[] known) => new(_storage!.Directory)
    {
        Certificates = new CertificateTable(
            _storage.Directory, (known.Length == 0 ? [_own] : known).Select(static c => new KeyValuePair<string, string>(c.GetCertHashString(HashAlgorithmName.SHA256), Address)), TimeProvider.System),
    };

    private IMailProtocol Protocol(string name, LoginService logins) => name switch
    {
        "imap" => new ImapServer(new ImapServerOptions(), _storage!.Directory, _storage.Mail, _storage.Blobs, _storage.Changes) { Login = logins },
        "pop3" => new Pop3Server(new Pop3ServerOptions(), _storage!.Directory, _storage.Mail, _storage.Blobs) { Login = logins },
        "smtp" => new SmtpServer(
            new SmtpServerOptions { HostName = "mx.example.test", OfferAuthentication = true }, _storage!.Directory, new StoreDelivery(_storage.Directory, _storage.Mail, _storage.Blobs, TimeProvider.System)) { Login = logins },
        _ => new ManageSieveServer(new ManageSieveServerOptions { SieveExtensions = ["fileinto"] }, _storage!.Directory, _storage.Scripts, new SieveCompiler()) { Login = logins },
    };

    private async Task<int> StartAsync(string name, TlsMode mode = TlsMode.Implicit, ClientCertificateMode asks = ClientCertificateMode.Ask, X509Certificate2? authority = null, LoginService? logins = null)
    {
        ServerTlsOptions tls = InProcessHost.Tls with { ClientCertificates = asks, ClientAuthorities = authority is null ? null : [authority] };
        InProcessHost host = await InProcessHost.StartAsync(Protocol(name, logins ?? Logins()), new MailListenerOptions { Tls = mode, TlsOptions = tls });
        _hosts.Add(host);
        return host.Port;
    }

    private static async Task<LineClient> ConnectAsync(int port, X509Certificate2? certificate)
    {
        LineClient client = await LineClient.ConnectAsync(port);
        await client.SecureAsync(certificate);
        return client;
    }

    /// <summary>Sends a line and reads up to one that begins as the last one does.</summary>
    private static async Task<string> AskAsync(LineClient client, string line, string last)
    {
        await client.SendAsync(line);
        string said = "";
        while (await client.ReadLineAsync() is { } next)
        {
            said += next + "\n";
            if (next.Split(' ')[0] is var word && last.Split(' ').Contains(word))
            {
                return said;
            }
        }

        return said;
    }

    [Theory, Rfc(4422, "A"), Rfc(9051, "6.2.2"), Rfc(5034, "4"), Rfc(4954, "4"), Rfc(5804, "2.1")]
    [InlineData("imap", "*", "a CAPABILITY\r\n", "a", "AUTH=EXTERNAL", "b AUTHENTICATE EXTERNAL =\r\n", "b OK")]
    [InlineData("pop3", "+OK", "CAPA\r\n", ".", "SASL EXTERNAL", "AUTH EXTERNAL =\r\n", "+OK The maildrop")]
    [InlineData("smtp", "220", "EHLO x\r\n", "250", "EXTERNAL", "AUTH EXTERNAL =\r\n", "235 ")]
    [InlineData("managesieve", "OK", "CAPABILITY\r\n", "OK", "EXTERNAL", "AUTHENTICATE \"EXTERNAL\" \"\"\r\n", "OK")]
    public async Task Who_shows_a_certificate_of_the_table_logs_in_with_it(string name, string greeting, string ask, string askEnd, string offered, string login, string success)
    {
        int port = await StartAsync(name);
        using X509Certificate2 strange = TestCertificates.SelfSigned("somebody");
        foreach ((X509Certificate2? certificate, bool isOffered, bool isTaken) in new[] { (_own, true, true), (strange, true, false), ((X509Certificate2?)null, false, false) })
        {
            using LineClient client = await ConnectAsync(port, certificate);
            await AskAsync(client, "", greeting);
            string capabilities = await AskAsync(client, ask, askEnd);
            Assert.Equal(isOffered, capabilities.Contains(offered, StringComparison.Ordinal));
            string said = await AskAsync(client, login, "b +OK -ERR 235 535 504 454 OK NO");
            Assert.Equal(isTaken, said.Split('\n').Any(line => line.StartsWith(success, StringComparison.Ordinal)));
        }
    }

    [Fact, Rfc(4422, "A.1")]
    public async Task Nobody_acts_as_somebody_else_by_a_certificate()
    {
        int port = await StartAsync("imap");
        foreach ((string identity, string answer) in new[] { (Address, "b OK"), ("KIM@EXAMPLE.test", "b OK"), ("tim@example.test", "b NO [AUTHORIZATIONFAILED]") })
        {
            using LineClient client = await ConnectAsync(port, _own);
            await AskAsync(client, "", "*");
            Assert.StartsWith(answer, await AskAsync(client, $"b AUTHENTICATE EXTERNAL {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(identity))}\r\n", "b"), StringComparison.Ordinal);
        }
    }

    [Fact, Rfc(9051, "6.2.1")]
    public async Task A_certificate_counts_from_starttls_on()
    {
        int port = await StartAsync("imap", TlsMode.StartTls);
        using LineClient client = await LineClient.ConnectAsync(port);
        await AskAsync(client, "", "*");
        Assert.DoesNotContain("EXTERNAL", await AskAsync(client, "a CAPABILITY\r\n", "a"), StringComparison.Ordinal);
        await AskAsync(client, "b STARTTLS\r\n", "b");
        await client.SecureAsync(_own);
        Assert.Contains("AUTH=EXTERNAL", await AskAsync(client, "c CAPABILITY\r\n", "c"), StringComparison.Ordinal);
        Assert.StartsWith("d OK", await AskAsync(client, "d AUTHENTICATE EXTERNAL =\r\n", "d"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_authorities_what_goes_back_to_none_of_them_was_never_shown()
    {
        using X509Certificate2 strange = TestCertificates.SelfSigned("kim");
        int port = await StartAsync("imap", authority: TestCertificates.Authority, logins: Logins(_own, strange));
        foreach ((X509Certificate2 certificate, bool isOffered) in new[] { (_own, false), (strange, false) })
        {
            // The chain has to end at a root; what is signed by an authority that is none is not enough.
            using LineClient client = await ConnectAsync(port, certificate);
            await AskAsync(client, "", "*");
            Assert.Equal(isOffered, (await AskAsync(client, "a CAPABILITY\r\n", "a")).Contains("EXTERNAL", StringComparison.Ordinal));
        }

        int rooted = await StartAsync("imap", authority: strange, logins: Logins(_own, strange));
        using LineClient known = await ConnectAsync(rooted, strange);
        await AskAsync(known, "", "*");
        Assert.Contains("AUTH=EXTERNAL", await AskAsync(known, "a CAPABILITY\r\n", "a"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listener_that_requires_a_certificate_talks_to_nobody_without()
    {
        int port = await StartAsync("imap", asks: ClientCertificateMode.Require);
        using LineClient client = await ConnectAsync(port, _own);
        Assert.StartsWith("* OK", await client.ReadLineAsync(), StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            // With TLS 1.3 the client has done its part before the server has looked.
            using LineClient other = await ConnectAsync(port, null);
            Assert.Null(await other.ReadLineAsync());
            throw new IOException("The server has closed.");
        });
    }

    [Fact]
    public async Task The_table_takes_fingerprints_alone_and_certificates_in_their_time()
    {
        Assert.Throws<ArgumentException>(() => new CertificateTable(_storage!.Directory, [new("abc", Address)], TimeProvider.System));
        string hash = _own.GetCertHashString(HashAlgorithmName.SHA256);
        string colons = string.Join(':', hash.Chunk(2).Select(static c => new string(c))).ToLowerInvariant();
        CertificateTable table = new(_storage!.Directory, [new(colons, Address)], TimeProvider.System);
        Assert.Equal(AuthenticationStatus.Success, (await table.FindAccountAsync(_own, default)).Status);
        table = new CertificateTable(_storage.Directory, [new(colons, Address)], new Later());
        Assert.Equal(AuthenticationStatus.InvalidCredentials, (await table.FindAccountAsync(_own, default)).Status);
        CertificateTable gone = new(_storage.Directory, [new(hash, "gone@example.test")], TimeProvider.System);
        Assert.Equal(AuthenticationStatus.InvalidCredentials, (await gone.FindAccountAsync(_own, default)).Status);
    }

    [Theory]
    [InlineData("imap", "imaps", "INBOX")]
    [InlineData("pop3", "pop3s", "")]
    public async Task Curl_logs_in_with_its_certificate(string name, string scheme, string path)
    {
        Programs.Require("curl");
        int port = await StartAsync(name);
        string certificate = Path.Combine(_folder, "client.pem");
        await File.WriteAllTextAsync(certificate, _own.ExportCertificatePem() + "\n" + _own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        (int code, string said) = await Programs.RunAsync(
            "curl", ["-sk", "--show-error", "-v", "--cert", certificate, "--login-options", "AUTH=EXTERNAL", "-u", Address + ":", string.Create(CultureInfo.InvariantCulture, $"{scheme}://127.0.0.1:{port}/{path}")]);
        Assert.True(code == 0, said);
        Assert.Contains(name == "imap" ? "AUTHENTICATE EXTERNAL" : "AUTH EXTERNAL", said, StringComparison.Ordinal);
    }

    private sealed class Later : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddDays(30);
    }
}
