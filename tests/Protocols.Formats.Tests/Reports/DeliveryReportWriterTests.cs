using System.Buffers;
using System.Text;
using Protocols.Mime;
using Protocols.Reports;

namespace Protocols.Formats.Tests.Reports;

public sealed class DeliveryReportWriterTests
{
    private static readonly DeliveryReport s_whole = new()
    {
        ReportingMta = new ReportAddress("dns", "mx.example.org"),
        OriginalEnvelopeId = "QQ314159 =?x?q?y?=",
        Gateway = new ReportAddress("dns", "gate.example.org"),
        ReceivedFromMta = new ReportAddress("dns", "laptop (192.0.2.7)"),
        ArrivalDate = Samples.Begin,
        DeliverBy = Samples.Begin.AddHours(2),
        FutureReleaseRequest = "for;60",
        OtherFields = [new ReportField("X-Queue-ID", "17")],
        Recipients =
        [
            new DeliveryRecipient
            {
                OriginalRecipient = new ReportAddress("x400", "/G=Ann/S=Example/"),
                FinalRecipient = new ReportAddress("rfc822", "\"ann  b\"@example.net"),
                Action = DeliveryAction.Failed,
                Status = "5.1.1",
                RemoteMta = new ReportAddress("dns", "mx.example.net"),
                DiagnosticCode = new ReportAddress("smtp", "550 5.1.1 no such user"),
                LastAttempt = Samples.Begin.AddHours(1),
                FinalLogId = "log 5",
                OtherFields = [new ReportField("X-Odd", "a: b")],
            },
            new DeliveryRecipient
            {
                FinalRecipient = new ReportAddress("utf-8", "jürgen+x\\=@example.org"),
                Action = DeliveryAction.Delayed,
                Status = "4.4.1",
                WillRetryUntil = Samples.Begin.AddDays(5),
            },
        ],
    };

    [Theory, Rfc(3464, "2.2"), Rfc(3464, "2.3"), Rfc(2852, "5"), Rfc(4865, "5.1.2")]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_field_that_is_written_is_read_again(bool isUtf8)
    {
        ReportReading<DeliveryReport> reading = Read(s_whole, isUtf8);
        Assert.Empty(reading.Defects);
        AssertEqual(s_whole, reading.GetReport());
    }

    // What others wrote and what is whole is written so that it says the same.
    [Fact, Rfc(3464, "2.1")]
    public void Each_bounce_that_is_whole_is_written_so_that_it_says_the_same()
    {
        int written = 0;
        foreach (string file in Suites.Files("dsn-sisimai", "*.eml"))
        {
            using MimeDocument message = MimeDocument.Parse(File.ReadAllBytes(file));
            if (DeliveryReport.Read(message).Report is not { } report || report.FindProblem(isUtf8: true) is not null)
            {
                continue;
            }

            AssertEqual(report, Read(report, isUtf8: true).GetReport());
            written++;
        }

        Assert.True(written > 150, $"Only {written} could be written.");
    }

    [Fact, Rfc(6533, "3"), Rfc(6533, "4.1")]
    public void Other_letters_are_escaped_for_seven_bits_and_go_as_they_are_in_UTF_8()
    {
        DeliveryReport report = s_whole with
        {
            Recipients = [new DeliveryRecipient { FinalRecipient = new ReportAddress("utf-8", "jürgen+x@example.org"), Action = DeliveryAction.Failed, Status = "5.0.0" }],
        };
        Assert.Contains("Final-Recipient: utf-8; j\\x{FC}rgen\\x{2B}x@example.org\r\n", Write(report, isUtf8: false), StringComparison.Ordinal);
        Assert.Contains("Final-Recipient: utf-8; jürgen+x@example.org\r\n", Write(report, isUtf8: true), StringComparison.Ordinal);

        DeliveryReport told = report with { Recipients = [report.Recipients[0] with { DiagnosticCode = new ReportAddress("smtp", "550 unbekannt: jürgen") }] };
        Assert.Equal(new ReportProblem(ReportProblemCode.BadCharacter, "Diagnostic-Code"), told.FindProblem());
        Assert.Contains("Diagnostic-Code: smtp; 550 unbekannt: jürgen\r\n", Write(told, isUtf8: true), StringComparison.Ordinal);
    }

