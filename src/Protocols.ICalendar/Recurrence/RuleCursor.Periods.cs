namespace Protocols.ICalendar;

/// <content>Going from period to period.</content>
internal partial struct RuleCursor
{
    /// <summary>Goes to the period that a local time lies in, or the first one behind it.</summary>
    public void Seek(RulePlan plan, long lower)
    {
        int day = (int)(lower / Days.SecondsPerDay);
        if (day > LastDay)
        {
            _period = long.MaxValue;
            return;
        }

        long first = PeriodOf(plan, plan.StartDay, ((long)plan.StartDay * Days.SecondsPerDay) + plan.StartSecond);
        long sought = PeriodOf(plan, day, lower);
        if (plan.MayRepeat)
        {
            // The first of a month can belong to the one before it.
            sought--;
        }

        long unit = plan.Frequency == Frequency.Weekly ? 7L * plan.Interval : plan.Interval;
        _period = first + (Math.Max(0, sought - first) / unit * unit);
        Open(plan, lower);
    }

    /// <summary>Goes to the next period; false at the end of time or behind the rule's end.</summary>
    public bool NextPeriod(RulePlan plan, long lower)
    {
        if (_period == long.MaxValue)
        {
            return false;
        }

        _period += plan.Frequency == Frequency.Weekly ? 7L * plan.Interval : plan.Interval;
        return Open(plan, lower);
    }

    private static readonly int s_lastDay = Days.Of(Days.LastYear, 12, 31);

    private static int LastDay => s_lastDay;

    private static long PeriodOf(RulePlan plan, int day, long seconds)
    {
        switch (plan.Frequency)
        {
            case Frequency.Yearly:
                return plan.YearOf(day);
            case Frequency.Monthly:
                Days.Split(day, out int year, out int month, out _);
                return (year * 12) + month - 1;
            case Frequency.Weekly:
                return day - ((Days.Weekday(day) - plan.WeekStart + 7) % 7);
            case Frequency.Daily:
                return day;
            case Frequency.Hourly:
                return seconds / 3600;
            case Frequency.Minutely:
                return seconds / 60;
            default:
                return seconds;
        }
    }

    // Makes the masks of the period. A sub-daily one that can have nothing is left for the next that may have something.
    private bool Open(RulePlan plan, long lower)
    {
        _hours = 0;
        _minutes = _seconds = 0;
        bool isOpen = plan.Frequency switch
        {
            Frequency.Yearly => OpenYear(plan),
            Frequency.Monthly => OpenMonth(plan),
            Frequency.Weekly => OpenWeek(plan),
            Frequency.Daily => OpenDay(plan),
            _ => OpenTime(plan),
        };
        if (!isOpen)
        {
            _period = long.MaxValue;
            _days = 0;
            _total = 0;
            return false;
        }

        if (plan.HasPositions)
        {
            _total = Total(plan);
            _position = _lastPosition = 0;
            _lastIndex = -1;
        }
        else if (plan.Frequency == Frequency.Yearly)
        {
            _month = -1;
            _days = 0;
            SkipMonths(lower);
        }
        else
        {
            int skipped = (int)(lower / Days.SecondsPerDay) - _monthBase;
            _days &= skipped <= 0 ? uint.MaxValue : skipped > 31 ? 0 : uint.MaxValue << skipped;
        }

        return true;
    }

    // In the first year, what lies before the time sought need not be walked through.
    private void SkipMonths(long lower)
    {
        int day = (int)(lower / Days.SecondsPerDay);
        int year = (int)_period;
        for (int month = 0; month < RulePlan.MonthsOfYear && day > Days.OfYear(year) - 31; month++)
        {
            int skipped = day - BaseOf(month);
            if (skipped <= 0)
            {
                break;
            }

            _year[month] &= skipped > 31 ? 0 : uint.MaxValue << skipped;
        }
    }

    private bool OpenYear(RulePlan plan)
    {
        if (_period > Days.LastYear || Days.OfYear((int)_period) - 7 > plan.Until / Days.SecondsPerDay)
        {
            return false;
        }

        plan.DaysOfYear((int)_period, _year);
        return true;
    }

    private bool OpenMonth(RulePlan plan)
    {
        int year = (int)(_period / 12);
        if (year > Days.LastYear)
        {
            return false;
        }

        int month = (int)(_period % 12) + 1;
        _monthBase = Days.Of(year, month, 1);
        _days = plan.DaysOfMonth(year, month);
        return _monthBase <= plan.Until / Days.SecondsPerDay;
    }

