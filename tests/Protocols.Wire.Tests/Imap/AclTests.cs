using System.Buffers;
using System.Text;
using Protocols.Imap;

namespace Protocols.Wire.Tests.Imap;

public sealed class AclTests
{
    [Theory, Rfc(4314, "3.1"), Rfc(4314, "7")]
    [InlineData("SETACL INBOX/Drafts Byron lrswikda", "SetAclCommand(Identifier=\"Byron\" Mailbox=\"INBOX/Drafts\" Operation=Replace Rights=\"lrswikda\" Tag=\"A\")")]
    [InlineData("SETACL inbox Chris +cda", "SetAclCommand(Identifier=\"Chris\" Mailbox=\"INBOX\" Operation=Add Rights=\"cda\" Tag=\"A\")")]
    [InlineData("SETACL x \"-Fred\" -\"we\"", null)]
    [InlineData("SETACL x \"-Fred\" \"-we\"", "SetAclCommand(Identifier=\"-Fred\" Mailbox=\"x\" Operation=Remove Rights=\"we\" Tag=\"A\")")]
    [InlineData("SETACL x {5+}\r\nanna@ \"\"", "SetAclCommand(Identifier=\"anna@\" Mailbox=\"x\" Operation=Replace Rights=\"\" Tag=\"A\")")]
    [InlineData("DELETEACL INBOX Fred", "DeleteAclCommand(Identifier=\"Fred\" Mailbox=\"INBOX\" Tag=\"A\")")]
    [InlineData("GETACL INBOX/Drafts", "GetAclCommand(Mailbox=\"INBOX/Drafts\" Tag=\"A\")")]
    [InlineData("LISTRIGHTS ~/Mail/saved smith", "ListRightsCommand(Identifier=\"smith\" Mailbox=\"~/Mail/saved\" Tag=\"A\")")]
    [InlineData("MYRIGHTS &AOk-", "MyRightsCommand(Mailbox=\"é\" Tag=\"A\")")]
    public void The_commands_read_as_the_specification_shows_them(string line, string? expected)
    {
        if (expected is null)
        {
            SessionReplay.Bad("A " + line);
            return;
        }

        Assert.Equal(expected, SessionReplay.Describe(SessionReplay.Command<ImapCommand>("A " + line)));
    }

    [Theory, Rfc(4314, "3"), Rfc(4314, "3.1")]
    [InlineData("SETACL INBOX/Drafts John lrQswicda")]
    [InlineData("SETACL x John l%")]
    [InlineData("SETACL x John")]
    [InlineData("SETACL x \"\" l")]
    [InlineData("SETACL x \"-\" l")]
    [InlineData("SETACL x John l r")]
    [InlineData("SETACL x {1+}\r\n\xFF l")]
    [InlineData("DELETEACL x")]
    [InlineData("GETACL")]
    [InlineData("LISTRIGHTS x")]
    [InlineData("MYRIGHTS x y")]
    public void What_is_malformed_is_bad(string line) => Assert.StartsWith("A BAD", SessionReplay.Bad("A " + line), StringComparison.Ordinal);

    [Fact, Rfc(4314, "3")]
    public void The_same_is_read_however_the_input_is_cut()
    {
        string transcript = SessionReplay.Check(
            "A SETACL \"a b\" {4}\r\nanna +lr\r\nB GETACL x\r\nC SETACL x y Z\r\nD MYRIGHTS x\r\nE LIST \"\" % RETURN (MYRIGHTS)\r\n", SessionReplay.Options, isLoggedIn: true);
        Assert.Contains("SetAclCommand(Identifier=\"anna\" Mailbox=\"a b\" Operation=Add Rights=\"lr\" Tag=\"A\")", transcript, StringComparison.Ordinal);
        Assert.Contains("C BAD ", transcript, StringComparison.Ordinal);
        Assert.Contains("Return=MyRights ", transcript, StringComparison.Ordinal);
    }

    [Fact, Rfc(4314, "3.6"), Rfc(4314, "3.7"), Rfc(4314, "3.8"), Rfc(2342, "5")]
    public void Responses_look_as_the_specification_shows_them_and_nothing_in_them_ends_a_line()
    {
        ArrayBufferWriter<byte> output = new();
        ImapResponseWriter writer = new(output, isUtf8: false);
        writer.Acl("INBOX", [new("Fred", "rwipsldexta"), new("-Fred", "wetd"), new("a\r\nb", "")]);
        writer.ListRights("archive/imap", "anyone", "", ["l", "xte", "nil"]);
        writer.MyRights("é", "lr");
        writer.Namespace("", "Other Users/", '/');
        writer.Namespace("", "Other Users/", '/', "Andere/");
        Assert.Equal(
            """
            * ACL "INBOX" Fred rwipsldexta -Fred wetd {4}
            a
            b ""
            * LISTRIGHTS "archive/imap" anyone "" l xte "nil"
            * MYRIGHTS "&AOk-" lr
            * NAMESPACE (("" "/")) (("Other Users/" "/")) NIL
            * NAMESPACE (("" "/")) (("Other Users/" "/" "TRANSLATION" ("Andere/"))) NIL

            """.ReplaceLineEndings("\r\n"),
            Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void What_the_host_offers_is_told_after_login_and_has_to_be_an_atom()
    {
        ImapServerOptions options = SessionReplay.Options with { HostCapabilities = ["ACL", "RIGHTS=texk"] };
        ImapServerSession session = new(options, isSecure: true);
        Assert.DoesNotContain("ACL", session.Capabilities);
        session.Authenticated();
        Assert.Equal(["ACL", "RIGHTS=texk"], session.Capabilities.TakeLast(2));
        Assert.Throws<ArgumentException>(() => new ImapServerOptions { HostCapabilities = ["A B"] });
        Assert.Throws<ArgumentException>(() => new ImapServerOptions { HostCapabilities = [""] });
    }
}
