using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <content>Occurrences: EXDATE, RDATE, and components of their own (§2.1.2, §2.3.20, §2.3.33, remarks of §3.2).</content>
internal sealed partial class EntryToComponent
{
    private List<SchedulableComponent> Overrides(string? productId)
    {
        List<SchedulableComponent> others = [];
        if (_entry.RecurrenceOverrides is not { } overrides)
        {
            return others;
        }

        _maker.Take("recurrenceOverrides");
        JsonObject? shared = null;
        List<(string, JsonNode?)> left = [];
        int dates = 0;
        int properties = 0;
        foreach ((string key, JsonNode? node) in overrides)
        {
            if (node is not JsonObject patch || !JSValues.TryLocal(key, out DateTime id) || JSValues.HasFraction(key))
            {
                left.Add((key, node));
                continue;
            }

            string path = $"recurrenceOverrides/{key}";
            string? name = _maker.KeptName(path);
            bool isExcluded = JSValues.Boolean(patch["excluded"]) == true;
            bool isPeriod = "period".Equals(_maker.Kept(path)?.ValueType, StringComparison.OrdinalIgnoreCase) && patch.Count == 1 && JSValues.TryDuration(JSValues.String(patch["duration"]), out _);
            if (isExcluded || name == "EXDATE")
            {
                dates++;
                Date("EXDATE", id, path, null);
            }
            else if (isPeriod || (patch.Count == 0 && name is null) || name == "RDATE")
            {
                dates++;
                Date("RDATE", id, path, isPeriod ? JSValues.String(patch["duration"]) : null);
            }

            if (isExcluded || isPeriod || (patch.Count == 0 && name is null or "RDATE"))
            {
                continue;
            }

            if (properties > _options.MaxOverrideProperties)
            {
                left.Add((key, node));
                continue;
            }

            // What is said of single occurrences is said of them alone, so a patch costs no more than what all have.
            shared ??= _entry.Base();
            if (_entry.TryPatched(shared, id, patch) is { } instance)
            {
                SchedulableComponent other = new EntryToComponent((JSEntry)JSCalendarObject.Of(instance)!, _zones, _options).RunAsOverride(productId, id, _form);
                others.Add(other);
                properties += Count(other);
            }
            else
            {
                left.Add((key, node));
            }
        }

        _maker.Leave("recurrenceOverrides", left, dates > 0);
        return others;
    }

    private static int Count(ContentComponent component)
    {
        int count = component.Properties.Count + 1;
        for (int i = 0; i < component.ComponentCount; i++)
        {
            count += Count(component.Components[i]);
        }

        return count;
    }

    private void Date(string name, DateTime id, string path, string? duration)
    {
        bool isDate = "date".Equals(_maker.Kept(path)?.ValueType, StringComparison.OrdinalIgnoreCase);
        CalendarDateTime time = isDate ? CalendarDateTime.OfDate(DateOnly.FromDateTime(id)) : _form.Time(id);
        ContentProperty property = _maker.Add(name, duration is null ? time.Value : $"{time.Value}/{duration}", path);
        property.SetParameter("VALUE", duration is not null ? "PERIOD" : time.IsDate ? "DATE" : null);
        property.SetParameter("TZID", time.TimeZoneId);
    }
}
