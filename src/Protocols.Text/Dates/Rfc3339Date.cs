namespace Protocols.Text;

/// <summary>Dates of the Internet (RFC 3339 §5.6): <c>2003-07-01T10:52:37.25+02:00</c>. Read and written strictly, without allocation.</summary>
public static class Rfc3339Date
{
    /// <summary>The longest that <see cref="TryFormat"/> writes.</summary>
    public const int MaxLength = 33;

    private const int DateTimeLength = 19;
    private const int FractionDigits = 7;

    /// <summary>
    /// Reads a date. Letter case of <c>T</c> and <c>Z</c> is of no account, and a space may stand for the <c>T</c>, as §5.6 allows. Digits
    /// beyond 100 nanoseconds are cut off; a leap second gives second 59; the unknown offset <c>-00:00</c> is zero.
    /// </summary>
    /// <param name="text">The date, all of it.</param>
    /// <param name="date">The date with its offset, which can be up to 14 hours; others give the same time at offset zero.</param>
    /// <returns>False where it is none.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset date)
    {
        date = default;
        if (text.Length <= DateTimeLength
            || text[4] != (byte)'-' || text[7] != (byte)'-' || text[10] is not ((byte)'T' or (byte)'t' or (byte)' ') || text[13] != (byte)':' || text[16] != (byte)':'
            || !TryNumber(text[..4], out int year) || !TryNumber(text[5..7], out int month) || !TryNumber(text[8..10], out int day)
            || !TryNumber(text[11..13], out int hour) || !TryNumber(text[14..16], out int minute) || !TryNumber(text[17..19], out int second)
            || year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        text = text[DateTimeLength..];
        if (!TryFraction(ref text, out int ticks) || !TryOffset(text, out int offset))
        {
            return false;
        }

        long local = new DateTime(year, month, day, hour, minute, Math.Min(second, 59)).Ticks + ticks;
        long utc = local - (offset * TimeSpan.TicksPerMinute);
        if (utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        date = Math.Abs(offset) <= 14 * 60 ? new DateTimeOffset(local, TimeSpan.FromMinutes(offset)) : new DateTimeOffset(utc, TimeSpan.Zero);
        return true;
    }

    /// <summary>Writes a date: <c>Z</c> for offset zero, and parts of a second only where there are any.</summary>
    /// <param name="date">The date. An offset is rounded to minutes.</param>
    /// <param name="destination">Takes it; <see cref="MaxLength"/> octets are enough.</param>
    /// <param name="written">How many octets were written.</param>
    /// <returns>False where the destination is shorter than <see cref="MaxLength"/>; nothing was written then.</returns>
    public static bool TryFormat(DateTimeOffset date, Span<byte> destination, out int written)
    {
        written = 0;
        if (destination.Length < MaxLength)
        {
            return false;
        }

        Put(destination, ref written, date.Year, 4, '-');
        Put(destination, ref written, date.Month, 2, '-');
        Put(destination, ref written, date.Day, 2, 'T');
        Put(destination, ref written, date.Hour, 2, ':');
        Put(destination, ref written, date.Minute, 2, ':');
        int fraction = (int)(date.Ticks % TimeSpan.TicksPerSecond);
        Put(destination, ref written, date.Second, 2, '.');
        int digits = FractionDigits;
        while (digits > 0 && fraction % 10 == 0)
        {
            fraction /= 10;
            digits--;
        }

        if (digits > 0)
        {
            Put(destination, ref written, fraction, digits, '.');
        }

        // In the place of the dot.
        int offset = date.TotalOffsetMinutes;
        destination[written - 1] = offset == 0 ? (byte)'Z' : offset < 0 ? (byte)'-' : (byte)'+';
        if (offset != 0)
        {
            Put(destination, ref written, Math.Abs(offset) / 60, 2, ':');
            int minutes = Math.Abs(offset) % 60;
            destination[written++] = (byte)('0' + (minutes / 10));
            destination[written++] = (byte)('0' + (minutes % 10));
        }

        return true;
    }

    private static bool TryNumber(ReadOnlySpan<byte> digits, out int number)
    {
        number = 0;
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            number = (number * 10) + (digit - '0');
        }

        return true;
    }

    private static bool TryFraction(ref ReadOnlySpan<byte> text, out int ticks)
    {
        ticks = 0;
        if (text[0] != (byte)'.')
        {
            return true;
        }

        int end = text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (end <= 0)
        {
            return false;
        }

        ReadOnlySpan<byte> digits = text.Slice(1, Math.Min(end, FractionDigits));
        _ = TryNumber(digits, out ticks);
        for (int i = digits.Length; i < FractionDigits; i++)
        {
            ticks *= 10;
        }

        text = text[(end + 1)..];
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text is [(byte)'Z' or (byte)'z'])
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != (byte)':'
            || !TryNumber(text[1..3], out int hour) || !TryNumber(text[4..6], out int minute) || hour > 23 || minute > 59)
        {
            return false;
        }

        minutes = text[0] == (byte)'-' ? -((hour * 60) + minute) : (hour * 60) + minute;
        return true;
    }

    private static void Put(Span<byte> destination, ref int written, int number, int digits, char behind)
    {
        for (int i = digits - 1; i >= 0; i--)
        {
            destination[written + i] = (byte)('0' + (number % 10));
            number /= 10;
        }

        destination[written + digits] = (byte)behind;
        written += digits + 1;
    }
}
