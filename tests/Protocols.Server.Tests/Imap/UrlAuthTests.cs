namespace Protocols.Server.Tests.Imap;

public sealed class UrlAuthTests(ImapServerFixture server) : IClassFixture<ImapServerFixture>
{
    private const string Message =
        "Subject: one\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\naGk=\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\nAAE=\r\n"
        + "--b\r\nContent-Transfer-Encoding: x-odd\r\n\r\n???\r\n--b--\r\n";

    private static async Task<string> AuthorizeAsync(ImapTalk talk, string url)
    {
        string line = Assert.Single(await talk.Ok($"GENURLAUTH \"{url}\" INTERNAL"));
        Assert.StartsWith($"* GENURLAUTH \"{url}:internal:", line, StringComparison.Ordinal);
        return line[14..^1];
    }

    private static async Task<string> FetchAsync(ImapTalk talk, string url) => Assert.Single(await talk.Ok($"URLFETCH \"{url}\""))[11..];

    [Fact, Rfc(4467, "7"), Rfc(4467, "6"), Rfc(4467, "3")]
    public async Task What_is_authorized_can_be_fetched_by_whom_it_was_meant_for_until_the_key_is_reset()
    {
        string owner = await server.NewAccountAsync();
        string other = await server.NewAccountAsync();
        using ImapTalk talk = await server.LoginAsync(owner);
        using ImapTalk stranger = await server.LoginAsync(other);
        await talk.Append("INBOX", Message);
        string start = $"imap://{owner.Replace("@", "%40", StringComparison.Ordinal)}@localhost/INBOX/;UID=1";
        string mine = await AuthorizeAsync(talk, start + "/;SECTION=1;URLAUTH=user+" + owner.Replace("@", "%40", StringComparison.Ordinal));
        string anyones = await AuthorizeAsync(talk, start + "/;SECTION=1;EXPIRE=2999-01-01T00:00:00Z;URLAUTH=authuser");
        string submission = await AuthorizeAsync(talk, start + ";URLAUTH=submit+someone");
        string late = await AuthorizeAsync(talk, start + ";EXPIRE=2020-01-01T00:00:00Z;URLAUTH=anonymous");
        string missing = await AuthorizeAsync(talk, start + "7;URLAUTH=anonymous");
        Assert.Equal($"\"{mine}\" {{4}}aGk=", await FetchAsync(talk, mine));
        Assert.Equal($"\"{mine}\" NIL", await FetchAsync(stranger, mine));
        Assert.Equal($"\"{anyones}\" {{4}}aGk=", await FetchAsync(stranger, anyones));
        Assert.Equal($"\"{submission}\" NIL", await FetchAsync(talk, submission));
        Assert.Equal($"\"{late}\" NIL", await FetchAsync(talk, late));
        Assert.Equal($"\"{missing}\" NIL", await FetchAsync(talk, missing));

        // Whatever is changed in it, the token is of another URL then.
        Assert.Equal($"\"{anyones.Replace("2999", "2998", StringComparison.Ordinal)}\" NIL", await FetchAsync(talk, anyones.Replace("2999", "2998", StringComparison.Ordinal)));
        Assert.EndsWith(" NIL", await FetchAsync(talk, anyones.Replace("INBOX", "nothing", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.EndsWith(" NIL", await FetchAsync(talk, anyones.Replace("INBOX", "inbox", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.EndsWith(" NIL", await FetchAsync(talk, anyones[..^1] + (anyones[^1] == '0' ? "1" : "0")), StringComparison.Ordinal);
        Assert.EndsWith(" NIL", await FetchAsync(talk, "imap://x@localhost/INBOX"), StringComparison.Ordinal);

        await talk.Fails("OK [URLMECH INTERNAL]", "RESETKEY INBOX");
        Assert.EndsWith(" NIL", await FetchAsync(talk, anyones), StringComparison.Ordinal);
        anyones = await AuthorizeAsync(talk, start + "/;SECTION=1;URLAUTH=authuser");
        Assert.EndsWith("aGk=", await FetchAsync(talk, anyones), StringComparison.Ordinal);
        await talk.Ok("RESETKEY");
        Assert.EndsWith(" NIL", await FetchAsync(talk, anyones), StringComparison.Ordinal);
    }

    [Fact, Rfc(4467, "3")]
    public async Task A_submission_server_may_fetch_what_is_meant_for_submission()
    {
        string owner = await server.NewAccountAsync();
        using ImapTalk talk = await server.LoginAsync(owner);
        await talk.Append("INBOX", "hello");
        string local = owner[..owner.IndexOf('@', StringComparison.Ordinal)];
        string url = await AuthorizeAsync(talk, $"imap://{local}@example.test/INBOX/;UID=1;URLAUTH=submit+{local}");
        await server.NewAccountAsync(ImapServerFixture.SubmissionServer);
        using ImapTalk submission = await server.LoginAsync(ImapServerFixture.SubmissionServer);
        Assert.EndsWith("hello", await FetchAsync(submission, url), StringComparison.Ordinal);
    }

    [Fact, Rfc(4467, "7")]
    public async Task What_cannot_be_authorized_is_refused()
    {
        string owner = await server.NewAccountAsync();
        using ImapTalk talk = await server.LoginAsync(owner);
        string local = owner[..owner.IndexOf('@', StringComparison.Ordinal)];
        foreach (string url in (string[])
            [
                $"imap://{local}@example.test/INBOX/;UID=1",
                "imap://example.test/INBOX/;UID=1;URLAUTH=authuser",
                "imap://someone@example.test/INBOX/;UID=1;URLAUTH=authuser",
                $"imap://{local}@example.test/nothing/;UID=1;URLAUTH=authuser",
                $"imap://{local}@example.test/INBOX;UIDVALIDITY=1/;UID=1;URLAUTH=authuser",
                $"imap://{local}@example.test/INBOX;URLAUTH=authuser",
                "/INBOX/;UID=1;URLAUTH=authuser",
                $"imap://{local}@example.test/INBOX/;UID=1;URLAUTH=authuser:internal:00112233445566778899aabbccddeeff",
            ])
        {
            await talk.Fails("BAD ", $"GENURLAUTH \"{url}\" INTERNAL");
        }

        await talk.Fails("BAD ", $"GENURLAUTH imap://{local}@example.test/INBOX/;UID=1;URLAUTH=authuser XSAMPLE");
        await talk.Fails("NO ", "RESETKEY INBOX XSAMPLE");
        await talk.Fails("NO [NONEXISTENT]", "RESETKEY nothing");
    }

    [Fact, Rfc(5524, "3.1"), Rfc(5524, "3.2")]
    public async Task Parts_are_told_with_their_structure_and_without_their_encoding()
    {
        string owner = await server.NewAccountAsync();
        using ImapTalk talk = await server.LoginAsync(owner);
        await talk.Append("INBOX", Message);
        string start = $"imap://{owner.Replace("@", "%40", StringComparison.Ordinal)}@localhost/INBOX/;UID=1";
        string first = await AuthorizeAsync(talk, start + "/;SECTION=1;URLAUTH=anonymous");
        string second = await AuthorizeAsync(talk, start + "/;SECTION=2;URLAUTH=anonymous");
        string third = await AuthorizeAsync(talk, start + "/;SECTION=3;URLAUTH=anonymous");
        string none = await AuthorizeAsync(talk, start + "/;SECTION=9;URLAUTH=anonymous");
        const string Text = "(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL ";
        Assert.Equal(
            [$"* URLFETCH \"{first}\" (BODYPARTSTRUCTURE {Text}\"7bit\" 2 0 NIL NIL NIL NIL)) (BINARY {{2}}hi)", $"* URLFETCH \"{second}\" (BINARY ~{{2}}\0\u0001)"],
            await talk.Ok($"URLFETCH (\"{first}\" BINARY BODYPARTSTRUCTURE) (\"{second}\" BINARY)"));
        Assert.Equal(
            [$"* URLFETCH \"{first}\" (BODYPARTSTRUCTURE {Text}\"base64\" 4 0 NIL NIL NIL NIL)) (BODY {{4}}aGk=)", $"* URLFETCH \"{second}\" {{4}}AAE="],
            await talk.Ok($"URLFETCH (\"{first}\" BODY BODYPARTSTRUCTURE) (\"{second}\")"));
        Assert.Equal([$"* URLFETCH \"{third}\" (BINARY NIL)", $"* URLFETCH \"{none}\" NIL"], await talk.Ok($"URLFETCH (\"{third}\" BINARY) (\"{none}\" BODY)"));
        await talk.Fails("BAD ", $"URLFETCH (\"{first}\" BODY BINARY)");
    }
}
