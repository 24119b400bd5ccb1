using System.Buffers;
using System.Text;
using Protocols.Imap;

namespace Protocols.Wire.Tests.Imap;

/// <summary>The syntax of CONDSTORE and QRESYNC (RFC 7162 §7, RFC 4466).</summary>
public sealed class CondstoreSyntaxTests
{
    [Theory, Rfc(7162, "7"), Rfc(4466, "2.1")]
    [InlineData("SELECT box", "False null")]
    [InlineData("SELECT box (CONDSTORE)", "True null")]
    [InlineData("EXAMINE box (condstore)", "True null")]
    [InlineData("SELECT box (QRESYNC (67890007 20050715194045000))", "False QuickResync(KnownUids=null MatchNumbers=null MatchUids=null ModSeq=20050715194045000 UidValidity=67890007)")]
    [InlineData("SELECT box (QRESYNC (1 2 41,43:211,214:541) CONDSTORE)", "True QuickResync(KnownUids=41,43:211,214:541 MatchNumbers=null MatchUids=null ModSeq=2 UidValidity=1)")]
    [InlineData("SELECT box (QRESYNC (1 9223372036854775807 1:29997 (5000,7500 15000,22500)))", "False QuickResync(KnownUids=1:29997 MatchNumbers=5000,7500 MatchUids=15000,22500 ModSeq=9223372036854775807 UidValidity=1)")]
    [InlineData("SELECT box (QRESYNC (1 2 (1:3 4,6,7)))", "False QuickResync(KnownUids=null MatchNumbers=1:3 MatchUids=4,6:7 ModSeq=2 UidValidity=1)")]
    public void Select_reads_its_parameters(string line, string expected)
    {
        SessionReplay replay = new(SessionReplay.Options, isSecure: true, isLoggedIn: true);
        replay.Feed($"E ENABLE QRESYNC\r\nA {line}\r\n");
        SelectCommand select = Assert.IsType<SelectCommand>(replay.Raw[1]);
        Assert.Equal(expected.Replace("6:7", "6,7", StringComparison.Ordinal), $"{select.IsCondstore} {SessionReplay.Describe(select.Resync)}");
    }

    [Theory, Rfc(7162, "3.2.5"), Rfc(7162, "3.2.5.2")]
    [InlineData("SELECT box ()")]
    [InlineData("SELECT box (CONDSTORE CONDSTORE)")]
    [InlineData("SELECT box (OTHER)")]
    [InlineData("SELECT box (QRESYNC)")]
    [InlineData("SELECT box (QRESYNC (1))")]
    [InlineData("SELECT box (QRESYNC (0 1))")]
    [InlineData("SELECT box (QRESYNC (1 9223372036854775808))")]
    [InlineData("SELECT box (QRESYNC (1 2 1:*))")]
    [InlineData("SELECT box (QRESYNC (1 2 $))")]
    [InlineData("SELECT box (QRESYNC (1 2 (1:3 4,6)))")]
    [InlineData("SELECT box (QRESYNC (1 2 (3,1 4,6)))")]
    [InlineData("SELECT box (QRESYNC (1 2 (1:* 4:*)))")]
    [InlineData("SELECT box (QRESYNC (1 2) QRESYNC (1 2))")]
    [InlineData("SELECT box (QRESYNC (1 2)")]
    [InlineData("FETCH 1 FLAGS (CHANGEDSINCE 1 VANISHED)")]
    [InlineData("UID FETCH 1 FLAGS (VANISHED)")]
    [InlineData("UID FETCH 1 FLAGS (CHANGEDSINCE 1 VANISHED VANISHED)")]
    [InlineData("UID FETCH 1 FLAGS (CHANGEDSINCE -1)")]
    [InlineData("UID STORE 1 (UNCHANGEDSINCE 1) UNCHANGEDSINCE")]
    [InlineData("STORE 1 (UNCHANGEDSINCE 1)+FLAGS x")]
    [InlineData("STORE 1 (CHANGEDSINCE 1) +FLAGS x")]
    [InlineData("SEARCH MODSEQ")]
    [InlineData("SEARCH MODSEQ \"/flags/x\" 1")]
    public void What_is_malformed_is_answered_bad(string line)
    {
        SessionReplay replay = new(SessionReplay.Options, isSecure: true, isLoggedIn: true, isSelected: true);
        replay.Feed($"E ENABLE QRESYNC\r\nA {line}\r\n");
        Assert.Single(replay.Raw);
        Assert.Contains("A BAD ", replay.Output, StringComparison.Ordinal);
    }