    [Fact, Rfc(3464, "2.1.1")]
    public void Long_texts_are_folded_and_stay_the_same()
    {
        string text = string.Join(' ', Enumerable.Range(0, 200).Select(static i => new string('x', i % 90)));
        DeliveryReport report = s_whole with { Recipients = [s_whole.Recipients[0] with { DiagnosticCode = new ReportAddress("smtp", "550 " + text.Trim()) }] };
        Assert.All(Write(report, isUtf8: false).Split("\r\n"), static line => Assert.True(line.Length <= 91, line));
        Assert.Equal("550 " + text.Trim(), Read(report, isUtf8: false).GetReport().Recipients[0].DiagnosticCode?.Value);
    }

    public static TheoryData<string, string> Hostile
    {
        get
        {
            TheoryData<string, string> all = [];
            foreach (string name in new[] { "Reporting-MTA", "Original-Envelope-Id", "DSN-Gateway", "Received-From-MTA", "X-A", "Original-Recipient", "Final-Recipient", "Remote-MTA", "Diagnostic-Code", "Final-Log-ID", "X-B" })
            {
                foreach (string hostile in new[] { "a\r\nBcc: x", "a\nb", "a\rb", "a\0b", "a\u0085b", "a\uD800b" })
                {
                    all.Add(name, hostile);
                }
            }

            return all;
        }
    }

    [Theory, MemberData(nameof(Hostile)), Rfc(3464, "2.1.1")]
    public void Nothing_in_a_value_becomes_a_field(string field, string hostile)
    {
        DeliveryRecipient one = s_whole.Recipients[0];
        ReportAddress address = new("utf-8", hostile);
        DeliveryReport report = field switch
        {
            "Reporting-MTA" => s_whole with { ReportingMta = address },
            "Original-Envelope-Id" => s_whole with { OriginalEnvelopeId = hostile },
            "DSN-Gateway" => s_whole with { Gateway = address },
            "Received-From-MTA" => s_whole with { ReceivedFromMta = address },
            "X-A" => s_whole with { OtherFields = [new ReportField("X-A", hostile)] },
            "Original-Recipient" => s_whole with { Recipients = [one with { OriginalRecipient = address }] },
            "Final-Recipient" => s_whole with { Recipients = [one with { FinalRecipient = address }] },
            "Remote-MTA" => s_whole with { Recipients = [one with { RemoteMta = address }] },
            "Diagnostic-Code" => s_whole with { Recipients = [one with { DiagnosticCode = address }] },
            "Final-Log-ID" => s_whole with { Recipients = [one with { FinalLogId = hostile }] },
            _ => s_whole with { Recipients = [one with { OtherFields = [new ReportField("X-B", hostile)] }] },
        };
        foreach (bool isUtf8 in new[] { false, true })
        {
            ReportValueException refused = Assert.Throws<ReportValueException>(() => report.Write(new ArrayBufferWriter<byte>(), isUtf8));
            Assert.Equal(new ReportProblem(ReportProblemCode.BadCharacter, field), refused.Problem);
        }
    }

    [Fact, Rfc(3464, "2.3.4"), Rfc(3464, "2.3.9")]
    public void What_is_missing_or_out_of_place_is_told()
    {
        DeliveryRecipient one = s_whole.Recipients[0];
        Assert.Equal(new ReportProblem(ReportProblemCode.Missing, "Reporting-MTA"), (s_whole with { ReportingMta = null }).FindProblem());
        Assert.Equal(new ReportProblem(ReportProblemCode.Missing, "Final-Recipient"), (s_whole with { Recipients = [] }).FindProblem());
        Assert.Equal(new ReportProblem(ReportProblemCode.BadValue, "Reporting-MTA"), (s_whole with { ReportingMta = new ReportAddress("d;ns", "x") }).FindProblem());
        Assert.Equal(new ReportProblem(ReportProblemCode.BadValue, "Future-Release-Request"), (s_whole with { FutureReleaseRequest = "for;soon" }).FindProblem());
        Assert.Equal(new ReportProblem(ReportProblemCode.BadValue, "field-name"), (s_whole with { OtherFields = [new ReportField("Status", "5.0.0")] }).FindProblem());
        Assert.Equal(new ReportProblem(ReportProblemCode.OutOfRange, "X-A"), (s_whole with { OtherFields = [new ReportField("X-A", new string('a', 801))] }).FindProblem());
        Assert.Equal(new ReportProblem(ReportProblemCode.OutOfRange, "X-A"), (s_whole with { OtherFields = [new ReportField("X-A", "a" + new string(' ', 61) + "b")] }).FindProblem());
        (DeliveryRecipient Recipient, ReportProblem Problem)[] broken =
        [
            (one with { FinalRecipient = null }, new(ReportProblemCode.Missing, "Final-Recipient")),
            (one with { Action = null }, new(ReportProblemCode.Missing, "Action")),
            (one with { Status = null }, new(ReportProblemCode.Missing, "Status")),
            (one with { Status = "5.01.1" }, new(ReportProblemCode.BadValue, "Status")),
            (one with { Status = "3.1.1" }, new(ReportProblemCode.BadValue, "Status")),
            (one with { WillRetryUntil = Samples.Begin }, new(ReportProblemCode.BadValue, "Will-Retry-Until")),
        ];
        Assert.All(broken, static one => Assert.Equal(one.Problem, (s_whole with { Recipients = [one.Recipient] }).FindProblem()));
    }

