using System.Buffers;
using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Mime;
using Protocols.Reports;

namespace Protocols.Formats.Tests.Reports;

/// <summary>Reports that want to do harm, and each limit tripped.</summary>
[Rfc(9990, "8.1")]
public sealed class HostileReportTests
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(10_000).WithReplay(20261124, 1);

    [Theory]
    [InlineData("<!DOCTYPE feedback [<!ENTITY a \"x\"><!ENTITY b \"&a;&a;&a;&a;\">]><feedback><version>&b;</version></feedback>")]
    [InlineData("<!DOCTYPE feedback SYSTEM \"file:///etc/passwd\"><feedback/>")]
    [InlineData("<?xml version=\"1.0\"?>\n<!DOCTYPE feedback [<!ENTITY x SYSTEM \"http://example.org/\">]><feedback><version>&x;</version></feedback>")]
    public void A_document_type_is_not_looked_at(string xml)
    {
        ReportReading<AggregateReport> reading = AggregateReport.Read(Encoding.ASCII.GetBytes(xml));
        Assert.Equal(ReportStatus.Malformed, reading.Status);
        Assert.Contains(reading.Defects, defect => defect.Code == ReportDefectCode.DocumentType);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_bomb_of_compression_ends_at_the_limit(bool isZip)
    {
        byte[] zeros = new byte[64 * 1024 * 1024];
        byte[] bomb = isZip ? Zip(("a.xml", zeros)) : Gzip(zeros);
        Assert.True(bomb.Length < 100_000);

        ReportReading<AggregateReport> reading = AggregateReport.Read(bomb);
        Assert.Equal(ReportStatus.DecompressionLimit, reading.Status);
        Assert.Null(reading.Report);
        Assert.Equal(ReportStatus.DecompressionLimit, TlsReport.Read(bomb).Status);
        Assert.Equal(ReportStatus.DecompressionLimit, TlsReport.Read(Gzip(Gzip(zeros))).Status);
    }

    [Fact]
    public void The_limit_of_octets_holds_for_plain_reports_and_to_the_octet()
    {
        byte[] xml = Xml(Samples.Aggregate());
        Assert.Equal(ReportStatus.Ok, AggregateReport.Read(xml, new() { MaxDecompressedBytes = xml.Length }).Status);
        Assert.Equal(ReportStatus.DecompressionLimit, AggregateReport.Read(xml, new() { MaxDecompressedBytes = xml.Length - 1 }).Status);
        Assert.Equal(ReportStatus.Ok, AggregateReport.Read(Gzip(xml), new() { MaxDecompressedBytes = xml.Length }).Status);
        Assert.Equal(ReportStatus.DecompressionLimit, AggregateReport.Read(Gzip(xml), new() { MaxDecompressedBytes = xml.Length - 1 }).Status);
    }

    [Fact]
    public void More_than_two_layers_of_compression_are_a_game() =>
        Assert.Equal(ReportStatus.UnsupportedCompression, AggregateReport.Read(Gzip(Gzip(Gzip(Xml(Samples.Aggregate()))))).Status);

    [Fact]
    public void Of_an_archive_the_first_file_is_read_and_no_size_is_trusted()
    {
        byte[] xml = Xml(Samples.Aggregate());
        byte[] zip = Zip(("a.xml", xml), ("b.xml", new byte[100]));
        ReportReading<AggregateReport> reading = AggregateReport.Read(zip);
        Assert.Equal(ReportStatus.Ok, reading.Status);
        Assert.Equal([ReportDefectCode.SeveralFiles], reading.Defects.Select(defect => defect.Code));

        // The sizes of the local header: first none, then far too much.
        zip.AsSpan(18, 8).Clear();
        Assert.Equal(2, AggregateReport.Read(zip).GetReport().Records.Count);
        zip.AsSpan(18, 8).Fill(0x7F);
        Assert.Equal(2, AggregateReport.Read(zip).GetReport().Records.Count);
        zip[6] |= 1;
        Assert.Equal(ReportStatus.UnsupportedCompression, AggregateReport.Read(zip).Status);
    }

    [Fact]
    public void Damaged_compression_gives_what_came_out()
    {
        ArrayBufferWriter<byte> many = new();
        AggregateReportWriter.Write(Samples.Aggregate() with { Records = [.. Enumerable.Range(1, 2000).Select(i => Samples.Record() with { Count = i })] }, many);
        byte[] gzip = Gzip(many.WrittenSpan.ToArray());
        ReportReading<AggregateReport> reading = AggregateReport.Read(gzip.AsMemory(0, gzip.Length * 3 / 4));
        Assert.Equal(ReportStatus.Damaged, reading.Status);
        Assert.InRange(reading.GetReport().Records.Count, 500, 1999);
        Assert.Equal(["example.com"], reading.GetReport().Records.Take(500).Select(record => record.HeaderFrom).Distinct());
    }

    [Fact]
    public void Deep_nesting_ends_at_the_limit()
    {
        string nested = string.Concat(Enumerable.Repeat("<a>", 1_000_000));
        ReportReading<AggregateReport> reading = AggregateReport.Read(Encoding.ASCII.GetBytes("<feedback><report_metadata><org_name>O</org_name></report_metadata>" + nested));
        Assert.Equal(ReportStatus.Damaged, reading.Status);
        Assert.Equal("O", reading.GetReport().Metadata.Organization);
        Assert.Contains(reading.Defects, defect => defect.Code == ReportDefectCode.DepthLimit);

        ReportReading<TlsReport> json = TlsReport.Read(Encoding.ASCII.GetBytes("{\"report-id\":\"1\",\"x\":" + new string('[', 1_000_000)));
        Assert.Equal(ReportStatus.Damaged, json.Status);
        Assert.Contains(json.Defects, defect => defect.Code == ReportDefectCode.DepthLimit);

        AggregateExtension deep = new("urn:x", "n", "t");
        byte[] ordinary = Xml(Samples.Aggregate() with { Extensions = [deep] });
        Assert.Equal(ReportStatus.Ok, AggregateReport.Read(ordinary, new() { MaxDepth = 8 }).Status);
    }

    [Fact]
    public void A_hundred_thousand_records_are_read_and_the_limit_keeps_the_first()
    {
        AggregateReport large = Samples.Aggregate() with { Records = [.. Enumerable.Range(1, 100_000).Select(i => new AggregateRecord("192.0.2.1", i, "example.com") { Disposition = DmarcDisposition.None, Dkim = DmarcOutcome.Pass, Spf = DmarcOutcome.Pass, EnvelopeFrom = "", SpfResults = [new SpfAuthResult("a.example", SpfScope.MailFrom, AuthOutcome.Pass)] })] };
        byte[] gzip = AggregateReportWriter.WriteCompressed(large);
        ReportReadOptions options = new() { MaxDecompressedBytes = 200_000_000 };

        ReportReading<AggregateReport> all = AggregateReport.Read(gzip, options);
        Assert.Equal((ReportStatus.Ok, 100_000, 5_000_050_000), (all.Status, all.GetReport().Records.Count, all.GetReport().MessageCount));

        gzip = AggregateReportWriter.WriteCompressed(large with { Records = [.. large.Records.Take(1000)] });
        ReportReading<AggregateReport> some = AggregateReport.Read(gzip, options with { MaxRecords = 10 });
        Assert.Equal((ReportStatus.Damaged, 10), (some.Status, some.GetReport().Records.Count));
        Assert.Equal(64, some.Defects.Count);
        Assert.Equal(3, AggregateReport.Read(gzip, options with { MaxRecords = 10, MaxDefects = 3 }).Defects.Count);
        Assert.Equal(ReportStatus.Damaged, AggregateReport.Read(gzip, options with { MaxRecords = 10, MaxDefects = 0 }).Status);
    }

    [Fact]
    public void The_limit_of_lists_keeps_the_first()
    {
        AggregateRecord record = Samples.Record() with { DkimResults = [.. Enumerable.Range(0, 20).Select(i => new DkimAuthResult($"d{i}.example", "s", AuthOutcome.Fail))] };
        ReportReading<AggregateReport> reading = AggregateReport.Read(Xml(Samples.Aggregate() with { Records = [record] }), new() { MaxListItems = 3 });
        Assert.Equal(3, reading.GetReport().Records[0].DkimResults.Count);
        Assert.Contains(reading.Defects, defect => defect is { Code: ReportDefectCode.ListLimit, Name: "dkim" });

        ReportReading<FeedbackReport> feedback = FeedbackReportTests.Read(string.Concat(Enumerable.Repeat("Reported-Domain: a.example\r\nX: y\r\n", 50)), new() { MaxListItems = 3 });
        Assert.Equal((3, 3), (feedback.GetReport().ReportedDomains.Count, feedback.GetReport().OtherFields.Count));

        TlsReportPolicy policy = Samples.Tls().Policies[0] with { PolicyStrings = [.. Enumerable.Repeat("x", 10)] };
        ArrayBufferWriter<byte> tls = new();
        TlsReportWriter.Write(Samples.Tls() with { Policies = [policy, policy, policy] }, tls);
        Assert.Equal(4, TlsReport.Read(tls.WrittenMemory, new() { MaxListItems = 4 }).GetReport().Policies[0].PolicyStrings.Count);

        // A policy and its failure are two records.
        ReportReading<TlsReport> few = TlsReport.Read(tls.WrittenMemory, new() { MaxRecords = 3 });
        Assert.Equal((ReportStatus.Damaged, 2), (few.Status, few.GetReport().Policies.Count));
    }

    // Very many attributes or namespaces in one tag cost the framework's reader more than linear time.
    [Theory]
    [InlineData("a{0}='' ")]
    [InlineData("xmlns:a{0}='u' ")]
    [InlineData("a{0}='>' ")]
    public void A_tag_that_is_too_long_ends_reading(string attribute)
    {
        StringBuilder xml = new("<feedback><report_metadata><org_name>O</org_name></report_metadata><!-- < \" --><record><![CDATA[<a \"]]></record><record ");
        for (int i = 0; i < 200_000; i++)
        {
            xml.AppendFormat(System.Globalization.CultureInfo.InvariantCulture, attribute, i);
        }

        ReportReading<AggregateReport> reading = AggregateReport.Read(Encoding.ASCII.GetBytes(xml + "/></feedback>"));
        Assert.Equal((ReportStatus.Damaged, "O", 1), (reading.Status, reading.GetReport().Metadata.Organization, reading.GetReport().Records.Count));
        Assert.Contains(reading.Defects, defect => defect.Code == ReportDefectCode.TagLimit);
        ReportStatus[] around = [.. new[] { 49, 50 }.Select(length => AggregateReport.Read(Encoding.ASCII.GetBytes($"<feedback a='{new string('>', length)}'><version>1</version></feedback>"), new() { MaxTextLength = 64 }).Status)];
        Assert.Equal([ReportStatus.Ok, ReportStatus.NoReport], around);
    }

    [Fact]
    public void Text_that_was_not_escaped_is_no_long_tag()
    {
        byte[] xml = Encoding.UTF8.GetBytes("<feedback><report_metadata><org_name>R<D isn't &c</org_name></report_metadata>" + string.Concat(Enumerable.Repeat("<record><row><count>1</count></row></record>", 1000)) + "</feedback>");
        ReportReading<AggregateReport> reading = AggregateReport.Read(xml);
        Assert.Equal((ReportStatus.Ok, "R<D isn't &c", 1000), (reading.Status, reading.GetReport().Metadata.Organization, reading.GetReport().Records.Count));
        Assert.Equal(ReportDefectCode.MendedXml, reading.Defects[0].Code);
    }

    [Fact]
    public void The_limit_of_recipients_keeps_the_first()
    {
        ReportReading<DeliveryReport> reading = NotificationTests.Read(string.Concat(Enumerable.Repeat("Final-Recipient: rfc822; a@x\r\nAction: failed\r\nStatus: 5.0.0\r\n\r\n", 100_000)), new() { MaxRecords = 7 });
        Assert.Equal((ReportStatus.Damaged, 7), (reading.Status, reading.GetReport().Recipients.Count));
    }

    [Fact]
    public void The_limit_of_texts_cuts_them()
    {
        ReportReadOptions options = new() { MaxTextLength = 64 };
        ReportReading<AggregateReport> reading = AggregateReport.Read(Xml(Samples.Aggregate() with { Metadata = Samples.Aggregate().Metadata with { Organization = new string('o', 1000) } }), options);
        Assert.Equal(64, reading.GetReport().Metadata.Organization.Length);
        Assert.Contains(reading.Defects, defect => defect is { Code: ReportDefectCode.TextLimit, Name: "org_name" });
        Assert.Equal(64, FeedbackReportTests.Read("User-Agent: " + new string('a', 1000), options).GetReport().UserAgent.Length);
        Assert.Equal(64, TlsReport.Read(Encoding.ASCII.GetBytes($"{{\"report-id\":\"{new string('a', 1000)}\"}}"), options).GetReport().ReportId.Length);
    }

    [Fact]
    public void Options_out_of_their_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReportReadOptions { MaxDecompressedBytes = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReportReadOptions { MaxRecords = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReportReadOptions { MaxListItems = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReportReadOptions { MaxDepth = 7 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReportReadOptions { MaxTextLength = 63 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReportReadOptions { MaxDefects = -1 });
    }

    // A report with octets changed, cut out and put in anywhere, plain and compressed.
    [Fact]
    public void No_octets_make_reading_throw()
    {
        byte[][] seeds =
        [
            Xml(Samples.Aggregate()), Xml(Samples.Aggregate(AggregateSchema.Rfc9990) with { Metadata = Samples.Aggregate().Metadata with { Errors = [] } }), AggregateReportWriter.WriteCompressed(Samples.Aggregate()),
            Zip(("a.xml", Xml(Samples.Aggregate()))), TlsReportWriter.WriteCompressed(Samples.Tls()), Encoding.UTF8.GetBytes(TlsReportTests.Text(Samples.Tls())),
            FeedbackReportTests.Send(Samples.AuthFailure()),
            "Content-Type: message/delivery-status\r\n\r\nFinal-Recipient: utf-8; \\x{41}@x (a\"b)\r\nStatus: 5.1.1\r\n"u8.ToArray(),
            "Content-Type: message/disposition-notification\r\n\r\nFinal-Recipient: rfc822; a@x\r\nDisposition: a/b; displayed/error,x\r\n"u8.ToArray(),
        ];
        Gen<byte[]> damaged =
            from seed in Gen.Elements(seeds)
            from places in Gen.Choose(0, seed.Length - 1).ListOf(6)
            from octets in Gen.Choose(0, 255).ListOf(6)
            from cut in Gen.Choose(0, 40)
            select Damage(seed, [.. places], [.. octets], cut);
        Prop.ForAll(damaged.ToArbitrary(), octets =>
        {
            AggregateReport.Read(octets);
            TlsReport.Read(octets);
            using MimeDocument message = MimeDocument.Parse(octets);
            AggregateReport.Read(message);
            TlsReport.Read(message);
            FeedbackReport.Read(message);
            DeliveryReport.Read(message);
            DispositionReport.Read(message);
        }).Check(s_config);
    }

    [Fact]
    public void A_report_cut_anywhere_is_read_up_to_there()
    {
        byte[] xml = Xml(Samples.Aggregate());
        int best = 0;
        for (int length = 0; length < xml.Length - 1; length++)
        {
            ReportReading<AggregateReport> reading = AggregateReport.Read(xml.AsMemory(0, length));
            Assert.NotEqual(ReportStatus.Ok, reading.Status);
            int records = reading.Report?.Records.Count ?? 0;
            Assert.True(records >= best);
            best = records;
        }

        Assert.Equal(2, best);
    }

    internal static byte[] Xml(AggregateReport report)
    {
        ArrayBufferWriter<byte> output = new();
        AggregateReportWriter.Write(report, output);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Damage(byte[] seed, int[] places, int[] octets, int cut)
    {
        List<byte> damaged = [.. seed];
        for (int i = 0; i < places.Length; i++)
        {
            int place = Math.Min(places[i], damaged.Count - 1);
            if (i % 3 == 0)
            {
                damaged[place] = (byte)octets[i];
            }
            else if (i % 3 == 1)
            {
                damaged.RemoveRange(place, Math.Min(cut, damaged.Count - place - 1));
            }
            else
            {
                damaged.Insert(place, (byte)octets[i]);
            }
        }

        return [.. damaged];
    }

    private static byte[] Gzip(byte[] octets)
    {
        using MemoryStream output = new();
        using (GZipStream gzip = new(output, CompressionLevel.SmallestSize))
        {
            gzip.Write(octets);
        }

        return output.ToArray();
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        using MemoryStream output = new();
        using (ZipArchive archive = new(output, ZipArchiveMode.Create))
        {
            foreach ((string name, byte[] content) in files)
            {
                using Stream entry = archive.CreateEntry(name, CompressionLevel.SmallestSize).Open();
                entry.Write(content);
            }
        }

        return output.ToArray();
    }
}
