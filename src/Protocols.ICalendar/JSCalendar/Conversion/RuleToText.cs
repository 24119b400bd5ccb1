using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Protocols.ICalendar;

/// <summary>A rule of JSCalendar becomes the value of RRULE (draft-ietf-calext-jscalendar-icalendar-25 §2.3.36, Table 19).</summary>
internal static class RuleToText
{
    private static readonly (string Json, string ICalendar)[] s_parts =
    [
        ("rscale", "RSCALE"), ("frequency", "FREQ"), ("until", "UNTIL"), ("count", "COUNT"), ("interval", "INTERVAL"), ("bySecond", "BYSECOND"), ("byMinute", "BYMINUTE"), ("byHour", "BYHOUR"), ("byDay", "BYDAY"),
        ("byMonthDay", "BYMONTHDAY"), ("byYearDay", "BYYEARDAY"), ("byWeekNo", "BYWEEKNO"), ("byMonth", "BYMONTH"), ("bySetPosition", "BYSETPOS"), ("firstDayOfWeek", "WKST"), ("skip", "SKIP"),
    ];

    /// <summary>Gives the value, null where a part of it cannot be told.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="toUntil">Tells a local time as UNTIL has it.</param>
    /// <param name="left">The members that are of no rule of iCalendar.</param>
    public static string? Of(JsonObject rule, Func<DateTime, string> toUntil, out List<string> left)
    {
        left = [.. rule.Select(static member => member.Key).Where(static name => name != "@type" && !Array.Exists(s_parts, part => part.Json == name))];
        if (new JSRecurrenceRule(rule).ToRule() is null)
        {
            return null;
        }

        StringBuilder text = new();
        foreach ((string name, string part) in s_parts)
        {
            if (!rule.ContainsKey(name))
            {
                continue;
            }

            if (Value(name, rule[name], toUntil) is not { Length: > 0 } value)
            {
                return null;
            }

            text.Append(text.Length == 0 ? "" : ";").Append(part).Append('=').Append(value);
        }

        return text.ToString();
    }

    private static string? Value(string name, JsonNode? node, Func<DateTime, string> toUntil) => name switch
    {
        "until" => JSValues.TryLocal(JSValues.String(node), out DateTime until) ? toUntil(until) : null,
        "count" or "interval" => JSValues.Integer(node) is >= 0 and <= int.MaxValue and var number && (number > 0 || name == "count") ? number.ToString(CultureInfo.InvariantCulture) : null,
        "rscale" => Word(node),
        "frequency" or "skip" or "firstDayOfWeek" => Word(node),
        "byDay" => Items(node, static item => item is JsonObject day ? Day(new JSNDay(day)) : null),
        "byMonth" => Items(node, static item => JSValues.String(item) is { } month && JSRecurrenceRule.Month(month) != 0 ? month : null),
        _ => Items(node, static item => JSValues.Integer(item)?.ToString(CultureInfo.InvariantCulture)),
    };

    private static string? Word(JsonNode? node) => JSValues.String(node) is { } word && ComponentMaker.IsWord(word) ? word.ToUpperInvariant() : null;

    private static string? Day(JSNDay day) =>
        JSRecurrenceRule.IsDay(day.Day) && !day.Json.Any(static member => member.Key is not ("@type" or "day" or "nthOfPeriod")) && (day.NthOfPeriod is not null || !day.Json.ContainsKey("nthOfPeriod"))
            ? day.NthOfPeriod?.ToString(CultureInfo.InvariantCulture) + day.Day!.ToUpperInvariant() : null;

    private static string? Items(JsonNode? node, Func<JsonNode?, string?> write)
    {
        if (node is not JsonArray array)
        {
            return null;
        }

        List<string> items = [];
        foreach (JsonNode? item in array)
        {
            if (write(item) is not { } text)
            {
                return null;
            }

            items.Add(text);
        }

        return string.Join(',', items);
    }
}
