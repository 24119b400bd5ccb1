using System.Globalization;
using System.Text.RegularExpressions;

namespace Protocols.Server.Tests.Imap;

/// <summary>QRESYNC (RFC 7162 §3.2).</summary>
public sealed class QresyncTests(ImapServerFixture server) : IClassFixture<ImapServerFixture>
{
    private static string Number(IEnumerable<string> lines, string code) =>
        lines.Select(l => Regex.Match(l, code + @" (\d+)")).First(static m => m.Success).Groups[1].Value;

    private async Task<(ImapTalk One, ImapTalk Other, string Validity, string Point)> PairAsync(int messages)
    {
        string address = await server.NewAccountAsync();
        ImapTalk one = await server.LoginAsync(address);
        for (int i = 1; i <= messages; i++)
        {
            await one.Append("INBOX", $"Subject: m{i}\r\n\r\nbody {i}\r\n");
        }

        ImapTalk other = await server.LoginAsync(address);
        Assert.Equal(["* ENABLED QRESYNC"], await one.Ok("ENABLE QRESYNC"));
        await other.Ok("SELECT INBOX");
        List<string> selected = await one.Ok("SELECT INBOX");
        return (one, other, Number(selected, "UIDVALIDITY"), Number(selected, "HIGHESTMODSEQ"));
    }

    [Fact, Rfc(7162, "3.2.7"), Rfc(7162, "3.2.9"), Rfc(7162, "3.2.10.2")]
    public async Task Vanished_takes_the_place_of_expunge_and_the_point_is_told()
    {
        (ImapTalk one, ImapTalk other, _, _) = await PairAsync(11);
        await one.Ok("STORE 3,4,7,11 +FLAGS.SILENT (\\Deleted)");
        List<string> told = await one.Say("EXPUNGE");
        Assert.Equal("* VANISHED 3:4,7,11", told[0]);
        Assert.Matches(@"^OK \[HIGHESTMODSEQ \d+\]", told[^1]);
        Assert.Equal(2, told.Count);
        Assert.StartsWith("OK EXPUNGE", (await one.Say("EXPUNGE"))[^1], StringComparison.Ordinal);
        await one.Ok("STORE 1:2 +FLAGS.SILENT (\\Deleted)");
        told = await one.Say("UID EXPUNGE 2:7");
        Assert.Equal("* VANISHED 2", told[0]);
        Assert.Matches(@"^OK \[HIGHESTMODSEQ \d+\]", told[^1]);

        // What others expunge waits as EXPUNGE does, and comes as VANISHED. One who did not ask for it is told as ever.
        Assert.Contains("* 11 EXPUNGE", await other.Ok("NOOP"));
        await other.Ok("UID STORE 5 +FLAGS.SILENT (\\Deleted)");
        await other.Ok("UID EXPUNGE 5");
        Assert.DoesNotContain(await one.Ok("FETCH 1 FLAGS"), l => l.Contains("VANISHED", StringComparison.Ordinal));
        Assert.DoesNotContain(await one.Ok("UID SEARCH 1:2"), l => l.Contains("VANISHED", StringComparison.Ordinal));
        Assert.Contains("* VANISHED 5", await one.Ok("UID SEARCH UID 1"));
        Assert.Empty(await one.Ok("NOOP"));
    }

    [Fact, Rfc(7162, "3.2"), Rfc(6851, "4.5"), Rfc(7162, "3.2.8")]
    public async Task A_move_tells_the_point_and_close_does_not()
    {
        (ImapTalk one, _, _, _) = await PairAsync(3);
        await one.Ok("CREATE there");
        List<string> told = await one.Say("MOVE 2 there");
        Assert.Matches(@"^\* OK \[COPYUID \d+ 2 1\]", told[0]);
        Assert.Equal("* VANISHED 2", told[1]);
        Assert.Matches(@"^OK \[HIGHESTMODSEQ \d+\]", told[2]);
        Assert.Matches(@"^OK \[COPYUID \d+ 1,3 2:3\]", (await one.Say("COPY 1:2 there"))[^1]);
        await one.Ok("STORE 1 +FLAGS.SILENT (\\Deleted)");
        Assert.Equal(["OK CLOSE completed"], await one.Say("CLOSE"));
    }

