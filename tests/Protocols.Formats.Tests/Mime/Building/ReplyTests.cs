using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Mime;
using Protocols.TestKit.Generators;

namespace Protocols.Formats.Tests.Mime.Building;

public sealed class ReplyTests
{
    private const string Original =
        "Date: Tue, 24 Nov 2026 10:00:00 +0100\nFrom: Ann <ann@x.example>\nTo: me@x.example, Bob <bob@x.example>\nCc: Carol <carol@x.example>, BOB@x.example\nSubject: Re: Hello\n" +
        "Message-ID: <2@x>\nReferences: <0@x> <1@x>\n\nline one\n> quoted\n\nline two\n";

    [Fact, Rfc(5322, "3.6.4"), Rfc(5322, "3.6.5")]
    public void A_reply_goes_to_the_author_and_carries_on_the_thread()
    {
        MessageBuilder reply = Reply(Original);

        Assert.Equal(["Ann <ann@x.example>"], reply.To.Select(m => m.ToString()));
        Assert.Empty(reply.Cc);
        Assert.Equal("Re: Hello", reply.Subject);
        Assert.Equal(["2@x"], reply.InReplyTo);
        Assert.Equal(["0@x", "1@x", "2@x"], reply.References);
        Assert.Equal("Yes.\n\nOn Tue, 24 Nov 2026 at 10:00 +01:00, Ann wrote:\n> line one\n>> quoted\n>\n> line two\n", reply.Text);
    }

    [Theory, Rfc(5322, "3.6.4")]
    [InlineData("Message-ID: <2@x>\nIn-Reply-To: <1@x>\n\n", "2@x", "1@x 2@x")]
    [InlineData("Message-ID: <2@x>\nIn-Reply-To: <0@x> <1@x>\n\n", "2@x", "2@x")]
    [InlineData("Message-ID: <2@x>\nReferences: <0@x>\nIn-Reply-To: <1@x>\n\n", "2@x", "0@x 2@x")]
    [InlineData("References: <0@x>\n\n", "", "0@x")]
    [InlineData("In-Reply-To: <0@x>\n\n", "", "0@x")]
    [InlineData("Subject: none\n\n", "", "")]
    [InlineData("Message-ID: <a\"b@x>\n\n", "", "")]
    public void References_are_made_of_those_of_the_parent(string original, string inReplyTo, string references)
    {
        MessageBuilder reply = Reply("From: a@x.example\n" + original);

        Assert.Equal(inReplyTo, string.Join(' ', reply.InReplyTo));
        Assert.Equal(references, string.Join(' ', reply.References));
    }

    [Fact]
    public void Of_many_references_the_oldest_and_the_newest_stay()
    {
        string original = "From: a@x.example\nMessage-ID: <9@x>\nReferences: " + string.Join(' ', Enumerable.Range(0, 9).Select(i => $"<{i}@x>")) + "\n\n";

        Assert.Equal(["0@x", "8@x", "9@x"], Reply(original, o => o with { MaxReferences = 3 }).References);
        Assert.Throws<ArgumentOutOfRangeException>(() => Options with { MaxReferences = 1 });
        Assert.Equal("Yes.\n\nsomeone wrote:\n> 12\n", Reply("Subject: x\n\n12345", o => o with { MaxQuotedLength = 2 }).Text);
    }

    [Fact]
    public void A_reply_to_all_has_each_address_once_and_none_of_ones_own()
    {
        MessageBuilder reply = Reply(Original, o => o with { Kind = ReplyKind.All });

        Assert.Equal(["Ann <ann@x.example>"], reply.To.Select(m => m.ToString()));
        Assert.Equal(["Bob <bob@x.example>", "Carol <carol@x.example>"], reply.Cc.Select(m => m.ToString()));
        Assert.Equal(["Bob <bob@x.example>"], Reply(Original, o => o with { Kind = ReplyKind.All, OwnAddresses = ["Carol@x.example"] }).Cc.Select(m => m.ToString()));
    }

