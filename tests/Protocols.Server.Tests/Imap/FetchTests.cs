using System.Globalization;
using System.Text;

namespace Protocols.Server.Tests.Imap;

public sealed class FetchTests(ImapServerFixture server) : IClassFixture<ImapServerFixture>
{
    private const string Nested =
        "From: \"Doe, \\\"J\\\"\" <j@a.test>\r\nTo: A Group: x@b.test, y@c.test;\r\nSubject: =?utf-8?q?caf=C3=A9?=\r\n folded\r\nDate: Mon, 7 Feb 1994 21:52:25 -0800\r\n"
        + "Message-ID: <1@a.test>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"o\"\r\n\r\npreamble\r\n"
        + "--o\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\naMOpbGxv\r\n"
        + "--o\r\nContent-Type: message/rfc822\r\nContent-Description: inner\r\n\r\nSubject: in\r\nFrom: i@d.test\r\n\r\ninner body\r\n"
        + "--o\r\nContent-Type: application/x; name=n\r\nContent-Disposition: attachment; filename=\"f.bin\"\r\nContent-Transfer-Encoding: base64\r\nContent-Language: en, de\r\n\r\nAAEC\r\n"
        + "--o--\r\n";

    private async Task<ImapTalk> WithNestedAsync()
    {
        ImapTalk talk = await server.LoginAsync();
        await talk.Append("INBOX", Nested);
        await talk.Ok("SELECT INBOX");
        return talk;
    }

    private static string Literal(string text) => string.Create(CultureInfo.InvariantCulture, $"{{{Encoding.UTF8.GetByteCount(text)}}}{text}");

    [Theory, Rfc(9051, "6.4.5.1"), Rfc(3516, "4.2")]
    [InlineData("BODY.PEEK[1]", "BODY[1]", "aMOpbGxv")]
    [InlineData("BODY.PEEK[1.MIME]", "BODY[1.MIME]", "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n")]
    [InlineData("BODY.PEEK[2]", "BODY[2]", "Subject: in\r\nFrom: i@d.test\r\n\r\ninner body")]
    [InlineData("BODY.PEEK[2.HEADER]", "BODY[2.HEADER]", "Subject: in\r\nFrom: i@d.test\r\n\r\n")]
    [InlineData("BODY.PEEK[2.TEXT]", "BODY[2.TEXT]", "inner body")]
    [InlineData("BODY.PEEK[2.1]", "BODY[2.1]", "inner body")]
    [InlineData("BODY.PEEK[2.HEADER.FIELDS.NOT (from)]", "BODY[2.HEADER.FIELDS.NOT (from)]", "Subject: in\r\n\r\n")]
    [InlineData("BODY.PEEK[HEADER.FIELDS (SUBJECT nothing)]", "BODY[HEADER.FIELDS (SUBJECT nothing)]", "Subject: =?utf-8?q?caf=C3=A9?=\r\n folded\r\n\r\n")]
    [InlineData("BODY.PEEK[1]<2.3>", "BODY[1]<2>", "Opb")]
    [InlineData("BODY.PEEK[1]<5.100>", "BODY[1]<5>", "Gxv")]
    [InlineData("BODY.PEEK[1]<100.5>", "BODY[1]<100>", "")]
    [InlineData("BINARY.PEEK[3]<1.2>", "BINARY[3]<1>", "\u0001\u0002")]
    public async Task A_section_is_just_the_octets_asked_for(string asked, string told, string octets)
    {
        using ImapTalk talk = await WithNestedAsync();
        string answer = (await talk.Ok($"FETCH 1 ({asked} FLAGS)"))[0];
        Assert.Equal($"* 1 FETCH ({told} {Literal(octets)} FLAGS ())", answer);
    }

    [Theory, Rfc(9051, "6.4.5.1")]
    [InlineData("BODY[4]")]
    [InlineData("BODY[1.HEADER]")]
    [InlineData("BODY[1.1.1]")]
    [InlineData("BODY[2.2]")]
    [InlineData("BINARY[9]")]
    public async Task A_section_that_is_not_there_is_nil(string section)
    {
        using ImapTalk talk = await WithNestedAsync();
        Assert.Contains(section + " NIL", (await talk.Ok("FETCH 1 " + section))[0], StringComparison.Ordinal);
    }

