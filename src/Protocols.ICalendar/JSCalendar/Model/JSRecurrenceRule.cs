using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Protocols.ICalendar;

/// <summary>A rule of recurrence (draft-ietf-calext-jscalendarbis-17 §3.3.3): the RECUR of iCalendar as JSON.</summary>
[JsonConverter(typeof(JSObjectConverter<JSRecurrenceRule>))]
public sealed class JSRecurrenceRule : JSObject
{
    private static readonly string[] s_days = ["su", "mo", "tu", "we", "th", "fr", "sa"];

    /// <summary>Makes a rule.</summary>
    /// <param name="frequency">How often it repeats.</param>
    public JSRecurrenceRule(Frequency frequency)
        : base(Typed("RecurrenceRule")) => FrequencyName = frequency.ToString().ToLowerInvariant();

    /// <summary>Shows a JSON object as a rule.</summary>
    /// <param name="json">The JSON, which is not copied.</param>
    public JSRecurrenceRule(JsonObject json)
        : base(json)
    {
    }

    /// <summary>How often it repeats, as the word that stands there: <c>yearly</c>, <c>monthly</c>, <c>weekly</c>, <c>daily</c>, <c>hourly</c>, <c>minutely</c>, <c>secondly</c>.</summary>
    public string? FrequencyName { get => GetString("frequency"); set => SetString("frequency", value); }

    /// <summary>Every how manyth period counts; 1 where it does not say.</summary>
    public long? Interval { get => GetNumber("interval"); set => SetNumber("interval", value); }

    /// <summary>The calendar that the rule is of, in small letters; <c>gregorian</c> where it does not say.</summary>
    public string? CalendarScale { get => GetString("rscale"); set => SetString("rscale", value); }

    /// <summary>What becomes of dates that do not exist: <c>omit</c>, unless said, <c>backward</c> or <c>forward</c>.</summary>
    public string? Skip { get => GetString("skip"); set => SetString("skip", value); }

    /// <summary>The day on which weeks begin, in two letters; <c>mo</c> where it does not say.</summary>
    public string? FirstDayOfWeek { get => GetString("firstDayOfWeek"); set => SetString("firstDayOfWeek", value); }

    /// <summary>Days of the week.</summary>
    public IReadOnlyList<JSNDay> ByDay { get => GetList("byDay", static json => new JSNDay(json)); set => SetList("byDay", value); }

    /// <summary>Days of the month, from −31 to 31 without 0.</summary>
    public IReadOnlyList<int> ByMonthDay { get => GetNumbers("byMonthDay"); set => SetNumbers("byMonthDay", value); }

    /// <summary>Months, as numbers from 1, with an <c>L</c> behind those that are leap months.</summary>
    public IReadOnlyList<string> ByMonth { get => GetStrings("byMonth"); set => SetStrings("byMonth", value); }

    /// <summary>Days of the year, from −366 to 366 without 0.</summary>
    public IReadOnlyList<int> ByYearDay { get => GetNumbers("byYearDay"); set => SetNumbers("byYearDay", value); }

    /// <summary>Weeks of the year, from −53 to 53 without 0.</summary>
    public IReadOnlyList<int> ByWeekNo { get => GetNumbers("byWeekNo"); set => SetNumbers("byWeekNo", value); }

    /// <summary>Hours, from 0 to 23.</summary>
    public IReadOnlyList<int> ByHour { get => GetNumbers("byHour"); set => SetNumbers("byHour", value); }

    /// <summary>Minutes, from 0 to 59.</summary>
    public IReadOnlyList<int> ByMinute { get => GetNumbers("byMinute"); set => SetNumbers("byMinute", value); }

    /// <summary>Seconds, from 0 to 60.</summary>
    public IReadOnlyList<int> BySecond { get => GetNumbers("bySecond"); set => SetNumbers("bySecond", value); }

    /// <summary>Which occurrences of each period, without 0.</summary>
    public IReadOnlyList<int> BySetPosition { get => GetNumbers("bySetPosition"); set => SetNumbers("bySetPosition", value); }

    /// <summary>How many occurrences there are, null for no such end.</summary>
    public long? Count { get => GetNumber("count"); set => SetNumber("count", value); }

