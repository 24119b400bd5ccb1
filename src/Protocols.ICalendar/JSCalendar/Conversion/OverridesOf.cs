using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>Components of single occurrences become patches of the one that recurs (draft-ietf-calext-jscalendar-icalendar-25 §2.1.2).</summary>
internal sealed class OverridesOf(JSEntry main, EntryTime time, ConversionZones zones, JSCalendarConversionOptions options, string? method)
{
    private readonly HashSet<string> _components = new(StringComparer.Ordinal);
    private JsonObject? _shared;

    /// <summary>Whether the component became a patch: not a second one of the same occurrence.</summary>
    public bool TryAdd(SchedulableComponent component)
    {
        CalendarDateTime id = component.RecurrenceId!.Value;
        DateTime local = time.Id(id, zones);
        string key = JSValues.Local(local);
        if ((time.Start is { IsDate: true } && !id.IsDate) || !_components.Add(key))
        {
            // A time names no occurrence of dates.
            return false;
        }

        _shared ??= main.Base();
        main.Shift(_shared, local);
        JsonObject made = new EntryToJson(component, zones, options, method, main, id.IsDate && time.Start is { IsDate: false } ? "date" : null).Run();
        JsonObject patch = [];
        List<(string Name, JsonNode From)> whole = Replaced(_shared, made, patch);
        JsonObject between = PatchObject.Between(_shared, made);
        foreach ((string name, JsonNode from) in whole)
        {
            _shared[name] = from;
        }

        foreach ((string path, JsonNode? value) in between)
        {
            // What has to be there cannot be taken away (§1.5.9 of jscalendarbis).
            bool isMandatory = value is null && path is ("updated" or "start" or "uid");
            if (!isMandatory && JsonPointer.TryParse("/" + path, out JsonPointer? pointer) && !JSEntry.IsIgnoredInOverrides(pointer))
            {
                patch[path] = value?.DeepClone();
            }
        }

        if (main.RecurrenceOverrides is not { } overrides)
        {
            main.RecurrenceOverrides = overrides = [];
        }

        string? other = overrides[key] is not JsonObject before ? null : before.ContainsKey("excluded") ? "exdate" : "rdate";
        overrides[key] = patch;
        if (options.IsLossless && (other is not null || patch.Count == 0))
        {
            // That the time stands among the dates, too; and an empty patch would come back as RDATE.
            KeepName(key, other ?? "recurrence-id");
        }

        return true;
    }

    // Of a large map of which little is left, taking out each of the others would be work, and a patch, beyond what came.
    private static List<(string, JsonNode)> Replaced(JsonObject shared, JsonObject made, JsonObject patch)
    {
        List<(string, JsonNode)> whole = [];
        foreach ((string name, JsonNode? node) in made.ToList())
        {
            if (node is JsonObject map && shared[name] is JsonObject before && before.Count > (2 * map.Count) + 16)
            {
                whole.Add((name, before));
                shared.Remove(name);
                made.Remove(name);
                patch[name] = map;
            }
        }

        return whole;
    }

    private void KeepName(string key, string name)
    {
        if (main.ICalendar is not { } kept)
        {
            main.ICalendar = kept = new JSICalComponent(main is JSTask ? "vtodo" : "vevent");
        }

        kept.ConvertedProperties[$"recurrenceOverrides/{key}"] = new JSICalProperty(name);
    }
}
