using System.Text;
using Protocols.Sasl;
using Protocols.Smtp;

namespace Protocols.Wire.Tests.Smtp;

public sealed class SmtpClientSessionTests
{
    private static readonly SaslCredentials s_tim = new("tim", "", "secret"u8.ToArray());

    [Fact, Rfc(5321, "3.1"), Rfc(5321, "3.2"), Rfc(5321, "4.1.1.1")]
    public void The_session_greets_and_learns_what_is_offered()
    {
        SmtpClientHost host = new();
        Assert.Equal("EHLO client.example\r\n", host.Hear("220-mx.example\r\n220 ready\r\n"));
        host.Hear("250-mx.example\r\n250-PIPELINING\r\n250-SIZE 1000\r\n250-8bitmime\r\n250-AUTH=LOGIN\r\n250-AUTH PLAIN login\r\n250-BINARYMIME\r\n250-DELIVERBY 60\r\n"
            + "250-FUTURERELEASE 100 2026-12-01T00:00:00Z\r\n250-MT-PRIORITY MIXER\r\n250-NO-SOLICITING net.example:ADV,x\r\n250-LIMITS MAILMAX=1 RCPTMAX=2 RCPTDOMAINMAX=3 WHAT=4\r\n250 X-WHAT ever\r\n");
        Assert.Equal([SmtpClientEventKind.Ready], host.Events.Select(e => e.Kind));
        SmtpCapabilities offered = host.Session.Capabilities;
        Assert.Equal(1000, offered.MaxMessageSize);
        Assert.Equal(["LOGIN", "PLAIN", "LOGIN"], offered.Mechanisms);
        Assert.Equal((60, 100, "MIXER"), (offered.MinDeliverBy, offered.MaxHoldFor, offered.PriorityPolicy));
        Assert.Equal(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero), offered.MaxHoldUntil);
        Assert.Equal(["net.example:ADV", "x"], offered.NoSoliciting);
        Assert.Equal((1, 2, 3), (offered.MaxTransactions, offered.MaxRecipients, offered.MaxRecipientDomains));
        Assert.True(offered.Offers(SmtpExtensions.Pipelining | SmtpExtensions.Size | SmtpExtensions.EightBitMime | SmtpExtensions.Auth));

