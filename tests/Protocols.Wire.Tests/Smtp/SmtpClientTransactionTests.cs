using System.Buffers;
using System.Text;
using Protocols.Smtp;

namespace Protocols.Wire.Tests.Smtp;

/// <summary>Messages sent by the client's session, to servers that are scripted.</summary>
public sealed class SmtpClientTransactionTests
{
    [Fact, Rfc(5321, "3.3"), Rfc(5321, "D.1")]
    public void Without_pipelining_each_command_waits_for_its_reply()
    {
        SmtpClientHost host = new SmtpClientHost().Open("8BITMIME");
        Assert.Equal(SmtpClientStatus.Ok, Begin(host, "d@e.f", "no@e.f"));
        Assert.Equal("MAIL FROM:<a@b.c>\r\n", host.Written());
        Assert.Equal("RCPT TO:<d@e.f>\r\n", host.Hear("250 ok\r\n"));
        Assert.Equal("RCPT TO:<no@e.f>\r\n", host.Hear("250 ok\r\n"));
        Assert.Equal("DATA\r\n", host.Hear("550 5.1.1 No such user\r\n"));
        host.Hear("354 go\r\n");
        Assert.Equal(SmtpClientEventKind.SendMessage, host.Last.Kind);
        Assert.Equal(SmtpClientStatus.Ok, host.Session.WriteMessage("Subject: x\r\n\r\n.dot"u8, host.Output));
        Assert.Equal(SmtpClientStatus.Ok, host.Session.EndMessage(host.Output));
        Assert.Equal("Subject: x\r\n\r\n..dot\r\n.\r\n", host.Written());
        host.Hear("250 2.0.0 Queued as 17\r\n");
        Assert.Equal(SmtpClientEventKind.Completed, host.Last.Kind);
        Assert.Equal([SmtpRecipientState.Delivered, SmtpRecipientState.Refused], host.Session.Outcomes.Select(o => o.State));
        Assert.Equal("250 2.0.0 Queued as 17", host.Session.Outcomes[0].Reply!.ToString());
        Assert.Equal("550 5.1.1 No such user", host.Session.Outcomes[1].Reply!.ToString());
        Assert.False(host.Session.Outcomes[1].IsTemporary);
        Assert.True(host.Session.Outcomes[1].IsFromRecipient);
        Assert.Equal([1, 0], host.Events.Where(e => e.Kind == SmtpClientEventKind.Recipient).Select(e => e.Recipient));
    }

    [Fact, Rfc(5321, "4.5.3.2")]
    public void How_long_to_wait_for_each_reply_can_be_set_and_a_reply_begins_the_next_time()
    {
        SmtpClientTimeouts timeouts = new()
        {
            Greeting = Seconds(1), Hello = Seconds(2), Mail = Seconds(3), Recipient = Seconds(4), DataInitiation = Seconds(5), DataBlock = Seconds(6), DataTermination = Seconds(7), Other = Seconds(8),
        };
        SmtpClientHost host = new(new SmtpClientOptions { Timeouts = timeouts });
        List<(double, long)> waits = [];
        Add();
        host.Hear("220 mx\r\n");
        Add();
        host.Hear("250-mx\r\n250 PIPELINING\r\n");
        Begin(host, "d@e.f", "g@e.f");
        Add();
        host.Hear("250 ok\r\n");
        Add();
        host.Hear("250 ok\r\n250 ok\r\n");
        Add();
        host.Hear("354 go\r\n");
        Add();
        host.Session.EndMessage(host.Output);
        Add();
        host.Hear("250 ok\r\n");
        host.Session.Quit(host.Output);
        Add();
        Assert.Equal([(1, 0), (2, 1), (3, 2), (4, 3), (5, 5), (6, 6), (7, 6), (8, 7)], waits);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmtpClientTimeouts { Mail = TimeSpan.Zero });

        void Add() => waits.Add((host.Session.ReplyTimeout.TotalSeconds, host.Session.ReplyCount));

