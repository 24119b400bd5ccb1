using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Protocols.Hosting;
using Protocols.ManageSieve;
using Protocols.ManageSieve.Server;
using Protocols.Server.Tests.Hosting;
using Protocols.Sieve;
using Protocols.Storage;
using Protocols.Storage.Sql;

namespace Protocols.Server.Tests.ManageSieve;

public sealed class ManageSieveServerTests
{
    [Fact, Rfc(5804, "2.6"), Rfc(5804, "2.7"), Rfc(5804, "2.8"), Rfc(5804, "2.9"), Rfc(5804, "2.10"), Rfc(5804, "2.11")]
    public async Task Scripts_are_put_listed_activated_read_renamed_and_deleted()
    {
        await using ManageSieveSite site = await ManageSieveSite.StartAsync();
        using SieveTalk talk = await site.LoginAsync();
        Assert.Equal("OK \"These are all\"", await talk.Say("LISTSCRIPTS"));
        Assert.Equal("OK \"The script is stored\"", await talk.Say("PUTSCRIPT \"main\" {7+}\r\nkeep;\r\n"));
        Assert.Equal("OK \"The script is stored\"", await talk.Say("PUTSCRIPT \"other \\\"x\\\"\" \"stop;\""));
        Assert.Equal("OK \"The script is active\"", await talk.Say("SETACTIVE \"main\""));
        Assert.Equal("\"main\" ACTIVE|\"other \\\"x\\\"\"|OK \"These are all\"", await talk.Say("LISTSCRIPTS"));
        Assert.Equal("{7}keep;\r\n|OK \"This is all of it\"", await talk.Say("GETSCRIPT \"main\""));
        Assert.Equal("keep;\r\n", Encoding.UTF8.GetString((await site.Storage.Scripts.ReadActiveAsync(site.Account, default))!.Source.Span));
        Assert.Equal("NO (ACTIVE) \"You may not delete an active script\"", await talk.Say("DELETESCRIPT \"main\""));
        Assert.Equal("NO (ALREADYEXISTS) \"There is a script by that name already\"", await talk.Say("RENAMESCRIPT \"main\" \"other \\\"x\\\"\""));
        Assert.Equal("OK \"The script is renamed\"", await talk.Say("RENAMESCRIPT \"main\" \"first\""));
        Assert.Equal("\"first\" ACTIVE|\"other \\\"x\\\"\"|OK \"These are all\"", await talk.Say("LISTSCRIPTS"));
        Assert.Equal("OK \"No script is active\"", await talk.Say("SETACTIVE \"\""));
        Assert.Equal("OK \"The script is deleted\"", await talk.Say("DELETESCRIPT \"first\""));
        foreach (string command in (string[])["GETSCRIPT \"first\"", "DELETESCRIPT \"first\"", "SETACTIVE \"first\"", "RENAMESCRIPT \"first\" \"x\""])
        {
            Assert.Equal("NO (NONEXISTENT) \"There is no script by that name\"", await talk.Say(command));
        }

        Assert.Equal("OK (TAG \"x\") \"NOOP completed\"", await talk.Say("NOOP \"x\""));
        Assert.Equal("OK \"Good-bye\"", await talk.Say("LOGOUT"));
        Assert.Null(await talk.Client.ReadLineAsync());
    }

    [Fact, Rfc(5804, "2.6"), Rfc(5804, "2.12"), Rfc(5804, "1.3")]
    public async Task A_wrong_script_is_refused_with_its_lines_and_never_stored()
    {
        await using ManageSieveSite site = await ManageSieveSite.StartAsync();
        using SieveTalk talk = await site.LoginAsync();
        await talk.Say("PUTSCRIPT \"x\" \"keep;\"");
        Assert.Equal("NO \"line 2: wrong\"", await talk.Say("PUTSCRIPT \"x\" {13+}\r\nkeep;\nwrong;\n"));
        Assert.Equal("NO {28}line 1: wrong\r\nline 2: wrong", await talk.Say("CHECKSCRIPT {11+}\r\nwrong\nwrong"));
        Assert.Equal("{5}keep;|OK \"This is all of it\"", await talk.Say("GETSCRIPT \"x\""));
        Assert.Equal("OK (WARNINGS) \"line 1: odd\"", await talk.Say("PUTSCRIPT \"y\" \"odd\""));
        Assert.Equal("OK (WARNINGS) \"line 1: odd\"", await talk.Say("CHECKSCRIPT \"odd\""));
        Assert.Equal("OK \"The script is valid\"", await talk.Say("CHECKSCRIPT \"keep;\""));
        Assert.Equal("\"x\"|\"y\"|OK \"These are all\"", await talk.Say("LISTSCRIPTS"));
    }

