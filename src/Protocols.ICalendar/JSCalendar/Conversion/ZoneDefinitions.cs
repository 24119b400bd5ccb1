using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>The definitions of time zones that a calendar names and does not have (RFC 5545 §3.6.5).</summary>
internal static class ZoneDefinitions
{
    public static void Add(Calendar calendar)
    {
        HashSet<string> defined = [.. calendar.TimeZones.Select(static zone => zone.TimeZoneId).OfType<string>()];
        Dictionary<string, (DateTimeOffset First, bool IsRecurring, DateTimeOffset Last)> used = new(StringComparer.Ordinal);
        foreach (SchedulableComponent component in calendar.ComponentsOf<SchedulableComponent>())
        {
            foreach (ContentProperty property in component.Properties)
            {
                if (property.GetParameter("TZID") is not { } id || defined.Contains(id) || !CalendarDateTime.TryParse(property.RawValue.Split('/', ',')[0], id, out CalendarDateTime time))
                {
                    continue;
                }

                DateTimeOffset at = new(time.Local, TimeSpan.Zero);
                bool isRecurring = component.IsRecurring;
                used[id] = used.TryGetValue(id, out (DateTimeOffset First, bool IsRecurring, DateTimeOffset Last) known)
                    ? (at < known.First ? at : known.First, isRecurring || known.IsRecurring, at > known.Last ? at : known.Last) : (at, isRecurring, at);
            }
        }

        int place = 0;
        foreach ((string id, (DateTimeOffset first, bool isRecurring, DateTimeOffset last)) in used)
        {
            if (CalendarTimeZone.Find(id) is { } zone)
            {
                TimeZoneComponent definition = TimeZoneComponent.Create(zone, Moved(first, -1), isRecurring ? null : Moved(last, 1));
                definition.TimeZoneId = id;
                calendar.Components.Insert(place++, definition);
            }
        }
    }

    private static DateTimeOffset Moved(DateTimeOffset time, int years) => time.Year + years is > 1 and < 9999 ? time.AddYears(years) : time;
}
