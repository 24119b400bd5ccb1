using System.Buffers;
using System.Text;
using System.Text.Json;
using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime;

/// <summary>
/// The messages of mail-parser, with their line ends as they are and as CRLF, and what it made of them: parts in order, and the text of
/// those that are text, octet for octet. Another reader's output, not truth.
/// </summary>
public sealed class MailParserSuiteTests(ITestOutputHelper output)
{
    [Fact]
    public void Parts_and_their_text_are_read_as_mail_parser_reads_them() => SuiteDecisions.Check(output, "mail-parser", Cases());

    private static IEnumerable<(string Name, string Wanted, string Got)> Cases()
    {
        foreach (string file in Suites.Files("mime-mail-parser-rs", "*.eml"))
        {
            string name = Path.GetFileName(Path.GetDirectoryName(file)) + "/" + Path.GetFileNameWithoutExtension(file);
            byte[] message = File.ReadAllBytes(file);
            yield return (name, WithLf(Wanted(Path.ChangeExtension(file, ".json"))), WithLf(Describe(message)));
            string crlf = Path.ChangeExtension(file, ".crlf.json");
            yield return (name + ".crlf", Wanted(crlf), Describe(WithCrlf(message)));
        }
    }

    // Some of the messages got other line ends after their expectations were written.
    private static string WithLf(string text) => text.Replace("\\r\\n", "\\n");

    private static byte[] WithCrlf(byte[] message) =>
        Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(message).Replace("\r", "").Replace("\n", "\r\n"));

    private static string Wanted(string file)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(file));
        StringBuilder text = new();
        Describe(json.RootElement, text);
        return text.ToString();
    }

    private static void Describe(JsonElement message, StringBuilder text)
    {
        foreach (JsonElement part in message.GetProperty("parts").EnumerateArray())
        {
            JsonProperty body = part.GetProperty("body").EnumerateObject().First();
            switch (body.Name)
            {
                case "Text" or "Html":
                    Append(text, body.Value.GetString()!);
                    break;
                case "Message":
                    text.Append("message\n");
                    Describe(body.Value, text);
                    break;
                case "Multipart":
                    text.Append("multipart\n");
                    break;
                default:
                    text.Append("binary ").Append(Convert.ToHexString([.. body.Value.EnumerateArray().Select(e => e.GetByte())])).Append('\n');
                    break;
            }
        }
    }

    private static string Describe(byte[] octets)
    {
        using MimeDocument document = MimeDocument.Parse(octets);
        StringBuilder text = new();
        Describe(document, text);
        return text.ToString();
    }

    private static void Describe(MimeDocument document, StringBuilder text)
    {
        ArrayBufferWriter<byte> body = new();
        for (int i = 0; i < document.PartCount; i++)
        {
            MimePart part = document.GetPart(i);
            if (part.HasChildren)
            {
                text.Append(part.IsMultipart ? "multipart\n" : "message\n");
            }
            else if (part.TryOpenEncodedMessage(out MimeDocument message))
            {
                text.Append("message\n");
                using (message)
                {
                    Describe(message, text);
                }
            }
            else if (part.MediaType == MediaType.Text)
            {
                Append(text, part.GetBodyText());
            }
            else
            {
                body.ResetWrittenCount();
                part.DecodeBody(body);
                text.Append("binary ").Append(Convert.ToHexString(body.WrittenSpan)).Append('\n');
            }
        }
    }

    private static void Append(StringBuilder text, string body) =>
        text.Append("text ").Append(body.Replace("\r", "\\r").Replace("\n", "\\n")).Append('\n');
}
