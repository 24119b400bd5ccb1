using System.IO.Compression;
using System.Text;
using Protocols.Hosting;
using Protocols.Imap;
using Protocols.Imap.Server;
using Protocols.Server.Tests.Hosting;
using Protocols.Storage.Sql;

namespace Protocols.Server.Tests.Imap;

/// <summary>COMPRESS=DEFLATE (RFC 4978).</summary>
public sealed class CompressTests(ImapServerFixture server) : IClassFixture<ImapServerFixture>
{
    [Fact, Rfc(4978, "3")]
    public async Task A_compressed_connection_does_all_that_a_plain_one_does()
    {
        string address = await server.NewAccountAsync();
        using ImapTalk talk = await server.LoginAsync(address);
        Assert.Contains("COMPRESS=DEFLATE", (await talk.Ok("CAPABILITY"))[0].Split(' '));
        await talk.Fails("BAD", "COMPRESS LZ4");
        await talk.Fails("BAD", "COMPRESS");
        await talk.Ok("COMPRESS DEFLATE");
        talk.Client.Compress();
        await talk.Fails("BAD", "COMPRESS DEFLATE");
        string body = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"line {i} of a long message\r\n"));
        Assert.StartsWith("OK", await talk.Append("INBOX", "Subject: long\r\n\r\n" + body), StringComparison.Ordinal);
        await talk.Ok("SELECT INBOX");
        Assert.Contains(body, (await talk.Ok("FETCH 1 BODY[TEXT]"))[0], StringComparison.Ordinal);

        // One who idles is woken, and is heard after it.
        using ImapTalk other = await server.LoginAsync(address);
        await talk.Client.SendAsync("i IDLE\r\n");
        Assert.StartsWith("+ ", await talk.Line(), StringComparison.Ordinal);
        await other.Append("INBOX", "Subject: new\r\n\r\n");
        Assert.Equal("* 2 EXISTS", await talk.Line());
        await talk.Line();
        await other.Append("INBOX", "Subject: newer\r\n\r\n");
        Assert.Equal("* 3 EXISTS", await talk.Line());
        await talk.Line();
        await talk.Client.SendAsync("DONE\r\n");
        Assert.StartsWith("i OK", await talk.Line(), StringComparison.Ordinal);
        Assert.Equal("* BYE Good-bye", (await talk.Ok("LOGOUT"))[0]);
        Assert.Null(await talk.Line());
    }

    [Fact, Rfc(4978, "3")]
    public async Task What_comes_in_one_packet_with_the_command_is_inflated()
    {
        using ImapTalk talk = await server.LoginAsync();
        using MemoryStream packet = new();
        packet.Write("c COMPRESS DEFLATE\r\n"u8);
        using (DeflateStream deflate = new(packet, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write("d NOOP\r\n"u8);
            deflate.Flush();
            await talk.Client.SendAsync(packet.ToArray());
            Assert.StartsWith("c OK", await talk.Line(), StringComparison.Ordinal);
            talk.Client.Compress();
            Assert.StartsWith("d OK", await talk.Line(), StringComparison.Ordinal);
        }
    }

    [Fact, Rfc(4978, "3")]
    public async Task What_is_no_deflate_ends_the_connection()
    {
        using ImapTalk talk = await server.LoginAsync();
        await talk.Ok("COMPRESS DEFLATE");
        await talk.Client.SendAsync(new string('\xFF', 1000) + "x NOOP\r\n");
        Assert.Null(await talk.Line());
    }

    [Fact, Rfc(4978, "6")]
    public async Task Much_that_was_little_is_bounded_as_any_input_is()
    {
        using ImapTalk talk = await server.LoginAsync();
        await talk.Ok("COMPRESS DEFLATE");
        talk.Client.Compress();

        // 256 MB of one line in some 260 KB. The client may be cut off while it is still sending.
        byte[] piece = Encoding.ASCII.GetBytes(new string('a', 1 << 20));
        try
        {
            for (int i = 0; i < 256; i++)
            {
                await talk.Client.SendAsync(piece);
            }
        }
        catch (IOException e)
        {
            Assert.NotEmpty(e.Message);
        }

        List<string?> told = [await talk.Line(), await talk.Line(), await talk.Line()];
        Assert.Contains(told, l => l is null || l.StartsWith("* BYE [TOOBIG]", StringComparison.Ordinal));
    }

    [Fact, Rfc(4978, "3")]
    public async Task Compression_is_inside_tls_and_as_many_as_the_limit_says()
    {
        string folder = Path.Combine(Path.GetTempPath(), "protocols-imap-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        SqliteStorage storage = await SqliteStorage.OpenAsync(new SqliteStorageOptions { Folder = folder, PasswordIterations = 4096 }, TimeProvider.System);
        await storage.Accounts.CreateAccountAsync("a@example.test", Encoding.UTF8.GetBytes("secret"), null, CancellationToken.None);
        ImapServer imap = new(new ImapServerOptions(), storage.Directory, storage.Mail, storage.Blobs, storage.Changes) { MaxCompressedConnections = 1 };
        await using (InProcessHost host = await InProcessHost.StartAsync(imap, new MailListenerOptions { Tls = TlsMode.StartTls, TlsOptions = InProcessHost.Tls }))
        {
            using (ImapTalk talk = await SecureAsync(host))
            {
                await talk.Ok("COMPRESS DEFLATE");
                talk.Client.Compress();
                await talk.Ok("SELECT INBOX");
                using (ImapTalk other = await SecureAsync(host))
                {
                    await other.Fails("NO [LIMIT]", "COMPRESS DEFLATE");
                    await other.Ok("NOOP");
                }

                await talk.Ok("LOGOUT");
                Assert.Null(await talk.Line());
            }

            using ImapTalk next = await SecureAsync(host);
            List<string> answer = await next.Say("COMPRESS DEFLATE");
            for (int i = 0; i < 100 && answer[^1].StartsWith("NO", StringComparison.Ordinal); i++)
            {
                // The one that left is counted out once its connection is closed on our side too.
                await Task.Delay(50);
                answer = await next.Say("COMPRESS DEFLATE");
            }

            Assert.StartsWith("OK", answer[^1], StringComparison.Ordinal);
            Assert.Empty(host.Errors);
            next.Dispose();
            await host.StopAsync();
        }

        await storage.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<ImapTalk> SecureAsync(InProcessHost host)
    {
        ImapTalk talk = new(await LineClient.ConnectAsync(host.Port));
        await talk.Line();
        await talk.Ok("STARTTLS");
        await talk.Client.SecureAsync();
        await talk.Ok("LOGIN a@example.test secret");
        return talk;
    }
}
