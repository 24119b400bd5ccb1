using System.Text.Json.Nodes;

namespace Protocols.ICalendar;

/// <summary>The times of an entry as a component, so that they expand as those of iCalendar do (draft-ietf-calext-jscalendarbis-17 §3.3).</summary>
internal static class RecurrenceOfEntry
{
    private static readonly string[] s_times = ["start", "due", "duration", "estimatedDuration", "timeZone", "endTimeZone"];

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
            // Only the times are looked at, so that an occurrence costs no more than they.
            if (!Array.Exists(s_times, patch.ContainsKey))
            {
                main.AddRecurrenceDate(Time(id, zone));
                continue;
            }

            JsonObject made = (JsonObject)(shared ??= Times(second.Json)).DeepClone();
            second.Shift(made, id);
            foreach (string name in s_times)
            {
                if (patch.TryGetPropertyValue(name, out JsonNode? value))
                {
                    made[name] = value?.DeepClone();
                }
            }

            JSEntry instance = (JSEntry)JSCalendarObject.Of(made)!;

            Event other = new() { Start = Time(instance.Start ?? (instance as JSTask)?.Due ?? id, instance.TimeZone), RecurrenceId = Time(id, zone) };
            SetLength(other, instance);
            components.Add(other);
        }

        return RecurrenceSet.Of(components, null, floating, limits);
    }

    private static JsonObject Times(JsonObject json) =>
        new(json.Where(static member => member.Key == "@type" || Array.IndexOf(s_times, member.Key) >= 0).Select(static member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));

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
