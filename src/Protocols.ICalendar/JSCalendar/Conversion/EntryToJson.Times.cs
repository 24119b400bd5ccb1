using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <content>Times and recurrence (§2.3.14 to §2.3.20, §2.3.33, §2.3.34, §2.3.36, §2.3.38).</content>
internal sealed partial class EntryToJson
{
    private static EntryTime TimeOf(SchedulableComponent component, ConversionZones zones)
    {
        CalendarDateTime? time = component.Start ?? (component as Todo)?.Due;
        return new EntryTime(time, time is { } known ? zones.Of(known) : default);
    }

    private bool Start(ContentProperty property)
    {
        if (!TryTime(property, out CalendarDateTime time) || !_made.TrySet("start", JSValues.Local(time.Local)))
        {
            return false;
        }

        Zone(time, property, "start");
        return true;
    }

    private bool Due(ContentProperty property)
    {
        // A task of a date and a time has a due time that JSCalendar cannot tell.
        if (!TryTime(property, out CalendarDateTime time) || component.Start is { } start && start.IsDate != time.IsDate || !_made.TrySet("due", JSValues.Local(Time.ToLocal(time, zones))))
        {
            return false;
        }

        if (component.Start is null)
        {
            Zone(time, property, "due");
        }
        else
        {
            _made.Keep(property, "due", ["TZID"]);
        }

        return true;
    }

    private void Zone(CalendarDateTime time, ContentProperty property, string name)
    {
        NamedZone zone = Time.Named;
        if (zone.Id is not null)
        {
            _made.TrySet("timeZone", zone.Id);
        }

        if (time.IsDate)
        {
            _made.TrySet("showWithoutTime", true);
        }

        _made.Keep(property, name, time.Form == CalendarTimeForm.Zoned && zone.IsOther ? [] : ["TZID"]);
    }

    // §2.3.14.
    private bool End(ContentProperty property)
    {
        if (Time.Start is not { } start || !TryTime(property, out CalendarDateTime end) || end.IsDate != start.IsDate || end.Form == CalendarTimeForm.Floating != (start.Form == CalendarTimeForm.Floating)
            || _made.Json.ContainsKey("duration"))
        {
            return false;
        }

        NamedZone zone = zones.Of(end);
        bool isSameZone = zone.Id == Time.Named.Id && end.TimeZoneId == start.TimeZoneId;
        if (!isSameZone && (zone.Id is null || Time.Named.Id is null))
        {
            return false;
        }

        CalendarDuration duration = start.IsDate
            ? new CalendarDuration((end.Local - start.Local).Days, 0)
            : CalendarDuration.Exact(end.ToUtc(zone.Zone) - start.ToUtc(Time.Named.Zone));
        if (duration.IsNegative)
        {
            return false;
        }

        _made.Json["duration"] = duration.ToString();
        bool isOtherZone = zone.Id != Time.Named.Id;
        if (isOtherZone)
        {
            _made.Json["endTimeZone"] = zone.Id;
        }

        _made.Keep(property, "duration", isSameZone || !zone.IsOther ? ["TZID"] : [], isNamed: !isOtherZone);
        return true;
    }

    // §2.3.38: beside a date it means nothing, and it is never false.
    private bool WithoutTime(ContentProperty property)
    {
        if (Time.Start is { IsDate: false } && property.RawValue.Equals("TRUE", StringComparison.OrdinalIgnoreCase) && _made.TrySet("showWithoutTime", true))
        {
            _made.Keep(property, "showWithoutTime", []);
        }

        return true;
    }

    // §2.3.34. In a patch the key says it.
    private bool Id(ContentProperty property)
    {
        if (!TryTime(property, out CalendarDateTime time) || _made.Json.ContainsKey("recurrenceId"))
        {
            return false;
        }

        if (main is not null)
        {
            _made.Keep(property, "recurrenceId", ["TZID"], valueType: idType);
            return true;
        }

        NamedZone zone = zones.Of(time);
        _made.Json["recurrenceId"] = JSValues.Local(time.Local);
        _made.TrySet("recurrenceIdTimeZone", zone.Id);
        bool isOfOtherType = time.IsDate != (Time.Start?.IsDate ?? false);
        _made.Keep(property, "recurrenceId", zone.IsOther ? [] : ["TZID"], valueType: isOfOtherType ? time.IsDate ? "date" : "date-time" : null);
        return true;
    }

    // §2.3.20 and §2.3.33. Times that cannot be read, or stand there already, are kept as they are.
    private bool Dates(ContentProperty property, bool isExcluded)
    {
        if (Time.Start is null)
        {
            return false;
        }

        string? zone = property.GetParameter("TZID");
        List<string> left = [];
        JsonObject overrides = _made.Json["recurrenceOverrides"] as JsonObject ?? [];
        foreach (string item in property.RawValue.Split(','))
        {
            bool isPeriod = CalendarPeriod.TryParse(item, zone, out CalendarPeriod period);
            CalendarDateTime time = period.Start;
            bool isTime = isExcluded ? CalendarDateTime.TryParse(item, zone, out time) : (isPeriod && !time.IsDate) || CalendarDateTime.TryParse(item, zone, out time);
            string key = !isTime ? "" : JSValues.Local(isExcluded ? Time.Id(time, zones) : Time.ToLocal(time, zones));
            if (!isTime || overrides.ContainsKey(key) || (isPeriod && _isTask))
            {
                left.Add(item);
                continue;
            }

            JsonObject patch = [];
            if (isExcluded)
            {
                patch["excluded"] = true;
            }
            else if (isPeriod)
            {
                patch["duration"] = LengthOf(period).ToString();
            }

            overrides[key] = patch;
            string? type = isPeriod ? "period" : time.IsDate && Time.Start is { IsDate: false } ? "date" : null;
            _made.Keep(property, $"recurrenceOverrides/{key}", ["TZID"], valueType: type);
        }

        if (overrides.Count > 0 && overrides.Parent is null)
        {
            _made.Json["recurrenceOverrides"] = overrides;
        }

        if (left.Count > 0)
        {
            ContentProperty rest = property.Clone();
            rest.RawValue = string.Join(',', left);
            _made.Left.Add(rest);
        }

        return true;
    }

    private CalendarDuration LengthOf(CalendarPeriod period)
    {
        if (period.Duration is { } duration)
        {
            return duration.IsNegative ? default : duration;
        }

        TimeSpan length = period.End!.Value.ToUtc(zones.Of(period.End.Value).Zone) - period.Start.ToUtc(zones.Of(period.Start).Zone);
        return CalendarDuration.Exact(length < TimeSpan.Zero ? TimeSpan.Zero : length);
    }

    private bool Rule(ContentProperty property)
    {
        if (Time.Start is null || _made.Json.ContainsKey("recurrenceRule") || RuleToJson.Of(property.RawValue, Until) is not { } rule)
        {
            return false;
        }

        _made.Json["recurrenceRule"] = rule;
        _made.Keep(property, "recurrenceRule", []);
        return true;
    }

    // §2.3.36. A date beside times stands for the whole day.
    private DateTime Until(CalendarDateTime until) =>
        until.IsDate && Time.Start is { IsDate: false } ? until.Local.Date.AddDays(1).AddSeconds(-1) : Time.Start is { IsDate: true } ? until.Local.Date : Time.ToLocal(until, zones);

    private static bool TryTime(ContentProperty property, out CalendarDateTime time)
    {
        time = default;
        return PropertyToJson.IsOfType(property, "DATE", "DATE-TIME") && CalendarDateTime.TryParse(property.RawValue, property.GetParameter("TZID"), out time);
    }
}
