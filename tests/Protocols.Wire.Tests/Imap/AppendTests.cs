using Protocols.Imap;

namespace Protocols.Wire.Tests.Imap;

/// <summary>Several messages in one command, messages put together from parts, and messages that replace another.</summary>
public sealed class AppendTests
{
    private const string Plain = " InternalDate=null IsCatenated=False IsUtf8=False) Url=null)\n";

    private static string Run(string input, ImapServerOptions? options = null) =>
        SessionReplay.Check(input, options ?? SessionReplay.Options, isSecure: true, isLoggedIn: true, isSelected: true);

    [Fact, Rfc(3502, "6.3.11")]
    public void Several_messages_come_in_one_command()
    {
        Assert.Equal(
            "# append AppendCommand(IsUid=False Mailbox=\"x\" Replaced=null Tag=\"A\")\n"
            + "# part AppendPart(IsBinary=False IsFirst=True Length=2 Message=AppendMessage(Flags=[\"\\Seen\"] Index=0" + Plain
            + "+ go ahead\r\n# part AppendPart(IsBinary=False IsFirst=True Length=3 Message=AppendMessage(Flags=[] Index=1" + Plain
            + "# message abcde\nA OK APPEND\r\n",
            Run("A APPEND x (\\Seen) {2}\r\nab {3+}\r\ncde\r\n"));
    }

    [Fact, Rfc(4469, "3")]
    public void A_message_is_put_together_from_literals_and_urls()
    {
        string transcript = Run(
            "A APPEND x CATENATE (URL \"/a;UID=1\" TEXT {2}\r\nab URL {4}\r\n/b/c URL {2+}\r\n/d TEXT {1+}\r\ne) CATENATE (URL /last)\r\nB NOOP\r\n");
        Assert.Equal(
            ["</a;UID=1>+ab</b/c></d>+e</last>"],
            transcript.Split('\n').Where(static l => l.StartsWith("# message ", StringComparison.Ordinal)).Select(static l => l[10..]));
        Assert.Equal(2, transcript.Split("+ go ahead").Length - 1);
        Assert.Contains("Index=1 InternalDate=null IsCatenated=True IsUtf8=False) Url=\"/last\"", transcript, StringComparison.Ordinal);
        Assert.EndsWith("B OK NOOP\r\n", transcript, StringComparison.Ordinal);
    }

    [Fact, Rfc(6855, "4")]
    public void A_message_may_be_said_to_have_a_header_in_UTF_8()
    {
        string transcript = Run("A APPEND x UTF8 (~{2+}\r\nab)\r\n");
        Assert.Contains("IsBinary=True", transcript, StringComparison.Ordinal);
        Assert.Contains("IsUtf8=True", transcript, StringComparison.Ordinal);
        Assert.EndsWith("# message ab\nA OK APPEND\r\n", transcript, StringComparison.Ordinal);
    }