    [Theory]
    [InlineData("From: a@x.example\nReply-To: r@x.example\nTo: b@x.example\n\n", ReplyKind.Author, "r@x.example", "")]
    [InlineData("From: a@x.example\nReply-To: r@x.example\nTo: b@x.example\n\n", ReplyKind.All, "r@x.example", "b@x.example")]
    [InlineData("From: a@x.example\nReply-To: r@x.example\nMail-Followup-To: l@x.example\nTo: b@x.example\n\n", ReplyKind.All, "l@x.example", "")]
    [InlineData("From: a@x.example\nMail-Followup-To: l@x.example\nTo: b@x.example\n\n", ReplyKind.Author, "a@x.example", "")]
    [InlineData("From: ME@x.example\nTo: b@x.example\nCc: c@x.example\n\n", ReplyKind.Author, "b@x.example", "")]
    [InlineData("From: me@x.example\nTo: b@x.example\nCc: c@x.example\n\n", ReplyKind.All, "b@x.example", "c@x.example")]
    [InlineData("From: me@x.example\nTo: me@x.example\nCc: c@x.example\n\n", ReplyKind.All, "c@x.example", "")]
    [InlineData("From: a@x.example\nTo: b@x.example\nList-Post: <https://x.example/>, <mailto:list%2Bx@x.example?subject=y>\n\n", ReplyKind.List, "list+x@x.example", "")]
    public void Reply_To_and_Mail_Followup_To_and_List_Post_come_before_From(string original, ReplyKind kind, string to, string cc)
    {
        MessageBuilder reply = Reply(original, o => o with { Kind = kind });

        Assert.Equal(to, string.Join(' ', reply.To.Select(m => m.Address)));
        Assert.Equal(cc, string.Join(' ', reply.Cc.Select(m => m.Address)));
    }

    [Theory]
    [InlineData("List-Post: NO\n\n")]
    [InlineData("List-Post: <mailto:a%0D%0ABcc:b@x.example>\n\n")]
    [InlineData("List-Post: <mailto:a\n\n")]
    [InlineData("Subject: x\n\n")]
    public void Where_nobody_may_post_there_is_no_reply_to_the_list(string original)
    {
        Assert.Throws<InvalidOperationException>(() => Reply(original, o => o with { Kind = ReplyKind.List }));
    }

    [Theory, Rfc(5322, "3.6.5")]
    [InlineData("Hello", "Re: Hello")]
    [InlineData("RE: re: Hello", "Re: Hello")]
    [InlineData("Re[2]: Hello", "Re: Hello")]
    [InlineData("Re^3: Aw : SV: Hello", "Re: Hello")]
    [InlineData("Research: Hello", "Re: Research: Hello")]
    [InlineData("Re[x]: Hello", "Re: Re[x]: Hello")]
    [InlineData("Re[", "Re: Re[")]
    [InlineData("Re[1", "Re: Re[1")]
    [InlineData("", "Re:")]
    [InlineData("Re:", "Re:")]
    [InlineData("=?utf-8?q?x=0D=0ABcc:_y?=", "Re: x  Bcc: y")]
    public void Re_is_put_before_the_subject_once(string subject, string expected)
    {
        Assert.Equal(expected, Reply($"From: a@x.example\nSubject: {subject}\n\n").Subject);
    }

    [Fact, Rfc(3676, "4.5")]
    public void Flowed_text_is_joined_before_it_is_quoted_and_written_flowed()
    {
        MessageBuilder reply = Reply("From: a@x.example\nContent-Type: text/plain; format=flowed\n\none \ntwo\n", o => o with { IsFlowed = true, Attribution = _ => "They:" });
        using MimeDocument document = MessageBuilderTests.Write(reply);

        Assert.Equal("Yes.\n\nThey:\n> one two\n", reply.Text);
        Assert.True(document.Root.ContentTypeParameters.TryGetString("format"u8, out string format));
        Assert.Equal("flowed", format);
    }

