using System.Collections.Frozen;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>One run of <see cref="CalendarValidator"/>.</summary>
internal sealed class CalendarCheck(Calendar calendar, int maxDefects)
{
    private static readonly FrozenDictionary<string, ValueTypes> s_types = new Dictionary<string, ValueTypes>
    {
        ["TEXT"] = ValueTypes.Text | ValueTypes.TextList, ["URI"] = ValueTypes.Uri, ["BINARY"] = ValueTypes.Binary, ["CAL-ADDRESS"] = ValueTypes.CalAddress, ["DATE-TIME"] = ValueTypes.DateTime,
        ["DATE"] = ValueTypes.Date, ["PERIOD"] = ValueTypes.Period, ["DURATION"] = ValueTypes.Duration, ["INTEGER"] = ValueTypes.Integer, ["FLOAT"] = ValueTypes.Geo, ["RECUR"] = ValueTypes.Recur,
        ["UTC-OFFSET"] = ValueTypes.UtcOffset, ["UID"] = ValueTypes.Uid, ["XML-REFERENCE"] = ValueTypes.XmlReference,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> _zones = [.. calendar.TimeZones.Select(static zone => zone.TimeZoneId).OfType<string>()];

    /// <summary>What was found.</summary>
    public List<CalendarDefect> Defects { get; } = [];

    /// <summary>Looks all components through.</summary>
    public void Run()
    {
        if (calendar.ComponentCount == 0)
        {
            Tell(CalendarDefectCode.MissingComponent, calendar, null, "RFC 5545 §3.6");
        }

        Look(calendar, "", 0);
    }

    private void Look(ContentComponent component, string parent, int depth)
    {
        if (ComponentRules.All.TryGetValue(component.Name, out ComponentRules? rules))
        {
            if (parent.Length == 0 ? component != calendar : !rules.Parents.Contains(parent) && ComponentRules.All.ContainsKey(parent))
            {
                Tell(CalendarDefectCode.MisplacedComponent, component, null, rules.Section);
            }

            Count(component, rules);
            LookAtProperties(component);
            Relations(component);
        }

        // Reading never goes as deep; a calendar that a program put together may lie in itself.
        for (int i = 0; i < component.ComponentCount && depth < 200 && Defects.Count < maxDefects; i++)
        {
            Look(component.Components[i], component.Name, depth + 1);
        }
    }

    private void LookAtProperties(ContentComponent component)
    {
        foreach (ContentProperty property in component.Properties)
        {
            if (Defects.Count == maxDefects)
            {
                return;
            }

            if (PropertyRules.All.TryGetValue(property.Name, out PropertyRules? rule))
            {
                Look(component, property, rule);
            }
        }
    }

    private void Count(ContentComponent component, ComponentRules rules)
    {
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        foreach (ContentProperty property in component.Properties)
        {
            bool isFirst = seen.Add(property.Name);
            bool isSingle = rules.Once.Contains(property.Name) || rules.AtMostOnce.Contains(property.Name);
            if (!isFirst && isSingle)
            {
                Tell(CalendarDefectCode.RepeatedProperty, component, property.Name, rules.Section);
            }
            else if (isFirst && !isSingle && !rules.Any.Contains(property.Name) && PropertyRules.All.ContainsKey(property.Name))
            {
                Tell(CalendarDefectCode.MisplacedProperty, component, property.Name, rules.Section);
            }
        }

        foreach (string name in rules.Once.Where(name => !seen.Contains(name)).Order(StringComparer.Ordinal))
        {
            Tell(CalendarDefectCode.MissingProperty, component, name, rules.Section);
        }
    }

    private void Look(ContentComponent component, ContentProperty property, PropertyRules rule)
    {
        string name = property.Name.ToUpperInvariant();
        ValueTypes type = rule.Default;
        if (property.GetParameter("VALUE") is { } named)
        {
            // A type that is not known is one of an extension.
            ValueTypes given = s_types.GetValueOrDefault(named);
            type = given & (rule.Default | rule.Others);
            if (given != ValueTypes.Unknown && type == ValueTypes.Unknown && rule.Default != ValueTypes.Anything)
            {
                Tell(CalendarDefectCode.InvalidValueType, component, name, rule.Section);
                return;
            }
        }

        string value = property.RawValue;
        if (property.GetParameter("TZID") is { Length: > 0 } zone && zone[0] != '/' && !_zones.Contains(zone))
        {
            // RFC 5545 §3.2.19
            Tell(CalendarDefectCode.UndefinedTimeZone, component, name, "RFC 5545 §3.2.19");
        }

        if (rule.IsList)
        {
            foreach (Range range in value.AsSpan().Split(','))
            {
                if (!LookAt(component, property, name, value.AsSpan()[range], type, rule))
                {
                    return;
                }
            }
        }
        else if (LookAt(component, property, name, value, type, rule) && rule.Words is { } words
            && (words.TryGetValue(component.Name, out FrozenSet<string>? set) || words.TryGetValue("", out set))
            && !(set.Count == 0 ? ValueSyntax.IsName(value) : set.Contains(value)))
        {
            Tell(CalendarDefectCode.InvalidValue, component, name, rule.Section);
        }
    }

    private bool LookAt(ContentComponent component, ContentProperty property, string name, ReadOnlySpan<char> value, ValueTypes type, PropertyRules rule)
    {
        bool isUtc = true;
        bool isValid = type switch
        {
            ValueTypes.Text => ValueSyntax.IsText(value, isList: false),
            ValueTypes.TextList => ValueSyntax.IsText(value, isList: true),
            ValueTypes.Uri or ValueTypes.CalAddress or ValueTypes.XmlReference => ValueSyntax.IsUri(value),
            ValueTypes.Binary => ValueSyntax.IsBase64(value) && "BASE64".Equals(property.GetParameter("ENCODING"), StringComparison.OrdinalIgnoreCase),
            ValueTypes.DateTime => ValueSyntax.IsDateTime(value, out isUtc),
            ValueTypes.Date => ValueSyntax.IsDate(value),
            ValueTypes.Period => ValueSyntax.IsPeriod(value, out isUtc),
            ValueTypes.Duration => ValueSyntax.IsDuration(value),
            ValueTypes.Integer => ValueSyntax.IsInteger(value, rule.Least, rule.Most),
            ValueTypes.Geo => ValueSyntax.IsGeo(value),
            ValueTypes.Recur => RecurrenceRule.TryParse(value, out _, out string? problem) && problem is null,
            ValueTypes.UtcOffset => ValueSyntax.IsUtcOffset(value),
            ValueTypes.RequestStatus => ValueSyntax.IsRequestStatus(value),
            _ => true,
        };

        if (!isValid)
        {
            Tell(CalendarDefectCode.InvalidValue, component, name, rule.Section);
        }
        else if (rule.IsUtc && !isUtc)
        {
            Tell(CalendarDefectCode.NotUtc, component, name, rule.Section);
        }

        return isValid;
    }

    // What properties of one component have to do with each other.
    private void Relations(ContentComponent component)
    {
        string section = ComponentRules.All.GetValueOrDefault(component.Name)?.Section ?? "RFC 5545 §3.6";
        bool hasStart = component.Find("DTSTART"u8) is not null;
        switch (component)
        {
            case Event when !hasStart && calendar.Find("METHOD"u8) is null:
                Tell(CalendarDefectCode.MissingProperty, component, "DTSTART", section);
                break;
            case TimeZoneComponent when !Enumerable.Range(0, component.ComponentCount).Any(i => component.Components[i] is TimeZoneObservance):
                Tell(CalendarDefectCode.MissingComponent, component, null, section);
                break;
            case Alarm alarm:
                Relations(alarm, section);
                return;
        }

        ReadOnlySpan<byte> end = component is Todo ? "DUE"u8 : "DTEND"u8;
        if (component.Find(end) is not null && component.Find("DURATION"u8) is not null)
        {
            Tell(CalendarDefectCode.ConflictingProperties, component, "DURATION", section);
        }

        if (component is Todo or Availability && !hasStart && component.Find("DURATION"u8) is not null)
        {
            Tell(CalendarDefectCode.ConflictingProperties, component, "DURATION", section);
        }

        // RFC 5545 §3.8.5.3: a rule needs a start.
        if (!hasStart && component is SchedulableComponent && component.Find("RRULE"u8) is not null)
        {
            Tell(CalendarDefectCode.MissingProperty, component, "DTSTART", "RFC 5545 §3.8.5.3");
        }

        if (component is CalendarComponent typed && typed.GetTime("DTSTART"u8) is { } start)
        {
            if (typed.GetTime(end) is { } until
                && (until.IsDate != start.IsDate || (until.Form == start.Form && until.TimeZoneId == start.TimeZoneId && (until.Local < start.Local || (until.Local == start.Local && until.IsDate && component is Event)))))
            {
                Tell(CalendarDefectCode.EndBeforeStart, component, component is Todo ? "DUE" : "DTEND", component is Todo ? "RFC 5545 §3.8.2.3" : "RFC 5545 §3.8.2.2");
            }

            // RFC 5545 §3.3.10: UNTIL is of the type of the start, and in UTC where the start is in UTC or has a zone.
            foreach (ContentProperty property in component.FindAll("RRULE"u8))
            {
                if (RecurrenceRule.TryParse(property.RawValue, out RecurrenceRule? rule) && rule!.Until is { } last && last.IsDate != start.IsDate)
                {
                    Tell(CalendarDefectCode.InvalidValue, component, "RRULE", "RFC 5545 §3.3.10");
                }
            }
        }
    }

    // RFC 5545 §3.6.6
    private void Relations(Alarm alarm, string section)
    {
        if (alarm.Find("DURATION"u8) is null != alarm.Find("REPEAT"u8) is null)
        {
            Tell(CalendarDefectCode.ConflictingProperties, alarm, "REPEAT", section);
        }

        string action = alarm.GetRaw("ACTION"u8)?.ToUpperInvariant() ?? "";
        if (action is "DISPLAY" or "EMAIL" && alarm.Find("DESCRIPTION"u8) is null)
        {
            Tell(CalendarDefectCode.MissingProperty, alarm, "DESCRIPTION", section);
        }

        if (action == "EMAIL" && alarm.Find("SUMMARY"u8) is null)
        {
            Tell(CalendarDefectCode.MissingProperty, alarm, "SUMMARY", section);
        }

        if (action == "EMAIL" && alarm.Find("ATTENDEE"u8) is null)
        {
            Tell(CalendarDefectCode.MissingProperty, alarm, "ATTENDEE", section);
        }

        if (action == "AUDIO" && alarm.FindAll("ATTACH"u8).Count > 1)
        {
            Tell(CalendarDefectCode.RepeatedProperty, alarm, "ATTACH", section);
        }
    }

    private void Tell(CalendarDefectCode code, ContentComponent component, string? property, string section)
    {
        if (Defects.Count < maxDefects)
        {
            Defects.Add(new CalendarDefect(code, component, property, section));
        }
    }
}
