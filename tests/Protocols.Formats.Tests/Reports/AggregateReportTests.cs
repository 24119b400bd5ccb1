using System.Text;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Reports;

namespace Protocols.Formats.Tests.Reports;

public sealed class AggregateReportTests
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(10_000).WithReplay(20261124, 1);

    [Fact, Rfc(7489, "Appendix C")]
    public void The_older_form_has_the_elements_of_its_schema_in_their_order()
    {
        XElement root = XDocument.Parse(Encoding.UTF8.GetString(HostileReportTests.Xml(Samples.Aggregate()))).Root!;

        Assert.Equal("feedback", root.Name);
        Assert.Equal(["version", "report_metadata", "policy_published", "extension", "record", "record"], root.Elements().Select(e => e.Name.ToString()));
        Assert.Equal(["org_name", "email", "extra_contact_info", "report_id", "date_range", "error"], root.Element("report_metadata")!.Elements().Select(e => e.Name.ToString()));
        Assert.Equal(["domain", "adkim", "aspf", "p", "sp", "pct", "fo"], root.Element("policy_published")!.Elements().Select(e => e.Name.ToString()));
        Assert.Equal(["disposition", "dkim", "spf", "reason", "reason"], root.Descendants("policy_evaluated").First().Elements().Select(e => e.Name.ToString()));
        Assert.Equal("1.0", root.Element("version")!.Value);
        Assert.Equal("1795478400", root.Descendants("begin").Single().Value);
    }

    [Fact, Rfc(9990, "Appendix A")]
    public void The_newer_form_is_in_its_namespace()
    {
        AggregateReport report = Samples.Aggregate(AggregateSchema.Rfc9990);
        XNamespace space = "urn:ietf:params:xml:ns:dmarc-2.0";
        XElement root = XDocument.Parse(Encoding.UTF8.GetString(HostileReportTests.Xml(report))).Root!;

        Assert.All(root.DescendantsAndSelf().Where(e => e.Name.LocalName != "note"), element => Assert.Equal(space, element.Name.Namespace));
        Assert.Equal(["domain", "discovery_method", "adkim", "aspf", "p", "sp", "np", "fo", "testing"], root.Element(space + "policy_published")!.Elements().Select(e => e.Name.LocalName));
        Assert.Equal("a < b", root.Element(space + "extension")!.Element(XName.Get("note", "https://ext.example/"))!.Value);

        ReportReading<AggregateReport> reading = AggregateReport.Read(HostileReportTests.Xml(report));
        Assert.Empty(reading.Defects);
        Assert.Equal(report.Policy with { Percentage = null }, reading.GetReport().Policy);
        Assert.Equal(report.Metadata, reading.GetReport().Metadata with { Errors = report.Metadata.Errors });
        Assert.Equal(report.Metadata.Errors, reading.GetReport().Metadata.Errors);
        Assert.Equal(AggregateSchema.Rfc9990, reading.GetReport().Schema);
    }

    [Fact, Rfc(9990, "3.1.1")]
    public void What_is_written_is_what_is_read()
    {
        Gen<string> text = Gen.Elements("a", "<b>", "&amp; &", "]]>", "\"'", "ü 😀", "x\ty", "--", "long " + new string('x', 200));
        Gen<AggregateRecord> record =
            from address in Gen.Elements("192.0.2.1", "2001:db8::1", "255.255.255.255")
            from count in Gen.Choose(1, int.MaxValue)
            from disposition in Gen.Elements(DmarcDisposition.None, DmarcDisposition.Quarantine, DmarcDisposition.Reject)
            from dkim in Gen.Elements(DmarcOutcome.Pass, DmarcOutcome.Fail)
            from spf in Gen.Elements(DmarcOutcome.Pass, DmarcOutcome.Fail)
            from envelope in Gen.Elements("", "a.example")
            from comment in text
            from reason in Gen.Elements(PolicyOverrideType.LocalPolicy, PolicyOverrideType.MailingList, PolicyOverrideType.Other, PolicyOverrideType.TrustedForwarder)
            from result in Gen.Elements(AuthOutcome.None, AuthOutcome.Pass, AuthOutcome.Fail, AuthOutcome.Neutral, AuthOutcome.TempError, AuthOutcome.PermError)
            from signatures in Gen.Choose(0, 3)
            select new AggregateRecord(address, count, "example.com")
            {
                Disposition = disposition,
                Dkim = dkim,
                Spf = spf,
                EnvelopeFrom = envelope,
                Reasons = [new PolicyOverride(reason, comment)],
                DkimResults = [.. Enumerable.Range(0, signatures).Select(i => new DkimAuthResult("d.example", "s" + i, result, comment))],
                SpfResults = [new SpfAuthResult("a.example", SpfScope.MailFrom, result)],
            };
        Gen<AggregateReport> report =
            from schema in Gen.Elements(AggregateSchema.Rfc7489, AggregateSchema.Rfc9990)
            from records in record.NonEmptyListOf()
            from organization in text
            select new AggregateReport
            {
                Schema = schema,
                Metadata = new AggregateMetadata(organization, "a@b.example", "id", Samples.Begin, Samples.Begin.AddDays(1)),
                Policy = new PolicyPublished("example.com", DmarcDisposition.None),
                Records = [.. records.Take(5)],
            };
        Prop.ForAll(report.ToArbitrary(), written =>
        {
            byte[] xml = HostileReportTests.Xml(written);
            ReportReading<AggregateReport> reading = AggregateReport.Read(xml);
            return reading.Status == ReportStatus.Ok && reading.Defects.Count == 0
                && reading.GetReport().Metadata.Organization == written.Metadata.Organization
                && reading.GetReport().Records.Zip(written.Records).All(pair => AggregateRecordEquals(pair.First, pair.Second))
                && HostileReportTests.Xml(reading.GetReport()).AsSpan().SequenceEqual(xml);
        }).Check(s_config);
    }

    public static TheoryData<string> Problems =>
        ["record", "org_name", "email", "report_id", "date_range", "error", "domain", "p", "sp", "pct", "source_ip", "count", "disposition", "dkim", "spf", "type", "comment", "header_from", "envelope_from", "envelope_to", "result", "scope", "selector", "xmlns", "extension"];

    [Theory, MemberData(nameof(Problems)), Rfc(9990, "3.1.1")]
    public void What_cannot_be_written_is_refused_before_anything_is(string what)
    {
        AggregateReport good = Samples.Aggregate();
        AggregateRecord record = Samples.Record();
        AggregateReport bad = what switch
        {
            "record" => good with { Records = [] },
            "org_name" => good with { Metadata = good.Metadata with { Organization = "a\0b" } },
            "email" => good with { Metadata = good.Metadata with { Email = "" } },
            "report_id" => good with { Metadata = good.Metadata with { ReportId = "a\rb" } },
            "date_range" => good with { Metadata = good.Metadata with { End = good.Metadata.Begin.AddSeconds(-1) } },
            "error" => good with { Metadata = good.Metadata with { Errors = ["\uD800"] } },
            "domain" => good with { Policy = good.Policy with { Domain = "a b" } },
            "p" => good with { Policy = good.Policy with { Policy = DmarcDisposition.Pass } },
            "sp" => good with { Policy = good.Policy with { SubdomainPolicy = DmarcDisposition.Unknown } },
            "pct" => good with { Policy = good.Policy with { Percentage = 101 } },
            "source_ip" => good with { Records = [record with { SourceIp = "1" }] },
            "count" => good with { Records = [record with { Count = 0 }] },
            "disposition" => good with { Records = [record with { Disposition = DmarcDisposition.Pass }] },
            "dkim" => good with { Records = [record with { Dkim = DmarcOutcome.Unknown }] },
            "spf" => good with { Records = [record with { SpfResults = [] }] },
            "type" => good with { Records = [record with { Reasons = [new PolicyOverride(PolicyOverrideType.PolicyTestMode, null)] }] },
            "comment" => good with { Records = [record with { Reasons = [new PolicyOverride(PolicyOverrideType.Other, "\u0001")] }] },
            "header_from" => good with { Records = [record with { HeaderFrom = "" }] },
            "envelope_from" => good with { Records = [record with { EnvelopeFrom = null }] },
            "envelope_to" => good with { Records = [record with { EnvelopeTo = "" }] },
            "result" => good with { Records = [record with { DkimResults = [new DkimAuthResult("a", "b", AuthOutcome.SoftFail)] }] },
            "scope" => good with { Records = [record with { SpfResults = [new SpfAuthResult("a", null, AuthOutcome.Pass)] }] },
            "selector" => good with { Records = [record with { DkimResults = [new DkimAuthResult("a", "", AuthOutcome.Pass)] }] },
            "xmlns" => good with { Extensions = [new AggregateExtension("", "a", "b")] },
            _ => good with { Extensions = [new AggregateExtension("urn:x", "a b", "c")] },
        };

        Assert.Null(AggregateReportWriter.FindProblem(good));
        Assert.Equal(what, Assert.Throws<ReportValueException>(() => HostileReportTests.Xml(bad)).Problem.Name);
    }

    [Fact, Rfc(9990, "Appendix A")]
    public void What_only_one_of_the_forms_has_is_refused_in_the_other()
    {
        AggregateReport report = Samples.Aggregate(AggregateSchema.Rfc9990);
        AggregateRecord record = Samples.Record();
        Assert.Equal("error", AggregateReportWriter.FindProblem(report with { Metadata = report.Metadata with { Errors = ["a", "b"] } })?.Name);
        Assert.Equal("type", AggregateReportWriter.FindProblem(report with { Records = [record with { Reasons = [new PolicyOverride(PolicyOverrideType.SampledOut, null)] }] })?.Name);
        Assert.Equal("scope", AggregateReportWriter.FindProblem(report with { Records = [record with { SpfResults = [new SpfAuthResult("a", SpfScope.Helo, AuthOutcome.Pass)] }] })?.Name);
        Assert.Equal("spf", AggregateReportWriter.FindProblem(report with { Records = [record with { SpfResults = [record.SpfResults[0], record.SpfResults[0]] }] })?.Name);
        Assert.Equal("selector", AggregateReportWriter.FindProblem(report with { Records = [record with { DkimResults = [new DkimAuthResult("a", null, AuthOutcome.Pass)] }] })?.Name);
        Assert.Null(AggregateReportWriter.FindProblem(report with { Records = [record with { Disposition = DmarcDisposition.Pass, EnvelopeFrom = null, SpfResults = [] }] }));
    }

    [Fact, Rfc(9990, "3.1.1.7")]
    public void The_builder_counts_messages_that_fared_alike()
    {
        AggregateReportBuilder builder = new(Samples.Aggregate().Policy);
        Assert.True(builder.Add(Samples.Record()));
        Assert.True(builder.Add(Samples.Record() with { SourceIp = "::ffff:192.0.2.1", HeaderFrom = "EXAMPLE.com", Count = 3 }));
        Assert.True(builder.Add(Samples.Record() with { Spf = DmarcOutcome.Fail }));
        Assert.True(builder.Add(Samples.Record() with { Reasons = [] }));

        AggregateReport report = builder.Build(Samples.Aggregate().Metadata);
        Assert.Equal([5L, 2L, 2L], report.Records.Select(record => record.Count));
        Assert.Null(AggregateReportWriter.FindProblem(report));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.Add(Samples.Record() with { Count = 0 }));
        Assert.Throws<ArgumentException>(() => builder.Add(Samples.Record() with { SourceIp = "nowhere" }));
    }

    [Fact, Rfc(9990, "3.1.3")]
    public void The_builder_keeps_the_most_telling_signatures()
    {
        AggregateReportBuilder builder = new(Samples.Aggregate().Policy, new AggregateReportBuilderOptions { MaxSignatures = 3 });
        builder.Add(Samples.Record() with
        {
            DkimResults =
            [
                new DkimAuthResult("example.com", "a", AuthOutcome.Fail), new DkimAuthResult("other.example", "b", AuthOutcome.Pass),
                new DkimAuthResult("mail.example.com", "c", AuthOutcome.Pass), new DkimAuthResult("example.com", "d", AuthOutcome.Pass),
            ],
        });
        Assert.Equal(["d", "c", "b"], builder.Build(Samples.Aggregate().Metadata).Records[0].DkimResults.Select(result => result.Selector));
    }

    [Fact, Rfc(9990, "3.1.1.7")]
    public void The_builder_leaves_out_what_is_beyond_its_limit()
    {
        AggregateReportBuilder builder = new(Samples.Aggregate().Policy, new AggregateReportBuilderOptions { MaxRecords = 2 });
        Assert.Equal([true, true, false, true], new[] { "192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.1" }.Select(address => builder.Add(Samples.Record() with { SourceIp = address })));
        Assert.Equal((2, 2L), (builder.RecordCount, builder.LeftOut));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AggregateReportBuilderOptions { MaxRecords = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AggregateReportBuilderOptions { MaxSignatures = 101 });
    }

    private static bool AggregateRecordEquals(AggregateRecord x, AggregateRecord y) =>
        (x.SourceIp, x.Count, x.HeaderFrom, x.Disposition, x.Dkim, x.Spf, x.EnvelopeFrom, x.EnvelopeTo) == (y.SourceIp, y.Count, y.HeaderFrom, y.Disposition, y.Dkim, y.Spf, y.EnvelopeFrom, y.EnvelopeTo)
        && x.Reasons.SequenceEqual(y.Reasons) && x.DkimResults.SequenceEqual(y.DkimResults) && x.SpfResults.SequenceEqual(y.SpfResults);
}
