using System.Text;
using Protocols.ICalendar;

namespace Protocols.Formats.Tests.ICalendar;

/// <summary>Sets of occurrences: rules, dates, exceptions, and components that stand for some of them.</summary>
public sealed class RecurrenceSetTests
{
    [Theory, Rfc(5545, "3.8.5")]
    [InlineData("DTSTART:20240101T090000|RRULE:FREQ=DAILY;COUNT=3", "0101T09 0102T09 0103T09")]
    [InlineData("DTSTART:20240101T090000|RRULE:FREQ=DAILY;COUNT=3|EXDATE:20240102T090000", "0101T09 0103T09")]
    [InlineData("DTSTART:20240101T090000|RRULE:FREQ=DAILY;COUNT=3|EXDATE;VALUE=DATE:20240102", "0101T09 0103T09")]
    [InlineData("DTSTART:20240101T090000|RDATE:20240105T090000,20240103T090000", "0101T09 0103T09 0105T09")]
    [InlineData("DTSTART:20240101T090000|RDATE:20240101T090000", "0101T09")]
    [InlineData("DTSTART:20240101T090000|RRULE:FREQ=DAILY;COUNT=4|EXRULE:FREQ=DAILY;INTERVAL=2", "0102T09 0104T09")]
    [InlineData("DTSTART:20240101T090000|RRULE:FREQ=DAILY;COUNT=2|RRULE:FREQ=WEEKLY;COUNT=2", "0101T09 0102T09 0108T09")]
    [InlineData("DTSTART:20240101T090000|RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=3", "0101T09 0102T09 0109T09")]
    [InlineData("DTSTART:20240101T090000", "0101T09")]
    [InlineData("SUMMARY:x", "")]
    [InlineData("DTSTART;VALUE=DATE:20240101|RRULE:FREQ=DAILY;COUNT=2", "0101 0102")]
    [InlineData("DTSTART;TZID=Europe/Berlin:20240101T090000|RRULE:FREQ=DAILY;COUNT=3|EXDATE:20240102T080000Z|RDATE;TZID=America/New_York:20240104T030000", "0101T09 0103T09 0104T09")]
    public void Occurrences_are_the_start_and_the_rules_and_the_dates_less_the_exceptions(string lines, string expected) => Assert.Equal(expected, Expand(Event(lines)));

    [Fact, Rfc(5545, "3.8.4.4"), Rfc(5545, "3.2.13")]
    public void Components_stand_for_single_occurrences_and_for_all_from_one_on()
    {
        string calendar = Event("DTSTART:20240101T090000|RRULE:FREQ=DAILY;COUNT=6|SUMMARY:a")
            + Event("RECURRENCE-ID:20240102T090000|DTSTART:20240107T120000|SUMMARY:b")
            + Event("RECURRENCE-ID;RANGE=THISANDFUTURE:20240104T090000|DTSTART:20240104T110000|DTEND:20240104T113000|SUMMARY:c");
        Assert.Equal("0101T09a 0103T09a 0104T11c 0105T11c 0106T11c 0107T12b", Expand(calendar, static occurrence => occurrence.Component.Summary!));
        Assert.Equal("0105T11c 0106T11c 0107T12b", Expand(calendar, static occurrence => occurrence.Component.Summary!, new DateTimeOffset(2024, 1, 4, 12, 0, 0, TimeSpan.Zero)));
        Assert.Equal("0104T0930 0105T0930 0106T0930", string.Join(' ', Occurrences(calendar).Where(static one => one.Component.Summary == "c").Select(static one => $"{one.RecurrenceId.Value[4..11]}{(one.End.Local - one.Start.Local).TotalMinutes}")));
    }

    [Fact, Rfc(5545, "3.8.5.2")]
    public void A_date_with_a_period_has_its_own_end()
    {
        List<Occurrence> occurrences = Occurrences(Event("DTSTART:20240101T090000Z|DURATION:PT1H|RDATE;VALUE=PERIOD:20240103T090000Z/PT2H,20240105T090000Z/20240105T120000Z"));
        Assert.Equal([1, 2, 3], occurrences.Select(static one => (one.End.Local - one.Start.Local).TotalHours));
    }

