using System.Buffers;
using System.Text;
using Protocols.Mime;
using Protocols.Reports;

namespace Protocols.Formats.Tests.Reports;

public sealed class ReportMessageTests
{
    private static readonly MailboxAddress s_from = new("dmarc@receiver.example");

    [Fact, Rfc(7489, "7.2.1.1"), Rfc(9990, "3.5.2")]
    public void An_aggregate_report_is_sent_as_its_readers_look_for_it()
    {
        AggregateReport report = Samples.Aggregate();
        using MimeDocument message = MimeDocument.Parse(Write(ReportMessages.Create(report, "receiver.example", s_from, "rua@example.com", Samples.Begin, "7")));
        MimePart attachment = message.GetPart(2);
        ReportReading<AggregateReport> reading = AggregateReport.Read(message);
        ReportIdentity identity = ReportIdentity.Of(message, reading.GetReport());

        Assert.Equal("Report Domain: example.com Submitter: receiver.example Report-ID: <1732406400.1@receiver.example>", message.Root.GetHeaderText(HeaderId.Subject));
        Assert.Equal("application/gzip", $"{Encoding.ASCII.GetString(attachment.TypeName)}/{Encoding.ASCII.GetString(attachment.SubtypeName)}");
        Assert.Equal("receiver.example!example.com!1795478400!1795564799!7.xml.gz", attachment.GetFileName());
        Assert.Equal(2, reading.GetReport().Records.Count);
        Assert.True(identity is { AgreesOnDomain: true, AgreesOnSubmitter: true, AuthorDomain: "receiver.example", ContactDomain: "receiver.example" });
    }

    [Fact, Rfc(8460, "5.3")]
    public void A_TLS_report_is_sent_as_its_readers_look_for_it()
    {
        TlsReport report = Samples.Tls();
        using MimeDocument message = MimeDocument.Parse(Write(ReportMessages.Create(report, s_from, "tls@example.com", Samples.Begin)));
        MimePart attachment = message.GetPart(2);
        ReportIdentity identity = ReportIdentity.Of(message, TlsReport.Read(message).GetReport());

        Assert.Equal("Report Domain: example.com Submitter: sender.example Report-ID: <20261124.example.com@sender.example>", message.Root.GetHeaderText(HeaderId.Subject));
        Assert.True(message.Root.ContentTypeParameters.TryGetString("report-type"u8, out string type));
        Assert.Equal("tlsrpt", type);
        Assert.Equal("tlsrpt+gzip", Encoding.ASCII.GetString(attachment.SubtypeName));
        Assert.Equal("sender.example!example.com!1795478400!1795564799.json.gz", attachment.GetFileName());
        Assert.Equal(("example.com", "sender.example"), (identity.DomainField, identity.SubmitterField));
        Assert.True(identity is { AgreesOnDomain: true, AgreesOnSubmitter: true, SubmitterIsContact: true });
        Assert.Throws<ReportValueException>(() => ReportMessages.Create(report with { Policies = [report.Policies[0], report.Policies[1] with { Domain = "example.org" }] }, s_from, "a@example.com", Samples.Begin));
    }

    [Theory, Rfc(9990, "3.5.2")]
    [InlineData("Report Domain: example.com Submitter: mail.receiver.example Report-ID: <sample-ridtxt@example.com>", "example.com", "mail.receiver.example", "sample-ridtxt@example.com")]
    [InlineData("Report domain: stalw.art Submitter: google.com Report-ID: 5264580628977113351", "stalw.art", "google.com", "5264580628977113351")]
    [InlineData("Report Domain: stalw.art; Submitter: Mail.Ru; Report-ID: 28551467700969547611667865600", "stalw.art", "Mail.Ru", "28551467700969547611667865600")]
    [InlineData("Report Domain: a.example Submitter: b.example", "a.example", "b.example", null)]
    public void Subjects_are_read_as_they_are_written_and_otherwise(string subject, string domain, string submitter, string? id)
    {
        Assert.True(ReportSubject.TryParse(subject, out ReportSubject read));
        Assert.Equal(new ReportSubject(domain, submitter, id), read);
        Assert.False(ReportSubject.TryParse("Re: lunch", out _));
        Assert.False(ReportSubject.TryParse("", out _));
    }

