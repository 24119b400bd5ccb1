using System.Buffers.Text;
using System.Text;

namespace Protocols.Text;

/// <summary>
/// Dates as in mail headers (RFC 5322 §3.3), with the obsolete forms of §4.3 and those that programs get wrong (of <c>asctime</c>, of
/// ISO 8601, with numbers for months): read leniently, written strictly.
/// </summary>
public static class MailDate
{
    /// <summary>The length of every date that <see cref="TryFormat"/> writes, for days of two digits.</summary>
    public const int MaxLength = 31;

    private static ReadOnlySpan<byte> Months => "JanFebMarAprMayJunJulAugSepOctNovDec"u8;

    private static ReadOnlySpan<byte> Days => "SunMonTueWedThuFriSat"u8;

    /// <summary>Reads a date.</summary>
    /// <param name="text">The value of a Date field, or of a Received field, whose date is behind its last semicolon.</param>
    /// <param name="date">
    /// The date with its offset. A zone that is not known, or <c>-0000</c>, gives offset zero (RFC 5322 §3.3, §4.3). A leap second gives second 59.
    /// </param>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset date)
    {
        DateFields fields = default;
        DateLexer lexer = new(text[(text.LastIndexOf((byte)';') + 1)..]);
        while (lexer.Read(out ReadOnlySpan<byte> word))
        {
            if (!fields.Take(word, ref lexer))
            {
                break;
            }
        }

        return fields.TryMake(out date);
    }

    /// <summary>Writes a date: <c>Fri, 21 Nov 1997 09:55:06 -0600</c>. Seconds are the smallest unit; the offset is rounded to minutes.</summary>
    /// <param name="date">The date.</param>
    /// <param name="destination">Takes it; <see cref="MaxLength"/> octets are enough.</param>
    /// <param name="written">How many octets were written.</param>
    /// <returns>False where the destination is too short; nothing was written then.</returns>
    public static bool TryFormat(DateTimeOffset date, Span<byte> destination, out int written)
    {
        written = 0;
        if (destination.Length < MaxLength)
        {
            return false;
        }

        Days.Slice((int)date.DayOfWeek * 3, 3).CopyTo(destination);
        destination[3] = (byte)',';
        destination[4] = (byte)' ';
        int position = 5;
        Utf8Formatter.TryFormat(date.Day, destination[position..], out int length);
        position += length;
        destination[position++] = (byte)' ';
        Months.Slice((date.Month - 1) * 3, 3).CopyTo(destination[position..]);
        position += 3;
        destination[position++] = (byte)' ';
        PutTwo(destination, ref position, date.Year / 100);
        PutTwo(destination, ref position, date.Year % 100);
        destination[position++] = (byte)' ';
        PutTwo(destination, ref position, date.Hour);
        destination[position++] = (byte)':';
        PutTwo(destination, ref position, date.Minute);
        destination[position++] = (byte)':';
        PutTwo(destination, ref position, date.Second);
        destination[position++] = (byte)' ';
        int offset = (int)date.Offset.TotalMinutes;
        destination[position++] = offset < 0 ? (byte)'-' : (byte)'+';
        offset = Math.Abs(offset);
        PutTwo(destination, ref position, offset / 60);
        PutTwo(destination, ref position, offset % 60);
        written = position;
        return true;
    }

    internal static int MonthOf(ReadOnlySpan<byte> word) => word.Length < 3 ? 0 : (NameIndex(Months, word[..3]) / 3) + 1;

    internal static bool IsDay(ReadOnlySpan<byte> word) => word.Length >= 3 && NameIndex(Days, word[..3]) >= 0;

    // -3 where it is none, so that the month is then 0.
    private static int NameIndex(ReadOnlySpan<byte> names, ReadOnlySpan<byte> word)
    {
        for (int i = 0; i < names.Length; i += 3)
        {
            if (Ascii.EqualsIgnoreCase(names.Slice(i, 3), word))
            {
                return i;
            }
        }

        return -3;
    }

    private static void PutTwo(Span<byte> destination, ref int position, int number)
    {
        destination[position++] = (byte)('0' + (number / 10));
        destination[position++] = (byte)('0' + (number % 10));
    }
}