        static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
    }

    [Fact, Rfc(5321, "4.5.3.2")]
    public void The_session_says_how_long_to_wait()
    {
        SmtpClientHost host = new();
        List<double> minutes = [host.Session.ReplyTimeout.TotalMinutes];
        host.Hear("220 mx\r\n");
        Add();
        host.Hear("250 mx\r\n");
        Assert.Equal(Timeout.InfiniteTimeSpan, host.Session.ReplyTimeout);
        Begin(host, "d@e.f");
        Add();
        host.Hear("250 ok\r\n");
        Add();
        host.Hear("250 ok\r\n");
        Add();
        host.Hear("354 go\r\n");
        Add();
        host.Session.EndMessage(host.Output);
        Add();
        host.Hear("250 ok\r\n");
        host.Session.Quit(host.Output);
        Add();
        host.Hear("221 bye\r\n");
        Assert.Equal(Timeout.InfiniteTimeSpan, host.Session.ReplyTimeout);
        Assert.Equal([5, 5, 5, 5, 2, 3, 10, 1], minutes);

        void Add() => minutes.Add(host.Session.ReplyTimeout.TotalMinutes);
    }

    [Fact, Rfc(2920, "3.1")]
    public void With_pipelining_the_envelope_goes_out_at_once()
    {
        SmtpClientHost host = new SmtpClientHost().Open("PIPELINING");
        Begin(host, "d@e.f", "g@h.i");
        Assert.Equal("MAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nRCPT TO:<g@h.i>\r\nDATA\r\n", host.Written());
        host.Hear("250 ok\r\n250 ok\r\n452 4.2.2 full\r\n354 go\r\n");
        host.Session.EndMessage(host.Output);
        Assert.Equal(".\r\n", host.Written());
        host.Hear("250 ok\r\n");
        Assert.Equal([SmtpRecipientState.Delivered, SmtpRecipientState.Refused], host.Session.Outcomes.Select(o => o.State));
        Assert.True(host.Session.Outcomes[1].IsTemporary);
    }

    [Fact, Rfc(2920, "3.1")]
    public void No_more_commands_are_without_a_reply_than_the_option_allows()
    {
        SmtpClientHost host = new SmtpClientHost(new SmtpClientOptions { MaxPipelinedCommands = 2 }).Open("PIPELINING");
        Begin(host, "d@e.f", "g@h.i");
        Assert.Equal("MAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\n", host.Written());
        Assert.Equal("RCPT TO:<g@h.i>\r\n", host.Hear("250 ok\r\n"));
        Assert.Equal("DATA\r\n", host.Hear("250 ok\r\n"));
        SmtpClientHost sequential = new SmtpClientHost(new SmtpClientOptions { UsePipelining = false }).Open("PIPELINING");
        Begin(sequential, "d@e.f");
        Assert.Equal("MAIL FROM:<a@b.c>\r\n", sequential.Written());
    }

    [Fact, Rfc(2920, "3.1")]
    public void A_server_that_takes_data_for_nobody_is_sent_a_dot()
    {
        SmtpClientHost host = new SmtpClientHost().Open("PIPELINING");
        Begin(host, "no@e.f");
        host.Written();
        Assert.Equal(".\r\n", host.Hear("250 ok\r\n550 no\r\n354 go\r\n"));
        Assert.DoesNotContain(host.Events, e => e.Kind == SmtpClientEventKind.SendMessage);
        host.Hear("554 no valid recipients\r\n");
        Assert.Equal(SmtpClientEventKind.Completed, host.Last.Kind);
        Assert.Equal(550, host.Session.Outcomes[0].Reply!.Code);
    }

    [Fact, Rfc(5321, "4.1.4"), Rfc(5321, "3.3")]
    public void A_refused_sender_is_refused_for_all_and_the_connection_used_again()
    {
        SmtpClientHost host = new SmtpClientHost().Open("PIPELINING");
        Begin(host, "d@e.f", "g@h.i");
        host.Hear("550 5.7.1 go away\r\n503 no\r\n503 no\r\n503 no\r\n");
        Assert.Equal(SmtpClientEventKind.Completed, host.Last.Kind);
        Assert.All(host.Session.Outcomes, o => Assert.Equal((SmtpRecipientState.Refused, "550 5.7.1 go away", false), (o.State, o.Reply!.ToString(), o.IsFromRecipient)));
        Assert.Equal("550 5.7.1 go away", host.Session.SenderRefusal!.ToString());
        Begin(host, "d@e.f");
        Assert.Equal("MAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nDATA\r\n", host.Written());

        SmtpClientHost sequential = new SmtpClientHost().Open("DSN");
        Begin(sequential, "d@e.f", "g@h.i");
        sequential.Written();
        Assert.Equal("", sequential.Hear("451 later\r\n"));
        Assert.Equal(SmtpClientEventKind.Completed, sequential.Last.Kind);
        Assert.True(sequential.Session.Outcomes[1].IsTemporary);
    }

    [Theory, Rfc(5321, "4.1.1.5")]
    [InlineData("250 ok\r\n550 no\r\n503 no\r\n")]
    [InlineData("250 ok\r\n250 ok\r\n451 no\r\n")]
    public void A_transaction_that_stayed_open_is_reset_before_the_next(string said)
    {
        SmtpClientHost host = new SmtpClientHost().Open("PIPELINING");
        Begin(host, "d@e.f");
        host.Hear(said);
        Assert.Equal(SmtpClientEventKind.Completed, host.Last.Kind);
        Begin(host, "d@e.f");
        Assert.Equal("RSET\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nDATA\r\n", host.Written());
        host.Hear("250 reset\r\n250 ok\r\n250 ok\r\n354 go\r\n");
        host.Session.EndMessage(host.Output);
        host.Hear("250 ok\r\n");
        Begin(host, "d@e.f");
        Assert.Equal("MAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nDATA\r\n", host.Written());
    }

    [Theory, Rfc(5321, "3.8")]
    [InlineData("", SmtpCloseReason.ServerClosing, "Refused Refused")]
    [InlineData("250 ok\r\n", SmtpCloseReason.ServerClosing, "Refused Refused")]
    [InlineData("250 ok\r\n550 no\r\n", SmtpCloseReason.ServerClosing, "Refused Refused")]
    [InlineData("250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n", SmtpCloseReason.ServerClosing, "Refused Refused")]
    public void At_421_all_that_had_no_answer_are_put_off(string before, SmtpCloseReason reason, string states)
    {
        SmtpClientHost host = new SmtpClientHost().Open("PIPELINING");
        Begin(host, "d@e.f", "g@h.i");
        host.Hear(before + "421 4.3.2 going down\r\n");
        Assert.Equal((SmtpClientEventKind.Closed, reason), (host.Last.Kind, host.Last.Reason));
        Assert.Equal(states, string.Join(' ', host.Session.Outcomes.Select(o => o.State)));
        Assert.True(host.Session.Outcomes[1].IsTemporary);
        Assert.Equal(SmtpClientStatus.WrongState, host.Session.WriteMessage("x"u8, host.Output));
    }

    [Fact, Rfc(5321, "6.1")]
    public void A_lost_connection_leaves_open_what_was_not_answered()
    {
        SmtpClientHost host = new SmtpClientHost().Open("PIPELINING");
        Begin(host, "no@e.f", "g@h.i");
        host.Hear("250 ok\r\n550 no\r\n250 ok\r\n354 go\r\n");
        host.Session.EndMessage(host.Output);
        host.Session.ConnectionLost();
        host.Session.ConnectionLost();
        host.Hear("");
        Assert.Equal([SmtpRecipientState.Refused, SmtpRecipientState.Lost], host.Session.Outcomes.Select(o => o.State));
        Assert.True(host.Session.Outcomes[1].IsTemporary);
        Assert.Equal(SmtpCloseReason.ConnectionLost, host.Last.Reason);
        Assert.Single(host.Events, e => e.Kind == SmtpClientEventKind.Closed);
    }

    [Theory, Rfc(5321, "4.3.2")]
    [InlineData("354 go\r\n")]
    [InlineData("250 ok\r\n354 go\r\n")]
    [InlineData("250 ok\r\n250 ok\r\n250 ok\r\n")]
    [InlineData("250 ok\r\n250 ok\r\n334 what\r\n")]
    [InlineData("250 ok\r\n250 ok\r\n354 go\r\n250 early\r\n")]
    [InlineData("250 ok\r\n250 ok\r\n503 no\r\n250 more\r\n")]
    public void A_server_that_says_too_much_or_something_else_ends_the_session(string said)
    {
        SmtpClientHost host = new SmtpClientHost().Open("PIPELINING");
        Begin(host, "d@e.f");
        host.Hear(said);
        Assert.Equal((SmtpClientEventKind.Closed, SmtpCloseReason.OutOfStep), (host.Last.Kind, host.Last.Reason));
    }

    [Fact, Rfc(5321, "4.2")]
    public void A_reply_that_was_there_before_the_command_is_no_reply_to_it()
    {
        SmtpClientHost host = new();
        host.OnEvent = e =>
        {
            if (e.Kind == SmtpClientEventKind.Ready)
            {
                Begin(host, "d@e.f");
            }
        };
        host.Hear("220 mx\r\n");
        host.Hear("250 mx\r\n250 ok\r\n");
        Assert.Equal(SmtpCloseReason.OutOfStep, host.Last.Reason);
    }

    [Fact, Rfc(3030, "2"), Rfc(2920, "3.1")]
    public void Chunks_go_out_after_all_replies_and_are_pipelined()
    {
        SmtpClientHost host = new SmtpClientHost(new SmtpClientOptions { PreferChunking = true }).Open("PIPELINING", "CHUNKING");
        Begin(host, "d@e.f");
        Assert.Equal("MAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\n", host.Written());
        host.Hear("250 ok\r\n250 ok\r\n");
        Assert.Equal(SmtpClientEventKind.SendMessage, host.Last.Kind);
        host.Session.WriteMessage(".\r\nab\r"u8, host.Output);
        host.Session.WriteMessage(""u8, host.Output);
        host.Session.WriteMessage("\nc\n"u8, host.Output);
        Assert.Equal(SmtpClientStatus.Ok, host.Session.EndMessage(host.Output));

        // The CR waits for what follows it; the LF alone is made a line end.
        Assert.Equal("BDAT 5\r\n.\r\nabBDAT 5\r\n\r\nc\r\nBDAT 0 LAST\r\n", host.Written());
        host.Hear("250 ok\r\n250 ok\r\n250 2.0.0 queued\r\n");
        Assert.Equal(SmtpClientEventKind.Completed, host.Last.Kind);
        Assert.Equal("250 2.0.0 queued", host.Session.Outcomes[0].Reply!.ToString());
    }

    [Fact, Rfc(3030, "2")]
    public void A_message_of_one_piece_is_one_chunk()
    {
        SmtpClientHost host = new SmtpClientHost(new SmtpClientOptions { PreferChunking = true }).Open("CHUNKING");
        Begin(host, "d@e.f");
        host.Hear("250 ok\r\n");
        host.Hear("250 ok\r\n");
        Assert.Equal(SmtpClientStatus.Ok, host.Session.EndMessage("a\nb\r"u8, host.Output));
        Assert.Equal("BDAT 6 LAST\r\na\r\nb\r\n", host.Written());
        SmtpClientHost data = new SmtpClientHost().Open("PIPELINING");
        Begin(data, "d@e.f");
        data.Hear("250 ok\r\n250 ok\r\n354 go\r\n");
        data.Session.EndMessage(".a"u8, data.Output);
        Assert.Equal("..a\r\n.\r\n", data.Written());
    }

    [Fact, Rfc(3030, "2")]
    public void Without_pipelining_each_chunk_waits_for_its_reply()
    {
        SmtpClientHost host = new SmtpClientHost(new SmtpClientOptions { PreferChunking = true }).Open("CHUNKING");
        Begin(host, "d@e.f");
        host.Hear("250 ok\r\n");
        host.Hear("250 ok\r\n");
        host.Session.WriteMessage("a"u8, host.Output);
        Assert.Equal("BDAT 1\r\na", host.Written());
        Assert.Equal(SmtpClientStatus.WaitForReply, host.Session.WriteMessage("b"u8, host.Output));
        Assert.Equal(SmtpClientStatus.WaitForReply, host.Session.EndMessage(host.Output));
        host.Hear("250 ok\r\n");
        Assert.Equal(SmtpClientEventKind.SendMessage, host.Last.Kind);
        host.Session.EndMessage(host.Output);
        Assert.Equal("BDAT 0 LAST\r\n", host.Written());
    }

    [Fact, Rfc(3030, "2")]
    public void After_a_refused_chunk_nothing_more_is_sent_and_the_transaction_is_reset()
    {
        SmtpClientHost host = new SmtpClientHost(new SmtpClientOptions { PreferChunking = true }).Open("PIPELINING", "CHUNKING");
        Begin(host, "d@e.f");
        host.Hear("250 ok\r\n250 ok\r\n");
        host.Session.WriteMessage("a"u8, host.Output);
        host.Session.WriteMessage("b"u8, host.Output);
        host.Hear("452 4.3.1 disk full\r\n");
        Assert.Equal(SmtpClientStatus.WrongState, host.Session.WriteMessage("c"u8, host.Output));
        Assert.Equal(SmtpClientStatus.WrongState, host.Session.EndMessage(host.Output));
        Assert.False(host.Session.IsReady);
        host.Hear("503 no\r\n");
        Assert.Equal(SmtpClientEventKind.Completed, host.Last.Kind);
        Assert.Equal(452, host.Session.Outcomes[0].Reply!.Code);
        host.Written();
        Begin(host, "d@e.f");
        Assert.StartsWith("RSET\r\n", host.Written(), StringComparison.Ordinal);

        // The same where the end was sent already.
        SmtpClientHost late = new SmtpClientHost(new SmtpClientOptions { PreferChunking = true }).Open("PIPELINING", "CHUNKING");
        Begin(late, "d@e.f");
        late.Hear("250 ok\r\n250 ok\r\n");
        late.Session.WriteMessage("a"u8, late.Output);
        late.Session.EndMessage(late.Output);
        late.Hear("552 5.3.4 too large\r\n503 no\r\n");
        Assert.Equal(SmtpClientEventKind.Completed, late.Last.Kind);
        Assert.Equal(552, late.Session.Outcomes[0].Reply!.Code);
        Assert.False(late.Session.Outcomes[0].IsTemporary);
    }

    [Fact, Rfc(3030, "2")]
    public void Chunks_without_a_reply_are_bounded()
    {
        SmtpClientHost host = new SmtpClientHost(new SmtpClientOptions { PreferChunking = true, MaxPipelinedCommands = 2 }).Open("PIPELINING", "CHUNKING");
        Begin(host, "d@e.f");
        host.Hear("250 ok\r\n250 ok\r\n");
        Assert.Equal(SmtpClientStatus.Ok, host.Session.WriteMessage("a"u8, host.Output));
        Assert.Equal(SmtpClientStatus.Ok, host.Session.WriteMessage("b"u8, host.Output));
        Assert.Equal(SmtpClientStatus.WaitForReply, host.Session.WriteMessage("c"u8, host.Output));
        int before = host.Events.Count;
        host.Hear("250 ok\r\n");
        Assert.Equal(SmtpClientEventKind.SendMessage, host.Events[before].Kind);
    }

    [Fact, Rfc(2033, "4.2"), Rfc(2033, "5")]
    public void Lmtp_has_a_reply_for_each_recipient_as_they_come()
    {
        SmtpClientHost host = Lmtp().Open("PIPELINING");
        Begin(host, "one@e.f", "no@e.f", "full@e.f");
        Assert.Equal("MAIL FROM:<a@b.c>\r\nRCPT TO:<one@e.f>\r\nRCPT TO:<no@e.f>\r\nRCPT TO:<full@e.f>\r\nDATA\r\n", host.Written());
        host.Hear("250 ok\r\n250 ok\r\n550 no\r\n250 ok\r\n354 go\r\n");
        host.Session.EndMessage(host.Output);
        host.Hear("250 2.0.0 filed\r\n");
        Assert.Equal((SmtpClientEventKind.Recipient, 0), (host.Last.Kind, host.Last.Recipient));
        host.Hear("452-4.2.2 over\r\n452 4.2.2 quota\r\n");
        Assert.Equal(SmtpClientEventKind.Completed, host.Last.Kind);
        Assert.Equal(["250 2.0.0 filed", "550 no", "452 4.2.2 over / quota"], host.Session.Outcomes.Select(o => o.Reply!.ToString()));

        Begin(host, "one@e.f", "two@e.f");
        host.Hear("250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n");
        host.Session.EndMessage(host.Output);
        host.Hear("250 filed\r\n");
        host.Session.ConnectionLost();
        host.Hear("");
        Assert.Equal([SmtpRecipientState.Delivered, SmtpRecipientState.Lost], host.Session.Outcomes.Select(o => o.State));
    }

    [Fact, Rfc(2033, "4.1"), Rfc(2033, "4.2"), Rfc(2033, "4.3")]
    public void Lmtp_says_lhlo_and_nothing_else()
    {
        SmtpClientHost host = Lmtp();
        Assert.Equal("LHLO client.example\r\n", host.Hear("220 lmtp\r\n"));
        Assert.Equal("QUIT\r\n", host.Hear("500 what\r\n"));
        Assert.Equal(SmtpCloseReason.HelloRefused, host.Last.Reason);

        SmtpClientHost wrong = Lmtp().Open("PIPELINING");
        Begin(wrong, "no@e.f");
        wrong.Hear("250 ok\r\n550 no\r\n354 go\r\n");
        Assert.Equal(SmtpCloseReason.OutOfStep, wrong.Last.Reason);

        SmtpClientHost chunks = new SmtpClientHost(new SmtpClientOptions { IsLmtp = true, PreferChunking = true }).Open("PIPELINING", "CHUNKING");
        Begin(chunks, "one@e.f", "two@e.f");
        chunks.Hear("250 ok\r\n250 ok\r\n250 ok\r\n");
        chunks.Session.WriteMessage("a"u8, chunks.Output);
        Assert.Equal(SmtpClientStatus.WaitForReply, chunks.Session.EndMessage(chunks.Output));
        chunks.Hear("250 ok\r\n");
        Assert.Equal(SmtpClientStatus.Ok, chunks.Session.EndMessage(chunks.Output));
        chunks.Hear("250 ok\r\n550 no\r\n");
        Assert.Equal([SmtpRecipientState.Delivered, SmtpRecipientState.Refused], chunks.Session.Outcomes.Select(o => o.State));
    }

    [Fact, Rfc(5321, "2.3.8"), Rfc(5321, "4.1.1.4")]
    public void A_bare_line_end_ends_the_session_where_it_is_refused_and_is_never_sent()
    {
        foreach (bool chunked in new[] { false, true })
        {
            SmtpClientHost host = new SmtpClientHost(new SmtpClientOptions { BareLineEnds = BareLineEndWriting.Refuse, PreferChunking = chunked }).Open("PIPELINING", "CHUNKING");
            Begin(host, "d@e.f");
            host.Hear(chunked ? "250 ok\r\n250 ok\r\n" : "250 ok\r\n250 ok\r\n354 go\r\n");
            host.Written();
            Assert.Equal(SmtpClientStatus.BareLineEnd, host.Session.WriteMessage("a\n.\r\nQUIT\r\n"u8, host.Output));
            Assert.DoesNotContain("\n", host.Written(), StringComparison.Ordinal);
            host.Hear("");
            Assert.Equal((SmtpCloseReason.MessageAborted, SmtpRecipientState.Lost), (host.Last.Reason, host.Session.Outcomes[0].State));
        }
    }

    [Fact, Rfc(5321, "4.5.3.1.10")]
    public void An_old_code_for_too_many_recipients_is_temporary()
    {
        SmtpClientHost host = new SmtpClientHost().Open("PIPELINING");
        Begin(host, "one@e.f", "two@e.f", "three@e.f");
        host.Hear("250 ok\r\n552 too many\r\n552 5.5.3 too many\r\n552 5.2.2 full\r\n503 no\r\n");
        Assert.Equal([true, true, false], host.Session.Outcomes.Select(o => o.IsTemporary));
    }

    [Fact, Rfc(9422, "3"), Rfc(9422, "4")]
    public void Limits_that_are_told_are_obeyed()
    {
        SmtpClientHost host = new SmtpClientHost().Open("PIPELINING", "LIMITS MAILMAX=2 RCPTMAX=3 RCPTDOMAINMAX=2");
        Begin(host, "a@one.test", "a@two.test", "a@three.test", "b@ONE.test", "c@one.test");
        Assert.Equal("MAIL FROM:<a@b.c>\r\nRCPT TO:<a@one.test>\r\nRCPT TO:<a@two.test>\r\nDATA\r\n", host.Written());
        Assert.Equal("Pending Pending OverLimit OverLimit OverLimit", string.Join(' ', host.Session.Outcomes.Select(o => o.State)));
        Assert.True(host.Session.Outcomes[2].IsTemporary);
        host.Hear("250 ok\r\n250 ok\r\n250 ok\r\n451 later\r\n");
        Assert.Equal(SmtpClientStatus.Ok, Begin(host, "a@one.test"));
        host.Hear("250 ok\r\n250 ok\r\n250 ok\r\n451 later\r\n");
        Assert.Equal(SmtpClientStatus.TooManyTransactions, Begin(host, "a@one.test"));
    }

    [Fact, Rfc(5321, "4.1.1.3")]
    public void An_address_that_is_none_is_left_out_and_the_others_are_sent()
    {
        SmtpClientHost host = new SmtpClientHost().Open("PIPELINING");
        Begin(host, "d@e.f>\r\nRCPT TO:<x@y.z", "nobody", "d@e.f");
        Assert.Equal("MAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nDATA\r\n", host.Written());
        Assert.Equal([SmtpRecipientState.BadAddress, SmtpRecipientState.BadAddress, SmtpRecipientState.Pending], host.Session.Outcomes.Select(o => o.State));

        SmtpClientHost none = new SmtpClientHost().Open("DSN");
        Begin(none, "nobody");
        Assert.Equal("MAIL FROM:<a@b.c>\r\n", none.Written());
        Assert.Equal("", none.Hear("250 ok\r\n"));
        Assert.Equal(SmtpClientEventKind.Completed, none.Last.Kind);

        SmtpEnvelope bad = SmtpClientHost.Envelope("d@e.f") with { ReversePath = "a\r\n@b.c" };
        Assert.Equal(SmtpClientStatus.BadEnvelope, none.Session.Begin(bad, none.Output));
        Assert.Equal(SmtpWriteStatus.HasControl, none.Session.WriteStatus);
        Assert.Equal("", none.Written());
        Assert.Equal(SmtpClientStatus.NoRecipients, Begin(none));
    }

    private static SmtpClientHost Lmtp() => new(new SmtpClientOptions { IsLmtp = true, ClientName = "client.example" });

    private static SmtpClientStatus Begin(SmtpClientHost host, params string[] recipients) => host.Session.Begin(SmtpClientHost.Envelope(recipients), host.Output);
}
