using Protocols.Smtp;

namespace Protocols.Wire.Tests.Smtp;

/// <summary>What the client does with what a server offers, and without it.</summary>
public sealed class SmtpClientOfferTests
{
    private static readonly DateTimeOffset s_december = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, SmtpMailParameters, string, SmtpClientStatus> Needs => new()
    {
        { "8 bits", new SmtpMailParameters { Body = SmtpBodyType.EightBitMime }, "DSN", SmtpClientStatus.NeedsEightBitMime },
        { "8 bits", new SmtpMailParameters { Body = SmtpBodyType.EightBitMime }, "8BITMIME", SmtpClientStatus.Ok },
        { "binary", new SmtpMailParameters { Body = SmtpBodyType.BinaryMime }, "BINARYMIME", SmtpClientStatus.NeedsBinaryMime },
        { "binary", new SmtpMailParameters { Body = SmtpBodyType.BinaryMime }, "BINARYMIME,CHUNKING", SmtpClientStatus.Ok },
        { "utf-8", new SmtpMailParameters { SmtpUtf8 = true }, "8BITMIME", SmtpClientStatus.NeedsSmtpUtf8 },
        { "size", new SmtpMailParameters { Size = 1001 }, "SIZE 1000", SmtpClientStatus.TooLarge },
        { "size", new SmtpMailParameters { Size = 1000 }, "SIZE 1000", SmtpClientStatus.Ok },
        { "tls", new SmtpMailParameters { RequireTls = true }, "REQUIRETLS", SmtpClientStatus.NeedsTls },
        { "by", new SmtpMailParameters { DeliverBy = new DeliverBy(10, Return: true) }, "DSN", SmtpClientStatus.NeedsDeliverBy },
        { "by", new SmtpMailParameters { DeliverBy = new DeliverBy(10, Return: true) }, "DELIVERBY 11", SmtpClientStatus.DeliverByTooSoon },
        { "by", new SmtpMailParameters { DeliverBy = new DeliverBy(10, Return: true) }, "DELIVERBY 10", SmtpClientStatus.Ok },
        { "by", new SmtpMailParameters { DeliverBy = new DeliverBy(10, Return: false) }, "DSN", SmtpClientStatus.Ok },
        { "hold", new SmtpMailParameters { HoldFor = 10 }, "DSN", SmtpClientStatus.NeedsFutureRelease },
        { "hold", new SmtpMailParameters { HoldFor = 10 }, "FUTURERELEASE 9 2026-12-01T00:00:00Z", SmtpClientStatus.HeldTooLong },
        { "hold", new SmtpMailParameters { HoldUntil = s_december }, "FUTURERELEASE 9 2026-12-01T00:00:00Z", SmtpClientStatus.Ok },
        { "hold", new SmtpMailParameters { HoldUntil = s_december.AddSeconds(1) }, "FUTURERELEASE 9 2026-12-01T00:00:00Z", SmtpClientStatus.HeldTooLong },
        { "solicit", new SmtpMailParameters { Solicit = "x,NET.example:adv" }, "NO-SOLICITING net.example:ADV", SmtpClientStatus.Solicited },
        { "solicit", new SmtpMailParameters { Solicit = "x" }, "NO-SOLICITING net.example:ADV", SmtpClientStatus.Ok },
        { "nothing", default, "", SmtpClientStatus.Ok },
    };

