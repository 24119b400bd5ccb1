using System.Globalization;
using System.Text.RegularExpressions;

namespace Protocols.Server.Tests.Imap;

/// <summary>CONDSTORE (RFC 7162 §3.1).</summary>
public sealed class CondstoreTests(ImapServerFixture server) : IClassFixture<ImapServerFixture>
{
    private static long ModSeqIn(string line) => long.Parse(Regex.Match(line, @"MODSEQ[ (]+(\d+)").Groups[1].Value, CultureInfo.InvariantCulture);

    private async Task<(ImapTalk One, ImapTalk Other)> PairAsync(int messages, string select = "SELECT INBOX (CONDSTORE)")
    {
        string address = await server.NewAccountAsync();
        ImapTalk one = await server.LoginAsync(address);
        for (int i = 1; i <= messages; i++)
        {
            await one.Append("INBOX", $"Subject: m{i}\r\n\r\nbody {i}\r\n");
        }

        ImapTalk other = await server.LoginAsync(address);
        await one.Ok(select);
        await other.Ok(select);
        return (one, other);
    }

    private static async Task<long> HighestAsync(ImapTalk talk) => ModSeqIn((await talk.Ok("STATUS INBOX (HIGHESTMODSEQ)"))[0]);

    [Fact, Rfc(7162, "3.1.2.1"), Rfc(7162, "3.1.7"), Rfc(7162, "3.1.8")]
    public async Task Select_and_status_tell_the_highest_mod_sequence()
    {
        ImapTalk talk = await server.LoginAsync();
        await talk.Append("INBOX", "Subject: a\r\n\r\n");
        long highest = await HighestAsync(talk);
        Assert.Contains(await talk.Ok("SELECT INBOX"), l => l.StartsWith($"* OK [HIGHESTMODSEQ {highest}]", StringComparison.Ordinal));
        await talk.Ok("STORE 1 +FLAGS (\\Seen)");
        long higher = await HighestAsync(talk);
        Assert.True(higher > highest);
        Assert.Contains(await talk.Ok("EXAMINE INBOX (CONDSTORE)"), l => l.StartsWith($"* OK [HIGHESTMODSEQ {higher}]", StringComparison.Ordinal));
        await talk.Ok("STATUS INBOX (MESSAGES HIGHESTMODSEQ)");
        await talk.Ok("LIST \"\" \"*\" RETURN (STATUS (HIGHESTMODSEQ))");
        Assert.Equal(higher, await HighestAsync(talk));
    }

    [Theory, Rfc(7162, "3.1")]
    [InlineData("FETCH 1 MODSEQ")]
    [InlineData("FETCH 1 FLAGS (CHANGEDSINCE 1)")]
    [InlineData("SEARCH MODSEQ 1")]
    [InlineData("STORE 1 (UNCHANGEDSINCE 9999) +FLAGS (\\Seen)")]
    [InlineData("STATUS INBOX (HIGHESTMODSEQ)")]
    [InlineData("ENABLE CONDSTORE")]
    public async Task The_first_command_that_shows_condstore_has_the_highest_told_and_mod_sequences_come_from_then_on(string command)
    {
        (ImapTalk one, ImapTalk other) = await PairAsync(1, "SELECT INBOX");
        await one.Ok("STORE 1 +FLAGS (\\Flagged)");
        Assert.Equal(["* 1 FETCH (UID 1 FLAGS (\\Flagged))"], await other.Ok("NOOP"));
        Assert.StartsWith("* OK [HIGHESTMODSEQ ", (await other.Ok(command))[0], StringComparison.Ordinal);
        Assert.DoesNotContain(await other.Ok(command), l => l.StartsWith("* OK [HIGHESTMODSEQ ", StringComparison.Ordinal));
        await one.Ok("STORE 1 +FLAGS ($x)");
        Assert.Matches(@"^\* 1 FETCH \(UID 1 FLAGS \(.*\$x\) MODSEQ \(\d+\)\)$", (await other.Ok("NOOP"))[^1]);
    }

