using System.Text;
using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime;

/// <summary>Ways to write messages in tests, and to see what a document holds.</summary>
internal static class MimeText
{
    /// <summary>The octets of a text whose line ends become CRLF.</summary>
    public static byte[] Crlf(string text) => Encoding.Latin1.GetBytes(text.ReplaceLineEndings("\r\n"));

    public static string Latin(ReadOnlySpan<byte> octets) => Encoding.Latin1.GetString(octets);

    /// <summary>Everything that a document tells about structure and headers, as text to compare.</summary>
    public static string Describe(MimeDocument document)
    {
        StringBuilder text = new();
        text.Append("length ").Append(document.Length).Append(" parts ").Append(document.PartCount).Append('\n');
        for (int i = 0; i < document.PartCount; i++)
        {
            MimePart part = document.GetPart(i);
            text.Append(new string(' ', part.Depth)).Append(Latin(part.TypeName)).Append('/').Append(Latin(part.SubtypeName))
                .Append($" {part.MediaType} {part.KnownMediaType} {part.TransferEncoding} {part.Disposition}")
                .Append($" multipart={part.IsMultipart} message={part.IsMessage}")
                .Append($" header {part.HeaderStart}-{part.HeaderEnd} body {part.BodyStart}-{part.BodyEnd} lines {part.BodyLineCount}\n");
            foreach (HeaderField field in part.Headers)
            {
                text.Append($"{field.Id} {field.Offset}+{field.Length} {Latin(field.Name)}|{Latin(field.RawValue)}|{Latin(field.RawField)}\n");
            }

            text.Append(Latin(part.HeaderSpan)).Append('\n');
        }

        foreach (Defect defect in document.Defects)
        {
            text.Append(defect.Code).Append('@').Append(defect.Offset).Append('\n');
        }

        return text.ToString();
    }
}
