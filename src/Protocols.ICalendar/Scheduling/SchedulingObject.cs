using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>The name of a component within an object: the moment of RECURRENCE-ID, and whether it stands for all later ones too.</summary>
/// <param name="Seconds">Seconds since the beginning of the year 1, in UTC; of dates and floating times as they stand.</param>
/// <param name="IsRange">Whether RANGE is THISANDFUTURE.</param>
internal readonly record struct InstanceKey(long Seconds, bool IsRange);

/// <summary>A calendar with components of one UID, sorted out: the component itself, and those that stand for its occurrences.</summary>
internal sealed class SchedulingObject
{
    private readonly CalendarDateTime? _mainStart;
    private HashSet<long>? _exceptions;
    private RecurrenceSet? _set;

    private SchedulingObject(Calendar calendar, IEnumerable<SchedulableComponent> components, SchedulingObject? reference)
    {
        Calendar = calendar;
        List<SchedulableComponent> all = [.. components];
        Main = all.Find(static component => component.RecurrenceId is null);
        _mainStart = Main is null ? reference?._mainStart : Main.Start ?? (Main as Todo)?.Due;
        Zones = Main is null && reference is not null ? reference.Zones : calendar;
        foreach (SchedulableComponent component in all)
        {
            if (component.RecurrenceId is { } id)
            {
                // Of several for the same occurrence the newest counts.
                InstanceKey key = new(KeyOf(id), component.IsThisAndFuture);
                if (!Instances.TryGetValue(key, out SchedulableComponent? other) || IsOlder(other, component))
                {
                    Instances[key] = component;
                }
            }
        }
    }

    public Calendar Calendar { get; }

    /// <summary>The component without RECURRENCE-ID, null where there is none.</summary>
    public SchedulableComponent? Main { get; }

    /// <summary>The components with RECURRENCE-ID.</summary>
    public SortedDictionary<InstanceKey, SchedulableComponent> Instances { get; } = new(Comparer<InstanceKey>.Create(
        static (one, other) => one.Seconds != other.Seconds ? one.Seconds.CompareTo(other.Seconds) : one.IsRange.CompareTo(other.IsRange)));

    /// <summary>The component itself, where it is there, and those of occurrences.</summary>
    public IEnumerable<SchedulableComponent> All => Main is null ? Instances.Values : Instances.Values.Prepend(Main);

    /// <summary>The highest SEQUENCE of all.</summary>
    public int Top => All.Select(static component => component.Sequence).DefaultIfEmpty().Max();

    public CalendarUser? Organizer => All.Select(static component => component.Organizer).FirstOrDefault(static organizer => organizer is not null);

    // The zones by whose definitions the times of the main component are read.
    private Calendar Zones { get; }

    public static SchedulingObject Of(Calendar calendar, SchedulingObject? reference = null) =>
        new(calendar, calendar.ComponentsOf<SchedulableComponent>().Where(static component => component is Event or Todo or Journal), reference);

    public static SchedulingObject Of(ITipMessage message, SchedulingObject? reference) =>
        new(message.Calendar, message.Components.OfType<SchedulableComponent>(), reference);

    /// <summary>Whether the first is an older state of the same component than the second (RFC 5546 §2.1.5).</summary>
    public static bool IsOlder(SchedulableComponent one, SchedulableComponent other) => Compare(one, other) < 0;

    /// <summary>Orders two states by SEQUENCE, then by DTSTAMP (RFC 5546 §2.1.5).</summary>
    public static int Compare(SchedulableComponent one, SchedulableComponent other) =>
        one.Sequence != other.Sequence ? one.Sequence.CompareTo(other.Sequence) : (one.Stamp?.Seconds ?? 0).CompareTo(other.Stamp?.Seconds ?? 0);

    public static bool IsCancelled(SchedulableComponent component) => "CANCELLED".Equals(component.Status, StringComparison.OrdinalIgnoreCase);

