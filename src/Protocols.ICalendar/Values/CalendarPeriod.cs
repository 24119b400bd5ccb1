namespace Protocols.ICalendar;

/// <summary>A period of time (RFC 5545 §3.3.9): from a start to an end, or for a duration.</summary>
/// <param name="Start">The start.</param>
/// <param name="End">The end, null where there is a duration.</param>
/// <param name="Duration">The duration, null where there is an end.</param>
public readonly record struct CalendarPeriod(CalendarDateTime Start, CalendarDateTime? End, CalendarDuration? Duration)
{
    /// <summary>Reads a period.</summary>
    /// <param name="value">The value.</param>
    /// <param name="timeZoneId">The TZID beside it, null for none.</param>
    /// <param name="period">The period.</param>
    /// <returns>False where it is none.</returns>
    public static bool TryParse(ReadOnlySpan<char> value, string? timeZoneId, out CalendarPeriod period)
    {
        period = default;
        int slash = value.IndexOf('/');
        if (slash < 0 || !CalendarDateTime.TryParse(value[..slash], timeZoneId, out CalendarDateTime start))
        {
            return false;
        }

        if (CalendarDuration.TryParse(value[(slash + 1)..], out CalendarDuration duration))
        {
            period = new CalendarPeriod(start, null, duration);
            return true;
        }

        bool isPeriod = CalendarDateTime.TryParse(value[(slash + 1)..], timeZoneId, out CalendarDateTime end);
        period = new CalendarPeriod(start, end, null);
        return isPeriod;
    }

    /// <summary>The end, worked out where there is a duration.</summary>
    /// <param name="zone">The zone of the start, null for UTC and floating times.</param>
    public CalendarDateTime EndIn(CalendarTimeZone? zone) => End ?? (Duration ?? default).AddTo(Start, zone);

    /// <summary>Gives the value of the property.</summary>
    public override string ToString() => $"{Start.Value}/{End?.Value ?? Duration?.ToString()}";
}
