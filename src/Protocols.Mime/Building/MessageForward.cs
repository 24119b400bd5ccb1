using System.Text;

namespace Protocols.Mime;

/// <summary>Makes forwards of messages.</summary>
public static class MessageForward
{
    /// <summary>Makes a message that has another one's text below its own, and its attachments.</summary>
    /// <param name="original">The message. What is attached is copied.</param>
    /// <param name="options">Who forwards, when and how.</param>
    public static MessageBuilder CreateInline(MimeDocument original, ReplyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        MessageBuilder forward = Create(original, options);
        string quoted = OriginalMessage.GetText(original);
        quoted = quoted.Length > options.MaxQuotedLength ? quoted[..options.MaxQuotedLength] : quoted;
        StringBuilder text = new();
        text.Append(options.Text).Append(options.Text.Length == 0 ? "" : "\n\n").Append("---------- Forwarded message ----------\n");
        AppendField(text, original.Root, HeaderId.From, "From");
        AppendField(text, original.Root, HeaderId.Date, "Date");
        AppendField(text, original.Root, HeaderId.Subject, "Subject");
        AppendField(text, original.Root, HeaderId.To, "To");
        AppendField(text, original.Root, HeaderId.Cc, "Cc");
        forward.Text = text.Append('\n').Append(quoted).ToString();
        foreach (BodyPart attachment in OriginalMessage.GetAttachments(original))
        {
            forward.Attachments.Add(attachment);
        }

        return forward;
    }

    /// <summary>Makes a message to which another one is attached as it is (RFC 2046 §5.2.1).</summary>
    /// <param name="original">The octets of the message; borrowed until the forward is written.</param>
    /// <param name="options">Who forwards, when and how.</param>
    public static MessageBuilder CreateAttached(ReadOnlyMemory<byte> original, ReplyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        using MimeDocument document = MimeDocument.Parse(original);
        MessageBuilder forward = Create(document, options);
        forward.Text = options.Text;
        forward.Attachments.Add(BodyPart.FromMessage(original));
        return forward;
    }

    private static MessageBuilder Create(MimeDocument original, ReplyOptions options)
    {
        MessageBuilder forward = new()
        {
            Date = options.Date,
            From = { options.From },
            Subject = SubjectPrefix.Put("Fwd:", OriginalMessage.GetLine(original.Root, HeaderId.Subject), options.ForwardPrefixes),
            IsFlowed = options.IsFlowed,
        };

        // RFC 5322 §3.6.4 knows replies alone; but a thread that the forward belongs to is best found by References.
        foreach (string id in OriginalMessage.GetIds(original.Root, HeaderId.MessageId, options.Mode).Take(1))
        {
            forward.References.Add(id);
        }

        return forward;
    }

    private static void AppendField(StringBuilder text, MimePart message, HeaderId id, string name)
    {
        string value = OriginalMessage.GetLine(message, id);
        if (value.Length > 0)
        {
            text.Append(name).Append(": ").Append(value).Append('\n');
        }
    }
}