    [Theory, Rfc(8460, "5.1")]
    [InlineData("mail.sndr.example.com!example.net!1470013207!1470186007!001.json.gz", "001", "json.gz")]
    [InlineData("mail.sndr.example.com!example.net!1470013207!1470186007.xml", null, "xml")]
    public void File_names_are_read_and_written(string name, string? unique, string extension)
    {
        Assert.True(ReportFileName.TryParse(name, out ReportFileName read));
        Assert.Equal(("mail.sndr.example.com", "example.net", unique, extension), (read.Sender, read.PolicyDomain, read.UniqueId, read.Extension));
        Assert.Equal(name, read.ToString());
        foreach (string odd in (string[])["", "a!b!c!d.xml", "a!b!1", "a!b!1!99999999999999.xml", "a!b!-1!2.xml"])
        {
            Assert.False(ReportFileName.TryParse(odd, out _));
        }
    }

    [Theory, Rfc(9990, "3.5")]
    [InlineData("a\r\nBcc: x@example.org")]
    [InlineData("a b")]
    [InlineData("a!b")]
    [InlineData("../a")]
    [InlineData("")]
    public void Nothing_can_be_put_into_subjects_and_file_names(string value)
    {
        Assert.Throws<ReportValueException>(() => new ReportSubject(value, "b.example", null).ToString());
        Assert.Throws<ReportValueException>(() => new ReportSubject("a.example", value, null).ToString());
        Assert.Throws<ReportValueException>(() => new ReportFileName(value, "a.example", Samples.Begin, Samples.Begin, null, "xml").ToString());
        Assert.Throws<ReportValueException>(() => new ReportFileName("a.example", value, Samples.Begin, Samples.Begin, null, "xml").ToString());
        Assert.Throws<ReportValueException>(() => new ReportFileName("a.example", "b.example", Samples.Begin, Samples.Begin, value, "xml").ToString());
        Assert.Throws<ReportValueException>(() => new ReportFileName("a.example", "b.example", Samples.Begin, Samples.Begin, null, value).ToString());
        if (value != "a!b")
        {
            Assert.Throws<ReportValueException>(() => new ReportSubject("a.example", "b.example", value).ToString());
        }
    }

    [Fact, Rfc(8460, "5.6")]
    public void Where_places_disagree_that_is_told()
    {
        AggregateReport report = Samples.Aggregate();
        using MimeDocument message = MimeDocument.Parse("From: a@other.example\r\nSubject: Report Domain: example.net Submitter: a.example Report-ID: <1>\r\nContent-Type: application/gzip; name=\"b.example!example.com!1!2.xml.gz\"\r\n\r\n"u8.ToArray());
        ReportIdentity identity = ReportIdentity.Of(message, report);
        Assert.True(identity is { AgreesOnDomain: false, AgreesOnSubmitter: false, SubmitterIsContact: true, AuthorDomain: "other.example" });
    }

    [Fact, Rfc(6590, "3")]
    public void Redaction_gives_the_same_text_for_the_same_data_and_key()
    {
        Redactor redactor = new("0123456789abcdef"u8);
        Redactor other = new("0123456789abcdeF"u8);

        // HMAC-SHA-256 of "jane" by OpenSSL.
        Assert.Equal("Fww3MjTgSeMd25U8HyiECyt6ijd43Lsu87TtvXVuofo", redactor.Redact("jane"));
        Assert.Equal(Redactor.ReplacementLength, redactor.Redact("jane").Length);
        Assert.NotEqual(redactor.Redact("jane"), other.Redact("jane"));
        Assert.NotEqual(redactor.Redact("jane"), redactor.Redact("Jane"));
        Assert.Equal(redactor.Redact("jane") + "@example.org", redactor.RedactAddress("jane@example.org"));
        Assert.Equal(WriteStatus.Ok, new MailboxAddress(redactor.RedactAddress("\"a b\"@example.org")).Check());
        Assert.Throws<ArgumentException>(() => new Redactor("short"u8));
    }

    [Fact, Rfc(6590, "3")]
    public void Each_instance_in_a_message_is_replaced_and_nothing_else()
    {
        Redactor redactor = new("0123456789abcdef"u8);
        byte[] message = [.. "To: <jane@example.org>\r\nX: janeway jürgen "u8, 0xFF, .. "\r\n\r\nJane jane\r\n"u8];
        byte[] redacted = redactor.RedactMessage(message, ["jane", "janeway", "jürgen", ""]);

        byte[] expected = [.. Encoding.UTF8.GetBytes($"To: <{redactor.Redact("jane")}@example.org>\r\nX: {redactor.Redact("janeway")} {redactor.Redact("jürgen")} "), 0xFF, .. Encoding.UTF8.GetBytes($"\r\n\r\nJane {redactor.Redact("jane")}\r\n")];
        Assert.Equal(expected, redacted);
        Assert.Equal(message, redactor.RedactMessage(message, []));
    }

    private static byte[] Write(MessageBuilder message)
    {
        ArrayBufferWriter<byte> output = new();
        message.Write(output, new byte[16]);
        return output.WrittenSpan.ToArray();
    }
}
