using System.Text;
using System.Text.RegularExpressions;
using Protocols.Mime;
using static Protocols.Formats.Tests.Mime.MimeText;

namespace Protocols.Formats.Tests.Mime.Reports;

public sealed partial class ReportFieldsTests(ITestOutputHelper output)
{
    private const string Status = "\n\nReporting-MTA: dns; mx.example.org\nArrival-Date: Tue, 24 Nov 2026 03:15:27 +0000\n\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1\n no such user\n\nFinal-Recipient:rfc822;c@d.example\nStatus: 4.2.2 (mailbox full)\n";

    [Theory, Rfc(3464, "2.1")]
    [InlineData("message/delivery-status", "7bit")]
    [InlineData("message/delivery-status", "base64")]
    [InlineData("message/global-delivery-status", "8bit")]
    public void The_groups_of_a_delivery_status_are_read(string type, string encoding)
    {
        string body = encoding == "base64" ? Convert.ToBase64String(Crlf(Status)) : Status;
        using MimeDocument document = MimeDocument.Parse(Crlf($"Content-Type: {type}\nContent-Transfer-Encoding: {encoding}\n\n{body}"));
        Assert.True(document.Root.TryGetReportFields(out ReportFields report));
        List<string> groups = [];
        using (report)
        {
            foreach (ReportGroup group in report)
            {
                MimeHeaderReader reader = group.GetReader();
                List<string> fields = [];
                while (reader.Read())
                {
                    fields.Add($"{Latin(reader.Current.Name)}={Latin(reader.Current.Typed.Type)}/{reader.Current.GetText()}");
                }

                groups.Add(string.Join(", ", fields));
            }
        }

        Assert.Equal(
            [
                "Reporting-MTA=dns/dns; mx.example.org, Arrival-Date=/Tue, 24 Nov 2026 03:15:27 +0000",
                "Final-Recipient=rfc822/rfc822; a@b.example, Action=/failed, Status=/5.1.1, Diagnostic-Code=smtp/smtp; 550 5.1.1 no such user",
                "Final-Recipient=rfc822/rfc822;c@d.example, Status=/4.2.2 (mailbox full)",
            ],
            groups);
    }

    [Theory, Rfc(8098, "3.1"), Rfc(5965, "3")]
    [InlineData("message/disposition-notification", "Disposition: manual-action/MDN-sent-manually; displayed\n", "Disposition", "manual-action/MDN-sent-manually", "displayed")]
    [InlineData("message/feedback-report", "Feedback-Type: abuse\n", "feedback-type", "", "abuse")]
    public void A_field_of_a_report_is_found_by_its_name(string type, string body, string name, string expectedType, string expectedValue)
    {
        using MimeDocument document = MimeDocument.Parse(Crlf($"Content-Type: {type}\n\n{body}"));
        Assert.True(document.Root.TryGetReportFields(out ReportFields report));
        using ReportFields held = report;
        ReportFields.Enumerator groups = held.GetEnumerator();

        Assert.True(groups.MoveNext());
        Assert.True(groups.Current.TryGet(Encoding.ASCII.GetBytes(name), out HeaderFieldView field));
        Assert.Equal(expectedType, Latin(field.Typed.Type));
        Assert.Equal(expectedValue, Latin(field.Typed.Value));
        Assert.False(groups.Current.TryGet("Nothing"u8, out _));
        Assert.False(groups.MoveNext());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("message/partial")]
    public void What_is_no_report_has_no_groups(string type)
    {
        using MimeDocument document = MimeDocument.Parse(Crlf($"Content-Type: {type}\n\nx"));

        Assert.False(document.Root.TryGetReportFields(out _));
    }

    [Fact, Rfc(3464, "2.3")]
    public void Every_delivery_status_of_the_suites_names_a_recipient_or_a_status() => SuiteDecisions.Check(
        output,
        "delivery-status",
        Suites.Files("dsn-sisimai", "*.eml").Concat(Suites.Files("mime-mimekit", "delivery-status*")).Concat(Suites.Files("mime-ruby-mail", "*.eml")).SelectMany(Reports));

    private static IEnumerable<(string Name, string Wanted, string Got)> Reports(string file)
    {
        byte[] message = File.ReadAllBytes(file);
        if (!Labelled().IsMatch(Latin(message)))
        {
            yield break;
        }

        using MimeDocument document = MimeDocument.Parse(message);
        string got = "no report";
        for (int i = 0; i < document.PartCount; i++)
        {
            if (document.GetPart(i).KnownMediaType == KnownMediaType.MessageDeliveryStatus)
            {
                got = NamesRecipientOrStatus(document.GetPart(i)) ? "named" : "not named";
                if (got == "named")
                {
                    break;
                }
            }
        }

        yield return (Path.GetFileName(Path.GetDirectoryName(file)) + "/" + Path.GetFileNameWithoutExtension(file), "named", got);
    }

    [GeneratedRegex("(?:^|[\\r\\n])content-type:\\s*message/delivery-status", RegexOptions.IgnoreCase)]
    private static partial Regex Labelled();

    private static bool NamesRecipientOrStatus(MimePart part)
    {
        Assert.True(part.TryGetReportFields(out ReportFields report));
        using ReportFields held = report;
        bool found = false;
        foreach (ReportGroup group in held)
        {
            found |= (group.TryGet("Final-Recipient"u8, out HeaderFieldView recipient) && !recipient.Typed.Value.IsEmpty)
                || (group.TryGet("Status"u8, out HeaderFieldView status) && !status.Value.IsEmpty);
        }

        return found;
    }
}
