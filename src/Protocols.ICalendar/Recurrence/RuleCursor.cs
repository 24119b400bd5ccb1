using System.Numerics;

namespace Protocols.ICalendar;

/// <summary>
/// Where an enumeration stands: a period of the rule's frequency, with the days in it that are left, and the times of the day that are left.
/// A period is days × hours × minutes × seconds; the sub-daily ones have one day and one hour.
/// </summary>
internal partial struct RuleCursor
{
    private MonthMasks _year;
    private long _period;
    private int _month;
    private int _monthBase;
    private uint _days;
    private uint _hoursOfPeriod;
    private ulong _minutesOfPeriod;
    private ulong _secondsOfPeriod;
    private long _daySeconds;
    private long _hourSeconds;
    private long _minuteSeconds;
    private uint _hours;
    private ulong _minutes;
    private ulong _seconds;
    private int _cachedBegin;
    private int _cachedEnd;
    private uint _cachedDays;
    private int _position;
    private int _lastPosition;
    private long _total;
    private long _lastIndex;

    public RuleCursor(RulePlan plan)
    {
        _hoursOfPeriod = plan.Hours;
        _minutesOfPeriod = plan.Minutes;
        _secondsOfPeriod = plan.Seconds;
    }

    /// <summary>The next occurrence of this period that is not before <paramref name="lower"/>.</summary>
    public bool TryNext(RulePlan plan, long lower, out long seconds)
    {
        if (plan.HasPositions)
        {
            while (TryNextPosition(plan, out seconds))
            {
                if (seconds >= lower)
                {
                    return true;
                }
            }

            return false;
        }

        do
        {
            if (!TryNextInPeriod(plan, lower, out seconds))
            {
                return false;
            }
        }
        while (seconds < lower);
        return true;
    }

    private bool TryNextInPeriod(RulePlan plan, long lower, out long seconds)
    {
        while (true)
        {
            if (_seconds != 0)
            {
                seconds = _minuteSeconds + BitOperations.TrailingZeroCount(_seconds);
                _seconds &= _seconds - 1;
                return true;
            }

            if (_minutes != 0)
            {
                _minuteSeconds = _hourSeconds + (60 * BitOperations.TrailingZeroCount(_minutes));
                _minutes &= _minutes - 1;
                _seconds = _secondsOfPeriod & From(lower - _minuteSeconds, 60, 1);
            }
            else if (_hours != 0)
            {
                _hourSeconds = _daySeconds + (3600 * BitOperations.TrailingZeroCount(_hours));
                _hours &= _hours - 1;
                _minutes = _minutesOfPeriod & From(lower - _hourSeconds, 3600, 60);
            }
            else if (_days != 0)
            {
                _daySeconds = (long)Days.SecondsPerDay * (_monthBase + BitOperations.TrailingZeroCount(_days));
                _days &= _days - 1;
                _hours = _hoursOfPeriod & (uint)From(lower - _daySeconds, Days.SecondsPerDay, 3600);
            }
            else if (!NextMonth(plan))
            {
                seconds = 0;
                return false;
            }
        }
    }

    // What a mask keeps where the sought time is so many seconds into it: all before it, nothing behind it.
    private static ulong From(long into, int size, int unit) => into <= 0 ? ulong.MaxValue : into >= size ? 0 : ulong.MaxValue << (int)((ulong)into / (uint)unit);

    private bool NextMonth(RulePlan plan)
    {
        if (plan.Frequency != Frequency.Yearly)
        {
            return false;
        }

        while (_month < RulePlan.MonthsOfYear - 1)
        {
            _month++;
            if (_year[_month] != 0)
            {
                _days = _year[_month];
                _monthBase = BaseOf(_month);
                return true;
            }
        }

        return false;
    }

    private readonly int BaseOf(int month)
    {
        int year = (int)_period;
        int january = Days.OfYear(year);
        return month switch
        {
            0 => january - 31,
            13 => Days.OfYear(year + 1),
            _ => january + Days.BeforeMonth(month, Days.IsLeap(year)),
        };
    }

    // RFC 5545 §3.3.10 BYSETPOS: positions from both ends, in the order of time, each once.
    private bool TryNextPosition(RulePlan plan, out long seconds)
    {
        seconds = 0;
        while (true)
        {
            while (_position < plan.Positions.Length && plan.Positions[_position] - 1 <= _lastIndex)
            {
                _position++;
            }

            while (_lastPosition < plan.LastPositions.Length && _total + plan.LastPositions[_lastPosition] <= _lastIndex)
            {
                _lastPosition++;
            }

            long index = long.MaxValue;
            if (_position < plan.Positions.Length)
            {
                index = plan.Positions[_position] - 1;
            }

            if (_lastPosition < plan.LastPositions.Length)
            {
                index = Math.Min(index, _total + plan.LastPositions[_lastPosition]);
            }

            if (index >= _total)
            {
                return false;
            }

            _lastIndex = index;
            seconds = At(plan, index);
            return true;
        }
    }

    // The occurrence at an index of the period, from 0.
    private readonly long At(RulePlan plan, long index)
    {
        int perMinute = BitOperations.PopCount(_secondsOfPeriod);
        int perHour = BitOperations.PopCount(_minutesOfPeriod) * perMinute;
        int perDay = BitOperations.PopCount(_hoursOfPeriod) * perHour;
        int day = (int)(index / perDay);
        int ofDay = (int)(index % perDay);
        long seconds = (3600 * Select(_hoursOfPeriod, ofDay / perHour)) + (60 * Select(_minutesOfPeriod, ofDay % perHour / perMinute)) + Select(_secondsOfPeriod, ofDay % perMinute);
        if (plan.Frequency != Frequency.Yearly)
        {
            return seconds + ((long)Days.SecondsPerDay * (_monthBase + Select(_days, day)));
        }

        for (int month = 0; ; month++)
        {
            int days = BitOperations.PopCount(_year[month]);
            if (day < days)
            {
                return seconds + ((long)Days.SecondsPerDay * (BaseOf(month) + Select(_year[month], day)));
            }

            day -= days;
        }
    }

    private static int Select(ulong mask, int index)
    {
        for (; index > 0; index--)
        {
            mask &= mask - 1;
        }

        return BitOperations.TrailingZeroCount(mask);
    }

    // How many occurrences the period has, positions not looked at.
    private readonly long Total(RulePlan plan)
    {
        int days = BitOperations.PopCount(_days);
        if (plan.Frequency == Frequency.Yearly)
        {
            days = 0;
            foreach (uint month in _year)
            {
                days += BitOperations.PopCount(month);
            }
        }

        return (long)days * BitOperations.PopCount(_hoursOfPeriod) * BitOperations.PopCount(_minutesOfPeriod) * BitOperations.PopCount(_secondsOfPeriod);
    }
}