    [Fact, Rfc(7162, "3.1.3"), Rfc(7162, "3.1.4.1"), Rfc(7162, "3.1.5"), Rfc(4466, "2.4"), Rfc(4466, "2.5")]
    public void The_same_is_read_however_it_is_cut()
    {
        string transcript = SessionReplay.Check(
            "a ENABLE QRESYNC CONDSTORE\r\nb SELECT box (QRESYNC (1 2 3:4 (1,2 3:4)))\r\nc UID FETCH 1:* FLAGS (CHANGEDSINCE 5 VANISHED)\r\n"
            + "d STORE 1 (UNCHANGEDSINCE 0) +FLAGS.SILENT ($x)\r\ne SEARCH OR MODSEQ \"/flags/\\\\seen\" priv 7 NOT MODSEQ 0\r\nf STATUS box (HIGHESTMODSEQ)\r\n",
            SessionReplay.Options,
            isSecure: true,
            isLoggedIn: true);
        Assert.Contains("Enabled=[\"QRESYNC\" \"CONDSTORE\"]", transcript, StringComparison.Ordinal);
        Assert.Contains("ChangedSince=5", transcript, StringComparison.Ordinal);
        Assert.Contains("WithVanished=True", transcript, StringComparison.Ordinal);
        Assert.Contains("UnchangedSince=0", transcript, StringComparison.Ordinal);
        Assert.Contains("SearchModSeq(Entry=\"/flags/\\seen\" Kind=Private ModSeq=7)", transcript, StringComparison.Ordinal);
    }

    [Fact, Rfc(7162, "3.2.3")]
    public void What_was_switched_on_in_plaintext_is_off_after_starttls()
    {
        SessionReplay replay = new(SessionReplay.Options, isLoggedIn: true);
        replay.Feed("a ENABLE QRESYNC\r\n");
        Assert.True(replay.Session.IsEnabled(ImapExtension.Qresync | ImapExtension.Condstore));
        Assert.False(new ImapServerSession(SessionReplay.Options, true).IsEnabled(ImapExtension.Condstore));
    }

    [Fact, Rfc(7162, "7")]
    public void The_responses_are_written_and_cannot_be_forged()
    {
        ArrayBufferWriter<byte> output = new();
        ImapResponseWriter writer = new(output, isUtf8: false);
        writer.Vanished(isEarlier: true, [new SequenceRange(1, 3), new SequenceRange(7, 7)]);
        writer.Vanished(isEarlier: false, [new SequenceRange(4, 4)]);
        writer.Untagged(ImapStatus.Ok, ImapResponseCode.HighestModSeq(7), "x");
        writer.Untagged(ImapStatus.Ok, ImapResponseCode.NoModSeq, "x");
        writer.Tagged("a", ImapStatus.Ok, ImapResponseCode.Modified("1:2,4"), "x");
        writer.BeginSearch();
        writer.SearchNumber(2);
        writer.SearchModSeq(9);
        writer.EndLine();
        writer.ESearch("t", isUid: true, SearchReturn.All, [new SequenceRange(2, 3)], 9);
        Assert.Equal(
            "* VANISHED (EARLIER) 1:3,7\r\n* VANISHED 4\r\n* OK [HIGHESTMODSEQ 7] x\r\n* OK [NOMODSEQ] x\r\na OK [MODIFIED 1:2,4] x\r\n* SEARCH 2 (MODSEQ 9)\r\n"
            + "* ESEARCH (TAG \"t\") UID ALL 2:3 MODSEQ 9\r\n",
            Encoding.ASCII.GetString(output.WrittenSpan));
        Assert.Throws<ArgumentException>(() => ImapResponseCode.Modified("1]\r\n"));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImapResponseCode.HighestModSeq(0));
        Assert.Throws<ArgumentException>(() => writer.Vanished(false, []));
    }
}