    [Theory, MemberData(nameof(Needs))]
    [Rfc(1870, "5"), Rfc(6152, "3"), Rfc(3030, "3"), Rfc(6531, "3.6"), Rfc(2852, "4.1.4.1"), Rfc(2852, "4.1.4.2"), Rfc(4865, "4.1"), Rfc(8689, "4.2.1"), Rfc(3865, "2.3")]
    public void A_message_that_the_server_cannot_take_is_not_begun(string what, SmtpMailParameters parameters, string offers, SmtpClientStatus status)
    {
        Assert.NotEmpty(what);
        SmtpClientHost host = new SmtpClientHost().Open(offers.Split(',', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(status, host.Session.Begin(SmtpClientHost.Envelope("d@e.f") with { Parameters = parameters }, host.Output));
        Assert.Equal(status == SmtpClientStatus.Ok, host.Written().StartsWith("MAIL FROM:<a@b.c>", StringComparison.Ordinal));
        Assert.Equal(status != SmtpClientStatus.Ok, host.Session.IsReady);
    }

    [Fact, Rfc(4865, "5.1.1"), Rfc(4865, "5.2.1")]
    public void No_notification_is_held_and_nothing_past_its_time()
    {
        SmtpClientHost host = new SmtpClientHost().Open("FUTURERELEASE 900 2026-12-02T00:00:00Z", "DELIVERBY");
        SmtpEnvelope held = SmtpClientHost.Envelope("d@e.f") with { Parameters = new SmtpMailParameters { HoldFor = 11, DeliverBy = new DeliverBy(10, Return: false) } };
        Assert.Equal(SmtpClientStatus.BadEnvelope, host.Session.Begin(held, host.Output));
        SmtpEnvelope notification = SmtpClientHost.Envelope("d@e.f") with { ReversePath = "", Parameters = new SmtpMailParameters { HoldUntil = s_december } };
        Assert.Equal(SmtpClientStatus.BadEnvelope, host.Session.Begin(notification, host.Output));
        Assert.Equal(SmtpWriteStatus.BadParameter, host.Session.WriteStatus);
        Assert.Equal("", host.Written());
        Assert.Equal(SmtpClientStatus.Ok, host.Session.Begin(notification with { ReversePath = "a@b.c" }, host.Output));
    }

    [Fact, Rfc(8689, "4.2.1")]
    public void Requiretls_is_asked_for_over_tls_where_it_is_offered()
    {
        SmtpEnvelope envelope = SmtpClientHost.Envelope("d@e.f") with { Parameters = new SmtpMailParameters { RequireTls = true } };
        SmtpClientHost without = new SmtpClientHost(isSecure: true).Open("DSN");
        Assert.Equal(SmtpClientStatus.NeedsRequireTls, without.Session.Begin(envelope, without.Output));
        SmtpClientHost with = new SmtpClientHost(isSecure: true).Open("REQUIRETLS");
        Assert.Equal(SmtpClientStatus.Ok, with.Session.Begin(envelope, with.Output));
        Assert.Equal("MAIL FROM:<a@b.c> REQUIRETLS\r\n", with.Written());
    }

    [Theory, Rfc(6531, "3.4"), Rfc(6531, "3.6")]
    [InlineData("ü@b.c", "d@e.f")]
    [InlineData("a@b.c", "d@bücher.example")]
    public void An_address_beyond_ascii_needs_smtputf8_and_has_no_lesser_form(string sender, string recipient)
    {
        SmtpEnvelope envelope = SmtpClientHost.Envelope(recipient) with { ReversePath = sender };
        SmtpClientHost without = new SmtpClientHost().Open("8BITMIME", "PIPELINING");
        Assert.Equal(SmtpClientStatus.NeedsSmtpUtf8, without.Session.Begin(envelope, without.Output));
        Assert.Equal("", without.Written());
        SmtpClientHost with = new SmtpClientHost().Open("8BITMIME", "PIPELINING", "SMTPUTF8");
        Assert.Equal(SmtpClientStatus.Ok, with.Session.Begin(envelope, with.Output));
        Assert.Equal($"MAIL FROM:<{sender}> SMTPUTF8\r\nRCPT TO:<{recipient}>\r\nDATA\r\n", with.Written());
    }

    [Fact, Rfc(6531, "3.6")]
    public void Recipients_that_need_smtputf8_do_not_keep_the_others_from_their_mail()
    {
        SmtpClientHost host = new SmtpClientHost().Open("8BITMIME", "PIPELINING");
        Assert.Equal(SmtpClientStatus.Ok, host.Session.Begin(SmtpClientHost.Envelope("ü@e.f", "d@e.f"), host.Output));
        Assert.Equal("MAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nDATA\r\n", host.Written());
        Assert.Equal([SmtpRecipientState.NeedsSmtpUtf8, SmtpRecipientState.Pending], host.Session.Outcomes.Select(o => o.State));
        Assert.False(host.Session.Outcomes[0].IsTemporary);
    }

    [Fact, Rfc(3461, "5.2.2"), Rfc(6710, "4.3"), Rfc(2852, "4.1.4.2"), Rfc(4954, "5")]
    public void What_a_message_can_do_without_is_left_out_and_told()
    {
        SmtpEnvelope envelope = new()
        {
            ReversePath = "a@b.c",
            Recipients = [new SmtpRecipient("d@e.f", new SmtpRecipientParameters(DsnNotify.Success, new OriginalRecipient("rfc822", "x@y.z")))],
            Parameters = new SmtpMailParameters(5, SmtpBodyType.SevenBit, false)
            {
                Return = DsnReturn.Full, EnvelopeId = "id", DeliverBy = new DeliverBy(5, false), Priority = 3, Submitter = "", Solicit = "x:y",
            },
        };
        SmtpClientHost without = new SmtpClientHost().Open("PIPELINING");
        without.Session.Begin(envelope, without.Output);
        Assert.Equal("MAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nDATA\r\n", without.Written());
        Assert.Equal(
            SmtpExtensions.Size | SmtpExtensions.Dsn | SmtpExtensions.DeliverBy | SmtpExtensions.Priority | SmtpExtensions.Auth | SmtpExtensions.NoSoliciting,
            without.Session.LeftOut);

        SmtpClientHost with = new SmtpClientHost().Open("PIPELINING", "SIZE", "8BITMIME", "DSN", "DELIVERBY", "MT-PRIORITY", "AUTH PLAIN", "NO-SOLICITING");
        with.Session.Begin(envelope, with.Output);
        Assert.Equal(
            "MAIL FROM:<a@b.c> SIZE=5 BODY=7BIT RET=FULL ENVID=id AUTH=<> BY=5;N MT-PRIORITY=3 SOLICIT=x:y\r\nRCPT TO:<d@e.f> NOTIFY=SUCCESS ORCPT=rfc822;x@y.z\r\nDATA\r\n",
            with.Written());
        Assert.Equal(SmtpExtensions.None, with.Session.LeftOut);
    }

    [Fact, Rfc(3030, "3")]
    public void A_binary_message_goes_byte_for_byte_by_bdat()
    {
        SmtpClientHost host = new SmtpClientHost().Open("PIPELINING", "CHUNKING", "BINARYMIME");
        host.Session.Begin(SmtpClientHost.Envelope("d@e.f") with { Parameters = new SmtpMailParameters { Body = SmtpBodyType.BinaryMime } }, host.Output);
        Assert.Equal("MAIL FROM:<a@b.c> BODY=BINARYMIME\r\nRCPT TO:<d@e.f>\r\n", host.Written());
        host.Hear("250 ok\r\n250 ok\r\n");
        host.Session.WriteMessage("\n\r.\0"u8, host.Output);
        host.Session.EndMessage(host.Output);
        Assert.Equal("BDAT 4\r\n\n\r.\0BDAT 0 LAST\r\n", host.Written());
    }

    [Fact]
    public void Each_refusal_has_the_status_that_its_notification_carries()
    {
        Assert.Equal("5.6.7", SmtpClientStatus.NeedsSmtpUtf8.ToEnhancedStatusCode().ToString());
        Assert.Equal("5.7.30", SmtpClientStatus.NeedsRequireTls.ToEnhancedStatusCode().ToString());
        Assert.Equal("5.7.10", SmtpClientStatus.NeedsTls.ToEnhancedStatusCode().ToString());
        Assert.Equal("5.6.3", SmtpClientStatus.NeedsBinaryMime.ToEnhancedStatusCode().ToString());
        Assert.Equal("5.3.4", SmtpClientStatus.TooLarge.ToEnhancedStatusCode().ToString());
        Assert.True(SmtpClientStatus.TooManyTransactions.ToEnhancedStatusCode().IsEmpty);
        Assert.True(SmtpClientStatus.Ok.ToEnhancedStatusCode().IsEmpty);
    }
}
