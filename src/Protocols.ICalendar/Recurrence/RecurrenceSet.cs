namespace Protocols.ICalendar;

/// <summary>
/// All occurrences of a component (RFC 5545 §3.8.5): its start, the times of its rules and dates, less those that fall out, with the
/// components that stand for single occurrences or for all from one on. In the order of their starts, lazily.
/// </summary>
public sealed class RecurrenceSet
{
    private readonly Calendar? _calendar;
    private readonly CalendarTimeZone? _floating;

    private RecurrenceSet(SchedulableComponent? main, IReadOnlyList<SchedulableComponent> others, Calendar? calendar, CalendarTimeZone? floating, RecurrenceLimits? limits)
    {
        Limits = limits ?? RecurrenceLimits.Default;
        _calendar = calendar;
        _floating = floating;
        Component = main ?? others[0];
        CalendarDateTime? start = StartOf(Component) ?? Component.RecurrenceId;
        Zone = start is { } known ? ZoneOf(known) : null;
        Start = start ?? default;
        HasStart = start is not null && main is not null;
        Duration = start is null ? default : DurationOf(Component, Start);
        if (HasStart)
        {
            AddRules(main!);
        }

        AddOthers(others);
    }

    /// <summary>The component that recurs; where there is none, the first of those that stand for occurrences.</summary>
    public SchedulableComponent Component { get; }

    /// <summary>The budget.</summary>
    public RecurrenceLimits Limits { get; }

    internal CalendarTimeZone? Zone { get; }

    internal CalendarDateTime Start { get; }

    internal CalendarDuration Duration { get; }

    internal bool HasStart { get; }

    internal RuleOccurrences[] Rules { get; private set; } = [];

    internal RuleOccurrences[] ExceptionRules { get; private set; } = [];

    /// <summary>The dates, sorted, as local times of the start's zone.</summary>
    internal (long Local, CalendarDuration Duration)[] Dates { get; private set; } = [];

    /// <summary>What falls out, sorted.</summary>
    internal long[] Exceptions { get; private set; } = [];

    /// <summary>The days of which everything falls out, sorted.</summary>
    internal long[] ExceptionDays { get; private set; } = [];

    /// <summary>Single occurrences with a component of their own, sorted by their start.</summary>
    internal Override[] Overrides { get; private set; } = [];

    /// <summary>The names of single occurrences with a component of their own, sorted.</summary>
    internal long[] OverrideIds { get; private set; } = [];

    /// <summary>Components that stand for all from one occurrence on, sorted by its name.</summary>
    internal Override[] Ranges { get; private set; } = [];

    /// <summary>The set of one component without others that stand for its occurrences.</summary>
    /// <param name="component">The component.</param>
    /// <param name="calendar">The calendar with the definitions of time zones; null for those of the IANA database alone.</param>
    /// <param name="floating">The zone in which dates and floating times are taken; null for UTC.</param>
    /// <param name="limits">The budget; <see cref="RecurrenceLimits.Default"/> unless given.</param>
    public static RecurrenceSet Of(SchedulableComponent component, Calendar? calendar = null, CalendarTimeZone? floating = null, RecurrenceLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(component);
        return new RecurrenceSet(component, [], calendar, floating, limits);
    }

    /// <summary>The set of a component and those that stand for its occurrences.</summary>
    /// <param name="components">Components of one UID: one without RECURRENCE-ID, or none, and others with it.</param>
    /// <param name="calendar">The calendar with the definitions of time zones; null for those of the IANA database alone.</param>
    /// <param name="floating">The zone in which dates and floating times are taken; null for UTC.</param>
    /// <param name="limits">The budget; <see cref="RecurrenceLimits.Default"/> unless given.</param>
    public static RecurrenceSet Of(IEnumerable<SchedulableComponent> components, Calendar? calendar = null, CalendarTimeZone? floating = null, RecurrenceLimits? limits = null)
    {
        List<SchedulableComponent> others = [.. components];
        SchedulableComponent? main = others.FirstOrDefault(static component => component.RecurrenceId is null);
        others.RemoveAll(component => component.RecurrenceId is null);
        return main is null && others.Count == 0 ? throw new ArgumentException("There is no component.", nameof(components)) : new RecurrenceSet(main, others, calendar, floating, limits);
    }

