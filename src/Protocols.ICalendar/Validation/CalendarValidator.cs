using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>
/// Holds a calendar against RFC 5545 and its extensions to the letter: what has to be in a component and how often, the grammar of every value, and what
/// properties have to do with each other. Properties and components that are not known are passed over, since anyone may add some.
/// </summary>
/// <remarks>The time is linear in the calendar.</remarks>
public static class CalendarValidator
{
    /// <summary>Looks a calendar through.</summary>
    /// <param name="calendar">The calendar.</param>
    /// <param name="maxDefects">How many defects are told at the most; 64 unless set.</param>
    /// <returns>What is wrong, in the order of the components; nothing where the calendar is as it should be.</returns>
    public static IReadOnlyList<CalendarDefect> Check(Calendar calendar, int maxDefects = 64)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxDefects);
        CalendarCheck check = new(calendar, maxDefects);
        check.Run();
        return check.Defects;
    }
}
