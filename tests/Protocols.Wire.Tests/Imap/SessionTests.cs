using System.Buffers;
using System.Text;
using Protocols.Imap;

namespace Protocols.Wire.Tests.Imap;

public sealed class SessionTests
{
    private static readonly ImapServerOptions s_options = SessionReplay.Options;

    [Fact, Rfc(9051, "8")]
    public void The_sample_session_of_the_specification_reads_the_same_however_it_is_cut()
    {
        string transcript = SessionReplay.Check(
            "a001 login mrc secret\r\na002 select inbox\r\na003 fetch 12 full\r\na004 fetch 12 body[header]\r\n"
            + "a005 store 12 +flags \\deleted\r\na006 logout\r\n",
            s_options,
            isSecure: true);
        Assert.Contains("LoginCommand(Password='secret' Tag=\"a001\" UserName=\"mrc\")", transcript, StringComparison.Ordinal);
        Assert.Contains("SelectCommand(IsReadOnly=False Mailbox=\"INBOX\" Tag=\"a002\")", transcript, StringComparison.Ordinal);
        Assert.Contains("Flags=[\"\\deleted\"]", transcript, StringComparison.Ordinal);
        Assert.EndsWith("* BYE bye\r\na006 OK LOGOUT\r\n# close\n", transcript, StringComparison.Ordinal);
    }

    [Fact, Rfc(9051, "4.3"), Rfc(7888, "3")]
    public void Literals_of_both_kinds_read_the_same_however_they_are_cut()
    {
        string transcript = SessionReplay.Check(
            "A001 LOGIN {11}\r\nFRED FOOBAR {7+}\r\nfat man\r\nA2 CREATE {3+}\r\na\\b\r\nA3 LIST \"\" {1}\r\n%\r\n",
            s_options,
            isSecure: true);
        Assert.Equal(
            "+ go ahead\r\n# command LoginCommand(Password='fat man' Tag=\"A001\" UserName=\"FRED FOOBAR\")\nA001 OK LOGIN\r\n"
            + "# command CreateCommand(Mailbox=\"a\\b\" SpecialUse=[] Tag=\"A2\")\nA2 OK CREATE\r\n+ go ahead\r\n"
            + "# command ListCommand(IsExtended=False Patterns=[\"%\"] Reference=\"\" Return=None Selection=None Status=None Tag=\"A3\")\nA3 OK LIST\r\n",
            transcript);
    }

    [Fact, Rfc(9051, "6.3.12")]
    public void A_message_is_streamed_and_filed_only_once_its_command_has_ended()
    {
        string transcript = SessionReplay.Check(
            "A003 APPEND saved (\\Seen $Mine) \" 7-Feb-1994 21:52:25 -0800\" {11}\r\na: b\r\n\r\nhi\n\r\n"
            + "A4 APPEND {5+}\r\ninbox ~{4+}\r\n\0\0\0\0\r\nA5 APPEND x {0+}\r\n\r\n",
            s_options,
            isSecure: true,
            isLoggedIn: true);
        Assert.Equal(
            "# append AppendCommand(IsUid=False Mailbox=\"saved\" Replaced=null Tag=\"A003\")\n"
            + "# part AppendPart(IsBinary=False IsFirst=True Length=11 Message=AppendMessage(Flags=[\"\\Seen\" \"$Mine\"] Index=0 "
            + "InternalDate=1994-02-07T21:52:25.0000000-08:00 IsCatenated=False IsUtf8=False) Url=null)\n"
            + "+ go ahead\r\n# message a: b\r\n\r\nhi\n\nA003 OK APPEND\r\n"
            + "# append AppendCommand(IsUid=False Mailbox=\"INBOX\" Replaced=null Tag=\"A4\")\n"
            + "# part AppendPart(IsBinary=True IsFirst=True Length=4 Message=AppendMessage(Flags=[] Index=0 InternalDate=null IsCatenated=False IsUtf8=False) Url=null)\n"
            + "# message \0\0\0\0\nA4 OK APPEND\r\n"
            + "# append AppendCommand(IsUid=False Mailbox=\"x\" Replaced=null Tag=\"A5\")\n"
            + "# part AppendPart(IsBinary=False IsFirst=True Length=0 Message=AppendMessage(Flags=[] Index=0 InternalDate=null IsCatenated=False IsUtf8=False) Url=null)\n"
            + "# message \nA5 OK APPEND\r\n",
            transcript);
    }

