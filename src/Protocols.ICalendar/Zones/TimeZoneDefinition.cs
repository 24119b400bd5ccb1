namespace Protocols.ICalendar;

/// <summary>Writes a zone as a VTIMEZONE (RFC 5545 §3.6.5): changes that come every year as rules, others as they come.</summary>
internal static class TimeZoneDefinition
{
    // A run of as many years is a rule.
    private const int Run = 3;
    private const int MostChanges = 2_000;

    public static TimeZoneComponent Create(CalendarTimeZone zone, long from, long? to)
    {
        TimeZoneComponent component = new() { TimeZoneId = zone.Id };

        // Without an end, the years that follow show which rules go on; those of the database repeat at the latest behind 2037.
        long horizon = to ?? Math.Max(from, Seconds(2037)) + (10L * 366 * Days.SecondsPerDay);
        List<Change> changes = Changes(zone, from, horizon);
        HashSet<Change> written = [];
        foreach (Change change in changes)
        {
            if (written.Contains(change))
            {
                continue;
            }

            List<Change> run = RunOf(change, changes, written, out int ordinal);
            TimeZoneObservance observance = new(change.IsDaylight ? "DAYLIGHT" : "STANDARD")
            {
                Start = CalendarDateTime.Floating(change.Local),
                OffsetFrom = new UtcOffset(change.From),
                OffsetTo = new UtcOffset(change.To),
            };
            if (change.Name is not null)
            {
                observance.TimeZoneName = change.Name;
            }

            if (run.Count >= Run)
            {
                bool isEndless = to is null && run[^1].Local.Year >= changes[^1].Local.Year - 1;
                observance.RecurrenceRules =
                [
                    new RecurrenceRule(Frequency.Yearly)
                    {
                        ByMonth = [change.Local.Month],
                        ByDay = [new WeekdayNumber(change.Local.DayOfWeek, ordinal)],
                        Until = isEndless ? null : CalendarDateTime.Utc(new DateTimeOffset(run[^1].Utc * TimeSpan.TicksPerSecond, TimeSpan.Zero)),
                    },
                ];
                written.UnionWith(run);
            }
            else
            {
                foreach (Change other in changes.Where(other => other != change && !written.Contains(other) && other.IsLike(change) && RunOf(other, changes, written, out _).Count < Run))
                {
                    observance.AddRecurrenceDate(CalendarDateTime.Floating(other.Local));
                    written.Add(other);
                }
            }

            written.Add(change);
            component.Components.Add(observance);
        }

        return component;
    }

    private static long Seconds(int year) => (long)Days.OfYear(year) * Days.SecondsPerDay;

    private static List<Change> Changes(CalendarTimeZone zone, long from, long to)
    {
        List<Change> changes = [];
        ZoneSpan span = zone.Find(Math.Max(0, from));
        long start = Math.Max(span.Start, Seconds(1600));
        int before = span.Start > 0 ? zone.Find(span.Start - 1).Offset : span.Offset;
        changes.Add(new Change(start, before, span.Offset, span.Name, span.IsDaylight));
        while (span.End < to && changes.Count < MostChanges)
        {
            ZoneSpan next = zone.Find(span.End);
            changes.Add(new Change(next.Start, span.Offset, next.Offset, next.Name, next.IsDaylight));
            span = next;
        }

        return changes;
    }

    // The changes of the years that follow, on the same weekday of the same month at the same time, as far as one ordinal names them all.
    private static List<Change> RunOf(Change first, List<Change> changes, HashSet<Change> written, out int ordinal)
    {
        List<Change> counted = Follow(first, changes, written, (first.Local.Day + 6) / 7);
        List<Change> last = Follow(first, changes, written, -1);
        ordinal = last.Count >= counted.Count && last.Count > 1 ? -1 : (first.Local.Day + 6) / 7;
        return ordinal < 0 ? last : counted;
    }

    private static List<Change> Follow(Change first, List<Change> changes, HashSet<Change> written, int ordinal)
    {
        List<Change> run = [];
        foreach (Change change in changes)
        {
            bool isNext = change.Local.Year == first.Local.Year + run.Count && change.IsLike(first) && !written.Contains(change) && change.Local.Month == first.Local.Month
                && change.Local.DayOfWeek == first.Local.DayOfWeek && change.Local.TimeOfDay == first.Local.TimeOfDay;
            bool isNamed = ordinal < 0 ? change.Local.Day > DateTime.DaysInMonth(change.Local.Year, change.Local.Month) - 7 : (change.Local.Day + 6) / 7 == ordinal;
            if (isNext && isNamed)
            {
                run.Add(change);
            }
            else if (change.Local.Year > first.Local.Year + run.Count)
            {
                break;
            }
        }

        return run;
    }

    private sealed record Change(long Utc, int From, int To, string? Name, bool IsDaylight)
    {
        /// <summary>The local time before it, which DTSTART is told in.</summary>
        public DateTime Local { get; } = new(Math.Max(0, Utc + From) * TimeSpan.TicksPerSecond);

        public bool IsLike(Change other) => (From, To, Name, IsDaylight) == (other.From, other.To, other.Name, other.IsDaylight);
    }
}