    /// <summary>The sets of all events, to-dos and journal entries of a calendar, one for each UID.</summary>
    /// <param name="calendar">The calendar.</param>
    /// <param name="floating">The zone in which dates and floating times are taken; null for UTC.</param>
    /// <param name="limits">The budget; <see cref="RecurrenceLimits.Default"/> unless given.</param>
    public static IReadOnlyList<RecurrenceSet> Of(Calendar calendar, CalendarTimeZone? floating = null, RecurrenceLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        List<RecurrenceSet> sets = [];
        Dictionary<(string, string), List<SchedulableComponent>> byUid = [];
        List<List<SchedulableComponent>> groups = [];
        foreach (SchedulableComponent component in calendar.ComponentsOf<SchedulableComponent>().Where(static component => component is Event or Todo or Journal))
        {
            // Without a UID each one stands for itself.
            (string, string) key = (component.Name, component.Uid ?? $"{groups.Count}/");
            if (!byUid.TryGetValue(key, out List<SchedulableComponent>? group) || (component.RecurrenceId is null && group.Exists(static other => other.RecurrenceId is null)))
            {
                group = [];
                groups.Add(group);
                byUid[key] = group;
            }

            group.Add(component);
        }

        foreach (List<SchedulableComponent> group in groups)
        {
            sets.Add(Of(group, calendar, floating, limits));
        }

        return sets;
    }

    /// <summary>Enumerates all occurrences.</summary>
    public OccurrenceEnumerator GetEnumerator() => new(this, long.MinValue);

