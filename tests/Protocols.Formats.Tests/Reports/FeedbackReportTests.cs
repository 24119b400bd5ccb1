using System.Buffers;
using System.Text;
using System.Text.Json;
using Protocols.Mime;
using Protocols.Reports;

namespace Protocols.Formats.Tests.Reports;

public sealed class FeedbackReportTests
{
    private static readonly byte[] s_random = new byte[16];

    [Fact, Rfc(5965, "3"), Rfc(6591, "3")]
    public void What_mailauth_reads_is_read()
    {
        IReadOnlyList<string> files = [.. Suites.Files("reports-mailauth-rs", "*.json").Where(file => file.Contains("arf", StringComparison.Ordinal))];
        Assert.Equal(3, files.Count);
        foreach (string file in files)
        {
            using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(file));
            using MimeDocument message = MimeDocument.Parse(File.ReadAllBytes(Path.ChangeExtension(file, ".eml")));
            ReportReading<FeedbackReport> reading = FeedbackReport.Read(message);
            FeedbackReport report = reading.GetReport();
            JsonElement json = golden.RootElement;
            Assert.Equal(ReportStatus.Ok, reading.Status);
            Assert.Equal(json.GetProperty("feedback_type").GetString(), report.Type.ToString());
            Assert.Equal(json.GetProperty("user_agent").GetString(), report.UserAgent);
            Assert.Equal(json.GetProperty("incidents").GetUInt32(), report.Incidents);
            Assert.Equal(json.GetProperty("original_mail_from").GetString()?.Trim('<', '>'), report.OriginalMailFrom);
            Assert.Equal(json.GetProperty("original_rcpt_to").GetString()?.Trim('<', '>'), report.OriginalRecipients.SingleOrDefault());
            Assert.Equal(json.GetProperty("reporting_mta").GetString(), report.ReportingMta);
            Assert.Equal(json.GetProperty("source_ip").GetString(), report.SourceIp);
            Assert.Equal(json.GetProperty("arrival_date") is { ValueKind: JsonValueKind.Number } date ? date.GetInt64() : null, report.ArrivalDate?.ToUnixTimeSeconds());
            Assert.Equal(Strings(json, "authentication_results").Select(Flat), report.AuthenticationResults.Select(Flat));
            Assert.Equal(Strings(json, "reported_domain"), report.ReportedDomains);
            Assert.Equal(Strings(json, "reported_uri"), report.ReportedUris);
            Assert.Equal(json.GetProperty("auth_failure").GetString(), report.Failure?.Type.ToString() ?? "Unspecified");
            Assert.Equal(json.GetProperty("dkim_domain").GetString(), report.Failure?.DkimDomain);
            Assert.False(report.Reported.IsEmpty);
        }
    }

    [Fact, Rfc(5965, "2"), Rfc(6591, "3.2"), Rfc(9991, "4")]
    public void What_is_sent_is_what_is_read()
    {
        foreach (FeedbackReport report in new[] { Samples.Feedback(), Samples.AuthFailure() })
        {
            using MimeDocument message = MimeDocument.Parse(Send(report));
            ReportReading<FeedbackReport> reading = FeedbackReport.Read(message);
            FeedbackReport read = reading.GetReport();

            Assert.Empty(reading.Defects);
            Assert.Equal(Fields(report), Fields(read));
            Assert.Equal(report.IsHeaderOnly, read.IsHeaderOnly);
            Assert.Equal(Trimmed(report.Reported), Trimmed(read.Reported));
            Assert.Equal("1", read.Version);
            Assert.Equal("FW: Earn money", message.Root.GetHeaderText(HeaderId.Subject));
            Assert.True(message.Root.ContentTypeParameters.TryGetString("report-type"u8, out string type));
            Assert.Equal("feedback-report", type);
            Assert.Equal(report.Failure?.IdentityAlignment, read.Failure?.IdentityAlignment);
            Assert.Equal(report.Failure?.DkimSelectorDns, read.Failure?.DkimSelectorDns);
            Assert.Equal(report.Failure?.SpfDns, read.Failure?.SpfDns);
            Assert.Equal(report.Failure?.DkimCanonicalizedBody.ToArray(), read.Failure?.DkimCanonicalizedBody.ToArray());
        }
    }

    [Fact, Rfc(6430, "2")]
    public void A_message_that_is_no_spam_is_reported_as_such()
    {
        Assert.Contains("Feedback-Type: not-spam\r\n", Fields(Samples.Feedback() with { Type = FeedbackType.NotSpam }), StringComparison.Ordinal);
        Assert.Equal(FeedbackType.NotSpam, Read("Feedback-Type: Not-Spam (really)\r\n").GetReport().Type);
    }

    [Fact, Rfc(5965, "3.2")]
    public void Fields_that_may_stand_once_are_taken_once()
    {
        ReportReading<FeedbackReport> reading = Read("Feedback-Type: opt-out\r\nUser-Agent: A/1\r\nVersion: 1\r\nSource-IP: [IPv6:2001:db8::1]\r\nIncidents: 5\r\nIncidents: 6\r\nReceived-Date: Thu, 8 Mar 2005 14:00:00 EDT\r\nArrival-Date: Thu, 8 Mar 2005 15:00:00 EDT\r\n");
        FeedbackReport report = reading.GetReport();

        Assert.Equal((FeedbackType.Other, "opt-out", 5u, "2001:db8::1"), (report.Type, report.TypeName, report.Incidents, report.SourceIp));
        Assert.Equal(14, report.ArrivalDate?.Hour);
        Assert.Equal(["Repeated Incidents", "Repeated Arrival-Date"], reading.Defects.Where(defect => defect.Code == ReportDefectCode.Repeated).Select(defect => $"{defect.Code} {defect.Name}"));
    }

    [Theory, Rfc(6591, "3.3")]
    [InlineData(AuthFailureType.BodyHash, "DKIM-Domain")]
    [InlineData(AuthFailureType.Revoked, "DKIM-Domain")]
    [InlineData(AuthFailureType.Signature, "DKIM-Domain")]
    [InlineData(AuthFailureType.Adsp, "DKIM-ADSP-DNS")]
    [InlineData(AuthFailureType.Spf, "SPF-DNS")]
    [InlineData(AuthFailureType.Dmarc, "Identity-Alignment")]
    [InlineData(AuthFailureType.Unknown, "Auth-Failure")]
    public void A_failure_names_what_it_has_to_name(AuthFailureType type, string missing)
    {
        FeedbackReport report = Samples.AuthFailure() with { Failure = new AuthenticationFailure(type) };
        Assert.Equal(missing, report.FindProblem()?.Name);
    }

    [Theory, Rfc(5965, "8")]
    [InlineData("a\r\nX: y")]
    [InlineData("a\nX: y")]
    [InlineData("a\0b")]
    [InlineData("ä")]
    public void No_value_becomes_a_field(string value)
    {
        FeedbackReport good = Samples.AuthFailure();
        AuthenticationFailure failure = good.Failure!;
        FeedbackReport[] all =
        [
            good with { Type = FeedbackType.Other, TypeName = value, Failure = null }, good with { UserAgent = value }, good with { UserAgent = "A/1 " + value }, good with { OriginalEnvelopeId = value },
            good with { OriginalMailFrom = value }, good with { OriginalMailFrom = value + "@example.org" }, good with { OriginalRecipients = [value] },
            good with { SourceIp = value }, good with { AuthenticationResults = [value] }, good with { ReportedUris = [value] }, good with { ReportedUris = ["http://x/" + value] },
            good with { OtherFields = [new ReportField(value, "a")] }, good with { OtherFields = [new ReportField("A", value)] },
            good with { Failure = failure with { DkimIdentity = value } }, good with { Failure = failure with { DkimSelectorDns = value } },
            good with { Failure = failure with { DkimAdspDns = value } }, good with { Failure = failure with { SpfDns = [new SpfDnsRecord("txt", "example.org", value)] } },
            good with { Failure = failure with { SpfDns = [new SpfDnsRecord(value, "example.org", "a")] } },
        ];
        Assert.Null(good.FindProblem());
        Assert.All(all, report =>
        {
            ArrayBufferWriter<byte> output = new();
            Assert.Throws<ReportValueException>(() => report.Write(output));
            Assert.Equal(0, output.WrittenCount);
        });
        if (value != "ä")
        {
            FeedbackReport[] domains = [good with { ReportingMta = value }, good with { ReportedDomains = [value] }, good with { Failure = failure with { DkimDomain = value } }, good with { Failure = failure with { DkimSelector = value } }];
            Assert.All(domains, report => Assert.NotNull(report.FindProblem()));
        }
    }

    [Fact, Rfc(5965, "2")]
    public void A_report_without_the_message_is_not_sent_but_read()
    {
        Assert.Throws<ReportValueException>(() => (Samples.Feedback() with { Reported = default }).CreateMessage(new MailboxAddress("a@example.org"), "b@example.org", Samples.Begin, ""));
        ReportReading<FeedbackReport> reading = Read("Feedback-Type: abuse\r\n");
        Assert.True(reading.GetReport().Reported.IsEmpty);
        Assert.Equal(["User-Agent", "Version", "message/rfc822"], reading.Defects.Select(defect => defect.Name));
    }

    internal static ReportReading<FeedbackReport> Read(string fields, ReportReadOptions? options = null)
    {
        using MimeDocument message = MimeDocument.Parse(Encoding.Latin1.GetBytes("Content-Type: message/feedback-report\r\n\r\n" + fields));
        return FeedbackReport.Read(message, options);
    }

    internal static byte[] Send(FeedbackReport report)
    {
        ArrayBufferWriter<byte> output = new();
        report.CreateMessage(new MailboxAddress("abuse@example.org"), "abuse@example.net", Samples.Begin, "Spam.\n").Write(output, s_random);
        return output.WrittenSpan.ToArray();
    }

    internal static string Fields(FeedbackReport report)
    {
        ArrayBufferWriter<byte> output = new();
        report.Write(output);
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }

    private static string Trimmed(ReadOnlyMemory<byte> octets) => Encoding.ASCII.GetString(octets.Span).TrimEnd();

    private static string Flat(string text) => string.Join(' ', text.Split((char[])[' ', '\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));

    private static string[] Strings(JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray().Select(one => one.GetString()!)];
}
