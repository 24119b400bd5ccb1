using System.Text;
using Protocols.Smtp;

namespace Protocols.Wire.Tests.Smtp;

public sealed class LmtpServerSessionTests
{
    private static readonly SmtpServerOptions s_lmtp = new() { IsLmtp = true };

    [Fact, Rfc(2033, "4.1")]
    public void Lhlo_stands_in_the_place_of_ehlo_and_helo()
    {
        SmtpExchange exchange = new(s_lmtp);
        Assert.Equal(["500", "500", "250"], Codes(exchange.Say("EHLO x\r\nHELO x\r\nLHLO x\r\n")));
        Assert.True(exchange.Session.IsExtended);
        Assert.StartsWith("500", new SmtpExchange().Say("LHLO x\r\n"), StringComparison.Ordinal);
    }

    [Fact, Rfc(2033, "4.2")]
    public void The_example_of_the_specification_comes_out()
    {
        SmtpExchange exchange = new(s_lmtp);
        exchange.Say("LHLO foo.edu\r\n");
        string replies = exchange.Say("MAIL FROM:<chris@bar.com>\r\nRCPT TO:<pat@foo.edu>\r\nRCPT TO:<nobody@foo.edu>\r\nRCPT TO:<full@foo.edu>\r\nDATA\r\n");
        Assert.Equal(["250", "250", "550", "250", "354"], Codes(replies));
        Assert.Equal(["250", "452", "221"], Codes(exchange.Say("Blah blah blah...\r\n.\r\nQUIT\r\n")));
        Assert.Single(exchange.Messages);
    }

    [Fact, Rfc(2033, "4.2")]
    public void Data_without_recipients_is_refused()
    {
        SmtpExchange exchange = new(s_lmtp);
        exchange.Say("LHLO x\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<nobody@b.c>\r\n");
        Assert.StartsWith("503", exchange.Say("DATA\r\n"), StringComparison.Ordinal);
    }

    [Fact, Rfc(2033, "4.3")]
    public void The_last_chunk_gets_a_reply_for_each_recipient_even_if_there_are_none()
    {
        SmtpExchange exchange = new(s_lmtp);
        exchange.Say("LHLO x\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<one@b.c>\r\nRCPT TO:<full@b.c>\r\nRCPT TO:<one@b.c>\r\n");
        Assert.Equal(["250"], Codes(exchange.Say("BDAT 2\r\nab")));
        Assert.Equal(["250", "452", "250"], Codes(exchange.Say("BDAT 2 LAST\r\ncd")));
        Assert.Equal(["250", "550", "250"], Codes(exchange.Say("MAIL FROM:<a@b.c>\r\nRCPT TO:<nobody@b.c>\r\nBDAT 4 LAST\r\nQUITNOOP\r\n")));
        Assert.Equal(["250"], Codes(exchange.Say("MAIL FROM:<a@b.c>\r\n")));
    }

    [Fact]
    public void Chunks_for_nobody_are_errors_and_have_their_limit()
    {
        SmtpExchange exchange = new(s_lmtp with { MaxErrors = 3 });
        exchange.Say("LHLO x\r\n");
        Assert.Equal(["250", "250"], Codes(exchange.Say("MAIL FROM:<a@b.c>\r\nBDAT 0 LAST\r\nMAIL FROM:<a@b.c>\r\nBDAT 0 LAST\r\n")));
        Assert.Equal(["250", "421"], Codes(exchange.Say("MAIL FROM:<a@b.c>\r\nBDAT 0 LAST\r\n")));
        Assert.True(exchange.IsClosed);
    }

    [Fact, Rfc(2033, "4.2")]
    public void A_message_that_is_refused_is_refused_for_each_recipient()
    {
        SmtpExchange exchange = new(s_lmtp);
        exchange.Say("LHLO x\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<one@b.c>\r\nRCPT TO:<two@b.c>\r\nDATA\r\n");
        Assert.Equal(["550", "550", "250"], Codes(exchange.Say("bare\nline\r\n.\r\nNOOP\r\n")));
        Assert.Empty(exchange.Messages);
    }

    [Fact]
    public void One_call_replies_to_all()
    {
        SmtpServerSession session = new(s_lmtp);
        System.Buffers.ArrayBufferWriter<byte> output = new();
        System.Buffers.ReadOnlySequence<byte> input = new("LHLO x\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<one@b.c>\r\nRCPT TO:<two@b.c>\r\nDATA\r\n.\r\n"u8.ToArray());
        while (true)
        {
            SmtpServerEvent e = session.Read(ref input);
            if (e.Kind == SmtpServerEventKind.DataEnd)
            {
                Assert.Equal(2, session.RepliesDue);
                output.ResetWrittenCount();
                session.ReplyToAll(e.Reply!, output);
                break;
            }

            if (e.Reply is { } reply)
            {
                session.Reply(reply, output);
            }
        }

        Assert.Equal(["250", "250"], Codes(Encoding.ASCII.GetString(output.WrittenSpan)));
        Assert.Equal(0, session.RepliesDue);
    }

    [Fact]
    public void A_session_comes_out_the_same_however_the_input_is_cut()
    {
        const string Session = "EHLO x\r\nLHLO x\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<one@b.c>\r\nRCPT TO:<full@b.c>\r\nDATA\r\nx\r\n.\r\nMAIL FROM:<>\r\nBDAT 6 LAST\r\nQUIT\r\nMAIL FROM:<>\r\nRCPT TO:<full@b.c>\r\nBDAT 1\r\nxBDAT 0 LAST\r\nQUIT\r\n";
        string transcript = SplitInvariance.Check(Encoding.ASCII.GetBytes(Session), pieces => SmtpExchange.Replay(pieces, s_lmtp));
        Assert.EndsWith("221 2.0.0 localhost closing connection\r\n", transcript, StringComparison.Ordinal);
    }

    private static string[] Codes(string replies) => [.. replies.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Where(l => l[3] == ' ').Select(l => l[..3])];
}