    [Fact, Rfc(3834, "3"), Rfc(3834, "5")]
    public void An_automatic_answer_says_so_and_goes_to_the_envelope_sender()
    {
        using MimeDocument original = MimeDocument.Parse(MimeText.Crlf(Original));
        MessageBuilder reply = MessageReply.CreateAutomatic(original, "bounce@x.example", Options);
        using MimeDocument document = MessageBuilderTests.Write(reply);

        Assert.Equal("auto-replied", document.Root.GetHeaderText(HeaderId.AutoSubmitted));
        Assert.Equal("bounce@x.example", document.Root.GetHeaderText(HeaderId.To));
        Assert.Equal("Auto: Re: Hello", document.Root.GetHeaderText(HeaderId.Subject));
        Assert.Equal("<2@x>", document.Root.GetHeaderText(HeaderId.InReplyTo));
    }

    [Fact]
    public void A_forward_has_the_text_below_its_own_and_the_attachments()
    {
        byte[] original = MimeText.Crlf(
            "From: Ann <ann@x.example>\nSubject: Fw: Report\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nthe text\n--b\nContent-Type: application/pdf; name=r.pdf\nContent-Transfer-Encoding: base64\n\nQUJD\n--b\n" +
            "Content-Type: message/rfc822\n\nSubject: inner\n\ninner text\n--b--\n");
        using MimeDocument source = MimeDocument.Parse(original);
        using MimeDocument inline = MessageBuilderTests.Write(MessageForward.CreateInline(source, Options));
        using MimeDocument attached = MessageBuilderTests.Write(MessageForward.CreateAttached(original, Options));

        Assert.Equal("Fwd: Report", inline.Root.GetHeaderText(HeaderId.Subject));
        Assert.Equal("Yes.\r\n\r\n---------- Forwarded message ----------\r\nFrom: Ann <ann@x.example>\r\nSubject: Fw: Report\r\n\r\nthe text", inline.GetPart(1).GetBodyText());
        Assert.Equal("r.pdf", inline.GetPart(2).GetFileName());
        Assert.Equal("ABC", MimeText.Latin(MessageBuilderTests.Body(inline.GetPart(2))));
        Assert.Equal("inner text", MimeText.Latin(inline.GetPart(4).BodySpan));
        Assert.Equal(original, attached.GetPart(2).BodySpan.ToArray());
    }

    [Fact, Rfc(8098, "3"), Rfc(8098, "3.2.6"), Rfc(8098, "2.1")]
    public void A_receipt_is_a_report_for_those_who_asked()
    {
        using MimeDocument original = MimeDocument.Parse(MimeText.Crlf("From: a@x.example\nDisposition-Notification-To: Ann <ann@x.example>\nOriginal-Recipient: rfc822;me@x.example\nSubject: Hello\nMessage-ID: <1@x>\n\nsecret"));
        DispositionNotification notification = new() { Recipient = new("Me", "me@x.example"), Date = Options.Date, Disposition = DispositionKind.Displayed, ReportingUserAgent = "x.example; Mailer" };
        Assert.True(notification.TryCreate(original, out MessageBuilder receipt));
        using MimeDocument document = MessageBuilderTests.Write(receipt);

        Assert.Equal(KnownMediaType.MultipartReport, document.Root.KnownMediaType);
        Assert.Equal("Ann <ann@x.example>", document.Root.GetHeaderText(HeaderId.To));
        Assert.Equal(
            "Reporting-UA: x.example; Mailer\r\nOriginal-Recipient: rfc822;me@x.example\r\nFinal-Recipient: rfc822; me@x.example\r\nOriginal-Message-ID: <1@x>\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n",
            MimeText.Latin(document.GetPart(2).BodySpan));
        Assert.DoesNotContain("secret", MimeText.Latin(document.Root.BodySpan));
        Assert.False(notification.TryCreate(document, out _));
        using MimeDocument without = MimeDocument.Parse(MimeText.Crlf("From: a@x.example\n\n"));
        Assert.False(notification.TryCreate(without, out _));
    }

