using System.Buffers;
using System.Text;
using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary>
/// The strings of a message's body that the test <c>body</c> matches (RFC 5173 §5), one after the other. What was decoded is kept for the next test, up to a limit,
/// until the message is another.
/// </summary>
internal sealed class BodyStrings
{
    private readonly Dictionary<(int Part, bool IsText), ReadOnlyMemory<byte>?> _decoded = [];
    private readonly long _maxKept;
    private MimeDocument _document;
    private BodyTransform _transform;
    private IReadOnlyList<byte[]> _types = [];
    private long _kept;
    private int _part;
    private bool _isEpilogueNext;

    /// <summary>Makes one.</summary>
    /// <param name="maxKept">How many octets of decoded text are kept; more are decoded each time.</param>
    public BodyStrings(long maxKept = 16 * 1024 * 1024) => _maxKept = maxKept;

    /// <summary>Turns to another message.</summary>
    /// <param name="document">The message.</param>
    public void Reset(MimeDocument document)
    {
        _document = document;
        _decoded.Clear();
        _kept = 0;
        _part = int.MaxValue;
    }

    /// <summary>Begins with the strings of one test.</summary>
    /// <param name="transform">What is looked at.</param>
    /// <param name="types">The arguments of <c>:content</c>.</param>
    public void Begin(BodyTransform transform, IReadOnlyList<byte[]>? types = null)
    {
        _transform = transform;
        _types = types ?? [];
        _isEpilogueNext = false;

        // §4: without an empty line behind the header there is no body, not even an empty one.
        _part = HasBody(_document.Root) ? 0 : int.MaxValue;
    }

    /// <summary>Goes on to the next string.</summary>
    /// <param name="value">The string: UTF-8 where it is text whose character set is known.</param>
    /// <returns>False where there is none.</returns>
    public bool TryNext(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (_part == int.MaxValue)
        {
            return false;
        }

        if (_transform == BodyTransform.Raw)
        {
            value = _document.Root.BodySpan;
            _part = int.MaxValue;
            return true;
        }

        while (_part < _document.PartCount)
        {
            MimePart part = _document.GetPart(_part);
            if (_isEpilogueNext)
            {
                _isEpilogueNext = false;
                _part++;
                value = part.Epilogue;
                return true;
            }

            if (TryPart(part, out value))
            {
                _isEpilogueNext = part.IsMultipart;
                _part += _isEpilogueNext ? 0 : 1;
                return true;
            }

            _part++;
        }

        _part = int.MaxValue;
        return false;
    }

    /// <summary>The decoded content of a leaf in UTF-8; null where it cannot be decoded.</summary>
    /// <param name="part">The part.</param>
    /// <param name="isText">Whether mark-up is taken out.</param>
    public ReadOnlyMemory<byte>? Decode(MimePart part, bool isText)
    {
        if (_decoded.TryGetValue((part.Number, isText), out ReadOnlyMemory<byte>? kept))
        {
            return kept;
        }

        ReadOnlyMemory<byte>? octets = Read(part, isText);
        if (_kept + (octets?.Length ?? 0) <= _maxKept)
        {
            _kept += octets?.Length ?? 0;
            _decoded.Add((part.Number, isText), octets);
        }

        return octets;
    }

    private static bool HasBody(MimePart root)
    {
        ReadOnlySpan<byte> header = root.HeaderSpan;
        return root.BodyLength > 0 || header.EndsWith("\n\r\n"u8) || header.EndsWith("\n\n"u8) || header is [(byte)'\n'] or [(byte)'\r', (byte)'\n'];
    }

    private bool TryPart(MimePart part, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (_transform == BodyTransform.Text)
        {
            if (part.HasChildren || !IsText(part) || Decode(part, isText: true) is not { } text)
            {
                return false;
            }

            value = text.Span;
            return true;
        }

        if (!IsWanted(part))
        {
            return false;
        }

        if (part.IsMultipart)
        {
            value = part.Preamble;
            return true;
        }

        if (part.TryGetEmbeddedMessage(out MimePart message))
        {
            value = message.HeaderSpan;
            return true;
        }

        if (Decode(part, isText: false) is not { } content)
        {
            return false;
        }

        value = content.Span;
        return true;
    }

    private bool IsWanted(MimePart part)
    {
        if (!HasSoundType(part))
        {
            return false;
        }

        foreach (byte[] type in _types)
        {
            if (ContentTypePattern.Matches(type, part.TypeName, part.SubtypeName))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsText(MimePart part) =>
        HasSoundType(part) && (part.MediaType == MediaType.Text || (Ascii.EqualsIgnoreCase(part.TypeName, "application"u8) && Ascii.EqualsIgnoreCase(part.SubtypeName, "xhtml+xml"u8)));

    // Whether nothing else stands behind type and subtype: text/plain/other is no text/plain.
    private static bool HasSoundType(MimePart part)
    {
        if (!part.TryGetHeader(HeaderId.ContentType, out HeaderField field))
        {
            return true;
        }

        int length = part.TypeName.Length + 1 + part.SubtypeName.Length;
        ReadOnlySpan<byte> value = field.Value;
        return length >= value.Length || value[length] != (byte)'/';
    }

    private static ReadOnlyMemory<byte>? Read(MimePart part, bool isText)
    {
        if (part.TransferEncoding == TransferEncoding.Unknown)
        {
            return null;
        }

        if (part.MediaType != MediaType.Text && !isText)
        {
            if (part.EffectiveEncoding is not (TransferEncoding.Base64 or TransferEncoding.QuotedPrintable or TransferEncoding.UuEncode))
            {
                return part.BodyMemory;
            }

            ArrayBufferWriter<byte> octets = new(Math.Max(part.BodyLength, 1));
            part.DecodeBody(octets);
            return octets.WrittenMemory;
        }

        string text = part.GetBodyText(out _);
        bool isMarkup = isText && (part.KnownMediaType == KnownMediaType.TextHtml || part.MediaType != MediaType.Text);
        return Encoding.UTF8.GetBytes(isMarkup ? HtmlText.ToText(text) : text);
    }
}
