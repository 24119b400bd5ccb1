using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Protocols.Hosting;
using Protocols.Imap;
using Protocols.Imap.Server;
using Protocols.Server.Tests.Hosting;

namespace Protocols.Server.Tests.Imap;

/// <summary>What a client may ask that costs the server more than the client: each is refused, bounded or done in linear time.</summary>
public sealed class FaultTests(ImapServerFixture server) : IClassFixture<ImapServerFixture>
{
    private const int Elements = 100_000;

    [Theory, Rfc(9051, "6.3.12"), Rfc(7888, "4"), Rfc(4469, "4.2")]
    [InlineData("{2147483648}", false)]
    [InlineData("{2147483648+}", true)]
    public async Task A_literal_of_two_gigabytes_is_refused_before_an_octet_of_it(string literal, bool ends)
    {
        using ImapTalk talk = await server.LoginAsync();
        await talk.Client.SendAsync($"x APPEND INBOX {literal}\r\n");
        Assert.StartsWith("x NO [TOOBIG]", await talk.Line(), StringComparison.Ordinal);
        if (ends)
        {
            // More than the server reads to throw it away.
            Assert.StartsWith("* BYE [TOOBIG]", await talk.Line(), StringComparison.Ordinal);
            Assert.Null(await talk.Line());
        }
        else
        {
            await talk.Ok("NOOP");
        }
    }

    [Fact, Rfc(9051, "9"), Rfc(9051, "6.4.5"), Rfc(9051, "6.4.6"), Rfc(9051, "6.4.4")]
    public async Task Sets_of_a_hundred_thousand_elements_are_taken_where_they_are_allowed()
    {
        string account = await server.NewAccountAsync();
        ImapServer wide = new(
            new ImapServerOptions { Limits = new ImapLimits { MaxSetRanges = Elements, MaxLineLength = 2 << 20, MaxCommandLength = 2 << 20 } },
            server.Storage.Directory,
            server.Storage.Mail,
            server.Storage.Blobs,
            server.Storage.Changes)
        { AllowPlaintextPasswordsFromLoopback = true };
        using ImapTalk talk = await server.LoginAsync(account, wide);
        for (int i = 0; i < 6; i++)
        {
            await talk.Append("INBOX", "Subject: x\r\n\r\nbody\r\n");
        }

        // The same few over and over, in no order: nothing joins them before they are looked at. And UIDs far apart, most of which are nobody's.
        await talk.Ok("SELECT INBOX");
        string numbers = string.Join(',', Enumerable.Range(0, Elements).Select(static i => (i * 7 % 6) + 1));
        string uids = string.Join(',', Enumerable.Range(0, Elements).Select(static i => (((long)i * 7919 % Elements) * 2) + 1));
        Assert.Equal(6, (await talk.Ok($"FETCH {numbers} FLAGS")).Count);
        Assert.Equal(3, (await talk.Ok($"UID FETCH {uids} FLAGS")).Count);
        Assert.Equal(6, (await talk.Ok($"STORE {numbers} +FLAGS (\\Seen)")).Count);
        Assert.Equal(3, (await talk.Ok($"UID STORE {uids} +FLAGS (\\Flagged)")).Count);
        Assert.Equal(["* SEARCH 1 2 3 4 5 6"], await talk.Ok("SEARCH " + numbers));
        Assert.Equal(["* SEARCH 1 3 5"], await talk.Ok("UID SEARCH UID " + uids));
        await talk.Fails("BAD", $"FETCH {numbers},1 FLAGS");
        await talk.Ok("NOOP");
    }

    [Fact, Rfc(9051, "9")]
    public async Task Sets_of_a_hundred_thousand_elements_are_refused_unless_they_are_allowed()
    {
        using ImapTalk talk = await server.LoginAsync();
        await talk.Append("INBOX", "Subject: x\r\n\r\nbody\r\n");
        await talk.Ok("SELECT INBOX");
        await talk.Fails("BAD", $"FETCH {string.Join(',', Enumerable.Repeat(1, Elements))} FLAGS");
        await talk.Fails("BAD", $"UID SEARCH UID {string.Join(',', Enumerable.Repeat(1, 20_001))}");
        await talk.Ok("NOOP");
    }