    /// <summary>The last time that an occurrence can have, local time; null for no such end.</summary>
    public DateTime? Until { get => GetLocal("until"); set => SetLocal("until", value); }

    /// <summary>Gives the rule of iCalendar for it, with <see cref="Until"/> as a local time of no zone. What is out of range is left out.</summary>
    /// <returns>The rule, null where the frequency is none.</returns>
    public RecurrenceRule? ToRule()
    {
        if (FrequencyName is not { } word || !Enum.TryParse(word, ignoreCase: true, out Frequency frequency) || !word.AsSpan().ContainsAnyInRange('a', 'z'))
        {
            return null;
        }

        return new RecurrenceRule(frequency)
        {
            Interval = (int)Math.Clamp(Interval ?? 1, 1, int.MaxValue),
            CalendarScale = CalendarScale?.ToUpperInvariant(),
            Skip = Skip switch { "backward" => RecurrenceSkip.Backward, "forward" => RecurrenceSkip.Forward, _ => RecurrenceSkip.Omit },
            WeekStart = Array.IndexOf(s_days, FirstDayOfWeek) is >= 0 and int start ? (DayOfWeek)start : DayOfWeek.Monday,
            ByDay = [.. ByDay.Select(Day).OfType<WeekdayNumber>()],
            ByMonthDay = Within(ByMonthDay, -31, 31),
            ByMonth = [.. ByMonth.Select(Month).Where(static month => month != 0)],
            ByYearDay = Within(ByYearDay, -366, 366),
            ByWeekNo = Within(ByWeekNo, -53, 53),
            ByHour = Within(ByHour, 0, 23),
            ByMinute = Within(ByMinute, 0, 59),
            BySecond = Within(BySecond, 0, 60),
            BySetPosition = Within(BySetPosition, -366, 366),
            Count = Count is { } count ? (int)Math.Clamp(count, 0, int.MaxValue) : null,
            Until = Until is { } until ? CalendarDateTime.Floating(until) : null,
        };
    }

    internal static bool IsDay(string? word) => Array.IndexOf(s_days, word) >= 0;

    /// <summary>A month as the rule of iCalendar counts it, 100 more for a leap month; 0 for none.</summary>
    internal static int Month(string text)
    {
        bool isLeap = text is [.., 'L'];
        return int.TryParse(isLeap ? text[..^1] : text, NumberStyles.None, CultureInfo.InvariantCulture, out int month) && month is >= 1 and <= 13 ? month + (isLeap ? 100 : 0) : 0;
    }

    private static ImmutableArray<int> Within(IReadOnlyList<int> numbers, int least, int most) =>
        [.. numbers.Where(number => number >= least && number <= most && (number != 0 || least == 0))];

    private static WeekdayNumber? Day(JSNDay day) =>
        Array.IndexOf(s_days, day.Day) is >= 0 and int index && day.NthOfPeriod is null or (>= -53 and <= 53) ? new WeekdayNumber((DayOfWeek)index, (int)(day.NthOfPeriod ?? 0)) : null;
}

/// <summary>A day of the week in a rule (draft-ietf-calext-jscalendarbis-17 §3.3.3).</summary>
public sealed class JSNDay : JSObject
{
    /// <summary>Makes a day.</summary>
    /// <param name="day">The day, in two small letters: <c>mo</c>.</param>
    /// <param name="nthOfPeriod">Which one, −1 for the last; null for all.</param>
    public JSNDay(string day, int? nthOfPeriod = null)
        : base(Typed("NDay"))
    {
        Day = day;
        NthOfPeriod = nthOfPeriod;
    }

    /// <summary>Shows a JSON object as a day.</summary>
    /// <param name="json">The JSON, which is not copied.</param>
    public JSNDay(JsonObject json)
        : base(json)
    {
    }

    /// <summary>The day, in two small letters.</summary>
    public string? Day { get => GetString("day"); set => SetString("day", value); }

    /// <summary>Which one in the month or year, −1 for the last; null for all.</summary>
    public long? NthOfPeriod { get => GetNumber("nthOfPeriod"); set => SetNumber("nthOfPeriod", value); }
}
