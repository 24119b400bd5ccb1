using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>An entry becomes an event or to-do, and one for each occurrence that differs (draft-ietf-calext-jscalendar-icalendar-25 §3.2).</summary>
internal sealed partial class EntryToComponent
{
    private readonly JSEntry _entry;
    private readonly ConversionZones _zones;
    private readonly JSCalendarConversionOptions _options;
    private readonly bool _isTask;
    private readonly SchedulableComponent _component;
    private readonly ComponentMaker _maker;
    private readonly EntryForm _form;

    /// <param name="entry">The entry.</param>
    /// <param name="zones">The zones that the calendar defines.</param>
    /// <param name="options">How to convert.</param>
    public EntryToComponent(JSEntry entry, ConversionZones zones, JSCalendarConversionOptions options)
    {
        (_entry, _zones, _options) = (entry, zones, options);
        _isTask = entry is JSTask;
        _component = _isTask ? new Todo() : new Event();
        _maker = new ComponentMaker(entry, _component, options);
        _form = new EntryForm(entry, _maker, zones);
    }

    /// <summary>Converts the entry, and those of its occurrences that differ behind it.</summary>
    /// <param name="productId">The program that the calendar names.</param>
    public IEnumerable<SchedulableComponent> Run(string? productId)
    {
        Convert(productId);
        List<SchedulableComponent> others = Overrides(productId);
        _maker.Finish();
        return [_component, .. others];
    }

    // An occurrence of another entry, in whose form its name is.
    private SchedulableComponent RunAsOverride(string? productId, DateTime id, EntryForm form)
    {
        bool isDate = "date".Equals(_maker.Kept("recurrenceId")?.ValueType, StringComparison.OrdinalIgnoreCase);
        Time("RECURRENCE-ID", isDate ? CalendarDateTime.OfDate(DateOnly.FromDateTime(id)) : form.Time(id), "recurrenceId");
        Convert(productId);

        // What patches leave alone is kept where it differs.
        _maker.Finish("CLASS", "RELATED-TO");
        return _component;
    }

    private void Convert(string? productId)
    {
        _maker.Text("uid", "UID");
        _maker.Utc("updated", "DTSTAMP");
        if (_options.AddsMandatory && !_entry.Json.ContainsKey("updated"))
        {
            _component.Stamp = CalendarDateTime.Utc(_entry.Created ?? DateTimeOffset.UnixEpoch);
        }

        _maker.Utc("created", "CREATED");
        Times();
        _maker.Texts("SUMMARY");
        _maker.Number("sequence", "SEQUENCE", 0, int.MaxValue);
        _maker.Number("priority", "PRIORITY", 0, 9);
        _maker.Word("privacy", "CLASS", ("PUBLIC", "public"), ("PRIVATE", "private"), ("CONFIDENTIAL", "secret"));
        _maker.Word("freeBusyStatus", "TRANSP", ("OPAQUE", "busy"), ("TRANSPARENT", "free"));
        _maker.Status(_isTask ? "progress" : "status", "STATUS");
        _maker.Text("color", "COLOR");
        _maker.Set("keywords", "CATEGORIES", isList: true);
        _maker.Set("categories", "CONCEPT", isList: false);
        if (_isTask)
        {
            _maker.Number("percentComplete", "PERCENT-COMPLETE", 0, 100);
            _maker.Duration("estimatedDuration", "ESTIMATED-DURATION");
        }

        _maker.Relations(static uid => JCalParts.IsPrintable(uid) ? uid : null);
        LinksToProperties.Convert(_maker);
        Conferences();
        Places();
        People();
        Alerts();

        // These are said once, by the calendar.
        _maker.Take("method");
        if (_entry.ProductId == productId)
        {
            _maker.Take("prodId");
        }
    }

    private ContentProperty Time(string name, CalendarDateTime time, string path)
    {
        ContentProperty property = _maker.Add(name, time.Value, path);
        property.SetParameter("VALUE", time.IsDate ? "DATE" : null);
        property.SetParameter("TZID", time.TimeZoneId);
        return property;
    }

    private void Times()
    {
        bool hasTime = false;
        if (_entry.Start is { } start)
        {
            _maker.Take("start");
            Time("DTSTART", _form.Time(start), "start");
            hasTime = true;
        }

        if (_entry is JSTask { Due: { } due })
        {
            _maker.Take("due");
            Time("DUE", _form.Time(due), "due");
            hasTime = true;
        }

        if (hasTime || _entry.RecurrenceId is not null)
        {
            if (_entry.TimeZone is null || (_entry.TimeZone.Length > 0 && ComponentMaker.IsParameter(_entry.TimeZone)))
            {
                _maker.Take("timeZone");
            }
        }

        if (_entry.ShowWithoutTime == false || (hasTime && _entry.ShowWithoutTime is not null))
        {
            _maker.Take("showWithoutTime");
            if (_entry.ShowWithoutTime == true && !_form.IsDate)
            {
                _maker.Add("SHOW-WITHOUT-TIME", "TRUE", "showWithoutTime").SetParameter("VALUE", "BOOLEAN");
            }
        }

        End();
        Id();
        Rule();
    }