    [Theory, Rfc(5545, "3.3.6"), Rfc(5545, "3.8.5.3")]
    [InlineData("DTEND;TZID=Europe/Berlin:20240331T090000", "23", "24")]
    [InlineData("DURATION:P1D", "23", "24")]
    [InlineData("DURATION:PT24H", "24", "24")]
    [InlineData("DURATION:P1DT1H", "24", "25")]
    public void Days_are_nominal_and_hours_exact(string end, string first, string second)
    {
        // The first day has 23 hours. An end is an exact duration for all: 23 hours.
        List<Occurrence> occurrences = Occurrences(Event($"DTSTART;TZID=Europe/Berlin:20240330T090000|{end}|RRULE:FREQ=DAILY;COUNT=2"));
        string[] hours = [.. occurrences.Select(static one => $"{(one.EndUtc - one.StartUtc).TotalHours}")];
        Assert.Equal(end.StartsWith("DTEND", StringComparison.Ordinal) ? ["23", "23"] : [first, second], hours);
    }

    [Fact, Rfc(5545, "3.3.10"), Rfc(5545, "3.3.5")]
    public void Occurrences_keep_their_local_time_where_clocks_change()
    {
        List<Occurrence> occurrences = Occurrences(Event("DTSTART;TZID=Europe/Berlin:20240330T023000|RRULE:FREQ=DAILY;COUNT=3"));
        Assert.Equal(["01:30", "01:30", "00:30"], occurrences.Select(static one => one.StartUtc.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void A_span_gives_all_that_has_a_moment_in_it()
    {
        RecurrenceSet set = Assert.Single(RecurrenceSet.Of(Read(Event("DTSTART:20240101T230000Z|DURATION:PT2H|RRULE:FREQ=DAILY"))));
        DateTimeOffset day = new(2024, 6, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(["20240531T230000Z", "20240601T230000Z"], set.Between(day, day.AddDays(1)).Select(static one => one.Start.Value));
        Assert.Equal(["20240601T230000Z"], set.Between(day.AddHours(1), day.AddDays(1)).Select(static one => one.Start.Value));
        Assert.Empty(set.Between(day.AddHours(1), day.AddHours(23)));
        Assert.Single(set.Between(day, day.AddDays(1), most: 1));
    }

    [Fact]
    public void What_falls_out_without_end_is_given_up()
    {
        RecurrenceSet set = Assert.Single(RecurrenceSet.Of(Read(Event("DTSTART:20240101T090000|RRULE:FREQ=DAILY|EXRULE:FREQ=DAILY")), limits: new RecurrenceLimits { MaxSteps = 1_000 }));
        OccurrenceEnumerator enumerator = set.GetEnumerator();
        Assert.False(enumerator.MoveNext());
        Assert.Equal(RecurrenceOutcome.StepLimit, enumerator.Outcome);
    }

    [Fact]
    public void Expanding_allocates_nothing_for_an_occurrence()
    {
        RecurrenceSet set = Assert.Single(RecurrenceSet.Of(Read(Event("DTSTART;TZID=Europe/Berlin:20000101T090000|DURATION:PT1H|RRULE:FREQ=DAILY|EXDATE;TZID=Europe/Berlin:20000105T090000"))));
        long[] allocated = new long[2];
        for (int i = 0; i < allocated.Length; i++)
        {
            int most = 100 + (i * 400);
            allocated[i] = AllocationAssert.Measure(() =>
            {
                int count = 0;
                foreach (Occurrence occurrence in set)
                {
                    _ = occurrence.StartUtc.Ticks + occurrence.EndUtc.Ticks;
                    if (++count == most)
                    {
                        break;
                    }
                }
            });
        }

        Assert.Equal(allocated[0], allocated[1]);
    }

    private static string Event(string lines) => $"BEGIN:VEVENT\r\nUID:1\r\n{lines.Replace("|", "\r\n", StringComparison.Ordinal)}\r\nEND:VEVENT\r\n";

    private static Calendar Read(string components) => Calendar.TryRead(Encoding.UTF8.GetBytes($"BEGIN:VCALENDAR\r\n{components}END:VCALENDAR\r\n"))!;

    private static List<Occurrence> Occurrences(string components)
    {
        List<Occurrence> occurrences = [];
        foreach (Occurrence occurrence in Assert.Single(RecurrenceSet.Of(Read(components))))
        {
            occurrences.Add(occurrence);
        }

        return occurrences;
    }

    private static string Expand(string components, Func<Occurrence, string>? more = null, DateTimeOffset? from = null)
    {
        List<string> occurrences = [];
        RecurrenceSet set = Assert.Single(RecurrenceSet.Of(Read(components)));
        OccurrenceEnumerator enumerator = from is { } time ? set.From(time) : set.GetEnumerator();
        while (enumerator.MoveNext())
        {
            Occurrence occurrence = enumerator.Current;
            string start = occurrence.Start.Value;
            occurrences.Add($"{start[4..Math.Min(start.Length, 11)]}{more?.Invoke(occurrence)}");
        }

        return string.Join(' ', occurrences);
    }
}