    private bool OpenWeek(RulePlan plan)
    {
        if (_period > LastDay || _period > plan.Until / Days.SecondsPerDay)
        {
            return false;
        }

        _monthBase = (int)_period;
        uint weekdays = plan.HasWeekdays ? plan.WeekdayMask : 0x7F;
        _days = ((weekdays >> plan.WeekStart) | (weekdays << (7 - plan.WeekStart))) & 0x7F;
        if (_period + 6 > LastDay)
        {
            _days &= 0x7Fu >> (int)(_period + 6 - LastDay);
        }

        if (plan.HasDayFilter)
        {
            for (uint left = _days; left != 0; left &= left - 1)
            {
                int at = System.Numerics.BitOperations.TrailingZeroCount(left);
                _days &= IsDayOf(plan, _monthBase + at) ? uint.MaxValue : ~(1u << at);
            }
        }

        return true;
    }

    private bool OpenDay(RulePlan plan)
    {
        if (!ToDay(plan, 1))
        {
            return false;
        }

        _monthBase = (int)_period;
        _days = IsDayOf(plan, _monthBase) ? 1u : 0;
        return true;
    }

    private bool OpenTime(RulePlan plan)
    {
        int ofDay = plan.Frequency switch { Frequency.Hourly => 24, Frequency.Minutely => 1440, _ => Days.SecondsPerDay };
        if (!ToDay(plan, ofDay))
        {
            return false;
        }

        int day = (int)(_period / ofDay);
        int second = (int)(_period % ofDay) * (Days.SecondsPerDay / ofDay);
        _monthBase = day;
        _days = IsDayOf(plan, day) ? 1u : 0;
        _hoursOfPeriod = plan.Hours & (1u << (second / 3600));
        if (plan.Frequency < Frequency.Hourly)
        {
            _minutesOfPeriod = plan.Minutes & (1UL << (second / 60 % 60));
        }

        if (plan.Frequency == Frequency.Secondly)
        {
            _secondsOfPeriod = plan.Seconds & (1UL << (second % 60));
        }

        if (_days == 0 || _hoursOfPeriod == 0 || _minutesOfPeriod == 0 || _secondsOfPeriod == 0)
        {
            // The next that can match: of another day, hour or minute. NextPeriod adds one more interval.
            int unit = _days == 0 ? ofDay : _hoursOfPeriod == 0 ? ofDay / 24 : _minutesOfPeriod == 0 ? Math.Max(1, ofDay / 1440) : 1;
            long target = ((_period / unit) + 1) * unit;
            if (_days != 0 && _hoursOfPeriod == 0)
            {
                uint later = second / 3600 == 23 ? 0 : plan.Hours & (uint.MaxValue << ((second / 3600) + 1));
                int hour = later == 0 ? 24 : System.Numerics.BitOperations.TrailingZeroCount(later);
                target = ((long)day * ofDay) + (hour * (ofDay / 24));
            }

            _period += (target - 1 - _period) / plan.Interval * plan.Interval;
            _days = 0;
        }

        return true;
    }

    // Passes over months without a day. False at the end of time and of the rule.
    private bool ToDay(RulePlan plan, int unitsPerDay)
    {
        long last = Math.Min(LastDay, plan.Until / Days.SecondsPerDay);
        while (_period / unitsPerDay <= last)
        {
            int day = (int)(_period / unitsPerDay);
            if (!plan.HasDayFilter || IsInMonthWithDays(plan, day))
            {
                return true;
            }

            long target = (long)_cachedEnd * unitsPerDay;
            _period += (target - _period + plan.Interval - 1) / plan.Interval * plan.Interval;
        }

        return false;
    }

    private bool IsInMonthWithDays(RulePlan plan, int day)
    {
        if (day < _cachedBegin || day >= _cachedEnd)
        {
            Days.Split(day, out int year, out int month, out int dayOfMonth);
            _cachedBegin = day - dayOfMonth + 1;
            _cachedEnd = _cachedBegin + Days.LengthOfMonth(month, Days.IsLeap(year));
            _cachedDays = plan.DaysOfMonth(year, month);
        }

        return _cachedDays != 0;
    }

    private bool IsDayOf(RulePlan plan, int day)
    {
        if (!plan.HasDayFilter)
        {
            return !plan.HasWeekdays || (plan.WeekdayMask >> Days.Weekday(day) & 1) != 0;
        }

        return IsInMonthWithDays(plan, day) && (_cachedDays >> (day - _cachedBegin) & 1) != 0;
    }
}
