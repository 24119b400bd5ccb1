using System.Buffers;
using System.Text;

namespace Protocols.Mime;

/// <summary>A part of a message beside its text: an attachment, a picture that the text shows, or another form of the text.</summary>
public sealed class BodyPart
{
    private readonly ReadOnlySequence<byte> _content;
    private readonly Action<IBufferWriter<byte>>? _write;
    private readonly MessageBuilder? _message;

    /// <summary>Makes a part of octets.</summary>
    /// <param name="mediaType">The media type, such as <c>application/pdf</c>.</param>
    /// <param name="content">The octets as they are before encoding; borrowed until the message is written.</param>
    /// <exception cref="ArgumentException">The media type is none, or is a multipart.</exception>
    public BodyPart(string mediaType, ReadOnlyMemory<byte> content)
        : this(mediaType, new ReadOnlySequence<byte>(content))
    {
    }

    /// <summary>Makes a part of octets in pieces.</summary>
    /// <param name="mediaType">The media type, such as <c>application/pdf</c>.</param>
    /// <param name="content">The octets as they are before encoding; borrowed until the message is written.</param>
    /// <exception cref="ArgumentException">The media type is none, or is a multipart.</exception>
    public BodyPart(string mediaType, ReadOnlySequence<byte> content)
    {
        (Type, Subtype) = Split(mediaType);
        _content = content;
    }

    /// <summary>Makes a part whose octets are written when the message is, so that they are never held whole. It is encoded in base64.</summary>
    /// <param name="mediaType">The media type, such as <c>application/pdf</c>.</param>
    /// <param name="write">Writes the octets as they are before encoding.</param>
    /// <exception cref="ArgumentException">The media type is none, or is a multipart or a message.</exception>
    public BodyPart(string mediaType, Action<IBufferWriter<byte>> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        (Type, Subtype) = Split(mediaType);
        if (IsMessage)
        {
            // RFC 2046 §5.2.1: a message is not encoded, and what is not known cannot be looked at first.
            throw new ArgumentException("A message is given by its octets.", nameof(mediaType));
        }

        _write = write;
    }

    private BodyPart(MessageBuilder message)
    {
        (Type, Subtype) = ("message", "rfc822");
        _message = message;
    }

    /// <summary>The top level of the media type, such as <c>application</c>.</summary>
    public string Type { get; }

    /// <summary>The subtype, such as <c>pdf</c>.</summary>
    public string Subtype { get; }

    /// <summary>The parameters of the Content-Type, such as <c>charset</c> or <c>method</c>.</summary>
    public IList<MimeParameter> Parameters { get; } = [];

    /// <summary>The name as a file; null for none.</summary>
    public string? FileName { get; set; }

    /// <summary>The identifier by which the text refers to this part (<c>cid:</c>, RFC 2392), without angle brackets; null for none.</summary>
    public string? ContentId { get; set; }

    /// <summary>The URI by which the text refers to this part (RFC 2557); null for none.</summary>
    public string? ContentLocation { get; set; }

    /// <summary>What this is, for people; null for nothing.</summary>
    public string? Description { get; set; }

    /// <summary>When the file was last changed (RFC 2183 §2.5); null for nothing.</summary>
    public DateTimeOffset? ModificationDate { get; set; }

    /// <summary>The Content-Disposition; null for what suits where the part is: <c>attachment</c>, <c>inline</c> in a related, nothing for another form of the text.</summary>
    public string? Disposition { get; set; }

    private bool IsMessage => Type.Equals("message", StringComparison.OrdinalIgnoreCase) && Subtype.ToLowerInvariant() is "rfc822" or "global" or "news";

    /// <summary>Makes a part of a text in UTF-8. Its line ends become CRLF.</summary>
    /// <param name="text">The text.</param>
    /// <param name="subtype">The subtype, such as <c>csv</c>.</param>
    public static BodyPart FromText(string text, string subtype = "plain")
    {
        ArgumentNullException.ThrowIfNull(text);
        string lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace("\n", "\r\n", StringComparison.Ordinal);
        return new BodyPart("text/" + subtype, Encoding.UTF8.GetBytes(lines)) { Parameters = { new MimeParameter("charset", "utf-8") } };
    }