    [Fact, Rfc(5804, "1.5"), Rfc(5804, "2.5")]
    public async Task Quotas_are_told_by_their_codes()
    {
        await using ManageSieveSite site = await ManageSieveSite.StartAsync(limits: new ScriptLimits { Scripts = 2, ScriptSize = 10, TotalSize = 15 });
        using SieveTalk talk = await site.LoginAsync();
        Assert.Equal("OK \"There is room\"", await talk.Say("HAVESPACE \"a\" 10"));
        Assert.Equal("NO (QUOTA/MAXSIZE) \"The script is larger than one may be\"", await talk.Say("HAVESPACE \"a\" 11"));
        Assert.Equal("NO (QUOTA/MAXSIZE) \"The script is larger than one may be\"", await talk.Say("PUTSCRIPT \"a\" \"# 345678901\""));
        Assert.Equal("OK \"The script is stored\"", await talk.Say("PUTSCRIPT \"a\" \"# 34567890\""));
        Assert.Equal("NO (QUOTA) \"Your scripts together would be larger than they may be\"", await talk.Say("PUTSCRIPT \"b\" \"# 3456\""));
        Assert.Equal("OK \"The script is stored\"", await talk.Say("PUTSCRIPT \"b\" \"# 1\""));
        Assert.Equal("NO (QUOTA/MAXSCRIPTS) \"You have as many scripts as you may\"", await talk.Say("HAVESPACE \"c\" 1"));

        // RFC 5804 §2.12: what is only checked needs no room.
        Assert.Equal("OK \"The script is valid\"", await talk.Say("CHECKSCRIPT \"# 345678901\""));
    }

    [Fact, Rfc(5804, "2.1"), Rfc(5804, "2.14.1")]
    public async Task Logins_end_well_or_not_and_can_be_taken_back()
    {
        await using ManageSieveSite site = await ManageSieveSite.StartAsync();
        using SieveTalk talk = await site.ConnectAsync();
        Assert.Equal("NO \"Authentication failed\"", await talk.Say($"AUTHENTICATE \"PLAIN\" \"{SieveTalk.Plain("tim@example.test", "other")}\""));
        Assert.Equal("NO \"The mechanism begins with a challenge\"", await talk.Say("AUTHENTICATE \"LOGIN\" \"dGlt\""));
        await talk.Client.SendAsync("AUTHENTICATE \"LOGIN\"\r\n");
        Assert.Equal("\"VXNlcm5hbWU6\"", await talk.Client.ReadLineAsync());
        await talk.Client.SendAsync("\"dGltQGV4YW1wbGUudGVzdA==\"\r\n");
        Assert.Equal("\"UGFzc3dvcmQ6\"", await talk.Client.ReadLineAsync());
        Assert.Equal("OK \"Logged in\"", await talk.Say("{8+}\r\nc2VjcmV0"));
        Assert.Contains("\"OWNER\" \"tim@example.test\"|", await talk.Say("CAPABILITY"), StringComparison.Ordinal);
        Assert.Equal("OK \"You are logged out\"", await talk.Say("UNAUTHENTICATE"));
        Assert.DoesNotContain("OWNER", await talk.Say("CAPABILITY"), StringComparison.Ordinal);
        Assert.Equal("NO \"log in first\"", await talk.Say("LISTSCRIPTS"));
        string other = Convert.ToBase64String(Encoding.UTF8.GetBytes("ann@example.test\0tim@example.test\0secret"));
        Assert.Equal("NO \"You cannot act as somebody else\"", await talk.Say($"AUTHENTICATE \"PLAIN\" \"{other}\""));
        await talk.Client.SendAsync("AUTHENTICATE \"LOGIN\"\r\n");
        Assert.NotNull(await talk.Client.ReadLineAsync());
        Assert.Equal("NO \"cancelled\"", await talk.Say("\"*\""));
        Assert.Equal("NO \"Authentication failed\"", await talk.Say("AUTHENTICATE \"PLAIN\" \"AAAA\""));
        Assert.Equal("BYE \"too many failed attempts to log in\"", await talk.Answer());
        Assert.Null(await talk.Client.ReadLineAsync());
    }

