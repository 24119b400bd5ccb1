using System.Runtime.CompilerServices;
using System.Text;

namespace Protocols.Mime;

/// <summary>Finds the enumeration values for the names that stand in messages; letter case does not matter (RFC 2045 §5.1).</summary>
internal static class MediaTypeNames
{
    public static MediaType TopLevel(ReadOnlySpan<byte> type) => type.Length switch
    {
        4 when Is(type, "text"u8) => MediaType.Text,
        4 when Is(type, "font"u8) => MediaType.Font,
        5 when Is(type, "image"u8) => MediaType.Image,
        5 when Is(type, "audio"u8) => MediaType.Audio,
        5 when Is(type, "video"u8) => MediaType.Video,
        5 when Is(type, "model"u8) => MediaType.Model,
        7 when Is(type, "message"u8) => MediaType.Message,
        9 when Is(type, "multipart"u8) => MediaType.Multipart,
        11 when Is(type, "application"u8) => MediaType.Application,
        _ => MediaType.Other,
    };

    public static KnownMediaType Known(MediaType type, ReadOnlySpan<byte> subtype) => type switch
    {
        MediaType.Text => subtype.Length switch
        {
            5 when Is(subtype, "plain"u8) => KnownMediaType.TextPlain,
            4 when Is(subtype, "html"u8) => KnownMediaType.TextHtml,
            8 when Is(subtype, "calendar"u8) => KnownMediaType.TextCalendar,
            _ => KnownMediaType.Other,
        },
        MediaType.Multipart => subtype.Length switch
        {
            5 when Is(subtype, "mixed"u8) => KnownMediaType.MultipartMixed,
            11 when Is(subtype, "alternative"u8) => KnownMediaType.MultipartAlternative,
            7 when Is(subtype, "related"u8) => KnownMediaType.MultipartRelated,
            6 when Is(subtype, "digest"u8) => KnownMediaType.MultipartDigest,
            6 when Is(subtype, "report"u8) => KnownMediaType.MultipartReport,
            6 when Is(subtype, "signed"u8) => KnownMediaType.MultipartSigned,
            9 when Is(subtype, "encrypted"u8) => KnownMediaType.MultipartEncrypted,
            _ => KnownMediaType.Other,
        },
        MediaType.Message => subtype.Length switch
        {
            6 when Is(subtype, "rfc822"u8) => KnownMediaType.MessageRfc822,
            6 when Is(subtype, "global"u8) => KnownMediaType.MessageGlobal,
            15 when Is(subtype, "delivery-status"u8) => KnownMediaType.MessageDeliveryStatus,
            7 when Is(subtype, "partial"u8) => KnownMediaType.MessagePartial,
            13 when Is(subtype, "external-body"u8) => KnownMediaType.MessageExternalBody,
            _ => KnownMediaType.Other,
        },
        MediaType.Application => subtype.Length switch
        {
            12 when Is(subtype, "octet-stream"u8) => KnownMediaType.ApplicationOctetStream,
            3 when Is(subtype, "pdf"u8) => KnownMediaType.ApplicationPdf,
            _ => KnownMediaType.Other,
        },
        MediaType.Image => subtype.Length switch
        {
            4 when Is(subtype, "jpeg"u8) => KnownMediaType.ImageJpeg,
            3 when Is(subtype, "png"u8) => KnownMediaType.ImagePng,
            _ => KnownMediaType.Other,
        },
        _ => KnownMediaType.Other,
    };

    // RFC 2045 §6.1
    public static TransferEncoding Encoding(ReadOnlySpan<byte> token) => token.Length switch
    {
        0 => TransferEncoding.SevenBit,
        4 when Is(token, "7bit"u8) => TransferEncoding.SevenBit,
        4 when Is(token, "8bit"u8) => TransferEncoding.EightBit,
        6 when Is(token, "binary"u8) => TransferEncoding.Binary,
        6 when Is(token, "base64"u8) => TransferEncoding.Base64,
        16 when Is(token, "quoted-printable"u8) => TransferEncoding.QuotedPrintable,
        10 when Is(token, "x-uuencode"u8) => TransferEncoding.UuEncode,
        8 when Is(token, "uuencode"u8) => TransferEncoding.UuEncode,
        5 when Is(token, "x-uue"u8) => TransferEncoding.UuEncode,
        _ => TransferEncoding.Unknown,
    };

    public static DispositionType Disposition(ReadOnlySpan<byte> token) => token.Length switch
    {
        0 => DispositionType.None,
        6 when Is(token, "inline"u8) => DispositionType.Inline,
        10 when Is(token, "attachment"u8) => DispositionType.Attachment,
        _ => DispositionType.Other,
    };

    // Nearly all of them are in small letters.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Is(ReadOnlySpan<byte> found, ReadOnlySpan<byte> name) => found.SequenceEqual(name) || Ascii.EqualsIgnoreCase(found, name);
}
