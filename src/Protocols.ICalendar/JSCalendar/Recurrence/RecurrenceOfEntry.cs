using System.Text.Json.Nodes;

namespace Protocols.ICalendar;

/// <summary>The times of an entry as a component, so that they expand as those of iCalendar do (draft-ietf-calext-jscalendarbis-17 §3.3).</summary>
internal static class RecurrenceOfEntry
{
    /// <summary>Gives the set of occurrences, null where the entry has no time.</summary>
    public static RecurrenceSet? Of(JSEntry entry, CalendarTimeZone? floating, RecurrenceLimits? limits)
    {
        JSEntry second = JSCalendarVersions.ToVersion2(entry);
        if ((second.Start ?? (second as JSTask)?.Due) is not { } start)
        {
            return null;
        }

        string? zone = second.TimeZone;
        Event main = new() { Start = Time(start, zone) };
        SetLength(main, second);
        IEnumerable<JSRecurrenceRule> rules = second.RecurrenceRule is { } rule ? second.RecurrenceRules.Prepend(rule) : second.RecurrenceRules;
        main.RecurrenceRules = [.. rules.Select(known => Rule(known, zone)).OfType<RecurrenceRule>()];
        main.ExceptionRules = [.. second.ExcludedRecurrenceRules.Select(known => Rule(known, zone)).OfType<RecurrenceRule>()];
        List<SchedulableComponent> components = [main];
        JsonObject? shared = null;
        foreach ((string key, JsonNode? node) in second.RecurrenceOverrides ?? [])
        {
            if (node is not JsonObject patch || !JSValues.TryLocal(key, out DateTime id))
            {
                continue;
            }

            if (JSValues.Boolean(patch["excluded"]) == true)
            {
                main.AddExceptionDate(Time(id, zone));
                continue;
            }

            // A patch of the times alone makes an occurrence that is otherwise in them; any other key is a date more.
            bool isOfTimes = patch.Any(static step => step.Key is "start" or "due" or "duration" or "estimatedDuration" or "timeZone" or "endTimeZone");
            JSEntry? instance = !isOfTimes ? null : second.TryPatched(shared ??= second.Base(), id, patch) is { } made ? (JSEntry)JSCalendarObject.Of(made)! : null;
            if (instance is null)
            {
                main.AddRecurrenceDate(Time(id, zone));
                continue;
            }

            Event other = new() { Start = Time(instance.Start ?? (instance as JSTask)?.Due ?? id, instance.TimeZone), RecurrenceId = Time(id, zone) };
            SetLength(other, instance);
            components.Add(other);
        }

        return RecurrenceSet.Of(components, null, floating, limits);
    }

    private static void SetLength(Event component, JSEntry entry)
    {
        CalendarDuration length = entry switch
        {
            JSEvent { Duration: { IsNegative: false } duration } => duration,
            JSTask { Start: { } start, Due: { } due } when due > start => CalendarDuration.Exact(due - start),
            _ => default,
        };
        component.Duration = length;
    }

    private static RecurrenceRule? Rule(JSRecurrenceRule rule, string? zone) =>
        rule.ToRule() is not { } made ? null : made.Until is { } until ? made with { Until = Until(until.Local, zone) } : made;

    // As RRULE has it: in UTC where there is a zone.
    private static CalendarDateTime Until(DateTime local, string? zone) =>
        zone is null || CalendarTimeZone.Find(zone) is not { } known ? CalendarDateTime.Floating(local) : CalendarDateTime.Utc(known.ToUtc(local));

    private static CalendarDateTime Time(DateTime local, string? zone) => string.IsNullOrEmpty(zone) ? CalendarDateTime.Floating(local) : CalendarDateTime.Zoned(local, zone);
}