    [Fact(Timeout = 120_000), Rfc(9051, "6.3.12")]
    public async Task A_literal_of_two_gigabytes_that_is_let_in_and_comes_slowly_is_never_held()
    {
        string folder = Directory.CreateTempSubdirectory("protocols-slow-").FullName;
        try
        {
            await using Storage.Sql.SqliteStorage storage = await Storage.Sql.SqliteStorage.OpenAsync(
                new Storage.Sql.SqliteStorageOptions { Folder = folder, PasswordIterations = 4096, MaxBlobSize = int.MaxValue }, TimeProvider.System);
            await storage.Accounts.CreateAccountAsync("a@example.test", "secret"u8.ToArray(), null, default);
            ImapServer large = new(
                new ImapServerOptions { Limits = new ImapLimits { MaxAppendLength = int.MaxValue } }, storage.Directory, storage.Mail, storage.Blobs, storage.Changes) { AllowPlaintextPasswordsFromLoopback = true };
            MailListenerOptions options = new();
            await using InProcessHost host = await InProcessHost.StartAsync(large, options);
            long before = GC.GetTotalMemory(forceFullCollection: true);
            using (LineClient client = await LineClient.ConnectAsync(host.Port))
            {
                await client.ReadLineAsync();
                await client.CommandAsync("LOGIN a@example.test secret");
                await client.SendAsync("x APPEND INBOX {2147483647}\r\n");
                Assert.StartsWith("+ ", await client.ReadLineAsync(), StringComparison.Ordinal);
                byte[] piece = new byte[64 * 1024];
                piece.AsSpan().Fill((byte)'y');
                long most = 0;
                for (int i = 0; i < 1600; i++)
                {
                    await client.SendAsync(piece);
                    if (i % 100 == 99)
                    {
                        await Task.Delay(10, TestContext.Current.CancellationToken);
                        most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
                    }
                }

                // A hundred megabytes have come, and are on the disk.
                Assert.InRange(most, long.MinValue, 8L << 20);
            }

            while (options.Limiter.Count > 0)
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            // Nothing of it is left, neither in the mailbox nor behind it.
            using (LineClient client = await LineClient.ConnectAsync(host.Port))
            {
                await client.ReadLineAsync();
                await client.CommandAsync("LOGIN a@example.test secret");
                Assert.Contains("(MESSAGES 0)", (await client.CommandAsync("STATUS INBOX (MESSAGES)"))[0], StringComparison.Ordinal);
            }

            Assert.DoesNotContain(new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories), static file => file.Length > 32 << 20);
            await host.StopAsync();
            Assert.Empty(host.Errors);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact(Timeout = 120_000), Rfc(9051, "7.1")]
    public async Task A_client_that_asks_for_much_and_never_reads_is_dropped_and_holds_up_nobody()
    {
        string account = await server.NewAccountAsync();
        MailListenerOptions options = new() { WriteTimeout = TimeSpan.FromSeconds(1) };
        await using InProcessHost host = await InProcessHost.StartAsync(server.NewServer(), options);
        string message = "Subject: x\r\n\r\n" + string.Concat(Enumerable.Repeat(new string('x', 78) + "\r\n", 10_000));
        using (ImapTalk filing = await server.LoginAsync(account))
        {
            for (int i = 0; i < 20; i++)
            {
                Assert.StartsWith("OK", await filing.Append("INBOX", message), StringComparison.Ordinal);
            }
        }

        // 16 MB at a time, a hundred times over.
        long before = GC.GetTotalMemory(forceFullCollection: true);
        using TcpClient deaf = new("127.0.0.1", host.Port);
        string login = $"a LOGIN {account} secret\r\nb SELECT INBOX\r\n";
        await deaf.GetStream().WriteAsync(Encoding.ASCII.GetBytes(login + string.Concat(Enumerable.Repeat("c FETCH 1:* BODY.PEEK[]\r\n", 100))), TestContext.Current.CancellationToken);
        using (ImapTalk other = new(await LineClient.ConnectAsync(host.Port)))
        {
            await other.Line();
            await other.Ok($"LOGIN {account} secret");
            await other.Ok("SELECT INBOX");
            Assert.Equal(20, (await other.Ok("FETCH 1:* FLAGS")).Count);
            Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 8L << 20);
            await other.Ok("LOGOUT");
        }

        while (options.Limiter.Count > 0)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Empty(host.Errors);
    }
}
