using System.Text.Json;
using Protocols.Mime;
using Protocols.Reports;

namespace Protocols.Formats.Tests.Reports;

/// <summary>Aggregate reports as they are sent, from three projects that read them.</summary>
[Rfc(7489, "Appendix C")]
public sealed class AggregateSuiteTests(ITestOutputHelper output)
{
    // Each file with its status and its number of records: what a person counts in it.
    public static TheoryData<string, string, ReportStatus, int> ParsedMarc => new()
    {
        { "aggregate", "Report domain- borschow.com Submitter- google.com Report-ID- 949348866075514174.eml", ReportStatus.Ok, 1 },
        { "aggregate", "empty_reason.xml", ReportStatus.Ok, 1 },
        { "aggregate", "rfc9990-example.net!example.com!1700000000!1700086399.xml", ReportStatus.Ok, 2 },
        { "aggregate", "rfc9990-sample.xml", ReportStatus.Ok, 1 },
        { "aggregate", "usssa.com!example.com!1538784000!1538870399.xml", ReportStatus.Ok, 2 },
        { "aggregate", "estadocuenta1.infonacot.gob.mx!example.com!1536853302!1536939702!2940.xml.zip", ReportStatus.Ok, 1 },
        { "aggregate", "old_draft_from_wiki.xml", ReportStatus.Ok, 1 },
        { "aggregate", "invalid_xml.xml", ReportStatus.Ok, 1 },
        { "aggregate", "invalid_utf_8.xml", ReportStatus.Ok, 1 },
        { "aggregate", "twilight.eml", ReportStatus.Ok, 1 },
        { "aggregate", "addisonfoods.com!example.com!1536105600!1536191999.xml", ReportStatus.Ok, 1 },
        { "aggregate", "example.net!example.com!1529366400!1529452799.xml", ReportStatus.Ok, 1 },
        { "aggregate", "fastmail.com!example.com!1516060800!1516147199!102675056.xml.gz", ReportStatus.Ok, 1 },
        { "aggregate", "!example.com!1538204542!1538463818.xml", ReportStatus.Ok, 1 },
        { "aggregate", "mimecast-weird-gzip.eml", ReportStatus.Ok, 1 },
        { "extract_report", "nice-input.xml", ReportStatus.Ok, 20 },
        { "extract_report", "nice-input.xml.gz", ReportStatus.Ok, 20 },
        { "extract_report", "nice-input.xml.zip", ReportStatus.Ok, 20 },
        { "extract_report", "changed-input.xml", ReportStatus.Ok, 20 },
        { "", "empty.xml", ReportStatus.NoReport, -1 },
    };

    [Theory, MemberData(nameof(ParsedMarc))]
    public void A_report_of_parsedmarc_is_read_whole(string folder, string name, ReportStatus status, int records)
    {
        ReportReading<AggregateReport> reading = ReadFile(Path.Combine(Suites.Require("reports-parsedmarc"), folder, name));

        output.WriteLine(string.Join(Environment.NewLine, reading.Defects));
        Assert.Equal((status, records), (reading.Status, reading.Report?.Records.Count ?? -1));
    }

    // What stands in the file, counted without reading XML, is what is read.
    [Theory, InlineData("reports-parsedmarc"), InlineData("reports-opendmarc"), InlineData("reports-mailauth-rs")]
    public void As_many_records_are_read_as_there_are_in_the_file(string suite)
    {
        int all = 0;
        foreach (string file in Suites.Files(suite, "*.xml"))
        {
            string text = File.ReadAllText(file);
            int records = text.Split("<record>").Length - 1;
            ReportReading<AggregateReport> reading = ReadFile(file);
            output.WriteLine($"{Path.GetFileName(file)}: {reading.Status}, {records} records, {string.Join("; ", reading.Defects.Take(5))}");
            ReportStatus expected = text.Length == 0 ? ReportStatus.NoReport : text.TrimEnd().EndsWith("feedback>", StringComparison.Ordinal) ? ReportStatus.Ok : ReportStatus.Damaged;
            Assert.Equal(expected, reading.Status);
            Assert.Equal(records, reading.Report?.Records.Count ?? 0);
            all += records;
        }

        Assert.NotEqual(0, all);
    }

    [Fact]
    public void What_mailauth_reads_is_read()
    {
        string[] files = [.. Suites.Files("reports-mailauth-rs", "*.json").Where(file => file.Contains("dmarc-feedback", StringComparison.Ordinal))];
        Assert.Equal(6, files.Length);
        foreach (string file in files)
        {
            using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(file));
            string xml = Path.ChangeExtension(file, ".xml");
            ReportReading<AggregateReport> reading = ReadFile(File.Exists(xml) ? xml : Path.ChangeExtension(file, ".eml"));
            Assert.Equal(ReportStatus.Ok, reading.Status);
            MailAuthGolden.AssertSame(golden.RootElement, reading.GetReport());
        }
    }

    internal static ReportReading<AggregateReport> ReadFile(string file)
    {
        byte[] octets = File.ReadAllBytes(file);
        if (!file.EndsWith(".eml", StringComparison.Ordinal))
        {
            return AggregateReport.Read(octets);
        }

        using MimeDocument message = MimeDocument.Parse(octets);
        return AggregateReport.Read(message);
    }
}
