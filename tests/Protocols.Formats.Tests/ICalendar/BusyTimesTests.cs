using System.Text;
using Protocols.ICalendar;

namespace Protocols.Formats.Tests.ICalendar;

/// <summary>Busy time rolled up from events, busy times and availabilities, and the search for conflicts.</summary>
public sealed class BusyTimesTests
{
    private static readonly DateTimeOffset s_day = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory, Rfc(4791, "7.10")]
    [InlineData("", "B")]
    [InlineData("TRANSP:OPAQUE|STATUS:CONFIRMED", "B")]
    [InlineData("STATUS:TENTATIVE", "T")]
    [InlineData("STATUS:CANCELLED", "")]
    [InlineData("STATUS:X-MAYBE", "B")]
    [InlineData("TRANSP:TRANSPARENT", "")]
    [InlineData("TRANSP:TRANSPARENT|STATUS:TENTATIVE", "")]
    public void Events_count_by_transparency_and_status(string lines, string expected) =>
        Assert.Equal(expected.Length == 0 ? "" : $"9-10{expected}", Roll(Event($"DTSTART:20240101T090000Z|DTEND:20240101T100000Z|{lines}")));

    [Theory, Rfc(5545, "3.2.12"), Rfc(4791, "7.10")]
    [InlineData("ATTENDEE;PARTSTAT=ACCEPTED:mailto:me@example.com", "B")]
    [InlineData("ATTENDEE;PARTSTAT=DECLINED:MAILTO:Me@example.com", "")]
    [InlineData("ATTENDEE;PARTSTAT=DELEGATED:mailto:me@example.com", "")]
    [InlineData("ATTENDEE;PARTSTAT=TENTATIVE:mailto:me@example.com", "T")]
    [InlineData("ATTENDEE:mailto:me@example.com", "T")]
    [InlineData("ATTENDEE;PARTSTAT=ACCEPTED:mailto:me@example.com|STATUS:TENTATIVE", "T")]
    [InlineData("ATTENDEE;PARTSTAT=ACCEPTED:mailto:me@example.com|TRANSP:TRANSPARENT", "")]
    [InlineData("ATTENDEE;PARTSTAT=DECLINED:mailto:other@example.com", "B")]
    public void The_answer_of_the_owner_counts(string lines, string expected)
    {
        string component = Event($"DTSTART:20240101T090000Z|DTEND:20240101T100000Z|{lines}");
        Calendar calendar = Calendar.TryRead(Encoding.UTF8.GetBytes($"BEGIN:VCALENDAR\r\n{component}END:VCALENDAR\r\n"))!;
        FreeBusyOptions options = new() { Owner = new CalendarIdentity("mailto:me@example.com") };
        BusyKind kind = BusyTimes.Of([calendar], s_day, s_day.AddDays(1), options).At(s_day.AddHours(9));
        Assert.Equal(expected, kind switch { BusyKind.Busy => "B", BusyKind.Tentative => "T", _ => "" });
        Assert.Equal(expected.Length > 0, new ConflictSearch([calendar], options).In(s_day, s_day.AddDays(1)).Any());
        Assert.Equal(!lines.Contains("TRANSPARENT", StringComparison.Ordinal), new ConflictSearch([calendar]).In(s_day, s_day.AddDays(1)).Any());
    }

    [Fact, Rfc(4791, "7.10")]
    public void Times_of_one_kind_are_joined_and_cut_at_the_ends_of_the_span()
    {
        string events = Event("DTSTART:20231231T230000Z|DTEND:20240101T010000Z") + Event("DTSTART:20240101T010000Z|DTEND:20240101T030000Z")
            + Event("DTSTART:20240101T020000Z|DTEND:20240101T040000Z") + Event("DTSTART:20240101T230000Z|DURATION:PT5H") + Event("DTSTART:20240101T120000Z");
        Assert.Equal("0-4B 23-24B", Roll(events));
    }

    [Fact, Rfc(5545, "3.2.9"), Rfc(5545, "3.8.2.6")]
    public void Of_kinds_that_overlap_the_weightiest_counts()
    {
        const string Periods = "BEGIN:VFREEBUSY\r\nFREEBUSY;FBTYPE=BUSY-TENTATIVE:20240101T080000Z/PT6H\r\nFREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20240101T100000Z/20240101T110000Z\r\n"
            + "FREEBUSY;FBTYPE=FREE:20240101T080000Z/PT9H\r\nFREEBUSY;FBTYPE=X-OUT:20240101T180000Z/PT1H,nonsense\r\nEND:VFREEBUSY\r\n";
        Assert.Equal("8-9T 9-10B 10-11U 11-12B 12-14T 18-19B", Roll(Periods + Event("DTSTART:20240101T090000Z|DTEND:20240101T120000Z")));
    }

    [Fact, Rfc(4791, "7.10")]
    public void Occurrences_count_by_the_component_that_stands_for_them()
    {
        string events = Event("DTSTART:20231230T090000Z|DTEND:20231230T100000Z|RRULE:FREQ=DAILY|EXDATE:20240103T090000Z", "a")
            + Event("RECURRENCE-ID:20240101T090000Z|DTSTART:20240101T140000Z|DTEND:20240101T150000Z|STATUS:TENTATIVE", "a")
            + Event("RECURRENCE-ID:20240102T090000Z|DTSTART:20240102T090000Z|DTEND:20240102T100000Z|STATUS:CANCELLED", "a");
        Assert.Equal("14-15T 81-82B", Roll(events, 4));
    }

    [Fact, Rfc(4791, "7.10")]
    public void Dates_and_floating_times_are_taken_in_the_zone_given()
    {
        FreeBusyOptions options = new() { Floating = CalendarTimeZone.Find("Europe/Berlin") };
        string events = Event("DTSTART:20240101T090000|DTEND:20240101T100000") + Event("DTSTART;VALUE=DATE:20240102");
        Assert.Equal("8-9B 23-47B", Text(BusyTimes.Of([Read(events)], s_day, s_day.AddDays(3), options)));
    }

    // The figures of RFC 7953 §5.1.1 and §5.1.2, by slots of two hours. The meetings of its appendices are on a Sunday, the 6th of November, which is not the day asked
    // for; they are put on that day here.
    [Theory, Rfc(7953, "5.1")]
    [InlineData("20111107", "America/Montreal", false, "UUUUFFBFFUUU")]
    [InlineData("20111024", "America/Denver", true, "UUUUUFFBFFUU")]
    public void The_examples_of_availability_give_their_figures(string day, string zone, bool hasOverride, string expected)
    {
        string calendar = Event($"DTSTART;TZID={zone}:{day}T120000|DURATION:PT2H")
            + Available("", "America/Montreal", "20111002", "DTSTART;TZID=America/Montreal:20111002T000000")
            + (hasOverride ? Available("PRIORITY:1|", zone, "20111023", $"DTSTART;TZID={zone}:20111023T000000|DTEND;TZID={zone}:20111030T000000") : "");
        DateTimeOffset from = CalendarTimeZone.Find("America/Montreal")!.ToUtc(CalendarDateTime.Parse(day).Local);
        BusyTimes times = BusyTimes.Of([Read(calendar)], from, from.AddDays(1));
        Assert.Equal(expected, string.Concat(Enumerable.Range(0, 12).Select(slot => times.At(from.AddHours(slot * 2)).ToString()[0])));
    }

    [Theory, Rfc(7953, "4"), Rfc(7953, "3.2")]
    [InlineData("BUSYTYPE:BUSY", "BUSYTYPE:BUSY-UNAVAILABLE", "B")]
    [InlineData("BUSYTYPE:BUSY-TENTATIVE", "BUSYTYPE:BUSY-UNAVAILABLE", "U")]
    [InlineData("BUSYTYPE:BUSY-TENTATIVE|PRIORITY:1", "BUSYTYPE:BUSY|PRIORITY:9", "T")]
    [InlineData("BUSYTYPE:BUSY-TENTATIVE|PRIORITY:9", "BUSYTYPE:BUSY|PRIORITY:0", "T")]
    [InlineData("BUSYTYPE:X-GONE", "BUSYTYPE:BUSY-TENTATIVE", "U")]
    [InlineData("SUMMARY:x", "BUSYTYPE:BUSY-TENTATIVE", "U")]
    public void Of_availabilities_the_priority_counts_then_the_kind(string one, string other, string expected)
    {
        Assert.Equal($"0-24{expected}", Roll(Availability(one) + Availability(other)));
        Assert.Equal($"0-24{expected}", Roll(Availability(other) + Availability(one)));
    }

    [Fact, Rfc(7953, "4")]
    public void What_a_higher_priority_covers_is_not_freed_by_a_lower_one()
    {
        string low = "BEGIN:VAVAILABILITY\r\nBEGIN:AVAILABLE\r\nUID:a\r\nDTSTART:20240101T080000Z\r\nDTEND:20240101T180000Z\r\nEND:AVAILABLE\r\nEND:VAVAILABILITY\r\n";
        string high = Availability("PRIORITY:2|BUSYTYPE:BUSY|DTSTART:20240101T120000Z|DURATION:PT2H");
        Assert.Equal("0-8U 12-14B 18-24U", Roll(low + high));
    }

    [Fact, Rfc(7953, "5")]
    public void Available_time_is_cut_at_its_availability_and_has_overridden_occurrences()
    {
        const string Calendar = "BEGIN:VAVAILABILITY\r\nDTSTART:20240101T090000Z\r\nDTEND:20240103T000000Z\r\nBEGIN:AVAILABLE\r\nUID:a\r\nDTSTART:20231201T080000Z\r\nDTEND:20231201T180000Z\r\nRRULE:FREQ=DAILY\r\nEND:AVAILABLE\r\n"
            + "BEGIN:AVAILABLE\r\nUID:a\r\nRECURRENCE-ID:20240102T080000Z\r\nDTSTART:20240102T120000Z\r\nDTEND:20240102T130000Z\r\nEND:AVAILABLE\r\nEND:VAVAILABILITY\r\n";
        Assert.Equal("18-36U 37-48U", Roll(Calendar, 4));
    }

    [Fact, Rfc(5545, "3.6.4"), Rfc(4791, "7.10")]
    public void The_component_has_a_line_for_each_kind()
    {
        string calendar = Event("DTSTART:20240101T090000Z|DURATION:PT1H") + Event("DTSTART:20240101T120000Z|DURATION:PT1H|STATUS:TENTATIVE") + Event("DTSTART:20240101T150000Z|DURATION:PT1H");
        Assert.Equal(
            "BEGIN:VFREEBUSY\r\nDTSTART:20240101T000000Z\r\nDTEND:20240102T000000Z\r\nFREEBUSY:20240101T090000Z/20240101T100000Z,20240101T150000Z/20240101T160000\r\n Z\r\n"
            + "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20240101T120000Z/20240101T130000Z\r\nEND:VFREEBUSY\r\n",
            BusyTimes.Of([Read(calendar)], s_day, s_day.AddDays(1)).ToComponent().ToString());
    }

    [Fact]
    public void A_limit_ends_the_walk_and_forbids_the_component()
    {
        FreeBusyOptions options = new() { MaxOccurrences = 100 };
        BusyTimes times = BusyTimes.Of([Read(Event("DTSTART:20200101T000000Z|DURATION:PT1S|RRULE:FREQ=SECONDLY"))], s_day, s_day.AddDays(1), options);
        Assert.Equal(CalendarWalkOutcome.OccurrenceLimit, times.Outcome);
        Assert.Throws<InvalidOperationException>(times.ToComponent);
        Assert.Throws<ArgumentOutOfRangeException>(() => new FreeBusyOptions { MaxOccurrences = 0 });
        Assert.Throws<ArgumentException>(() => BusyTimes.Of([], s_day, s_day));
        BusyTimes enough = BusyTimes.Of([Read("BEGIN:VFREEBUSY\r\nFREEBUSY:20240101T080000Z/PT1H,20240101T090000Z/PT1H\r\nEND:VFREEBUSY\r\n")], s_day, s_day.AddDays(1), options with { MaxOccurrences = 2 });
        Assert.Equal(CalendarWalkOutcome.Complete, enough.Outcome);
    }

    [Fact]
    public void A_rule_that_is_given_up_is_told()
    {
        string events = Event("DTSTART:20231231T000000Z|DURATION:PT1H|RRULE:FREQ=SECONDLY;INTERVAL=60;BYSECOND=30") + Event("DTSTART:20240101T090000Z|DURATION:PT1H");
        FreeBusyOptions options = new() { Recurrence = new RecurrenceLimits { MaxSteps = 1_000 } };
        BusyTimes times = BusyTimes.Of([Read(events)], s_day, s_day.AddDays(1), options);
        Assert.Equal(CalendarWalkOutcome.StepLimit, times.Outcome);
        Assert.Equal(BusyKind.Busy, Assert.Single(times.Spans).Kind);
        Assert.NotNull(times.ToComponent());
        ConflictSearch search = new([Read(events)], options);
        Assert.Single(search.In(s_day, s_day.AddDays(1)));
        Assert.Equal(CalendarWalkOutcome.StepLimit, search.Outcome);
    }

    [Fact]
    public void Conflicts_come_in_the_order_of_their_starts_lazily()
    {
        Calendar[] calendars =
        [
            Read(Event("DTSTART:20240101T090000Z|DURATION:PT2H|RRULE:FREQ=DAILY|SUMMARY:a") + Event("DTSTART:20240101T100000Z|DURATION:PT1H|TRANSP:TRANSPARENT|SUMMARY:no")),
            Read(Event("DTSTART:20231231T220000Z|DURATION:PT3H|SUMMARY:b") + Event("DTSTART:20240102T090000Z|DURATION:PT1H|SUMMARY:c")),
        ];
        ConflictSearch search = new(calendars);
        Assert.Equal("b a a c a", string.Join(' ', search.In(s_day, s_day.AddDays(3)).Select(static conflict => conflict.Occurrence.Component.Summary)));
        Assert.Equal(CalendarWalkOutcome.Complete, search.Outcome);
        Assert.Equal(3, new ConflictSearch(calendars, new FreeBusyOptions { MaxOccurrences = 10 }).In(s_day, DateTimeOffset.MaxValue).Take(3).Count());
        ConflictSearch limited = new(calendars, new FreeBusyOptions { MaxOccurrences = 50 });
        Assert.InRange(limited.In(s_day, DateTimeOffset.MaxValue).Count(), 1, 50);
        Assert.Equal(CalendarWalkOutcome.OccurrenceLimit, limited.Outcome);
    }

    [Fact]
    public void A_candidate_meets_what_overlaps_its_occurrences_but_not_itself()
    {
        Calendar calendar = Read(Event("DTSTART:20240101T090000Z|DURATION:PT26H|SUMMARY:long") + Event("DTSTART:20240102T103000Z|DURATION:PT1H|SUMMARY:short")
            + Event("DTSTART:20240103T110000Z|DURATION:PT1H|SUMMARY:behind") + Event("DTSTART:20240101T100000Z|DURATION:PT1H", "me"));
        Calendar mine = Read(Event("DTSTART:20240101T100000Z|DURATION:PT1H|RRULE:FREQ=DAILY;COUNT=4", "me"));
        ConflictSearch search = new([calendar]);
        Assert.Equal(
            "01 long 02 long 02 short",
            string.Join(' ', search.With(RecurrenceSet.Of(mine)[0], s_day, s_day.AddDays(9)).Select(static one => $"{one.Candidate!.Value.Start.Local:dd} {one.Occurrence.Component.Summary}")));
        ConflictSearch limited = new([calendar], new FreeBusyOptions { MaxOccurrences = 5 });
        Assert.Single(limited.With(RecurrenceSet.Of(mine)[0], s_day, s_day.AddDays(9)));
        Assert.Equal(CalendarWalkOutcome.OccurrenceLimit, limited.Outcome);
    }

    private static string Event(string lines, string? uid = null) =>
        $"BEGIN:VEVENT\r\n{(uid is null ? "" : $"UID:{uid}\r\n")}{lines.TrimEnd('|').Replace("|", "\r\n", StringComparison.Ordinal)}\r\nEND:VEVENT\r\n";

    private static string Availability(string lines) => $"BEGIN:VAVAILABILITY\r\n{lines.Replace("|", "\r\n", StringComparison.Ordinal)}\r\nEND:VAVAILABILITY\r\n";

    private static string Available(string first, string zone, string day, string lines) => Availability(
        $"{first}{lines}|BEGIN:AVAILABLE|DTSTART;TZID={zone}:{day}T080000|DTEND;TZID={zone}:{day}T180000|RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR|END:AVAILABLE");

    private static Calendar Read(string components) => Calendar.TryRead(Encoding.UTF8.GetBytes($"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{components}END:VCALENDAR\r\n"))!;

    private static string Roll(string components, int days = 1) => Text(BusyTimes.Of([Read(components)], s_day, s_day.AddDays(days)));

    private static string Text(BusyTimes times) =>
        string.Join(' ', times.Spans.Select(static span => $"{(span.Start - s_day).TotalHours}-{(span.End - s_day).TotalHours}{span.Kind.ToString()[0]}"));
}
