using System.Collections.Immutable;
using System.Numerics;

namespace Protocols.ICalendar;

/// <summary>
/// A rule made ready for one start: what the rule leaves out is taken from the start (RFC 5545 §3.3.10), lists have become bit masks.
/// A month is one word: bit 0 is its first day. Immutable, so that enumerations share it.
/// </summary>
internal sealed class RulePlan
{
    /// <summary>The months of a year and the one before and behind it, which weeks of the year reach into.</summary>
    public const int MonthsOfYear = 14;

    private readonly uint _months;
    private readonly uint[] _monthDays = new uint[4];
    private readonly uint[] _weekdays = new uint[7];
    private readonly (int Ordinal, int Weekday)[] _ordinals;
    private readonly int[] _yearDays;
    private readonly ulong _weeks;
    private readonly ulong _lastWeeks;
    private readonly int _weekStart;
    private readonly bool _hasMonthDays;
    private readonly bool _areOrdinalsOfYear;

    public RulePlan(RecurrenceRule rule, CalendarDateTime start, CalendarTimeZone? zone)
    {
        DateTime local = start.Local;
        StartDay = (int)(local.Ticks / TimeSpan.TicksPerDay);
        StartSecond = (int)(local.Ticks % TimeSpan.TicksPerDay / TimeSpan.TicksPerSecond);
        Frequency = rule.Frequency;
        Interval = rule.Interval;
        Count = rule.Count ?? int.MaxValue;
        IsDate = start.IsDate;
        _weekStart = Days.Weekday(rule.WeekStart);
        WeekStart = _weekStart;
        Until = UntilOf(rule, start, zone);

        bool isYearly = Frequency == Frequency.Yearly;
        bool hasWeeks = isYearly && !Of(rule.ByWeekNo).IsEmpty;
        ReadOnlySpan<WeekdayNumber> byDay = Of(rule.ByDay);
        ReadOnlySpan<int> monthDays = Of(rule.ByMonthDay);
        _yearDays = [.. Of(rule.ByYearDay)];
        bool saysDay = byDay.Length + monthDays.Length + _yearDays.Length > 0;

        // §3.3.10, the table: what the start fills in.
        if (!saysDay && (Frequency == Frequency.Monthly || (isYearly && !hasWeeks)))
        {
            monthDays = new[] { local.Day };
        }

        _months = MonthsOf(rule, isYearly && !saysDay && !hasWeeks ? local.Month : 0);
        _hasMonthDays = monthDays.Length > 0;
        FillMonthDays(monthDays, Frequency >= Frequency.Monthly ? rule.Skip : RecurrenceSkip.Omit);

        if (!saysDay && (hasWeeks || Frequency == Frequency.Weekly))
        {
            byDay = new WeekdayNumber[] { new(local.DayOfWeek) };
        }

        // An ordinal means something in a month or a year, not in a week.
        bool hasOrdinals = (isYearly && !hasWeeks) || Frequency == Frequency.Monthly;
        _areOrdinalsOfYear = isYearly && Of(rule.ByMonth).IsEmpty;
        List<(int, int)> ordinals = [];
        foreach (WeekdayNumber day in byDay)
        {
            if (day.Ordinal != 0 && hasOrdinals)
            {
                ordinals.Add((day.Ordinal, Days.Weekday(day.Day)));
            }
            else
            {
                WeekdayMask |= 1u << Days.Weekday(day.Day);
            }
        }

        _ordinals = [.. ordinals];
        HasWeekdays = byDay.Length > 0;
        for (int first = 0; first < 7; first++)
        {
            for (int day = 0; day < 32; day++)
            {
                _weekdays[first] |= ((WeekdayMask >> ((first + day) % 7)) & 1) << day;
            }
        }

        foreach (int week in hasWeeks ? Of(rule.ByWeekNo) : [])
        {
            _weeks |= week > 0 ? 1UL << week : 0;
            _lastWeeks |= week < 0 ? 1UL << -week : 0;
        }

        HasWeeks = hasWeeks;
        HasDayFilter = _months != AllMonths || _hasMonthDays || _yearDays.Length > 0;

        // A date has no time, whatever the rule says of it.
        Hours = (uint)Times(IsDate ? [] : Of(rule.ByHour), Frequency > Frequency.Hourly || IsDate, StartSecond / 3600, 24);
        Minutes = Times(IsDate ? [] : Of(rule.ByMinute), Frequency > Frequency.Minutely || IsDate, StartSecond / 60 % 60, 60);
        Seconds = Times(IsDate ? [] : Of(rule.BySecond), Frequency > Frequency.Secondly || IsDate, StartSecond % 60, 60);
        Positions = Sorted(Of(rule.BySetPosition), 1);
        LastPositions = Sorted(Of(rule.BySetPosition), -1);
        HasPositions = Positions.Length + LastPositions.Length > 0;
        MayRepeat = rule.Skip == RecurrenceSkip.Forward;
    }

