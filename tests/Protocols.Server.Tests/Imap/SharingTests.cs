namespace Protocols.Server.Tests.Imap;

/// <summary>Two sessions in one mailbox (RFC 2180, RFC 9051 §5.2, §7.5.1).</summary>
public sealed class SharingTests(ImapServerFixture server) : IClassFixture<ImapServerFixture>
{
    private async Task<(ImapTalk One, ImapTalk Other)> PairAsync(int messages)
    {
        string address = await server.NewAccountAsync();
        ImapTalk one = await server.LoginAsync(address);
        for (int i = 1; i <= messages; i++)
        {
            await one.Append("INBOX", $"Subject: m{i}\r\n\r\nbody {i}\r\n");
        }

        ImapTalk other = await server.LoginAsync(address);
        await one.Ok("SELECT INBOX");
        await other.Ok("SELECT INBOX");
        return (one, other);
    }

    [Fact, Rfc(9051, "7.5.1"), Rfc(2180, "4.1.2"), Rfc(2180, "4.2.1"), Rfc(2180, "4.2.3"), Rfc(5530, "3")]
    public async Task Expunges_wait_while_numbers_are_under_way()
    {
        (ImapTalk one, ImapTalk other) = await PairAsync(4);
        await one.Ok("STORE 1,3 +FLAGS.SILENT (\\Deleted)");
        Assert.Equal(["* 3 EXPUNGE", "* 1 EXPUNGE"], await one.Ok("EXPUNGE"));

        // Whatever bears sequence numbers tells no EXPUNGE; the numbers stay what they were.
        List<string> fetched = await other.Say("FETCH 1:4 (UID)");
        Assert.Equal(["* 2 FETCH (UID 2)", "* 4 FETCH (UID 4)"], fetched[..2]);
        Assert.DoesNotContain(fetched, l => l.EndsWith(" EXPUNGE", StringComparison.Ordinal));
        Assert.DoesNotContain(await other.Say("STORE 2 +FLAGS (\\Seen)"), l => l.EndsWith(" EXPUNGE", StringComparison.Ordinal));
        Assert.Equal("* SEARCH 2 4", (await other.Ok("SEARCH ALL"))[0]);
        await other.Fails("NO [EXPUNGEISSUED]", "FETCH 3 UID");
        await other.Fails("NO Cannot store on expunged messages", "STORE 3 +FLAGS (\\Flagged)");
        await other.Fails("OK [EXPUNGEISSUED]", "STORE 3:4 +FLAGS (\\Flagged)");
        Assert.Contains("OK [EXPUNGEISSUED]", (await other.Say("STORE 3:4 -FLAGS.SILENT (\\Flagged)"))[^1], StringComparison.Ordinal);
        await other.Fails("NO [EXPUNGEISSUED]", "COPY 1 INBOX");
        Assert.Equal(["* 3 EXPUNGE", "* 1 EXPUNGE"], (await other.Ok("NOOP")).Where(l => l.EndsWith(" EXPUNGE", StringComparison.Ordinal)));
        Assert.Equal(["* 1 FETCH (UID 2)", "* 2 FETCH (UID 4)"], await other.Ok("FETCH 1:* UID"));
    }

    [Fact, Rfc(9051, "6.4.6"), Rfc(9051, "5.2")]
    public async Task Flags_are_told_to_others_and_silence_keeps_them_from_oneself_alone()
    {
        (ImapTalk one, ImapTalk other) = await PairAsync(2);
        Assert.Empty(await one.Ok("STORE 1 +FLAGS.SILENT (\\Flagged $New)"));
        List<string> told = await other.Ok("NOOP");
        Assert.Contains("* 1 FETCH (UID 1 FLAGS (\\Flagged $New))", told);
        Assert.Contains(told, l => l.StartsWith("* FLAGS (", StringComparison.Ordinal) && l.Contains("$New", StringComparison.Ordinal));
        Assert.Contains("* 1 FETCH (UID 1 FLAGS ($New))", await other.Ok("STORE 1 -FLAGS (\\flagged)"));
        Assert.Contains("* 1 FETCH (UID 1 FLAGS ($New))", await one.Ok("NOOP"));
        Assert.Empty(await one.Ok("NOOP"));
        Assert.Contains("* 2 FETCH (UID 2 FLAGS (\\Seen))", await one.Ok("UID STORE 2,7 FLAGS (\\Seen)"));
        await one.Fails("BAD", "STORE 1 +FLAGS (\\Recent)");
        await one.Fails("BAD", "STORE 3 +FLAGS (\\Seen)");
    }

