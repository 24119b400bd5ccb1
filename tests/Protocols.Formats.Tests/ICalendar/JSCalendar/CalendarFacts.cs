using System.Globalization;
using Calendar = Protocols.ICalendar.Calendar;
using Protocols.ICalendar;
using Protocols.Text;

namespace Protocols.Formats.Tests.ICalendar;

/// <summary>What a calendar says, whatever the order and the writing: lines that are equal where two calendars say the same.</summary>
internal static class CalendarFacts
{
    private static readonly HashSet<string> s_words = ["STATUS", "CLASS", "TRANSP", "ACTION", "METHOD"];
    private static readonly HashSet<string> s_wordParameters = ["ROLE", "PARTSTAT", "CUTYPE", "RSVP", "RELTYPE", "FEATURE", "DISPLAY", "RELATED", "DERIVED"];
    private static readonly HashSet<string> s_texts = ["SUMMARY", "DESCRIPTION", "LOCATION", "UID", "COMMENT", "CONTACT", "CATEGORIES", "NAME", "STYLED-DESCRIPTION", "RELATED-TO", "TZNAME", "TZID", "PRODID", "COLOR", "RESOURCES", "LOCATION-TYPE", "REFID", "JSID", "JSPROP"];

    /// <summary>The lines of a component and all inside, in their order; components by what they say.</summary>
    public static string Of(ContentComponent component, Calendar calendar)
    {
        SchedulableComponent? entry = component as SchedulableComponent;
        CalendarDateTime? start = entry?.Start ?? (entry as Todo)?.Due;
        string? organizer = component.Find("ORGANIZER"u8)?.RawValue;
        bool isAttendee = component.FindAll("ATTENDEE"u8).Any(attendee => attendee.RawValue == organizer);
        List<string> lines = [];
        foreach (ContentProperty property in component.Properties)
        {
            if (ContentLineWriter.IsName(property.Name) && !IsMeaningless(property, start))
            {
                lines.AddRange(Lines(property, calendar, start, isAttendee && property.RawValue == organizer));
            }
        }

        IEnumerable<string> inner = component.Components.Select(part => Of(part, calendar));
        return $"BEGIN:{component.Name.ToUpperInvariant()}\n{string.Concat(lines.Order(StringComparer.Ordinal).Select(static line => line + "\n"))}{string.Concat(inner.Order(StringComparer.Ordinal))}END\n";
    }

    private static bool IsMeaningless(ContentProperty property, CalendarDateTime? start) => property.Name.ToUpperInvariant() switch
    {
        // draft-ietf-calext-icalendar-jscalendar-extensions-06 §4.2.
        "SHOW-WITHOUT-TIME" => start is not { IsDate: false } || !property.RawValue.Equals("TRUE", StringComparison.OrdinalIgnoreCase),
        "VERSION" => property.RawValue == "2.0",
        _ => false,
    };

    private static IEnumerable<string> Lines(ContentProperty property, Calendar calendar, CalendarDateTime? start, bool isOrganizer)
    {
        string name = property.Name.ToUpperInvariant();
        string? zone = property.GetParameter("TZID");
        string raw = property.RawValue;
        bool isTime = name is "DTSTART" or "DTEND" or "DUE" or "RECURRENCE-ID" or "EXDATE" or "RDATE";
        string head = $"{name}{Parameters(property, isTime, isOrganizer)}:";
        switch (name)
        {
            case "CATEGORIES" or "LOCATION-TYPE":
                return ContentText.DecodeList(raw, ',').Select(word => head + word);
            case "EXDATE" or "RDATE":
                return raw.Split(',').Select(item => head + Time(item, zone, calendar, start));
            case "RRULE":
                return [head + string.Join(';', raw.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(part => Part(part.Replace(" ", "", StringComparison.Ordinal).Replace("+", "", StringComparison.Ordinal).ToUpperInvariant(), calendar, start)).Order(StringComparer.Ordinal))];
            case "VALARM":
                return [];
            case "STATUS" or "VERSION" when property.Text != property.RawValue:
                return [head + property.Text.ToUpperInvariant()];
        }

        string value = isTime ? Time(raw, zone, calendar, start)
            : name is "CREATED" or "DTSTAMP" or "LAST-MODIFIED" or "ACKNOWLEDGED" or "TRIGGER" && CalendarDateTime.TryParse(raw, zone, out CalendarDateTime time) ? time.ToString()
            : name is "DURATION" or "TRIGGER" or "ESTIMATED-DURATION" && CalendarDuration.TryParse(raw, out CalendarDuration duration) ? duration.ToString()
            : name is "PRIORITY" or "SEQUENCE" or "PERCENT-COMPLETE" && int.TryParse(raw, CultureInfo.InvariantCulture, out int number) ? number.ToString(CultureInfo.InvariantCulture)
            : s_words.Contains(name) ? raw.ToUpperInvariant()
            : s_texts.Contains(name) ? property.Text.ReplaceLineEndings("\n") : raw.Trim();
        return [head + value];
    }