    [Fact, Rfc(7162, "3.2.5"), Rfc(7162, "3.2.5.1"), Rfc(7162, "3.2.10.1"), Rfc(7162, "3.2.11")]
    public async Task Select_tells_what_happened_since_a_point()
    {
        (ImapTalk one, ImapTalk other, string validity, string point) = await PairAsync(10);
        await other.Ok("STORE 2,4:5 +FLAGS.SILENT (\\Deleted)");
        await other.Ok("EXPUNGE");
        await other.Ok("UID STORE 3,9 +FLAGS (\\Seen)");
        await other.Append("INBOX", "Subject: new\r\n\r\n");
        List<string> told = await one.Ok($"SELECT INBOX (QRESYNC ({validity} {point}))");
        Assert.StartsWith("* OK [CLOSED]", told[0], StringComparison.Ordinal);
        int vanished = told.IndexOf("* VANISHED (EARLIER) 2,4:5");
        Assert.True(vanished > 0);
        string[] fetched = [.. told.Skip(vanished + 1)];
        Assert.Equal(3, fetched.Length);
        Assert.Matches(@"^\* 2 FETCH \(UID 3 FLAGS \(\\Seen\) MODSEQ \(\d+\)\)$", fetched[0]);
        Assert.Matches(@"^\* 6 FETCH \(UID 9 FLAGS \(\\Seen\) MODSEQ \(\d+\)\)$", fetched[1]);
        Assert.StartsWith("* 8 FETCH (UID 11 FLAGS (", fetched[2], StringComparison.Ordinal);

        // Of known UIDs alone; and of nothing, if the mailbox is another.
        told = await one.Ok($"EXAMINE INBOX (QRESYNC ({validity} {point} 1:4,9))");
        Assert.Equal(["* VANISHED (EARLIER) 2,4"], told.Where(static l => l.Contains("VANISHED", StringComparison.Ordinal)));
        Assert.Equal(2, told.Count(static l => l.Contains("FETCH", StringComparison.Ordinal)));
        told = await one.Ok($"SELECT INBOX (QRESYNC (1 {point}) CONDSTORE)");
        Assert.DoesNotContain(told, static l => l.Contains("VANISHED", StringComparison.Ordinal) || l.Contains("FETCH", StringComparison.Ordinal));
        string now = Number(told, "HIGHESTMODSEQ");
        told = await one.Ok($"SELECT INBOX (QRESYNC ({validity} {now} 1:20))");
        Assert.DoesNotContain(told, static l => l.Contains("VANISHED", StringComparison.Ordinal) || l.Contains("FETCH", StringComparison.Ordinal));
    }

    [Fact, Rfc(7162, "3.2.5.1")]
    public async Task A_message_that_came_and_went_since_the_point_is_told_as_vanished_too()
    {
        (ImapTalk one, ImapTalk other, string validity, string point) = await PairAsync(2);
        await other.Append("INBOX", "Subject: brief\r\n\r\n");
        await other.Ok("STORE 3 +FLAGS.SILENT (\\Deleted)");
        await other.Ok("EXPUNGE");
        Assert.Contains("* VANISHED (EARLIER) 3", await one.Ok($"SELECT INBOX (QRESYNC ({validity} {point}))"));
    }

    [Fact, Rfc(7162, "3.2.5.2")]
    public async Task Match_data_leaves_out_what_the_client_knows_to_be_gone()
    {
        (ImapTalk one, ImapTalk other, string validity, _) = await PairAsync(30);
        await other.Ok("UID STORE 2,4,6,20,25 +FLAGS.SILENT (\\Deleted)");
        await other.Ok("EXPUNGE");

        // The client's point is from before all messages, so that it is told of all that are not there. Numbers now: 1=1, 2=3, 3=5, 4:16=7:19, 17:20=21:24, 21:25=26:30.
        async Task Told(string expected, string match)
        {
            List<string> told = await one.Ok($"SELECT INBOX (QRESYNC ({validity} 1 1:30 {match}))");
            Assert.Equal(expected, string.Join('|', told.Where(static l => l.Contains("VANISHED", StringComparison.Ordinal))));
        }

        await Told("* VANISHED (EARLIER) 2,4,6,20,25", "(1 2)");
        await Told("* VANISHED (EARLIER) 20,25", "(1,3,16,18 1,5,19,29)");
        await Told("* VANISHED (EARLIER) 20,25", "(4:30 7:33)");
        await Told("* VANISHED (EARLIER) 25", "(1,4:16,18 1,7:19,22)");
        await Told("", "(1,25 1,30)");
        await Told("* VANISHED (EARLIER) 2,4,6,20,25", "(1:4294967295 1:4294967295)".Replace("1:4294967295 1:", "2:4294967294 1:", StringComparison.Ordinal).Replace("4294967295)", "4294967293)", StringComparison.Ordinal));
    }