    [Theory, Rfc(8508, "3.2"), Rfc(8508, "3.3")]
    [InlineData("A REPLACE 4 x {1+}\r\na\r\n", "IsUid=False Mailbox=\"x\" Replaced=4 ")]
    [InlineData("A UID REPLACE 7 {1+}\r\nx (\\Seen) {1+}\r\na\r\n", "IsUid=True Mailbox=\"x\" Replaced=7 ")]
    [InlineData("A uid replace * x CATENATE (URL /y TEXT {1+}\r\na)\r\n", "IsUid=True Mailbox=\"x\" Replaced=* ")]
    public void A_message_replaces_another(string input, string told)
    {
        string transcript = Run(input);
        Assert.Contains(told, transcript, StringComparison.Ordinal);
        Assert.EndsWith("A OK REPLACE\r\n", transcript, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A APPEND x CATENATE (TEXT {8+}\r\nB NOOP\r\n NOOP)\r\nC NOOP\r\n")]
    [InlineData("A APPEND x CATENATE (URL /a {8+}\r\nB NOOP\r\n)\r\nC NOOP\r\n")]
    [InlineData("A APPEND x CATENATE ()\r\nC NOOP\r\n")]
    [InlineData("A APPEND x CATENATE (URL /a\r\nC NOOP\r\n")]
    [InlineData("A APPEND x CATENATE (URL ~{8+}\r\nB NOOP\r\n)\r\nC NOOP\r\n")]
    [InlineData("A APPEND x UTF8 ({8+}\r\nB NOOP\r\n)\r\nC NOOP\r\n")]
    [InlineData("A APPEND x UTF8 (~{2+}\r\nab\r\nC NOOP\r\n")]
    [InlineData("A APPEND x {2+}\r\nab{8+}\r\nB NOOP\r\n\r\nC NOOP\r\n")]
    [InlineData("A APPEND x {2+}\r\nab (\\Seen)\r\nC NOOP\r\n")]
    [InlineData("A REPLACE 1:2 x {8+}\r\nB NOOP\r\n\r\nC NOOP\r\n")]
    [InlineData("A REPLACE $ x {8+}\r\nB NOOP\r\n\r\nC NOOP\r\n")]
    [InlineData("A REPLACE 1 x {1+}\r\na {8+}\r\nB NOOP\r\n\r\nC NOOP\r\n")]
    [InlineData("A UID REPLACE 1 x\r\nC NOOP\r\n")]
    [InlineData("A REPLACE 1 {1+}\r\nx\r\nC NOOP\r\n")]
    [InlineData("A APPEND x {1+}\r\na\nC NOOP\r\n")]
    public void What_is_malformed_is_told_so_and_nothing_of_it_is_read_as_commands(string input)
    {
        string transcript = Run(input);
        Assert.Contains("A BAD ", transcript, StringComparison.Ordinal);
        Assert.DoesNotContain("Tag=\"B\"", transcript, StringComparison.Ordinal);
        Assert.EndsWith("C OK NOOP\r\n", transcript, StringComparison.Ordinal);
    }

    [Theory, Rfc(7888, "4")]
    [InlineData("A APPEND x CATENATE (URL refused TEXT {8+}\r\nB NOOP\r\n TEXT {8+}\r\nB NOOP\r\n)\r\nC NOOP\r\n")]
    [InlineData("A APPEND x CATENATE (URL refused TEXT {8}\r\nC NOOP\r\n")]
    [InlineData("A APPEND x CATENATE (TEXT {1+}\r\na URL refused)\r\nC NOOP\r\n")]
    [InlineData("A APPEND x CATENATE (URL refused URL {8+}\r\nB NOOP\r\n)\r\nC NOOP\r\n")]
    [InlineData("A APPEND x CATENATE (URL refused URL {8}\r\nC NOOP\r\n")]
    [InlineData("A REPLACE 1 refused {8}\r\nC NOOP\r\n")]
    public void A_part_that_is_refused_ends_the_command(string input)
    {
        string transcript = Run(input);
        Assert.Contains("A NO [TRYCREATE] ", transcript, StringComparison.Ordinal);
        Assert.DoesNotContain("Tag=\"B\"", transcript, StringComparison.Ordinal);
        Assert.DoesNotContain("# message", transcript, StringComparison.Ordinal);
        Assert.EndsWith("C OK NOOP\r\n", transcript, StringComparison.Ordinal);
    }

    [Fact, Rfc(4469, "4.2")]
    public void Limits_hold_for_a_message_whatever_its_parts()
    {
        ImapServerOptions options = SessionReplay.Options with { Limits = new ImapLimits { MaxAppendLength = 4, MaxListItems = 3, MaxLiteralLength = 5 } };
        Assert.Contains(
            "A NO [TOOBIG] ", Run("A APPEND x CATENATE (TEXT {3+}\r\nabc TEXT {2+}\r\nde)\r\n", options), StringComparison.Ordinal);
        Assert.Contains("A OK ", Run("A APPEND x CATENATE (TEXT {3+}\r\nabc) {2+}\r\nde\r\n", options), StringComparison.Ordinal);
        Assert.Contains("A BAD there are too many parts", Run("A APPEND x CATENATE (URL a URL b URL c URL d)\r\n", options), StringComparison.Ordinal);
        Assert.Contains(
            "A BAD there are too many messages", Run("A APPEND x {1+}\r\na {1+}\r\na {1+}\r\na {1+}\r\na\r\n", options), StringComparison.Ordinal);
        Assert.Contains("A BAD the literal is too large", Run("A APPEND x CATENATE (URL {6+}\r\n/abcde)\r\n", options), StringComparison.Ordinal);
    }

    [Fact]
    public void The_text_of_a_command_is_bounded_over_all_its_parts()
    {
        ImapServerOptions options = SessionReplay.Options with { Limits = new ImapLimits { MaxCommandLength = 1000 } };
        string parts = string.Concat(Enumerable.Repeat(" URL {60+}\r\n/" + new string('a', 59), 20));
        SessionReplay replay = new SessionReplay(options, isSecure: true, isLoggedIn: true).Feed("A APPEND x CATENATE (URL /a" + parts + ")\r\nC NOOP\r\n");
        Assert.Contains("A BAD the ", replay.Output, StringComparison.Ordinal);
        Assert.EndsWith("C OK NOOP\r\n", replay.Output, StringComparison.Ordinal);
    }
}
