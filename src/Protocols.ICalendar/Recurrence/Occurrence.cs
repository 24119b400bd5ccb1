namespace Protocols.ICalendar;

/// <summary>One occurrence of a component.</summary>
public readonly struct Occurrence
{
    private readonly CalendarDuration _duration;
    private readonly CalendarTimeZone? _zone;

    internal Occurrence(SchedulableComponent component, CalendarDateTime start, CalendarDateTime recurrenceId, CalendarDuration duration, CalendarTimeZone? zone)
    {
        (Component, Start, RecurrenceId, _duration, _zone) = (component, start, recurrenceId, duration, zone);
    }

    /// <summary>The component that describes it: the recurring one, or the one that stands for this occurrence.</summary>
    public SchedulableComponent Component { get; }

    /// <summary>When it begins.</summary>
    public CalendarDateTime Start { get; }

    /// <summary>When it was to begin by the recurrence, which is its name (RFC 5545 §3.8.4.4).</summary>
    public CalendarDateTime RecurrenceId { get; }

    /// <summary>The first moment behind it, in the form and zone of the start.</summary>
    public CalendarDateTime End => _duration.AddTo(Start, _zone);

    /// <summary>When it begins, in UTC. Dates and floating times are taken in the zone that the set was given, else as UTC.</summary>
    public DateTimeOffset StartUtc => Start.ToUtc(_zone);

    /// <summary>The first moment behind it, in UTC.</summary>
    public DateTimeOffset EndUtc => End.ToUtc(_zone);
}