    /// <summary>Enumerates the occurrences that begin at a time or later; rules are entered there by arithmetic.</summary>
    /// <param name="time">The time.</param>
    public OccurrenceEnumerator From(DateTimeOffset time)
    {
        long seconds = (time.UtcTicks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;
        return new OccurrenceEnumerator(this, Zone?.ToLocal(seconds) ?? seconds);
    }

    /// <summary>The occurrences that have a moment in a span of time (RFC 4791 §9.9): the start is before its end, and the end behind its start.</summary>
    /// <param name="from">The beginning of the span.</param>
    /// <param name="to">The first moment behind it.</param>
    /// <param name="most">How many at most.</param>
    public List<Occurrence> Between(DateTimeOffset from, DateTimeOffset to, int most = int.MaxValue)
    {
        List<Occurrence> found = [];
        foreach (Occurrence? occurrence in Walk(from, to))
        {
            if (found.Count == most)
            {
                break;
            }

            if (occurrence is { } within)
            {
                found.Add(within);
            }
        }

        return found;
    }

    /// <summary>The occurrences of <see cref="Between"/>, lazily; null for each one on the way that ends before the span, so that a caller can count what it costs. A rule that is given up is told.</summary>
    internal IEnumerable<Occurrence?> Walk(DateTimeOffset from, DateTimeOffset to, Action? gaveUp = null)
    {
        TimeSpan longest = Duration.TimeSpan;
        foreach ((_, CalendarDuration duration) in Dates)
        {
            longest = duration.TimeSpan > longest ? duration.TimeSpan : longest;
        }

        foreach (Override other in Overrides.Concat(Ranges))
        {
            longest = other.Duration.TimeSpan > longest ? other.Duration.TimeSpan : longest;
        }

        // A day more, for nominal days that are longer than others.
        longest += TimeSpan.FromDays(1);
        OccurrenceEnumerator enumerator = From(from - DateTimeOffset.MinValue > longest ? from - longest : DateTimeOffset.MinValue);
        while (enumerator.MoveNext())
        {
            Occurrence occurrence = enumerator.Current;
            DateTimeOffset start = occurrence.StartUtc;
            if (start >= to)
            {
                break;
            }

            DateTimeOffset end = occurrence.EndUtc;
            yield return end > from || (end == start && start >= from) ? occurrence : null;
        }

        if (enumerator.Outcome == RecurrenceOutcome.StepLimit)
        {
            gaveUp?.Invoke();
        }
    }

    internal CalendarDateTime At(long local) => Start.At(new DateTime(Math.Clamp(local, 0, DateTime.MaxValue.Ticks / TimeSpan.TicksPerSecond) * TimeSpan.TicksPerSecond));

    internal bool IsException(long local) =>
        Array.BinarySearch(Exceptions, local) >= 0 || (ExceptionDays.Length > 0 && Array.BinarySearch(ExceptionDays, local / Days.SecondsPerDay) >= 0);

    private static CalendarDateTime? StartOf(SchedulableComponent component) => component.Start ?? (component as Todo)?.Due;

    private CalendarTimeZone? ZoneOf(CalendarDateTime time) => time.Form switch
    {
        CalendarTimeForm.Utc => null,
        CalendarTimeForm.Zoned => (_calendar is null ? CalendarTimeZone.Find(time.TimeZoneId!) : _calendar.FindTimeZone(time.TimeZoneId)) ?? _floating,
        _ => _floating,
    };

    // A time as a local one of the start's zone, in which everything is compared.
    private long LocalOf(CalendarDateTime time)
    {
        if (time.IsDate || time.Form == CalendarTimeForm.Floating || (time.Form == Start.Form && time.TimeZoneId == Start.TimeZoneId))
        {
            return time.Seconds;
        }

        long utc = ZoneOf(time)?.ToUtc(time.Seconds) ?? time.Seconds;
        return Zone?.ToLocal(utc) ?? utc;
    }

    // §3.6.1: an end makes an exact duration, a DURATION may be nominal; a date alone is a day.
    private CalendarDuration DurationOf(SchedulableComponent component, CalendarDateTime start)
    {
        CalendarDateTime? end = component switch
        {
            Event anEvent => anEvent.End,
            Todo todo when todo.Start is not null => todo.Due,
            Availability availability => availability.End,
            Available available => available.End,
            _ => null,
        };
        if (end is { } time)
        {
            if (start.IsDate || time.IsDate)
            {
                return new CalendarDuration((int)Math.Max(0, (time.Local.Date - start.Local.Date).Days), 0);
            }

            long begin = ZoneOf(start)?.ToUtc(start.Seconds) ?? start.Seconds;
            long finish = ZoneOf(time)?.ToUtc(time.Seconds) ?? time.Seconds;
            return new CalendarDuration(0, Math.Max(0, finish - begin));
        }

        return component.Duration is { IsNegative: false } duration ? duration : new CalendarDuration(start.IsDate && component is Event ? 1 : 0, 0);
    }

    private void AddRules(SchedulableComponent main)
    {
        Rules = [.. main.RecurrenceRules.Where(static rule => rule.IsExpandable).Select(Plan)];
        ExceptionRules = [.. main.ExceptionRules.Where(static rule => rule.IsExpandable).Select(rule => rule.Expand(Start, Zone, Limits))];
        List<(long, CalendarDuration)> dates = [];
        foreach (CalendarPeriod period in main.RecurrenceDates)
        {
            CalendarDuration duration = period.Duration ?? Duration;
            if (period.End is { } end)
            {
                duration = new CalendarDuration(0, Math.Max(0, LocalToUtc(LocalOf(end)) - LocalToUtc(LocalOf(period.Start))));
            }

            dates.Add((LocalOf(period.Start), duration));
        }

        dates.Sort(static (one, other) => one.Item1.CompareTo(other.Item1));
        Dates = [.. dates];
        IReadOnlyList<CalendarDateTime> exceptions = main.ExceptionDates;
        Exceptions = [.. exceptions.Where(time => !time.IsDate && !Start.IsDate).Select(LocalOf).Order()];
        ExceptionDays = [.. exceptions.Where(time => time.IsDate || Start.IsDate).Select(static time => time.Seconds / Days.SecondsPerDay).Order()];
    }

    // §3.3.10: the start counts as the first occurrence of COUNT, also where the rule does not give it.
    private RuleOccurrences Plan(RecurrenceRule rule)
    {
        RuleOccurrences occurrences = rule.Expand(Start, Zone, Limits);
        if (rule.Count is not { } count)
        {
            return occurrences;
        }

        RuleEnumerator enumerator = occurrences.GetEnumerator();
        return enumerator.MoveNext() && enumerator.CurrentSeconds == Start.Seconds ? occurrences : (rule with { Count = Math.Max(0, count - 1) }).Expand(Start, Zone, Limits);
    }

    private long LocalToUtc(long local) => Zone?.ToUtc(local) ?? local;

    private void AddOthers(IReadOnlyList<SchedulableComponent> others)
    {
        List<Override> overrides = [];
        List<Override> ranges = [];
        foreach (SchedulableComponent other in others)
        {
            CalendarDateTime id = other.RecurrenceId!.Value;
            CalendarDateTime start = StartOf(other) ?? id;
            long local = LocalOf(start);
            if (id.IsDate && !Start.IsDate && HasStart)
            {
                // The day alone names the occurrence on it.
                id = Start.At(id.Local.Date + Start.Local.TimeOfDay);
            }

            Override made = new(LocalOf(id), local, start, DurationOf(other, start), ZoneOf(start), other);
            (other.IsThisAndFuture ? ranges : overrides).Add(made);
        }

        overrides.Sort(static (one, another) => one.StartLocal.CompareTo(another.StartLocal));
        ranges.Sort(static (one, another) => one.Id.CompareTo(another.Id));
        Overrides = [.. overrides];
        OverrideIds = [.. overrides.Select(static other => other.Id).Order()];
        Ranges = [.. ranges];
        if (!HasStart)
        {
            // Without the component that recurs, a range is known by its first occurrence alone.
            Overrides = [.. overrides.Concat(ranges).OrderBy(static other => other.StartLocal)];
            Ranges = [];
        }
    }

    internal sealed record Override(long Id, long StartLocal, CalendarDateTime Start, CalendarDuration Duration, CalendarTimeZone? Zone, SchedulableComponent Component)
    {
        public long Shift => StartLocal - Id;
    }
}
