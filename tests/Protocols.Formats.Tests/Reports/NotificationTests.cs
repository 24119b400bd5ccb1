using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Protocols.Mime;
using Protocols.Reports;

namespace Protocols.Formats.Tests.Reports;

public sealed partial class NotificationTests(ITestOutputHelper output)
{
    // What a search for lines finds in the part is what reading finds. Eight of the parts have no such line, or nothing behind it.
    [Fact, Rfc(3464, "2.3")]
    public void Each_bounce_with_a_delivery_status_tells_the_recipients_and_statuses_that_stand_in_it()
    {
        int all = 0, withRecipient = 0, withStatus = 0;
        foreach (string file in Suites.Files("dsn-sisimai", "*.eml"))
        {
            using MimeDocument message = MimeDocument.Parse(File.ReadAllBytes(file));
            ReportReading<DeliveryReport> reading = DeliveryReport.Read(message);
            if (reading.Status == ReportStatus.NoReport)
            {
                continue;
            }

            all++;
            string text = Enumerable.Range(0, message.PartCount).Select(i => message.GetPart(i)).First(part => part.KnownMediaType == KnownMediaType.MessageDeliveryStatus).GetBodyText();
            int recipients = RecipientLine().Count(text);
            int statuses = StatusLine().Count(text);
            DeliveryReport report = reading.GetReport();
            Assert.True(recipients == report.Recipients.Count(recipient => recipient.FinalRecipient is { Value.Length: > 0 }), Path.GetFileName(file));
            Assert.True(statuses == report.Recipients.Count(recipient => recipient.Status is not null), Path.GetFileName(file));
            withRecipient += recipients > 0 ? 1 : 0;
            withStatus += statuses > 0 ? 1 : 0;
        }

        output.WriteLine($"{all} with a delivery status, {withRecipient} with a recipient, {withStatus} with a status");
        Assert.Equal((221, 214, 213), (all, withRecipient, withStatus));
    }

    [Fact, Rfc(3464, "2.1"), Rfc(6533, "3")]
    public void What_Mime_writes_is_read()
    {
        DeliveryStatus status = new()
        {
            ReportingMta = "mx.example.org",
            OriginalEnvelopeId = "E1",
            ArrivalDate = Samples.Begin,
            Recipients =
            [
                new RecipientReport("jürgen+x@example.org", DeliveryAction.Failed, "5.1.1") { OriginalRecipient = "j@example.org", RemoteMta = "mx.example.net", DiagnosticCode = "550 5.1.1 no such user", LastAttempt = Samples.Begin },
                new RecipientReport("late@example.org", DeliveryAction.Delayed, "4.4.1") { WillRetryUntil = Samples.Begin.AddDays(1) },
            ],
        };
        ArrayBufferWriter<byte> written = new();
        status.CreateNotification(new MailboxAddress("postmaster@example.org"), "a@example.net", Samples.Begin, "Sorry.", "Subject: x\r\n\r\n"u8.ToArray(), isHeaderOnly: true).Write(written, new byte[16]);

        using MimeDocument message = MimeDocument.Parse(written.WrittenMemory);
        ReportReading<DeliveryReport> reading = DeliveryReport.Read(message);
        DeliveryReport report = reading.GetReport();

        Assert.Empty(reading.Defects);
        Assert.True(report.TryGetStatus(out DeliveryStatus read));
        Assert.Equal((status.ReportingMta, status.OriginalEnvelopeId, status.ArrivalDate), (read.ReportingMta, read.OriginalEnvelopeId, read.ArrivalDate));
        Assert.Equal(status.Recipients, read.Recipients);
        Assert.True(report.IsHeaderOnly);
        Assert.Equal([true, false], report.Recipients.Select(recipient => recipient.IsPermanentFailure));
    }

    [Fact, Rfc(3464, "2.3")]
    public void Recipients_are_told_apart_where_the_empty_lines_are_missing()
    {
        ReportReading<DeliveryReport> reading = Read("Reporting-MTA: dns; mx\r\nFinal-Recipient: rfc822; a@x\r\nAction: failed\r\nStatus: 5.1.1 (bad)\r\nFinal-Recipient: rfc822; b@x\r\nAction: Delayed\r\nStatus: 4.0.0\r\nX-Odd: 1\r\n\r\n\r\nX-Trailer: 2\r\n");
        DeliveryReport report = reading.GetReport();

        Assert.Empty(reading.Defects);
        Assert.Equal(["rfc822 a@x Failed 5.1.1", "rfc822 b@x Delayed 4.0.0"], report.Recipients.Select(one => $"{one.FinalRecipient?.Type} {one.FinalRecipient?.Value} {one.Action} {one.Status}"));
        Assert.Equal([new ReportField("X-Odd", "1")], report.Recipients[1].OtherFields);
        Assert.Equal([new ReportField("X-Trailer", "2")], report.OtherFields);
    }

