using System.Buffers;
using Protocols.Text;

namespace Protocols.Mime;

public readonly partial struct MimePart
{
    /// <summary>
    /// The name that the part would have as a file: <c>filename</c> of the Content-Disposition, else <c>name</c> of the Content-Type,
    /// decoded; empty where there is neither. It is the sender's word: it may hold path separators and anything else.
    /// </summary>
    public string GetFileName() =>
        DispositionParameters.TryGetString("filename"u8, out string name) || ContentTypeParameters.TryGetString("name"u8, out name) ? name : "";

    /// <summary>The unstructured text of the first field with a name; empty where there is none.</summary>
    /// <param name="id">The name.</param>
    public string GetHeaderText(HeaderId id) => TryGetHeader(id, out HeaderField field) ? field.GetText() : "";

    /// <summary>Reads the date of the Date field (RFC 5322 §3.6.1).</summary>
    /// <param name="date">The date with its offset.</param>
    public bool TryGetDate(out DateTimeOffset date)
    {
        date = default;
        return TryGetHeader(HeaderId.Date, out HeaderField field) && field.TryGetDate(out date);
    }

    /// <summary>
    /// The transfer encoding that the body is decoded by: <see cref="TransferEncoding"/>, but binary for a text that is labelled base64
    /// and plainly is none, which would else be garbage, and for what was split into parts.
    /// </summary>
    /// <exception cref="InvalidOperationException">The document was opened from an outline, which has no bodies.</exception>
    public TransferEncoding EffectiveEncoding => HasChildren
        || (TransferEncoding == TransferEncoding.Base64 && MediaType == MediaType.Text && !BodyDecoder.IsPlausibleBase64(BodySpan))
        ? TransferEncoding.Binary
        : TransferEncoding;

    /// <summary>
    /// Decodes the transfer encoding of the body: the <see cref="EffectiveEncoding"/>. An encoding that is not known leaves the octets as they are (RFC 2045 §6.4); so do
    /// multiparts and embedded messages that were split.
    /// </summary>
    /// <param name="output">Takes the octets, in pieces.</param>
    /// <exception cref="InvalidOperationException">The document was opened from an outline, which has no bodies.</exception>
    public void DecodeBody(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        ReadOnlySpan<byte> body = BodySpan;
        BodyDecoder.Decode(EffectiveEncoding, body, output);
    }

    /// <summary>
    /// How many octets <see cref="DecodeBody"/> would give: <c>size</c> of RFC 8621 §4.1.4, <c>BINARY.SIZE</c> of RFC 9051 §7.5.2. Costs a
    /// decoding where the body is encoded.
    /// </summary>
    /// <exception cref="InvalidOperationException">The document was opened from an outline, which has no bodies.</exception>
    public long GetDecodedLength()
    {
        if (EffectiveEncoding is not (TransferEncoding.Base64 or TransferEncoding.QuotedPrintable or TransferEncoding.UuEncode))
        {
            return BodyLength;
        }

        using OctetCounter counter = new();
        DecodeBody(counter);
        return counter.Count;
    }

    /// <summary>The body as text: transfer encoding and character set decoded.</summary>
    /// <param name="outcome">By which character set the text was made.</param>
    /// <exception cref="InvalidOperationException">The document was opened from an outline, which has no bodies.</exception>
    public string GetBodyText(out CharsetOutcome outcome) => GetBodyText(out outcome, out _);

    /// <summary>
    /// The body as text, and whether it may be another than was meant: <c>isEncodingProblem</c> of RFC 8621 §4.1.4 is true where that is
    /// so or the outcome is <see cref="CharsetOutcome.UnknownName"/>.
    /// </summary>
    /// <param name="outcome">By which character set the text was made.</param>
    /// <param name="isMalformed">Whether octets were no text in that character set, which U+FFFD stands for, or the transfer encoding is not known.</param>
    /// <exception cref="InvalidOperationException">The document was opened from an outline, which has no bodies.</exception>
    public string GetBodyText(out CharsetOutcome outcome, out bool isMalformed)
    {
        if (EffectiveEncoding is not (TransferEncoding.Base64 or TransferEncoding.QuotedPrintable or TransferEncoding.UuEncode))
        {
            return GetText(BodySpan, out outcome, out isMalformed);
        }

        using RentedOctets octets = new(BodyLength);
        DecodeBody(octets);
        return GetText(octets.Written, out outcome, out isMalformed);
    }

    /// <summary>
    /// Opens the message inside a message/rfc822 or message/global that is in base64, quoted-printable or uuencode. RFC 2045 §6.4
    /// forbids that and many programs write it; since the octets of such a message stand nowhere in this one, it is a document of its
    /// own and not among <see cref="Children"/> (RFC 9051 has no section paths into it either).
    /// </summary>
    /// <param name="document">The message, to be disposed, before or after this one. What was taken from it dies with it.</param>
    /// <param name="options">The limits, or null for <see cref="MimeReadOptions.Default"/>.</param>
    /// <returns>False where the part is no message, or its message was read already: see <see cref="TryGetEmbeddedMessage"/>.</returns>
    /// <exception cref="InvalidOperationException">The document was opened from an outline, which has no bodies.</exception>
    public bool TryOpenEncodedMessage(out MimeDocument document, MimeReadOptions? options = null)
    {
        document = default;
        if (HasChildren || KnownMediaType is not (KnownMediaType.MessageRfc822 or KnownMediaType.MessageGlobal)
            || TransferEncoding is not (TransferEncoding.Base64 or TransferEncoding.QuotedPrintable or TransferEncoding.UuEncode))
        {
            return false;
        }

        using RentedOctets octets = new(BodyLength);
        DecodeBody(octets);
        document = MimeDocument.ParseOwned(octets.Detach(out int length), length, options ?? MimeReadOptions.Default);
        return true;
    }

    /// <summary>The body as text: transfer encoding and character set decoded.</summary>
    /// <exception cref="InvalidOperationException">The document was opened from an outline, which has no bodies.</exception>
    public string GetBodyText() => GetBodyText(out _);

    private string GetText(ReadOnlySpan<byte> octets, out CharsetOutcome outcome, out bool isMalformed)
    {
        string text = Text.Charset.GetString(Charset, octets, out outcome);

        // The replacement character may have been sent as one, in UTF-8.
        isMalformed = (TransferEncoding == TransferEncoding.Unknown && !HasChildren)
            || (text.Contains('\uFFFD', StringComparison.Ordinal) && octets.IndexOf((ReadOnlySpan<byte>)[0xEF, 0xBF, 0xBD]) < 0);
        return text;
    }
}
