namespace Protocols.ICalendar;

/// <summary>
/// Gathers the beginnings and ends of everything that says something of a span of time, then goes through them once. Each lies on a layer; of the
/// layers that are open at a moment the highest counts, for availabilities and for events apart.
/// </summary>
internal sealed class BusySweep(DateTimeOffset from, DateTimeOffset to, FreeBusyOptions options)
{
    // Of one priority (RFC 7953 §4): nothing, BUSY-TENTATIVE, BUSY-UNAVAILABLE, BUSY, and what AVAILABLE frees.
    private const int Tentative = 1;
    private const int Unavailable = 2;
    private const int Busy = 3;
    private const int Freed = 4;
    private const int LayersOfPriority = 5;
    private const int Priorities = 10;

    // The layers of events and periods lie behind those of availabilities, one for each BusyKind.
    private const int Events = Priorities * LayersOfPriority;
    private const int Layers = Events + 4;

    private readonly List<(DateTimeOffset Time, int Layer, int Change)> _edges = [];
    private readonly BusyKinds _kinds = new(options);
    private int _looked;

    public DateTimeOffset From => from;

    public DateTimeOffset To => to;

    public CalendarWalkOutcome Outcome { get; private set; }

    /// <summary>Takes what a calendar says.</summary>
    /// <returns>False where the limit was met.</returns>
    public bool Add(Calendar calendar)
    {
        foreach (RecurrenceSet set in RecurrenceSet.Of(calendar, options.Floating, options.Recurrence))
        {
            if (set.Component is Event && !AddOccurrences(set, from, to, Events))
            {
                return false;
            }
        }

        foreach (FreeBusy freeBusy in calendar.FreeBusy)
        {
            if (!AddPeriods(freeBusy))
            {
                return false;
            }
        }

        foreach (Availability availability in calendar.Availabilities)
        {
            if (!AddAvailability(availability, calendar))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The busy spans.</summary>
    public List<BusySpan> Roll()
    {
        _edges.Sort(static (one, other) => one.Time.CompareTo(other.Time));
        Span<int> open = stackalloc int[Layers];
        open.Clear();
        List<BusySpan> spans = [];
        for (int i = 0; i < _edges.Count; i++)
        {
            open[_edges[i].Layer] += _edges[i].Change;
            if (i + 1 == _edges.Count || _edges[i + 1].Time == _edges[i].Time)
            {
                continue;
            }

            BusyKind kind = KindOf(open);
            (DateTimeOffset start, DateTimeOffset end) = (_edges[i].Time, _edges[i + 1].Time);
            if (spans is [.., { } last] && last.Kind == kind && last.End == start)
            {
                // RFC 4791 §7.10: consecutive times of one kind are one.
                spans[^1] = last with { End = end };
            }
            else if (kind != BusyKind.Free)
            {
                spans.Add(new BusySpan(start, end, kind));
            }
        }

        return spans;
    }

    private static BusyKind KindOf(ReadOnlySpan<int> open)
    {
        int available = Events - 1;
        while (available >= 0 && open[available] == 0)
        {
            available--;
        }

        BusyKind outside = available < 0 ? BusyKind.Free : (available % LayersOfPriority) switch
        {
            Tentative => BusyKind.Tentative,
            Unavailable => BusyKind.Unavailable,
            Busy => BusyKind.Busy,
            _ => BusyKind.Free,
        };
        int kind = Layers - 1;
        while (kind > Events && open[kind] == 0)
        {
            kind--;
        }

        BusyKind taken = (BusyKind)(kind - Events);
        return taken > outside ? taken : outside;
    }

    private void GaveUp() => Outcome = Outcome == CalendarWalkOutcome.Complete ? CalendarWalkOutcome.StepLimit : Outcome;

    private bool Count()
    {
        if (_looked == options.MaxOccurrences)
        {
            Outcome = CalendarWalkOutcome.OccurrenceLimit;
            return false;
        }

        _looked++;
        return true;
    }

    private bool AddOccurrences(RecurrenceSet set, DateTimeOffset begin, DateTimeOffset end, int layer)
    {
        foreach (Occurrence? passed in set.Walk(begin, end, GaveUp))
        {
            if (!Count())
            {
                return false;
            }

            if (passed is { } occurrence)
            {
                Mark(occurrence.StartUtc, occurrence.EndUtc, begin, end, layer == Events ? Events + (int)_kinds.Of(occurrence.Component) : layer);
            }
        }

        return true;
    }

    private bool AddPeriods(FreeBusy freeBusy)
    {
        foreach (FreeBusyLine line in freeBusy.Lines)
        {
            // RFC 5545 §3.2.9: a kind that is not known is BUSY.
            BusyKind kind = line.Kind.ToUpperInvariant() switch
            {
                "FREE" => BusyKind.Free,
                "BUSY-TENTATIVE" => BusyKind.Tentative,
                "BUSY-UNAVAILABLE" => BusyKind.Unavailable,
                _ => BusyKind.Busy,
            };
            foreach (CalendarPeriod period in line.Periods)
            {
                if (!Count())
                {
                    return false;
                }

                Mark(period.Start.ToUtc(options.Floating), period.EndIn(null).ToUtc(options.Floating), from, to, Events + (int)kind);
            }
        }

        return true;
    }

    private bool AddAvailability(Availability availability, Calendar calendar)
    {
        if (!Count())
        {
            return false;
        }

        // RFC 7953 §3.1: without a start or an end it is unbounded there.
        CalendarDateTime? start = availability.Start;
        CalendarDateTime? end = availability.End ?? (start is { } known && availability.Duration is { } duration ? duration.AddTo(known, calendar.ZoneOf(known)) : null);
        DateTimeOffset begin = start is { } first && UtcOf(first, calendar) > from ? UtcOf(first, calendar) : from;
        DateTimeOffset finish = end is { } last && UtcOf(last, calendar) < to ? UtcOf(last, calendar) : to;
        if (begin >= finish)
        {
            return true;
        }

        // §4: from the lowest to the highest 0, 9, 8 … 1.
        int layer = (availability.Priority is { } priority and >= 1 and <= 9 ? Priorities - priority : 0) * LayersOfPriority;

        // §3.2: BUSY-UNAVAILABLE unless said, and where the word is not known.
        Mark(begin, finish, from, to, layer + (availability.BusyType?.ToUpperInvariant() switch
        {
            "BUSY" => Busy,
            "BUSY-TENTATIVE" => Tentative,
            _ => Unavailable,
        }));
        int unnamed = 0;
        foreach (IGrouping<string, Available> group in availability.Available.GroupBy(available => available.Uid ?? $"{unnamed++}/"))
        {
            if (!AddOccurrences(RecurrenceSet.Of(group, calendar, options.Floating, options.Recurrence), begin, finish, layer + Freed))
            {
                return false;
            }
        }

        return true;
    }

    private DateTimeOffset UtcOf(CalendarDateTime time, Calendar calendar) => time.ToUtc(calendar.ZoneOf(time) ?? options.Floating);

    private void Mark(DateTimeOffset start, DateTimeOffset end, DateTimeOffset begin, DateTimeOffset finish, int layer)
    {
        start = start > begin ? start : begin;
        end = end < finish ? end : finish;
        if (start < end)
        {
            _edges.Add((start, layer, 1));
            _edges.Add((end, layer, -1));
        }
    }
}
