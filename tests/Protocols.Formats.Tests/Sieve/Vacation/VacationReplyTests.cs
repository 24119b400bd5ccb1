using System.Text;
using Protocols.Mime;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Vacation;

public sealed class VacationReplyTests
{
    private const string Original = "From: Bob <bob@example.com>\r\nTo: ann@example.org\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nMessage-ID: <2@x>\r\nReferences: <1@x>\r\n\r\nHi\r\n";

    private static readonly byte[] s_random = [.. Enumerable.Range(0, ComposedMessage.RandomLength).Select(static i => (byte)i)];

    private static readonly VacationReply s_reply = new()
    {
        Recipient = "bounces@example.com",
        From = [new MailboxAddress("Ann", "ann@example.org")],
        Date = new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.FromHours(1)),
        Reason = "I am away.\nBack on Monday.",
    };

    [Fact]
    [Rfc(5230, "5.2")]
    [Rfc(5230, "5.4")]
    [Rfc(5230, "5.5")]
    [Rfc(5230, "5.6")]
    [Rfc(5230, "5.7")]
    [Rfc(5230, "5.8")]
    public void The_answer_says_what_it_answers_and_that_a_program_wrote_it()
    {
        using MimeDocument reply = Write(s_reply, Original);
        Assert.Equal("Mon, 30 Nov 2026 12:00:00 +0100", Field(reply, HeaderId.Date));
        Assert.Equal("Ann <ann@example.org>", Field(reply, HeaderId.From));
        Assert.Equal("bounces@example.com", Field(reply, HeaderId.To));
        Assert.Equal("auto-replied", Field(reply, HeaderId.AutoSubmitted));
        Assert.Equal("<2@x>", Field(reply, HeaderId.InReplyTo));
        Assert.Equal("<1@x> <2@x>", Field(reply, HeaderId.References));
        Assert.EndsWith("@example.org>", Field(reply, HeaderId.MessageId), StringComparison.Ordinal);
        Assert.Equal("I am away.\r\nBack on Monday.", reply.Root.GetBodyText().TrimEnd());
    }

    [Theory]
    [Rfc(5230, "5.3")]
    [InlineData(null, Original, "Auto: Grüße")]
    [InlineData("Fort ü", Original, "Fort ü")]
    [InlineData("two\r\nlines", Original, "two lines")]
    [InlineData(null, "From: bob@example.com\r\n\r\n", "Automated reply")]
    public void The_subject_is_what_the_script_or_the_message_says(string? subject, string original, string expected)
    {
        using MimeDocument reply = Write(s_reply with { Subject = subject }, original);
        Assert.Equal(expected, reply.Root.GetHeaderText(HeaderId.Subject));
    }

    [Fact]
    [Rfc(5230, "5.3")]
    public void A_subject_of_ascii_is_not_encoded()
    {
        using MimeDocument reply = Write(s_reply with { Subject = "Gone fishing" }, Original);
        Assert.Contains("\r\nSubject: Gone fishing\r\n", Encoding.ASCII.GetString(reply.Root.HeaderSpan), StringComparison.Ordinal);
    }

    [Fact]
    [Rfc(5230, "4.4")]
    public void A_mime_entity_becomes_the_content()
    {
        Assert.True(MimeEntity.TryRead(
            "Content-Type: multipart/alternative; boundary=foo\nSubject: not taken\nX-Evil: nor this\n\n--foo\n\nSurf\n--foo\nContent-Type: text/html\n\n<b>Surf</b>\n--foo--\n"u8,
            out MimeEntity? entity,
            out _));
        using MimeDocument reply = Write(s_reply with { Entity = entity }, Original);
        Assert.Equal(KnownMediaType.MultipartAlternative, reply.Root.KnownMediaType);
        Assert.Equal(3, reply.PartCount);
        Assert.Equal("Auto: Grüße", reply.Root.GetHeaderText(HeaderId.Subject));
        Assert.DoesNotContain("X-Evil", Encoding.ASCII.GetString(reply.Root.HeaderSpan), StringComparison.Ordinal);
        Assert.Equal("1.0", Field(reply, HeaderId.MimeVersion));
        Assert.DoesNotContain("\n", Encoding.ASCII.GetString(reply.Root.BodySpan).Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    [Rfc(5230, "5")]
    public void A_mime_entity_with_eight_bits_in_its_header_is_refused()
    {
        Assert.False(MimeEntity.TryRead("Content-Type: text/plain; name=ü\n\nx"u8, out _, out string? error));
        Assert.NotNull(error);
    }

    [Fact]
    public void Several_authors_have_a_sender()
    {
        using MimeDocument reply = Write(s_reply with { From = [new MailboxAddress("ann@example.org"), new MailboxAddress("bob@example.org")] }, Original);
        Assert.Equal("ann@example.org, bob@example.org", Field(reply, HeaderId.From));
        Assert.Equal("ann@example.org", Field(reply, HeaderId.Sender));
    }

    [Theory]
    [InlineData("no address")]
    [InlineData("nicëøôçêè@example.org")]
    public void Nobody_is_answered_who_cannot_be_written_to(string recipient)
    {
        using MimeDocument message = MimeDocument.Parse(Encoding.UTF8.GetBytes(Original));
        Assert.False((s_reply with { Recipient = recipient }).TryWrite(message, s_random, out _));
    }

    private static MimeDocument Write(VacationReply reply, string original)
    {
        using MimeDocument message = MimeDocument.Parse(Encoding.UTF8.GetBytes(original));
        Assert.True(reply.TryWrite(message, s_random, out ReadOnlyMemory<byte> octets));
        return MimeDocument.Parse(octets);
    }

    private static string Field(MimeDocument message, HeaderId id) => message.Root.GetHeaderText(id);
}
