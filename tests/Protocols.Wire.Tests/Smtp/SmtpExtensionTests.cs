using System.Text;
using Protocols.Smtp;

namespace Protocols.Wire.Tests.Smtp;

/// <summary>What the server offers, takes and refuses of the service extensions.</summary>
public sealed class SmtpExtensionTests
{
    private static readonly SmtpServerOptions s_all = new()
    {
        OfferAuthentication = true,
        AllowPlaintextAuthentication = true,
        OfferDsn = true,
        OfferBinaryMime = true,
        OfferDeliverBy = true,
        MinDeliverBy = 60,
        MaxHold = TimeSpan.FromHours(1),
        OfferPriority = true,
        PriorityPolicy = "MIXER",
        OfferRequireTls = true,
        NoSoliciting = ["net.example:ADV"],
        MaxTransactions = 2,
        MaxRecipientDomains = 2,
        AllowXClient = true,
    };

    [Fact, Rfc(5321, "4.1.1.1"), Rfc(2852, "2"), Rfc(4865, "3"), Rfc(6710, "3"), Rfc(3865, "2.1"), Rfc(9422, "3"), Rfc(3461, "2"), Rfc(3030, "3")]
    public void Ehlo_tells_what_the_options_offer_and_nothing_more()
    {
        string[] all = ["PIPELINING", "SIZE 52428800", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "CHUNKING", "BINARYMIME", "DSN", "DELIVERBY 60",
            "FUTURERELEASE 3600 2026-11-24T13:00:00Z", "MT-PRIORITY MIXER", "REQUIRETLS", "NO-SOLICITING net.example:ADV", "LIMITS MAILMAX=2 RCPTMAX=1000 RCPTDOMAINMAX=2", "AUTH PLAIN LOGIN",
            "XCLIENT NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT"];
        Assert.Equal(all, Keywords(Everything(isSecure: true)));
        Assert.Equal(all.Except(["REQUIRETLS"]), Keywords(Everything()));
        Assert.Equal(all[..6].Append("LIMITS RCPTMAX=1000"), Keywords(new SmtpExchange(new SmtpServerOptions())));
        Assert.Equal(all[..6], Keywords(new SmtpExchange(new SmtpServerOptions { OfferLimits = false })));
        Assert.Equal(
            ["DELIVERBY", "MT-PRIORITY", "NO-SOLICITING"],
            Keywords(new SmtpExchange(new SmtpServerOptions { OfferLimits = false, OfferDeliverBy = true, OfferPriority = true, NoSoliciting = [] })).Skip(6));
    }

