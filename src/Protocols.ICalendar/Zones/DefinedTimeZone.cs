namespace Protocols.ICalendar;

/// <summary>
/// A zone made from a VTIMEZONE (RFC 5545 §3.6.5). Rules without an end are entered at the time asked for, so that what is known of them
/// does not grow; what has an end is listed once, at most <see cref="MostOnsets"/> of it.
/// </summary>
internal sealed class DefinedTimeZone : CalendarTimeZone
{
    private const int MostOnsets = 4_000;
    private const int MostObservances = 1_000;

    // Zones have two rules without end, one for each half of the year. Each is asked for every time that is told.
    private const int MostEndless = 16;

    // A rule that is not met in so many years or months is taken for one that never is.
    private static readonly RecurrenceLimits s_limits = new() { MaxSteps = 100 };

    // The rules of zones come round in a year; one that is not met in so many is asked once more from its beginning.
    private const long LookBack = 12L * 366 * 86_400;
    private readonly List<Onset> _listed = [];
    private readonly List<Endless> _endless = [];
    private readonly int _before;

    public DefinedTimeZone(TimeZoneComponent component)
        : base(component.TimeZoneId ?? "")
    {
        CalendarDateTime? earliest = null;
        foreach (TimeZoneObservance observance in component.Observances.Take(MostObservances))
        {
            if (observance.Start is not { } start || observance.OffsetTo is not { } to)
            {
                continue;
            }

            int from = (observance.OffsetFrom ?? to).Seconds;
            start = CalendarDateTime.Floating(start.Local);
            if (earliest is null || start.Local < earliest.Value.Local)
            {
                (earliest, _before) = (start, from);
            }

            Onset onset = new(0, from, to.Seconds, observance.TimeZoneName, observance.IsDaylight);
            Add(onset, start);
            foreach (CalendarPeriod date in observance.RecurrenceDates)
            {
                Add(onset, date.Start);
            }

            foreach (RecurrenceRule rule in observance.RecurrenceRules)
            {
                Add(rule, start, onset);
            }
        }

        _listed.Sort(static (one, other) => one.Utc.CompareTo(other.Utc));
    }

    private protected override ZoneSpan SpanAt(long utc)
    {
        Onset? last = null;
        Onset? next = null;
        int low = 0;
        int high = _listed.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _listed[middle].Utc <= utc ? (middle + 1, high) : (low, middle);
        }

        last = low > 0 ? _listed[low - 1] : null;
        next = low < _listed.Count ? _listed[low] : null;
        foreach (Endless endless in _endless)
        {
            endless.Find(utc, ref last, ref next);
        }

        return new ZoneSpan(last?.Utc ?? long.MinValue / 2, next?.Utc ?? long.MaxValue / 2, last?.To ?? _before, last?.Name, last?.IsDaylight ?? false);
    }

    private void Add(Onset onset, CalendarDateTime local)
    {
        if (_listed.Count < MostOnsets)
        {
            _listed.Add(onset with { Utc = local.Form == CalendarTimeForm.Utc ? local.Seconds : local.Seconds - onset.From });
        }
    }

    private void Add(RecurrenceRule rule, CalendarDateTime start, Onset onset)
    {
        if (!rule.IsExpandable)
        {
            return;
        }

        if (rule.Until is { Form: CalendarTimeForm.Utc } until)
        {
            // Told in UTC, by the offset before the onset (§3.6.5).
            DateTime local = until.Local.Ticks + (onset.From * TimeSpan.TicksPerSecond) is > 0 and var ticks && ticks < DateTime.MaxValue.Ticks ? new DateTime(ticks) : until.Local;
            rule = rule with { Until = CalendarDateTime.Floating(local) };
        }

        RuleOccurrences occurrences = rule.Expand(start, limits: s_limits);
        if (rule.Until is null && rule.Count is null)
        {
            if (_endless.Count < MostEndless && rule.Frequency >= Frequency.Monthly)
            {
                _endless.Add(new Endless(occurrences, onset));
            }

            return;
        }

        foreach (CalendarDateTime time in occurrences)
        {
            if (_listed.Count == MostOnsets)
            {
                break;
            }

            Add(onset, time);
        }
    }

    private sealed record Onset(long Utc, int From, int To, string? Name, bool IsDaylight);

    private sealed record Endless(RuleOccurrences Occurrences, Onset Onset)
    {
        public void Find(long utc, ref Onset? last, ref Onset? next)
        {
            long local = Math.Clamp(utc + Onset.From, 0, DateTime.MaxValue.Ticks / TimeSpan.TicksPerSecond);
            long before = -1;
            long behind = -1;
            Look(local, Math.Max(0, local - (400L * 86_400)), ref before, ref behind);
            if (before < 0)
            {
                Look(local, Math.Max(0, local - LookBack), ref before, ref behind);
            }

            if (before >= 0 && (last is null || before - Onset.From > last.Utc))
            {
                last = Onset with { Utc = before - Onset.From };
            }

            if (behind >= 0 && (next is null || behind - Onset.From < next.Utc))
            {
                next = Onset with { Utc = behind - Onset.From };
            }
        }

        private void Look(long local, long from, ref long before, ref long behind)
        {
            RuleEnumerator enumerator = Occurrences.From(new DateTime(from * TimeSpan.TicksPerSecond)).GetEnumerator();
            for (int i = 0; i < MostOnsets && enumerator.MoveNext(); i++)
            {
                if (enumerator.CurrentSeconds > local)
                {
                    behind = enumerator.CurrentSeconds;
                    return;
                }

                before = enumerator.CurrentSeconds;
            }
        }
    }
}