    private const uint AllMonths = 0x1FFE;

    public Frequency Frequency { get; }

    public int Interval { get; }

    public int Count { get; }

    /// <summary>The last local second.</summary>
    public long Until { get; }

    public int StartDay { get; }

    public int StartSecond { get; }

    public bool IsDate { get; }

    public int WeekStart { get; }

    public bool HasWeekdays { get; }

    public uint WeekdayMask { get; }

    /// <summary>Whether weeks of the year are asked for, so that years begin with a week.</summary>
    public bool HasWeeks { get; }

    /// <summary>Whether days are chosen by anything but their weekday.</summary>
    public bool HasDayFilter { get; }

    /// <summary>Whether a day that was moved forward can be given by its own month too.</summary>
    public bool MayRepeat { get; }

    public uint Hours { get; }

    public ulong Minutes { get; }

    public ulong Seconds { get; }

    public bool HasPositions { get; }

    public int[] Positions { get; }

    public int[] LastPositions { get; }

    /// <summary>The days of a month that every BY part lets through. With a skip forward, the bit behind the last day is the first of the next month.</summary>
    public uint DaysOfMonth(int year, int month)
    {
        if ((_months >> month & 1) == 0)
        {
            return 0;
        }

        bool isLeap = Days.IsLeap(year);
        int january = Days.OfYear(year);
        int before = Days.BeforeMonth(month, isLeap);
        int length = Days.LengthOfMonth(month, isLeap);
        uint days = _hasMonthDays ? _monthDays[length - 28] : (uint)((1UL << length) - 1);
        if (_yearDays.Length > 0)
        {
            days &= YearDays(before, length, isLeap ? 366 : 365);
        }

        if (HasWeekdays)
        {
            days &= _weekdays[Days.Weekday(january + before)] | (_ordinals.Length == 0 ? 0 : Ordinals(january, before, length, isLeap ? 366 : 365));
        }

        return days;
    }

    /// <summary>The days of a year, or of a year of weeks: month 0 is December before, month 13 January behind.</summary>
    public void DaysOfYear(int year, Span<uint> months)
    {
        months[0] = months[13] = 0;
        for (int month = 1; month <= 12; month++)
        {
            months[month] = DaysOfMonth(year, month);
        }

        if (MayRepeat)
        {
            bool isLeap = Days.IsLeap(year);
            for (int month = 1; month < 12; month++)
            {
                uint moved = months[month] >> Days.LengthOfMonth(month, isLeap);
                months[month] &= (uint)((1UL << Days.LengthOfMonth(month, isLeap)) - 1);
                months[month + 1] |= moved;
            }
        }

        if (HasWeeks)
        {
            months[0] = year > 1 ? DaysOfMonth(year - 1, 12) : 0;
            months[13] = year < Days.LastYear ? DaysOfMonth(year + 1, 1) : 0;
            KeepWeeks(year, months);
        }
    }

    /// <summary>The year that a day belongs to: of weeks, where weeks are asked for.</summary>
    public int YearOf(int day)
    {
        Days.Split(day, out int year, out _, out _);
        if (HasWeeks)
        {
            year += day < Days.FirstWeek(year, _weekStart) ? -1 : day >= Days.FirstWeek(year + 1, _weekStart) ? 1 : 0;
        }

        return year;
    }

    private static ReadOnlySpan<T> Of<T>(ImmutableArray<T> values) => values.IsDefault ? [] : values.AsSpan();

    private static long UntilOf(RecurrenceRule rule, CalendarDateTime start, CalendarTimeZone? zone)
    {
        if (rule.Until is not { } until)
        {
            return long.MaxValue;
        }

        long seconds = until.Local.Ticks / TimeSpan.TicksPerSecond;
        if (until.Form == CalendarTimeForm.Utc && start.Form == CalendarTimeForm.Zoned && zone is not null)
        {
            seconds = zone.ToLocal(seconds);
        }

        // A date is a whole day, and only the date counts where the start is one.
        return until.IsDate || start.IsDate ? (seconds / Days.SecondsPerDay * Days.SecondsPerDay) + Days.SecondsPerDay - 1 : seconds;
    }

