using System.Buffers;
using System.Text;
using Protocols.Formats.Tests.Mime.Writing;
using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime.Building;

public sealed class MessageBuilderTests
{
    private static readonly byte[] s_png = [0x89, 0x50, 0x4E, 0x47, 0, 1, 2];

    [Fact, Rfc(2046, "5.1"), Rfc(2387, "3")]
    public void Parts_are_nested_as_they_have_to_be_and_no_multipart_has_one_part()
    {
        Assert.Equal("text/plain", Tree(m => { }));
        Assert.Equal("text/plain", Tree(m => m.Text = "x"));
        Assert.Equal("text/html", Tree(m => m.Html = "<p>x"));
        Assert.Equal("multipart/alternative(text/plain text/html)", Tree(m => { m.Text = "x"; m.Html = "<p>x"; }));
        Assert.Equal("multipart/related(text/html image/png)", Tree(m => { m.Html = "<p>x"; m.Related.Add(new("image/png", s_png)); }));
        Assert.Equal("multipart/related(multipart/alternative(text/plain text/html) image/png)", Tree(m => { m.Text = "x"; m.Html = "<p>x"; m.Related.Add(new("image/png", s_png)); }));
        Assert.Equal(
            "multipart/mixed(multipart/related(multipart/alternative(text/plain text/html text/calendar) image/png) application/pdf message/rfc822(text/plain))",
            Tree(m =>
            {
                m.Text = "x";
                m.Html = "<p>x";
                m.Related.Add(new("image/png", s_png));
                m.Alternatives.Add(BodyPart.FromCalendar("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"u8.ToArray(), "REQUEST"));
                m.Attachments.Add(new("application/pdf", s_png));
                m.Attachments.Add(BodyPart.FromMessage("Subject: inner\r\n\r\nx"u8.ToArray()));
            }));
        Assert.Equal("multipart/mixed(text/plain application/pdf)", Tree(m => { m.Text = "x"; m.Attachments.Add(new("application/pdf", s_png)); }));
        Assert.Equal("application/pdf", Tree(m => m.Attachments.Add(new("application/pdf", s_png))));
        Assert.Equal("multipart/mixed(application/pdf application/zip)", Tree(m => { m.Attachments.Add(new("application/pdf", s_png)); m.Attachments.Add(new("application/zip", s_png)); }));
        Assert.Equal("message/rfc822(multipart/alternative(text/plain text/html))", Tree(m => m.Attachments.Add(BodyPart.FromMessage(Message(inner => { inner.Text = "x"; inner.Html = "y"; })))));
    }

    [Fact, Rfc(2387, "3.1"), Rfc(2387, "3.2")]
    public void A_related_names_the_type_and_the_identifier_of_its_first_part()
    {
        using MimeDocument document = Write(Message(m => { m.Text = "x"; m.Html = "<img src='cid:logo@x'>"; m.Related.Add(new("image/png", s_png) { ContentId = "logo@x" }); }));

        Assert.True(document.Root.ContentTypeParameters.TryGetString("type"u8, out string type));
        Assert.Equal("multipart/alternative", type);
        Assert.True(document.Root.ContentTypeParameters.TryGetString("start"u8, out string start));
        Assert.Equal(start, MimeText.Latin(document.GetPart(1).ContentId));
        Assert.Equal("<logo@x>", MimeText.Latin(document.GetPart(4).ContentId));
        Assert.Equal(DispositionType.Inline, document.GetPart(4).Disposition);
    }

