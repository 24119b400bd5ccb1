using System.Text;
using Protocols.Mime;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Reject;

public sealed class RejectTests
{
    private static readonly byte[] s_original = "From: bob@example.com\r\nTo: ann@example.org\r\nSubject: Birdseed\r\nMessage-ID: <1@x>\r\n\r\nBuy!\r\n"u8.ToArray();
    private static readonly byte[] s_random = [.. Enumerable.Range(0, ComposedMessage.RandomLength).Select(static i => (byte)i)];

    private static readonly RejectReport s_report = new()
    {
        Recipient = "ann@example.org",
        Sender = "bob@example.com",
        From = new MailboxAddress("Postmaster", "postmaster@example.org"),
        HostName = "mail.example.org",
        Date = new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero),
        Reason = "I am not taking mail from you, and I don't want your birdseed, either! Grüße",
    };

    [Fact]
    [Rfc(5429, "2.2.1")]
    public void A_rejected_message_goes_back_in_a_disposition_notification()
    {
        using MimeDocument report = Write(s_report);
        Assert.Equal("bob@example.com", report.Root.GetHeaderText(HeaderId.To));
        Assert.Equal("Postmaster <postmaster@example.org>", report.Root.GetHeaderText(HeaderId.From));
        Assert.Equal("auto-replied", report.Root.GetHeaderText(HeaderId.AutoSubmitted));
        Assert.Equal("disposition-notification", ReportType(report));
        Assert.Contains("birdseed, either! Grüße", report.GetPart(1).GetBodyText(), StringComparison.Ordinal);
        Assert.Contains("filter", report.GetPart(1).GetBodyText(), StringComparison.Ordinal);
        string fields = report.GetPart(2).GetBodyText();
        Assert.Contains("Disposition: automatic-action/MDN-sent-automatically; deleted", fields, StringComparison.Ordinal);
        Assert.Contains("Final-Recipient: rfc822; ann@example.org", fields, StringComparison.Ordinal);
        Assert.Contains("Original-Message-ID: <1@x>", fields, StringComparison.Ordinal);
        Assert.Equal(s_original, report.GetPart(3).BodySpan[..s_original.Length]);
    }

    [Fact]
    [Rfc(5429, "2.1.2")]
    public void A_refused_message_goes_back_in_a_delivery_status_notification()
    {
        using MimeDocument report = Write(s_report with { IsDeliveryStatus = true });
        Assert.Equal("delivery-status", ReportType(report));
        Assert.Contains("birdseed, either! Grüße", report.GetPart(1).GetBodyText(), StringComparison.Ordinal);
        Assert.Contains("Action: failed", report.GetPart(2).GetBodyText(), StringComparison.Ordinal);
        Assert.Contains("Status: 5.7.1", report.GetPart(2).GetBodyText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_sent_to_what_is_no_address()
    {
        using MimeDocument original = MimeDocument.Parse(s_original);
        Assert.False((s_report with { Sender = "nobody there" }).TryWrite(original, s_original, s_random, out _));
    }

    [Fact]
    [Rfc(5429, "2.5")]
    public void A_reason_of_several_lines_is_a_reply_of_several_lines() => Assert.Equal(
        ["AntiSpam engine thinks your message is spam.", "It is therefore being refused."],
        RejectText.ToLines("AntiSpam engine thinks your message is spam.\r\nIt is therefore being refused.\r\n"));

    [Fact]
    [Rfc(5429, "2.5")]
    public void No_line_is_longer_than_a_reply_can_have()
    {
        IReadOnlyList<string> lines = RejectText.ToLines(string.Join(' ', Enumerable.Repeat("word", 300)) + new string('x', 1200));
        Assert.All(lines, static line => Assert.InRange(line.Length, 1, 480));
        Assert.Equal("word", lines[0][..4]);
        Assert.EndsWith("word", lines[0], StringComparison.Ordinal);
    }

    [Theory]
    [Rfc(5429, "2.1.1")]
    [InlineData("Grüße")]
    [InlineData("")]
    [InlineData("a\0b")]
    public void What_a_reply_cannot_have_is_replaced(string reason)
    {
        string line = Assert.Single(RejectText.ToLines(reason));
        Assert.Contains("refused", line, StringComparison.Ordinal);
        Assert.DoesNotContain(line, static character => character is < ' ' or > '~');
    }

    [Fact]
    public void Controls_become_spaces() => Assert.Equal(["a b"], RejectText.ToLines("a\tb"));

    private static string ReportType(MimeDocument report) => report.Root.ContentTypeParameters.TryGetString("report-type"u8, out string type) ? type : "";

    private static MimeDocument Write(RejectReport report)
    {
        using MimeDocument original = MimeDocument.Parse(s_original);
        Assert.True(report.TryWrite(original, s_original, s_random, out ReadOnlyMemory<byte> octets));
        return MimeDocument.Parse(octets);
    }
}