    [Fact, Rfc(7888, "4")]
    public void A_refused_message_is_drained_and_never_read_as_commands()
    {
        string transcript = SessionReplay.Check(
            "A1 APPEND refused {15+}\r\nB1 DELETE x\r\n\r\n\r\nA2 APPEND refused {13}\r\nA3 NOOP\r\n"
            + "A4 APPEND refused {3+}\r\nabc {10+}\r\nB2 NOOP\r\n\r\n {4}\r\nA5 NOOP\r\n",
            s_options,
            isSecure: true,
            isLoggedIn: true);
        Assert.DoesNotContain("DELETE", transcript, StringComparison.Ordinal);
        Assert.DoesNotContain("B2", transcript, StringComparison.Ordinal);
        Assert.Equal(3, transcript.Split("NO [TRYCREATE]").Length - 1);
        Assert.Contains("A3 OK NOOP", transcript, StringComparison.Ordinal);
        Assert.Contains("A5 OK NOOP", transcript, StringComparison.Ordinal);
    }

    [Theory, Rfc(7888, "3"), Rfc(7888, "4")]
    [InlineData("A1 FOO {8+}\r\nB1 NOOP\r\n\r\nA2 NOOP\r\n")]
    [InlineData("A1 CREATE x {8+}\r\nB1 NOOP\r {3+}\r\nabc\r\nA2 NOOP\r\n")]
    [InlineData("A1 CREATE {8+}\nB1 NOOP\r\n\r\nA2 NOOP\r\n")]
    [InlineData("A1 CREATE ~{8+}\r\nB1 NOOP\r\n\r\nA2 NOOP\r\n")]
    [InlineData("A1 APPEND x (\\Seen {8+}\r\nB1 NOOP\r\n\r\nA2 NOOP\r\n")]
    [InlineData("A1 IDLE\r\nwhat {8+}\r\nB1 NOOP\r\n\r\nA2 NOOP\r\n")]
    [InlineData("A1 APPEND y {3+}\r\nabc {8+}\r\nB1 NOOP\r\n\r\nA2 NOOP\r\n")]
    public void A_literal_of_a_command_that_is_refused_is_never_read_as_commands(string input)
    {
        string transcript = SessionReplay.Check(input, s_options, isSecure: true, isLoggedIn: true);
        Assert.Contains("A1 BAD", transcript, StringComparison.Ordinal);
        Assert.DoesNotContain("B1", transcript, StringComparison.Ordinal);
        Assert.Contains("A2 OK NOOP", transcript, StringComparison.Ordinal);
    }

    [Fact, Rfc(9051, "6.2.1"), Rfc(9051, "11.1")]
    public void Bytes_that_came_with_starttls_are_thrown_away()
    {
        SplitInvariance.Check(Encoding.ASCII.GetBytes("A0 ENABLE X\r\nA1 STARTTLS\r\nA2 LOGIN evil pass\r\nA3 NOOP\r\n"), pieces =>
        {
            SessionReplay replay = new(s_options);
            replay.Feed(pieces);
            replay.Session.TlsEstablished();
            replay.Feed("B1 NOOP\r\n");
            Assert.Equal(["StartTlsCommand(Tag=\"A1\")", "NoopCommand(Tag=\"B1\")"], replay.Commands);
            Assert.True(replay.Session.IsSecure);
            return replay.Transcript;
        });
    }

