using System.Runtime.CompilerServices;

namespace Protocols.ICalendar;

/// <summary>Days as numbers: 0 is 1 January of the year 1, a Monday, in the Gregorian calendar.</summary>
internal static class Days
{
    public const int LastYear = 9999;
    public const int SecondsPerDay = 86_400;

    private static readonly short[] s_before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];
    private static readonly short[] s_beforeInLeapYear = [0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366];

    public static bool IsLeap(int year) => (year & 3) == 0 && (year % 25 != 0 || (year & 15) == 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int OfYear(int year)
    {
        int before = year - 1;
        return (before * 365) + (before / 4) - (before / 100) + (before / 400);
    }

    /// <summary>The days of the year before a month, from 1 to 13.</summary>
    public static int BeforeMonth(int month, bool isLeap) => (isLeap ? s_beforeInLeapYear : s_before)[month - 1];

    public static int LengthOfMonth(int month, bool isLeap) => BeforeMonth(month + 1, isLeap) - BeforeMonth(month, isLeap);

    public static int Of(int year, int month, int day) => OfYear(year) + BeforeMonth(month, IsLeap(year)) + day - 1;

    /// <summary>Monday is 0.</summary>
    public static int Weekday(int day) => (int)((uint)day % 7);

    public static int Weekday(DayOfWeek day) => ((int)day + 6) % 7;

    public static void Split(int day, out int year, out int month, out int dayOfMonth)
    {
        DateOnly date = DateOnly.FromDayNumber(day);
        (year, month, dayOfMonth) = (date.Year, date.Month, date.Day);
    }

    /// <summary>The first day of week 1 (ISO 8601 with another first day of the week, 0 for Monday): the week with four days of the year.</summary>
    public static int FirstWeek(int year, int weekStart)
    {
        int january = OfYear(year);
        int into = (Weekday(january) - weekStart + 7) % 7;
        return into <= 3 ? january - into : january + 7 - into;
    }
}