        // RFC 3030 §3: of no use without CHUNKING.
        Assert.False(offered.Offers(SmtpExtensions.BinaryMime));
        Assert.Contains(("X-WHAT", "ever"), offered.Lines);
        Assert.Equal("220 mx.example / ready", host.Session.Greeting!.ToString());
    }

    [Theory, Rfc(9422, "4"), Rfc(1870, "4")]
    [InlineData("SIZE", "SIZE 0", "SIZE x", "SIZE 99999999999999999999")]
    [InlineData("LIMITS", "LIMITS RCPTMAX=0", "LIMITS RCPTMAX=1000000", "LIMITS RCPTMAX", "LIMITS RCPTMAX=x MAILMAX=")]
    [InlineData("FUTURERELEASE", "FUTURERELEASE x y", "DELIVERBY x", "DELIVERBY", "AUTH")]
    public void What_is_malformed_in_an_offer_bounds_nothing(params string[] keywords)
    {
        foreach (string keyword in keywords)
        {
            SmtpCapabilities offered = new SmtpClientHost().Open(keyword).Session.Capabilities;
            Assert.Null(offered.MaxMessageSize);
            Assert.Null(offered.MaxRecipients);
            Assert.Null(offered.MaxHoldFor);
            Assert.Equal(0, offered.MinDeliverBy);
            Assert.False(offered.Offers(SmtpExtensions.Auth));
        }
    }

    [Fact, Rfc(5321, "3.2")]
    public void Helo_is_tried_where_ehlo_is_refused()
    {
        SmtpClientHost host = new();
        host.Hear("220 mx\r\n");
        Assert.Equal("HELO client.example\r\n", host.Hear("502 What?\r\n"));
        host.Hear("250 mx\r\n");
        Assert.Equal(SmtpClientEventKind.Ready, host.Last.Kind);
        Assert.False(host.Session.IsExtended);

        SmtpClientHost strict = new(new SmtpClientOptions { FallBackToHelo = false });
        strict.Hear("220 mx\r\n");
        Assert.Equal("QUIT\r\n", strict.Hear("502 What?\r\n"));
        Assert.Equal(SmtpCloseReason.HelloRefused, strict.Last.Reason);
    }

    [Theory, Rfc(5321, "3.1"), Rfc(5321, "3.8")]
    [InlineData("554 No service\r\n", SmtpCloseReason.GreetingRefused)]
    [InlineData("250 Hello\r\n", SmtpCloseReason.GreetingRefused)]
    [InlineData("421 Too busy\r\n", SmtpCloseReason.ServerClosing)]
    [InlineData("SSH-2.0-OpenSSH_9.9\r\n", SmtpCloseReason.NotSmtp)]
    [InlineData("220 mx\r\n421 bye\r\n", SmtpCloseReason.ServerClosing)]
    [InlineData("220 mx\r\n354 go\r\n", SmtpCloseReason.OutOfStep)]
    [InlineData("220 mx\r\n550 no\r\n550 no\r\n", SmtpCloseReason.HelloRefused)]
    [InlineData("220 mx\r\n450 later\r\n", SmtpCloseReason.HelloRefused)]
    [InlineData("220 mx\r\n250 hello\r\n250 too much\r\n", SmtpCloseReason.OutOfStep)]
    public void A_server_that_cannot_be_used_ends_the_session(string said, SmtpCloseReason reason)
    {
        SmtpClientHost host = new();
        foreach (string reply in said.Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            host.Hear(reply + "\r\n");
        }

        Assert.Equal((SmtpClientEventKind.Closed, reason), (host.Last.Kind, host.Last.Reason));
        Assert.True(host.Session.IsClosed);
        Assert.Equal(SmtpClientStatus.WrongState, host.Session.Quit(host.Output));
        Assert.Equal(SmtpClientStatus.WrongState, host.Session.Begin(SmtpClientHost.Envelope("d@e.f"), host.Output));
        host.Hear("250 anything\r\n");
        Assert.Equal(SmtpClientEventKind.Closed, host.Last.Kind);
    }

    [Theory, Rfc(5321, "4.3.1")]
    [InlineData("220 mx\r\n250 early\r\n")]
    [InlineData("220 mx\r\n250")]
    public void An_answer_that_was_there_before_the_question_is_none(string said)
    {
        SmtpClientHost host = new();
        Assert.Equal("EHLO client.example\r\n", host.Hear(said));
        host.Hear(" early\r\n");
        Assert.Equal((SmtpClientEventKind.Closed, SmtpCloseReason.OutOfStep), (host.Last.Kind, host.Last.Reason));
    }

    [Fact, Rfc(5321, "4.5.3.1.5")]
    public void Replies_over_the_limits_end_the_session()
    {
        SmtpClientHost lines = new(new SmtpClientOptions { MaxReplyLines = 2 });
        lines.Hear("220-a\r\n220-b\r\n220 c\r\n");
        Assert.Equal(SmtpCloseReason.ReplyTooLong, lines.Last.Reason);
        SmtpClientHost line = new(new SmtpClientOptions { MaxReplyLineLength = 512 });
        line.Hear("220 " + new string('x', 510));
        Assert.Equal(SmtpCloseReason.ReplyTooLong, line.Last.Reason);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmtpClientOptions { MaxReplyLineLength = 511 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmtpClientOptions { MaxReplyLines = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmtpClientOptions { MaxPipelinedCommands = 0 });
    }

    [Fact, Rfc(3207, "4.2")]
    public void After_tls_the_server_is_asked_again_and_what_it_said_before_is_forgotten()
    {
        SmtpClientHost host = new SmtpClientHost().Open("STARTTLS", "CHUNKING");
        Assert.Equal(SmtpClientStatus.Ok, host.Session.StartTls(host.Output));
        Assert.Equal(SmtpClientStatus.WrongState, host.Session.TlsEstablished(host.Output));
        host.Hear("220 go\r\n");
        Assert.Equal(SmtpClientEventKind.StartTls, host.Last.Kind);
        Assert.Equal(SmtpClientStatus.Ok, host.Session.TlsEstablished(host.Output));
        Assert.Equal("EHLO client.example\r\n", host.Written());
        Assert.Equal(SmtpExtensions.None, host.Session.Capabilities.Extensions);
        host.Hear("250-mx\r\n250 8BITMIME\r\n");
        Assert.Equal(SmtpExtensions.EightBitMime, host.Session.Capabilities.Extensions);
        Assert.True(host.Session.IsSecure);
        Assert.Equal(SmtpClientStatus.AlreadyDone, host.Session.StartTls(host.Output));
    }

    [Fact, Rfc(3207, "4")]
    public void Tls_may_be_refused_and_the_session_go_on()
    {
        SmtpClientHost host = new SmtpClientHost().Open("STARTTLS");
        host.Session.StartTls(host.Output);
        host.Hear("454 TLS not available\r\n");
        Assert.Equal(SmtpClientEventKind.TlsRefused, host.Last.Kind);
        Assert.True(host.Session.IsReady);
        Assert.Equal(SmtpClientStatus.NotOffered, new SmtpClientHost().Open("DSN").Session.StartTls(host.Output));
    }

    [Theory, Rfc(3207, "5")]
    [InlineData("220 go\r\n250 injected\r\n")]
    [InlineData("220 go\r\n2")]
    public void What_comes_in_plaintext_behind_the_reply_to_starttls_is_refused(string said)
    {
        SmtpClientHost host = new SmtpClientHost().Open("STARTTLS");
        host.Session.StartTls(host.Output);
        host.Hear(said);
        Assert.Equal((SmtpClientEventKind.Closed, SmtpCloseReason.InjectedBeforeTls), (host.Last.Kind, host.Last.Reason));
        Assert.DoesNotContain(host.Events, e => e.Kind == SmtpClientEventKind.StartTls);

        SmtpClientHost late = new SmtpClientHost().Open("STARTTLS");
        late.Session.StartTls(late.Output);
        late.Hear("220 go\r\n");
        late.Hear("250 injected\r\n");
        Assert.Equal(SmtpCloseReason.InjectedBeforeTls, late.Last.Reason);
        Assert.Equal(SmtpClientStatus.WrongState, late.Session.TlsEstablished(late.Output));
    }

    [Fact, Rfc(4954, "4"), Rfc(4616, "2")]
    public void Plain_is_sent_with_the_command()
    {
        SmtpClientHost host = Secure().Open("AUTH LOGIN PLAIN");
        Assert.Equal(SmtpClientStatus.Ok, host.Session.Authenticate(s_tim, host.Output));
        Assert.Equal("AUTH PLAIN AHRpbQBzZWNyZXQ=\r\n", host.Written());
        host.Hear("235 2.7.0 Welcome\r\n");
        Assert.Equal(SmtpClientEventKind.Authenticated, host.Last.Kind);
        Assert.Equal(s_tim, host.Session.AuthenticatedAs);
        Assert.Equal(SmtpClientStatus.AlreadyDone, host.Session.Authenticate(s_tim, host.Output));
    }

    [Fact, Rfc(4954, "4")]
    public void Login_answers_two_challenges_and_no_third()
    {
        SmtpClientHost host = Secure().Open("AUTH LOGIN");
        host.Session.Authenticate(s_tim, host.Output);
        Assert.Equal("AUTH LOGIN\r\n", host.Written());
        Assert.Equal("dGlt\r\n", host.Hear("334 VXNlcm5hbWU6\r\n"));
        Assert.Equal("c2VjcmV0\r\n", host.Hear("334 UGFzc3dvcmQ6\r\n"));
        Assert.Equal("*\r\n", host.Hear("334 TW9yZTo=\r\n"));
        host.Hear("501 cancelled\r\n");
        Assert.Equal((SmtpClientEventKind.AuthenticationFailed, 501), (host.Last.Kind, host.Last.Reply!.Code));
        Assert.True(host.Session.IsReady);
        Assert.Null(host.Session.AuthenticatedAs);
    }

    [Theory, Rfc(4954, "4")]
    [InlineData("334 !!!\r\n", "*\r\n")]
    [InlineData("334 YQ\r\n", "*\r\n")]
    public void A_challenge_that_is_no_base64_is_cancelled(string challenge, string written)
    {
        SmtpClientHost host = Secure().Open("AUTH LOGIN");
        host.Session.Authenticate(s_tim, host.Output);
        host.Written();
        Assert.Equal(written, host.Hear(challenge));
        host.Hear("334 again\r\n");
        Assert.Equal(SmtpCloseReason.OutOfStep, host.Last.Reason);
    }

    [Fact, Rfc(4954, "4")]
    public void An_initial_response_that_fits_no_line_waits_for_the_challenge()
    {
        SmtpClientHost host = Secure().Open("AUTH PLAIN");
        host.Session.Authenticate(s_tim with { Password = new byte[600].Select(_ => (byte)'x').ToArray() }, host.Output);
        Assert.Equal("AUTH PLAIN\r\n", host.Written());
        Assert.StartsWith("AHRpbQB4", host.Hear("334 \r\n"), StringComparison.Ordinal);
    }

    [Fact, Rfc(4954, "4")]
    public void A_login_that_cannot_be_is_told_by_its_status()
    {
        Assert.Equal(SmtpClientStatus.NeedsTls, Login(new SmtpClientHost().Open("AUTH PLAIN"), s_tim));
        Assert.Equal(SmtpClientStatus.NotOffered, Login(Secure().Open("DSN"), s_tim));
        Assert.Equal(SmtpClientStatus.NoMechanism, Login(Secure().Open("AUTH GSSAPI"), s_tim));
        Assert.Equal(SmtpClientStatus.NoMechanism, Login(Secure().Open("AUTH PLAIN"), s_tim with { AuthenticationIdentity = "a\0b" }));
        Assert.Equal(SmtpClientStatus.WrongState, Login(Secure(), s_tim));
        Assert.Equal(SmtpClientStatus.Ok, Login(new SmtpClientHost(new SmtpClientOptions { AllowPlaintextAuthentication = true }).Open("AUTH PLAIN"), s_tim));

        static SmtpClientStatus Login(SmtpClientHost host, SaslCredentials credentials) => host.Session.Authenticate(credentials, host.Output);
    }

    [Theory, Rfc(4954, "4")]
    [InlineData("235 ok\r\n250 injected\r\n", SmtpCloseReason.OutOfStep)]
    [InlineData("250 ok\r\n", SmtpCloseReason.OutOfStep)]
    [InlineData("421 bye\r\n", SmtpCloseReason.ServerClosing)]
    public void A_server_out_of_step_in_a_login_ends_the_session(string said, SmtpCloseReason reason)
    {
        SmtpClientHost host = Secure().Open("AUTH PLAIN");
        host.Session.Authenticate(s_tim, host.Output);
        host.Hear(said);
        Assert.Equal(reason, host.Last.Reason);
    }

    [Fact, Rfc(5321, "4.1.1.10"), Rfc(5321, "4.1.1.9"), Rfc(5321, "4.1.1.5")]
    public void Noop_reset_and_quit_are_answered()
    {
        SmtpClientHost host = new SmtpClientHost().Open("DSN");
        host.Session.Noop(host.Output);
        Assert.Equal(SmtpClientStatus.WrongState, host.Session.Reset(host.Output));
        Assert.Equal("NOOP\r\n", host.Written());
        host.Hear("250 ok\r\n");
        host.Session.Reset(host.Output);
        Assert.Equal("RSET\r\n", host.Written());
        host.Hear("250 ok\r\n");
        Assert.Equal([SmtpClientEventKind.Ready, SmtpClientEventKind.Done, SmtpClientEventKind.Done], host.Events.Select(e => e.Kind));
        host.Session.Quit(host.Output);
        Assert.Equal("QUIT\r\n", host.Written());
        host.Hear("221 bye\r\n");
        Assert.Equal((SmtpClientEventKind.Closed, SmtpCloseReason.Quit), (host.Last.Kind, host.Last.Reason));
    }

    [Fact]
    public void A_proxy_tells_who_the_client_is_and_begins_anew()
    {
        SmtpClientHost host = new SmtpClientHost().Open("XCLIENT NAME ADDR");
        Assert.Equal(SmtpClientStatus.BadEnvelope, host.Session.TellClient(new SmtpXClient { Name = "a\r\nb" }, host.Output));
        Assert.Equal(SmtpClientStatus.Ok, host.Session.TellClient(new SmtpXClient { Name = "spike.example" }, host.Output));
        Assert.Equal("XCLIENT NAME=spike.example\r\n", host.Written());
        Assert.Equal("EHLO client.example\r\n", host.Hear("220 mx\r\n"));
        Assert.Equal(SmtpClientStatus.NotOffered, new SmtpClientHost().Open("DSN").Session.TellClient(new SmtpXClient { Name = "x" }, host.Output));
    }

    [Fact]
    public void A_name_that_is_none_is_never_sent()
    {
        SmtpClientHost host = new(new SmtpClientOptions { ClientName = "a\r\nMAIL FROM:<x@y.z>" });
        Assert.Equal("QUIT\r\n", host.Hear("220 mx\r\n"));
        Assert.Equal(SmtpCloseReason.HelloRefused, host.Last.Reason);
        Assert.Equal(SmtpWriteStatus.HasControl, host.Session.WriteStatus);
    }

    private static SmtpClientHost Secure() => new(isSecure: true);
}
