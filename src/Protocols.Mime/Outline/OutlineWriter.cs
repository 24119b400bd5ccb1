using System.Buffers;

namespace Protocols.Mime;

/// <summary>
/// Writes an outline. The form, version 1; all numbers are LEB128, unsigned:
/// <code>
/// "PMo" 0x01
/// length of the message, number of parts, fields, defects, octets of headers
/// part:   depth, header start − header start of the part before, length of header, length of body, line ends, number of fields
/// field:  octets passed over before it, length of name, from there to the value, length of value, length of its line end
/// defect: code, offset
/// the headers, one after another
/// </code>
/// </summary>
internal static class OutlineWriter
{
    public const byte FormatVersion = 1;

    private const int LongestNumber = 5;

    public static ReadOnlySpan<byte> Magic => "PMo"u8;

    public static void Write(MimeIndex index, IBufferWriter<byte> output)
    {
        LineCounter.Count(index, 0);
        ReadOnlySpan<PartRow> parts = index.Parts.AsSpan(0, index.PartCount);
        int headerBytes = 0;
        foreach (ref readonly PartRow part in parts)
        {
            headerBytes += part.BodyStart - part.HeaderStart;
        }

        Span<byte> head = output.GetSpan(Magic.Length + 1);
        Magic.CopyTo(head);
        head[Magic.Length] = FormatVersion;
        output.Advance(Magic.Length + 1);
        WriteNumbers(output, [index.MessageLength, index.PartCount, index.FieldCount, index.DefectCount, headerBytes]);
        int previous = 0;
        foreach (ref readonly PartRow part in parts)
        {
            WriteNumbers(output,
            [
                part.Depth,
                part.HeaderStart - previous,
                part.BodyStart - part.HeaderStart,
                part.BodyEnd - part.BodyStart,
                part.Lines,
                part.FieldCount,
            ]);
            previous = part.HeaderStart;
        }

        foreach (ref readonly PartRow part in parts)
        {
            int position = part.HeaderStart;
            foreach (ref readonly FieldRow field in index.Fields.AsSpan(part.FirstField, part.FieldCount))
            {
                WriteNumbers(output,
                [
                    field.Start - position,
                    field.NameLength,
                    field.ValueStart - field.Start - field.NameLength,
                    field.ValueEnd - field.ValueStart,
                    field.End - field.ValueEnd,
                ]);
                position = field.End;
            }
        }

        foreach (Defect defect in index.Defects.AsSpan(0, index.DefectCount))
        {
            WriteNumbers(output, [(int)defect.Code, defect.Offset]);
        }

        foreach (ref readonly PartRow part in parts)
        {
            output.Write(index.HeaderBytes(part, part.HeaderStart, part.BodyStart));
        }
    }

    private static void WriteNumbers(IBufferWriter<byte> output, ReadOnlySpan<int> numbers)
    {
        Span<byte> target = output.GetSpan(numbers.Length * LongestNumber);
        int written = 0;
        foreach (int number in numbers)
        {
            uint rest = (uint)number;
            while (rest >= 0x80)
            {
                target[written++] = (byte)(rest | 0x80);
                rest >>= 7;
            }

            target[written++] = (byte)rest;
        }

        output.Advance(written);
    }
}
