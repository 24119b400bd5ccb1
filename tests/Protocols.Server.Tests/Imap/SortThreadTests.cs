namespace Protocols.Server.Tests.Imap;

public sealed class SortThreadTests(ImapServerFixture server) : IClassFixture<ImapServerFixture>
{
    private static string Mail(string header) => header.ReplaceLineEndings("\r\n") + "\r\n\r\ntext\r\n";

    private async Task<ImapTalk> WithAsync(params string[] headers)
    {
        ImapTalk talk = await server.LoginAsync();
        for (int i = 0; i < headers.Length; i++)
        {
            await talk.Append("INBOX", Mail(headers[i]), $"\"{i + 1,2}-Feb-1994 01:00:00 +0000\" ");
        }

        await talk.Ok("SELECT INBOX");
        return talk;
    }

    [Fact, Rfc(5256, "3"), Rfc(5256, "2.2")]
    public async Task Messages_are_sorted_by_what_their_headers_say()
    {
        using ImapTalk talk = await WithAsync(
            "Subject: Re: beta\nFrom: Zoe <anna@x>\nTo: c@x\nDate: Fri, 4 Feb 1994 00:00:00 +0000",
            "Subject: =?utf-8?q?=C3=81lpha?=\nFrom: Bob <zoe@x>\nCc: b@x\nDate: Fri, 4 Feb 1994 01:30:00 +0200",
            "Subject: [list] BETA (fwd)\nFrom: x@y",
            "From: Anna <bob@x>");
        foreach ((string command, string expected) in new[]
        {
            ("SORT (SUBJECT) UTF-8 ALL", "4 2 1 3"),
            ("SORT (REVERSE SUBJECT) UTF-8 ALL", "1 3 2 4"),
            ("SORT (SUBJECT REVERSE DATE) UTF-8 ALL", "4 2 1 3"),
            ("SORT (DATE) UTF-8 ALL", "3 2 1 4"),
            ("SORT (FROM) UTF-8 ALL", "1 4 3 2"),
            ("SORT (DISPLAYFROM) UTF-8 ALL", "4 2 3 1"),
            ("SORT (TO CC) UTF-8 ALL", "3 4 2 1"),
            ("SORT (ARRIVAL) UTF-8 SUBJECT beta", "1 3"),
            ("UID SORT (REVERSE ARRIVAL) UTF-8 ALL", "4 3 2 1"),
        })
        {
            Assert.Equal(["* SORT " + expected], await talk.Ok(command));
        }

        Assert.Equal(["* SORT"], await talk.Ok("SORT (SIZE) US-ASCII DRAFT"));
        Assert.Matches("^\\* ESEARCH \\(TAG \"t\\d+\"\\) UID MIN 4 MAX 3 ALL 4,2,1,3 COUNT 4$", Assert.Single(await talk.Ok("UID SORT RETURN (MIN MAX ALL COUNT) (SUBJECT) UTF-8 ALL")));
        Assert.Matches("^\\* ESEARCH \\(TAG \"t\\d+\"\\) PARTIAL \\(-1:-2 1,3\\)$", Assert.Single(await talk.Ok("SORT RETURN (PARTIAL -2:-1 SAVE) (SUBJECT) UTF-8 ALL")));
        Assert.Equal(["* SEARCH 1 3"], await talk.Ok("SEARCH $"));
        await talk.Fails("NO [BADCHARSET", "SORT (SIZE) KOI8-R ALL");
    }

    [Fact, Rfc(5255, "4.7"), Rfc(5255, "4.9")]
    public async Task The_comparator_that_the_client_chose_sorts_and_finds()
    {
        using ImapTalk talk = await WithAsync("Subject: a", "Subject: B", "Subject: =?utf-8?q?=C3=84?=", "Subject: =?utf-8?q?=C3=A4?=");
        Assert.Equal(["* SORT 1 3 4 2"], await talk.Ok("SORT (SUBJECT) UTF-8 ALL"));
        Assert.Equal(["* SEARCH 3 4"], await talk.Ok("SEARCH SUBJECT {2+}\r\nä"));
        Assert.Equal(["* COMPARATOR \"i;unicode-casemap\""], await talk.Ok("COMPARATOR"));
        Assert.Equal(["* COMPARATOR \"i;octet\""], await talk.Ok("COMPARATOR i;basic i;octet"));
        Assert.Equal(["* SORT 2 1 3 4"], await talk.Ok("SORT (SUBJECT) UTF-8 ALL"));
        Assert.Equal(["* SEARCH 4"], await talk.Ok("SEARCH SUBJECT {2+}\r\nä"));
        Assert.Equal(["* SEARCH 1"], await talk.Ok("SEARCH SUBJECT a"));
        Assert.Equal(["* COMPARATOR \"i;unicode-casemap\" (\"i;unicode-casemap\" \"i;ascii-casemap\")"], await talk.Ok("COMPARATOR \"i;*-casemap\""));
        Assert.Equal(["* COMPARATOR \"i;ascii-casemap\""], await talk.Ok("COMPARATOR i;ascii-casemap"));
        Assert.Equal(["* SEARCH 4"], await talk.Ok("SEARCH SUBJECT {2+}\r\nä"));
        Assert.Equal(["* SEARCH 2"], await talk.Ok("SEARCH SUBJECT b"));
        await talk.Fails("NO [BADCOMPARATOR]", "COMPARATOR i;basic");
        await talk.Ok("COMPARATOR default");
    }

