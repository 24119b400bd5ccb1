namespace Protocols.Mime;

/// <summary>The top level of a media type (RFC 2046 §2).</summary>
public enum MediaType : byte
{
    /// <summary>None of the others.</summary>
    Other,

    /// <summary><c>text</c></summary>
    Text,

    /// <summary><c>image</c></summary>
    Image,

    /// <summary><c>audio</c></summary>
    Audio,

    /// <summary><c>video</c></summary>
    Video,

    /// <summary><c>application</c></summary>
    Application,

    /// <summary><c>message</c></summary>
    Message,

    /// <summary><c>multipart</c></summary>
    Multipart,

    /// <summary><c>model</c></summary>
    Model,

    /// <summary><c>font</c></summary>
    Font,
}

/// <summary>Media types that mail software asks for all the time, as one value.</summary>
public enum KnownMediaType : byte
{
    /// <summary>None of the others; compare the spans.</summary>
    Other,

    /// <summary><c>text/plain</c></summary>
    TextPlain,

    /// <summary><c>text/html</c></summary>
    TextHtml,

    /// <summary><c>text/calendar</c></summary>
    TextCalendar,

    /// <summary><c>message/rfc822</c></summary>
    MessageRfc822,

    /// <summary><c>message/global</c> (RFC 6532)</summary>
    MessageGlobal,

    /// <summary><c>message/delivery-status</c> (RFC 3464)</summary>
    MessageDeliveryStatus,

    /// <summary><c>message/partial</c></summary>
    MessagePartial,

    /// <summary><c>message/external-body</c></summary>
    MessageExternalBody,

    /// <summary><c>multipart/mixed</c></summary>
    MultipartMixed,

    /// <summary><c>multipart/alternative</c></summary>
    MultipartAlternative,

    /// <summary><c>multipart/related</c> (RFC 2387)</summary>
    MultipartRelated,

    /// <summary><c>multipart/digest</c></summary>
    MultipartDigest,

    /// <summary><c>multipart/report</c> (RFC 6522)</summary>
    MultipartReport,

    /// <summary><c>multipart/signed</c> (RFC 1847)</summary>
    MultipartSigned,

    /// <summary><c>multipart/encrypted</c> (RFC 1847)</summary>
    MultipartEncrypted,

    /// <summary><c>application/octet-stream</c></summary>
    ApplicationOctetStream,

    /// <summary><c>application/pdf</c></summary>
    ApplicationPdf,

    /// <summary><c>image/jpeg</c></summary>
    ImageJpeg,

    /// <summary><c>image/png</c></summary>
    ImagePng,
}

/// <summary>How a body was made fit for transport (RFC 2045 §6).</summary>
public enum TransferEncoding : byte
{
    /// <summary>Seven-bit lines; also what holds where no Content-Transfer-Encoding is given.</summary>
    SevenBit,

    /// <summary>Eight-bit lines.</summary>
    EightBit,

    /// <summary>Any octets.</summary>
    Binary,

    /// <summary>Base64.</summary>
    Base64,

    /// <summary>Quoted-printable.</summary>
    QuotedPrintable,

    /// <summary>uuencode, which predates MIME (<c>x-uuencode</c>, <c>x-uue</c>, <c>uuencode</c>).</summary>
    UuEncode,

    /// <summary>A label that is not known; the body has to be taken as opaque (RFC 2045 §6.4).</summary>
    Unknown,
}

/// <summary>How a part wants to be shown (RFC 2183).</summary>
public enum DispositionType : byte
{
    /// <summary>No Content-Disposition, or an unreadable one.</summary>
    None,

    /// <summary><c>inline</c></summary>
    Inline,

    /// <summary><c>attachment</c></summary>
    Attachment,

    /// <summary>A type that is not known, which is to be treated as an attachment (RFC 2183 §2.8).</summary>
    Other,
}
