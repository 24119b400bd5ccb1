namespace Protocols.Server.Tests.Imap;

public sealed class SearchTests(ImapServerFixture server) : IClassFixture<ImapServerFixture>
{
    private async Task<ImapTalk> WithMailAsync()
    {
        ImapTalk talk = await server.LoginAsync();
        await talk.Append(
            "INBOX",
            "From: Ann <ann@a.test>\r\nTo: bob@b.test\r\nSubject: =?utf-8?q?Caf=C3=A9?= one\r\nDate: Tue, 1 Feb 1994 23:00:00 -0800\r\n\r\nneedle\r\n",
            "(\\Seen $Work) \"02-Feb-1994 01:00:00 +0000\" ");
        await talk.Append(
            "INBOX",
            "From: Bob <bob@b.test>\r\nSubject: two\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nR1LDnFNTRQ==\r\n",
            "(\\Flagged) \"03-Feb-1994 01:00:00 +0000\" ");
        await talk.Append("INBOX", "From: Eve\r\nX-Odd:\r\nSubject: three\r\n\r\n" + new string('x', 500) + "\r\n", "\"04-Feb-1994 01:00:00 +0000\" ");
        await talk.Ok("SELECT INBOX");
        return talk;
    }

    [Fact, Rfc(9051, "6.4.4"), Rfc(3501, "7.2.5")]
    public async Task Every_kind_of_key_finds_what_it_says()
    {
        using ImapTalk talk = await WithMailAsync();
        foreach ((string keys, string found) in new[]
        {
            ("ALL", "1 2 3"), ("SEEN", "1"), ("UNSEEN", "2 3"), ("FLAGGED", "2"), ("KEYWORD $work", "1"), ("UNKEYWORD $Work", "2 3"), ("NEW", "2 3"), ("OLD", ""), ("RECENT", "1 2 3"),
            ("1:2", "1 2"), ("UID 2:*", "2 3"), ("9", ""), ("NOT 1", "2 3"), ("OR SEEN FLAGGED", "1 2"), ("2 SEEN", ""), ("(OR 1 2) UNSEEN", "2"),
            ("FROM ann@A", "1"), ("TO BOB", "1"), ("SUBJECT \"CAFÉ\"", "1"), ("HEADER X-Odd \"\"", "3"), ("HEADER Subject t", "2 3"), ("CC x", ""),
            ("BODY NEEDLE", "1"), ("BODY one", ""), ("TEXT one", "1"), ("BODY \"grüsse\"", "2"), ("TEXT bob", "1 2"), ("NOT BODY needle", "2 3"),
            ("SINCE 3-Feb-1994", "2 3"), ("BEFORE 3-Feb-1994", "1"), ("ON 3-Feb-1994", "2"), ("SENTON 1-Feb-1994", "1"), ("SENTBEFORE 1-Jan-2030", "1"),
            ("LARGER 500", "3"), ("SMALLER 200", "1 2"),
        })
        {
            Assert.Equal(found.Length == 0 ? ["* SEARCH"] : ["* SEARCH " + found], await talk.Ok("SEARCH " + keys));
        }
    }

    [Fact, Rfc(9051, "6.4.4"), Rfc(5255, "4.6")]
    public async Task The_index_changes_nothing_but_the_time_it_takes()
    {
        using ImapTalk talk = await WithMailAsync();
        string[] searches =
        [
            "BODY needle", "TEXT bob", "NOT TEXT bob", "TEXT needle SUBJECT one", "OR BODY \"gr\u00FC\u00DFe\" SUBJECT three", "FROM \"ann <ann@a\"", "HEADER X-Odd \"\"", "TEXT \"x-odd:\"",
            "BODY " + new string('x', 500), "BODY " + new string('x', 501), "TEXT ee", "FUZZY TEXT \"needles\"", "SUBJECT \"caf\u00E9 O\"",
        ];
        List<string> before = [];
        foreach (string search in searches)
        {
            before.AddRange(await talk.Ok("SEARCH " + search));
        }

        await server.Storage.IndexTextsAsync(TestContext.Current.CancellationToken);
        List<string> after = [];
        foreach (string search in searches)
        {
            after.AddRange(await talk.Ok("SEARCH " + search));
        }

        Assert.Equal(["* SEARCH 1", "* SEARCH 1 2", "* SEARCH 3"], before[..3]);
        Assert.Equal(before, after);
        await talk.Append("INBOX", "Subject: late\r\n\r\nneedle\r\n");
        await talk.Ok("NOOP");
        Assert.Equal(["* SEARCH 1 4"], await talk.Ok("SEARCH BODY needle"));
    }

    [Fact, Rfc(4731, "3.1"), Rfc(9051, "6.4.4")]
    public async Task Results_are_told_as_asked_for()
    {
        using ImapTalk talk = await WithMailAsync();
        Assert.Matches("^\\* ESEARCH \\(TAG \"t\\d+\"\\) MIN 2 MAX 3 COUNT 2$", Assert.Single(await talk.Ok("SEARCH RETURN (MIN MAX COUNT) UNSEEN")));
        Assert.Matches("^\\* ESEARCH \\(TAG \"t\\d+\"\\) UID ALL 2:3$", Assert.Single(await talk.Ok("UID SEARCH RETURN () UNSEEN")));
        Assert.Matches("^\\* ESEARCH \\(TAG \"t\\d+\"\\) COUNT 0$", Assert.Single(await talk.Ok("SEARCH RETURN (MIN COUNT) DRAFT")));
        await talk.Ok("ENABLE IMAP4rev2");
        Assert.Matches("^\\* ESEARCH \\(TAG \"t\\d+\"\\) ALL 1:3$", Assert.Single(await talk.Ok("SEARCH ALL")));
    }

    [Fact, Rfc(9051, "6.4.4.1"), Rfc(5182, "2")]
    public async Task A_saved_result_stands_for_itself_until_the_mailbox_is_left()
    {
        using ImapTalk talk = await WithMailAsync();
        Assert.Empty(await talk.Ok("SEARCH RETURN (SAVE) UNSEEN"));
        Assert.Equal(["* 2 FETCH (UID 2)", "* 3 FETCH (UID 3)"], await talk.Ok("FETCH $ UID"));
        Assert.Equal(["* SEARCH 3"], await talk.Ok("SEARCH $ UNFLAGGED"));
        await talk.Ok("UID STORE $ +FLAGS.SILENT (\\Deleted)");
        await talk.Ok("SEARCH RETURN (SAVE MAX) ALL");
        Assert.Equal(["* 3 EXPUNGE"], await talk.Ok("UID EXPUNGE $"));
        Assert.Empty(await talk.Ok("FETCH $ UID"));
        await talk.Ok("SEARCH RETURN (SAVE) ALL");
        await talk.Ok("SELECT INBOX");
        Assert.Empty(await talk.Ok("UID FETCH $ UID"));
    }
}
