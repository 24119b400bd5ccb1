using System.Buffers;
using System.Security.Cryptography;
using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime.Building;

/// <summary>The examples of the writing half of the package's README, run.</summary>
public sealed class WritingReadmeTests
{
    [Fact]
    public void The_examples_of_the_README_are_those_that_run_here()
    {
        string readme = File.ReadAllText(Path.Combine(Suites.RepositoryRoot, "src", "Protocols.Mime", "README.md"));
        string code = File.ReadAllText(Path.Combine(Suites.RepositoryRoot, "tests", "Protocols.Formats.Tests", "Mime", "Building", "WritingReadmeTests.cs"));
        string half = readme[readme.IndexOf("## Write", StringComparison.Ordinal)..];
        string[] examples = [.. half.Split("```csharp\n").Skip(1).Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)])];

        Assert.Equal(4, examples.Length);
        Assert.All(examples, example => Assert.Contains(Flat(example), Flat(code), StringComparison.Ordinal));
    }

    [Fact]
    public void A_message_that_is_built_can_be_answered_and_edited()
    {
        byte[] built = Run(output => Build(output, [1, 2, 3], [4, 5]));
        byte[] reply = Run(output => Reply(output, built));
        byte[] edited = Run(output => Edit(output, built));

        using MimeDocument message = MimeDocument.Parse(built);
        using MimeDocument answer = MimeDocument.Parse(reply);
        using MimeDocument changed = MimeDocument.Parse(edited);
        Assert.Equal("Grüße", message.Root.GetHeaderText(HeaderId.Subject));
        Assert.Equal("Re: Grüße", answer.Root.GetHeaderText(HeaderId.Subject));
        Assert.Equal(message.Root.GetHeaderText(HeaderId.MessageId), answer.Root.GetHeaderText(HeaderId.InReplyTo));
        Assert.StartsWith("X-Spam-Score: 0.1\r\n", MimeText.Latin(edited));
        Assert.Equal(message.PartCount + 1, changed.PartCount);
    }

    [Fact]
    public void A_message_that_is_written_piece_by_piece_is_read_back()
    {
        using MimeDocument document = MimeDocument.Parse(Run(output => Write(output, [[1, 2], [3]])));

        Assert.Equal("Doe, John <john@xn--bcher-kva.example>", document.Root.TryGetHeader(HeaderId.To, out HeaderField to) ? MailboxCollection.Read(to).Single().ToString() : "");
        Assert.Equal([1, 2, 3], MessageBuilderTests.Body(document.GetPart(2)));
    }

    private static byte[] Run(Action<IBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> output = new();
        write(output);
        return output.WrittenSpan.ToArray();
    }

    private static string Flat(string code) => string.Concat(code.Split('\n').Select(line => line.Trim()));

    private static void Build(IBufferWriter<byte> output, byte[] picture, byte[] content)
    {
        MessageBuilder message = new()
        {
            Date = TimeProvider.System.GetLocalNow(),
            From = { new MailboxAddress("Jürgen Müller", "juergen@example.com") },
            To = { new MailboxAddress("Doe, John", "john@example.org") },
            Subject = "Grüße",
            MessageId = MessageBuilder.CreateMessageId(RandomNumberGenerator.GetBytes(16), "example.com"),
            Text = "Hello\n",
            Html = "<p>Hello <img src='cid:logo@example.com'></p>",
            Related = { new BodyPart("image/png", picture) { ContentId = "logo@example.com" } },
            Attachments = { new BodyPart("application/octet-stream", content) { FileName = "Übersicht.bin" } },
        };
        message.Write(output, RandomNumberGenerator.GetBytes(16));
    }

    private static void Reply(IBufferWriter<byte> output, byte[] received)
    {
        using MimeDocument original = MimeDocument.Parse(received);
        ReplyOptions options = new()
        {
            From = new MailboxAddress("john@example.org"),
            Date = TimeProvider.System.GetLocalNow(),
            Kind = ReplyKind.All,
            Text = "Thank you.",
        };
        MessageBuilder reply = MessageReply.Create(original, options);
        reply.Write(output, RandomNumberGenerator.GetBytes(16));
    }

    private static void Write(IBufferWriter<byte> output, byte[][] pieces)
    {
        MimeWriter writer = new(output, new MimeWriteOptions { Mode = MimeOutputMode.EightBit });
        writer.WriteDate("Date", TimeProvider.System.GetLocalNow());
        writer.WriteAddresses("From", new MailboxAddress("Jürgen Müller", "juergen@example.com"));
        writer.WriteAddresses("To", new MailboxAddress("Doe, John", "john@bücher.example"));
        writer.WriteText("Subject", "Grüße");
        writer.WriteMimeVersion();
        writer.BeginMultipart("mixed", MimeBoundary.Create(RandomNumberGenerator.GetBytes(MimeBoundary.RandomLength)));
        writer.BeginPart();
        writer.WriteTextBody("Hello\n");
        writer.BeginPart();
        writer.WriteContentType("application", "octet-stream");
        writer.WriteContentDisposition("attachment", new MimeParameter("filename", "Übersicht.bin"));
        writer.BeginBody(TransferEncoding.Base64);
        foreach (byte[] piece in pieces)
        {
            writer.Write(piece);
        }

        writer.EndBody();
        writer.EndMultipart();
    }

    private static void Edit(IBufferWriter<byte> output, byte[] received)
    {
        using MimeDocument document = MimeDocument.Parse(received);
        MimeEditor editor = new(document);
        editor.Header.AddFirst("X-Spam-Score", "0.1");
        editor.Header.Remove("X-Internal", -1);
        editor.AddAttachment(BodyPart.FromText("Scanned by example.org.\n"), RandomNumberGenerator.GetBytes(16));
        editor.Write(output);
    }
}
