using System.Globalization;
using System.Text.Json.Nodes;

namespace Protocols.ICalendar;

/// <summary>The value of RRULE becomes a rule of JSCalendar (draft-ietf-calext-jscalendar-icalendar-25 §2.3.36), with all its parts, or none.</summary>
internal static class RuleToJson
{
    /// <summary>Gives the rule, null where a part of it cannot be told.</summary>
    /// <param name="value">The value of RRULE.</param>
    /// <param name="toLocal">Tells UNTIL as a local time.</param>
    public static JsonObject? Of(string value, Func<CalendarDateTime, DateTime> toLocal)
    {
        JsonObject rule = new() { ["@type"] = "RecurrenceRule" };
        foreach (string part in value.Split(';'))
        {
            if (part.Trim().Length == 0)
            {
                // "BYDAY=MO;" is written by Google's calendar.
                continue;
            }

            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || !TryPart(rule, part[..equals].Trim().ToUpperInvariant(), part[(equals + 1)..].Trim(), toLocal))
            {
                return null;
            }
        }

        return rule.ContainsKey("frequency") && !(rule.ContainsKey("count") && rule.ContainsKey("until")) ? rule : null;
    }

    private static bool TryPart(JsonObject rule, string name, string text, Func<CalendarDateTime, DateTime> toLocal)
    {
        (string property, JsonNode? value) = name switch
        {
            "FREQ" => ("frequency", RecurrenceRule.TryParse("FREQ=" + text, out _) ? Lower(text) : null),
            "UNTIL" => ("until", CalendarDateTime.TryParse(text, null, out CalendarDateTime until) ? JsonValue.Create(JSValues.Local(toLocal(until))) : null),
            "COUNT" => ("count", Number(text, 0, int.MaxValue)),
            "INTERVAL" => ("interval", Number(text, 1, int.MaxValue)),
            "BYSECOND" => ("bySecond", Numbers(text, 0, 60)),
            "BYMINUTE" => ("byMinute", Numbers(text, 0, 59)),
            "BYHOUR" => ("byHour", Numbers(text, 0, 23)),
            "BYDAY" => ("byDay", Days(text)),
            "BYMONTHDAY" => ("byMonthDay", Numbers(text, -31, 31)),
            "BYYEARDAY" => ("byYearDay", Numbers(text, -366, 366)),
            "BYWEEKNO" => ("byWeekNo", Numbers(text, -53, 53)),
            "BYMONTH" => ("byMonth", Months(text)),
            "BYSETPOS" => ("bySetPosition", Numbers(text, -366, 366)),
            "WKST" => ("firstDayOfWeek", JSRecurrenceRule.IsDay(text.ToLowerInvariant()) ? Lower(text) : null),
            "RSCALE" => ("rscale", text.Length > 0 ? Lower(text) : null),
            "SKIP" => ("skip", text.ToUpperInvariant() is "OMIT" or "BACKWARD" or "FORWARD" ? Lower(text) : null),
            _ => (name, (JsonNode?)null),
        };
        return value is not null && rule.TryAdd(property, value);
    }

    private static JsonValue Lower(string text) => JsonValue.Create(text.ToLowerInvariant())!;

    private static JsonValue? Number(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most && (number != 0 || least == 0) ? JsonValue.Create(number) : null;

    private static JsonArray? Numbers(string text, int least, int most) => Items(text, item => Number(item, least, most));

    private static JsonArray? Months(string text) => Items(text, static item => JSRecurrenceRule.Month(item.ToUpperInvariant()) is not 0 and int month ? JsonValue.Create(month > 100 ? $"{month - 100}L" : month.ToString(CultureInfo.InvariantCulture)) : null);

    private static JsonArray? Days(string text) => Items(text, static item =>
    {
        string day = item.Length < 2 ? "" : item[^2..].ToLowerInvariant();
        JsonValue? ordinal = item.Length > 2 ? Number(item[..^2], -53, 53) is { } number && JSValues.Integer(number) != 0 ? number : null : null;
        if (!JSRecurrenceRule.IsDay(day) || (item.Length > 2 && ordinal is null))
        {
            return null;
        }

        JsonObject made = new() { ["@type"] = "NDay", ["day"] = day };
        if (ordinal is not null)
        {
            made["nthOfPeriod"] = ordinal;
        }

        return made;
    });

    private static JsonArray? Items(string text, Func<string, JsonNode?> read)
    {
        JsonArray items = [];
        foreach (string item in text.Split(','))
        {
            if (read(item.Trim()) is not { } value)
            {
                return null;
            }

            items.Add(value);
        }

        return items;
    }
}
