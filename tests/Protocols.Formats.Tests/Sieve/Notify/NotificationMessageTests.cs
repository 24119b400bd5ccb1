using System.Text;
using Protocols.Mime;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Notify;

public sealed class NotificationMessageTests
{
    private const string Original =
        "Received: from hobbies.example.com by mail.example.com; Wed, 7 Dec 2005 02:00:26 -0800\r\nMessage-ID: <1234567.89ABCDEF@example.com>\r\n"
        + "From: \"Jeff Smith\" <jeff@hobbies.example.com>\r\nTo: knitting@example.com\r\nSubject: [Knitting] A new sweater\r\n\r\nI just finished a great new sweater!\r\n";

    private static readonly byte[] s_random = [.. Enumerable.Range(0, ComposedMessage.RandomLength).Select(static i => (byte)i)];

    // RFC 5436 §2.7, RFC 5436 §3
    [Fact]
    public void The_example_of_the_specification_is_made()
    {
        NotificationMessage notification = Make("mailto:0123456789@sms.example.net?to=backup@example.com", "From Knitting list: A new sweater");
        using MimeDocument message = Write(notification);
        Assert.StartsWith("Auto-Submitted: auto-notified; owner-email=\"recipient@example.org\"\r\n", Encoding.ASCII.GetString(message.Root.HeaderSpan), StringComparison.Ordinal);
        Assert.Equal("recipient@example.org", message.Root.GetHeaderText(HeaderId.From));
        Assert.Equal("0123456789@sms.example.net, backup@example.com", message.Root.GetHeaderText(HeaderId.To));
        Assert.Equal("From Knitting list: A new sweater", message.Root.GetHeaderText(HeaderId.Subject));
        Assert.Equal("<1234567.89ABCDEF@example.com>", message.Root.GetHeaderText(HeaderId.References));
        Assert.NotEqual("<1234567.89ABCDEF@example.com>", message.Root.GetHeaderText(HeaderId.MessageId));
        Assert.Equal(["0123456789@sms.example.net", "backup@example.com"], notification.Recipients);
    }

    // RFC 5436 §2.7
    [Theory]
    [InlineData("mailto:a@example.org?subject=of%20the%20URI", "of the script", "of the script")]
    [InlineData("mailto:a@example.org?subject=of%20the%20URI", null, "of the URI")]
    [InlineData("mailto:a@example.org", null, "[Knitting] A new sweater")]
    public void The_subject_is_that_of_the_script_or_the_uri_or_the_message(string uri, string? text, string expected)
    {
        using MimeDocument message = Write(Make(uri, text));
        Assert.Equal(expected, message.Root.GetHeaderText(HeaderId.Subject));
    }

    // RFC 5436 §2.7
    [Fact]
    public void Body_fields_and_copies_come_from_the_uri()
    {
        NotificationMessage notification = Make("mailto:a@example.org?body=caf%C3%A9&x-mobile=yes&cc=c@example.org&bcc=b@example.org&from=evil@example.org", "x") with { Importance = 1 };
        using MimeDocument message = Write(notification);
        Assert.Equal("café", message.Root.GetBodyText().Trim());
        Assert.True(message.Root.TryGetHeader("X-mobile"u8, out HeaderField field));
        Assert.Equal("yes", field.GetText());
        Assert.True(message.Root.TryGetHeader("Importance"u8, out field));
        Assert.Equal("High", field.GetText());
        Assert.Equal("recipient@example.org", message.Root.GetHeaderText(HeaderId.From));
        Assert.Equal("c@example.org", message.Root.GetHeaderText(HeaderId.Cc));
        Assert.Equal("", message.Root.GetHeaderText(HeaderId.Bcc));
        Assert.Equal(["a@example.org", "c@example.org", "b@example.org"], notification.Recipients);
    }

    // RFC 5436 §2.7
    [Theory]
    [InlineData("X: y", true)]
    [InlineData("Auto-Submitted: no", true)]
    [InlineData("Auto-Submitted: NO (really)", true)]
    [InlineData("Auto-Submitted: auto-notified; owner-email=\"x@y\"", false)]
    [InlineData("Auto-Submitted: auto-generated", false)]
    public void What_a_program_sent_is_not_told_of(string field, bool expected)
    {
        using MimeDocument message = MimeDocument.Parse(Encoding.ASCII.GetBytes(field + "\r\n\r\n"));
        Assert.Equal(expected, NotificationMessage.MayTell(message.Root));
    }

    private static NotificationMessage Make(string uri, string? text)
    {
        Assert.True(MailtoUri.TryParse(uri, out MailtoUri? read, out string? error), error);
        return new NotificationMessage
        {
            Uri = read,
            From = new MailboxAddress("recipient@example.org"),
            Owner = "recipient@example.org",
            Date = new DateTimeOffset(2005, 12, 7, 5, 8, 55, TimeSpan.FromHours(-5)),
            Message = text,
        };
    }

    private static MimeDocument Write(NotificationMessage notification)
    {
        using MimeDocument original = MimeDocument.Parse(Encoding.ASCII.GetBytes(Original));
        Assert.True(notification.TryWrite(original, s_random, out ReadOnlyMemory<byte> octets));
        return MimeDocument.Parse(octets);
    }
}