    [Fact, Rfc(9051, "6.3.13"), Rfc(2177, "3")]
    public async Task One_who_idles_is_told_at_once()
    {
        (ImapTalk one, ImapTalk other) = await PairAsync(1);
        await other.Client.SendAsync("i IDLE\r\n");
        Assert.StartsWith("+ ", await other.Line(), StringComparison.Ordinal);
        await one.Append("INBOX", "Subject: new\r\n\r\n");
        Assert.Equal("* 2 EXISTS", await other.Line());

        // Recent to whichever of the two looked first.
        Assert.Matches(@"^\* [01] RECENT$", await other.Line() ?? "");
        await one.Ok("STORE 1 +FLAGS.SILENT (\\Deleted)");
        Assert.Equal("* 1 FETCH (UID 1 FLAGS (\\Deleted))", await other.Line());
        await one.Ok("EXPUNGE");
        Assert.Equal("* 1 EXPUNGE", await other.Line());
        await other.Client.SendAsync("DONE\r\n");
        Assert.StartsWith("i OK", await other.Line(), StringComparison.Ordinal);
        Assert.Equal(["* 1 FETCH (UID 2)"], await other.Ok("FETCH 1 UID"));
    }

    [Fact, Rfc(9051, "6.4.7"), Rfc(9051, "6.4.8"), Rfc(4315, "3"), Rfc(6851, "4.3")]
    public async Task Copies_and_moves_tell_which_message_became_which()
    {
        (ImapTalk one, ImapTalk other) = await PairAsync(3);
        await one.Ok("CREATE there");
        Assert.Matches(@"^OK \[COPYUID \d+ 1,3 1:2\]", (await one.Say("COPY 1,3 there"))[^1]);
        List<string> moved = await one.Ok("UID MOVE 2:3 there");
        Assert.Matches(@"^\* OK \[COPYUID \d+ 2:3 3:4\]", moved[0]);
        Assert.Equal(["* 3 EXPUNGE", "* 2 EXPUNGE"], moved[1..]);
        Assert.Equal(["* 3 EXPUNGE", "* 2 EXPUNGE"], await other.Ok("NOOP"));
        await one.Fails("NO [TRYCREATE]", "COPY 1 nowhere");
        await one.Fails("NO [TRYCREATE]", "MOVE 1 nowhere");
        Assert.StartsWith("OK ", (await one.Say("UID COPY 99 there"))[^1], StringComparison.Ordinal);
        Assert.Equal(["* STATUS \"there\" (MESSAGES 4)"], await one.Ok("STATUS there (MESSAGES)"));
    }

    [Fact, Rfc(9051, "6.4.3"), Rfc(9051, "6.4.1"), Rfc(9051, "6.4.2")]
    public async Task Close_expunges_without_a_word_and_unselect_does_not()
    {
        (ImapTalk one, ImapTalk other) = await PairAsync(3);
        await one.Ok("STORE 1:2 +FLAGS.SILENT (\\Deleted)");
        await one.Ok("UNSELECT");
        await one.Ok("SELECT INBOX");
        Assert.Equal(["* 1 EXPUNGE"], await one.Ok("UID EXPUNGE 1,3"));
        Assert.Empty(await one.Ok("CLOSE"));
        Assert.Equal(["* 2 EXPUNGE", "* 1 EXPUNGE"], await other.Ok("CHECK"));
    }

