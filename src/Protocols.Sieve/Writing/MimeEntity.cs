using System.Buffers;
using System.Text;
using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary>
/// A MIME entity that a script gives as a string: header fields and content (RFC 2045 §2.4), for <c>:mime</c> of vacation (RFC 5230 §4.4) and replace (RFC 5703
/// §5). Of its header only the fields that describe the content count, so that nothing else can be put into a message by it.
/// </summary>
internal sealed class MimeEntity
{
    private readonly byte[] _octets;
    private readonly List<Range> _fields = [];
    private readonly List<byte[]> _otherFields = [];
    private readonly int _bodyStart;

    private MimeEntity(byte[] octets)
    {
        _octets = octets;
        using MimeDocument document = MimeDocument.Parse(octets);
        MimePart root = document.Root;
        _bodyStart = root.BodyStart;
        foreach (HeaderField field in root.Headers)
        {
            if (field.Name.Length > 8 && Ascii.EqualsIgnoreCase(field.Name[..8], "Content-"u8))
            {
                _fields.Add(field.Offset..(field.Offset + field.Length));
                HasEncoding |= field.Id == HeaderId.ContentTransferEncoding;
            }
        }
    }

    /// <summary>The content.</summary>
    public ReadOnlySpan<byte> Body => _octets.AsSpan(_bodyStart);

    private bool HasEncoding { get; }

    /// <summary>Reads an entity.</summary>
    /// <param name="text">The string.</param>
    /// <param name="entity">The entity, or null.</param>
    /// <param name="error">What is wrong with it, in words; null for nothing.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, out MimeEntity? entity, out string? error)
    {
        entity = new MimeEntity(ToCrlf(text));
        error = null;
        foreach (Range field in entity._fields)
        {
            // RFC 5230 §5: eight bits are not allowed there.
            if (!Ascii.IsValid(entity._octets.AsSpan(field)))
            {
                error = "the header of the MIME entity is not ASCII";
                entity = null;
                return false;
            }
        }

        return true;
    }

    /// <summary>Makes an entity of text (RFC 2046 §4.1.3), in an encoding that has nothing in it that a multipart around it could take for its own.</summary>
    /// <param name="text">The text.</param>
    public static MimeEntity OfText(string text) => OfContent("text/plain", ToCrlf(Encoding.UTF8.GetBytes(text)), new MimeParameter("charset", "utf-8"));

    /// <summary>Makes an entity of content.</summary>
    /// <param name="mediaType">The media type.</param>
    /// <param name="content">The octets as they are before encoding.</param>
    /// <param name="parameters">The parameters of the media type.</param>
    /// <exception cref="MimeValueException">This is no media type.</exception>
    public static MimeEntity OfContent(string mediaType, ReadOnlySpan<byte> content, params ReadOnlySpan<MimeParameter> parameters)
    {
        ArrayBufferWriter<byte> output = new();
        MimeWriter writer = new(output);
        int slash = mediaType.IndexOf('/', StringComparison.Ordinal);
        writer.WriteContentType(mediaType.AsSpan(0, Math.Max(slash, 0)), mediaType.AsSpan(slash + 1), parameters);
        if (content.IndexOf("--"u8) < 0)
        {
            writer.WriteBody(content);
        }
        else
        {
            writer.WriteBody(content, TransferEncoding.Base64);
        }

        return new MimeEntity(output.WrittenSpan.ToArray());
    }

    /// <summary>The same entity with further fields that describe its content.</summary>
    /// <param name="fields">Whole fields.</param>
    public MimeEntity With(IEnumerable<byte[]> fields)
    {
        _otherFields.AddRange(fields);
        return this;
    }

    /// <summary>Writes the fields that describe the content, the empty line and the content.</summary>
    /// <param name="output">Takes the octets.</param>
    public void Write(IBufferWriter<byte> output)
    {
        foreach (Range field in _fields)
        {
            WriteField(_octets.AsSpan(field), output);
        }

        foreach (byte[] field in _otherFields)
        {
            WriteField(field, output);
        }

        if (!HasEncoding && !Ascii.IsValid(Body))
        {
            output.Write("Content-Transfer-Encoding: 8bit\r\n"u8);
        }

        output.Write("\r\n"u8);
        output.Write(Body);
    }

    private static void WriteField(ReadOnlySpan<byte> field, IBufferWriter<byte> output)
    {
        output.Write(field);
        if (!field.EndsWith("\n"u8))
        {
            output.Write("\r\n"u8);
        }
    }

    /// <summary>Gives every line the end that it has in messages.</summary>
    internal static byte[] ToCrlf(ReadOnlySpan<byte> text)
    {
        ArrayBufferWriter<byte> output = new(text.Length + 64);
        while (!text.IsEmpty)
        {
            int end = text.IndexOfAny((byte)'\r', (byte)'\n');
            output.Write(end < 0 ? text : text[..end]);
            if (end < 0)
            {
                break;
            }

            output.Write("\r\n"u8);
            text = text[(end + (text[end..].StartsWith("\r\n"u8) ? 2 : 1))..];
        }

        return output.WrittenSpan.ToArray();
    }
}