    [Theory]
    [InlineData(MimeOutputMode.SevenBit)]
    [InlineData(MimeOutputMode.EightBit)]
    [InlineData(MimeOutputMode.SmtpUtf8)]
    public void What_was_put_in_is_read_back(MimeOutputMode mode)
    {
        byte[] inner = Encoding.UTF8.GetBytes("Subject: inner\r\n\r\nGrüße\r\n");
        byte[] large = [.. Enumerable.Range(0, 100_000).Select(i => (byte)i)];
        using MimeDocument document = Write(
            Message(m =>
            {
                m.To.Add("Jürgen", "j@bücher.example");
                m.To.AddGroup("Freunde", new MailboxAddress("a@x.example"), new MailboxAddress("Bé", "b@x.example"));
                m.Cc.Add("c@x.example");
                m.Bcc.Add("secret@x.example");
                m.ReplyTo.Add("r@x.example");
                m.Sender = new MailboxAddress("s@x.example");
                m.Subject = "Grüße";
                m.MessageId = MessageBuilder.CreateMessageId(new byte[16], "x.example");
                m.OtherFields.Add(("X-Other", "ü"));
                m.List = new MailingListFields { Id = "l.x.example", OneClick = true, Unsubscribe = { "https://x.example/u" }, IsPostForbidden = true };
                m.DispositionNotificationTo.Add("me@x.example");
                m.Text = "Grüße\nund mehr";
                m.Attachments.Add(BodyPart.FromText("a;b\nü;c", "csv"));
                m.Attachments[0].FileName = "Übersicht.csv";
                m.Attachments.Add(new BodyPart("application/octet-stream", output => output.Write(large)) { Description = "große Datei", ModificationDate = DateTimeOffset.UnixEpoch });
                m.Attachments.Add(BodyPart.FromMessage(inner));
            }),
            new MimeWriteOptions { Mode = mode });
        MimePart root = document.Root;

        // RFC 6532 §3.7 lets a message/global be encoded; the reader tells it all the same.
        Assert.All(document.Defects.ToArray(), defect => Assert.Equal((MimeOutputMode.SevenBit, DefectCode.EncodedComposite), (mode, defect.Code)));
        Assert.Equal("Grüße", root.GetHeaderText(HeaderId.Subject));
        Assert.Equal("ü", root.TryGetHeader("X-Other"u8, out HeaderField other) ? other.GetText() : null);
        Assert.False(root.TryGetHeader(HeaderId.Bcc, out _));
        Assert.True(root.TryGetHeader(HeaderId.To, out HeaderField to));
        string domain = mode == MimeOutputMode.SmtpUtf8 ? "bücher.example" : "xn--bcher-kva.example";
        Assert.Equal([$"Jürgen <j@{domain}>", "a@x.example", "Bé <b@x.example>"], MailboxCollection.Read(to, mode).Select(m => m.ToString()));
        Assert.Equal("Grüße\r\nund mehr", document.GetPart(1).GetBodyText());
        Assert.Equal("Übersicht.csv", document.GetPart(2).GetFileName());
        Assert.Equal("a;b\r\nü;c", document.GetPart(2).GetBodyText());
        Assert.Equal(large, Body(document.GetPart(3)));
        Assert.Equal(mode == MimeOutputMode.SevenBit ? KnownMediaType.MessageGlobal : KnownMediaType.MessageRfc822, document.GetPart(4).KnownMediaType);
        Assert.Equal(mode == MimeOutputMode.SevenBit ? TransferEncoding.Base64 : TransferEncoding.EightBit, document.GetPart(4).TransferEncoding);
        Assert.Equal(["j@bücher.example", "a@x.example", "b@x.example", "c@x.example", "A@x.example", "secret@x.example"], Message(m => { m.To.Add("j@bücher.example"); m.To.AddGroup("x", new MailboxAddress("a@x.example"), new("b@x.example")); m.Cc.Add("c@x.example"); m.Cc.Add("A@x.example"); m.Cc.Add("a@X.example"); m.Bcc.Add("secret@x.example"); }).Recipients);
    }

    [Fact, Rfc(5322, "3.6")]
    public void A_message_without_date_or_author_and_one_of_several_authors_without_sender_are_refused()
    {
        ArrayBufferWriter<byte> output = new();
        Assert.Throws<InvalidOperationException>(() => new MessageBuilder { From = { "a@b.example" } }.Write(output, new byte[16]));
        Assert.Throws<InvalidOperationException>(() => new MessageBuilder { Date = DateTimeOffset.UnixEpoch }.Write(output, new byte[16]));
        Assert.Throws<InvalidOperationException>(() => Message(m => m.From.Add("b@x.example")).Write(output, new byte[16]));
        Assert.Throws<ArgumentException>(() => Message(m => { }).Write(output, new byte[15]));
        Assert.EndsWith("@xn--bcher-kva.example", MessageBuilder.CreateMessageId(new byte[16], "bücher.example"));
        Assert.Throws<MimeValueException>(() => MessageBuilder.CreateMessageId(new byte[16], "x\r\n"));
        Assert.Throws<ArgumentException>(() => new BodyPart("multipart/mixed", s_png));
        Assert.Throws<ArgumentException>(() => new BodyPart("message/rfc822", output => { }));
        MessageBuilder endless = Message(m => { });
        endless.Attachments.Add(BodyPart.FromMessage(endless));
        Assert.Throws<InvalidOperationException>(() => endless.Write(output, new byte[16]));
    }

