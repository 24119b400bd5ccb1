using System.Buffers;
using System.Text;
using Protocols.Mime;

namespace Protocols.Benchmarks.Mime;

/// <summary>
/// Writing beside MimeKit: the same messages from the same values, by a <see cref="MimeWriter"/> that is used again and by
/// <see cref="MessageBuilder"/>. Throughput is in octets of what comes out of ours.
/// </summary>
internal static class MimeWriteRatio
{
    private const string Paragraph = "Die Prüfung der Angebote für das nächste Jahr läuft noch; wir melden uns, sobald das Ergebnis vorliegt.\r\n";

    private static readonly byte[] s_random = new byte[16];
    private static readonly DateTimeOffset s_date = new(2026, 11, 24, 13, 0, 0, TimeSpan.FromHours(1));

    public static void Run()
    {
        MimeRatio.WriteHeading();
        foreach ((string name, string text, int recipients, byte[] attachment) in Cases())
        {
            MailboxAddress[] to = [.. Enumerable.Range(0, recipients).Select(i => new MailboxAddress(i % 2 == 0 ? $"Jürgen Müller {i}" : $"Doe, John {i}", $"recipient-{i}@mail.example.org"))];
            ArrayBufferWriter<byte> output = new(32 * 1024 * 1024);
            MimeWriter writer = new(output);
            using MemoryStream stream = new(32 * 1024 * 1024);
            long ByWriter()
            {
                output.ResetWrittenCount();
                writer.Reset(output);
                Write(writer, text, to, attachment);
                return output.WrittenCount;
            }

            long ByBuilder()
            {
                output.ResetWrittenCount();
                Build(text, to, attachment).Write(output, s_random);
                return output.WrittenCount;
            }

            long ByMimeKit()
            {
                stream.SetLength(0);
                BuildByMimeKit(text, to, attachment).WriteTo(stream);
                return stream.Length;
            }

            ByWriter();
            byte[] written = output.WrittenSpan.ToArray();
            MimeRatio.Compare(name, "write", [written], _ => ByWriter(), _ => ByMimeKit());
            MimeRatio.Compare(name, "build", [written], _ => ByBuilder(), _ => ByMimeKit());
        }
    }

    private static IEnumerable<(string Name, string Text, int Recipients, byte[] Attachment)> Cases()
    {
        byte[] octets = new byte[10_000_000];
        new Random(20261124).NextBytes(octets);
        yield return ("Ascii", string.Concat(Enumerable.Repeat("A line of plain text that needs no encoding at all.\r\n", 40)), 1, []);
        yield return ("Umlauts", string.Concat(Enumerable.Repeat(Paragraph, 30)), 1, []);
        yield return ("ManyRecipients", Paragraph, 200, []);
        yield return ("Attachment", Paragraph, 1, octets[..100_000]);
        yield return ("LargeAttachment", Paragraph, 1, octets);
    }

    private static void Write(MimeWriter writer, string text, MailboxAddress[] to, byte[] attachment)
    {
        writer.WriteDate("Date", s_date);
        writer.WriteAddresses("From", new MailboxAddress("Jürgen Müller", "juergen@example.com"));
        writer.WriteAddresses("To", to);
        writer.WriteText("Subject", "Grüße aus München: ein Angebot, das länger ist als eine Zeile und daher umbrochen wird");
        writer.WriteMessageIds("Message-ID", "20261124.1234567890@example.com");
        writer.WriteMimeVersion();
        if (attachment.Length == 0)
        {
            writer.WriteTextBody(text);
            return;
        }

        writer.BeginMultipart("mixed", "=_0123456789abcdef0123456789abcdef");
        writer.BeginPart();
        writer.WriteTextBody(text);
        writer.BeginPart();
        writer.WriteContentDisposition("attachment", new MimeParameter("filename", "Übersicht.bin"));
        writer.WriteContentType("application", "octet-stream");
        writer.WriteBody(attachment, TransferEncoding.Base64);
        writer.EndMultipart();
    }

    private static MessageBuilder Build(string text, MailboxAddress[] to, byte[] attachment)
    {
        MessageBuilder message = new()
        {
            Date = s_date,
            From = { new MailboxAddress("Jürgen Müller", "juergen@example.com") },
            Subject = "Grüße aus München: ein Angebot, das länger ist als eine Zeile und daher umbrochen wird",
            MessageId = "20261124.1234567890@example.com",
            Text = text,
        };
        message.To.AddRange(to);
        if (attachment.Length > 0)
        {
            message.Attachments.Add(new BodyPart("application/octet-stream", attachment) { FileName = "Übersicht.bin" });
        }

        return message;
    }

    private static MimeKit.MimeMessage BuildByMimeKit(string text, MailboxAddress[] to, byte[] attachment)
    {
        MimeKit.MimeMessage message = new() { Date = s_date, Subject = "Grüße aus München: ein Angebot, das länger ist als eine Zeile und daher umbrochen wird", MessageId = "20261124.1234567890@example.com" };
        message.From.Add(new MimeKit.MailboxAddress("Jürgen Müller", "juergen@example.com"));
        foreach (MailboxAddress mailbox in to)
        {
            message.To.Add(new MimeKit.MailboxAddress(mailbox.DisplayName, mailbox.Address));
        }

        MimeKit.TextPart body = new("plain") { Text = text };
        if (!Ascii.IsValid(text))
        {
            body.ContentTransferEncoding = MimeKit.ContentEncoding.QuotedPrintable;
        }

        message.Body = attachment.Length == 0
            ? body
            : new MimeKit.Multipart("mixed")
            {
                body,
                new MimeKit.MimePart("application", "octet-stream")
                {
                    Content = new MimeKit.MimeContent(new MemoryStream(attachment)),
                    ContentDisposition = new MimeKit.ContentDisposition("attachment") { FileName = "Übersicht.bin" },
                    ContentTransferEncoding = MimeKit.ContentEncoding.Base64,
                },
            };
        return message;
    }
}
