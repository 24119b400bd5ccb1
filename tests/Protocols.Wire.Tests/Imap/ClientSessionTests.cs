using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Protocols.Imap;

namespace Protocols.Wire.Tests.Imap;

/// <summary>The client's session: order, waiting, what is forgotten (RFC 9051).</summary>
public sealed class ClientSessionTests
{
    private static ClientReplay Greeted(string capabilities = "IMAP4rev1", ImapClientLimits? limits = null) =>
        new ClientReplay(limits).Feed($"* OK [CAPABILITY {capabilities}] hello\r\n");

    [Fact, Rfc(9051, "7"), Rfc(9051, "4.3")]
    public void The_same_is_told_however_the_input_is_cut()
    {
        const string Input = "* PREAUTH [CAPABILITY IMAP4rev2 IDLE] hello\r\n* 3 EXISTS\r\n* LIST (\\Noselect) \"/\" {5}\r\na/b&c\r\n"
            + "* 2 FETCH (UID 7 FLAGS (\\Seen $x) BODY[HEADER.FIELDS (\"A]\" B)] {6}\r\nA: b\r\n BODY[TEXT]<3> {11}\r\nhello\r\nhey} ENVELOPE (NIL {3}\r\na}b NIL NIL NIL NIL NIL NIL NIL NIL))\r\n"
            + "* OK looks like {5}\r\n* BYE [UNAVAILABLE] late\r\n* VANISHED (EARLIER) 1:3,9\r\n\r\n* 4 EXPUNGE\n";
        string transcript = SplitInvariance.Check(Encoding.Latin1.GetBytes(Input), pieces => new ClientReplay().Feed(pieces).Transcript);
        Assert.Contains("Mailbox=\"a/b&c\"", transcript, StringComparison.Ordinal);
        Assert.Contains("Name = BODY[HEADER.FIELDS (\"A]\" B)], Length = 6", transcript, StringComparison.Ordinal);
        Assert.Contains("Uid = 7, Name = BODY[TEXT]<3>, Length = 11", transcript, StringComparison.Ordinal);
        Assert.Contains("LiteralEnd hello\r\nhey}", transcript, StringComparison.Ordinal);
        Assert.Contains("Subject=\"a}b\"", transcript, StringComparison.Ordinal);
        Assert.Contains("Sections=[ImapSection(Name=\"BODY[HEADER.FIELDS (\"A]\" B)]\" StreamedLength=6) ImapSection(Name=\"BODY[TEXT]<3>\" StreamedLength=11)]", transcript, StringComparison.Ordinal);
        Assert.Contains("ImapCountResponse(Kind=Expunge Number=4)", transcript, StringComparison.Ordinal);
    }

    [Fact, Rfc(9051, "5.5"), Rfc(9051, "2.2.1")]
    public void Commands_are_pipelined_and_answers_told_apart_by_their_tags()
    {
        ClientReplay replay = Greeted();
        string one = replay.Session.Send(t => new NoopCommand { Tag = t }, replay.Output);
        string other = replay.Session.Send("XYZZY", null, replay.Output);
        Assert.Equal($"{one} NOOP\r\n{other} XYZZY\r\n", replay.Sent);
        replay.Feed($"{other} BAD what\r\n{one} OK done\r\n");
        Assert.Equal([other, one], replay.Events.Where(e => e.Kind == ImapClientEventKind.Completed).Select(e => e.Tag));
        Assert.Equal(0, replay.Session.OpenCommands);
    }