    [Fact, Rfc(5804, "2.2"), Rfc(5804, "1.7")]
    public async Task Starttls_forgets_what_came_in_plaintext_and_tells_the_capabilities_anew()
    {
        await using ManageSieveSite site = await ManageSieveSite.StartAsync(fromLoopback: false);
        using LineClient client = await LineClient.ConnectAsync(site.Host.Port);
        using SieveTalk talk = new(client);
        string greeting = await talk.Answer();
        Assert.Contains("\"SIEVE\" \"fileinto\"|\"SASL\" \"\"|\"STARTTLS\"|", greeting, StringComparison.Ordinal);
        Assert.EndsWith("\"VERSION\" \"1.0\"|OK \"ManageSieve server ready\"", greeting, StringComparison.Ordinal);
        Assert.Equal("NO (ENCRYPT-NEEDED) \"log in over TLS\"", await talk.Say($"AUTHENTICATE \"PLAIN\" \"{SieveTalk.Plain("tim@example.test", "secret")}\""));
        Assert.Equal("OK \"Begin TLS negotiation now\"", await talk.Say("STARTTLS"));
        await client.SecureAsync();
        string again = await talk.Answer();
        Assert.Contains("\"SASL\" \"SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN\"|", again, StringComparison.Ordinal);
        Assert.DoesNotContain("STARTTLS", again, StringComparison.Ordinal);
        Assert.Equal("OK \"Logged in\"", await talk.Say($"AUTHENTICATE \"PLAIN\" \"{SieveTalk.Plain("tim@example.test", "secret")}\""));
        Assert.Equal("OK \"These are all\"", await talk.Say("LISTSCRIPTS"));
    }

    [Fact, Rfc(5804, "1.3")]
    public async Task Who_has_its_scripts_elsewhere_is_sent_there()
    {
        await using ManageSieveSite site = await ManageSieveSite.StartAsync(referral: static account => new SieveUrl { Host = account.Address.Split('@')[1], Port = 2000 });
        using SieveTalk talk = await site.ConnectAsync();
        Assert.Equal(
            "BYE (REFERRAL sieve://example.test:2000) \"Your scripts are on another server\"",
            await talk.Say($"AUTHENTICATE \"PLAIN\" \"{SieveTalk.Plain("tim@example.test", "secret")}\""));
        Assert.Null(await talk.Client.ReadLineAsync());
    }

