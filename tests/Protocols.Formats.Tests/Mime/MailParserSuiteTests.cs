using System.Text;
using System.Text.Json;
using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime;

/// <summary>
/// The messages of mail-parser with what it made of them: parts in order, and the text of those that are text. Another reader's
/// output, not truth; the floor keeps what agrees from being lost. It opens embedded messages in base64 and does not always let an outer
/// boundary end an inner multipart (RFC 2046 §5.1.2), where this library does the opposite.
/// </summary>
public sealed class MailParserSuiteTests(ITestOutputHelper output)
{
    [Fact]
    public void Parts_and_their_text_are_read_as_mail_parser_reads_them()
    {
        int all = 0;
        int agreed = 0;
        foreach (string file in Suites.Files("mime-mail-parser-rs", "*.eml"))
        {
            string expected = Path.ChangeExtension(file, ".json");
            if (!File.Exists(expected))
            {
                continue;
            }

            all++;
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(expected));
            StringBuilder wanted = new();
            Describe(json.RootElement, wanted);
            string got = Describe(File.ReadAllBytes(file));
            if (wanted.ToString() == got)
            {
                agreed++;
            }
            else
            {
                output.WriteLine($"=== {Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileName(file)}\n--- wanted\n{wanted}--- got\n{got}");
            }
        }

        output.WriteLine($"mail-parser: {agreed} of {all}");
        Assert.True(agreed >= 34, $"{agreed} of {all} agree.");
    }

    private static void Describe(JsonElement message, StringBuilder text)
    {
        foreach (JsonElement part in message.GetProperty("parts").EnumerateArray())
        {
            JsonProperty body = part.GetProperty("body").EnumerateObject().First();
            switch (body.Name)
            {
                case "Text" or "Html":
                    Append(text, "text", body.Value.GetString()!);
                    break;
                case "Message":
                    text.Append("message\n");
                    Describe(body.Value, text);
                    break;
                case "Multipart":
                    text.Append("multipart\n");
                    break;
                default:
                    text.Append("binary ").Append(body.Value.GetArrayLength()).Append('\n');
                    break;
            }
        }
    }

    private static string Describe(byte[] octets)
    {
        using MimeDocument document = MimeDocument.Parse(octets);
        StringBuilder text = new();
        System.Buffers.ArrayBufferWriter<byte> body = new();
        for (int i = 0; i < document.PartCount; i++)
        {
            MimePart part = document.GetPart(i);
            if (part.HasChildren)
            {
                text.Append(part.IsMultipart ? "multipart\n" : "message\n");
            }
            else if (part.MediaType == MediaType.Text)
            {
                Append(text, "text", part.GetBodyText());
            }
            else
            {
                body.ResetWrittenCount();
                part.DecodeBody(body);
                text.Append("binary ").Append(body.WrittenCount).Append('\n');
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string kind, string body) =>
        text.Append(kind).Append(' ').Append(body.ReplaceLineEndings("\\n").Trim()).Append('\n');
}