    /// <summary>The moment that names an occurrence, by the zones of this calendar.</summary>
    public long KeyOf(CalendarDateTime id)
    {
        if (_mainStart is { } start && start.IsDate != id.IsDate)
        {
            // Of a date the occurrence of that day is meant, and of a time the day.
            return id.IsDate ? Utc(start.At(id.Local.Date + start.Local.TimeOfDay), Zones) : id.Local.Date.Ticks / TimeSpan.TicksPerSecond;
        }

        return Utc(id, Calendar);
    }

    /// <summary>The component of an occurrence, null where none stands for it alone.</summary>
    public SchedulableComponent? Find(InstanceKey key) => Instances.GetValueOrDefault(key);

    /// <summary>The occurrences that the main component excludes.</summary>
    public IReadOnlySet<long> Exceptions() => _exceptions ??= Main is null ? [] : [.. Main.ExceptionDates.Select(KeyOf)];

    /// <summary>The occurrences that the main component adds one by one.</summary>
    public HashSet<long> Additions() => Main is null ? [] : [.. Main.RecurrenceDates.Select(period => KeyOf(period.Start))];

    /// <summary>Whether the main component, by its rules and dates alone, has an occurrence at a moment.</summary>
    public bool HasInstance(InstanceKey key, RecurrenceLimits limits)
    {
        if (Main is null || _mainStart is null)
        {
            return false;
        }

        _set ??= RecurrenceSet.Of(Main, Zones, null, limits);
        OccurrenceEnumerator occurrences = _set.From(new DateTimeOffset(Ticks(key.Seconds), TimeSpan.Zero));
        return occurrences.MoveNext() && occurrences.Current.StartUtc.UtcTicks == Ticks(key.Seconds);
    }

    /// <summary>The moment of an occurrence in the form of the main component's start.</summary>
    public CalendarDateTime TimeOf(InstanceKey key)
    {
        if (_mainStart is not { } start)
        {
            return CalendarDateTime.Utc(new DateTimeOffset(Ticks(key.Seconds), TimeSpan.Zero));
        }

        long local = start.Form == CalendarTimeForm.Zoned ? Zones.ZoneOf(start)?.ToLocal(key.Seconds) ?? key.Seconds : key.Seconds;
        return start.At(new DateTime(Ticks(local)));
    }

    /// <summary>The component that the main one gives for an occurrence: as it is, at that time (RFC 5545 §3.8.4.4).</summary>
    public SchedulableComponent Derive(InstanceKey key, bool withAttendees = true)
    {
        SchedulableComponent made = Main!.CopyWithout(
            property => property.Is("RRULE"u8) || property.Is("RDATE"u8) || property.Is("EXDATE"u8) || property.Is("EXRULE"u8) || (!withAttendees && property.Is("ATTENDEE"u8)),
            static _ => false);
        CalendarDateTime time = TimeOf(key);
        made.RecurrenceId = time;
        if (key.IsRange)
        {
            made.Find("RECURRENCE-ID"u8)!.SetParameter("RANGE", "THISANDFUTURE");
        }

        ReplyMark.SetOfWhole(made);
        if (_mainStart is { } start)
        {
            TimeSpan shift = time.Local - start.Local;
            foreach (string name in (ReadOnlySpan<string>)["DTSTART", "DTEND", "DUE"])
            {
                if (made.Find(name) is { } property && CalendarDateTime.TryParse(property.RawValue, property.GetParameter("TZID"), out CalendarDateTime old) && InYears(old.Local, shift))
                {
                    property.Cleaned().RawValue = old.At(old.Local + shift).Value;
                }
            }
        }

        return made;
    }

    private static bool InYears(DateTime time, TimeSpan shift) => shift <= DateTime.MaxValue - time && shift >= DateTime.MinValue - time;

    private static long Ticks(long seconds) => Math.Clamp(seconds, 0, DateTime.MaxValue.Ticks / TimeSpan.TicksPerSecond) * TimeSpan.TicksPerSecond;

    private static long Utc(CalendarDateTime time, Calendar zones) =>
        time.Form == CalendarTimeForm.Zoned ? zones.ZoneOf(time)?.ToUtc(time.Seconds) ?? time.Seconds : time.Seconds;
}
