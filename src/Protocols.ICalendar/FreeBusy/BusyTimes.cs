namespace Protocols.ICalendar;

/// <summary>
/// The busy time of someone in a span, rolled up from calendars (RFC 4791 §7.10) and availabilities (RFC 7953 §5): spans that do not overlap, in order.
/// </summary>
public sealed class BusyTimes
{
    private BusyTimes(DateTimeOffset from, DateTimeOffset to, IReadOnlyList<BusySpan> spans, CalendarWalkOutcome outcome) => (From, To, Spans, Outcome) = (from, to, spans, outcome);

    /// <summary>The first moment of the span, in UTC.</summary>
    public DateTimeOffset From { get; }

    /// <summary>The first moment behind the span, in UTC.</summary>
    public DateTimeOffset To { get; }

    /// <summary>The busy times within it, cut at its ends. What is between them is free.</summary>
    public IReadOnlyList<BusySpan> Spans { get; }

    /// <summary>Whether all was looked at. Where not, no time may be called free. A rule that <see cref="FreeBusyOptions.Recurrence"/> gives up counts as ended.</summary>
    public CalendarWalkOutcome Outcome { get; }

    /// <summary>Works out the busy time of calendars that are one person's. Objects of a scheduling message (with METHOD) count like others.</summary>
    /// <param name="calendars">The calendars, with events, busy times and availabilities.</param>
    /// <param name="from">The first moment.</param>
    /// <param name="to">The first moment behind the span.</param>
    /// <param name="options">How; <see cref="FreeBusyOptions.Default"/> unless given.</param>
    /// <exception cref="ArgumentException">The span has no moment, or is not of whole seconds.</exception>
    public static BusyTimes Of(IEnumerable<Calendar> calendars, DateTimeOffset from, DateTimeOffset to, FreeBusyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(calendars);
        if (from >= to || from.Ticks % TimeSpan.TicksPerSecond != 0 || to.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            throw new ArgumentException("The span has no moment, or is not of whole seconds.", nameof(to));
        }

        BusySweep sweep = new(from.ToUniversalTime(), to.ToUniversalTime(), options ?? FreeBusyOptions.Default);
        foreach (Calendar calendar in calendars)
        {
            if (!sweep.Add(calendar))
            {
                break;
            }
        }

        return new BusyTimes(sweep.From, sweep.To, sweep.Roll(), sweep.Outcome);
    }

    /// <summary>What a moment is.</summary>
    /// <param name="time">The moment.</param>
    public BusyKind At(DateTimeOffset time)
    {
        int low = 0;
        int high = Spans.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = Spans[middle].End <= time ? (middle + 1, high) : (low, middle);
        }

        return low < Spans.Count && Spans[low].Start <= time ? Spans[low].Kind : BusyKind.Free;
    }

    /// <summary>
    /// Writes it as a VFREEBUSY (RFC 5545 §3.6.4): DTSTART, DTEND and one FREEBUSY for each kind, its periods in order. UID, DTSTAMP, ORGANIZER and ATTENDEE are the
    /// caller's to set.
    /// </summary>
    /// <exception cref="InvalidOperationException">Not all was looked at: what is missing would be told as free.</exception>
    public FreeBusy ToComponent()
    {
        if (Outcome == CalendarWalkOutcome.OccurrenceLimit)
        {
            throw new InvalidOperationException("Not all occurrences were looked at.");
        }

        FreeBusy component = new() { Start = CalendarDateTime.Utc(From), End = CalendarDateTime.Utc(To) };
        foreach ((BusyKind kind, string? word) in (ReadOnlySpan<(BusyKind, string?)>)[(BusyKind.Busy, null), (BusyKind.Unavailable, "BUSY-UNAVAILABLE"), (BusyKind.Tentative, "BUSY-TENTATIVE")])
        {
            List<string> periods = [];
            foreach (BusySpan span in Spans)
            {
                if (span.Kind == kind)
                {
                    periods.Add(new CalendarPeriod(CalendarDateTime.Utc(span.Start), CalendarDateTime.Utc(span.End), null).ToString());
                }
            }

            if (periods.Count > 0)
            {
                component.AddRaw("FREEBUSY", string.Join(',', periods)).SetParameter("FBTYPE", word);
            }
        }

        return component;
    }
}