    [Theory, Rfc(6533, "3")]
    [InlineData("utf-8; j\\x{FC}rgen@x", "jürgen@x")]
    [InlineData("utf-8; \\x{1F600}@x", "😀@x")]
    [InlineData("utf-8; \\x{D800}@x", "\\x{D800}@x")]
    [InlineData("utf-8; \\x{0A}@x", "\\x{0A}@x")]
    [InlineData("utf-8; \\x{", "\\x{")]
    [InlineData("utf-8; \\x{41", "\\x{41")]
    [InlineData("rfc822; \\x{41}@x", "\\x{41}@x")]
    public void Addresses_in_other_letters_are_decoded(string value, string expected) =>
        Assert.Equal(expected, Read($"Final-Recipient: {value}\r\n").GetReport().Recipients.Single().FinalRecipient?.Value);

    [Fact, Rfc(8098, "3.2.6")]
    public void A_receipt_that_Mime_writes_is_read()
    {
        using MimeDocument original = MimeDocument.Parse("From: a@example.net\r\nDisposition-Notification-To: a@example.net\r\nMessage-ID: <1@example.net>\r\nSubject: Hi\r\n\r\nHi\r\n"u8.ToArray());
        DispositionNotification notification = new() { Recipient = new MailboxAddress("b@example.org"), Date = Samples.Begin, Disposition = DispositionKind.Deleted, IsAutomaticAction = true, ReportingUserAgent = "mua.example.org; Mailer 1.0" };
        Assert.True(notification.TryCreate(original, out MessageBuilder receipt));
        ArrayBufferWriter<byte> written = new();
        receipt.Write(written, new byte[16]);

        using MimeDocument message = MimeDocument.Parse(written.WrittenMemory);
        ReportReading<DispositionReport> reading = DispositionReport.Read(message);
        DispositionReport report = reading.GetReport();

        Assert.Empty(reading.Defects);
        Assert.Equal(("mua.example.org; Mailer 1.0", "b@example.org", "1@example.net"), (report.ReportingUserAgent, report.FinalRecipient?.Value, report.OriginalMessageId));
        Assert.Equal((DispositionKind.Deleted, true, false), (report.Disposition, report.IsAutomaticAction, report.IsSentAutomatically));
    }

    [Fact, Rfc(8098, "3.2.6.3")]
    public void What_is_odd_about_a_receipt_is_told()
    {
        using MimeDocument message = MimeDocument.Parse("Content-Type: message/disposition-notification\r\n\r\nFinal-Recipient: rfc822;a@x\r\nDisposition: manual-action/odd; denied/error,expired\r\nDisposition: x\r\nError: first\r\nError: second\r\nFailure: old\r\n"u8.ToArray());
        ReportReading<DispositionReport> reading = DispositionReport.Read(message);
        DispositionReport report = reading.GetReport();

        Assert.Equal(["error", "expired"], report.Modifiers);
        Assert.Equal(["first", "second"], report.Errors);
        Assert.Equal([new ReportField("Failure", "old")], report.OtherFields);
        Assert.Equal((false, null, null), (report.IsAutomaticAction, report.IsSentAutomatically, report.Disposition));
        Assert.Equal([ReportDefectCode.UnknownValue, ReportDefectCode.UnknownValue, ReportDefectCode.Repeated, ReportDefectCode.Missing], reading.Defects.Select(defect => defect.Code));
    }

    internal static ReportReading<DeliveryReport> Read(string fields, ReportReadOptions? options = null)
    {
        using MimeDocument message = MimeDocument.Parse(Encoding.UTF8.GetBytes("Content-Type: message/delivery-status\r\n\r\n" + fields));
        return DeliveryReport.Read(message, options);
    }

    [GeneratedRegex("^Final-Recipient[ \\t]*:[ \\t]*[^ \\t\\r\\n]", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex RecipientLine();

    [GeneratedRegex("^Status[ \\t]*:[ \\t]*[245]\\.[0-9]{1,3}\\.[0-9]{1,3}", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex StatusLine();
}
