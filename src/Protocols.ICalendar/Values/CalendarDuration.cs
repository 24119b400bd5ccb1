using System.Globalization;
using System.Text;

namespace Protocols.ICalendar;

/// <summary>
/// A duration (RFC 5545 §3.3.6). Days are nominal: a day later is the same local time of the next day, however long that day is. Hours,
/// minutes and seconds are exact. Weeks are seven days.
/// </summary>
/// <param name="Days">Nominal days.</param>
/// <param name="Seconds">Exact seconds, of the same sign as the days.</param>
public readonly record struct CalendarDuration(int Days, long Seconds)
{
    private const long MostSeconds = 400L * 366 * 86_400;

    /// <summary>Whether it goes back.</summary>
    public bool IsNegative => Days < 0 || Seconds < 0;

    /// <summary>The duration with days of 24 hours.</summary>
    public TimeSpan TimeSpan => TimeSpan.FromSeconds((Days * 86_400L) + Seconds);

    /// <summary>Makes an exact duration.</summary>
    /// <param name="duration">The duration; parts of a second are cut off.</param>
    public static CalendarDuration Exact(TimeSpan duration) => new(0, duration.Ticks / TimeSpan.TicksPerSecond);

    /// <summary>Reads a duration. It may have weeks beside days, units in any order, and weeks and days behind the T.</summary>
    /// <param name="value">The value: <c>P15DT5H0M20S</c>, <c>-PT15M</c>, <c>P7W</c>.</param>
    /// <param name="duration">The duration.</param>
    /// <returns>False where it is none, or more than 400 years.</returns>
    public static bool TryParse(ReadOnlySpan<char> value, out CalendarDuration duration)
    {
        duration = default;
        ReadOnlySpan<char> text = value.Trim();
        bool isNegative = text is ['-', ..];
        if (text is ['-' or '+', ..])
        {
            text = text[1..];
        }

        if (text is not ['P' or 'p', _, ..])
        {
            return false;
        }

        text = text[1..];
        long days = 0;
        long seconds = 0;
        bool hasTime = false;
        bool hasUnit = false;
        while (!text.IsEmpty)
        {
            if (text[0] is 'T' or 't' && !hasTime)
            {
                hasTime = true;
                text = text[1..];
                continue;
            }

            int digits = text.IndexOfAnyExceptInRange('0', '9');
            if (digits is <= 0 or > 12)
            {
                return false;
            }

            long number = long.Parse(text[..digits], CultureInfo.InvariantCulture);
            (long ofDays, long ofSeconds) = (char.ToUpperInvariant(text[digits]), hasTime) switch
            {
                ('W', _) => (7L, 0L),
                ('D', _) => (1, 0),
                ('H', true) => (0, 3600),
                ('M', true) => (0, 60),
                ('S', true) => (0, 1),
                _ => (0, 0),
            };
            days += number * ofDays;
            seconds += number * ofSeconds;
            if (ofDays + ofSeconds == 0 || (days * 86_400) + seconds > MostSeconds)
            {
                return false;
            }

            hasUnit = true;
            text = text[(digits + 1)..];
        }

        duration = isNegative ? new CalendarDuration((int)-days, -seconds) : new CalendarDuration((int)days, seconds);
        return hasUnit;
    }

    /// <summary>The time so much later (RFC 5545 §3.3.6): first the days in local time, then the seconds in UTC.</summary>
    /// <param name="start">The time to begin from.</param>
    /// <param name="zone">Its zone, null for UTC, floating times and dates.</param>
    /// <returns>The time, in the form of the start. It stays within the years 1 to 9999.</returns>
    public CalendarDateTime AddTo(CalendarDateTime start, CalendarTimeZone? zone)
    {
        long local = start.Seconds + (Days * 86_400L);
        local = Seconds == 0 ? local : zone is null || start.Form != CalendarTimeForm.Zoned ? local + Seconds : zone.ToLocal(zone.ToUtc(local) + Seconds);
        return start.At(new DateTime(Math.Clamp(local, 0, DateTime.MaxValue.Ticks / TimeSpan.TicksPerSecond) * TimeSpan.TicksPerSecond));
    }

    /// <summary>Gives the value of the property.</summary>
    public override string ToString()
    {
        long days = Math.Abs((long)Days);
        long seconds = Math.Abs(Seconds);
        StringBuilder text = new(IsNegative ? "-P" : "P");
        if (days > 0 && days % 7 == 0 && seconds == 0)
        {
            return text.Append(CultureInfo.InvariantCulture, $"{days / 7}W").ToString();
        }

        if (days > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{days}D");
        }

        if (seconds == 0)
        {
            return text.Append(days == 0 ? "T0S" : "").ToString();
        }

        (long hours, long minutes) = (seconds / 3600, seconds / 60 % 60);
        seconds %= 60;
        text.Append('T');
        if (hours > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{hours}H");
        }

        // dur-hour has minutes behind it before it can have seconds.
        if (minutes > 0 || (hours > 0 && seconds > 0))
        {
            text.Append(CultureInfo.InvariantCulture, $"{minutes}M");
        }

        if (seconds > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{seconds}S");
        }

        return text.ToString();
    }
}
