namespace Protocols.ICalendar;

/// <content>How many occurrences lie before a time: what COUNT has to know.</content>
internal partial struct RuleCursor
{
    /// <summary>
    /// Counts the occurrences from the beginning of the rule to before <paramref name="lower"/>, at most <paramref name="most"/>, and leaves the
    /// cursor where those from <paramref name="lower"/> on are given.
    /// </summary>
    public int CountBefore(RulePlan plan, long begin, long lower, int most, int maxSteps, out bool isWithinLimit)
    {
        Seek(plan, begin);
        long counted = 0;
        isWithinLimit = HasEvenPeriods(plan) ? CountEven(plan, begin, lower, most, ref counted) : CountPeriods(plan, begin, lower, most, maxSteps, ref counted);
        Seek(plan, lower);
        return (int)Math.Min(counted, most);
    }

    private bool CountPeriods(RulePlan plan, long begin, long lower, int most, int maxSteps, ref long counted)
    {
        bool isFirst = true;
        int empty = 0;
        long from = begin;
        do
        {
            long before = counted;
            if (isFirst || plan.HasPositions || plan.MayRepeat || EndOfPeriod(plan) > lower)
            {
                if (!CountOneByOne(plan, ref from, lower, most, ref counted))
                {
                    return true;
                }
            }
            else
            {
                counted += Total(plan);
            }

            isFirst = false;
            empty = counted == before ? empty + 1 : 0;
            if (empty > maxSteps)
            {
                return false;
            }
        }
        while (counted < most && NextPeriod(plan, 0));
        return true;
    }

    // Counts in this period; false where the time sought was reached.
    private bool CountOneByOne(RulePlan plan, ref long from, long lower, int most, ref long counted)
    {
        while (counted < most && TryNext(plan, from, out long seconds))
        {
            if (seconds >= lower || seconds > plan.Until)
            {
                return false;
            }

            counted++;
            from = seconds + 1;
        }

        return true;
    }

    // No occurrence of the period is as late as this.
    private readonly long EndOfPeriod(RulePlan plan) => plan.Frequency switch
    {
        Frequency.Yearly => (long)Days.SecondsPerDay * (Days.OfYear((int)_period + 1) + 7),
        Frequency.Monthly => (long)Days.SecondsPerDay * (_monthBase + 32),
        Frequency.Weekly => Days.SecondsPerDay * (_period + 7),
        Frequency.Daily => Days.SecondsPerDay * (_period + 1),
        Frequency.Hourly => 3600 * (_period + 1),
        Frequency.Minutely => 60 * (_period + 1),
        _ => _period + 1,
    };

    // Whether every period has as many occurrences as any other.
    private static bool HasEvenPeriods(RulePlan plan) => !plan.HasDayFilter && !plan.HasPositions && plan.Frequency switch
    {
        Frequency.Weekly => true,
        Frequency.Daily => !plan.HasWeekdays,
        Frequency.Yearly or Frequency.Monthly => false,
        _ => !plan.HasWeekdays && plan.Hours == 0xFFFFFF
            && (plan.Frequency == Frequency.Hourly || plan.Minutes == (1UL << 60) - 1)
            && (plan.Frequency > Frequency.Secondly || plan.Seconds == (1UL << 60) - 1),
    };

    private bool CountEven(RulePlan plan, long begin, long lower, int most, ref long counted)
    {
        long first = _period;
        long from = begin;
        _ = CountOneByOne(plan, ref from, lower, most, ref counted);
        Seek(plan, lower);
        if (_period > first && _period != long.MaxValue)
        {
            long unit = plan.Frequency == Frequency.Weekly ? 7L * plan.Interval : plan.Interval;
            _ = Open(plan, 0);
            counted += (((_period - first) / unit) - 1) * Total(plan);
            from = 0;
            _ = CountOneByOne(plan, ref from, lower, most, ref counted);
        }

        return true;
    }
}