    [Theory, Rfc(8098, "2.1")]
    [InlineData("Return-Path: <a@x.example>\nDisposition-Notification-To: Ann <a@X.example>\n\n", false)]
    [InlineData("Return-Path: <A@x.example>\nDisposition-Notification-To: a@x.example\n\n", true)]
    [InlineData("Return-Path: <>\nDisposition-Notification-To: a@x.example\n\n", true)]
    [InlineData("Disposition-Notification-To: a@x.example\n\n", true)]
    [InlineData("Return-Path: <a@x.example>\nDisposition-Notification-To: a@x.example, b@x.example\n\n", true)]
    public void A_receipt_for_another_address_than_the_envelopes_takes_consent(string original, bool expected)
    {
        using MimeDocument document = MimeDocument.Parse(MimeText.Crlf(original));
        Assert.Equal(expected, DispositionNotification.RequiresConsent(document));
    }

    [Fact]
    public void Any_octets_can_be_answered_and_forwarded_and_nothing_of_them_becomes_a_field()
    {
        Gen<byte[]> nasty =
            from names in Gen.Elements("From", "To", "Cc", "Reply-To", "Subject", "Message-ID", "References", "Disposition-Notification-To", "List-Post", "Mail-Followup-To", "Content-Type", "Original-Recipient").ArrayOf()
            from values in Gen.Elements("a@x.example", "=?utf-8?q?x=0D=0ABcc:_y=00?= <a@x.example>", "\"\r\n x\" <\"a\r\n b\"@x.example>", "<1@x> <(2@x> <=0D>", "<mailto:a%0D%0ABcc:x@y>", "text/x; name*=utf-8''%0D%0ABcc:x", "\u0000", "group: a@x.example, b;", "jürgen@x.example").ArrayOf(names.Length)
            select Encoding.UTF8.GetBytes(string.Concat(names.Zip(values, (name, value) => $"{name}: {value}\r\n")) + "\r\nbody\r\n");
        Prop.ForAll(Gen.OneOf(MessageGenerators.Any(), nasty).ToArbitrary(), octets =>
        {
            using MimeDocument original = MimeDocument.Parse(octets);
            DispositionNotification receipt = new() { Recipient = Options.From, Date = Options.Date, Disposition = DispositionKind.Deleted };
            receipt.TryCreate(original, out MessageBuilder notification);
            DispositionNotification.RequiresConsent(original);
            MessageBuilder[] messages = [MessageReply.Create(original, Options), MessageReply.Create(original, Options with { Kind = ReplyKind.All, IsFlowed = true }), MessageReply.CreateAutomatic(original, "s@x.example", Options), MessageForward.CreateInline(original, Options), MessageForward.CreateAttached(octets, Options), notification];
            foreach (MessageBuilder message in messages)
            {
                using MimeDocument written = MessageBuilderTests.Write(message);
                Assert.False(written.Root.TryGetHeader(HeaderId.Bcc, out _));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(10_000).WithReplay(20261124, 1));
    }

    [Fact, Rfc(3464, "2.1"), Rfc(3464, "2.2"), Rfc(3464, "2.3"), Rfc(6533, "3")]
    public void A_delivery_status_has_a_block_for_each_recipient()
    {
        DeliveryStatus status = new()
        {
            ReportingMta = "mx.x.example",
            ArrivalDate = DateTimeOffset.UnixEpoch,
            OriginalEnvelopeId = "env",
            Recipients =
            [
                new RecipientReport("a@x.example", DeliveryAction.Failed, "5.1.1") { OriginalRecipient = "b@x.example", RemoteMta = "mx.y.example", DiagnosticCode = "550 5.1.1 no such user", LastAttempt = DateTimeOffset.UnixEpoch },
                new RecipientReport("jürgen@x.example", DeliveryAction.Delayed, "4.4.1") { WillRetryUntil = DateTimeOffset.UnixEpoch },
            ],
        };
        byte[] original = MimeText.Crlf("Subject: x\n\nbody");
        using MimeDocument document = MessageBuilderTests.Write(status.CreateNotification(new("Mail", "postmaster@x.example"), "s@x.example", Options.Date, "It failed.\n", original));

        Assert.Equal(
            "Original-Envelope-Id: env\r\nReporting-MTA: dns; mx.x.example\r\nArrival-Date: Thu, 1 Jan 1970 00:00:00 +0000\r\n\r\n" +
            "Original-Recipient: rfc822; b@x.example\r\nFinal-Recipient: rfc822; a@x.example\r\nAction: failed\r\nStatus: 5.1.1\r\nRemote-MTA: dns; mx.y.example\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user\r\nLast-Attempt-Date: Thu, 1 Jan 1970 00:00:00 +0000\r\n\r\n" +
            "Final-Recipient: utf-8; j\\x{FC}rgen@x.example\r\nAction: delayed\r\nStatus: 4.4.1\r\nWill-Retry-Until: Thu, 1 Jan 1970 00:00:00 +0000\r\n",
            MimeText.Latin(document.GetPart(2).BodySpan));
        Assert.Equal(original, document.GetPart(3).BodySpan.ToArray());
        Assert.True(document.Root.ContentTypeParameters.TryGetString("report-type"u8, out string type));
        Assert.Equal("delivery-status", type);
        Assert.Throws<MimeValueException>(() => (status with { ReportingMta = "x\r\n\r\nFinal-Recipient: y" }).CreateNotification(new("m@x.example"), "s@x.example", Options.Date, ""));
        Assert.Throws<MimeValueException>(() => (status with { Recipients = [new RecipientReport("a\r\n@x.example", DeliveryAction.Failed, "5.1.1")] }).CreateNotification(new("m@x.example"), "s@x.example", Options.Date, ""));
        Assert.Throws<InvalidOperationException>(() => (status with { Recipients = [] }).CreateNotification(new("m@x.example"), "s@x.example", Options.Date, ""));
    }

    [Fact, Rfc(5322, "3.6.6")]
    public void Resent_fields_stand_before_a_message()
    {
        System.Buffers.ArrayBufferWriter<byte> output = new();
        new ResentFields { Date = DateTimeOffset.UnixEpoch, From = { "a@x.example" }, To = { "b@x.example" }, MessageId = "3@x" }.Write(output);

        Assert.Equal("Resent-Date: Thu, 1 Jan 1970 00:00:00 +0000\r\nResent-From: a@x.example\r\nResent-To: b@x.example\r\nResent-Message-ID: <3@x>\r\n", Encoding.ASCII.GetString(output.WrittenSpan));
        Assert.Throws<InvalidOperationException>(() => new ResentFields { Date = DateTimeOffset.UnixEpoch }.Write(output));
        Assert.Throws<InvalidOperationException>(() => new ResentFields { Date = DateTimeOffset.UnixEpoch, From = { "a@x.example", "b@x.example" } }.Write(output));
    }

    private static ReplyOptions Options { get; } = new() { From = new MailboxAddress("Me", "me@x.example"), Date = new DateTimeOffset(2026, 11, 24, 13, 0, 0, TimeSpan.Zero), Text = "Yes." };

    private static MessageBuilder Reply(string original, Func<ReplyOptions, ReplyOptions>? set = null)
    {
        using MimeDocument document = MimeDocument.Parse(MimeText.Crlf(original));
        return MessageReply.Create(document, set is null ? Options : set(Options));
    }
}