    [Fact, Rfc(9051, "4.3"), Rfc(7888, "3"), Rfc(7888, "5")]
    public void A_literal_waits_for_leave_unless_the_server_needs_none_and_what_follows_waits_too()
    {
        ClientReplay replay = Greeted();
        replay.Session.Send(t => new LoginCommand { Tag = t, UserName = "m\u00FC", Password = Encoding.UTF8.GetBytes("p\r\nq") }, replay.Output);
        replay.Session.Send(t => new NoopCommand { Tag = t }, replay.Output);
        Assert.Equal("A1 LOGIN {3}\r\n", replay.Sent);
        replay.Feed("+ go\r\n");
        Assert.Equal("A1 LOGIN {3}\r\nm\u00C3\u00BC {4}\r\n", replay.Sent);
        replay.Feed("+\r\n");
        Assert.Equal("A1 LOGIN {3}\r\nm\u00C3\u00BC {4}\r\np\r\nq\r\nA2 NOOP\r\n", replay.Sent);

        ClientReplay refused = Greeted();
        refused.Session.Send(t => new LoginCommand { Tag = t, UserName = "a\r\nb", Password = default }, refused.Output);
        refused.Session.Send(t => new NoopCommand { Tag = t }, refused.Output);
        refused.Feed("A1 BAD no\r\n");
        Assert.EndsWith("}\r\nA2 NOOP\r\n", refused.Sent, StringComparison.Ordinal);

        ClientReplay plus = Greeted("IMAP4rev1 LITERAL+");
        plus.Session.Send("X", w => { w.Space(); w.String("a\nb"); }, plus.Output);
        Assert.Equal("A1 X {3+}\r\na\nb\r\n", plus.Sent);
        ClientReplay minus = Greeted("IMAP4rev1 LITERAL-");
        minus.Session.Send("X", w => { w.Space(); w.String("a\nb"); w.Space(); w.String(new string('x', 4097)); }, minus.Output);
        Assert.Equal("A1 X {3+}\r\na\nb {4097}\r\n", minus.Sent);
    }

    [Theory, Rfc(9051, "6.3.12")]
    [InlineData("IMAP4rev1", false)]
    [InlineData("LITERAL+", true)]
    public void A_message_is_asked_for_when_it_can_be_sent(string capability, bool atOnce)
    {
        ClientReplay replay = Greeted(capability);
        replay.Message = "Subject: a\r\n\r\n";
        replay.Session.Append("Dr\u00E4fts", ["\\Draft"], new DateTimeOffset(2026, 2, 1, 3, 4, 5, TimeSpan.Zero), 14, replay.Output);
        replay.Session.Send(t => new NoopCommand { Tag = t }, replay.Output);
        replay.Feed(atOnce ? "* OK still here\r\n" : "+ go\r\n");
        Assert.Equal(
            $"A1 APPEND \"Dr&AOQ-fts\" (\\Draft) \"01-Feb-2026 03:04:05 +0000\" {{14{(atOnce ? "+" : "")}}}\r\nSubject: a\r\n\r\n\r\nA2 NOOP\r\n",
            replay.Sent);
        replay.Feed("A1 OK [APPENDUID 3 9] done\r\n");
        ImapStatusResponse answer = Assert.IsType<ImapStatusResponse>(replay.Events[^1].Response);
        Assert.Equal(("APPENDUID", 3L, "9"), (answer.Code!.Name, answer.Code.Number!.Value, answer.Code.Source!.ToString()));
    }

    [Fact, Rfc(9051, "6.2.2"), Rfc(4959, "3")]
    public void Authenticate_answers_challenges_and_forgets_capabilities()
    {
        ClientReplay replay = Greeted();
        replay.Session.Send(t => new AuthenticateCommand { Tag = t, Mechanism = "PLAIN", InitialResponse = ReadOnlyMemory<byte>.Empty }, replay.Output);
        replay.Session.Send(t => new NoopCommand { Tag = t }, replay.Output);
        replay.Feed("+ aGVsbG8=\r\n+ \r\nA1 OK in\r\n");
        Assert.Equal("A1 AUTHENTICATE PLAIN =\r\nYW5zd2Vy\r\nYW5zd2Vy\r\nA2 NOOP\r\n", replay.Sent);
        Assert.Contains("Challenge A1hello", replay.Transcript, StringComparison.Ordinal);
        Assert.Equal(ImapSessionState.Authenticated, replay.Session.State);
        Assert.Null(replay.Session.Capabilities);
        Assert.Contains("Failed", Greeted().Feed("+ go\r\n").Transcript, StringComparison.Ordinal);
    }

