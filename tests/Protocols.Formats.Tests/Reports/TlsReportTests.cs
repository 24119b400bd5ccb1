using System.Buffers;
using System.Text;
using System.Text.Json;
using Protocols.Mime;
using Protocols.Reports;

namespace Protocols.Formats.Tests.Reports;

[Rfc(8460, "4.4")]
public sealed class TlsReportTests(ITestOutputHelper output)
{
    [Theory, InlineData("reports-mailauth-rs", 2), InlineData("reports-parsedmarc", 3)]
    public void Reports_by_others_are_read_as_a_reader_of_JSON_sees_them(string suite, int count)
    {
        string[] files = [.. Suites.Files(suite, "*.json").Where(file => file.Contains("tls", StringComparison.Ordinal))];
        Assert.Equal(count, files.Length);
        foreach (string file in files)
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(file));
            ReportReading<TlsReport> reading = TlsReport.Read(File.ReadAllBytes(file));
            output.WriteLine($"{Path.GetFileName(file)}: {string.Join("; ", reading.Defects)}");
            Assert.Equal(ReportStatus.Ok, reading.Status);
            AssertSame(json.RootElement, reading.GetReport());
        }
    }

    [Fact, Rfc(8460, "5.3.1")]
    public void The_report_of_a_message_is_read()
    {
        string folder = Path.Combine(Suites.Require("reports-mailauth-rs"), "tlsrpt");
        using MimeDocument message = MimeDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "rpt01.eml")));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "rpt01.json")));
        ReportReading<TlsReport> reading = TlsReport.Read(message);

        Assert.Equal(ReportStatus.Ok, reading.Status);
        AssertSame(json.RootElement, reading.GetReport());
        ReportIdentity identity = ReportIdentity.Of(message, reading.GetReport());
        Assert.Equal(("example.net", "mail.sender.example.com"), (identity.Subject!.Domain, identity.Subject.Submitter));
        Assert.Equal(("mail.sender.example", "example.com"), (identity.FileName!.Sender, identity.FileName.PolicyDomain));
        Assert.Equal("mail.sender.example.com", identity.AuthorDomain);
        Assert.False(identity.AgreesOnDomain);
        Assert.False(identity.SubmitterIsContact);
    }

    [Fact]
    public void What_is_odd_is_told_and_read_all_the_same()
    {
        ReportReading<TlsReport> reading = TlsReport.Read("""
            {"organization-name":"A","report-id":"1","date-range":{"start-datetime":"yesterday"},
             "policies":[{"policy":{"policy-type":"new","policy-string":"one","policy-domain":"example.org"},
               "summary":{"total-successful-session-count":"5","total-failure-session-count":-1},"failure-details":[{"result-type":"odd","failed-session-count":1.5}]}, 7]}
            """u8.ToArray());

        TlsReport report = reading.GetReport();
        Assert.Equal(ReportStatus.Ok, reading.Status);
        Assert.Equal(("new", 5L, 0L), (report.Policies[0].Type, report.Policies[0].SuccessfulSessions, report.Policies[0].FailedSessions));
        Assert.Equal(["one"], report.Policies[0].PolicyStrings);
        Assert.Equal("odd", report.Policies[0].Failures.Single().ResultType);
        Assert.Equal(
            ["MalformedValue start-datetime", "UnknownValue policy-type", "MalformedValue policy-string", "MalformedValue total-successful-session-count", "MalformedValue total-failure-session-count",
             "UnknownValue result-type", "MalformedValue failed-session-count", "Missing contact-info", "Missing start-datetime", "Missing end-datetime"],
            reading.Defects.Select(defect => $"{defect.Code} {defect.Name}"));
    }

    [Fact]
    public void A_report_that_breaks_off_anywhere_gives_what_came_before()
    {
        ArrayBufferWriter<byte> written = new();
        TlsReportWriter.Write(Samples.Tls(), written);
        int best = 0;
        for (int length = 1; length < written.WrittenCount; length++)
        {
            ReportReading<TlsReport> reading = TlsReport.Read(written.WrittenMemory[..length]);
            Assert.NotEqual(ReportStatus.Ok, reading.Status);
            int policies = reading.Report?.Policies.Count ?? 0;
            Assert.True(policies >= best);
            best = policies;
        }

        Assert.Equal(2, best);
    }

    [Fact]
    public void What_is_written_is_what_is_read()
    {
        TlsReport report = Samples.Tls();
        ReportReading<TlsReport> reading = TlsReport.Read(TlsReportWriter.WriteCompressed(report));

        Assert.Empty(reading.Defects);
        Assert.Equal(Text(report), Text(reading.GetReport()));
    }

    [Theory]
    [InlineData("policies")]
    [InlineData("organization-name")]
    [InlineData("contact-info")]
    [InlineData("report-id")]
    [InlineData("date-range")]
    [InlineData("policy-type")]
    [InlineData("policy-domain")]
    [InlineData("failed-session-count")]
    [InlineData("failure-reason-code")]
    [InlineData("additional-information")]
    [InlineData("receiving-ip")]
    public void What_cannot_be_written_is_refused_before_anything_is(string what)
    {
        TlsReport good = Samples.Tls();
        TlsReportPolicy policy = good.Policies[0];
        TlsReportFailure failure = policy.Failures[0];
        TlsReport bad = what switch
        {
            "policies" => good with { Policies = [] },
            "organization-name" => good with { Organization = "A\r\nB" },
            "contact-info" => good with { ContactInfo = "nobody" },
            "report-id" => good with { ReportId = "" },
            "date-range" => good with { End = good.Begin.AddSeconds(-1) },
            "policy-type" => good with { Policies = [policy with { Type = "odd" }] },
            "policy-domain" => good with { Policies = [policy with { Domain = "a b" }] },
            "failed-session-count" => good with { Policies = [policy with { Failures = [failure with { FailedSessions = 0 }] }] },
            "failure-reason-code" => good with { Policies = [policy with { Failures = [failure with { FailureReasonCode = "\0" }] }] },
            "additional-information" => good with { Policies = [policy with { Failures = [failure with { AdditionalInformation = "no uri" }] }] },
            _ => good with { Policies = [policy with { Failures = [failure with { ReceivingIp = "1" }] }] },
        };
        ArrayBufferWriter<byte> output = new();

        Assert.Null(TlsReportWriter.FindProblem(good));
        Assert.Equal(what, Assert.Throws<ReportValueException>(() => TlsReportWriter.Write(bad, output)).Problem.Name);
        Assert.Equal(0, output.WrittenCount);
    }

    internal static string Text(TlsReport report)
    {
        ArrayBufferWriter<byte> output = new();
        TlsReportWriter.Write(report, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static void AssertSame(JsonElement json, TlsReport report)
    {
        Assert.Equal(json.GetProperty("organization-name").GetString(), report.Organization);
        Assert.Equal(json.GetProperty("contact-info").GetString(), report.ContactInfo);
        Assert.Equal(json.GetProperty("report-id").GetString(), report.ReportId);
        Assert.Equal(json.GetProperty("date-range").GetProperty("start-datetime").GetDateTimeOffset(), report.Begin);
        Assert.Equal(json.GetProperty("date-range").GetProperty("end-datetime").GetDateTimeOffset(), report.End);
        JsonElement[] policies = [.. json.GetProperty("policies").EnumerateArray()];
        Assert.Equal(policies.Length, report.Policies.Count);
        for (int i = 0; i < policies.Length; i++)
        {
            JsonElement applied = policies[i].GetProperty("policy");
            JsonElement summary = policies[i].GetProperty("summary");
            TlsReportPolicy policy = report.Policies[i];
            Assert.Equal(applied.GetProperty("policy-type").GetString(), policy.Type);
            Assert.Equal(Member(applied, "policy-domain"), policy.Domain);
            Assert.Equal(applied.TryGetProperty("policy-string", out JsonElement strings) ? [.. strings.EnumerateArray().Select(text => text.GetString()!)] : (string[])[], policy.PolicyStrings);
            Assert.Equal(summary.TryGetProperty("total-failure-session-count", out JsonElement failed) ? failed.GetInt64() : 0, policy.FailedSessions);
            Assert.Equal(summary.TryGetProperty("total-successful-session-count", out JsonElement good) ? good.GetInt64() : 0, policy.SuccessfulSessions);
            JsonElement[] failures = policies[i].TryGetProperty("failure-details", out JsonElement details) ? [.. details.EnumerateArray()] : [];
            Assert.Equal(
                failures.Select(one => (Member(one, "result-type"), one.GetProperty("failed-session-count").GetInt64(), Member(one, "sending-mta-ip"), Member(one, "receiving-mx-hostname"), Member(one, "receiving-ip"), Member(one, "failure-reason-code"))),
                policy.Failures.Select(one => ((string?)one.ResultType, one.FailedSessions, one.SendingMtaIp, one.ReceivingMxHostname, one.ReceivingIp, one.FailureReasonCode)));
        }
    }

    private static string? Member(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
