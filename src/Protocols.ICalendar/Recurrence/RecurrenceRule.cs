using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>A rule of recurrence (RFC 5545 §3.3.10, RFC 7529): the value of <c>RRULE</c> and <c>EXRULE</c>.</summary>
/// <param name="Frequency">How often it repeats.</param>
public sealed partial record RecurrenceRule(Frequency Frequency)
{
    /// <summary>Every how manyth period counts; 1 or more.</summary>
    public int Interval { get; init => field = Math.Max(1, value); } = 1;

    /// <summary>How many occurrences there are, null for no such end.</summary>
    public int? Count { get; init; }

    /// <summary>The last time that an occurrence can have, null for no such end. A date includes the whole day.</summary>
    public CalendarDateTime? Until { get; init; }

    /// <summary>The day on which weeks begin; Monday unless set.</summary>
    public DayOfWeek WeekStart { get; init; } = DayOfWeek.Monday;

    /// <summary>Seconds, from 0 to 60; 60 is a leap second, which no occurrence falls on.</summary>
    public ImmutableArray<int> BySecond { get; init; } = [];

    /// <summary>Minutes, from 0 to 59.</summary>
    public ImmutableArray<int> ByMinute { get; init; } = [];

    /// <summary>Hours, from 0 to 23.</summary>
    public ImmutableArray<int> ByHour { get; init; } = [];

    /// <summary>Days of the week.</summary>
    public ImmutableArray<WeekdayNumber> ByDay { get; init; } = [];

    /// <summary>Days of the month, from −31 to 31 without 0.</summary>
    public ImmutableArray<int> ByMonthDay { get; init; } = [];

    /// <summary>Days of the year, from −366 to 366 without 0.</summary>
    public ImmutableArray<int> ByYearDay { get; init; } = [];

    /// <summary>Weeks of the year (ISO 8601, from <see cref="WeekStart"/>), from −53 to 53 without 0. For <see cref="Frequency.Yearly"/> alone.</summary>
    public ImmutableArray<int> ByWeekNo { get; init; } = [];

    /// <summary>Months, from 1 to 12; leap months of other calendars (RFC 7529 §4.2, <c>5L</c>) are the month plus 100.</summary>
    public ImmutableArray<int> ByMonth { get; init; } = [];

    /// <summary>Which occurrences of each period, from −366 to 366 without 0.</summary>
    public ImmutableArray<int> BySetPosition { get; init; } = [];

    /// <summary>The calendar that the rule is of (RFC 7529 §4.1, <c>RSCALE</c>), null where it does not say. Only <c>GREGORIAN</c> can be expanded.</summary>
    public string? CalendarScale { get; init; }

    /// <summary>What becomes of dates that do not exist (RFC 7529 §4.1).</summary>
    public RecurrenceSkip Skip { get; init; }

    /// <summary>Parts that are not known here, such as <c>X-NAME=VALUE</c>, in their order.</summary>
    public ImmutableArray<string> OtherParts { get; init; } = [];

    /// <summary>Whether <see cref="Expand(CalendarDateTime, CalendarTimeZone?, RecurrenceLimits?)"/> can be asked: the calendar is the Gregorian one.</summary>
    public bool IsExpandable => CalendarScale is null || CalendarScale.Equals("GREGORIAN", StringComparison.OrdinalIgnoreCase) || CalendarScale.Equals("ISO8601", StringComparison.OrdinalIgnoreCase);

    /// <summary>The occurrences of the rule, the first of them at or after the start. A start that the rule does not give is not among them.</summary>
    /// <param name="start">The value of DTSTART.</param>
    /// <param name="zone">The zone of the start, by which an end in UTC is told; without it, such an end is taken for a local time unless the start is in UTC.</param>
    /// <param name="limits">The budget; <see cref="RecurrenceLimits.Default"/> unless given.</param>
    /// <exception cref="NotSupportedException">Not <see cref="IsExpandable"/>.</exception>
    public RuleOccurrences Expand(CalendarDateTime start, CalendarTimeZone? zone = null, RecurrenceLimits? limits = null) =>
        IsExpandable ? new RuleOccurrences(new RulePlan(this, start, zone), start, limits ?? RecurrenceLimits.Default)
            : throw new NotSupportedException($"Rules of the calendar {CalendarScale} are not expanded here.");

    /// <summary>Reads a rule leniently: parts that cannot be read and numbers out of range are left out.</summary>
    /// <param name="value">The value of the property.</param>
    /// <param name="rule">The rule.</param>
    /// <returns>False where there is no frequency.</returns>
    public static bool TryParse(ReadOnlySpan<char> value, out RecurrenceRule? rule) => TryParse(value, out rule, out _);

    /// <summary>Reads a rule strictly.</summary>
    /// <param name="value">The value of the property.</param>
    /// <exception cref="FormatException">It is none; the message says which part is wrong.</exception>
    public static RecurrenceRule Parse(ReadOnlySpan<char> value) =>
        TryParse(value, out RecurrenceRule? rule, out string? problem) && problem is null ? rule! : throw new FormatException($"This is no recurrence rule: {problem ?? "it has no FREQ"}.");

    /// <summary>Gives the value of the property.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        if (CalendarScale is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"RSCALE={CalendarScale};");
        }

        text.Append(CultureInfo.InvariantCulture, $"FREQ={s_frequencies[(int)Frequency]}");
        if (Until is { } until)
        {
            text.Append(CultureInfo.InvariantCulture, $";UNTIL={until.Value}");
        }

        if (Count is { } count)
        {
            text.Append(CultureInfo.InvariantCulture, $";COUNT={count}");
        }

        if (Interval != 1)
        {
            text.Append(CultureInfo.InvariantCulture, $";INTERVAL={Interval}");
        }

        Append(text, "BYSECOND", BySecond);
        Append(text, "BYMINUTE", ByMinute);
        Append(text, "BYHOUR", ByHour);
        if (!ByDay.IsDefaultOrEmpty)
        {
            text.Append(";BYDAY=").AppendJoin(',', ByDay.Select(static day => (day.Ordinal == 0 ? "" : day.Ordinal.ToString(CultureInfo.InvariantCulture)) + s_days[(int)day.Day]));
        }

        Append(text, "BYMONTHDAY", ByMonthDay);
        Append(text, "BYYEARDAY", ByYearDay);
        Append(text, "BYWEEKNO", ByWeekNo);
        if (!ByMonth.IsDefaultOrEmpty)
        {
            text.Append(";BYMONTH=").AppendJoin(',', ByMonth.Select(static month => month > 100 ? $"{month - 100}L" : month.ToString(CultureInfo.InvariantCulture)));
        }

        Append(text, "BYSETPOS", BySetPosition);
        if (WeekStart != DayOfWeek.Monday)
        {
            text.Append(";WKST=").Append(s_days[(int)WeekStart]);
        }

        if (Skip != RecurrenceSkip.Omit)
        {
            text.Append(Skip == RecurrenceSkip.Backward ? ";SKIP=BACKWARD" : ";SKIP=FORWARD");
        }

        foreach (string part in OtherParts.IsDefault ? [] : OtherParts)
        {
            text.Append(';').Append(part);
        }

        return text.ToString();
    }

    private static readonly string[] s_frequencies = ["SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
    private static readonly string[] s_days = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

    private static void Append(StringBuilder text, string name, ImmutableArray<int> values)
    {
        if (!values.IsDefaultOrEmpty)
        {
            text.Append(';').Append(name).Append('=').AppendJoin(',', values.Select(static value => value.ToString(CultureInfo.InvariantCulture)));
        }
    }
}
