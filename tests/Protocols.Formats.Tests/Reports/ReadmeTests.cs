using System.Buffers;
using System.Security.Cryptography;
using Protocols.Mime;
using Protocols.Reports;

namespace Protocols.Formats.Tests.Reports;

/// <summary>The examples of the package's README, run.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void The_examples_of_the_README_are_those_that_run_here()
    {
        string readme = File.ReadAllText(Path.Combine(Suites.RepositoryRoot, "src", "Protocols.Reports", "README.md"));
        string code = File.ReadAllText(Path.Combine(Suites.RepositoryRoot, "tests", "Protocols.Formats.Tests", "Reports", "ReadmeTests.cs"));
        string[] examples = [.. readme.Split("```csharp\n").Skip(1).Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)])];

        Assert.Equal(4, examples.Length);
        Assert.All(examples, example => Assert.Contains(Flat(example), Flat(code), StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_aggregated_and_sent_is_read()
    {
        ArrayBufferWriter<byte> output = new();
        Aggregate(output, Samples.Begin, Samples.Begin.AddSeconds(86399));
        Read(output.WrittenSpan.ToArray());

        using MimeDocument message = MimeDocument.Parse(output.WrittenMemory);
        Assert.Equal("192.0.2.1", AggregateReport.Read(message).GetReport().Records.Single().SourceIp);
    }

    [Fact]
    public void What_is_redacted_does_not_name_anybody()
    {
        ArrayBufferWriter<byte> output = new();
        Feedback(output, new byte[32], "To: jane@example.org\r\n\r\nHello jane\r\n"u8.ToArray(), Samples.Begin);

        Assert.Equal(-1, output.WrittenSpan.IndexOf("jane"u8));
        using MimeDocument message = MimeDocument.Parse(output.WrittenMemory);
        Assert.EndsWith("@example.org", FeedbackReport.Read(message).GetReport().OriginalRecipients.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_became_of_a_message_is_read()
    {
        ArrayBufferWriter<byte> output = new();
        Notify(output, "Subject: x\r\n"u8.ToArray(), Samples.Begin);

        using MimeDocument message = MimeDocument.Parse(output.WrittenMemory);
        DeliveryReport report = DeliveryReport.Read(message).GetReport();
        Assert.Equal(("bob@example.net", true), (report.Recipients.Single().FinalRecipient?.Value, report.Recipients.Single().IsPermanentFailure));
    }

    private static string Flat(string code) => string.Concat(code.Split('\n').Select(line => line.Trim()));

    private static void Read(byte[] received)
    {
        using MimeDocument message = MimeDocument.Parse(received);
        ReportReading<AggregateReport> reading = AggregateReport.Read(message);
        if (reading.Report is { } report)
        {
            ReportIdentity identity = ReportIdentity.Of(message, report);
            Console.WriteLine($"{report.Metadata.Organization} about {report.Policy.Domain}, agreed: {identity.AgreesOnDomain}");
            foreach (AggregateRecord record in report.Records.Where(record => !record.IsPass))
            {
                Console.WriteLine($"{record.Count} from {record.SourceIp} as {record.HeaderFrom}: {record.Disposition}");
            }
        }
    }

    private static void Aggregate(IBufferWriter<byte> output, DateTimeOffset begin, DateTimeOffset end)
    {
        AggregateReportBuilder builder = new(new PolicyPublished("example.com", DmarcDisposition.Reject));
        builder.Add(new AggregateRecord("192.0.2.1", 1, "example.com")
        {
            Disposition = DmarcDisposition.None,
            Dkim = DmarcOutcome.Pass,
            Spf = DmarcOutcome.Fail,
            EnvelopeFrom = "bounces.example.net",
            DkimResults = [new DkimAuthResult("example.com", "s1", AuthOutcome.Pass)],
            SpfResults = [new SpfAuthResult("bounces.example.net", SpfScope.MailFrom, AuthOutcome.Pass)],
        });
        AggregateMetadata metadata = new("Receiver Inc.", "dmarc@receiver.example", "20261124.1@receiver.example", begin, end);
        AggregateReport report = builder.Build(metadata);
        MessageBuilder message = ReportMessages.Create(report, "receiver.example", new MailboxAddress("dmarc@receiver.example"), "rua@example.com", end);
        message.Write(output, RandomNumberGenerator.GetBytes(16));
    }

    private static void Feedback(IBufferWriter<byte> output, byte[] key, byte[] spam, DateTimeOffset date)
    {
        Redactor redactor = new(key);
        FeedbackReport feedback = new()
        {
            Type = FeedbackType.Abuse,
            UserAgent = "Example/1.0",
            OriginalRecipients = [redactor.RedactAddress("jane@example.org")],
            SourceIp = "192.0.2.1",
            Reported = redactor.RedactMessage(spam, ["jane"]),
        };
        MessageBuilder message = feedback.CreateMessage(new MailboxAddress("abuse@example.org"), "abuse@example.net", date, "Somebody calls this spam.\n");
        message.Write(output, RandomNumberGenerator.GetBytes(16));
    }

    private static void Notify(IBufferWriter<byte> output, byte[] header, DateTimeOffset date)
    {
        DeliveryReport status = new()
        {
            ReportingMta = new ReportAddress("dns", "mx.example.org"),
            ArrivalDate = date,
            Recipients =
            [
                new DeliveryRecipient
                {
                    FinalRecipient = new ReportAddress("rfc822", "bob@example.net"),
                    Action = DeliveryAction.Failed,
                    Status = "5.1.1",
                    RemoteMta = new ReportAddress("dns", "mx.example.net"),
                    DiagnosticCode = new ReportAddress("smtp", "550 5.1.1 no such user"),
                },
            ],
            Returned = header,
            IsHeaderOnly = true,
        };
        MessageBuilder message = status.CreateMessage(new MailboxAddress("postmaster@mx.example.org"), "ann@example.org", date, "Your message could not be delivered", "Sorry.\n");
        message.Write(output, RandomNumberGenerator.GetBytes(16));
    }
}
