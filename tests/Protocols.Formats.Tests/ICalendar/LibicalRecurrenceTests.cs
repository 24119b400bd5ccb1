using Protocols.ICalendar;

namespace Protocols.Formats.Tests.ICalendar;

/// <summary>The vectors of libical's <c>icalrecur_test.txt</c>.</summary>
public sealed class LibicalRecurrenceTests
{
    // What libical cannot do and says so, and what is answered here: see docs/calendar-decisions.md.
    private static readonly Dictionary<string, string> s_otherwise = new()
    {
        ["FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=30;BYWEEKNO=1;UNTIL=20320101"] = "20241230,20251230,20301230,20311230",

        // The table of §3.3.10 lets BYMONTHDAY expand in a year: in each of its months.
        ["FREQ=YEARLY;BYMONTHDAY=29;COUNT=3"] = "20240229,20240329,20240429",
        ["FREQ=YEARLY;BYMONTHDAY=-29,-1;COUNT=4"] = "20240201,20240229,20240303,20240331",

        // Years of weeks are counted from the one that the start belongs to, whether or not the rule gives the start.
        ["FREQ=YEARLY;BYWEEKNO=53;INTERVAL=6;BYDAY=TH;COUNT=1"] = "20321230T000000Z",
        ["FREQ=YEARLY;BYWEEKNO=53;INTERVAL=5;BYDAY=TH;COUNT=1"] = "20711231T000000Z",
    };

    public static TheoryData<string, string, string, string> Vectors
    {
        get
        {
            TheoryData<string, string, string, string> vectors = [];
            if (Suites.SharedRoot is null)
            {
                return vectors;
            }

            string? rule = null;
            string start = "";
            string from = "";
            foreach (string line in File.ReadLines(Path.Combine(Suites.SharedRoot, "suites", "ical-libical", "src", "test", "icalrecur_test.txt")))
            {
                int colon = line.IndexOf(':', StringComparison.Ordinal);
                string value = colon < 0 ? "" : line[(colon + 1)..].Trim();
                switch (colon < 0 ? "" : line[..colon])
                {
                    case "RRULE":
                        (rule, from) = (value, "");
                        break;
                    case "DTSTART":
                        start = value;
                        break;
                    case "START-AT":
                        from = value;
                        break;
                    case "INSTANCES" when rule is not null:
                        vectors.Add(rule, start, from, s_otherwise.GetValueOrDefault(rule, value));
                        rule = null;
                        break;
                }
            }

            return vectors;
        }
    }

    [Fact]
    public void The_suite_is_read_whole()
    {
        _ = Suites.Require("ical-libical");
        Assert.Equal(146, Vectors.Count);
    }

    [Theory(SkipTestWithoutData = true), MemberData(nameof(Vectors)), Rfc(5545, "3.3.10")]
    public void The_occurrences_are_those_of_libical(string rule, string start, string from, string expected)
    {
        CalendarDateTime begin = CalendarDateTime.Parse(start);
        RuleOccurrences occurrences = RecurrenceRule.Parse(rule).Expand(begin);
        List<string> all = [.. occurrences.Take(400).Select(static time => time.Value)];
        Assert.Equal(expected.Split(',', StringSplitOptions.TrimEntries), all);
        if (from.Length > 0)
        {
            DateTime after = CalendarDateTime.Parse(from).Local;
            Assert.Equal(all.Where(time => CalendarDateTime.Parse(time).Local >= after), occurrences.From(after).Take(400).Select(static time => time.Value));
        }
    }

    [Theory(SkipTestWithoutData = true), MemberData(nameof(Vectors)), Rfc(5545, "3.3.10")]
    public void Entering_at_any_occurrence_gives_the_rest(string rule, string start, string from, string expected)
    {
        _ = from;
        RuleOccurrences occurrences = RecurrenceRule.Parse(rule).Expand(CalendarDateTime.Parse(start));
        List<CalendarDateTime> all = occurrences.Take(400);
        Assert.Equal(expected.Split(',').Length, all.Count);
        for (int i = 0; i < all.Count; i++)
        {
            Assert.Equal(all.Skip(i), occurrences.From(all[i].Local).Take(400));
            Assert.Equal(all.Skip(i + 1), occurrences.From(all[i].Local.AddSeconds(1)).Take(400));
        }
    }
}
