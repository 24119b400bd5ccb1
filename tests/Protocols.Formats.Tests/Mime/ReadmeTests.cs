using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using Protocols.Mime;
using Protocols.Text;

namespace Protocols.Formats.Tests.Mime;

/// <summary>The examples of the package's README, run one after the other.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void What_the_example_writes_the_example_reads()
    {
        StringWriter console = new();
        Read(Write(), console);

        Assert.Equal(["Grüße", "Doe, John at john@example.org", "Hello", "", "Übersicht.bin: 3 octets", ""], Lines(console));
    }

    [Fact]
    public void What_is_shown_and_attached_is_told()
    {
        StringWriter console = new();
        Views(Message("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html; charset=utf-8\n\n<p>Hello <b>you</b></p>\n--b\nContent-Type: message/rfc822; name=inner.eml\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogaW5uZXINCg0KaGVsbG8NCg==\n--b--\n"), console);

        Assert.Equal(["preview: Hello you", "Named: Hello you", "attached: inner.eml", "a message in base64: inner", ""], Lines(console));
    }

    [Fact]
    public void Some_headers_are_read()
    {
        StringWriter console = new();
        Headers(Message("Received: from a.example by b.example with ESMTPS; Tue, 24 Nov 2026 03:15:27 +0000\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\n\nx"), console);

        Assert.Equal(["a.example to b.example by ESMTPS", "Grüße", ""], Lines(console));
    }

    [Fact]
    public void A_report_and_a_mailbox_are_read()
    {
        StringWriter console = new();
        Reports(Message("Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; a@b.example\nStatus: 5.1.1\n"), console);
        Mailbox(Message("From - Tue Nov 24 03:15:27 2026\nSubject: one\n\nx\n\nFrom - Tue Nov 24 03:15:27 2026\nSubject: two\n\ny\n").Span, console);

        Assert.Equal(["a@b.example: 5.1.1", "one", "two", ""], Lines(console));
    }

    [Fact]
    public async Task A_message_is_read_as_it_comes()
    {
        StringWriter console = new();
        ArrayBufferWriter<byte> content = new();
        PipeReader pipe = PipeReader.Create(new ReadOnlySequence<byte>(Message("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: image/png; name=a.png\nContent-Transfer-Encoding: base64\n\nAQID\n--b--\n")));
        await LargeAsync(pipe, console, content);

        Assert.Equal(["0: MultipartMixed ", "1: ImagePng a.png", ""], Lines(console));
        Assert.Equal([1, 2, 3], content.WrittenSpan.ToArray());
    }

    [Fact]
    public void Every_example_is_one_that_runs_here()
    {
        string folder = Path.Combine(Suites.RepositoryRoot, "tests", "Protocols.Formats.Tests", "Mime");
        string tests = Flat(string.Concat(Directory.GetFiles(folder, "*ReadmeTests.cs", SearchOption.AllDirectories).Select(File.ReadAllText)));
        string[] pieces = File.ReadAllText(Path.Combine(Suites.RepositoryRoot, "src", "Protocols.Mime", "README.md")).Split("```");
        for (int i = 1; i < pieces.Length; i += 2)
        {
            string example = pieces[i]["csharp".Length..].Replace("Console.", "console.", StringComparison.Ordinal);
            Assert.True(tests.Contains(Flat(example), StringComparison.Ordinal), example);
        }
    }

    private static string Flat(string code) => string.Join(' ', code.Split([' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private static string[] Lines(StringWriter console) => console.ToString().ReplaceLineEndings("\n").Split('\n');

    private static ReadOnlyMemory<byte> Message(string text) => MimeText.Crlf(text);

    private static async Task LargeAsync(PipeReader pipe, StringWriter console, ArrayBufferWriter<byte> content)
    {
        using MimePipeReader reader = new(pipe);
        MimeBodyDecoder decoder = new();
        while (await reader.ReadAsync() is { Kind: not MimeStreamEventKind.End } step)
        {
            switch (step.Kind)
            {
                case MimeStreamEventKind.Header:
                    console.WriteLine($"{step.PartNumber}: {reader.Part.KnownMediaType} {reader.Part.GetFileName()}");
                    decoder.Begin(reader.Part);
                    break;
                case MimeStreamEventKind.Body:
                    decoder.Decode(step.Octets, content);
                    break;
                case MimeStreamEventKind.PartEnd:
                    decoder.Finish(content);
                    break;
                default:
                    break;
            }
        }
    }

    private static void Views(ReadOnlyMemory<byte> message, StringWriter console)
    {
        using MimeDocument document = MimeDocument.Parse(message);
        using BodyViews views = document.Root.GetBodyViews();

        console.WriteLine($"preview: {document.Root.GetPreview()}");
        foreach (MimePart part in views.HtmlBody)
        {
            string text = part.GetBodyText(out CharsetOutcome outcome);
            console.WriteLine($"{outcome}: {(part.KnownMediaType == KnownMediaType.TextHtml ? HtmlText.ToText(text) : text)}");
        }

        foreach (MimePart part in views.Attachments)
        {
            console.WriteLine($"attached: {part.GetFileName()}");
            if (part.TryOpenEncodedMessage(out MimeDocument inner))
            {
                using (inner)
                {
                    console.WriteLine($"a message in base64: {inner.Root.GetHeaderText(HeaderId.Subject)}");
                }
            }
        }
    }

    private static void Headers(ReadOnlyMemory<byte> message, StringWriter console)
    {
        MimeHeaderReader reader = new(message.Span);
        while (reader.Read())
        {
            switch (reader.Current.Id)
            {
                case HeaderId.Subject:
                    console.WriteLine(reader.Current.GetText());
                    break;
                case HeaderId.Received:
                    ReceivedTrace trace = reader.Current.Received;
                    console.WriteLine($"{Encoding.ASCII.GetString(trace.From)} to {Encoding.ASCII.GetString(trace.By)} by {Encoding.ASCII.GetString(trace.With)}");
                    break;
                default:
                    break;
            }
        }
    }

    private static void Reports(ReadOnlyMemory<byte> message, StringWriter console)
    {
        using MimeDocument document = MimeDocument.Parse(message);
        for (int i = 0; i < document.PartCount; i++)
        {
            if (document.GetPart(i).TryGetReportFields(out ReportFields report))
            {
                using (report)
                {
                    foreach (ReportGroup group in report)
                    {
                        if (group.TryGet("Final-Recipient"u8, out HeaderFieldView recipient) && group.TryGet("Status"u8, out HeaderFieldView status))
                        {
                            console.WriteLine($"{Encoding.UTF8.GetString(recipient.Typed.Value)}: {status.GetText()}");
                        }
                    }
                }
            }
        }
    }

    private static void Mailbox(ReadOnlySpan<byte> mbox, StringWriter console)
    {
        MboxReader mailbox = new(mbox);
        while (mailbox.Read())
        {
            ArrayBufferWriter<byte> unquoted = new();
            mailbox.WriteMessage(MboxQuoting.Mboxrd, unquoted);
            using MimeDocument document = MimeDocument.Parse(unquoted.WrittenMemory);
            console.WriteLine(document.Root.GetHeaderText(HeaderId.Subject));
        }
    }

    private static ReadOnlyMemory<byte> Write()
    {
        ArrayBufferWriter<byte> output = new();
        MimeWriter writer = new(output);
        writer.WriteDate("Date", TimeProvider.System.GetLocalNow());
        writer.WriteAddresses("From", new MailboxAddress("Jürgen Müller", "juergen@example.com"));
        writer.WriteAddresses("To", new MailboxAddress("Doe, John", "john@example.org"));
        writer.WriteText("Subject", "Grüße");
        writer.WriteText("MIME-Version", "1.0");
        writer.BeginMultipart("mixed", MimeBoundary.Create(RandomNumberGenerator.GetBytes(MimeBoundary.RandomLength)));
        writer.BeginPart();
        writer.WriteTextBody("Hello\n");
        writer.BeginPart();
        writer.WriteContentType("application", "octet-stream");
        writer.WriteContentDisposition("attachment", new MimeParameter("filename", "Übersicht.bin"));
        writer.WriteBody([1, 2, 3], TransferEncoding.Base64);
        writer.EndMultipart();
        return output.WrittenMemory;
    }

    private static void Read(ReadOnlyMemory<byte> message, StringWriter console)
    {
        using MimeDocument document = MimeDocument.Parse(message);

        console.WriteLine(document.Root.GetHeaderText(HeaderId.Subject));
        if (document.Root.TryGetHeader(HeaderId.To, out HeaderField to))
        {
            foreach (Address address in to.Addresses)
            {
                console.WriteLine($"{address.GetDisplayName()} at {address.GetAddress()}");
            }
        }

        for (int i = 0; i < document.PartCount; i++)
        {
            MimePart part = document.GetPart(i);
            if (part.KnownMediaType == KnownMediaType.TextPlain)
            {
                console.WriteLine(part.GetBodyText());
            }
            else if (part.Disposition == DispositionType.Attachment)
            {
                ArrayBufferWriter<byte> content = new();
                part.DecodeBody(content);
                console.WriteLine($"{part.GetFileName()}: {content.WrittenCount} octets");
            }
        }

        foreach (Defect defect in document.Defects)
        {
            console.WriteLine($"{defect.Code} at {defect.Offset} ({defect.Rule})");
        }
    }
}