    [Fact, Rfc(7162, "3.1.4.1"), Rfc(7162, "3.1.4.2"), Rfc(7162, "3.1.11")]
    public async Task Fetch_tells_mod_sequences_and_only_what_changed_since_a_point()
    {
        (ImapTalk one, ImapTalk _) = await PairAsync(3);
        List<string> all = await one.Ok("FETCH 1:3 (MODSEQ)");
        Assert.All(all, l => Assert.Matches(@"^\* \d FETCH \(MODSEQ \(\d+\)\)$", l));
        long last = ModSeqIn(all[2]);
        Assert.Equal(["* 3 FETCH (FLAGS () MODSEQ (" + last + "))"], await one.Ok($"FETCH 1:* FLAGS (CHANGEDSINCE {last - 1})"));
        Assert.Empty(await one.Ok($"FETCH 1:* FLAGS (CHANGEDSINCE {last})"));

        // What is set already changes nothing, and what is set by reading tells UID and MODSEQ.
        await one.Ok("STORE 2 +FLAGS.SILENT (\\Seen)");
        Assert.Equal(last + 1, ModSeqIn((await one.Ok("STORE 2 +FLAGS.SILENT (\\Answered)"))[0]) - 1);
        await one.Ok("STORE 2 +FLAGS (\\Answered)");
        List<string> changed = await one.Ok($"UID FETCH 1:* (FLAGS) (CHANGEDSINCE {last})");
        Assert.Equal(["* 2 FETCH (UID 2 FLAGS (\\Answered \\Seen) MODSEQ (" + (last + 2) + "))"], changed);
        Assert.Contains($"UID 1 MODSEQ ({last + 3}))", string.Join('|', await one.Ok("FETCH 1 BODY[TEXT]")), StringComparison.Ordinal);
        Assert.DoesNotContain("MODSEQ", string.Join('|', await one.Ok("FETCH 1 (BODY[TEXT] FLAGS)")), StringComparison.Ordinal);
        await one.Fails("BAD", "FETCH 1 FLAGS (CHANGEDSINCE)");
        await one.Fails("BAD", "FETCH 1 FLAGS (CHANGEDSINCE 1 CHANGEDSINCE 2)");
        await one.Fails("BAD", "FETCH 1 FLAGS ()");
        await one.Fails("BAD", "FETCH 1 FLAGS (OTHER)");
    }

    [Fact, Rfc(7162, "3.1.3")]
    public async Task A_store_with_a_condition_changes_what_nobody_else_changed_and_names_the_rest()
    {
        (ImapTalk one, ImapTalk other) = await PairAsync(9);
        long point = await HighestAsync(one);
        await other.Ok("STORE 7,9 +FLAGS (\\Flagged)");
        List<string> told = await one.Say($"STORE 7,5,9 (UNCHANGEDSINCE {point}) +FLAGS.SILENT (\\Deleted)");
        Assert.Equal("OK [MODIFIED 7,9]", told[^1][..17]);
        Assert.Matches(@"^\* 5 FETCH \(UID 5 MODSEQ \(\d+\)\)$", Assert.Single(told, l => l.StartsWith("* 5 ", StringComparison.Ordinal)));
        Assert.Contains(told, l => l.StartsWith("* 7 FETCH (UID 7 FLAGS (\\Flagged) MODSEQ (", StringComparison.Ordinal));
        Assert.Equal($"* 5 FETCH (UID 5 FLAGS (\\Deleted) MODSEQ ({point + 2}))", (await other.Ok("NOOP"))[^1]);

        // By UID, in its own terms, and twice named is once meant.
        await other.Ok("UID STORE 2 +FLAGS.SILENT (\\Seen)");
        told = await one.Say($"UID STORE 2,1:3 (UNCHANGEDSINCE {point}) +FLAGS ($k)");
        Assert.StartsWith("OK [MODIFIED 2]", told[^1], StringComparison.Ordinal);
        Assert.Contains(told, l => l.StartsWith("* 1 FETCH (UID 1 FLAGS ($k) MODSEQ (", StringComparison.Ordinal));
        Assert.Contains(told, l => l.StartsWith("* 2 FETCH (UID 2 FLAGS (\\Seen) MODSEQ (", StringComparison.Ordinal));
        told = await one.Say("STORE 1:3 (UNCHANGEDSINCE 99999999) FLAGS.SILENT ()");
        Assert.StartsWith("OK STORE completed", told[^1], StringComparison.Ordinal);
        Assert.Equal(3, told.Count(l => l.Contains("MODSEQ", StringComparison.Ordinal)));
        await one.Fails("OK [MODIFIED 1:9]", "STORE 1:9 (UNCHANGEDSINCE 0) +FLAGS (\\Seen)");
        await one.Fails("OK STORE", "STORE 4 (UNCHANGEDSINCE 0) +FLAGS.SILENT ($MDNSent)");
        await one.Fails("OK [MODIFIED 4]", "STORE 4 (UNCHANGEDSINCE 0) +FLAGS.SILENT ($MDNSent)");
        await one.Fails("BAD", "STORE 4 (UNCHANGEDSINCE) +FLAGS (\\Seen)");
        await one.Fails("BAD", "STORE 4 () +FLAGS (\\Seen)");
        await one.Fails("BAD", "STORE 4 (UNCHANGEDSINCE 1 UNCHANGEDSINCE 1) +FLAGS (\\Seen)");
    }

    [Fact, Rfc(7162, "3.1.3"), Rfc(2180, "4.2.3")]
    public async Task A_store_that_meets_expunged_messages_and_changed_ones_says_no_and_names_the_changed()
    {
        (ImapTalk one, ImapTalk other) = await PairAsync(4);
        long point = await HighestAsync(one);
        await other.Ok("STORE 2 +FLAGS (\\Flagged)");
        await other.Ok("STORE 4 +FLAGS.SILENT (\\Deleted)");
        await other.Ok("EXPUNGE");
        await one.Ok("FETCH 1 FLAGS");
        await one.Fails("NO [MODIFIED 2]", $"STORE 1:4 (UNCHANGEDSINCE {point}) +FLAGS (\\Seen)");
        Assert.Equal("* 4 EXPUNGE", (await one.Ok("NOOP"))[0]);
    }

