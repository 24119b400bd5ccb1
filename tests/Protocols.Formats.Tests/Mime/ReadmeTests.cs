using System.Buffers;
using System.Security.Cryptography;
using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime;

/// <summary>The examples of the package's README, run one after the other.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void What_the_example_writes_the_example_reads()
    {
        StringWriter console = new();
        Read(Write(), console);

        Assert.Equal(["Grüße", "Doe, John at john@example.org", "Hello", "", "Übersicht.bin: 3 octets", ""], console.ToString().ReplaceLineEndings("\n").Split('\n'));
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
