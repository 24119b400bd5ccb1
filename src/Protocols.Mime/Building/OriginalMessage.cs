using System.Buffers;

namespace Protocols.Mime;

/// <summary>What a reply or a forward takes from the message that it is about.</summary>
internal static class OriginalMessage
{
    /// <summary>The plain text that a reader sees first: the first text/plain that is no attachment and not in an embedded message; a paragraph a line, with LF.</summary>
    public static string GetText(MimeDocument document)
    {
        foreach (MimePart part in OwnParts(document))
        {
            if (part.KnownMediaType == KnownMediaType.TextPlain && part.Disposition != DispositionType.Attachment && !part.HasChildren)
            {
                string text = part.GetBodyText().Replace("\r\n", "\n", StringComparison.Ordinal);
                HeaderParameters parameters = part.ContentTypeParameters;
                bool isFlowed = Is(parameters, "format"u8, "flowed");
                return isFlowed ? FlowedText.Decode(text, Is(parameters, "delsp"u8, "yes")) : text;
            }
        }

        return "";
    }

    /// <summary>The parts that are neither multiparts nor the text, decoded, as parts of another message.</summary>
    public static IEnumerable<BodyPart> GetAttachments(MimeDocument document)
    {
        List<BodyPart> attachments = [];
        foreach (MimePart part in OwnParts(document))
        {
            bool isText = part.KnownMediaType is KnownMediaType.TextPlain or KnownMediaType.TextHtml && part.Disposition != DispositionType.Attachment;
            if (part.MediaType != MediaType.Multipart && !isText && part.Number > 0)
            {
                attachments.Add(Copy(part));
            }
        }

        return attachments;
    }

    public static IEnumerable<string> GetIds(MimePart message, HeaderId header, MimeOutputMode mode)
    {
        List<string> ids = [];
        if (message.TryGetHeader(header, out HeaderField field))
        {
            foreach (ReadOnlySpan<byte> id in field.MessageIds)
            {
                string text = System.Text.Encoding.UTF8.GetString(id);
                if (WriterGrammar.CheckMessageId(text, mode == MimeOutputMode.SmtpUtf8) == WriteStatus.Ok)
                {
                    ids.Add(text);
                }
            }
        }

        return ids;
    }

    public static string GetLine(MimePart message, HeaderId header) => PlainText.OneLine(message.GetHeaderText(header)).Trim();

    public static MailboxCollection GetMailboxes(MimePart message, HeaderId header, MimeOutputMode mode) =>
        message.TryGetHeader(header, out HeaderField field) ? MailboxCollection.Read(field, mode) : [];

    // The parts of the message itself, not those of messages inside it.
    private static List<MimePart> OwnParts(MimeDocument document)
    {
        List<MimePart> parts = [];
        int insideUntilDepth = int.MaxValue;
        for (int i = 0; i < document.PartCount; i++)
        {
            MimePart part = document.GetPart(i);
            insideUntilDepth = part.Depth <= insideUntilDepth ? int.MaxValue : insideUntilDepth;
            if (insideUntilDepth == int.MaxValue)
            {
                parts.Add(part);
                insideUntilDepth = part.IsMessage ? part.Depth : int.MaxValue;
            }
        }

        return parts;
    }

    private static BodyPart Copy(MimePart part)
    {
        string type = System.Text.Encoding.ASCII.GetString(part.TypeName);
        string subtype = System.Text.Encoding.ASCII.GetString(part.SubtypeName);
        bool isToken = WriterGrammar.CheckToken(type) == WriteStatus.Ok && WriterGrammar.CheckToken(subtype) == WriteStatus.Ok;
        ArrayBufferWriter<byte> content = new(Math.Max(part.BodyLength, 1));
        part.DecodeBody(content);
        string name = PlainText.OneLine(part.GetFileName());
        BodyPart copy = new(isToken ? $"{type}/{subtype}" : "application/octet-stream", content.WrittenMemory)
        {
            FileName = name.Length == 0 ? null : name,
            Disposition = part.Disposition == DispositionType.Inline ? "inline" : "attachment",
        };
        if (part.ContentTypeParameters.TryGetString("charset"u8, out string charset) && WriterGrammar.IsToken(charset))
        {
            copy.Parameters.Add(new MimeParameter("charset", charset));
        }

        string id = System.Text.Encoding.UTF8.GetString(part.ContentId).Trim().TrimStart('<').TrimEnd('>');
        if (WriterGrammar.CheckMessageId(id, isUtf8: false) == WriteStatus.Ok)
        {
            copy.ContentId = id;
        }

        return copy;
    }

    private static bool Is(HeaderParameters parameters, ReadOnlySpan<byte> name, string value) =>
        parameters.TryGetString(name, out string found) && found.Equals(value, StringComparison.OrdinalIgnoreCase);
}
