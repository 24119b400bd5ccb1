using Protocols.Imap;

namespace Protocols.Wire.Tests.Imap;

/// <summary>The syntax of PARTIAL (RFC 9394), MESSAGELIMIT (RFC 9738) and UTF8=ACCEPT (RFC 6855).</summary>
public sealed class LimitSyntaxTests
{
    [Theory, Rfc(9394, "4")]
    [InlineData("UID FETCH 1:* FLAGS (PARTIAL 1:5)", "1:5")]
    [InlineData("UID FETCH 1:* FLAGS (PARTIAL -1:-3 CHANGEDSINCE 9)", "-1:-3")]
    [InlineData("UID FETCH 1:* FLAGS (CHANGEDSINCE 9 PARTIAL 500:400)", "400:500")]
    public void Fetch_reads_its_partial_range(string line, string range) =>
        Assert.Equal(range, SessionReplay.Command<FetchCommand>("A " + line).Partial.ToString());

    [Theory, Rfc(9394, "4"), Rfc(9738, "5")]
    [InlineData("A FETCH 1 FLAGS (PARTIAL 1:5)")]
    [InlineData("A UID FETCH 1 FLAGS (PARTIAL)")]
    [InlineData("A UID FETCH 1 FLAGS (PARTIAL 1:*)")]
    [InlineData("A UID FETCH 1 FLAGS (PARTIAL 0:1)")]
    [InlineData("A UID FETCH 1 FLAGS (PARTIAL -1:3)")]
    [InlineData("A UID FETCH 1 FLAGS (PARTIAL 1:2 PARTIAL 1:2)")]
    [InlineData("A SEARCH UIDAFTER 0")]
    [InlineData("A SEARCH UIDBEFORE *")]
    public void What_is_malformed_is_answered_bad(string line) => SessionReplay.Bad(line);

    [Theory, Rfc(9738, "3.2")]
    [InlineData("UIDAFTER 5", "6:4294967295")]
    [InlineData("UIDBEFORE 5", "1:4")]
    public void A_search_names_what_is_above_a_uid_or_below(string key, string set) =>
        Assert.Equal(set, Assert.IsType<SearchSet>(SessionReplay.Command<SearchCommand>("A SEARCH " + key).Key).Messages.ToString());

    [Theory, Rfc(9738, "3.2")]
    [InlineData("UIDAFTER 4294967295")]
    [InlineData("UIDBEFORE 1")]
    public void Above_the_last_uid_and_below_the_first_there_is_nothing(string key) =>
        Assert.IsType<SearchNot>(SessionReplay.Command<SearchCommand>("A SEARCH " + key).Key);

    [Fact, Rfc(9738, "3")]
    public void The_limit_that_is_set_is_told()
    {
        ImapServerOptions options = SessionReplay.Options;
        static IReadOnlyList<string> Told(ImapServerOptions options) => new SessionReplay(options, isLoggedIn: true).Session.Capabilities;
        Assert.DoesNotContain(Told(options), c => c.Contains("LIMIT=", StringComparison.Ordinal) && !c.StartsWith("APPENDLIMIT", StringComparison.Ordinal));
        Assert.Contains("MESSAGELIMIT=1000", Told(options with { Limits = new ImapLimits { MaxMessages = 1000, MaxMessagesToSave = 5 } }));
        Assert.Contains("SAVELIMIT=5", Told(options with { Limits = new ImapLimits { MaxMessagesToSave = 5 } }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImapLimits { MaxMessages = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImapLimits { MaxMessagesToSave = 0 });
    }

    [Fact, Rfc(6855, "3"), Rfc(6855, "4")]
    public void With_utf8_accept_names_and_strings_are_utf8_and_a_charset_is_refused()
    {
        SessionReplay replay = new(SessionReplay.Options, isSecure: true, isLoggedIn: true, isSelected: true);
        replay.Feed("a CREATE \"&AOk-\"\r\nb ENABLE UTF8=ACCEPT\r\nc CREATE \"\u00C3\u00A9\"\r\nd CREATE \"\u00C3\"\r\ne SEARCH CHARSET UTF-8 ALL\r\nf SEARCH SUBJECT \"\u00C3\u00A9\"\r\n");
        Assert.Contains("Mailbox=\"é\"", replay.Commands[0], StringComparison.Ordinal);
        Assert.Contains("Enabled=[\"UTF8=ACCEPT\"]", replay.Commands[1], StringComparison.Ordinal);
        Assert.Contains("Mailbox=\"é\"", replay.Commands[2], StringComparison.Ordinal);
        Assert.Contains("d BAD", replay.Output, StringComparison.Ordinal);
        Assert.Contains("e BAD", replay.Output, StringComparison.Ordinal);
        Assert.Equal(4, replay.Commands.Count);
        Assert.True(replay.Session.IsUtf8Enabled);
        Assert.False(replay.Session.IsRev2Enabled);
    }
}