    [Theory, Rfc(5321, "4.1.1.11")]
    [InlineData("RET=FULL", "555 5.5.4")]
    [InlineData("ENVID=x", "555 5.5.4")]
    [InlineData("BY=100;R", "555 5.5.4")]
    [InlineData("HOLDFOR=5", "555 5.5.4")]
    [InlineData("MT-PRIORITY=1", "555 5.5.4")]
    [InlineData("REQUIRETLS", "555 5.5.4")]
    [InlineData("SOLICIT=a:b", "555 5.5.4")]
    [InlineData("AUTH=<>", "555 5.5.4")]
    [InlineData("BODY=BINARYMIME", "504 5.5.4")]
    public void What_is_not_offered_is_refused(string parameter, string reply)
    {
        SmtpExchange exchange = new(new SmtpServerOptions());
        exchange.Say("EHLO x\r\n");
        Assert.StartsWith(reply, exchange.Say($"MAIL FROM:<a@b.c> {parameter}\r\n"), StringComparison.Ordinal);
        exchange.Say("MAIL FROM:<a@b.c>\r\n");
        Assert.StartsWith("555 5.5.4", exchange.Say("RCPT TO:<a@b.c> NOTIFY=NEVER\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("555 5.5.4", exchange.Say("RCPT TO:<a@b.c> ORCPT=rfc822;a@b.c\r\n"), StringComparison.Ordinal);
    }

    [Theory, Rfc(2852, "3"), Rfc(4865, "4.2"), Rfc(4865, "5.2.2"), Rfc(6710, "4.1"), Rfc(3865, "2.4"), Rfc(8689, "2"), Rfc(3461, "4.5")]
    [InlineData("RET=FULL ENVID=x", "250 2.1.0")]
    [InlineData("RET=FULL RET=HDRS", "501 5.5.4")]
    [InlineData("BY=60;R", "250 2.1.0")]
    [InlineData("BY=59;R", "555 5.5.4")]
    [InlineData("BY=59;N", "250 2.1.0")]
    [InlineData("BY=0;R", "501 5.5.4")]
    [InlineData("HOLDFOR=3600", "250 2.1.0")]
    [InlineData("HOLDFOR=3601", "501 5.5.4")]
    [InlineData("HOLDUNTIL=2026-11-24T13:00:00Z", "250 2.1.0")]
    [InlineData("HOLDUNTIL=2026-11-24T13:00:01Z", "501 5.5.4")]
    [InlineData("HOLDFOR=1 HOLDUNTIL=2026-11-24T13:00:00Z", "501 5.5.4")]
    [InlineData("HOLDFOR=100 BY=100;R", "250 2.1.0")]
    [InlineData("HOLDFOR=101 BY=100;R", "501 5.5.4")]
    [InlineData("HOLDUNTIL=2026-11-24T12:01:41Z BY=100;N", "501 5.5.4")]
    [InlineData("MT-PRIORITY=0", "250 2.1.0")]
    [InlineData("MT-PRIORITY=-4", "250 2.1.0")]
    [InlineData("MT-PRIORITY=4", "250 2.3.6 0 ")]
    [InlineData("MT-PRIORITY=10", "501 5.5.4")]
    [InlineData("SOLICIT=org.example:ADV", "250 2.1.0")]
    [InlineData("SOLICIT=org.example:ADV,NET.example:ADV", "550 5.7.1 SOLICIT=NET.example:ADV")]
    [InlineData("REQUIRETLS", "530 5.7.10")]
    [InlineData("AUTH=a@b.c", "250 2.1.0")]
    [InlineData("AUTH=", "501 5.5.4")]
    public void What_is_offered_is_taken_within_its_bounds(string parameters, string reply)
    {
        SmtpExchange exchange = Everything();
        exchange.Say("EHLO x\r\n");
        Assert.StartsWith(reply, exchange.Say($"MAIL FROM:<a@b.c> {parameters}\r\n"), StringComparison.Ordinal);
    }

    [Fact, Rfc(8689, "2")]
    public void Requiretls_is_taken_over_tls()
    {
        SmtpExchange exchange = Everything(isSecure: true);
        Assert.StartsWith("250 2.1.0", Last(exchange.Say("EHLO x\r\nMAIL FROM:<a@b.c> REQUIRETLS\r\n")), StringComparison.Ordinal);
        Assert.Contains("RequireTls = True", exchange.Transcript, StringComparison.Ordinal);
    }

    [Fact, Rfc(6710, "4.1"), Rfc(4954, "5")]
    public void What_an_unknown_client_asserts_is_lowered_and_of_one_that_logged_in_it_is_kept()
    {
        SmtpExchange unknown = Everything();
        unknown.Say("EHLO x\r\nMAIL FROM:<a@b.c> MT-PRIORITY=4 AUTH=boss@b.c\r\n");
        Assert.Contains("Priority = 0", unknown.Transcript, StringComparison.Ordinal);
        Assert.DoesNotContain("boss", unknown.Transcript, StringComparison.Ordinal);

        SmtpExchange known = Everything();
        known.Say("EHLO x\r\nAUTH PLAIN AHRpbQBzZWNyZXQ=\r\nMAIL FROM:<a@b.c> MT-PRIORITY=4 AUTH=boss@b.c\r\n");
        Assert.Contains("Priority = 4", known.Transcript, StringComparison.Ordinal);
        Assert.Contains("Submitter = boss@b.c", known.Transcript, StringComparison.Ordinal);

        SmtpExchange trusted = new(new SmtpServerOptions { OfferPriority = true, TrustPriorities = true });
        Assert.StartsWith("250 2.1.0", Last(trusted.Say("EHLO x\r\nMAIL FROM:<a@b.c> MT-PRIORITY=4\r\n")), StringComparison.Ordinal);
    }

    [Fact, Rfc(3461, "4.1"), Rfc(3461, "4.2")]
    public void Parameters_of_a_recipient_reach_the_host()
    {
        SmtpExchange exchange = Everything();
        exchange.Say("EHLO x\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;D+2B@E.F\r\n");
        Assert.Contains("RCPT d@e.f SmtpRecipientParameters { Notify = Success, Delay, OriginalRecipient = rfc822;D+@E.F", exchange.Transcript, StringComparison.Ordinal);
        Assert.StartsWith("501 5.5.4", exchange.Say("RCPT TO:<d@e.f> NOTIFY=NEVER,DELAY\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("501 5.5.4", exchange.Say("RCPT TO:<d@e.f> NOTIFY=NEVER NOTIFY=NEVER\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("501 5.5.4", exchange.Say($"RCPT TO:<d@e.f> ORCPT=rfc822;{new string('a', 500)}\r\n"), StringComparison.Ordinal);
    }

    [Fact, Rfc(3030, "3")]
    public void A_binary_message_comes_by_bdat_alone()
    {
        SmtpExchange exchange = Everything();
        exchange.Say("EHLO x\r\nMAIL FROM:<a@b.c> BODY=BINARYMIME\r\nRCPT TO:<d@e.f>\r\n");
        Assert.StartsWith("503 5.5.1", exchange.Say("DATA\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("250", exchange.Say("BDAT 4 LAST\r\n\n\0\r."), StringComparison.Ordinal);
        Assert.Equal(["\n\0\r."], exchange.Messages);
        Assert.StartsWith("354", Last(exchange.Say("MAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nDATA\r\n")), StringComparison.Ordinal);
    }

    [Fact, Rfc(9422, "4")]
    public void Limits_that_are_told_are_kept()
    {
        SmtpExchange exchange = Everything();
        exchange.Say("EHLO x\r\nMAIL FROM:<a@b.c>\r\n");
        Assert.Equal(["250", "250", "250", "452"], Codes(exchange.Say("RCPT TO:<a@one.test>\r\nRCPT TO:<a@TWO.test>\r\nRCPT TO:<b@two.test>\r\nRCPT TO:<a@three.test>\r\n")));
        Assert.Equal(["250", "250", "250", "452 4.5.3"], exchange.Say("RSET\r\nMAIL FROM:<a@b.c>\r\nRSET\r\nMAIL FROM:<a@b.c>\r\n").Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select((l, i) => i < 3 ? l[..3] : l[..9]));
    }

    [Fact, Rfc(5321, "4.5.3.1.1"), Rfc(5321, "4.5.3.1.2")]
    public void A_local_part_or_a_domain_over_the_limit_is_refused()
    {
        SmtpExchange exchange = new(new SmtpServerOptions { MaxLocalPartLength = 64 });
        exchange.Say("EHLO x\r\n");
        Assert.StartsWith("501 5.1.7", exchange.Say($"MAIL FROM:<{new string('a', 65)}@b.c>\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("501 5.1.7", exchange.Say($"MAIL FROM:<a@{string.Join('.', Enumerable.Repeat("abc", 64))}.d>\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("250", exchange.Say($"MAIL FROM:<{new string('a', 64)}@{string.Join('.', Enumerable.Repeat("abc", 64))}>\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("501 5.1.3", exchange.Say($"RCPT TO:<{new string('a', 65)}@b.c>\r\n"), StringComparison.Ordinal);
    }

    [Fact, Rfc(5321, "3.5"), Rfc(5321, "7.3")]
    public void Vrfy_and_expn_are_answered_by_the_host_where_it_wants_to()
    {
        SmtpExchange silent = new();
        Assert.Equal(["252", "502"], Codes(silent.Say("VRFY tim\r\nEXPN tim\r\n")));
        SmtpExchange telling = new(new SmtpServerOptions { AnswerVerify = true, AnswerExpand = true });
        Assert.Equal("250 2.1.5 Tim <tim@example.org>\r\n250 2.1.5 Tim <tim@example.org>\r\n", telling.Say("VRFY tim\r\nEXPN tim\r\n"));
        Assert.Equal(["252", "550", "501", "501", "214"], Codes(telling.Say("VRFY tom\r\nEXPN tom\r\nVRFY\r\nEXPN\r\nHELP\r\n")));
    }

    [Fact, Rfc(6531, "3.7.4.2")]
    public void Vrfy_may_ask_and_be_answered_in_utf8_where_it_says_so()
    {
        SmtpExchange exchange = new(new SmtpServerOptions { AnswerVerify = true, AnswerExpand = true });
        Assert.StartsWith("553 5.6.7", exchange.Say("VRFY tüm\r\n"), StringComparison.Ordinal);
        Assert.Equal("250 2.1.5 Tüm <tüm@example.org>\r\n", exchange.Say("VRFY tüm smtputf8\r\n"));
        Assert.Equal("250 2.1.5 Tim <tim@example.org>\r\n", exchange.Say("EXPN tim SMTPUTF8\r\n"));
        Assert.Equal("250 2.1.5 T??m <t??m@example.org>\r\n", exchange.Say("VRFY tuem\r\n"));
    }

    [Fact]
    public void Xclient_tells_of_the_client_and_begins_the_session_anew()
    {
        SmtpExchange exchange = Everything();
        string replies = exchange.Say("EHLO proxy\r\nXCLIENT NAME=spike.example ADDR=192.0.2.1 PORT=4711 PROTO=ESMTP\r\nXCLIENT HELO=sp+2Bike LOGIN=[UNAVAILABLE] ADDR=IPV6:2001:db8::1 DESTADDR=192.0.2.2 DESTPORT=25\r\nMAIL FROM:<a@b.c>\r\n");
        Assert.Equal(["250", "220", "220", "503"], Codes(replies));
        Assert.Equal(
            new SmtpXClient
            {
                Name = "spike.example", Address = System.Net.IPAddress.Parse("2001:db8::1"), Port = 4711, IsExtended = true, Hello = "sp+ike",
                DestinationAddress = System.Net.IPAddress.Parse("192.0.2.2"), DestinationPort = 25,
            },
            exchange.Session.XClient);
    }

    [Theory]
    [InlineData("XCLIENT", "501")]
    [InlineData("XCLIENT NAME", "501")]
    [InlineData("XCLIENT WHAT=x", "501")]
    [InlineData("XCLIENT ADDR=1", "501")]
    [InlineData("XCLIENT ADDR=IPV6:1", "501")]
    [InlineData("XCLIENT PORT=65536", "501")]
    [InlineData("XCLIENT PROTO=HTTP", "501")]
    [InlineData("XCLIENT NAME=a+0D+0Ab", "501")]
    [InlineData("MAIL FROM:<a@b.c>\r\nXCLIENT NAME=x", "503")]
    public void Xclient_out_of_grammar_or_place_is_refused(string said, string code)
    {
        SmtpExchange exchange = Everything();
        exchange.Say("EHLO x\r\n");
        Assert.StartsWith(code, Last(exchange.Say(said + "\r\n")), StringComparison.Ordinal);
        Assert.Null(exchange.Session.XClient);
        Assert.StartsWith("500", new SmtpExchange().Say("XCLIENT NAME=x\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_out_of_range_cannot_be_made()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmtpServerOptions { MinDeliverBy = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmtpServerOptions { MaxHold = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmtpServerOptions { MaxTransactions = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmtpServerOptions { MaxRecipientDomains = 1_000_000 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmtpServerOptions { MaxLocalPartLength = 63 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmtpServerOptions { MaxDomainLength = 254 });
        Assert.Throws<ArgumentException>(() => new SmtpServerOptions { PriorityPolicy = "A\r\nB" });
        Assert.Throws<ArgumentException>(() => new SmtpServerOptions { NoSoliciting = ["a b"] });
        Assert.Throws<ArgumentException>(() => new SmtpServerSession(new SmtpServerOptions { MaxHold = TimeSpan.FromHours(1) }));
    }

    private static SmtpExchange Everything(bool isSecure = false)
    {
        // The clock stands at 2026-11-24T12:00:00Z.
        return new SmtpExchange(s_all, isSecure, time: new ManualTime());
    }

    private static string[] Keywords(SmtpExchange exchange) =>
        [.. exchange.Say("EHLO x\r\n").Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l[4..])];

    private static string Last(string replies) => replies.TrimEnd().Split("\r\n")[^1];

    private static string[] Codes(string replies) => [.. replies.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Where(l => l[3] == ' ').Select(l => l[..3])];
}