    [Fact, Rfc(5804, "1.2")]
    public async Task Who_is_silent_for_too_long_before_a_login_is_told_bye()
    {
        await using ManageSieveSite site = await ManageSieveSite.StartAsync(change: static server => new ManageSieveServer(new ManageSieveServerOptions(), new Nobody(), new BrokenScripts(), static _ => default)
        {
            Timeouts = new ManageSieveServerTimeouts { Login = TimeSpan.FromMilliseconds(100) },
        });
        using SieveTalk talk = await site.ConnectAsync();
        Assert.Equal("BYE \"You were silent for too long\"", await talk.Answer());
        Assert.Equal("BYE (TRYLATER) \"Too many connections, try again later\"\r\n", Encoding.ASCII.GetString(new ManageSieveServer(new ManageSieveServerOptions(), new Nobody(), new BrokenScripts(), static _ => default).GetRefusal(RefusalReason.TooManyConnections).Span));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ManageSieveServerTimeouts { Inactivity = TimeSpan.Zero });
    }

    [Fact]
    public async Task What_the_store_throws_is_told_as_a_failure_and_logged()
    {
        await using ManageSieveSite site = await ManageSieveSite.StartAsync(scripts: new BrokenScripts());
        site.ExpectedErrors = 1;
        using SieveTalk talk = await site.LoginAsync();
        Assert.Equal("NO (TRYLATER) \"The server met an error of its own\"", await talk.Say("LISTSCRIPTS"));
        Assert.Equal("OK \"NOOP completed\"", await talk.Say("NOOP"));
    }

    [Fact, Rfc(5804, "1.7"), Rfc(5804, "2.12")]
    public async Task The_example_of_the_readme_offers_what_its_compiler_knows_and_tells_errors_by_line_and_column()
    {
        string folder = Directory.CreateTempSubdirectory("protocols-readme-").FullName;
        await using (SqliteStorage storage = await SqliteStorage.OpenAsync(new SqliteStorageOptions { Folder = folder, PasswordIterations = 4096 }, TimeProvider.System))
        {
            IMailProtocol sieve = new ManageSieveServer(new ManageSieveServerOptions(), storage.Directory, storage.Scripts, new SieveCompiler());

            WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore();
            List<ListenOptions> ports = [];
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, port => ports.Add(port.UseMailProtocol(sieve, new MailListenerOptions
            {
                Tls = TlsMode.StartTls,
                TlsOptions = ServerTlsOptions.For(InProcessHost.Certificate),
            }))));
            await using WebApplication app = builder.Build();
            await app.StartAsync();
            await storage.Accounts.CreateAccountAsync("tim@example.test", "secret"u8.ToArray(), null, CancellationToken.None);
            using SieveTalk talk = new(await LineClient.ConnectAsync(ports[0].IPEndPoint!.Port));
            string greeting = await talk.Answer();
            Assert.Matches("\"SIEVE\" \"[^\"]* fileinto [^\"]*\"\\|", greeting);
            Assert.Contains("\"MAXREDIRECTS\" \"4\"|", greeting, StringComparison.Ordinal);
            await talk.Say("STARTTLS");
            await talk.Client.SecureAsync();
            await talk.Answer();
            await talk.Say($"AUTHENTICATE \"PLAIN\" \"{SieveTalk.Plain("tim@example.test", "secret")}\"");
            Assert.StartsWith("NO \"line 2, column 1: ", await talk.Say("CHECKSCRIPT {20+}\r\nkeep;\r\nfrobnicate;\r\n"), StringComparison.Ordinal);
            Assert.Equal("OK \"The script is valid\"", await talk.Say("CHECKSCRIPT \"keep;\""));
        }

        Directory.Delete(folder, recursive: true);
    }

    private sealed class Nobody : IDirectory
    {
        public ValueTask<AuthenticationResult> AuthenticateAsync(string userName, ReadOnlyMemory<byte> password, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<RecipientResult> FindRecipientAsync(string address, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class BrokenScripts : IScriptStore
    {
        public ValueTask<IReadOnlyList<StoredScript>> ListAsync(AccountId account, CancellationToken cancellationToken) => throw new IOException("The disk is gone.");

        public ValueTask<ScriptContent?> ReadAsync(AccountId account, string name, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<ScriptContent?> ReadActiveAsync(AccountId account, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<ScriptChangeStatus> CheckSpaceAsync(AccountId account, string name, long size, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<ScriptChangeResult> PutAsync(AccountId account, string name, ReadOnlyMemory<byte> source, CompiledScript? compiled, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<ScriptChangeResult> SetActiveAsync(AccountId account, string? name, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<ScriptChangeResult> RenameAsync(AccountId account, string name, string newName, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<ScriptChangeResult> DeleteAsync(AccountId account, string name, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<bool> KeepCompiledAsync(AccountId account, StoredScript script, CompiledScript compiled, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