    [Fact]
    public void Hostile_values_of_every_property_are_refused_or_encoded()
    {
        foreach (string value in new[] { "\r\nBcc: x", "\0", "x\ry", "x\ny", "\ud800", "\r\n\r\n<html>" })
        {
            Action<MessageBuilder>[] settings =
            [
                m => m.From.Add("x" + value, "b@x.example"), m => m.To.Add("a" + value + "@b.example"), m => m.To.Add("\"" + value + "\"@b.example"), m => m.To.AddGroup("g" + value),
                m => m.Subject = value, m => m.MessageId = "a" + value, m => m.InReplyTo.Add("a" + value), m => m.References.Add("a" + value), m => m.AutoSubmitted = "a" + value,
                m => m.OtherFields.Add(("X" + value, "x")), m => m.OtherFields.Add(("X", value)), m => m.List = new() { Id = "x" + value }, m => m.List = new() { Id = "x", Description = value },
                m => m.List = new() { Help = { "mailto:a" + value } }, m => m.Report = new("x" + value, new("text/plain", s_png)), m => m.Attachments.Add(new("a/b", s_png) { FileName = "x" + value }),
                m => m.Attachments.Add(new("a/b", s_png) { ContentId = "x" + value }), m => m.Attachments.Add(new("a/b", s_png) { Description = "x" + value }), m => m.Attachments.Add(new("a/b", s_png) { Disposition = "x" + value }),
                m => m.Attachments.Add(new("a/b", s_png) { ContentLocation = "x" + value }), m => m.Attachments.Add(new("a/b", s_png) { Parameters = { new("x" + value, "y") } }), m => m.Attachments.Add(new("a/b", s_png) { Parameters = { new("x", value) } }),
                m => m.Attachments.Add(new("a" + value + "/b", s_png)), m => m.Attachments.Add(BodyPart.FromText("x", "a" + value)), m => m.Attachments.Add(BodyPart.FromCalendar(s_png, value)), m => m.Sender = new("x" + value, "a@b.example"),
                m => m.DispositionNotificationTo.Add("x" + value, "a@b.example"), m => m.ReplyTo.Add("x" + value), m => m.Cc.Add("x" + value), m => { m.Bcc.Add("x" + value); m.WriteBcc = true; },
                m => m.Text = value, m => m.Html = value,
            ];
            foreach (Action<MessageBuilder> set in settings)
            {
                ArrayBufferWriter<byte> output = new();
                try
                {
                    MessageBuilder message = Message(set);
                    message.Sender ??= new("s@x.example");
                    message.Write(output, new byte[16]);
                }
                catch (ArgumentException)
                {
                    continue;
                }

                Assert.Null(SevenBitCheck.Find(output.WrittenSpan));
                using MimeDocument document = MimeDocument.Parse(output.WrittenMemory);
                Assert.False(document.Root.TryGetHeader(HeaderId.Bcc, out _));
            }
        }
    }

    internal static MessageBuilder Message(Action<MessageBuilder> set)
    {
        MessageBuilder message = new() { Date = new DateTimeOffset(2026, 11, 24, 13, 0, 0, TimeSpan.Zero), From = { new MailboxAddress("Me", "me@x.example") } };
        set(message);
        return message;
    }

    internal static MimeDocument Write(MessageBuilder message, MimeWriteOptions? options = null)
    {
        ArrayBufferWriter<byte> output = new();
        message.Write(output, new byte[16], options);
        if (options is null or { Mode: MimeOutputMode.SevenBit })
        {
            Assert.Null(SevenBitCheck.Find(output.WrittenSpan));
        }

        return MimeDocument.Parse(output.WrittenMemory);
    }

    internal static byte[] Body(MimePart part)
    {
        ArrayBufferWriter<byte> output = new();
        part.DecodeBody(output);
        return output.WrittenSpan.ToArray();
    }

    private static string Tree(Action<MessageBuilder> set)
    {
        using MimeDocument document = Write(Message(set));
        Assert.True(document.Defects.IsEmpty);
        return Tree(document.Root);
    }

    private static string Tree(MimePart part)
    {
        List<string> children = [];
        foreach (MimePart child in part.Children)
        {
            children.Add(Tree(child));
        }

        return $"{MimeText.Latin(part.TypeName)}/{MimeText.Latin(part.SubtypeName)}" + (children.Count > 0 ? $"({string.Join(' ', children)})" : "");
    }
}
