using System.Buffers;
using Protocols.Mime;

namespace Protocols.Storage;

public sealed partial record MessageFacts
{
    /// <summary>RFC 8970 §3.3: how long a preview should be.</summary>
    public const int PreviewLength = 200;

    /// <summary>Learns the facts of a message. Any octets are a message: what is broken in it makes the facts fewer, never an error.</summary>
    /// <param name="content">The whole message.</param>
    /// <param name="options">The limits of parsing; null for the defaults.</param>
    public static MessageFacts Read(ReadOnlyMemory<byte> content, MimeReadOptions? options = null)
    {
        using MimeDocument document = MimeDocument.Parse(content, options);
        ArrayBufferWriter<byte> outline = new();
        document.WriteOutline(outline);
        DateTimeOffset? sentAt = document.Root.TryGetDate(out DateTimeOffset date) ? date : null;
        return new MessageFacts
        {
            Size = content.Length,
            SentAt = sentAt,
            Outline = outline.WrittenMemory,
            Keys = MessageKeys.Read(document.Root),
            Preview = document.Root.GetPreview(PreviewLength),
        };
    }
}
