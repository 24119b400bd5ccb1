using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>A calendar becomes a group (draft-ietf-calext-jscalendar-icalendar-25 §2.1).</summary>
internal sealed class CalendarToGroup(Calendar calendar, JSCalendarConversionOptions options)
{
    private readonly ConversionZones _zones = new(calendar);

    public JSGroup Run()
    {
        MadeObject group = new("Group", "vcalendar");
        group.Json["version"] = "2.0";
        LinksOf links = new(group, new ElementKeys());
        bool hasTitle = calendar.Find("NAME"u8) is not null;
        bool hasEntries = calendar.Components.Any(static component => component is Event or Todo);
        foreach (ContentProperty property in calendar.Properties)
        {
            Convert(property, group, links, hasTitle, hasEntries);
        }

        JsonArray entries = [];
        foreach (ContentComponent component in calendar.Components)
        {
            if (component is not (Event or Todo))
            {
                group.LeftComponents.Add(component);
            }
        }

        List<JsonObject> made = Entries();
        foreach (JsonObject entry in made)
        {
            entries.Add((JsonNode)entry);
        }

        group.Json["entries"] = entries;
        JsonProperties.Apply(group, calendar);
        JSGroup converted = new(group.Finish(options.IsLossless));
        if (options.AddsMandatory)
        {
            // Made of what is there, so that the same calendar gives the same group.
            converted.Uid ??= ElementKeys.Of(string.Join('\n', converted.Entries.Select(static entry => entry.Uid)));
            converted.Updated ??= converted.Entries.Select(static entry => entry.Updated).Max() ?? DateTimeOffset.UnixEpoch;
        }

        return converted;
    }

    // Table 1.
    private static void Convert(ContentProperty property, MadeObject group, LinksOf links, bool hasTitle, bool hasEntries)
    {
        bool isConverted = property.Name.ToUpperInvariant() switch
        {
            "ATTACH" or "IMAGE" or "LINK" or "URL" => links.TryAdd(property),
            "CATEGORIES" => PropertyToJson.Categories(property, group),
            "COLOR" => PropertyToJson.Text(property, group, "color"),
            "CONCEPT" => PropertyToJson.Concept(property, group),
            "CREATED" => PropertyToJson.Utc(property, group, "created"),
            "DESCRIPTION" or "STYLED-DESCRIPTION" => PropertyToJson.Description(property, group, hasTitle),
            "LAST-MODIFIED" => PropertyToJson.Utc(property, group, "updated"),
            "NAME" => PropertyToJson.Title(property, group),
            "PRODID" => PropertyToJson.Text(property, group, "prodId"),
            "SOURCE" => PropertyToJson.Uri(property, group, "source"),
            "UID" => PropertyToJson.Text(property, group, "uid"),

            // The entries have it, and JSCalendar has its own version.
            "METHOD" => PropertyToJson.IsMethod(property) && property.Parameters.Count == 0 && hasEntries,
            "VERSION" => property.RawValue.Trim() == "2.0" && property.Parameters.Count == 0,
            "JSPROP" => true,
            _ => false,
        };
        if (!isConverted)
        {
            group.Left.Add(property);
        }
    }

    // §2.1.2: components of one UID are one entry where one of them recurs.
    private List<JsonObject> Entries()
    {
        string? method = calendar.Find("METHOD"u8) is { } found && PropertyToJson.IsMethod(found) ? found.RawValue.ToLowerInvariant() : null;
        Dictionary<(string, string), OverridesOf> mains = [];
        List<(SchedulableComponent Component, JsonObject? Made)> all = [];
        foreach (SchedulableComponent component in calendar.ComponentsOf<SchedulableComponent>().Where(static component => component is Event or Todo))
        {
            JsonObject? made = null;
            if (component.RecurrenceId is null)
            {
                EntryToJson conversion = new(component, _zones, options, method);
                made = conversion.Run();
                if (component.IsRecurring && component.Uid is { } uid)
                {
                    mains.TryAdd((component.Name, uid), new OverridesOf((JSEntry)JSCalendarObject.Of(made)!, conversion.Time, _zones, options, method));
                }
            }

            all.Add((component, made));
        }

        List<JsonObject> entries = [];
        foreach ((SchedulableComponent component, JsonObject? made) in all)
        {
            if (made is not null)
            {
                entries.Add(made);
            }
            else if (component.Uid is not { } uid || !mains.TryGetValue((component.Name, uid), out OverridesOf? main) || !main.TryAdd(component))
            {
                entries.Add(new EntryToJson(component, _zones, options, method).Run());
            }
        }

        return entries;
    }
}
