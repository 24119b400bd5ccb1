using System.Buffers;
using System.Text;
using Protocols.Mime;

namespace Protocols.Reports;

/// <summary>What reading the fields of any report takes: limits, defects, and the message that comes behind the fields.</summary>
internal sealed class FieldReading(ReportReadOptions options)
{
    public DefectLog Log { get; } = new(options.MaxDefects);

    public ReportReadOptions Options => options;

    /// <summary>Finds the part of a report that programs read: the first of these types whose fields can be read (RFC 6522 §3).</summary>
    public static bool TryFind(MimeDocument message, scoped ReadOnlySpan<byte> subtype, scoped ReadOnlySpan<byte> globalSubtype, out MimePart part, out ReportFields fields)
    {
        for (int i = 0; i < message.PartCount; i++)
        {
            part = message.GetPart(i);
            bool isFields = part.MediaType == MediaType.Message && (Ascii.EqualsIgnoreCase(part.SubtypeName, subtype) || Ascii.EqualsIgnoreCase(part.SubtypeName, globalSubtype));
            if (isFields && part.TryGetReportFields(out fields))
            {
                return true;
            }
        }

        part = default;
        fields = default;
        return false;
    }

    public static string Name(HeaderFieldView field) => Encoding.ASCII.GetString(field.Name);

    /// <summary>The value of a field, unfolded, up to the limit.</summary>
    public string Text(HeaderFieldView field, string name, int group)
    {
        string text = FieldText.Unfold(field.Value);
        if (text.Length <= options.MaxTextLength)
        {
            return text;
        }

        Log.Add(ReportDefectCode.TextLimit, name, group);
        return text[..options.MaxTextLength];
    }

    public DateTimeOffset? Date(HeaderFieldView field, string name, int group)
    {
        if (field.TryGetDate(out DateTimeOffset date))
        {
            return date;
        }

        Log.Add(ReportDefectCode.MalformedValue, name, group);
        return null;
    }

    public void Add<T>(List<T> list, T item, string name, int group)
    {
        if (list.Count < options.MaxListItems)
        {
            list.Add(item);
        }
        else
        {
            Log.Add(ReportDefectCode.ListLimit, name, group);
        }
    }

    public void Require(object? value, string name, int group)
    {
        if (value is null)
        {
            Log.Add(ReportDefectCode.Missing, name, group);
        }
    }

    public T Known<T>(T value, T unknown, string name, int group)
    {
        if (EqualityComparer<T>.Default.Equals(value, unknown))
        {
            Log.Add(ReportDefectCode.UnknownValue, name, group);
        }

        return value;
    }

    /// <summary>What follows the fields in the same report: the message, or its header (RFC 6522 §3).</summary>
    public static (ReadOnlyMemory<byte> Message, bool IsHeaderOnly) FindReturned(MimeDocument message, MimePart fields)
    {
        for (int i = fields.Number + 1; i < message.PartCount; i++)
        {
            MimePart part = message.GetPart(i);
            bool isHeader = (part.MediaType == MediaType.Text && Ascii.EqualsIgnoreCase(part.SubtypeName, "rfc822-headers"u8))
                || (part.MediaType == MediaType.Message && Ascii.EqualsIgnoreCase(part.SubtypeName, "global-headers"u8));
            if (isHeader || part.KnownMediaType is KnownMediaType.MessageRfc822 or KnownMediaType.MessageGlobal)
            {
                return (Decode(part), isHeader);
            }
        }

        return (default, false);
    }

    private static ReadOnlyMemory<byte> Decode(MimePart part)
    {
        if (part.HasChildren || part.TransferEncoding is TransferEncoding.SevenBit or TransferEncoding.EightBit or TransferEncoding.Binary)
        {
            return part.BodyMemory;
        }

        ArrayBufferWriter<byte> content = new(Math.Max(part.BodyLength, 1));
        part.DecodeBody(content);
        return content.WrittenMemory;
    }
}
