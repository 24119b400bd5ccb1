using System.Text;

namespace Protocols.Server.Tests.Imap;

public sealed class AppendTests(ImapServerFixture server) : IClassFixture<ImapServerFixture>
{
    private static string Literal(string text) => $"{{{Encoding.UTF8.GetByteCount(text)}+}}\r\n{text}";

    [Fact, Rfc(3502, "6.3.11")]
    public async Task Several_messages_are_filed_all_or_none()
    {
        using ImapTalk talk = await server.LoginAsync();
        await talk.Ok("CREATE x");
        string answer = (await talk.Say($"APPEND x (\\Seen) {Literal("Subject: a\r\n\r\n")} \"05-Feb-1994 01:02:03 +0100\" {Literal("Subject: b\r\n\r\n")} {Literal("c")}"))[^1];
        Assert.Matches(@"^OK \[APPENDUID \d+ 1:3\]", answer);
        await talk.Fails("NO ", $"APPEND x {Literal("d")} {Literal("")}");
        await talk.Fails("BAD ", $"APPEND x {Literal("d")} (\\Nonsense) {Literal("e")}");
        await talk.Fails("NO [TOOBIG]", $"APPEND x {Literal("d")} {Literal(new string('x', (1 << 20) + 1))}");
        await talk.Ok("SELECT x");
        List<string> lines = await talk.Ok("FETCH 1:* (FLAGS BODY.PEEK[] INTERNALDATE)");
        Assert.Equal(3, lines.Count);
        Assert.Contains("(\\Seen)", lines[0], StringComparison.Ordinal);
        Assert.Contains("FLAGS ()", lines[1], StringComparison.Ordinal);
        Assert.Contains("\"05-Feb-1994 01:02:03 +0100\"", lines[1], StringComparison.Ordinal);
    }

    [Fact, Rfc(4469, "3"), Rfc(4469, "4.1"), Rfc(4469, "4.2")]
    public async Task A_message_is_put_together_from_others_and_they_stay_unseen()
    {
        using ImapTalk talk = await server.LoginAsync();
        await talk.Append("INBOX", "Subject: one\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nX: y\r\n\r\nfirst\r\n--b\r\n\r\nsecond\r\n--b--\r\n");
        await talk.Ok("CREATE \"a b/c\"");
        await talk.Append("\"a b/c\"", "Subject: big\r\n\r\n" + new string('x', 600_000));
        await talk.Ok($"APPEND INBOX CATENATE (URL \"/INBOX/;UID=1/;SECTION=HEADER\" TEXT {Literal("[")} URL \"/inbox/;uid=1/;section=2\" "
            + $"URL \"/INBOX/;UID=1/;SECTION=1.MIME\" URL \"/INBOX/;UID=1/;SECTION=1/;PARTIAL=1.3\" URL \"/a%20b/c/;UID=1/;SECTION=TEXT/;PARTIAL=599999\" TEXT {Literal("]")})");
        await talk.Ok("SELECT INBOX");
        List<string> lines = await talk.Ok("FETCH 1:2 (FLAGS BODY.PEEK[])");
        Assert.Contains("FLAGS ()", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("Subject: one\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n[secondX: y\r\n\r\nirsx])", lines[1], StringComparison.Ordinal);
        foreach (string url in (string[])
            [
                "/INBOX/;UID=9", "/INBOX;UIDVALIDITY=1/;UID=1", "/INBOX/;UID=1/;SECTION=7", "/nothing/;UID=1", "INBOX/;UID=1", "//host/INBOX/;UID=1", "/INBOX", "nonsense",
                "imap://u@host/INBOX/;UID=1", "/INBOX/;UID=1;URLAUTH=anonymous", "/INBOX/;UID=1/;SECTION=1]x",
            ])
        {
            await talk.Fails("NO [BADURL ", $"APPEND INBOX CATENATE (TEXT {Literal("a")} URL \"{url}\" TEXT {Literal("b")})");
        }

        await talk.Fails("NO [TOOBIG]", "APPEND INBOX CATENATE (URL \"/a%20b/c/;UID=1\" URL \"/a%20b/c/;UID=1\")");
        await talk.Fails("NO [TRYCREATE]", "APPEND nothing CATENATE (URL /INBOX/;UID=1)");
        Assert.Equal(["* SEARCH 1 2"], await talk.Ok("SEARCH ALL"));
    }

    [Fact, Rfc(8508, "3.2"), Rfc(8508, "3.3"), Rfc(8508, "3.4"), Rfc(8508, "4.3")]
    public async Task A_message_replaces_another_in_one_step()
    {
        using ImapTalk talk = await server.LoginAsync();
        await talk.Ok("CREATE sent");
        await talk.Append("INBOX", "Subject: one\r\n\r\n");
        await talk.Append("INBOX", "Subject: two\r\n\r\n");
        await talk.Fails("BAD ", $"REPLACE 1 INBOX {Literal("x")}");
        await talk.Ok("SELECT INBOX");
        List<string> lines = await talk.Ok($"REPLACE 1 INBOX (\\Draft) {Literal("Subject: new\r\n\r\n")}");
        Assert.Matches(@"^\* OK \[APPENDUID \d+ 3\]", lines[0]);
        int expunged = lines.IndexOf("* 1 EXPUNGE");
        Assert.InRange(lines.FindIndex(static l => l.EndsWith(" EXISTS", StringComparison.Ordinal)), 1, lines.Count);
        Assert.True(expunged > 0);
        lines = await talk.Ok($"UID REPLACE 3 sent CATENATE (URL /INBOX/;UID=3/;SECTION=HEADER TEXT {Literal("hi")})");
        Assert.Contains("* 2 EXPUNGE", lines);
        Assert.Equal(["* SEARCH 2"], await talk.Ok("UID SEARCH ALL"));
        await talk.Fails("NO [EXPUNGEISSUED]", $"UID REPLACE 3 sent {Literal("x")}");
        await talk.Fails("BAD ", $"REPLACE 9 sent {Literal("x")}");
        await talk.Fails("NO [TRYCREATE]", $"REPLACE 1 nothing {Literal("x")}");
        await talk.Ok("EXAMINE INBOX");
        await talk.Fails("NO [READ-ONLY]", $"REPLACE 1 sent {Literal("x")}");
        await talk.Ok("SELECT sent");
        Assert.Contains("Subject: new\r\n\r\nhi", (await talk.Ok("FETCH 1:* BODY[]"))[0], StringComparison.Ordinal);
    }

    [Fact, Rfc(6855, "4")]
    public async Task A_message_said_to_be_UTF_8_is_filed()
    {
        using ImapTalk talk = await server.LoginAsync();
        await talk.Ok("ENABLE UTF8=ACCEPT");
        await talk.Ok($"APPEND INBOX UTF8 (~{Literal("Subject: grün\r\n\r\n")})");
        Assert.Equal(["* STATUS \"INBOX\" (MESSAGES 1)"], await talk.Ok("STATUS INBOX (MESSAGES)"));
    }
}
