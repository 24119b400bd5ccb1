using System.Text;

namespace Protocols.Imap.Syntax;

/// <summary>IMAP's two forms of a date (RFC 9051 §9: date, date-time).</summary>
internal static class ImapDates
{
    private const string Months = "JanFebMarAprMayJunJulAugSepOctNovDec";

    /// <summary>date: <c>1-Feb-1994</c>, quoted or not.</summary>
    public static bool TryReadDate(ref ImapCommandReader reader, out DateOnly date)
    {
        date = default;
        return (reader.AString(out ReadOnlySpan<byte> text) && TryDate(text, isFixed: false, out date)) || reader.Fail("a date is not of the form 1-Feb-1994");
    }

    /// <summary>date-time: <c>" 1-Feb-1994 21:52:25 -0800"</c>.</summary>
    public static bool TryReadDateTime(ref ImapCommandReader reader, out DateTimeOffset value)
    {
        value = default;
        return (reader.String(out ReadOnlySpan<byte> text) && TryDateTime(text, out value)) || reader.Fail("a date-time is not of the form \"01-Feb-1994 21:52:25 -0800\"");
    }

    /// <summary>Writes a date-time with its quotes: 28 octets.</summary>
    public static int WriteDateTime(DateTimeOffset value, Span<byte> destination)
    {
        destination[0] = (byte)'"';
        Two(value.Day, destination[1..]);
        destination[3] = (byte)'-';
        Encoding.ASCII.GetBytes(Months.AsSpan((value.Month - 1) * 3, 3), destination[4..]);
        destination[7] = (byte)'-';
        Two(value.Year / 100, destination[8..]);
        Two(value.Year % 100, destination[10..]);
        destination[12] = (byte)' ';
        Two(value.Hour, destination[13..]);
        destination[15] = (byte)':';
        Two(value.Minute, destination[16..]);
        destination[18] = (byte)':';
        Two(value.Second, destination[19..]);
        destination[21] = (byte)' ';
        int minutes = value.TotalOffsetMinutes;
        destination[22] = minutes < 0 ? (byte)'-' : (byte)'+';
        minutes = Math.Abs(minutes);
        Two(minutes / 60, destination[23..]);
        Two(minutes % 60, destination[25..]);
        destination[27] = (byte)'"';
        return 28;
    }

    private static bool TryDateTime(ReadOnlySpan<byte> text, out DateTimeOffset value)
    {
        value = default;

        // dd-Mmm-yyyy hh:mm:ss +zzzz
        if (text.Length != 26 || text[11] != ' ' || text[14] != ':' || text[17] != ':' || text[20] != ' ' || text[21] is not ((byte)'+' or (byte)'-')
            || !TryDate(text[..11], isFixed: true, out DateOnly date)
            || !Digits(text.Slice(12, 2), out int hour) || !Digits(text.Slice(15, 2), out int minute) || !Digits(text.Slice(18, 2), out int second)
            || !Digits(text.Slice(22, 2), out int zoneHours) || !Digits(text.Slice(24, 2), out int zoneMinutes)
            || hour > 23 || minute > 59 || second > 60 || zoneMinutes > 59)
        {
            return false;
        }

        // A leap second is told as the one before it; .NET knows zones up to 14 hours, and beyond that no place is.
        int offset = ((zoneHours * 60) + zoneMinutes) * (text[21] == '-' ? -1 : 1);
        DateTime local = date.ToDateTime(new TimeOnly(hour, minute, Math.Min(second, 59)));
        if (Math.Abs(offset) > 14 * 60 || local.Ticks - TimeSpan.FromMinutes(offset).Ticks is var utc && (utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks))
        {
            return false;
        }

        value = new DateTimeOffset(local, TimeSpan.FromMinutes(offset));
        return true;
    }

    private static bool TryDate(ReadOnlySpan<byte> text, bool isFixed, out DateOnly date)
    {
        date = default;
        int dash = text.IndexOf((byte)'-');
        if (dash is not (1 or 2) || (isFixed && dash != 2) || text.Length != dash + 9 || text[dash + 4] != '-')
        {
            return false;
        }

        ReadOnlySpan<byte> dayText = isFixed && text[0] == ' ' ? text[1..dash] : text[..dash];
        if (!Digits(dayText, out int day) || !Digits(text[(dash + 5)..], out int year))
        {
            return false;
        }

        for (int month = 1; month <= 12; month++)
        {
            if (Ascii.EqualsIgnoreCase(text.Slice(dash + 1, 3), Months.AsSpan((month - 1) * 3, 3)))
            {
                if (year < 1 || day < 1 || day > DateTime.DaysInMonth(year, month))
                {
                    return false;
                }

                date = new DateOnly(year, month, day);
                return true;
            }
        }

        return false;
    }

    private static bool Digits(ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        foreach (byte b in text)
        {
            if (!char.IsAsciiDigit((char)b))
            {
                return false;
            }

            number = (number * 10) + (b - '0');
        }

        return !text.IsEmpty;
    }

    private static void Two(int number, Span<byte> destination)
    {
        destination[0] = (byte)('0' + (number / 10));
        destination[1] = (byte)('0' + (number % 10));
    }
}
