using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Imap;
using Protocols.Imap.Server;
using Protocols.Server.Tests.Hosting;
using Protocols.Storage;
using Protocols.Storage.Sql;

namespace Protocols.Server.Tests.Imap;

public sealed class HostileServerTests(ImapServerFixture server) : IClassFixture<ImapServerFixture>
{
    [Fact(Timeout = 60_000), Rfc(9051, "6.3.9")]
    public async Task Patterns_match_what_a_regular_expression_for_them_matches()
    {
        string[] names = ["INBOX", "a", "ab", "aab", "abab", "a/b", "ab/ab", "a/b/a", "a/b/ab", "b"];
        using ImapTalk talk = await server.LoginAsync();
        foreach (string name in names[1..])
        {
            // Some of them are there already, as the superior of another.
            await talk.Say("CREATE " + name);
        }

        // Draft, Sent and their like have none of these letters alone.
        Random random = new(20261124);
        for (int i = 0; i < 400; i++)
        {
            string pattern = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => "ab/*%"[random.Next(5)]));
            string regex = "^" + pattern.Replace("*", ".*", StringComparison.Ordinal).Replace("%", "[^/]*", StringComparison.Ordinal) + "$";
            IEnumerable<string> listed = (await talk.Ok($"LIST \"\" \"{pattern}\"").WaitAsync(TestContext.Current.CancellationToken)).Select(static l => l[(l.LastIndexOf(' ') + 2)..^1]);

            // RFC 9051 §5.1: INBOX in any case.
            IEnumerable<string> expected = names.Where(n => Regex.IsMatch(n, regex, n == "INBOX" ? RegexOptions.IgnoreCase : RegexOptions.None));
            Assert.Equal(expected.Order(StringComparer.Ordinal), listed.Where(n => names.Contains(n)).Order(StringComparer.Ordinal));
        }

        // Each of these takes a matcher that goes back and tries again longer than anyone waits.
        await talk.Ok("CREATE " + string.Join('/', Enumerable.Repeat(new string('a', 60), 3)));
        foreach (string evil in new[] { string.Concat(Enumerable.Repeat("*%a", 60)) + "b", "*" + string.Concat(Enumerable.Repeat("a%", 90)) + "b", new string('%', 1000) + "*b" })
        {
            await talk.Ok($"LIST \"\" \"{evil}\"").WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Any_words_of_the_protocol_end_in_answers_and_never_in_an_error_of_ours()
    {
        string address = await server.NewAccountAsync();
        string[] words =
        [
            "FETCH ", "UID ", "SEARCH ", "STORE ", "COPY ", "MOVE ", "EXPUNGE", "SELECT ", "INBOX ", "CREATE ", "DELETE ", "RENAME ", "LIST ", "LSUB ", "STATUS ", "APPEND ", "IDLE",
            "CLOSE", "UNSELECT", "NOOP", "x ", "y/z ", "1:* ", "$ ", "* ", "2 ", "(FLAGS) ", "BODY[] ", "BODY[1.2.TEXT]<1.5> ", "BINARY[1] ", "ENVELOPE ", "BODYSTRUCTURE ", "RETURN (SAVE MIN) ",
            "ALL ", "NOT ", "TEXT a ", "+FLAGS (\\Deleted $k) ", "FLAGS.SILENT () ", "(MESSAGES SIZE) ", "{3+}\r\na:b", "\"\" ", "% ", "\r\n", "\r\nt ", "\r\nDONE\r\n", "\0", "é", "&AOk- ", "&",
        ];
        Gen<string> line = Gen.Elements(words).ArrayOf(6).Select(static w => "t " + string.Concat(w) + "\r\n");
        foreach (string session in line.ArrayOf(40).Sample(25).Select(static lines => string.Concat(lines)))
        {
            using ImapTalk talk = await server.LoginAsync(address);
            await talk.Append("INBOX", "Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nbody\r\n--b--\r\n");
            await talk.Ok("SELECT INBOX");
            await talk.Client.SendAsync(session + "\r\nDONE\r\nlast LOGOUT\r\n");
            talk.Client.EndSending();
            while (await talk.Client.ReadLineAsync().WaitAsync(TestContext.Current.CancellationToken) is not null)
            {
            }
        }

        Assert.Empty(server.Host.Errors);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_message_whose_bytes_are_lost_ends_the_connection_and_is_never_answered_out_of_step()
    {
        string folder = Path.Combine(Path.GetTempPath(), "protocols-imap-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        try
        {
            await using SqliteStorage storage = await SqliteStorage.OpenAsync(new SqliteStorageOptions { Folder = folder, PasswordIterations = 4096 }, TimeProvider.System);
            await storage.Accounts.CreateAccountAsync("a@example.test", Encoding.UTF8.GetBytes("secret"), null, CancellationToken.None);
            ImapServer broken = new(new ImapServerOptions(), storage.Directory, storage.Mail, new LostBlobs(storage.Blobs), storage.Changes) { AllowPlaintextPasswordsFromLoopback = true };
            await using InProcessHost host = await InProcessHost.StartAsync(broken);
            foreach (string item in new[] { "BODY[]", "BODY[1]", "BINARY[1]", "(FLAGS BINARY.SIZE[1])" })
            {
                using ImapTalk talk = new(await LineClient.ConnectAsync(host.Port));
                await talk.Line();
                await talk.Ok("LOGIN a@example.test secret");
                await talk.Append("INBOX", "Subject: x\r\n\r\nbody\r\n");
                await talk.Ok("SELECT INBOX");
                await talk.Client.SendAsync($"f FETCH 1 {item}\r\n");
                while (await talk.Client.ReadLineAsync().WaitAsync(TestContext.Current.CancellationToken) is { } line)
                {
                    Assert.False(line.StartsWith("f ", StringComparison.Ordinal), line);
                }
            }

            await host.StopAsync();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class LostBlobs(IBlobStore inner) : IBlobStore
    {
        public BlobUpload BeginUpload(long? expectedLength = null) => inner.BeginUpload(expectedLength);

        public ValueTask<long?> GetLengthAsync(AccountId account, BlobId blob, CancellationToken cancellationToken) => inner.GetLengthAsync(account, blob, cancellationToken);

        public ValueTask<long> CopyToAsync(AccountId account, BlobId blob, long offset, long length, System.IO.Pipelines.PipeWriter output, CancellationToken cancellationToken) =>
            throw new IOException("The disk is gone.");
    }
}