    [Fact, Rfc(7162, "3.2"), Rfc(7162, "6")]
    public async Task While_an_expunge_waits_the_highest_that_is_told_lies_before_it()
    {
        (ImapTalk one, ImapTalk other) = await PairAsync(3);
        await other.Ok("STORE 3 +FLAGS.SILENT (\\Deleted)");
        await one.Ok("NOOP");
        long before = await HighestAsync(one);
        await other.Ok("EXPUNGE");
        List<string> told = await one.Ok("STORE 1 +FLAGS (\\Seen)");
        Assert.True(ModSeqIn(Assert.Single(told, l => l.StartsWith("* 1 FETCH", StringComparison.Ordinal))) > before);
        Assert.StartsWith($"* OK [HIGHESTMODSEQ {before}]", told[^1], StringComparison.Ordinal);
        Assert.StartsWith($"* OK [HIGHESTMODSEQ {before}]", (await one.Ok("FETCH 1 FLAGS"))[^1], StringComparison.Ordinal);
        Assert.Equal(["* 3 EXPUNGE"], await one.Ok("NOOP"));
    }

    [Fact, Rfc(7162, "3.1.5"), Rfc(7162, "3.1.6"), Rfc(7162, "3.1.10"), Rfc(4731, "3.2")]
    public async Task Search_finds_by_mod_sequence_and_tells_the_highest_found()
    {
        (ImapTalk one, ImapTalk _) = await PairAsync(4);
        long first = ModSeqIn((await one.Ok("FETCH 1 MODSEQ"))[0]);
        await one.Ok("STORE 2 +FLAGS.SILENT (\\Draft)");
        Assert.Equal($"* SEARCH 2 3 4 (MODSEQ {first + 4})", (await one.Ok($"SEARCH MODSEQ {first + 1}"))[0]);
        Assert.Equal($"* SEARCH 2 (MODSEQ {first + 4})", (await one.Ok($"SEARCH MODSEQ \"/flags/\\\\draft\" all {first + 4}"))[0]);
        Assert.Equal("* SEARCH", (await one.Ok($"UID SEARCH MODSEQ {first + 5}"))[0]);
        Assert.Equal("* SEARCH", (await one.Ok("SEARCH NOT MODSEQ 0"))[0]);
        Assert.Equal($"* SEARCH 1 (MODSEQ {first})", (await one.Ok($"SEARCH NOT MODSEQ {first + 1}"))[0]);
        Assert.Matches($@"^\* ESEARCH \(TAG ""\w+""\) ALL 2:4 MODSEQ {first + 4}$", (await one.Ok($"SEARCH RETURN (ALL) MODSEQ {first + 1}"))[0]);
        Assert.Matches($@"^\* ESEARCH \(TAG ""\w+""\) UID MAX 4 MODSEQ {first + 3}$", (await one.Ok($"UID SEARCH RETURN (MAX) MODSEQ {first + 1}"))[0]);
        Assert.Matches($@"^\* ESEARCH \(TAG ""\w+""\) MIN 2 MAX 4 MODSEQ {first + 4}$", (await one.Ok($"SEARCH RETURN (MIN MAX) MODSEQ {first + 1}"))[0]);
        Assert.Matches(@"^\* ESEARCH \(TAG ""\w+""\) COUNT 0$", (await one.Ok($"SEARCH RETURN (COUNT) MODSEQ {first + 9}"))[0]);
        await one.Fails("BAD", "SEARCH MODSEQ x");
        await one.Fails("BAD", "SEARCH MODSEQ \"/else/x\" all 1");
        await one.Fails("BAD", "SEARCH MODSEQ \"/flags/x\" some 1");
    }

    [Fact, Rfc(7162, "3.1.4.2")]
    public async Task A_silent_store_is_silent_about_ones_own_change_alone()
    {
        (ImapTalk one, ImapTalk other) = await PairAsync(2, "SELECT INBOX");
        await other.Ok("STORE 1:2 +FLAGS.SILENT (\\Flagged)");
        Assert.Equal(
            ["* 1 FETCH (UID 1 FLAGS (\\Flagged))", "* 2 FETCH (UID 2 FLAGS (\\Flagged))", "* 1 FETCH (UID 1 FLAGS (\\Flagged \\Seen))"],
            await one.Ok("STORE 1 +FLAGS.SILENT (\\Seen)"));
        Assert.Empty(await one.Ok("STORE 1 +FLAGS.SILENT (\\Answered)"));
        Assert.Empty(await one.Ok("NOOP"));
    }
}