    [Fact, Rfc(9051, "6.2.1"), Rfc(9051, "11.1")]
    public void What_came_in_plaintext_is_forgotten_with_starttls()
    {
        ClientReplay replay = Greeted("IMAP4rev1 STARTTLS AUTH=PLAIN");
        replay.Session.Send(t => new StartTlsCommand { Tag = t }, replay.Output);
        replay.Session.Send(t => new CapabilityCommand { Tag = t }, replay.Output);
        Assert.Equal("A1 STARTTLS\r\n", replay.Sent);
        replay.Feed("A1 OK go\r\n* CAPABILITY IMAP4rev1 AUTH=EVIL\r\nA2 OK injected\r\n");
        Assert.Equal(ImapClientEventKind.StartTls, replay.Events[^1].Kind);
        replay.Session.TlsEstablished();
        Assert.True(replay.Session.IsSecure);
        Assert.Null(replay.Session.Capabilities);
        Assert.Equal(1, replay.Session.OpenCommands);
        Assert.Throws<InvalidOperationException>(() => replay.Session.Send(t => new StartTlsCommand { Tag = t }, replay.Output));
    }

    [Fact, Rfc(4978, "3")]
    public void Nothing_is_read_or_sent_between_compress_and_the_inflater()
    {
        ClientReplay replay = Greeted();
        replay.Session.Send(t => new CompressCommand { Tag = t }, replay.Output);
        replay.Session.Send(t => new NoopCommand { Tag = t }, replay.Output);
        byte[] input = Encoding.Latin1.GetBytes("A1 OK active\r\n\x01\x02");
        ReadOnlySequence<byte> sequence = new(input);
        Assert.Equal(ImapClientEventKind.StartDeflate, replay.Session.Read(ref sequence, replay.Output).Kind);
        Assert.Equal(ImapClientEventKind.NeedMoreData, replay.Session.Read(ref sequence, replay.Output).Kind);
        Assert.Equal(2, sequence.Length);
        Assert.Equal("A1 COMPRESS DEFLATE\r\n", replay.Sent);
        replay.Session.Compressed(replay.Output);
        Assert.EndsWith("A2 NOOP\r\n", replay.Sent, StringComparison.Ordinal);
        Assert.True(replay.Session.IsCompressed);
    }

    [Fact, Rfc(9051, "6.3.13")]
    public void Commands_wait_while_the_session_idles()
    {
        ClientReplay replay = Greeted();
        replay.Session.Send(t => new IdleCommand { Tag = t }, replay.Output);
        replay.Session.Send(t => new NoopCommand { Tag = t }, replay.Output);
        Assert.Throws<InvalidOperationException>(() => replay.Session.Done(replay.Output));
        replay.Feed("+ idling\r\n* 4 EXISTS\r\n");
        Assert.Equal(ImapClientEventKind.Idling, replay.Events[1].Kind);
        replay.Session.Done(replay.Output);
        replay.Feed("A1 OK done\r\n");
        Assert.Equal("A1 IDLE\r\nDONE\r\nA2 NOOP\r\n", replay.Sent);
    }