    // An ORGANIZER that is an ATTENDEE, too, shares its name and addresses. A VALUE that says what is so without it, or what can be seen, says nothing; nor does the zone of a time that is told in UTC.
    private static string Parameters(ContentProperty property, bool isTime, bool isOrganizer)
    {
        SortedDictionary<string, string> parameters = new(StringComparer.Ordinal);
        foreach (ContentPropertyParameter parameter in property.Parameters)
        {
            string name = parameter.Name.ToUpperInvariant();
            bool isSaid = name is "VALUE" && (isTime || parameter.Value.ToUpperInvariant() is "URI" or "TEXT" or "DATE-TIME" or "DURATION" or "CAL-ADDRESS" or "INTEGER" or "RECUR" or "UNKNOWN" or "BOOLEAN");
            bool isShared = isOrganizer && name is "CN" or "EMAIL" or "SENT-BY";
            isSaid |= name == "ENCODING" && "BINARY".Equals(property.GetParameter("VALUE"), StringComparison.OrdinalIgnoreCase);
            if (isShared || isSaid || (name == "TZID" && isTime) || !ContentLineWriter.IsName(name))
            {
                continue;
            }

            string value = string.Join(',', parameter.Values.Select(value => s_wordParameters.Contains(name) ? value.ToUpperInvariant() : string.Concat(value.Where(static c => c is >= ' ' and not '\x7F'))));
            value = name == "SENT-BY" && value.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? "mailto:" + value[7..] : value;
            parameters[name] = parameters.TryGetValue(name, out string? known) ? $"{known},{value}" : value;
        }

        return string.Concat(parameters.Select(static parameter => $";{parameter.Key}={parameter.Value}"));
    }

    private static string Part(string part, Calendar calendar, CalendarDateTime? start) =>
        part.StartsWith("UNTIL=", StringComparison.Ordinal) && start is { } known && CalendarDateTime.TryParse(part.AsSpan(6), null, out CalendarDateTime until)
            ? calendar.ZoneOf(known) is null && known.Form == CalendarTimeForm.Zoned ? $"UNTIL={until.Local:s}" : $"UNTIL={Moment(until.IsDate && !known.IsDate ? known.At(until.Local.AddDays(1).AddSeconds(-1)) : !until.IsDate && known.IsDate ? CalendarDateTime.OfDate(DateOnly.FromDateTime(until.Local)) : until.Form == CalendarTimeForm.Floating ? known.At(until.Local) : until, calendar, start)}"
            : part;

    private static string Time(string raw, string? zone, Calendar calendar, CalendarDateTime? start)
    {
        if (CalendarPeriod.TryParse(raw, zone, out CalendarPeriod period))
        {
            CalendarDateTime end = period.EndIn(calendar.ZoneOf(period.Start));
            return $"{Moment(period.Start, calendar, start)}/{(end.ToUtc(calendar.ZoneOf(end)) - period.Start.ToUtc(calendar.ZoneOf(period.Start))).TotalSeconds}";
        }

        return CalendarDateTime.TryParse(raw, zone, out CalendarDateTime time) ? Moment(time, calendar, start) : raw;
    }

    private static string Moment(CalendarDateTime time, Calendar calendar, CalendarDateTime? start)
    {
        // Where the start has no zone that is known, times of zones are local times there.
        CalendarTimeZone? zone = calendar.ZoneOf(time);
        return time.Form switch
        {
            CalendarTimeForm.Date => time.Value,
            CalendarTimeForm.Utc when start is { Form: CalendarTimeForm.Floating } => time.Local.ToString("s", CultureInfo.InvariantCulture),
            CalendarTimeForm.Floating when start is { Form: CalendarTimeForm.Zoned or CalendarTimeForm.Utc } known => Moment(known.At(time.Local), calendar, start),
            CalendarTimeForm.Floating => time.Local.ToString("s", CultureInfo.InvariantCulture),
            CalendarTimeForm.Zoned when zone is null => $"{time.Local:s} {time.TimeZoneId}",
            _ => time.ToUtc(zone).ToString("u", CultureInfo.InvariantCulture),
        };
    }
}
