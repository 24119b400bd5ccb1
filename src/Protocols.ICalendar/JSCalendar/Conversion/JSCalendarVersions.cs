using System.Text.Json.Nodes;

namespace Protocols.ICalendar;

/// <summary>From version 1.0 of JSCalendar (RFC 8984) to 2.0 (draft-ietf-calext-jscalendarbis-17 Appendix A).</summary>
public static class JSCalendarVersions
{
    /// <summary>Gives an event or task as version 2.0 has it. What version 2.0 has no word for stays as it is.</summary>
    /// <param name="entry">The event or task, which is not changed.</param>
    /// <returns>The same object where it is of version 2.0 and has nothing of version 1.0; else a changed copy.</returns>
    public static JSEntry ToVersion2(JSEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        JsonObject json = entry.Json;
        bool isFirst = entry.Version == "1.0" || json.ContainsKey("recurrenceRules") || json.ContainsKey("replyTo") || (json.ContainsKey("timeZone") && json["timeZone"] is null)
            || entry.Participants.Values.Any(static participant => participant.SendTo is not null) || entry.Locations.Values.Any(static place => place.RelativeTo is not null);
        if (!isFirst)
        {
            return entry;
        }

        JsonObject made = (JsonObject)json.DeepClone();
        JSEntry second = (JSEntry)JSCalendarObject.Of(made)!;
        if (json.ContainsKey("version"))
        {
            second.Version = "2.0";
        }

        Nulls(made);
        Rules(second);
        People(second);
        Places(second);
        Links(second);
        return second;
    }

    private static void Nulls(JsonObject json)
    {
        foreach (string name in (ReadOnlySpan<string>)["timeZone", "recurrenceIdTimeZone"])
        {
            if (json.ContainsKey(name) && json[name] is null)
            {
                json.Remove(name);
            }
        }
    }

    // Of several rules there is none that means the same.
    private static void Rules(JSEntry entry)
    {
        if (entry.Json["recurrenceRules"] is JsonArray { Count: 1 } rules && rules[0] is JsonObject rule && !entry.Json.ContainsKey("recurrenceRule"))
        {
            entry.Json.Remove("recurrenceRules");
            rules.RemoveAt(0);
            entry.Json["recurrenceRule"] = rule;
        }
    }

    private static void People(JSEntry entry)
    {
        if (entry.OrganizerCalendarAddress is null && Imip(entry.Json["replyTo"]) is { } organizer)
        {
            entry.OrganizerCalendarAddress = organizer;
            entry.Json.Remove("replyTo");
        }

        Dictionary<string, string> addresses = new(StringComparer.Ordinal);
        foreach ((string key, JSParticipant participant) in entry.Participants.ToList())
        {
            if (participant.CalendarAddress is null && Imip(participant.SendTo) is { } address)
            {
                participant.CalendarAddress = address;
                participant.SendTo = null;
            }

            if (participant.CalendarAddress is { } known)
            {
                addresses[key] = known;
            }

            // §A.2.3: those with an address are attendees, and who is a contact is no role.
            participant.Roles.Remove("attendee");
            if (participant.Json["roles"] is JsonObject { Count: 0 })
            {
                participant.Json.Remove("roles");
            }
        }

        foreach (JSParticipant participant in entry.Participants.Values)
        {
            foreach (JSSet set in (ReadOnlySpan<JSSet>)[participant.DelegatedTo, participant.DelegatedFrom, participant.MemberOf])
            {
                foreach (string key in set.ToList())
                {
                    if (addresses.TryGetValue(key, out string? address))
                    {
                        set.Remove(key);
                        set.Add(address);
                    }
                }
            }
        }
    }

    private static string? Imip(JsonNode? methods) => methods is JsonObject map && map.Count == 1 ? JSValues.String(map["imip"]) : null;

    private static void Places(JSEntry entry)
    {
        foreach ((string key, JSLocation place) in entry.Locations.ToList())
        {
            if (entry is JSEvent { EndTimeZone: null, TimeZone: not null } anEvent && place.RelativeTo == "end" && place.TimeZone is { } zone)
            {
                anEvent.EndTimeZone = zone == anEvent.TimeZone ? null : zone;
                place.RelativeTo = null;
                place.TimeZone = null;
            }

            if (!place.Json.Any(static member => member.Key != "@type"))
            {
                entry.Locations.Remove(key);
            }
        }
    }

    private static void Links(JSEntry entry)
    {
        foreach (JSLink link in entry.Links.Values.Concat(entry.Locations.Values.SelectMany(static place => place.Links.Values)).Concat(entry.Participants.Values.SelectMany(static participant => participant.Links.Values)))
        {
            if (JSValues.String(link.Json["display"]) is { } display)
            {
                link.Json["display"] = new JsonObject { [display] = true };
            }
        }
    }
}
