using System.Text.Json.Nodes;

namespace Protocols.ICalendar;

/// <summary>
/// Converts between iCalendar and JSCalendar 2.0 (draft-ietf-calext-jscalendar-icalendar-25, draft-ietf-calext-icalendar-jscalendar-extensions-06). What is
/// decided where these leave room is in <c>docs/calendar-decisions.md</c>.
/// </summary>
public static class JSCalendarConverter
{
    /// <summary>Converts a calendar: leniently, whatever is in it.</summary>
    /// <param name="calendar">The calendar, which is not changed.</param>
    /// <param name="options">How to convert; <see cref="JSCalendarConversionOptions.Default"/> unless given.</param>
    /// <returns>The group (§2.1.1), with an entry for every event and to-do and the components of occurrences among their overrides (§2.1.2).</returns>
    public static JSGroup FromCalendar(Calendar calendar, JSCalendarConversionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        return new CalendarToGroup(calendar, options ?? JSCalendarConversionOptions.Default).Run();
    }

    /// <summary>Converts the events and to-dos of a calendar to objects that stand for themselves, as JMAP keeps them.</summary>
    /// <param name="calendar">The calendar, which is not changed.</param>
    /// <param name="options">How to convert; <see cref="JSCalendarConversionOptions.Default"/> unless given.</param>
    /// <returns>The objects, each with a version and the program of the calendar. What the calendar says beside them is not among it.</returns>
    public static IReadOnlyList<JSEntry> EntriesOf(Calendar calendar, JSCalendarConversionOptions? options = null)
    {
        JSGroup group = FromCalendar(calendar, options);
        List<JSEntry> entries = [];
        foreach (JSEntry entry in group.Entries.ToList())
        {
            JsonObject free = [];
            foreach ((string name, JsonNode? value) in entry.Json.ToList())
            {
                entry.Json.Remove(name);
                free[name] = value;
                if (name == "@type")
                {
                    free["version"] = "2.0";
                }
            }

            JSEntry made = (JSEntry)JSCalendarObject.Of(free)!;
            made.ProductId ??= group.ProductId;
            entries.Add(made);
        }

        return entries;
    }

    /// <summary>Converts a group, an event or a task: leniently, whatever is in it.</summary>
    /// <param name="value">The object, which is not changed. Objects of version 1.0 are taken as <see cref="JSCalendarVersions.ToVersion2"/> has them.</param>
    /// <param name="options">How to convert; <see cref="JSCalendarConversionOptions.Default"/> unless given.</param>
    /// <returns>The calendar (§3.3), with a component for every entry and for every occurrence that differs (§3.2).</returns>
    public static Calendar ToCalendar(JSCalendarObject value, JSCalendarConversionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new GroupToCalendar(options ?? JSCalendarConversionOptions.Default).Run(value as JSGroup, value is JSGroup group ? [.. group.Entries] : [(JSEntry)value]);
    }

    /// <summary>Converts events and tasks into one calendar.</summary>
    /// <param name="entries">The events and tasks, which are not changed.</param>
    /// <param name="options">How to convert; <see cref="JSCalendarConversionOptions.Default"/> unless given.</param>
    public static Calendar ToCalendar(IEnumerable<JSEntry> entries, JSCalendarConversionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return new GroupToCalendar(options ?? JSCalendarConversionOptions.Default).Run(null, [.. entries]);
    }
}