    [Fact, Rfc(9051, "6.2.1")]
    public void Starttls_twice_is_bad_and_without_tls_it_is_refused()
    {
        SessionReplay secure = new SessionReplay(s_options, isSecure: true).Feed("A1 STARTTLS\r\n");
        Assert.StartsWith("A1 BAD", secure.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("STARTTLS", secure.Session.Capabilities);
        SessionReplay none = new SessionReplay(s_options with { CanStartTls = false }).Feed("A1 STARTTLS\r\nA2 NOOP\r\n");
        Assert.Equal("A1 NO [UNAVAILABLE] there is no TLS here\r\nA2 OK NOOP\r\n", none.Output);
    }

    [Fact, Rfc(9051, "6.2.3"), Rfc(9051, "11.7")]
    public void Passwords_are_refused_without_tls_before_any_literal_is_asked_for()
    {
        SessionReplay replay = new SessionReplay(s_options).Feed("A1 LOGIN {4}\r\nA2 AUTHENTICATE PLAIN\r\nA3 LOGIN {5+}\r\nA9 X\r {3+}\r\nabc\r\nA4 CAPABILITY\r\n");
        Assert.Equal(["CapabilityCommand(Tag=\"A4\")"], replay.Commands);
        Assert.Equal(3, replay.Output.Split("NO [PRIVACYREQUIRED]").Length - 1);
        Assert.DoesNotContain("+ ", replay.Output, StringComparison.Ordinal);
        Assert.Contains("LOGINDISABLED", replay.Session.Capabilities);
        Assert.DoesNotContain("AUTH=PLAIN", replay.Session.Capabilities);
    }

    [Fact, Rfc(9051, "6.1.1")]
    public void Capabilities_follow_the_state()
    {
        ImapServerSession session = new(s_options, isSecure: true);
        Assert.Contains("AUTH=PLAIN", session.Capabilities);
        Assert.Contains("SASL-IR", session.Capabilities);
        Assert.DoesNotContain("LOGINDISABLED", session.Capabilities);
        Assert.DoesNotContain("IDLE", session.Capabilities);
        session.Authenticated();
        Assert.Contains("IDLE", session.Capabilities);
        Assert.DoesNotContain("AUTH=PLAIN", session.Capabilities);
        Assert.DoesNotContain("STARTTLS", session.Capabilities);
    }

    [Fact, Rfc(9051, "6.2.2"), Rfc(4959, "3")]
    public void Authenticate_carries_initial_responses_challenges_and_cancellation()
    {
        string transcript = SessionReplay.Check(
            "A1 AUTHENTICATE PLAIN\r\n*\r\nA2 AUTHENTICATE plain\r\nno base64!\r\nA3 AUTHENTICATE GSSAPI\r\nA4 AUTHENTICATE PLAIN\r\n\r\nA5 NOOP\r\n",
            s_options,
            isSecure: true);
        Assert.Contains("+ V2hvPw==\r\nA1 BAD cancelled\r\n# AuthenticateCancelled\n", transcript, StringComparison.Ordinal);
        Assert.Contains("A2 BAD the response is not base64", transcript, StringComparison.Ordinal);
        Assert.Contains("A3 NO ", transcript, StringComparison.Ordinal);
        Assert.Contains("# response \nA4 OK AUTHENTICATE\r\n", transcript, StringComparison.Ordinal);

        SessionReplay initial = new SessionReplay(s_options, isSecure: true).Feed("A1 AUTHENTICATE PLAIN AHRpbQB0YW5zdGFhZg==\r\n");
        Assert.Equal(["AuthenticateCommand(InitialResponse='\0tim\0tanstaaf' Mechanism=\"PLAIN\" Tag=\"A1\")"], initial.Commands);
        SessionReplay empty = new SessionReplay(s_options, isSecure: true).Feed("A1 AUTHENTICATE PLAIN =\r\n");
        Assert.Equal(["AuthenticateCommand(InitialResponse='' Mechanism=\"PLAIN\" Tag=\"A1\")"], empty.Commands);
    }

    [Fact, Rfc(9051, "6.3.13")]
    public void Idle_ends_with_done_and_with_nothing_else()
    {
        string transcript = SessionReplay.Check("A1 IDLE\r\nDONE\r\nA2 IDLE\r\nA3 NOOP\r\nA4 NOOP\r\n", s_options, isSecure: true, isLoggedIn: true);
        Assert.Contains("+ idling\r\n# done\nA1 OK IDLE\r\n", transcript, StringComparison.Ordinal);
        Assert.Contains("A2 BAD DONE was expected\r\n# IdleFailed\n# command NoopCommand(Tag=\"A4\")", transcript, StringComparison.Ordinal);
    }

    [Theory, Rfc(9051, "3")]
    [InlineData("SELECT x", false, false)]
    [InlineData("FETCH 1 FLAGS", false, false)]
    [InlineData("FETCH 1 FLAGS", true, false)]
    [InlineData("UID FETCH 1 FLAGS", true, false)]
    [InlineData("CLOSE", true, false)]
    [InlineData("LOGIN a b", true, true)]
    [InlineData("AUTHENTICATE PLAIN", true, false)]
    [InlineData("STARTTLS", true, true)]
    public void A_command_in_the_wrong_state_is_bad(string command, bool isLoggedIn, bool isSelected)
    {
        SessionReplay replay = new SessionReplay(s_options, isSecure: true, isLoggedIn, isSelected).Feed("A1 " + command + "\r\n");
        Assert.Empty(replay.Commands);
        Assert.StartsWith("A1 BAD", replay.Output, StringComparison.Ordinal);
    }

    [Fact, Rfc(9051, "6.3.1"), Rfc(9051, "5.1")]
    public void Enabling_rev2_turns_mailbox_names_to_utf8()
    {
        SessionReplay replay = new(s_options, isSecure: true, isLoggedIn: true);
        replay.Feed("A1 CREATE &AOk-\r\nA2 ENABLE imap4rev2 X-OTHER\r\nA3 ENABLE IMAP4rev2\r\nA4 CREATE &AOk-\r\nA5 CREATE \"\xC3\xA9\"\r\n");
        Assert.Contains("Mailbox=\"é\"", replay.Commands[0], StringComparison.Ordinal);
        Assert.Contains("Enabled=[\"IMAP4rev2\"]", replay.Commands[1], StringComparison.Ordinal);
        Assert.Contains("Enabled=[]", replay.Commands[2], StringComparison.Ordinal);
        Assert.Contains("Mailbox=\"&AOk-\"", replay.Commands[3], StringComparison.Ordinal);
        Assert.Contains("Mailbox=\"é\"", replay.Commands[4], StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_in_the_wrong_order_throw()
    {
        ImapServerSession session = new(s_options, isSecure: true);
        ArrayBufferWriter<byte> output = new();
        Assert.Throws<InvalidOperationException>(() => session.Selected(false));
        Assert.Throws<InvalidOperationException>(session.Unselected);
        Assert.Throws<InvalidOperationException>(session.TlsEstablished);
        Assert.Throws<InvalidOperationException>(() => session.AcceptAppend(output));
        session.Authenticated();
        Assert.Throws<InvalidOperationException>(session.Authenticated);
        ReadOnlySequence<byte> input = new("A APPEND x {1}\r\n"u8.ToArray());
        Assert.Equal(ImapServerEventKind.AppendPart, session.Read(ref input, output).Kind);
        Assert.Throws<InvalidOperationException>(() => session.Read(ref input, output));
    }

    [Fact]
    public void Streaming_a_message_allocates_nothing()
    {
        ImapServerSession session = new(s_options, isSecure: true);
        session.Authenticated();
        ArrayBufferWriter<byte> output = new(1 << 16);
        ReadOnlySequence<byte> begin = new("A APPEND x {60000000}\r\n"u8.ToArray());
        session.Read(ref begin, output);
        session.AcceptAppend(output);
        ReadOnlySequence<byte> chunk = new(new byte[1000]);
        AllocationAssert.None(() =>
        {
            ReadOnlySequence<byte> input = chunk;
            if (session.Read(ref input, output).Kind != ImapServerEventKind.AppendChunk || !input.IsEmpty)
            {
                throw new InvalidOperationException();
            }
        });
    }

    [Fact]
    public void Gathering_a_line_in_pieces_allocates_nothing_once_it_has_room()
    {
        ImapServerSession session = new(s_options with { Limits = new ImapLimits { MaxLineLength = 1 << 20, MaxCommandLength = 1 << 20 } }, isSecure: true);
        session.Authenticated();
        ArrayBufferWriter<byte> output = new(1 << 16);
        ReadOnlySequence<byte> begin = new(Encoding.ASCII.GetBytes("A CREATE " + new string('x', 70_000)));
        session.Read(ref begin, output);
        ReadOnlySequence<byte> piece = new("xxxxxxxxxxxxxxxxxxxx"u8.ToArray());
        AllocationAssert.None(() =>
        {
            ReadOnlySequence<byte> input = piece;
            session.Read(ref input, output);
        });
    }
}
