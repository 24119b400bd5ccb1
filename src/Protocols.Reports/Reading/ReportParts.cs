using System.Buffers;
using System.Text;
using Protocols.Mime;

namespace Protocols.Reports;

/// <summary>Finds the parts of a message that may carry an XML or JSON report: RFC 7489 §7.2.1.1 fixes no structure for them.</summary>
internal static class ReportParts
{
    // A message with more attachments than this is no report.
    private const int MaxAttempts = 16;

    /// <summary>Tries each part in turn until one is a report of the kind that is looked for, whole or in part.</summary>
    public static ReportReading<T> ReadFirst<T>(MimeDocument message, ReportReadOptions options, Func<ReadOnlyMemory<byte>, ReportReadOptions, ReportReading<T>> read)
        where T : class
    {
        ReportReading<T>? best = null;
        int attempts = 0;
        for (int i = 0; i < message.PartCount && attempts < MaxAttempts; i++)
        {
            MimePart part = message.GetPart(i);
            if (part.HasChildren || part.MediaType == MediaType.Multipart || IsProse(part))
            {
                continue;
            }

            attempts++;
            ArrayBufferWriter<byte> content = new(Math.Max(part.BodyLength, 1));
            part.DecodeBody(content);
            ReportReading<T> reading = read(content.WrittenMemory, options);
            if (reading.Status == ReportStatus.Ok)
            {
                return reading;
            }

            if (best is null || Worth(reading.Status) > Worth(best.Status))
            {
                best = reading;
            }
        }

        return best ?? ReportReading<T>.Nothing(ReportStatus.NoReport);
    }

    // What tells the reader most: part of a report, then that there was one, then that there was none.
    private static int Worth(ReportStatus status) => status switch
    {
        ReportStatus.Damaged => 3,
        ReportStatus.DecompressionLimit or ReportStatus.UnsupportedCompression => 2,
        ReportStatus.Malformed => 1,
        _ => 0,
    };

    // The text for people, unless its name says that it is the report.
    private static bool IsProse(MimePart part) =>
        part.KnownMediaType is KnownMediaType.TextPlain or KnownMediaType.TextHtml
        && Path.GetExtension(part.GetFileName()).ToUpperInvariant() is not (".XML" or ".JSON" or ".GZ" or ".ZIP");

    public static bool Is(ReadOnlySpan<byte> found, ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(found, name);
}
