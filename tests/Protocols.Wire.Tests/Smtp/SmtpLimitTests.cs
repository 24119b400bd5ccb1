using System.Globalization;
using System.Text;
using Protocols.Smtp;

namespace Protocols.Wire.Tests.Smtp;

public sealed class SmtpLimitTests
{
    [Fact, Rfc(5321, "4.5.3.1.4")]
    public void A_line_over_the_limit_is_read_past_and_refused()
    {
        SmtpServerOptions options = new() { MaxLineLength = 512 };
        SmtpExchange exchange = new(options);
        Assert.StartsWith("250", exchange.Say("NOOP " + new string('x', 505) + "\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("500 5.5.2", exchange.Say("NOOP " + new string('x', 506) + "\r\n"), StringComparison.Ordinal);
        string tail = exchange.Say(new string('x', 5000) + "QUIT\r\nNOOP\r\n");
        Assert.Equal("500 5.5.2 Line too long\r\n250 2.0.0 OK\r\n", tail);
        SplitInvariance.Check(Encoding.ASCII.GetBytes("NOOP " + new string('x', 600) + "\r\nNOOP\r\n"), pieces => SmtpExchange.Replay(pieces, options));
    }

    [Fact, Rfc(4954, "4")]
    public void A_line_of_an_exchange_over_the_limit_ends_the_exchange()
    {
        SmtpExchange exchange = new(new SmtpServerOptions { OfferAuthentication = true, AllowPlaintextAuthentication = true, MaxAuthenticationLineLength = 512 });
        exchange.Say("EHLO x\r\nAUTH PLAIN\r\n");
        Assert.StartsWith("500 5.5.6", exchange.Say(new string('A', 511) + "\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("250", exchange.Say("NOOP\r\n"), StringComparison.Ordinal);
    }

    [Fact, Rfc(5321, "4.5.3.1.3")]
    public void A_path_over_the_limit_is_refused()
    {
        SmtpExchange exchange = new(new SmtpServerOptions { MaxPathLength = 256 });
        exchange.Say("EHLO x\r\n");
        Assert.StartsWith("501 5.1.7", exchange.Say($"MAIL FROM:<{new string('a', 254)}@bc>\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("250", exchange.Say($"MAIL FROM:<{new string('a', 253)}@bc>\r\n"), StringComparison.Ordinal);
    }

    [Fact, Rfc(5321, "4.5.3.1.10")]
    public void Recipients_over_the_limit_are_put_off()
    {
        SmtpExchange exchange = new(new SmtpServerOptions { MaxRecipients = 100 });
        exchange.Say("EHLO x\r\nMAIL FROM:<a@b.c>\r\n");
        for (int i = 0; i < 100; i++)
        {
            Assert.StartsWith("250", exchange.Say(string.Create(CultureInfo.InvariantCulture, $"RCPT TO:<r{i}@b.c>\r\n")), StringComparison.Ordinal);
        }

        Assert.StartsWith("452 4.5.3", exchange.Say("RCPT TO:<more@b.c>\r\n"), StringComparison.Ordinal);
        Assert.Equal(100, exchange.Session.Recipients);
    }

    [Theory, Rfc(1870, "6.2")]
    [InlineData("DATA\r\n", "\r\n.\r\n")]
    [InlineData("BDAT 70000 LAST\r\n", "")]
    public void A_message_over_the_limit_is_read_past_and_refused(string begin, string end)
    {
        SmtpExchange exchange = new(new SmtpServerOptions { MaxMessageSize = 65536 });
        exchange.Say("EHLO x\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<a@b.c>\r\n" + begin);
        Assert.StartsWith("552 5.3.4", exchange.Say(new string('x', 70000) + end), StringComparison.Ordinal);
        Assert.Empty(exchange.Messages);
        Assert.StartsWith("250", exchange.Say("NOOP\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DATA\r\n", 70000)]
    [InlineData("BDAT 99999999 LAST\r\n", 70000)]
    [InlineData("", 5000)]
    public void What_is_read_past_has_a_limit_too(string begin, int length)
    {
        SmtpExchange exchange = new(new SmtpServerOptions { MaxMessageSize = 65536, MaxDrain = 1000 });
        exchange.Say("EHLO x\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<a@b.c>\r\n" + begin);
        for (int sent = 0; sent < length; sent += 500)
        {
            exchange.Say(new string('x', 500));
        }

        Assert.EndsWith("421 4.3.4 Far more was sent than could be accepted\r\n", exchange.Output, StringComparison.Ordinal);
        Assert.True(exchange.IsClosed);
    }

    [Fact]
    public void Too_many_errors_end_the_session()
    {
        SmtpExchange exchange = new(new SmtpServerOptions { MaxErrors = 3 });
        string replies = exchange.Say("A\r\nB\r\nC\r\nD\r\n");
        Assert.Equal(2, replies.Split("500 5.5.2").Length - 1);
        Assert.EndsWith("421 4.7.0 Too many errors\r\n", replies, StringComparison.Ordinal);
        Assert.True(exchange.IsClosed);
    }

    [Fact]
    public void Too_many_commands_that_move_no_mail_end_the_session()
    {
        SmtpExchange exchange = new(new SmtpServerOptions { MaxIdleCommands = 5 });
        exchange.Say("NOOP\r\nRSET\r\nVRFY x\r\nHELP\r\nEHLO x\r\n");
        Assert.EndsWith("421 4.7.0 Too many commands without mail\r\n", exchange.Output, StringComparison.Ordinal);
        Assert.True(exchange.IsClosed);
    }

    [Fact]
    public void Too_many_failed_logins_end_the_session()
    {
        SmtpExchange exchange = new(new SmtpServerOptions { OfferAuthentication = true, AllowPlaintextAuthentication = true, MaxAuthenticationFailures = 2 });
        exchange.Say("EHLO x\r\nAUTH PLAIN AHRpbQB3cm9uZw==\r\nAUTH PLAIN AHRpbQB3cm9uZw==\r\nNOOP\r\n");
        Assert.EndsWith("421 4.7.0 Too many failed logins\r\n", exchange.Output, StringComparison.Ordinal);
        Assert.True(exchange.IsClosed);
    }

    [Fact, Rfc(3030, "2")]
    public void A_chunk_size_that_cannot_be_read_ends_the_session()
    {
        foreach (string size in new[] { "x", "", "-1", "99999999999999999999", "5 FIRST" })
        {
            SmtpExchange exchange = new();
            exchange.Say($"BDAT {size}\r\n");
            Assert.True(exchange.IsClosed, size);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("EHLO x\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<a@b.c>\r\nDATA\r\n")]
    [InlineData("EHLO x\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<a@b.c>\r\nBDAT 2000000000\r\n")]
    [InlineData("EHLO x\r\nAUTH PLAIN\r\n")]
    public void A_hundred_megabytes_without_an_end_are_not_held(string begin)
    {
        SmtpExchange exchange = new(new SmtpServerOptions { OfferAuthentication = true, AllowPlaintextAuthentication = true, MaxMessageSize = 65536 });
        exchange.Say(begin);
        byte[] piece = [.. Enumerable.Repeat((byte)'x', 65536)];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int sent = 0; sent < 100 * 1024 * 1024; sent += piece.Length)
        {
            exchange.Feed(piece);
        }

        // The heap is that of all tests at once: half of what was sent is more than the others hold, and far less than all of it.
        long held = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.InRange(held, long.MinValue, 50 * 1024 * 1024);
        GC.KeepAlive(exchange);
    }
}