    private static uint MonthsOf(RecurrenceRule rule, int startMonth)
    {
        uint months = 0;
        foreach (int month in Of(rule.ByMonth))
        {
            // RFC 7529 §4.1: the Gregorian calendar has no leap months and no thirteenth, so those are skipped.
            int skipped = month <= 12 ? month : month > 100 && rule.Skip == RecurrenceSkip.Backward ? month - 100 : month > 100 && rule.Skip == RecurrenceSkip.Forward ? (month - 100) % 12 + 1 : 0;
            months |= skipped > 0 ? 1u << skipped : 0;
        }

        return months != 0 || !Of(rule.ByMonth).IsEmpty ? months : startMonth > 0 ? 1u << startMonth : AllMonths;
    }

    private static ulong Times(ReadOnlySpan<int> values, bool isFilled, int ofStart, int size)
    {
        ulong times = 0;
        foreach (int value in values)
        {
            // No local time here has a second 60.
            times |= value < size ? 1UL << value : 0;
        }

        return values.Length > 0 ? times : isFilled ? 1UL << ofStart : (1UL << size) - 1;
    }

    private static int[] Sorted(ReadOnlySpan<int> positions, int sign)
    {
        SortedSet<int> sorted = [];
        foreach (int position in positions)
        {
            if (Math.Sign(position) == sign)
            {
                sorted.Add(position);
            }
        }

        return [.. sorted];
    }

    private void FillMonthDays(ReadOnlySpan<int> monthDays, RecurrenceSkip skip)
    {
        for (int length = 28; length <= 31; length++)
        {
            uint days = 0;
            foreach (int day in monthDays)
            {
                if (day > length)
                {
                    days |= skip switch { RecurrenceSkip.Backward => 1u << (length - 1), RecurrenceSkip.Forward => 1u << length, _ => 0 };
                }
                else if (day > 0 || day >= -length)
                {
                    days |= 1u << (day > 0 ? day - 1 : length + day);
                }
            }

            _monthDays[length - 28] = days;
        }
    }

    private uint YearDays(int before, int length, int yearLength)
    {
        uint days = 0;
        foreach (int yearDay in _yearDays)
        {
            int at = (yearDay > 0 ? yearDay - 1 : yearLength + yearDay) - before;
            days |= at >= 0 && at < length ? 1u << at : 0;
        }

        return days;
    }

    private uint Ordinals(int january, int before, int length, int yearLength)
    {
        // The place that ordinals count in: the year, or the month.
        int begin = _areOrdinalsOfYear ? 0 : before;
        int size = _areOrdinalsOfYear ? yearLength : length;
        int first = Days.Weekday(january + begin);
        uint days = 0;
        foreach ((int ordinal, int weekday) in _ordinals)
        {
            int from = (weekday - first + 7) % 7;
            int at = ordinal > 0 ? from + (7 * (ordinal - 1)) : from + ((size - 1 - from) / 7 * 7) + (7 * (ordinal + 1));
            at = at < 0 || at >= size ? -1 : at + begin - before;
            days |= at >= 0 && at < length ? 1u << at : 0;
        }

        return days;
    }

    private void KeepWeeks(int year, Span<uint> months)
    {
        Span<uint> kept = stackalloc uint[MonthsOfYear];
        kept.Clear();
        int first = Days.FirstWeek(year, _weekStart);
        int weeks = (Days.FirstWeek(year + 1, _weekStart) - first) / 7;
        int january = Days.OfYear(year);
        bool isLeap = Days.IsLeap(year);
        for (int week = 1; week <= weeks; week++)
        {
            if ((_weeks >> week & 1) == 0 && (_lastWeeks >> (weeks + 1 - week) & 1) == 0)
            {
                continue;
            }

            for (int day = first + (7 * (week - 1)); day < first + (7 * week); day++)
            {
                int ofYear = day - january;
                int month = ofYear < 0 ? 0 : ofYear >= (isLeap ? 366 : 365) ? 13 : Math.Min(12, (ofYear / 28) + 1);
                if (month is > 0 and < 13)
                {
                    month -= ofYear < Days.BeforeMonth(month, isLeap) ? 1 : 0;
                }

                int begin = month switch { 0 => -31, 13 => isLeap ? 366 : 365, _ => Days.BeforeMonth(month, isLeap) };
                kept[month] |= 1u << (ofYear - begin);
            }
        }

        for (int month = 0; month < MonthsOfYear; month++)
        {
            months[month] &= kept[month];
        }
    }
}
