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
        if (!_components.Add(key))
        {
            return false;
        }

        _shared ??= main.Base();
        main.Shift(_shared, local);
        JsonObject made = new EntryToJson(component, zones, options, method, main, id.IsDate != time.Start?.IsDate ? "date" : null).Run();
        JsonObject patch = [];
        foreach ((string path, JsonNode? value) in PatchObject.Between(_shared, made))
        {
            if (JsonPointer.TryParse("/" + path, out JsonPointer? pointer) && !JSEntry.IsIgnoredInOverrides(pointer))
            {
                patch[path] = value?.DeepClone();
            }
        }

        if (main.RecurrenceOverrides is not { } overrides)
        {
            main.RecurrenceOverrides = overrides = [];
        }

        overrides[key] = patch;
        if (patch.Count == 0 && options.IsLossless)
        {
            // An empty patch would come back as RDATE.
            KeepName(key);
        }

        return true;
    }

    private void KeepName(string key)
    {
        if (main.ICalendar is not { } kept)
        {
            main.ICalendar = kept = new JSICalComponent(main is JSTask ? "vtodo" : "vevent");
        }

        kept.ConvertedProperties[$"recurrenceOverrides/{key}"] = new JSICalProperty("recurrence-id");
    }
}