    // §2.3.14, §2.3.18.
    private void End()
    {
        JSEvent? anEvent = _entry as JSEvent;
        bool hasEnd = anEvent?.EndTimeZone is { } zone && _entry.TimeZone is not null && (zone == "Etc/UTC" || CalendarTimeZone.Find(zone) is not null);
        bool isKept = anEvent is not null && _maker.KeptName("duration") == "DTEND";
        CalendarDuration? duration = anEvent?.Duration ?? (hasEnd && !_entry.Json.ContainsKey("duration") ? default(CalendarDuration) : null);
        if (anEvent is null || !(hasEnd || isKept) || _entry.Start is not { } start || duration is not { IsNegative: false } length || JSValues.String(_entry.Json["duration"]) is ['+', ..])
        {
            _maker.Duration("duration", "DURATION");
            return;
        }

        _maker.Take("duration");
        CalendarDateTime end = length.AddTo(_form.Time(start), _form.Zone);
        if (hasEnd)
        {
            _maker.Take("endTimeZone");
            string? kept = _maker.Kept("duration")?.Parameters is { } parameters ? JCalParts.ParameterTexts(parameters["tzid"]).FirstOrDefault() : null;
            NamedZone named = kept is { Length: > 0 } && ComponentMaker.IsParameter(kept) ? _zones.Of(CalendarDateTime.Zoned(start, kept)) : default;
            CalendarTimeZone? other = anEvent.EndTimeZone == "Etc/UTC" ? null : CalendarTimeZone.Find(anEvent.EndTimeZone!);
            DateTimeOffset utc = end.ToUtc(_form.Zone);
            end = EntryForm.Of(other?.ToLocal(utc) ?? utc.UtcDateTime, named.Id == anEvent.EndTimeZone && named.Id is not null ? kept : anEvent.EndTimeZone);
        }

        Time("DTEND", end, "duration");
    }

    // §2.3.34.
    private void Id()
    {
        if (_entry.RecurrenceId is not { } id || _component.Find("RECURRENCE-ID"u8) is not null)
        {
            return;
        }

        _maker.Take("recurrenceId");
        JSICalProperty? kept = _maker.Kept("recurrenceId");
        string? zone = _entry.RecurrenceIdTimeZone;
        string? name = kept?.Parameters is { } parameters ? JCalParts.ParameterTexts(parameters["tzid"]).FirstOrDefault() : null;
        if (name is { Length: > 0 } && ComponentMaker.IsParameter(name) && _zones.Of(CalendarDateTime.Zoned(id, name)).Id == zone)
        {
            zone = name;
            _maker.Take("recurrenceIdTimeZone");
        }

        CalendarDateTime time = EntryForm.Of(id, zone);
        if (time.TimeZoneId == zone || zone == "Etc/UTC")
        {
            _maker.Take("recurrenceIdTimeZone");
        }

        bool isDate = kept?.ValueType is { } type ? type.Equals("date", StringComparison.OrdinalIgnoreCase) : _form.IsDate && zone is null;
        Time("RECURRENCE-ID", isDate ? CalendarDateTime.OfDate(DateOnly.FromDateTime(id)) : time, "recurrenceId");
    }

    private void Rule()
    {
        if (_entry.Json["recurrenceRule"] is not JsonObject rule || RuleToText.Of(rule, _form.Until, out List<string> left) is not { } text)
        {
            return;
        }

        _maker.Take("recurrenceRule");
        _maker.Add("RRULE", text, "recurrenceRule");
        foreach (string name in left)
        {
            _maker.Leave($"recurrenceRule/{JsonPointer.Escape(name)}", rule[name]);
        }
    }

    // §2.3.10, §3.7.
    private void Conferences()
    {
        if (_entry.Json["virtualLocations"] is not JsonObject map)
        {
            return;
        }

        _maker.Take("virtualLocations");
        ElementKeys keys = new();
        List<(string, JsonNode?)> left = [];
        int count = 0;
        foreach ((string key, JsonNode? node) in map)
        {
            if (node is not JsonObject json || !JSValues.IsId(key) || JSValues.String(json["uri"]) is not { Length: > 0 } uri || !ComponentMaker.IsRaw(uri))
            {
                left.Add((key, node));
                continue;
            }

            count++;
            ContentProperty property = _component.AddRaw("CONFERENCE", uri);
            property.SetParameter("VALUE", "URI");
            HashSet<string> taken = ["@type", "uri"];
            if (JSValues.String(json["name"]) is { } name && ComponentMaker.IsParameter(name))
            {
                property.SetParameter("LABEL", name);
                taken.Add("name");
            }

            if (json["features"] is JsonObject { Count: > 0 } features && features.All(static feature => JSValues.Boolean(feature.Value) == true && ComponentMaker.IsWord(feature.Key)))
            {
                property.SetParameter("FEATURE", [.. features.Select(static feature => feature.Key.ToUpperInvariant())]);
                taken.Add("features");
            }

            bool hasLeft = LeaveMembers(json, taken, $"virtualLocations/{key}");
            property.SetParameter("JSID", (keys.NeedsNaming(key, ElementKeys.Of(uri)) || hasLeft) && _maker.IsLossless ? key : null);
            _maker.Restore(property, $"virtualLocations/{key}/uri");
        }

        _maker.Leave("virtualLocations", left, count > 0);
    }

    private bool LeaveMembers(JsonObject json, HashSet<string> taken, string path)
    {
        bool hasLeft = false;
        foreach ((string name, JsonNode? value) in json)
        {
            if (!taken.Contains(name))
            {
                hasLeft = true;
                _maker.Leave($"{path}/{JsonPointer.Escape(name)}", value);
            }
        }

        return hasLeft;
    }
}
