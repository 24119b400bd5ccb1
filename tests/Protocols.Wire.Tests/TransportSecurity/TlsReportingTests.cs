using System.Buffers;
using Protocols.Reports;
using Protocols.TransportSecurity.TlsReporting;

namespace Protocols.Wire.Tests.TransportSecurity;

public sealed class TlsReportingTests
{
    private static readonly DateOnly s_day = new(2026, 11, 24);

    [Theory]
    [InlineData("v=TLSRPTv1;rua=mailto:reports@example.com", "mailto:reports@example.com")]
    [InlineData("v=TLSRPTv1; rua=https://reporting.example.com/v1/tlsrpt , mailto:a@b.test; new=1;", "https://reporting.example.com/v1/tlsrpt", "mailto:a@b.test")]
    [InlineData("v=TLSRPTv1; rua=ftp://x.test,mailto:a@b.test", "mailto:a@b.test")]
    [Rfc(8460, "3")]
    public void A_record_says_where_reports_go(string text, params string[] expected)
    {
        Assert.True(TlsReportingRecord.TryRead(["other", text], out TlsReportingRecord? record, out _));
        Assert.Equal(expected, record!.Addresses.Select(static uri => uri.ToString()));
    }

    [Theory]
    [InlineData("no record begins with v=TLSRPTv1", "v=TLSRPTv2; rua=mailto:a@b.test")]
    [InlineData("there are several records", "v=TLSRPTv1; rua=mailto:a@b.test", "v=TLSRPTv1; rua=mailto:a@b.test")]
    [InlineData("there is no address to which reports could go", "v=TLSRPTv1;")]
    [InlineData("there is no address to which reports could go", "v=TLSRPTv1; rua=javascript:x")]
    [InlineData("'rua' is no field", "v=TLSRPTv1; rua")]
    [Rfc(8460, "3")]
    public void A_record_that_is_none_says_why(string problem, params string[] texts)
    {
        Assert.False(TlsReportingRecord.TryRead(texts, out _, out string why));
        Assert.Equal(problem, why);
    }

    [Fact]
    public void Addresses_have_a_bound()
    {
        string text = "v=TLSRPTv1; rua=" + string.Join(',', Enumerable.Repeat("mailto:a@b.test", 50));
        Assert.True(TlsReportingRecord.TryRead([text], out TlsReportingRecord? record, out _));
        Assert.Equal(TlsReportingRecord.MaxAddresses, record!.Addresses.Length);
    }

    [Fact]
    [Rfc(8460, "4.1")]
    [Rfc(8460, "4.4")]
    public void A_day_of_UTC_makes_one_report_of_a_domain_that_can_be_written_and_read()
    {
        TlsReportCollector collector = new();
        DateTimeOffset noon = Certificates.Now;
        foreach (TlsSession session in new[] { Session(noon), Session(noon.AddHours(11)), Session(noon, "starttls-not-supported"), Session(noon, "starttls-not-supported"), Session(noon, "certificate-expired"), Session(noon.AddHours(12)) })
        {
            Assert.True(collector.Add(session));
        }

        Assert.Equal(["example.test"], collector.Domains(s_day));
        TlsReport report = collector.Take(s_day, "Example.TEST", "Reporter", "ops@reporter.test", "2026-11-24-1")!;
        Assert.Null(collector.Take(s_day, "example.test", "Reporter", "ops@reporter.test", "2"));
        Assert.Equal(["example.test"], collector.Domains(s_day.AddDays(1)));
        TlsReportPolicy policy = Assert.Single(report.Policies);
        Assert.Equal(("sts", 2, 3), (policy.Type, policy.SuccessfulSessions, policy.FailedSessions));
        Assert.Equal([("certificate-expired", 1L), ("starttls-not-supported", 2L)], policy.Failures.Select(static f => (f.ResultType, f.FailedSessions)).Order());
        Assert.Equal((new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 24, 23, 59, 59, TimeSpan.Zero)), (report.Begin, report.End));

        ArrayBufferWriter<byte> json = new();
        TlsReportWriter.Write(report, json);
        TlsReport read = TlsReport.Read(json.WrittenMemory).Report!;
        Assert.Equal((report.ReportId, 5L), (read.ReportId, read.Policies[0].SuccessfulSessions + read.Policies[0].FailedSessions));
    }

    [Fact]
    [Rfc(8460, "4.1")]
    public void What_was_counted_can_be_kept_elsewhere_and_taken_in_again()
    {
        TlsReportCollector collector = new();
        DateTimeOffset noon = Certificates.Now;
        Assert.Empty(collector.Days);
        foreach (TlsSession session in new[] { Session(noon), Session(noon, "certificate-expired"), Session(noon.AddDays(1)) })
        {
            Assert.True(collector.Add(session));
        }

        Assert.Equal(3, collector.Counted);
        Assert.Equal([s_day, s_day.AddDays(1)], collector.Days);
        IReadOnlyList<TlsReportPolicy> kept = collector.Read(s_day, "EXAMPLE.test");
        Assert.Empty(collector.Read(s_day, "other.test"));

        TlsReportCollector again = new() { MaxDomains = 1 };
        Assert.True(again.Add(Session(noon, "certificate-expired")));
        Assert.True(again.Restore(s_day, "example.test", kept));
        Assert.False(again.Restore(s_day, "other.test", kept));
        TlsReportPolicy policy = Assert.Single(again.Take(s_day, "example.test", "Reporter", "ops@reporter.test", "1")!.Policies);
        Assert.Equal((1, 2), (policy.SuccessfulSessions, policy.FailedSessions));
        Assert.Equal(2, Assert.Single(policy.Failures).FailedSessions);
        Assert.Equal(kept[0].PolicyStrings, policy.PolicyStrings);
    }

    [Fact]
    public void What_is_held_has_bounds()
    {
        TlsReportCollector collector = new() { MaxDomains = 2, MaxPolicies = 2, MaxFailures = 1 };
        DateTimeOffset now = Certificates.Now;
        Assert.True(collector.Add(Session(now) with { Domain = "b.test" }));
        Assert.True(collector.Add(Session(now)));
        Assert.False(collector.Add(Session(now) with { Domain = "c.test" }));
        Assert.True(collector.Add(Session(now) with { PolicyStrings = ["another"] }));
        Assert.False(collector.Add(Session(now) with { PolicyStrings = ["a third"] }));
        for (int i = 0; i < 5; i++)
        {
            Assert.True(collector.Add(Session(now, "validation-failure") with { ReceivingMxHostname = $"mx{i}.test" }));
        }

        TlsReportPolicy policy = collector.Take(s_day, "example.test", "r", "r@r.test", "1")!.Policies[0];
        Assert.Equal([("mx0.test", 1L), (null, 4L)], policy.Failures.Select(static f => (f.ReceivingMxHostname, f.FailedSessions)));
    }

    private static TlsSession Session(DateTimeOffset time, string? result = null) =>
        new(time, "example.test.", "sts") { ResultType = result, PolicyStrings = ["version: STSv1"], MxHosts = ["mx.example.test"], ReceivingMxHostname = "mx.example.test" };
}
