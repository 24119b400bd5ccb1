using System.Text.Json;
using System.Text.Json.Nodes;

namespace Protocols.ICalendar;

/// <content>Single values.</content>
internal sealed partial class ObjectValidation
{
    private void Single(JSProperty property, JsonNode? value)
    {
        switch (property.Kind)
        {
            case JSKind.Any:
                return;
            case JSKind.Boolean or JSKind.True:
                if (JSValues.Boolean(value) is not { } flag)
                {
                    Tell(JSCalendarDefectCode.WrongType, "it has to be true or false", property.Section);
                }
                else if (!flag && property.Kind == JSKind.True)
                {
                    Tell(JSCalendarDefectCode.InvalidValue, "it has to be true", property.Section);
                }

                return;
            case JSKind.Int or JSKind.UnsignedInt:
                Number(property, value);
                return;
            case JSKind.Object or JSKind.Trigger or JSKind.Entry or JSKind.Override or JSKind.Localization:
                Composed(property, value);
                return;
            case JSKind.JCalProperty or JSKind.JCalComponent or JSKind.JCalParameter:
                JCalPart(property, value);
                return;
            case JSKind.TimeZoneOrNull when value is null && isFirst:
                return;
        }

        if (JSValues.String(value) is not { } text)
        {
            Tell(JSCalendarDefectCode.WrongType, "it has to be a string", property.Section);
        }
        else if (Problem(property, text) is { } problem)
        {
            Tell(JSCalendarDefectCode.InvalidValue, problem, property.Section);
        }
        else
        {
            Word(property, text);
        }
    }

    private string? Problem(JSProperty property, string text) => property.Kind switch
    {
        JSKind.Utc => JSValues.TryUtc(text, out _) && IsWhole(text) ? null : "it is no UTCDateTime",
        JSKind.Local => JSValues.TryLocal(text, out _) && IsWhole(text) ? null : "it is no LocalDateTime",
        JSKind.Duration => JSValues.TryDuration(text, out _) && text[0] == 'P' && IsWhole(text) ? null : "it is no Duration",
        JSKind.SignedDuration => JSValues.TryDuration(text, out _) && IsWhole(text) ? null : "it is no SignedDuration",
        JSKind.TimeZone or JSKind.TimeZoneOrNull => IsTimeZone(text) ? null : "it is no name of the IANA Time Zone Database",
        JSKind.Id => JSValues.IsId(text) ? null : "it is no Id",
        JSKind.Uri when property.Name == "coordinates" => JSTexts.IsUri(text) && text.StartsWith("geo:", StringComparison.OrdinalIgnoreCase) ? null : "it is no geo: URI",
        JSKind.Uri => JSTexts.IsUri(text) ? null : "it is no URI",
        JSKind.TextMediaType => JSTexts.IsTextMediaType(text) ? null : "it is no media type of text in UTF-8",
        JSKind.Address => JSTexts.IsAddress(text) ? null : "it is no address",
        JSKind.Color => JSTexts.IsColor(text, isFirst) ? null : "it is no colour",
        JSKind.Month => JSRecurrenceRule.Month(text) != 0 ? null : "it is no month",
        JSKind.Version => text is "1.0" or "2.0" ? null : "there is no such version",
        JSKind.String => property.Name switch
        {
            "uid" => text.Length > 0 ? null : "it must not be empty",
            "locale" => JSTexts.IsLanguage(text) ? null : "it is no language tag",
            "contentType" => JSTexts.IsMediaType(text) ? null : "it is no media type",
            "method" => text.Length > 0 && !text.Any(char.IsAsciiLetterUpper) ? null : "it has to be in small letters",
            "rscale" => text.Length > 0 && !text.Any(char.IsAsciiLetterUpper) ? null : "it has to be in small letters",
            _ => null,
        },
        _ => null,
    };

    // Appendix A.3.2: version 2.0 has no parts of a second.
    private bool IsWhole(string text) => isFirst || !JSValues.HasFraction(text);

    // RFC 8984 §4.7.2: names of its own begin with a slash.
    private bool IsTimeZone(string text) => CalendarTimeZone.Find(text)?.Id == text || (isFirst && text is ['/', ..] && _entry["timeZones"] is JsonObject zones && zones.ContainsKey(text));

    private void Number(JSProperty property, JsonNode? value)
    {
        if (JSValues.Integer(value) is not { } number)
        {
            Tell(JSCalendarDefectCode.WrongType, "it has to be an integer", property.Section);
            return;
        }

        // What months, years and weeks have depends on the calendar (§3.3.3).
        bool isOfOtherCalendar = property.Name is "byMonthDay" or "byYearDay" or "byWeekNo" && value!.Parent?.Parent is JsonObject rule && JSValues.String(rule["rscale"]) is not (null or "gregorian");
        if (!isOfOtherCalendar && (number < property.Least || number > property.Most))
        {
            Tell(JSCalendarDefectCode.InvalidValue, property.Most == long.MaxValue ? $"it has to be {property.Least} or more" : $"it has to be from {property.Least} to {property.Most}", property.Section);
        }
        else if (number == 0 && property.IsNeverZero)
        {
            Tell(JSCalendarDefectCode.InvalidValue, "it must not be 0", property.Section);
        }
    }

    private void Composed(JSProperty property, JsonNode? value)
    {
        if (value is not JsonObject json)
        {
            Tell(JSCalendarDefectCode.WrongType, "it has to be an object", property.Section);
            return;
        }

        switch (property.Kind)
        {
            case JSKind.Trigger:
                string? type = json.ContainsKey("@type") ? JSValues.String(json["@type"]) ?? "" : "OffsetTrigger";
                if (type is "OffsetTrigger" or "AbsoluteTrigger")
                {
                    Object(json, type);
                }
                else if (type.Length == 0 || JSSchema.Misspelled(type) is not null)
                {
                    Tell(JSCalendarDefectCode.InvalidValue, "@type", "no trigger is of such a type", property.Section);
                }

                break;
            case JSKind.Entry:
                string? entry = JSValues.String(json["@type"]);
                if (entry is "Event" or "Task")
                {
                    Object(json, entry);
                }
                else if (entry is null || JSSchema.Misspelled(entry) is not null)
                {
                    // §4.3.1: entries of other types are passed over.
                    Tell(entry is null ? JSCalendarDefectCode.MissingProperty : JSCalendarDefectCode.WrongCase, "@type", "it has to be Event or Task", "jscalendarbis §4.3.1");
                }

                break;
            case JSKind.Override:
                Override(json);
                break;
            case JSKind.Localization:
                Patch(json, JSValues.String(_entry["@type"]) ?? "Event", static _ => false);
                break;
            default:
                Object(json, property.Of!);
                break;
        }
    }

    // RFC 7265 §3.3 to §3.5.
    private void JCalPart(JSProperty property, JsonNode? value)
    {
        bool isPart = property.Kind switch
        {
            JSKind.JCalProperty => value is JsonArray { Count: >= 4 } parts && parts[0]?.GetValueKind() == JsonValueKind.String && parts[1] is JsonObject && parts[2]?.GetValueKind() == JsonValueKind.String,
            JSKind.JCalComponent => value is JsonArray { Count: 3 } parts && parts[0]?.GetValueKind() == JsonValueKind.String && parts[1] is JsonArray && parts[2] is JsonArray,
            _ => JSValues.String(value) is not null || (value is JsonArray texts && texts.All(static text => JSValues.String(text) is not null)),
        };
        if (!isPart)
        {
            Tell(JSCalendarDefectCode.WrongType, "it is not as jCal has it", property.Section);
        }
    }
}