    [Fact, Rfc(2180, "3.3"), Rfc(9051, "6.3.5")]
    public async Task A_mailbox_that_is_deleted_ends_the_sessions_of_others_and_not_ones_own()
    {
        (ImapTalk one, ImapTalk other) = await PairAsync(0);
        await one.Ok("CREATE gone");
        await one.Ok("SELECT gone");
        await other.Ok("SELECT gone");
        await one.Ok("DELETE gone");
        await one.Fails("BAD", "FETCH 1 FLAGS");
        await one.Ok("NOOP");
        await other.Client.SendAsync("x NOOP\r\n");
        string? line = await other.Line();
        while (line is not null && !line.StartsWith("* BYE", StringComparison.Ordinal))
        {
            line = await other.Line();
        }

        Assert.NotNull(line);
        Assert.Null(await other.Line());
    }

    [Fact]
    public async Task Many_expunges_at_once_are_told_right()
    {
        (ImapTalk one, ImapTalk other) = await PairAsync(1);
        await one.Ok("CREATE many");
        await one.Ok("COPY 1 many");
        await one.Ok("SELECT many");
        for (int i = 0; i < 11; i++)
        {
            await one.Ok("COPY 1:* many");
        }

        Assert.Equal(["* STATUS \"many\" (MESSAGES 2048)"], await one.Ok("STATUS many (MESSAGES)"));
        await other.Ok("SELECT many");
        await one.Ok("STORE 1:500,600:2047 +FLAGS.SILENT (\\Deleted)");
        List<string> mine = await one.Ok("EXPUNGE");
        Assert.Equal(1948, mine.Count);
        Assert.Equal("* 2047 EXPUNGE", mine[0]);
        Assert.Equal("* 1 EXPUNGE", mine[^1]);
        Assert.Equal(1948, (await other.Ok("NOOP")).Count(l => l.EndsWith(" EXPUNGE", StringComparison.Ordinal)));
        Assert.Equal("* 1 FETCH (UID 501)", (await other.Ok("FETCH 1 UID"))[0]);
        Assert.Equal("* 100 FETCH (UID 2048)", (await other.Ok("FETCH * UID"))[0]);
    }

    [Fact, Rfc(3501, "2.3.2"), Rfc(3501, "6.4.4"), Rfc(9051, "E")]
    public async Task A_message_is_recent_to_the_first_session_that_may_write_and_to_no_other()
    {
        (ImapTalk one, ImapTalk other) = await PairAsync(2);
        one.ShowsRecent = true;
        other.ShowsRecent = true;
        Assert.Contains("* 1 FETCH (FLAGS (\\Recent))", await one.Ok("FETCH 1 FLAGS"));
        Assert.Contains("* 1 FETCH (FLAGS ())", await other.Ok("FETCH 1 FLAGS"));
        Assert.Equal("* SEARCH 1 2", (await one.Ok("SEARCH NEW"))[0]);
        Assert.Equal("* SEARCH", (await one.Ok("SEARCH OLD"))[0]);
        Assert.Equal("* SEARCH 1 2", (await other.Ok("SEARCH OLD"))[0]);

        // One of both is told of a new one as recent; EXAMINE looks, and claims nothing.
        await one.Ok("UNSELECT");
        await other.Ok("UNSELECT");
        await one.Ok("APPEND INBOX {1+}\r\nx");
        Assert.Contains("* STATUS \"INBOX\" (RECENT 1)", await one.Ok("STATUS INBOX (RECENT)"));
        Assert.Contains("* 1 RECENT", await other.Ok("EXAMINE INBOX"));
        Assert.Contains("* 3 FETCH (FLAGS (\\Recent))", await other.Ok("FETCH 3 FLAGS"));
        Assert.Contains("* 1 RECENT", await one.Ok("SELECT INBOX"));
        Assert.Contains("* STATUS \"INBOX\" (RECENT 0)", await one.Ok("STATUS INBOX (RECENT)"));
        await one.Ok("ENABLE IMAP4rev2");
        Assert.Contains("* 3 FETCH (FLAGS ())", await one.Ok("FETCH 3 FLAGS"));
    }
}
