using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Protocols.Hosting;
using Protocols.Pop3;
using Protocols.Pop3.Server;
using Protocols.Server.Tests.Hosting;
using Protocols.Storage;
using Protocols.Storage.Sql;

namespace Protocols.Server.Tests.Pop3;

public sealed class Pop3ServerTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("protocols-pop3-").FullName;
    private SqliteStorage? _storage;
    private InProcessHost? _host;
    private AccountId _tim;

    public async ValueTask InitializeAsync()
    {
        _storage = await SqliteStorage.OpenAsync(new SqliteStorageOptions { Folder = _folder, PasswordIterations = 4096 }, TimeProvider.System);
        _tim = (await _storage.Accounts.CreateAccountAsync("tim@example.test", "secret"u8.ToArray(), null, default)).Account!.Id;
        _host = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _host!.StopAsync();
        await _host.DisposeAsync();
        await _storage!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        Assert.True(_host.Errors.Count == 0, string.Join(Environment.NewLine, _host.Errors));
    }

    [Fact, Rfc(1939, "5"), Rfc(1939, "6"), Rfc(1939, "7")]
    public async Task A_maildrop_is_listed_fetched_and_emptied_at_quit()
    {
        await FileAsync("Subject: one\r\n\r\n.dot\r\nline 2\r\nline 3\r\n", "Subject: two\n\nbare\n.\nend", string.Concat(Enumerable.Repeat(new string('x', 98) + "\r\n", 1000)));
        using LineClient client = await LogInAsync();
        Assert.Equal("+OK 3 100062", await Say(client, "STAT"));
        Assert.Equal(["+OK A line for each message", "1 38", "2 24", "3 100000"], await Lines(client, "LIST"));
        List<string> ids = await Lines(client, "UIDL");
        Assert.Equal(3, ids.Skip(1).Select(static l => l.Split(' ')[1]).Distinct().Count());
        Assert.Equal("+OK " + ids[2], await Say(client, "UIDL 2"));
        Assert.Equal(["+OK 38 octets", "Subject: one", "", "..dot", "line 2", "line 3"], await Lines(client, "RETR 1"));
        Assert.Equal(["+OK The top of the message", "Subject: one", "", "..dot", "line 2"], await Lines(client, "TOP 1 2"));
        Assert.Equal(["+OK The top of the message", "Subject: one", ""], await Lines(client, "TOP 1 0"));
        Assert.Equal(["+OK The top of the message", "Subject: two", "", "bare", "..", "end"], await Lines(client, "TOP 2 99"));
        Assert.Equal(1001, (await Lines(client, "RETR 3")).Count);
        Assert.Equal("-ERR There is no such message", await Say(client, "RETR 4"));
        Assert.StartsWith("+OK", await Say(client, "DELE 1"), StringComparison.Ordinal);
        Assert.StartsWith("+OK", await Say(client, "DELE 3"), StringComparison.Ordinal);
        Assert.Equal("-ERR There is no such message", await Say(client, "DELE 1"));
        Assert.Equal("+OK 1 24", await Say(client, "STAT"));
        Assert.Equal(["+OK A line for each message", "2 24"], await Lines(client, "LIST"));
        Assert.StartsWith("+OK", await Say(client, "RSET"), StringComparison.Ordinal);
        Assert.Equal("+OK 3 100062", await Say(client, "STAT"));
        await Say(client, "DELE 1");
        Assert.Equal("+OK Good-bye", await Say(client, "QUIT"));
        Assert.Null(await client.ReadLineAsync());
        using LineClient again = await LogInAsync();
        List<string> left = await Lines(again, "UIDL");
        Assert.Equal(ids.Skip(2).Select(static l => l.Split(' ')[1]), left.Skip(1).Select(static l => l.Split(' ')[1]));
    }

    [Fact, Rfc(1939, "6")]
    public async Task A_connection_that_ends_without_quit_removes_nothing()
    {
        await FileAsync("a: b\r\n\r\n");
        using (LineClient client = await LogInAsync())
        {
            await Say(client, "DELE 1");
        }

        using LineClient again = await LogInAsync();
        Assert.Equal("+OK 1 8", await Say(again, "STAT"));
    }

    [Fact, Rfc(1939, "4"), Rfc(2449, "8.1.2")]
    public async Task One_session_at_a_time_has_the_maildrop_and_sees_what_was_there()
    {
        await FileAsync("a: b\r\n\r\n");
        using LineClient first = await LogInAsync();
        using LineClient second = await ConnectAsync();
        await Say(second, "USER tim@example.test");
        Assert.Equal("-ERR [IN-USE] Another session has the maildrop", await Say(second, "PASS secret"));
        await FileAsync("c: d\r\n\r\n");
        Assert.Equal("+OK 1 8", await Say(first, "STAT"));
        await Say(first, "QUIT");
        await Say(second, "USER tim@example.test");
        Assert.Equal("+OK The maildrop has 2 messages", await Say(second, "PASS secret"));
    }

    [Fact]
    public async Task A_message_that_another_protocol_has_removed_is_gone()
    {
        await FileAsync("a: b\r\n\r\n");
        using LineClient client = await LogInAsync();
        Mailbox inbox = (await _storage!.Mail.FindMailboxAsync(_tim, "INBOX", default))!;
        await _storage.Mail.ApplyAsync(_tim, [new Expunge(inbox.Id, UidSet.All, false)], default);
        string answer = (await Lines(client, "RETR 1"))[0];
        Assert.True(answer is "-ERR The message is gone" or "+OK 8 octets", answer);
        await Say(client, "DELE 1");
        Assert.Equal("+OK Good-bye", await Say(client, "QUIT"));
    }

    [Fact, Rfc(5034, "4"), Rfc(5802, "3"), Rfc(3206, "4")]
    public async Task A_client_logs_in_by_mechanisms_and_is_told_when_it_may_not()
    {
        using LineClient client = await ConnectAsync();
        List<string> capabilities = await Lines(client, "CAPA");
        Assert.Contains("SASL SCRAM-SHA-256 PLAIN LOGIN", capabilities);
        Assert.Equal("-ERR [AUTH] Authentication failed", await Say(client, "AUTH PLAIN " + Convert.ToBase64String("\0tim@example.test\0wrong"u8)));
        Sasl.SaslClientExchange exchange = Sasl.SaslClientExchange.Create(["SCRAM-SHA-256"], new Sasl.SaslCredentials("tim@example.test", "", "secret"u8.ToArray()))!;
        string answer = await Say(client, "AUTH SCRAM-SHA-256 " + Convert.ToBase64String(exchange.Start()!.Value.Span));
        while (answer.StartsWith("+ ", StringComparison.Ordinal))
        {
            answer = await Say(client, Convert.ToBase64String(exchange.Respond(Convert.FromBase64String(answer[2..]))!.Value.Span));
        }

        Assert.Equal("+OK The maildrop has 0 messages", answer);
        Assert.Equal(["+OK A line for each message"], await Lines(client, "LIST"));
    }

    [Fact, Rfc(6856, "2.1"), Rfc(6856, "5")]
    public async Task A_header_in_utf8_is_for_clients_that_asked_for_it()
    {
        await FileAsync("Subject: grün\r\n\r\nbody\r\n");
        using LineClient client = await LogInAsync();
        Assert.StartsWith("-ERR [UTF8]", await Say(client, "RETR 1"), StringComparison.Ordinal);
        Assert.StartsWith("-ERR [UTF8]", await Say(client, "TOP 1 0"), StringComparison.Ordinal);
        Assert.StartsWith("+OK", await Say(client, "UTF8"), StringComparison.Ordinal);
        Assert.Equal("Subject: grün", (await Lines(client, "RETR 1"))[1]);
    }

    [Fact, Rfc(1939, "7"), Rfc(2449, "6.5"), Rfc(6856, "3.2"), Rfc(2595, "4")]
    public async Task Apop_login_delays_languages_and_tls_are_as_they_are_set()
    {
        Account tim = new(_tim, "tim@example.test", null);
        Pop3ServerOptions options = new() { LoginDelay = TimeSpan.FromMinutes(5), Languages = [new Pop3Language("en", "English"), new Pop3Language("de-AT", "Deutsch")], CanStartTls = true };
        await using InProcessHost host = await StartAsync(options, (name, _) => ValueTask.FromResult<(Account, ReadOnlyMemory<byte>)?>(name == "tim" ? (tim, "tanstaaf"u8.ToArray()) : null));
        using LineClient client = await LineClient.ConnectAsync(host.Port);
        string greeting = (await client.ReadLineAsync())!;
        Assert.Equal(["+OK Language listing follows", "en English", "de-AT Deutsch"], await Lines(client, "LANG"));
        Assert.StartsWith("+OK de-AT ", await Say(client, "LANG de"), StringComparison.Ordinal);
        Assert.StartsWith("+OK en ", await Say(client, "LANG *"), StringComparison.Ordinal);
        Assert.StartsWith("-ERR", await Say(client, "LANG mul"), StringComparison.Ordinal);
        Assert.StartsWith("+OK", await Say(client, "STLS"), StringComparison.Ordinal);
        await client.SecureAsync();
        Assert.Contains("SASL SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN", await Lines(client, "CAPA"));
        string stamp = greeting[greeting.IndexOf('<', StringComparison.Ordinal)..];
        Assert.StartsWith("-ERR [AUTH]", await Say(client, "APOP nobody " + Digest(stamp, "tanstaaf")), StringComparison.Ordinal);
        Assert.StartsWith("-ERR [AUTH]", await Say(client, "APOP tim " + Digest(stamp, "wrong")), StringComparison.Ordinal);
        Assert.StartsWith("+OK The maildrop", await Say(client, "APOP tim " + Digest(stamp, "tanstaaf")), StringComparison.Ordinal);
        await Say(client, "QUIT");
        using LineClient again = await LineClient.ConnectAsync(host.Port);
        stamp = (await again.ReadLineAsync())!;
        Assert.StartsWith("-ERR [LOGIN-DELAY]", await Say(again, "APOP tim " + Digest(stamp[stamp.IndexOf('<', StringComparison.Ordinal)..], "tanstaaf")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_example_of_the_readme_serves()
    {
        SqliteStorage storage = _storage!;
        System.Security.Cryptography.X509Certificates.X509Certificate2 certificate = InProcessHost.Certificate;
        IMailProtocol pop3 = new Pop3Server(new Pop3ServerOptions(), storage.Directory, storage.Mail, storage.Blobs);
        KestrelServerOptions kestrel = new() { ApplicationServices = new ServiceCollection().AddLogging().AddMetrics().BuildServiceProvider() };

        kestrel.Listen(IPAddress.Loopback, 2110, port => port.UseMailProtocol(pop3, new MailListenerOptions
        {
            Tls = TlsMode.StartTls,
            TlsOptions = ServerTlsOptions.For(certificate),
        }));
        Assert.Equal("pop3", pop3.Name);
        Assert.StartsWith("-ERR ", Encoding.ASCII.GetString(pop3.GetRefusal(RefusalReason.TooManyFromAddress).Span), StringComparison.Ordinal);
    }

    [SuppressMessage("Security", "CA5351", Justification = "RFC 1939 §7 is made of MD5.")]
    private static string Digest(string stamp, string secret) =>
        Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(Encoding.ASCII.GetBytes(stamp + secret)));

    private async Task<InProcessHost> StartAsync(Pop3ServerOptions? options = null, Func<string, CancellationToken, ValueTask<(Account, ReadOnlyMemory<byte>)?>>? secrets = null)
    {
        Pop3Server server = new(options ?? new Pop3ServerOptions(), _storage!.Directory, _storage.Mail, _storage.Blobs) { AllowPlaintextPasswordsFromLoopback = options is null, ApopSecrets = secrets };
        return await InProcessHost.StartAsync(server, options is null ? null : new MailListenerOptions { Tls = TlsMode.StartTls, TlsOptions = InProcessHost.Tls });
    }

    private async Task FileAsync(params string[] messages)
    {
        Mailbox inbox = (await _storage!.Mail.FindMailboxAsync(_tim, "INBOX", default))!;
        foreach (string message in messages)
        {
            await using BlobUpload upload = _storage.Blobs.BeginUpload();
            await upload.WriteAsync(new(Encoding.UTF8.GetBytes(message)), default);
            await upload.CompleteAsync(default);
            MailChangeResult result = await _storage.Mail.ApplyAsync(_tim, [new AddMessage(inbox.Id, upload, MessageFacts.Read(upload.Content), MailFlags.None, DateTimeOffset.UtcNow)], default);
            Assert.True(result.IsApplied);
        }
    }

    private async Task<LineClient> ConnectAsync()
    {
        LineClient client = await LineClient.ConnectAsync(_host!.Port);
        Assert.Equal("+OK POP3 server ready", await client.ReadLineAsync());
        return client;
    }

    private async Task<LineClient> LogInAsync()
    {
        LineClient client = await ConnectAsync();
        Assert.StartsWith("+OK", await Say(client, "USER tim@example.test"), StringComparison.Ordinal);

        // The server learns that a connection has gone when it reads.
        for (int i = 0; i < 100; i++)
        {
            string answer = await Say(client, "PASS secret");
            if (!answer.StartsWith("-ERR [IN-USE]", StringComparison.Ordinal))
            {
                Assert.StartsWith("+OK The maildrop has ", answer, StringComparison.Ordinal);
                return client;
            }

            client.Dispose();
            await Task.Delay(20);
            client = await ConnectAsync();
            await Say(client, "USER tim@example.test");
        }

        throw new InvalidOperationException("The maildrop stayed in use.");
    }

    private static async Task<string> Say(LineClient client, string line)
    {
        await client.SendAsync(line + "\r\n");
        return (await client.ReadLineAsync())!;
    }

    private static async Task<List<string>> Lines(LineClient client, string line)
    {
        List<string> lines = [await Say(client, line)];
        while (lines[0].StartsWith("+OK", StringComparison.Ordinal) && await client.ReadLineAsync() is { } next && next != ".")
        {
            lines.Add(next);
        }

        return lines;
    }
}
