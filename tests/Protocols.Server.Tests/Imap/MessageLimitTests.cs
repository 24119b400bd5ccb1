using System.Text;
using Protocols.Imap;
using Protocols.Imap.Server;
using Protocols.Server.Tests.Hosting;
using Protocols.Storage.Sql;

namespace Protocols.Server.Tests.Imap;

/// <summary>MESSAGELIMIT and SAVELIMIT (RFC 9738), PARTIAL of FETCH (RFC 9394), UTF8=ACCEPT (RFC 6855).</summary>
public sealed class MessageLimitTests(ImapServerFixture server) : IClassFixture<ImapServerFixture>
{
    private static readonly string[] s_messages = [.. Enumerable.Range(1, 7).Select(static i => $"Subject: m{i}\r\n\r\n")];

    private static async Task WithAsync(ImapLimits limits, Func<ImapTalk, Task> test)
    {
        string folder = Path.Combine(Path.GetTempPath(), "protocols-imap-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        await using (SqliteStorage storage = await SqliteStorage.OpenAsync(new SqliteStorageOptions { Folder = folder, PasswordIterations = 4096 }, TimeProvider.System))
        {
            await storage.Accounts.CreateAccountAsync("a@example.test", Encoding.UTF8.GetBytes("secret"), null, CancellationToken.None);
            ImapServer imap = new(new ImapServerOptions { Limits = limits, AllowPlaintextPasswords = true }, storage.Directory, storage.Mail, storage.Blobs, storage.Changes);
            await using InProcessHost host = await InProcessHost.StartAsync(imap);
            using (ImapTalk talk = new(await LineClient.ConnectAsync(host.Port)))
            {
                await talk.Line();
                await talk.Ok("LOGIN a@example.test secret");
                foreach (string message in s_messages)
                {
                    await talk.Append("INBOX", message);
                }

                await talk.Ok("CREATE there");
                await talk.Ok("SELECT INBOX");
                await test(talk);
            }

            await host.StopAsync();
            Assert.Empty(host.Errors);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact, Rfc(9738, "3.1"), Rfc(9738, "3.3"), Rfc(9738, "3.4")]
    public Task What_goes_beyond_the_limit_is_done_for_the_highest_uids() => WithAsync(new ImapLimits { MaxMessages = 3 }, async talk =>
    {
        List<string> told = await talk.Say("FETCH 1:* UID");
        Assert.Equal(["* 7 FETCH (UID 7)", "* 6 FETCH (UID 6)", "* 5 FETCH (UID 5)"], told[..^1]);
        Assert.StartsWith("OK [MESSAGELIMIT 3 5]", told[^1], StringComparison.Ordinal);
        Assert.StartsWith("OK FETCH", (await talk.Say("FETCH 1:3 UID"))[^1], StringComparison.Ordinal);
        told = await talk.Say("UID SEARCH UID 1:6 UNDELETED");
        Assert.Equal("* SEARCH 4 5 6", told[0]);
        Assert.StartsWith("OK [MESSAGELIMIT 3 4]", told[^1], StringComparison.Ordinal);
        told = await talk.Say("UID SEARCH RETURN (SAVE COUNT) ALL");
        Assert.EndsWith(" UID COUNT 3", told[0], StringComparison.Ordinal);
        Assert.StartsWith("OK [MESSAGELIMIT 3 5]", told[^1], StringComparison.Ordinal);
        Assert.Equal(3, (await talk.Ok("FETCH $ UID")).Count);
        told = await talk.Say("UID STORE 1:6 +FLAGS (\\Deleted)");
        Assert.Equal(3, told.Count(static l => l.Contains("FETCH", StringComparison.Ordinal)));
        Assert.StartsWith("OK [MESSAGELIMIT 3 4]", told[^1], StringComparison.Ordinal);
        await talk.Ok("UID STORE 1:3 +FLAGS.SILENT (\\Deleted)");
        told = await talk.Say("UID EXPUNGE 1:7");
        Assert.Equal(["* 6 EXPUNGE", "* 5 EXPUNGE", "* 4 EXPUNGE"], told[..^1]);
        Assert.StartsWith("OK [MESSAGELIMIT 3 4]", told[^1], StringComparison.Ordinal);
        await talk.Fails("NO [MESSAGELIMIT 3 2]", "UID COPY 1:7 there");
        await talk.Fails("NO [MESSAGELIMIT 3]", "UID FETCH 1:* FLAGS (PARTIAL -1:-5)");
        await talk.Fails("NO [MESSAGELIMIT 3]", "UID SORT (ARRIVAL) UTF-8 ALL");
        await talk.Fails("NO [MESSAGELIMIT 3]", "UID THREAD REFERENCES UTF-8 ALL");
        told = await talk.Say("UID MOVE 1:7 there");
        Assert.Contains(" 2:3,7 1:3]", told[0], StringComparison.Ordinal);
        Assert.StartsWith("OK [MESSAGELIMIT 3 2]", told[^1], StringComparison.Ordinal);

        // EXPUNGE knows no limit.
        Assert.Equal(["* 1 EXPUNGE"], await talk.Ok("EXPUNGE"));
        string four = string.Concat(Enumerable.Repeat(" {4+}\r\nA:b\n", 4));
        Assert.Contains((await talk.Say("APPEND INBOX" + four)), static l => l.StartsWith("NO [MESSAGELIMIT 3]", StringComparison.Ordinal));
    });

    [Fact, Rfc(9738, "3")]
    public Task A_limit_of_what_is_filed_leaves_the_other_commands_alone() => WithAsync(new ImapLimits { MaxMessagesToSave = 2 }, async talk =>
    {
        Assert.Equal(7, (await talk.Ok("FETCH 1:* UID")).Count);
        await talk.Fails("NO [MESSAGELIMIT 2 6]", "COPY 1:7 there");
        await talk.Fails("OK [COPYUID", "COPY 1:2 there");
        await talk.Ok("MOVE 1:7 there");
    });

    [Fact, Rfc(9394, "3.3"), Rfc(9394, "3.4")]
    public async Task Fetch_tells_some_of_the_messages_by_their_places()
    {
        using ImapTalk talk = await server.LoginAsync();
        foreach (string message in s_messages)
        {
            await talk.Append("INBOX", message);
        }

        await talk.Ok("SELECT INBOX");
        Assert.Contains("PARTIAL", (await talk.Ok("CAPABILITY"))[0].Split(' '));
        Assert.Equal(["* 2 FETCH (UID 2)", "* 3 FETCH (UID 3)"], await talk.Ok("UID FETCH 2:* UID (PARTIAL 1:2)"));
        Assert.Equal(["* 5 FETCH (UID 5)", "* 6 FETCH (UID 6)"], await talk.Ok("UID FETCH 1:6 UID (PARTIAL -2:-1)"));
        Assert.Equal(["* 7 FETCH (UID 7)"], await talk.Ok("UID FETCH 1:* UID (PARTIAL 7:100)"));
        Assert.Empty(await talk.Ok("UID FETCH 1:* UID (PARTIAL 8:9)"));
        await talk.Ok("STORE 2,6 +FLAGS.SILENT (\\Seen)");
        string point = System.Text.RegularExpressions.Regex.Match((await talk.Ok("FETCH 7 MODSEQ"))[^1], @"MODSEQ \((\d+)").Groups[1].Value;
        List<string> changed = await talk.Ok($"UID FETCH 1:* FLAGS (PARTIAL -1:-3 CHANGEDSINCE {point})");
        Assert.StartsWith("* 6 FETCH (UID 6 FLAGS (\\Seen)", Assert.Single(changed), StringComparison.Ordinal);
    }

    [Fact, Rfc(6855, "3"), Rfc(6855, "4")]
    public async Task With_utf8_accept_names_come_as_utf8_and_headers_of_utf8_are_taken()
    {
        using ImapTalk talk = await server.LoginAsync();
        const string Message = "Subject: \u00E9t\u00E9\r\n\r\n\u00E9\r\n";
        Assert.Contains("UTF8=ACCEPT", (await talk.Ok("CAPABILITY"))[0].Split(' '));
        await talk.Ok("CREATE &AOk-");
        Assert.StartsWith("NO ", await talk.Append("INBOX", Message), StringComparison.Ordinal);
        Assert.StartsWith("OK ", await talk.Append("INBOX", "Subject: a\r\n\r\n\u00E9\r\n"), StringComparison.Ordinal);
        Assert.Contains(await talk.Ok("LIST \"\" \"*\""), static l => l.EndsWith(" \"&AOk-\"", StringComparison.Ordinal));
        Assert.Equal(["* ENABLED UTF8=ACCEPT"], await talk.Ok("ENABLE UTF8=ACCEPT"));
        Assert.Contains(await talk.Ok("LIST \"\" \"*\""), static l => l.EndsWith(" \"\u00E9\"", StringComparison.Ordinal));
        Assert.StartsWith("OK ", await talk.Append("INBOX", Message), StringComparison.Ordinal);
        Assert.StartsWith("OK ", (await talk.Say($"APPEND INBOX UTF8 (~{{{Encoding.UTF8.GetByteCount(Message)}+}}\r\n{Message})"))[^1], StringComparison.Ordinal);
        await talk.Ok("SELECT \"\u00E9\"");
        await talk.Ok("SELECT INBOX");
        Assert.Equal("* SEARCH 2 3", (await talk.Ok("SEARCH SUBJECT \"\u00E9t\u00E9\""))[0]);
        Assert.Contains("\"\u00E9t\u00E9\"", (await talk.Ok("FETCH 2 ENVELOPE"))[0], StringComparison.Ordinal);
    }
}
