using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>A PARTICIPANT becomes a participant, or a part of that of an ATTENDEE or ORGANIZER (draft-ietf-calext-jscalendar-icalendar-25 §2.2.1, §2.3.5).</summary>
internal static class PersonToJson
{
    public static void Convert(Participant component, MadeObject entry, ElementKeys keys, Dictionary<string, (string Key, JSParticipant Participant)> byAddress, bool isTask, bool isLossless)
    {
        string? named = component.Find("JSID"u8)?.Text;
        string? address = component.CalendarAddress is { Length: > 0 } said ? said : null;
        JSParticipant? known = null;
        string key = "";
        if (address is not null && byAddress.TryGetValue(address, out (string Key, JSParticipant Participant) found) && !found.Participant.Json.ContainsKey("iCalendar"))
        {
            (key, known) = found;
        }

        bool isKnown = known is not null;
        key = isKnown ? key : keys.Take(named, address is null ? ElementKeys.OfComponent(component) : ElementKeys.Of(address));
        MadeObject made = new("Participant", "participant");
        LinksOf links = new(made, new ElementKeys());
        foreach (ContentProperty property in component.Properties)
        {
            // Table 3.
            bool isConverted = property.Name.ToUpperInvariant() switch
            {
                "ATTACH" or "IMAGE" or "LINK" or "URL" => links.TryAdd(property),
                "CALENDAR-ADDRESS" => Address(property, made, isKnown),
                "DESCRIPTION" or "STYLED-DESCRIPTION" => PropertyToJson.Description(property, made),
                "PERCENT-COMPLETE" => isTask && PropertyToJson.Number(property, made, "percentComplete", 0, 100),
                "SUMMARY" => (known?.Name is null || known.Name == property.Text) && Name(property, made, isKnown),
                "JSID" => property.Text == key,
                "UID" => property.Text == key && named == key,
                "JSPROP" => true,
                _ => false,
            };
            if (!isConverted)
            {
                made.Left.Add(property);
            }
        }

        made.LeftComponents.AddRange(component.Components);
        if (known is not null)
        {
            Join(known.Json, made);
        }

        JsonProperties.Apply(made, component);

        // It would come back as something else, or not at all.
        made.IsNamed = !made.Json.Any(static member => member.Key is "description" or "links" or "percentComplete") && (isKnown || address is not null || made.Json.Count == 1);
        JsonObject finished = made.Finish(isLossless);
        if (known is not null)
        {
            foreach ((string name, JsonNode? value) in finished)
            {
                known.Json[name] = value?.DeepClone();
            }

            return;
        }

        entry.Map("participants")[key] = finished;
        if (address is not null)
        {
            byAddress[address] = (key, new JSParticipant(finished));
        }
    }

    // What the participant has already is there when JSPROPs are looked at.
    private static void Join(JsonObject known, MadeObject made)
    {
        foreach ((string name, JsonNode? value) in known)
        {
            made.TrySet(name, value?.DeepClone());
        }
    }

    private static bool Address(ContentProperty property, MadeObject made, bool isKnown)
    {
        if (!PropertyToJson.IsUri(property, "CAL-ADDRESS", "URI") || !made.TrySet("calendarAddress", property.RawValue))
        {
            return false;
        }

        // §2.3.5: that it is not of an ATTENDEE is told.
        made.Keep(property, "calendarAddress", [], isNamed: !isKnown);
        return true;
    }

    private static bool Name(ContentProperty property, MadeObject made, bool isKnown)
    {
        if (!PropertyToJson.IsOfType(property, "TEXT") || !made.TrySet("name", property.Text))
        {
            return false;
        }

        made.Keep(property, "name", [], isNamed: isKnown);
        return true;
    }
}