    [Fact, Rfc(7162, "3.2.6")]
    public async Task Fetch_tells_what_vanished_before_what_changed()
    {
        (ImapTalk one, ImapTalk other, _, string point) = await PairAsync(6);
        await other.Ok("STORE 2,6 +FLAGS.SILENT (\\Deleted)");
        await other.Ok("EXPUNGE");
        await other.Ok("STORE 3 +FLAGS (\\Seen)");
        await one.Ok("NOOP");
        List<string> told = await one.Ok($"UID FETCH 1:* (FLAGS) (CHANGEDSINCE {point} VANISHED)");
        Assert.Equal("* VANISHED (EARLIER) 2,6", told[0]);
        Assert.Matches(@"^\* 3 FETCH \(UID 4 FLAGS \(\\Seen\) MODSEQ \(\d+\)\)$", told[1]);
        Assert.Equal(2, told.Count);
        Assert.Equal("* VANISHED (EARLIER) 6", (await one.Ok($"UID FETCH 3:6 (FLAGS) (VANISHED CHANGEDSINCE {point})"))[0]);
        await one.Fails("BAD", $"FETCH 1:* (FLAGS) (CHANGEDSINCE {point} VANISHED)");
        await one.Fails("BAD", "UID FETCH 1:* (FLAGS) (VANISHED)");

        // What the client still counts is told in its turn, not as gone before.
        await other.Ok("STORE 1 +FLAGS.SILENT (\\Deleted)");
        await other.Ok("EXPUNGE");
        told = await one.Ok($"UID FETCH 1:* (FLAGS) (CHANGEDSINCE {point} VANISHED)");
        Assert.Equal("* VANISHED (EARLIER) 2,6", told[0]);
        Assert.Contains("* VANISHED 1", told);
    }

    [Theory, Rfc(7162, "3.2.3"), Rfc(7162, "3.2.5")]
    [InlineData("SELECT INBOX (QRESYNC (1 1))")]
    [InlineData("UID FETCH 1 FLAGS (CHANGEDSINCE 1 VANISHED)")]
    public async Task Without_enable_there_is_no_quick_resync(string command)
    {
        ImapTalk talk = await server.LoginAsync();
        await talk.Ok("SELECT INBOX");
        await talk.Fails("BAD", command);
        Assert.Empty(await talk.Ok("FETCH 1:* FLAGS"));
        Assert.Equal(["* ENABLED CONDSTORE QRESYNC"], (await talk.Ok("ENABLE CONDSTORE QRESYNC X-OTHER")).Where(static l => l.Contains("ENABLED", StringComparison.Ordinal)));
        await talk.Ok(command);
        Assert.Equal(["* ENABLED"], await talk.Ok("ENABLE QRESYNC"));
    }

    [Fact, Rfc(7162, "3.2.10.2"), Rfc(9051, "6.3.13")]
    public async Task One_who_idles_is_told_vanished()
    {
        (ImapTalk one, ImapTalk other, _, _) = await PairAsync(2);
        await one.Client.SendAsync("i IDLE\r\n");
        Assert.StartsWith("+ ", await one.Line(), StringComparison.Ordinal);
        await other.Ok("STORE 1 +FLAGS.SILENT (\\Deleted)");
        Assert.Matches(@"^\* 1 FETCH \(UID 1 FLAGS \(\\Deleted\) MODSEQ \(\d+\)\)$", await one.Line() ?? "");
        await other.Ok("EXPUNGE");
        Assert.Equal("* VANISHED 1", await one.Line());
        await one.Client.SendAsync("DONE\r\n");
        Assert.StartsWith("i OK", await one.Line(), StringComparison.Ordinal);
    }
}