    /// <summary>Makes a part of a calendar object (RFC 5545 §8.1, RFC 6047 §2.4).</summary>
    /// <param name="calendar">The object in UTF-8, as iCalendar writes it.</param>
    /// <param name="method">The method, such as <c>REQUEST</c>, which has to be that of the object; null for none.</param>
    public static BodyPart FromCalendar(ReadOnlyMemory<byte> calendar, string? method = null)
    {
        BodyPart part = new("text/calendar", calendar) { Parameters = { new MimeParameter("charset", "utf-8") } };
        if (method is not null)
        {
            part.Parameters.Add(new MimeParameter("method", method));
        }

        return part;
    }

    /// <summary>
    /// Makes a part of a whole message (RFC 2046 §5.2.1). What is inside cannot be encoded: where the way of the outer message cannot carry
    /// it, it goes as <c>message/global</c> in base64 (RFC 6532 §3.7).
    /// </summary>
    /// <param name="message">The message; borrowed until the outer one is written.</param>
    public static BodyPart FromMessage(ReadOnlyMemory<byte> message) => new("message/rfc822", message);

    /// <summary>Makes a part of a message that is written with the outer one, for the same way.</summary>
    /// <param name="message">The message.</param>
    public static BodyPart FromMessage(MessageBuilder message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new BodyPart(message);
    }

    internal void Write(MimeWriter writer, string? disposition, BoundarySource boundaries)
    {
        WriteDescription(writer, disposition);
        if (_message is not null)
        {
            writer.BeginMessage();
            _message.WriteTo(writer, boundaries);
        }
        else if (_write is not null)
        {
            WriteContentType(writer, Type, Subtype);
            writer.BeginBody(TransferEncoding.Base64);
            _write(new BodyBufferWriter(writer));
            writer.EndBody();
        }
        else if (IsMessage)
        {
            WriteMessage(writer);
        }
        else
        {
            WriteContentType(writer, Type, Subtype);
            writer.WriteBody(_content);
        }
    }

    private void WriteMessage(MimeWriter writer)
    {
        BodyScan scan = default;
        scan.Add(_content);
        TransferEncoding encoding = scan.Choose(writer.Options.Mode, writer.Options.AllowBinary);
        bool isEncoded = encoding is TransferEncoding.Base64 or TransferEncoding.QuotedPrintable || writer.HoldsBoundary(_content);
        WriteContentType(writer, Type, isEncoded ? "global" : Subtype);
        writer.WriteBody(_content, isEncoded ? TransferEncoding.Base64 : encoding);
    }

    private void WriteContentType(MimeWriter writer, string type, string subtype) => writer.WriteContentType(type, subtype, [.. Parameters]);

    private void WriteDescription(MimeWriter writer, string? disposition)
    {
        disposition = Disposition ?? disposition ?? (FileName is null ? null : "attachment");
        if (disposition is not null)
        {
            List<MimeParameter> parameters = [];
            if (FileName is not null)
            {
                parameters.Add(new MimeParameter("filename", FileName));
            }

            if (ModificationDate is { } date)
            {
                Span<byte> text = stackalloc byte[Text.MailDate.MaxLength];
                Text.MailDate.TryFormat(date, text, out int length);
                parameters.Add(new MimeParameter("modification-date", Encoding.ASCII.GetString(text[..length])));
            }

            writer.WriteContentDisposition(disposition, [.. parameters]);
        }

        if (ContentId is not null)
        {
            writer.WriteContentId(ContentId);
        }

        if (ContentLocation is not null)
        {
            writer.WriteContentLocation(ContentLocation);
        }

        if (Description is not null)
        {
            writer.WriteContentDescription(Description);
        }
    }

    private static (string Type, string Subtype) Split(string mediaType)
    {
        ArgumentNullException.ThrowIfNull(mediaType);
        int slash = mediaType.IndexOf('/', StringComparison.Ordinal);
        string type = slash < 0 ? "" : mediaType[..slash];
        string subtype = mediaType[(slash + 1)..];
        if (!WriterGrammar.IsToken(type) || !WriterGrammar.IsToken(subtype) || type.Equals("multipart", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException("This is no media type of a part that has no parts of its own.", nameof(mediaType));
        }

        return (type, subtype);
    }
}
