using System.Globalization;

namespace Protocols.ICalendar;

/// <summary>What a date or time is tied to (RFC 5545 §3.3.4 and §3.3.5).</summary>
public enum CalendarTimeForm : byte
{
    /// <summary>A date: <c>19970714</c>.</summary>
    Date,

    /// <summary>A local time of no zone: <c>19980118T230000</c>.</summary>
    Floating,

    /// <summary>A time in UTC: <c>19980119T070000Z</c>.</summary>
    Utc,

    /// <summary>A local time of the zone that a TZID names.</summary>
    Zoned,
}

/// <summary>A date, or a date with time, as iCalendar writes it (RFC 5545 §3.3.4 and §3.3.5).</summary>
public readonly record struct CalendarDateTime
{
    private const int DateLength = 8;
    private const int TimeLength = 15;

    private CalendarDateTime(DateTime local, CalendarTimeForm form, string? timeZoneId) => (Local, Form, TimeZoneId) = (local, form, timeZoneId);

    /// <summary>The date and time as it stands, to the second; in UTC for <see cref="CalendarTimeForm.Utc"/>. Its kind is not set.</summary>
    public DateTime Local { get; }

    /// <summary>What it is tied to.</summary>
    public CalendarTimeForm Form { get; }

    /// <summary>The name of the zone, with <see cref="CalendarTimeForm.Zoned"/> alone.</summary>
    public string? TimeZoneId { get; }

    /// <summary>Whether it is a date without time.</summary>
    public bool IsDate => Form == CalendarTimeForm.Date;

    /// <summary>The value of the property, without the parameters: <c>19980119T070000Z</c>.</summary>
    public string Value => Local.ToString(IsDate ? "yyyyMMdd" : Form == CalendarTimeForm.Utc ? "yyyyMMdd'T'HHmmss'Z'" : "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);

    /// <summary>The seconds since the beginning of the year 1.</summary>
    internal long Seconds => Local.Ticks / TimeSpan.TicksPerSecond;

    /// <summary>Makes a date.</summary>
    /// <param name="date">The date.</param>
    public static CalendarDateTime OfDate(DateOnly date) => new(date.ToDateTime(TimeOnly.MinValue), CalendarTimeForm.Date, null);

    /// <summary>Makes a local time of no zone.</summary>
    /// <param name="local">The time; parts of a second are cut off.</param>
    public static CalendarDateTime Floating(DateTime local) => new(Whole(local), CalendarTimeForm.Floating, null);

    /// <summary>Makes a time in UTC.</summary>
    /// <param name="time">The time; parts of a second are cut off.</param>
    public static CalendarDateTime Utc(DateTimeOffset time) => new(Whole(time.UtcDateTime), CalendarTimeForm.Utc, null);

    /// <summary>Makes a local time of a zone.</summary>
    /// <param name="local">The time; parts of a second are cut off.</param>
    /// <param name="timeZoneId">The name of the zone.</param>
    public static CalendarDateTime Zoned(DateTime local, string timeZoneId)
    {
        ArgumentException.ThrowIfNullOrEmpty(timeZoneId);
        return new CalendarDateTime(Whole(local), CalendarTimeForm.Zoned, timeZoneId);
    }

    /// <summary>Reads a date or a time. Hyphens and colons of ISO 8601 are passed over; a second 60 counts as 59.</summary>
    /// <param name="value">The value.</param>
    /// <param name="timeZoneId">The TZID beside it, null for none. It means nothing for dates and for UTC.</param>
    /// <param name="time">The date or time.</param>
    /// <returns>False where it is none.</returns>
    public static bool TryParse(ReadOnlySpan<char> value, string? timeZoneId, out CalendarDateTime time)
    {
        time = default;
        Span<char> basic = stackalloc char[TimeLength + 1];
        int length = 0;
        foreach (char character in value.Trim())
        {
            if (character is '-' or ':')
            {
                continue;
            }

            if (length == basic.Length)
            {
                return false;
            }

            basic[length++] = character;
        }

        ReadOnlySpan<char> text = basic[..length];
        if (text.Length is not (DateLength or TimeLength or TimeLength + 1) || !TryNumber(text[..4], out int year) || !TryNumber(text[4..6], out int month)
            || !TryNumber(text[6..8], out int day) || year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        if (text.Length == DateLength)
        {
            time = new CalendarDateTime(new DateTime(year, month, day), CalendarTimeForm.Date, null);
            return true;
        }

        bool isUtc = text.Length > TimeLength;
        if (text[DateLength] is not ('T' or 't') || (isUtc && text[TimeLength] is not ('Z' or 'z')) || !TryNumber(text[9..11], out int hour)
            || !TryNumber(text[11..13], out int minute) || !TryNumber(text[13..15], out int second) || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        CalendarTimeForm form = isUtc ? CalendarTimeForm.Utc : string.IsNullOrEmpty(timeZoneId) ? CalendarTimeForm.Floating : CalendarTimeForm.Zoned;
        time = new CalendarDateTime(new DateTime(year, month, day, hour, minute, Math.Min(second, 59)), form, form == CalendarTimeForm.Zoned ? timeZoneId : null);
        return true;
    }

    /// <summary>Reads a date or a time.</summary>
    /// <param name="value">The value.</param>
    /// <param name="timeZoneId">The TZID beside it, null for none.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static CalendarDateTime Parse(ReadOnlySpan<char> value, string? timeZoneId = null) =>
        TryParse(value, timeZoneId, out CalendarDateTime time) ? time : throw new FormatException($"'{value}' is no date or time of iCalendar.");

    /// <summary>Another date and time of the same form and zone.</summary>
    /// <param name="local">The date and time.</param>
    public CalendarDateTime At(DateTime local) => new(IsDate ? local.Date : local, Form, TimeZoneId);

    /// <summary>The time in UTC. Dates and floating times are taken in the zone given.</summary>
    /// <param name="zone">The zone of this time; null leaves it as it stands.</param>
    public DateTimeOffset ToUtc(CalendarTimeZone? zone) =>
        Form == CalendarTimeForm.Utc || zone is null ? new DateTimeOffset(Local, TimeSpan.Zero) : new DateTimeOffset(zone.ToUtc(Seconds) * TimeSpan.TicksPerSecond, TimeSpan.Zero);

    /// <summary>Gives <see cref="Value"/>, with the zone in front of it.</summary>
    public override string ToString() => TimeZoneId is null ? Value : $"TZID={TimeZoneId}:{Value}";

    private static DateTime Whole(DateTime time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond));

    private static bool TryNumber(ReadOnlySpan<char> digits, out int number)
    {
        number = 0;
        foreach (char digit in digits)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            number = (number * 10) + digit - '0';
        }

        return true;
    }
}
