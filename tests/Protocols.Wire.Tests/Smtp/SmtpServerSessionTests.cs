using System.Buffers;
using System.Text;
using Protocols.Smtp;

namespace Protocols.Wire.Tests.Smtp;

public sealed class SmtpServerSessionTests
{
    private const string Open = "EHLO client.example\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\n";

    [Fact, Rfc(5321, "D.1")]
    public void A_typical_transaction_delivers_the_message_whole()
    {
        SmtpExchange exchange = new();
        exchange.Say("EHLO bar.com\r\n");
        Assert.StartsWith("250 2.1.0", exchange.Say("MAIL FROM:<Smith@bar.com>\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("250 2.1.5", exchange.Say("RCPT TO:<Jones@foo.com>\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("550 5.1.1", exchange.Say("RCPT TO:<nobody@foo.com>\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("250 2.1.5", exchange.Say("RCPT TO:<Brown@foo.com>\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("354 ", exchange.Say("DATA\r\n"), StringComparison.Ordinal);
        Assert.Equal("", exchange.Say("Blah blah blah...\r\n...etc. etc. etc.\r\n"));
        Assert.StartsWith("250 2.0.0", exchange.Say(".\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("221 2.0.0", exchange.Say("QUIT\r\n"), StringComparison.Ordinal);
        Assert.Equal(["Blah blah blah...\r\n..etc. etc. etc.\r\n"], exchange.Messages);
        Assert.True(exchange.IsClosed);
    }

    [Fact, Rfc(5321, "4.1.1.1")]
    public void Ehlo_lists_what_is_there_and_starttls_and_auth_only_when_they_can_be_used()
    {
        string plain = new SmtpExchange(new SmtpServerOptions { OfferAuthentication = true }, canStartTls: true).Say("EHLO x\r\n");
        Assert.Contains("250-PIPELINING\r\n250-SIZE 52428800\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n250-CHUNKING\r\n250-LIMITS RCPTMAX=1000\r\n250 STARTTLS\r\n", plain, StringComparison.Ordinal);
        Assert.DoesNotContain("AUTH", plain, StringComparison.Ordinal);
        string secure = new SmtpExchange(new SmtpServerOptions { OfferAuthentication = true }, isSecure: true).Say("EHLO x\r\n");
        Assert.Contains("250 AUTH PLAIN LOGIN\r\n", secure, StringComparison.Ordinal);
        Assert.DoesNotContain("STARTTLS", secure, StringComparison.Ordinal);
    }

    [Theory, Rfc(5321, "4.1.4")]
    [InlineData("MAIL FROM:<a@b.c>\r\n", "503 5.5.1")]
    [InlineData("DATA\r\n", "503 5.5.1")]
    [InlineData("EHLO x\r\nRCPT TO:<a@b.c>\r\n", "503 5.5.1")]
    [InlineData("EHLO x\r\nDATA\r\n", "503 5.5.1")]
    [InlineData("EHLO x\r\nMAIL FROM:<a@b.c>\r\nDATA\r\n", "503 5.5.1")]
    [InlineData("EHLO x\r\nMAIL FROM:<a@b.c>\r\nMAIL FROM:<a@b.c>\r\n", "503 5.5.1")]
    [InlineData("EHLO x\r\nMAIL FROM:<a@b.c>\r\nRSET\r\nRCPT TO:<a@b.c>\r\n", "503 5.5.1")]
    [InlineData("EHLO x\r\nMAIL FROM:<a@b.c>\r\nEHLO y\r\nRCPT TO:<a@b.c>\r\n", "503 5.5.1")]
    [InlineData("FROB\r\n", "500 5.5.2")]
    [InlineData("\r\n", "500 5.5.2")]
    [InlineData("EXPN list\r\n", "502 5.5.1")]
    [InlineData("VRFY someone\r\n", "252 2.1.5")]
    [InlineData("VRFY\r\n", "501 5.5.4")]
    [InlineData("NOOP what ever\r\n", "250 2.0.0")]
    [InlineData("RSET\r\n", "250 2.0.0")]
    [InlineData("QUIT now\r\n", "501 5.5.4")]
    [InlineData("HELO\r\n", "501 5.5.4")]
    [InlineData("STARTTLS\r\n", "502 5.5.1")]
    public void A_command_out_of_order_or_place_gets_the_reply_of_the_specification(string said, string reply) =>
        Assert.StartsWith(reply, LastLine(new SmtpExchange().Say(said)), StringComparison.Ordinal);

    [Theory, Rfc(5321, "4.1.1.2"), Rfc(5321, "4.1.2")]
    [InlineData("MAIL FROM:<>", "250 2.1.0")]
    [InlineData("mail from:<a@b.c>", "250 2.1.0")]
    [InlineData("MAIL FROM: <a@b.c>", "250 2.1.0")]
    [InlineData("MAIL FROM:<\"a b\"@b.c>", "250 2.1.0")]
    [InlineData("MAIL FROM:<\"a\\\"b\"@b.c>", "250 2.1.0")]
    [InlineData("MAIL FROM:<a@[192.0.2.1]>", "250 2.1.0")]
    [InlineData("MAIL FROM:<a@[IPv6:2001:db8::1]>", "250 2.1.0")]
    [InlineData("MAIL FROM:<@x.y,@z.w:a@b.c>", "250 2.1.0")]
    [InlineData("MAIL FROM:<a@b.c> SIZE=1000 BODY=8BITMIME", "250 2.1.0")]
    [InlineData("MAIL FROM:<a@b.c> AUTH=<>", "250 2.1.0")]
    [InlineData("MAIL FROM:<a@b.c> SIZE=99999999999999999999", "552 5.3.4")]
    [InlineData("MAIL FROM:<a@b.c> SIZE=52428801", "552 5.3.4")]
    [InlineData("MAIL FROM:<a@b.c> SIZE=-1", "501 5.5.4")]
    [InlineData("MAIL FROM:<a@b.c> SIZE", "501 5.5.4")]
    [InlineData("MAIL FROM:<a@b.c> BODY=BINARYMIME", "504 5.5.4")]
    [InlineData("MAIL FROM:<a@b.c> BODY=9BIT", "501 5.5.4")]
    [InlineData("MAIL FROM:<a@b.c> SMTPUTF8=yes", "501 5.5.4")]
    [InlineData("MAIL FROM:<a@b.c> WHAT=EVER", "555 5.5.4")]
    [InlineData("MAIL FROM:<a@b.c>SIZE=1", "501 5.5.4")]
    [InlineData("MAIL FROM:<a@b.c> =1", "501 5.5.4")]
    [InlineData("MAIL FROM:a@b.c", "501 5.1.7")]
    [InlineData("MAIL FROM:<a>", "501 5.1.7")]
    [InlineData("MAIL FROM:<a@>", "501 5.1.7")]
    [InlineData("MAIL FROM:<@b.c>", "501 5.1.7")]
    [InlineData("MAIL FROM:<a..b@b.c>", "501 5.1.7")]
    [InlineData("MAIL FROM:<.a@b.c>", "501 5.1.7")]
    [InlineData("MAIL FROM:<a b@b.c>", "501 5.1.7")]
    [InlineData("MAIL FROM:<\"a@b.c>", "501 5.1.7")]
    [InlineData("MAIL FROM:<a@b..c>", "501 5.1.7")]
    [InlineData("MAIL FROM:<a@[1.2.3.4>", "501 5.1.7")]
    [InlineData("MAIL FROM:<a@b.c", "501 5.1.7")]
    [InlineData("MAIL TO:<a@b.c>", "501 5.1.7")]
    [InlineData("MAIL FROM:<postmaster>", "501 5.1.7")]
    [InlineData("MAIL FROM:<ü@b.c>", "553 5.6.7")]
    [InlineData("MAIL FROM:<ü@bücher.example> SMTPUTF8", "250 2.1.0")]
    public void Mail_is_read_by_its_grammar(string command, string reply)
    {
        SmtpExchange exchange = new();
        exchange.Say("EHLO x\r\n");
        Assert.StartsWith(reply, exchange.Say(command + "\r\n"), StringComparison.Ordinal);
    }

    [Theory, Rfc(5321, "4.1.1.3")]
    [InlineData("RCPT TO:<Postmaster>", "250 2.1.5")]
    [InlineData("RCPT TO:<>", "501 5.1.3")]
    [InlineData("RCPT TO:<a@b.c> X=Y", "555 5.5.4")]
    [InlineData("RCPT TO:<a@b.c>x", "501 5.1.3")]
    [InlineData("RCPT TO:<ü@b.c>", "553 5.6.7")]
    public void Rcpt_is_read_by_its_grammar(string command, string reply)
    {
        SmtpExchange exchange = new();
        exchange.Say("EHLO x\r\nMAIL FROM:<a@b.c>\r\n");
        Assert.StartsWith(reply, exchange.Say(command + "\r\n"), StringComparison.Ordinal);
    }

    [Fact, Rfc(5321, "4.1.2")]
    public void A_control_character_cannot_hide_in_a_quoted_local_part()
    {
        foreach (string hidden in new[] { "\r", "\n", "\0", "\t", "\x7F" })
        {
            SmtpExchange exchange = new();
            exchange.Say("EHLO x\r\n");
            Assert.StartsWith("50", exchange.Say($"MAIL FROM:<\"a{hidden}b\"@c.d>\r\n"), StringComparison.Ordinal);
            Assert.StartsWith("50", exchange.Say($"MAIL FROM:<\"a\\{hidden}b\"@c.d>\r\n"), StringComparison.Ordinal);
            Assert.False(exchange.Session.InTransaction);
        }
    }

    [Theory, Rfc(5321, "2.3.8")]
    [InlineData("NOOP\nNOOP\r\n")]
    [InlineData("NOOP\rNOOP\r\n")]
    [InlineData("NO\0OP\r\n")]
    public void A_bare_line_end_ends_no_command(string said) => Assert.Equal("500 5.5.2", new SmtpExchange().Say(said)[..9]);

    [Fact, Rfc(5321, "4.5.2")]
    public void Dots_are_unstuffed_and_an_empty_message_is_a_dot_alone()
    {
        SmtpExchange exchange = new();
        exchange.Say(Open + "DATA\r\n");
        exchange.Say("..\r\n...\r\n.a\r\n a.\r\n\r\n..\r\n.\r\n");
        exchange.Say(Open + "DATA\r\n");
        exchange.Say(".\r\n");
        Assert.Equal([".\r\n..\r\na\r\n a.\r\n\r\n.\r\n", ""], exchange.Messages);
    }

    [Fact, Rfc(5321, "2.3.8"), Rfc(5321, "4.1.1.4")]
    public void No_sequence_known_for_smuggling_ends_a_message()
    {
        string file = Path.Combine(Suites.Require("smtp-smuggling"), "sequences.json");
        using System.Text.Json.JsonDocument json = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(file));
        int count = 0;
        foreach (System.Text.Json.JsonElement sequence in json.RootElement.GetProperty("sequences").EnumerateArray())
        {
            foreach (BareLineEndPolicy policy in Enum.GetValues<BareLineEndPolicy>())
            {
                SmtpExchange exchange = new(new SmtpServerOptions { BareLineEnds = policy });
                exchange.Say(Open + "DATA\r\n");
                Assert.Equal("", exchange.Say("text" + sequence.GetString() + "MAIL FROM:<evil@example.org>\r\n"));
                string end = exchange.Say("\r\n.\r\n");
                Assert.StartsWith(policy == BareLineEndPolicy.Reject && !sequence.GetString()!.Contains('\0', StringComparison.Ordinal) ? "550 5.6.0" : "250", end, StringComparison.Ordinal);
            }

            count++;
        }

        Assert.Equal(10, count);
    }

    [Fact, Rfc(3030, "2")]
    public void Bdat_chunks_make_one_message_byte_for_byte()
    {
        SmtpExchange exchange = new();
        exchange.Say(Open);
        Assert.StartsWith("250 2.0.0", exchange.Say("BDAT 6\r\n.\r\n.\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("250 2.0.0", exchange.Say("BDAT 3\r\n\n\ra"), StringComparison.Ordinal);
        Assert.StartsWith("250 2.0.0", exchange.Say("BDAT 0 LAST\r\n"), StringComparison.Ordinal);
        Assert.Equal([".\r\n.\r\n\n\ra"], exchange.Messages);
    }

    [Fact, Rfc(3030, "2")]
    public void A_refused_chunk_is_read_past_and_never_taken_for_commands()
    {
        SmtpExchange exchange = new();
        Assert.Equal(["503", "250"], Codes(exchange.Say("BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n")));
        exchange.Say("EHLO x\r\nMAIL FROM:<a@b.c>\r\n");
        Assert.Equal(["503", "250"], Codes(exchange.Say("BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n")));
        exchange.Say("RCPT TO:<a@b.c>\r\n");
        Assert.Equal(["503"], Codes(exchange.Say("DATA\r\n")));
        Assert.Empty(exchange.Messages);
    }

    [Fact, Rfc(3030, "2")]
    public void Data_and_bdat_do_not_mix()
    {
        SmtpExchange exchange = new();
        exchange.Say(Open + "BDAT 1\r\nx");
        Assert.Equal(["503"], Codes(exchange.Say("DATA\r\n")));
        Assert.Equal(["503"], Codes(exchange.Say("RCPT TO:<c@b.c>\r\n")));
    }

    [Fact, Rfc(3207, "4.2")]
    public void Bytes_pipelined_after_starttls_are_refused_and_the_connection_closed()
    {
        SmtpExchange exchange = new(canStartTls: true);
        string reply = exchange.Say("EHLO x\r\nSTARTTLS\r\nMAIL FROM:<a@b.c>\r\n");
        Assert.Contains("\r\n501 5.5.1 ", reply, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\n220 ", reply, StringComparison.Ordinal);
        Assert.True(exchange.IsClosed);

        SmtpExchange late = new(canStartTls: true) { DoHandshake = false };
        late.Say("EHLO x\r\nSTARTTLS\r\n");
        Assert.StartsWith("501", late.Say("RSET\r\n"), StringComparison.Ordinal);
        Assert.True(late.IsClosed);
    }

    [Fact, Rfc(3207, "4.2")]
    public void Everything_learned_in_plaintext_is_forgotten_after_the_handshake()
    {
        SmtpExchange exchange = new(new SmtpServerOptions { OfferAuthentication = true, AllowPlaintextAuthentication = true }, canStartTls: true);
        exchange.Say("EHLO x\r\nAUTH PLAIN AHRpbQBzZWNyZXQ=\r\n");
        Assert.NotNull(exchange.Session.AuthenticatedAs);
        exchange.Say("MAIL FROM:<a@b.c>\r\nSTARTTLS\r\n");
        Assert.True(exchange.Session.IsSecure);
        Assert.Null(exchange.Session.AuthenticatedAs);
        Assert.Null(exchange.Session.ClientName);
        Assert.Equal(["503"], Codes(exchange.Say("RCPT TO:<a@b.c>\r\n")));
        Assert.Equal(["503"], Codes(exchange.Say("STARTTLS\r\n")));
    }

    [Theory, Rfc(4954, "4")]
    [InlineData("AUTH PLAIN AHRpbQBzZWNyZXQ=\r\n", "235 2.7.0")]
    [InlineData("AUTH plain\r\nAHRpbQBzZWNyZXQ=\r\n", "235 2.7.0")]
    [InlineData("AUTH LOGIN\r\ndGlt\r\nc2VjcmV0\r\n", "235 2.7.0")]
    [InlineData("AUTH LOGIN dGlt\r\nc2VjcmV0\r\n", "235 2.7.0")]
    [InlineData("AUTH PLAIN AHRpbQB3cm9uZw==\r\n", "535 5.7.8")]
    [InlineData("AUTH PLAIN\r\n*\r\n", "501 5.7.0")]
    [InlineData("AUTH PLAIN =\r\n", "501 5.5.2")]
    [InlineData("AUTH PLAIN !!!\r\n", "501 5.5.2")]
    [InlineData("AUTH PLAIN\r\nAHRp bQBzZWNyZXQ=\r\n", "501 5.5.2")]
    [InlineData("AUTH GSSAPI\r\n", "504 5.5.4")]
    [InlineData("AUTH\r\n", "504 5.5.4")]
    [InlineData("AUTH PLAIN AHRpbQBzZWNyZXQ=\r\nAUTH PLAIN AHRpbQBzZWNyZXQ=\r\n", "503 5.5.1")]
    [InlineData("MAIL FROM:<a@b.c>\r\nAUTH PLAIN AHRpbQBzZWNyZXQ=\r\n", "503 5.5.1")]
    public void Auth_ends_as_the_specification_says(string said, string reply)
    {
        SmtpExchange exchange = new();
        exchange.Say("EHLO x\r\n");
        Assert.StartsWith(reply, LastLine(exchange.Say(said)), StringComparison.Ordinal);
    }

    [Fact, Rfc(4954, "4")]
    public void Auth_without_tls_is_refused_where_it_is_not_allowed()
    {
        SmtpExchange exchange = new(new SmtpServerOptions { OfferAuthentication = true }, canStartTls: true);
        exchange.Say("EHLO x\r\n");
        Assert.StartsWith("538 5.7.11", exchange.Say("AUTH PLAIN AHRpbQBzZWNyZXQ=\r\n"), StringComparison.Ordinal);
    }

    [Fact, Rfc(6409, "4.3")]
    public void Mail_needs_what_the_options_require()
    {
        SmtpExchange authentication = new(new SmtpServerOptions { RequireAuthentication = true });
        Assert.Equal(["250", "530"], Codes(authentication.Say("HELO x\r\nMAIL FROM:<a@b.c>\r\n")));
        SmtpExchange tls = new(new SmtpServerOptions { RequireTls = true });
        Assert.Equal(["250", "530"], Codes(tls.Say("HELO x\r\nMAIL FROM:<a@b.c>\r\n")));
    }

    [Fact, Rfc(5321, "4.3.1")]
    public void Everything_comes_out_the_same_however_the_input_is_cut()
    {
        const string Session = "EHLO client.example\r\nAUTH LOGIN\r\ndGlt\r\nc2VjcmV0\r\nMAIL FROM:<ü@example.org> SIZE=20 SMTPUTF8\r\nRCPT TO:<b@example.org>\r\nRCPT TO:<nobody@example.org>\r\n"
            + "DATA\r\n..one\r\n.\r\r\n\r\nt\r\n.two\r\n.\r\nFROB\r\nMAIL FROM:<>\r\nRCPT TO:<Postmaster>\r\nBDAT 5\r\n.\r\n\r.BDAT 3 LAST\r\nabcMAIL FROM:<x@y.z>\r\nBDAT 2\r\nxyNOOP\r\n\rA\n\r\nQUIT\r\n";
        string kept = SplitInvariance.Check(Encoding.UTF8.GetBytes(Session), pieces => SmtpExchange.Replay(pieces, new SmtpServerOptions { BareLineEnds = BareLineEndPolicy.Keep, OfferAuthentication = true, AllowPlaintextAuthentication = true }));
        Assert.Contains("MESSAGE .one\\r\n\\r\\r\n\\r\nt\\r\ntwo\\r\n", kept, StringComparison.Ordinal);
        Assert.Contains("MESSAGE .\\r\n\\r.abc\n", kept, StringComparison.Ordinal);
        string refused = SplitInvariance.Check(Encoding.UTF8.GetBytes(Session), SmtpExchange.Replay);
        Assert.Contains("550 5.6.0", refused, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "MAIL FROM:<a@example.org> SIZE=100 BODY=8BITMIME\r\nRCPT TO:<b@example.org>\r\nDATA\r\nSubject: x\r\n\r\n..dots\r\n.\r\nNOOP\r\nRSET\r\n")]
    [InlineData(false, "MAIL FROM:<a@example.org> RET=FULL BY=60;R MT-PRIORITY=-1 SMTPUTF8\r\nRCPT TO:<b@example.org> NOTIFY=SUCCESS,DELAY\r\nBDAT 3\r\nabcBDAT 0 LAST\r\nVRFY x\r\n")]
    [InlineData(true, "MAIL FROM:<a@example.org>\r\nRCPT TO:<b@[192.0.2.1]>\r\nRCPT TO:<\"c d\"@example.org>\r\nDATA\r\nx\r\n.\r\n")]
    public void Reading_commands_and_data_allocates_nothing(bool lmtp, string transaction)
    {
        SmtpServerSession session = new(new SmtpServerOptions { MaxIdleCommands = int.MaxValue, OfferDsn = true, OfferDeliverBy = true, OfferPriority = true, IsLmtp = lmtp });
        ArrayBufferWriter<byte> output = new(4096);
        Run(session, lmtp ? "LHLO x\r\n"u8.ToArray() : "EHLO x\r\n"u8.ToArray(), output);
        byte[] bytes = Encoding.ASCII.GetBytes(transaction);
        AllocationAssert.None(() => Run(session, bytes, output));
        Assert.DoesNotMatch("(?m)^[45]", Encoding.ASCII.GetString(output.WrittenSpan));
    }

    private static void Run(SmtpServerSession session, byte[] bytes, ArrayBufferWriter<byte> output)
    {
        ReadOnlySequence<byte> input = new(bytes);
        output.ResetWrittenCount();
        while (true)
        {
            SmtpServerEvent e = session.Read(ref input);
            if (e.Kind == SmtpServerEventKind.NeedMoreData)
            {
                return;
            }

            if (e.Reply is { } reply)
            {
                session.ReplyToAll(reply, output);
            }
        }
    }

    private static string LastLine(string replies) => replies.TrimEnd().Split("\r\n")[^1];

    private static IEnumerable<string> Codes(string replies) =>
        replies.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Where(l => l[3] == ' ').Select(l => l[..3]);
}
