namespace Protocols.ICalendar;

/// <summary>The occurrences of one rule, enumerated lazily without allocation.</summary>
public readonly struct RuleOccurrences
{
    private readonly RulePlan _plan;
    private readonly CalendarDateTime _start;
    private readonly RecurrenceLimits _limits;
    private readonly long _from;

    internal RuleOccurrences(RulePlan plan, CalendarDateTime start, RecurrenceLimits limits, long from = 0)
    {
        (_plan, _start, _limits, _from) = (plan, start, limits, from);
    }

    /// <summary>
    /// The occurrences at or after a local time. They are found by arithmetic, not by walking from the start, unless the rule has a
    /// <c>COUNT</c> and its periods differ in how many they have: those are counted, a period at a time.
    /// </summary>
    /// <param name="local">The local time.</param>
    public RuleOccurrences From(DateTime local) => new(_plan, _start, _limits, (local.Ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond);

    /// <summary>Begins to enumerate.</summary>
    public RuleEnumerator GetEnumerator() => new(_plan, _start, _limits.MaxSteps, _from);

    /// <summary>The first occurrences, as a list.</summary>
    /// <param name="most">How many at most.</param>
    public List<CalendarDateTime> Take(int most)
    {
        List<CalendarDateTime> taken = [];
        RuleEnumerator enumerator = GetEnumerator();
        while (taken.Count < most && enumerator.MoveNext())
        {
            taken.Add(enumerator.Current);
        }

        return taken;
    }
}