    [Theory, Rfc(3464, "2"), Rfc(6533, "4"), Rfc(3834, "5")]
    [InlineData(false, true, "message/delivery-status", "text/rfc822-headers")]
    [InlineData(false, false, "message/delivery-status", "message/rfc822")]
    [InlineData(true, true, "message/global-delivery-status", "message/global-headers")]
    [InlineData(true, false, "message/global-delivery-status", "message/global")]
    public void The_message_has_three_parts_of_the_types_of_its_specification(bool isUtf8, bool isHeaderOnly, string status, string returned)
    {
        byte[] original = Encoding.UTF8.GetBytes(isHeaderOnly ? "From: a@example.net\r\nSubject: x\r\n" : "From: a@example.net\r\nSubject: x\r\n\r\nHi\r\n");
        DeliveryReport report = s_whole with { Returned = original, IsHeaderOnly = isHeaderOnly };
        ArrayBufferWriter<byte> written = new();
        report.CreateMessage(new MailboxAddress("MAILER-DAEMON", "postmaster@mx.example.org"), "a@example.net", Samples.Begin, "Mail was not delivered", "Sorry.\n", isUtf8)
            .Write(written, new byte[16], new MimeWriteOptions { Mode = isUtf8 ? MimeOutputMode.SmtpUtf8 : MimeOutputMode.SevenBit });

        using MimeDocument message = MimeDocument.Parse(written.WrittenMemory);
        MimePart[] parts = [.. Enumerable.Range(1, 3).Select(message.GetPart)];
        Assert.Equal("multipart/report", TypeOf(message.Root));
        Assert.True(message.Root.ContentTypeParameters.TryGetString("report-type"u8, out string type));
        Assert.Equal("delivery-status", type);
        Assert.Equal(["text/plain", status, returned], parts.Select(TypeOf));
        Assert.Equal("auto-replied", message.Root.GetHeaderText(HeaderId.AutoSubmitted));
        DeliveryReport read = DeliveryReport.Read(message).GetReport();
        AssertEqual(s_whole, read with { Returned = default, IsHeaderOnly = false });
        Assert.Equal((Encoding.UTF8.GetString(original).TrimEnd(), isHeaderOnly), (Encoding.UTF8.GetString(read.Returned.Span).TrimEnd(), read.IsHeaderOnly));
    }

    private static string TypeOf(MimePart part) => $"{Encoding.ASCII.GetString(part.TypeName)}/{Encoding.ASCII.GetString(part.SubtypeName)}";

    private static void AssertEqual(DeliveryReport expected, DeliveryReport actual)
    {
        Assert.Equal(expected.OtherFields, actual.OtherFields);
        Assert.Equal(expected.Recipients.Count, actual.Recipients.Count);
        for (int i = 0; i < expected.Recipients.Count; i++)
        {
            Assert.Equal(expected.Recipients[i].OtherFields, actual.Recipients[i].OtherFields);
            Assert.Equal(expected.Recipients[i] with { OtherFields = [] }, actual.Recipients[i] with { OtherFields = [] });
        }

        Assert.Equal(expected with { OtherFields = [], Recipients = [], Returned = default, IsHeaderOnly = false }, actual with { OtherFields = [], Recipients = [], Returned = default, IsHeaderOnly = false });
    }

    private static string Write(DeliveryReport report, bool isUtf8)
    {
        ArrayBufferWriter<byte> fields = new();
        report.Write(fields, isUtf8);
        return Encoding.UTF8.GetString(fields.WrittenSpan);
    }

    private static ReportReading<DeliveryReport> Read(DeliveryReport report, bool isUtf8) => NotificationTests.Read(Write(report, isUtf8));
}