    [Fact, Rfc(5256, "3")]
    public async Task Conversations_are_put_together_by_references_and_subjects()
    {
        using ImapTalk talk = await WithAsync(
            "Message-ID: <1@x>\nSubject: s",
            "Message-ID: <2@x>\nReferences: <1@x>\nSubject: Re: s",
            "Message-ID: <3@x>\nIn-Reply-To: <1@x>\nSubject: Re: s",
            "Message-ID: <4@x>\nReferences: <1@x> <2@x>\nSubject: Re: s",
            "Message-ID: <5@x>\nSubject: other",
            "Message-ID: <6@x>\nSubject: Re: other",
            "Message-ID: <1@x>\nSubject: double",
            "Message-ID: <8@x>\nReferences: <gone@x>\nSubject: third",
            "Message-ID: <9@x>\nReferences: <gone@x>\nSubject: fourth",
            "Subject: third",
            "Message-ID: <11@x>\nReferences: <11@x>\nSubject: loop");
        Assert.Equal(["* THREAD (1 (2 4)(3))(5 6)(7)((8)(9)(10))(11)"], await talk.Ok("THREAD REFERENCES UTF-8 ALL"));
        Assert.Equal(["* THREAD ((2 4)(3))"], await talk.Ok("UID THREAD REFERENCES UTF-8 2:4 SUBJECT s"));
        Assert.Equal(["* THREAD (1 (2)(3)(4))(5 6)(7)(8 10)(9)(11)"], await talk.Ok("THREAD ORDEREDSUBJECT UTF-8 ALL"));
        Assert.Equal(["* THREAD"], await talk.Ok("THREAD ORDEREDSUBJECT UTF-8 DRAFT"));
    }

    [Fact, Rfc(5267, "4.3"), Rfc(5267, "4.3.1"), Rfc(5267, "4.3.3"), Rfc(5267, "4.3.4"), Rfc(5267, "4.3.5")]
    public async Task A_sorted_result_follows_what_happens_in_the_mailbox()
    {
        string account = await server.NewAccountAsync();
        using ImapTalk talk = await server.LoginAsync(account);
        using ImapTalk other = await server.LoginAsync(account);
        foreach (string subject in new[] { "b", "d", "a" })
        {
            await talk.Append("INBOX", Mail("Subject: " + subject));
        }

        await talk.Ok("SELECT INBOX");
        await talk.Client.SendAsync("B1 UID SORT RETURN (UPDATE ALL) (SUBJECT) UTF-8 UNDELETED\r\n");
        Assert.Equal("* ESEARCH (TAG \"B1\") UID ALL 3,1:2", await talk.Line());
        Assert.StartsWith("B1 OK", await talk.Line(), StringComparison.Ordinal);
        await talk.Client.SendAsync("B1 SORT RETURN (UPDATE) (SIZE) UTF-8 ALL\r\n");
        Assert.StartsWith("B1 BAD", await talk.Line(), StringComparison.Ordinal);

        await other.Append("INBOX", Mail("Subject: c"));
        await other.Append("INBOX", Mail("Subject: 0"));
        Assert.Contains("* ESEARCH (TAG \"B1\") UID ADDTO (1 5 4 4)", await talk.Ok("NOOP"));
        Assert.Contains("* ESEARCH (TAG \"B1\") UID REMOVEFROM (4 4 3 1)", await talk.Ok("UID STORE 1,4 +FLAGS.SILENT (\\Deleted)"));
        Assert.Contains("* ESEARCH (TAG \"B1\") UID ADDTO (3 4)", await talk.Ok("UID STORE 4 FLAGS.SILENT ()"));
        await other.Ok("SELECT INBOX");
        await other.Ok("UID STORE 2 +FLAGS.SILENT (\\Deleted)");
        await other.Ok("EXPUNGE");
        List<string> expunged = await talk.Ok("NOOP");
        Assert.Equal("* ESEARCH (TAG \"B1\") UID REMOVEFROM (4 2)", expunged[0]);
        Assert.Equal("* ESEARCH (TAG \"B1\") UID REMOVEFROM (2 3)", Assert.Single(await talk.Ok("UID STORE 3 +FLAGS.SILENT (\\Deleted)")));
        await talk.Ok("CANCELUPDATE \"B1\" \"B7\"");
        Assert.Empty(await talk.Ok("UID STORE 3 -FLAGS.SILENT (\\Deleted)"));
    }

    [Fact, Rfc(5032, "2")]
    public async Task Messages_are_found_by_how_long_ago_they_came()
    {
        using ImapTalk talk = await server.LoginAsync();
        await talk.Append("INBOX", Mail("Subject: old"), "\"01-Feb-1994 01:00:00 +0000\" ");
        await talk.Append("INBOX", Mail("Subject: new"));
        await talk.Ok("SELECT INBOX");
        Assert.Equal(["* SEARCH 1"], await talk.Ok("SEARCH OLDER 3600"));
        Assert.Equal(["* SEARCH 2"], await talk.Ok("SEARCH YOUNGER 3600"));
        Assert.Equal(["* SEARCH 1 2"], await talk.Ok("SEARCH YOUNGER 4294967295"));
    }
}
