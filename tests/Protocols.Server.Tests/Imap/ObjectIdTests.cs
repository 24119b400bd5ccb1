using System.Text.RegularExpressions;

namespace Protocols.Server.Tests.Imap;

public sealed class ObjectIdTests(ImapServerFixture server) : IClassFixture<ImapServerFixture>
{
    private static string Id(IEnumerable<string> lines, string name)
    {
        Match match = Regex.Match(string.Join('\n', lines), name + @" \((?<id>[A-Za-z0-9_-]+)\)");
        Assert.True(match.Success, name + " in " + string.Join('\n', lines));
        return match.Groups["id"].Value;
    }

    [Fact, Rfc(8474, "4.1"), Rfc(8474, "4.2"), Rfc(8474, "4.3")]
    public async Task A_mailbox_keeps_its_id_through_a_new_name()
    {
        using ImapTalk talk = await server.LoginAsync();
        string id = Id(await talk.Say("CREATE foo"), "MAILBOXID");
        Assert.Equal(id, Id(await talk.Ok("SELECT foo"), "MAILBOXID"));
        Assert.Equal(id, Id(await talk.Ok("EXAMINE foo"), "MAILBOXID"));
        await talk.Ok("RENAME foo bar");
        Assert.Equal([$"* STATUS \"bar\" (MESSAGES 0 MAILBOXID ({id}))"], await talk.Ok("STATUS bar (MAILBOXID MESSAGES)"));
        Assert.Contains($"* STATUS \"bar\" (MAILBOXID ({id}))", await talk.Ok("LIST \"\" * RETURN (STATUS (MAILBOXID))"));
        Assert.NotEqual(id, Id(await talk.Say("CREATE foo"), "MAILBOXID"));
        await talk.Fails("NO", "CREATE foo");
    }

    [Fact, Rfc(8474, "5.1"), Rfc(8474, "5.2"), Rfc(8474, "5.3"), Rfc(8474, "6")]
    public async Task A_message_and_its_thread_keep_their_ids_in_every_mailbox()
    {
        using ImapTalk talk = await server.LoginAsync();
        await talk.Append("INBOX", "Message-ID: <1@x>\r\nSubject: Message A\r\n\r\n");
        await talk.Append("INBOX", "Message-ID: <2@x>\r\nReferences: <1@x>\r\nSubject: Re: Message A\r\n\r\n");
        await talk.Append("INBOX", "Message-ID: <3@x>\r\nSubject: Message C\r\n\r\n");
        await talk.Ok("SELECT INBOX");
        List<string> lines = await talk.Ok("FETCH 1:3 (EMAILID THREADID)");
        string[] emails = [.. lines.Select(l => Id([l], "EMAILID"))];
        string[] threads = [.. lines.Select(l => Id([l], "THREADID"))];
        Assert.Equal(5, emails.Concat(threads).Distinct().Count());
        Assert.Equal(threads[0], threads[1]);
        Assert.Equal(["* SEARCH 1"], await talk.Ok("SEARCH EMAILID " + emails[0]));
        Assert.Equal(["* SEARCH 1 2"], await talk.Ok("SEARCH THREADID " + threads[0]));
        Assert.Equal(["* SEARCH"], await talk.Ok("SEARCH OR THREADID T999-1 EMAILID " + threads[0]));
        await talk.Ok("CREATE foo");
        await talk.Ok("MOVE 2 foo");
        await talk.Ok("SELECT foo");
        Assert.Equal([$"* 1 FETCH (EMAILID ({emails[1]}) THREADID ({threads[1]}))"], await talk.Ok("FETCH 1 (EMAILID THREADID)"));
    }

    [Fact, Rfc(8970, "3.2"), Rfc(8970, "3.3"), Rfc(8970, "4.1")]
    public async Task A_preview_is_told_without_markup()
    {
        using ImapTalk talk = await server.LoginAsync();
        await talk.Append("INBOX", "Content-Type: text/html; charset=utf-8\r\n\r\n<style>x</style><p>Gr\u00FC\u00DFe, <b>Bob</b>\r\n");
        await talk.Append("INBOX", "Content-Type: image/png\r\n\r\nx");
        await talk.Append("INBOX", "\r\n" + new string('x', 1000));
        await talk.Ok("SELECT INBOX");
        List<string> previews = await talk.Ok("FETCH 1:3 (PREVIEW (LAZY) UID)");
        Assert.Matches("^\\* 1 FETCH \\(PREVIEW \\{12\\}Gr.{4}e, Bob UID 1\\)$", previews[0]);
        Assert.Equal(
            ["* 2 FETCH (PREVIEW \"\" UID 2)", $"* 3 FETCH (PREVIEW \"{new string('x', 200)}\" UID 3)"],
            previews[1..]);
        Assert.Equal(["* 2 FETCH (PREVIEW \"\")"], await talk.Ok("FETCH 2 PREVIEW"));
        Assert.Equal(["* 1 FETCH (FLAGS ())"], await talk.Ok("FETCH 1 FLAGS"));
    }

    [Fact, Rfc(8514, "4.2"), Rfc(8514, "4.3")]
    public async Task The_time_of_saving_is_the_mailboxs_own()
    {
        using ImapTalk talk = await server.LoginAsync();
        await talk.Append("INBOX", "\r\nx", "\"01-Feb-1994 01:00:00 +0000\" ");
        await talk.Ok("SELECT INBOX");
        Assert.Matches("^\\* 1 FETCH \\(SAVEDATE \"[ 0-9][0-9]-[A-Z][a-z]{2}-20", Assert.Single(await talk.Ok("FETCH 1 SAVEDATE")));
        Assert.Equal(["* SEARCH 1"], await talk.Ok("SEARCH SAVEDSINCE 1-Jan-2020 SAVEDATESUPPORTED"));
        Assert.Equal(["* SEARCH"], await talk.Ok("SEARCH OR SAVEDON 1-Feb-1994 SAVEDBEFORE 1-Jan-2020"));
    }
}