    [Fact, Rfc(9051, "3")]
    public void The_state_follows_the_answers()
    {
        ClientReplay replay = new ClientReplay().Feed("* PREAUTH hi\r\n");
        Assert.Equal(ImapSessionState.Authenticated, replay.Session.State);
        replay.Session.Send(t => new SelectCommand { Tag = t, Mailbox = "a", IsReadOnly = false }, replay.Output);
        replay.Feed("A1 OK [READ-WRITE] in\r\n");
        Assert.Equal(ImapSessionState.Selected, replay.Session.State);
        replay.Session.Send(t => new SelectCommand { Tag = t, Mailbox = "b", IsReadOnly = true }, replay.Output);
        replay.Feed("A2 NO none\r\n");
        Assert.Equal(ImapSessionState.Authenticated, replay.Session.State);
        replay.Session.Send(t => new LogoutCommand { Tag = t }, replay.Output);
        replay.Feed("* BYE so long\r\nA3 OK done\r\n");
        Assert.Equal(ImapClientEventKind.Closed, replay.Events[^1].Kind);
        Assert.Throws<InvalidOperationException>(() => replay.Session.Send(t => new NoopCommand { Tag = t }, replay.Output));
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", "no IMAP server")]
    [InlineData("* 3 EXISTS\r\n", "no IMAP server")]
    [InlineData("* OK hi\r\nA9 OK what\r\n", "answers no command")]
    [InlineData("* OK hi\r\nnonsense\r\n", "answers no command")]
    [InlineData("* OK hi\r\n* LIST () \"/\" {99999}\r\n", "too large")]
    [InlineData("* OK hi\r\n* LIST () \"/\" {99999999999999999999999}\r\n", "too large")]
    [InlineData("* OK hi\r\n* 1 FETCH (BODY[] {100001}\r\n", "too large")]
    [InlineData("* OK hi\r\n* X {1}\r\na {1}\r\na {1}\r\na {1}\r\n", "too many literals")]
    public void A_server_that_goes_beyond_what_is_right_is_left(string input, string reason)
    {
        ImapClientLimits limits = new() { MaxLiteralLength = 1000, MaxStreamedLiteralLength = 100_000, MaxLiterals = 3 };
        ClientReplay replay = new ClientReplay(limits).Feed(input);
        Assert.Equal(ImapClientEventKind.Failed, replay.Events[^1].Kind);
        Assert.Contains(reason, replay.Events[^1].Reason, StringComparison.Ordinal);
        replay.Feed("* 4 EXISTS\r\n");
        Assert.Equal(ImapClientEventKind.Failed, replay.Events[^1].Kind);
    }

    [Fact]
    public void A_response_is_as_long_as_the_limit_says_and_as_deep()
    {
        ImapClientLimits limits = new() { MaxResponseLength = 1000, MaxDepth = 3 };
        Assert.Contains("too long", Greeted(limits: limits).Feed("* X " + new string('x', 1000)).Transcript, StringComparison.Ordinal);
        Assert.Contains("Failed", Greeted(limits: limits).Feed("* X {900}\r\n" + new string('x', 900) + new string('x', 100)).Transcript, StringComparison.Ordinal);
        Assert.IsType<ImapThreadResponse>(Assert.Single(Greeted(limits: limits).Feed("* THREAD ((1)(2))\r\n").Responses));
        Assert.IsType<ImapUnknownResponse>(Assert.Single(Greeted(limits: limits).Feed("* THREAD (((((1)))))\r\n").Responses));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImapClientLimits { MaxDepth = 501 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImapClientLimits { MaxResponseLength = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImapClientLimits { MaxLiteralLength = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImapClientLimits { MaxStreamedLiteralLength = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImapClientLimits { MaxLiterals = 0 });
    }

    [Fact]
    public void Nothing_that_is_given_to_the_writer_ends_a_line()
    {
        ClientReplay replay = Greeted("LITERAL+");
        const string Evil = "a\r\nA9 DELETE INBOX";
        ImmutableArray<string> evil = [Evil];
        Assert.Throws<ArgumentException>(() => replay.Session.Send(Evil, null, replay.Output));
        Assert.Throws<ArgumentException>(() => replay.Session.Send("X", w => w.Atom(Evil), replay.Output));
        Assert.Throws<ArgumentException>(() => replay.Session.Send("X", w => w.Flags(evil), replay.Output));
        Assert.Throws<ArgumentException>(() => replay.Session.Send("X", w => w.String("a\0"u8), replay.Output));
        Assert.Throws<ArgumentException>(() => replay.Session.Send(t => new EnableCommand { Tag = t, Capabilities = evil, Enabled = [] }, replay.Output));
        Assert.Throws<ArgumentException>(() => replay.Session.Send(
            t => new FetchCommand
            {
                Tag = t,
                IsUid = true,
                Messages = SequenceSet.Of(new SequenceRange(1, 1)),
                Items = [new FetchItem { Kind = FetchItemKind.BodySection, Section = new FetchSection { Text = SectionText.HeaderFields, Fields = evil } }],
            },
            replay.Output));
        Assert.Equal("", replay.Sent);
        Assert.Equal(0, replay.Session.OpenCommands);
    }
}