    [Fact, Rfc(9051, "6.4.5"), Rfc(3501, "6.4.5")]
    public async Task The_whole_message_comes_back_byte_for_byte_under_every_name_it_has()
    {
        using ImapTalk talk = await WithNestedAsync();
        int split = Nested.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        Assert.Equal($"* 1 FETCH (BODY[] {Literal(Nested)})", (await talk.Ok("FETCH 1 BODY.PEEK[]"))[0]);
        Assert.Equal($"* 1 FETCH (RFC822.HEADER {Literal(Nested[..split])})", (await talk.Ok("FETCH 1 RFC822.HEADER"))[0]);
        Assert.Equal($"* 1 FETCH (BODY[TEXT] {Literal(Nested[split..])})", (await talk.Ok("FETCH 1 BODY.PEEK[TEXT]"))[0]);
        Assert.Equal($"* 1 FETCH (RFC822.TEXT {Literal(Nested[split..])} FLAGS (\\Seen))", (await talk.Ok("FETCH 1 RFC822.TEXT"))[0]);
        Assert.Equal($"* 1 FETCH (RFC822 {Literal(Nested)})", (await talk.Ok("FETCH 1 RFC822"))[0]);
        Assert.Equal(["* 1 FETCH (BINARY.SIZE[1] 6 BINARY.SIZE[3] 3)"], await talk.Ok("FETCH 1 (BINARY.SIZE[1] BINARY.SIZE[3])"));
        Assert.Equal(["* 1 FETCH (UID 1 BINARY[1] {6}hÃ©llo)"], await talk.Ok("UID FETCH 1 BINARY[1]"));
    }

    [Fact, Rfc(9051, "7.5.2")]
    public async Task Envelope_and_structure_look_as_the_specification_shows_them()
    {
        using ImapTalk talk = await WithNestedAsync();
        Assert.Equal(
            ["* 1 FETCH (ENVELOPE (\"Mon, 7 Feb 1994 21:52:25 -0800\" \"=?utf-8?q?caf=C3=A9?= folded\" ((\"Doe, \\\"J\\\"\" NIL \"j\" \"a.test\")) "
                + "((\"Doe, \\\"J\\\"\" NIL \"j\" \"a.test\")) ((\"Doe, \\\"J\\\"\" NIL \"j\" \"a.test\")) "
                + "((NIL NIL \"A Group\" NIL)(NIL NIL \"x\" \"b.test\")(NIL NIL \"y\" \"c.test\")(NIL NIL NIL NIL)) NIL NIL NIL \"<1@a.test>\"))"],
            await talk.Ok("FETCH 1 ENVELOPE"));
        Assert.Equal(
            ["* 1 FETCH (BODYSTRUCTURE ((\"text\" \"plain\" (\"charset\" \"utf-8\") NIL NIL \"base64\" 8 0 NIL NIL NIL NIL)"
                + "(\"message\" \"rfc822\" NIL NIL \"inner\" \"7bit\" 41 (NIL \"in\" ((NIL NIL \"i\" \"d.test\")) ((NIL NIL \"i\" \"d.test\")) ((NIL NIL \"i\" \"d.test\")) NIL NIL NIL NIL NIL) "
                + "(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 10 0 NIL NIL NIL NIL) 3 NIL NIL NIL NIL)"
                + "(\"application\" \"x\" (\"name\" \"n\") NIL NIL \"base64\" 4 NIL (\"attachment\" (\"filename\" \"f.bin\")) (\"en\" \"de\") NIL)"
                + " \"mixed\" (\"boundary\" \"o\") NIL NIL NIL))"],
            await talk.Ok("FETCH 1 BODYSTRUCTURE"));
    }

    [Fact, Rfc(9051, "6.4.5")]
    public async Task Reading_a_body_marks_it_as_seen_once_and_never_in_examine()
    {
        using ImapTalk talk = await WithNestedAsync();
        await talk.Ok("EXAMINE INBOX");
        Assert.DoesNotContain("FLAGS", (await talk.Ok("FETCH 1 BODY[1]"))[0], StringComparison.Ordinal);
        await talk.Ok("SELECT INBOX");
        Assert.EndsWith(" FLAGS (\\Seen))", (await talk.Ok("FETCH 1 BODY[1]"))[0], StringComparison.Ordinal);
        List<string> again = await talk.Ok("FETCH 1 BODY[1]");
        Assert.DoesNotContain("FLAGS", Assert.Single(again), StringComparison.Ordinal);
    }

    [Fact, Rfc(9051, "9")]
    public async Task Numbers_beyond_the_last_are_bad_and_uids_beyond_it_are_passed_over()
    {
        using ImapTalk talk = await server.LoginAsync();
        await talk.Ok("SELECT INBOX");
        await talk.Fails("BAD", "FETCH 1 FLAGS");
        Assert.Empty(await talk.Ok("UID FETCH 1:* FLAGS"));
        await talk.Append("INBOX", Nested);
        await talk.Fails("BAD", "FETCH 2 FLAGS");
        Assert.Empty(await talk.Ok("UID FETCH 2:9 FLAGS"));
        Assert.Equal(["* 1 FETCH (UID 1 FLAGS ())"], await talk.Ok("UID FETCH 5:* FLAGS"));
    }
}
