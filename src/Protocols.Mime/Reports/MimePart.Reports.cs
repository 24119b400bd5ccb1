using System.Text;

namespace Protocols.Mime;

public readonly partial struct MimePart
{
    /// <summary>
    /// Reads the field groups of a message/delivery-status (RFC 3464; message/global-delivery-status of RFC 6533 as well),
    /// message/disposition-notification (RFC 8098) or message/feedback-report (RFC 5965), its transfer encoding decoded.
    /// </summary>
    /// <param name="report">The groups, to be disposed.</param>
    /// <returns>False where the part is none of these.</returns>
    /// <exception cref="InvalidOperationException">The document was opened from an outline, which has no bodies.</exception>
    public bool TryGetReportFields(out ReportFields report)
    {
        report = default;
        if (MediaType != MediaType.Message || !IsReport(SubtypeName))
        {
            return false;
        }

        if (TransferEncoding is not (TransferEncoding.Base64 or TransferEncoding.QuotedPrintable or TransferEncoding.UuEncode))
        {
            report = new ReportFields(BodySpan);
            return true;
        }

        using RentedOctets octets = new(BodyLength);
        DecodeBody(octets);
        report = new ReportFields(octets.Detach(out int length), length);
        return true;
    }

    private static bool IsReport(ReadOnlySpan<byte> subtype) => subtype.Length switch
    {
        15 => Ascii.EqualsIgnoreCase(subtype, "delivery-status"u8) || Ascii.EqualsIgnoreCase(subtype, "feedback-report"u8),
        22 => Ascii.EqualsIgnoreCase(subtype, "global-delivery-status"u8),
        24 => Ascii.EqualsIgnoreCase(subtype, "disposition-notification"u8),
        31 => Ascii.EqualsIgnoreCase(subtype, "global-disposition-notification"u8),
        _ => false,
    };
}
