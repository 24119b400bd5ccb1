namespace Protocols.Server.Tests.Imap;

/// <summary>UIDONLY (RFC 9586).</summary>
public sealed class UidOnlyTests(ImapServerFixture server) : IClassFixture<ImapServerFixture>
{
    [Fact]
    public async Task Messages_are_named_by_uids_alone_once_the_client_wants_it_so()
    {
        string address = await server.NewAccountAsync();
        using ImapTalk talk = await server.LoginAsync(address);
        using ImapTalk other = await server.LoginAsync(address);
        for (int i = 1; i <= 5; i++)
        {
            await talk.Append("INBOX", $"Subject: m{i}\r\n\r\n");
        }

        await other.Ok("SELECT INBOX");
        await other.Ok("STORE 1 +FLAGS.SILENT (\\Deleted)");
        await other.Ok("EXPUNGE");
        Assert.Contains("UIDONLY", (await talk.Ok("CAPABILITY"))[0].Split(' '));
        Assert.Equal(["* ENABLED UIDONLY"], await talk.Ok("ENABLE UIDONLY"));
        Assert.DoesNotContain(await talk.Ok("SELECT INBOX"), static l => l.Contains("[UNSEEN", StringComparison.Ordinal));
        Assert.Equal(["* 2 UIDFETCH (FLAGS ())", "* 3 UIDFETCH (FLAGS ())"], await talk.Ok("UID FETCH 2:3 FLAGS"));
        Assert.Equal(["* 2 UIDFETCH (UID 2)"], await talk.Ok("UID FETCH 2 UID"));
        Assert.Equal(["* 4 UIDFETCH (BODY[TEXT] {0} FLAGS (\\Seen))"], await talk.Ok("UID FETCH 4 BODY[TEXT]"));
        Assert.Equal(["* 5 UIDFETCH (FLAGS (\\Deleted))"], await talk.Ok("UID STORE 5 +FLAGS (\\Deleted)"));
        await other.Ok("UID STORE 3 +FLAGS (\\Flagged)");
        Assert.Equal(["* 3 UIDFETCH (FLAGS (\\Flagged))"], await talk.Ok("NOOP"));
        Assert.Equal(["* VANISHED 5"], await talk.Ok("EXPUNGE"));
        Assert.Equal("* SEARCH 2 3 4", (await talk.Ok("UID SEARCH UID 1:*"))[0]);
        await talk.Ok("UID SEARCH RETURN (SAVE) ALL");
        Assert.Equal(3, (await talk.Ok("UID FETCH $ FLAGS")).Count);
        await talk.Ok("ENABLE QRESYNC");
        foreach (string command in new[]
        {
            "FETCH 1 FLAGS", "STORE 1 +FLAGS (\\Seen)", "COPY 1 INBOX", "MOVE 1 INBOX", "SEARCH ALL", "UID SEARCH OR 1 NOT SEEN", "SORT (ARRIVAL) UTF-8 ALL",
            "UID SORT (ARRIVAL) UTF-8 1:2", "THREAD REFERENCES UTF-8 ALL", "SELECT INBOX (QRESYNC (1 1 (1 1)))",
        })
        {
            await talk.Fails("BAD [UIDREQUIRED]", command);
        }

        Assert.Contains((await talk.Say("REPLACE 1 INBOX {2+}\r\n\r\n")), static l => l.StartsWith("BAD [UIDREQUIRED]", StringComparison.Ordinal));
        Assert.Equal("* SEARCH 2 3 4", (await talk.Ok("UID SEARCH ALL"))[0]);
    }
}
