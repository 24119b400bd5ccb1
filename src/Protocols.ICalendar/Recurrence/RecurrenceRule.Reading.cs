using System.Collections.Immutable;
using System.Globalization;

namespace Protocols.ICalendar;

/// <content>Reading the value of the property.</content>
public sealed partial record RecurrenceRule
{
    // No list of numbers has more that differ (BYSETPOS and BYYEARDAY, §3.3.10).
    private const int MaxNumbers = 732;

    internal static bool TryParse(ReadOnlySpan<char> value, out RecurrenceRule? rule, out string? problem)
    {
        rule = null;
        problem = null;
        string? frequency = FindPart(value, "FREQ");
        int known = frequency is null ? -1 : Array.FindIndex(s_frequencies, word => word.Equals(frequency, StringComparison.OrdinalIgnoreCase));
        if (known < 0)
        {
            return false;
        }

        RecurrenceRule read = new((Frequency)known);
        ImmutableArray<string>.Builder? others = null;
        foreach (Range range in value.Split(';'))
        {
            ReadOnlySpan<char> part = value[range].Trim();
            if (part.IsEmpty)
            {
                // "BYDAY=MO;" is written by Google's calendar.
                continue;
            }

            int equals = part.IndexOf('=');
            ReadOnlySpan<char> name = equals < 0 ? part : part[..equals].TrimEnd();
            ReadOnlySpan<char> text = equals < 0 ? default : part[(equals + 1)..].Trim();
            read = read.With(name.ToString().ToUpperInvariant(), text, part, ref others, ref problem);
        }

        // RFC 7529 §4.1: there is a thirteenth month in other calendars alone.
        problem ??= read.CalendarScale is null && read.ByMonth.Contains(13) ? "BYMONTH=13" : null;
        rule = others is null ? read : read with { OtherParts = others.ToImmutable() };
        return true;
    }

    private RecurrenceRule With(string name, ReadOnlySpan<char> text, ReadOnlySpan<char> part, ref ImmutableArray<string>.Builder? others, ref string? problem)
    {
        switch (name)
        {
            case "FREQ":
                return this;
            case "INTERVAL" when TryNumber(text, 1, int.MaxValue, out int interval):
                return this with { Interval = interval };
            case "COUNT" when TryNumber(text, 0, int.MaxValue, out int count):
                return this with { Count = count };
            case "UNTIL" when CalendarDateTime.TryParse(text, null, out CalendarDateTime until):
                return this with { Until = until };
            case "WKST" when TryDay(text, out DayOfWeek day):
                return this with { WeekStart = day };
            case "RSCALE" when !text.IsEmpty:
                return this with { CalendarScale = text.ToString().ToUpperInvariant() };
            case "SKIP" when Enum.TryParse(text, ignoreCase: true, out RecurrenceSkip skip) && char.IsAsciiLetter(text[0]):
                return this with { Skip = skip };
            case "BYSECOND":
                return this with { BySecond = Numbers(text, 0, 60, part, ref problem) };
            case "BYMINUTE":
                return this with { ByMinute = Numbers(text, 0, 59, part, ref problem) };
            case "BYHOUR":
                return this with { ByHour = Numbers(text, 0, 23, part, ref problem) };
            case "BYMONTHDAY":
                return this with { ByMonthDay = Numbers(text, -31, 31, part, ref problem) };
            case "BYYEARDAY":
                return this with { ByYearDay = Numbers(text, -366, 366, part, ref problem) };
            case "BYWEEKNO":
                return this with { ByWeekNo = Numbers(text, -53, 53, part, ref problem) };
            case "BYMONTH":
                return this with { ByMonth = Months(text, part, ref problem) };
            case "BYSETPOS":
                return this with { BySetPosition = Numbers(text, -366, 366, part, ref problem) };
            case "BYDAY":
                return this with { ByDay = Days(text, part, ref problem) };
            default:
                bool isUnknown = name is not ("INTERVAL" or "COUNT" or "UNTIL" or "WKST" or "RSCALE" or "SKIP");
                problem ??= name.StartsWith("X-", StringComparison.Ordinal) ? null : part.ToString();
                if (isUnknown)
                {
                    (others ??= ImmutableArray.CreateBuilder<string>()).Add(part.ToString());
                }

                return this;
        }
    }

    private static string? FindPart(ReadOnlySpan<char> value, string name)
    {
        foreach (Range range in value.Split(';'))
        {
            ReadOnlySpan<char> part = value[range].Trim();
            if (part.Length > name.Length && part.StartsWith(name, StringComparison.OrdinalIgnoreCase) && part[name.Length..].TrimStart() is ['=', .. var text])
            {
                return text.Trim().ToString();
            }
        }

        return null;
    }

    private static ImmutableArray<int> Numbers(ReadOnlySpan<char> text, int least, int most, ReadOnlySpan<char> part, ref string? problem)
    {
        ImmutableArray<int>.Builder numbers = ImmutableArray.CreateBuilder<int>();
        foreach (Range range in text.Split(','))
        {
            // §3.3.10: 0 is no day, week or position.
            if (!TryNumber(text[range].Trim(), least, most, out int number) || (number == 0 && least < 0) || numbers.Count == MaxNumbers)
            {
                problem ??= part.ToString();
                continue;
            }

            numbers.Add(number);
        }

        return numbers.ToImmutable();
    }

    private static ImmutableArray<int> Months(ReadOnlySpan<char> text, ReadOnlySpan<char> part, ref string? problem)
    {
        ImmutableArray<int>.Builder months = ImmutableArray.CreateBuilder<int>();
        foreach (Range range in text.Split(','))
        {
            ReadOnlySpan<char> month = text[range].Trim();
            bool isLeap = month is [.., 'L' or 'l'];
            if (!TryNumber(isLeap ? month[..^1] : month, 1, 13, out int number) || months.Count == MaxNumbers)
            {
                problem ??= part.ToString();
                continue;
            }

            months.Add(isLeap ? number + 100 : number);
        }

        return months.ToImmutable();
    }

    private static ImmutableArray<WeekdayNumber> Days(ReadOnlySpan<char> text, ReadOnlySpan<char> part, ref string? problem)
    {
        ImmutableArray<WeekdayNumber>.Builder days = ImmutableArray.CreateBuilder<WeekdayNumber>();
        foreach (Range range in text.Split(','))
        {
            ReadOnlySpan<char> item = text[range].Trim();
            int ordinal = 0;
            bool isDay = item.Length >= 2 && TryDay(item[^2..], out DayOfWeek _) && (item.Length == 2 || (TryNumber(item[..^2], -53, 53, out ordinal) && ordinal != 0));
            if (!isDay || days.Count == MaxNumbers)
            {
                problem ??= part.ToString();
                continue;
            }

            _ = TryDay(item[^2..], out DayOfWeek day);
            days.Add(new WeekdayNumber(day, ordinal));
        }

        return days.ToImmutable();
    }

    private static bool TryDay(ReadOnlySpan<char> text, out DayOfWeek day)
    {
        day = DayOfWeek.Sunday;
        for (int i = 0; i < s_days.Length; i++)
        {
            if (text.Equals(s_days[i], StringComparison.OrdinalIgnoreCase))
            {
                day = (DayOfWeek)i;
                return true;
            }
        }

        return false;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, int least, int most, out int number) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;
}
