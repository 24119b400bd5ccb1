using System.Text;
using Protocols.ICalendar;
using Protocols.Text;

namespace Protocols.Formats.Tests.ICalendar;

/// <summary>Calendars made to cost: each is read within bounds, without an exception where reading is lenient, and refused exactly where it is strict.</summary>
public sealed class HostileTests
{
    private static readonly DateTimeOffset s_day = new(2026, 11, 30, 0, 0, 0, TimeSpan.Zero);

    [Fact, Rfc(5545, "3.1")]
    public void A_line_of_a_gigabyte_is_passed_over_and_not_copied()
    {
        byte[] source = GC.AllocateUninitializedArray<byte>(1 << 30);
        source.AsSpan().Fill((byte)'a');
        ReadOnlySpan<byte> head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-LONG:"u8;
        ReadOnlySpan<byte> tail = "\r\nPRODID:x\r\nEND:VCALENDAR\r\n"u8;
        head.CopyTo(source);
        tail.CopyTo(source.AsSpan(source.Length - tail.Length));

        long before = GC.GetAllocatedBytesForCurrentThread();
        ContentTree tree = Calendar.ReadAll(source);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
        Assert.Equal(new ContentLineDefect(ContentLineDefectCode.LineLimit, 30), Assert.Single(tree.Defects));
        Assert.Equal("x", Assert.IsType<Calendar>(Assert.Single(tree.Components)).ProductId);
        Assert.Equal(ContentLineDefectCode.LineLimit, Assert.Throws<CalendarFormatException>(() => Calendar.Parse(source)).Defect.Code);

        // Who allows it gets it, where it lies.
        before = GC.GetAllocatedBytesForCurrentThread();
        Calendar calendar = Calendar.Parse(source, new ContentTreeOptions { Lines = new ContentLineOptions { MaxLineLength = Array.MaxLength } });
        Assert.Equal(source.Length - head.Length - tail.Length, calendar.Find("X-LONG"u8)!.RawOctets.Length);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
    }

    [Fact, Rfc(5545, "3.4")]
    public void A_million_properties_are_read_or_cut_off()
    {
        byte[] source = Whole(string.Concat(Enumerable.Repeat("COMMENT:a\n", 1_000_000)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Calendar calendar = Calendar.TryRead(source)!;
        Assert.Equal(1_000_000, calendar.Events.Single().Properties.Count - 2);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000_000);
        Assert.Equal(1_000_000, calendar.Events.Single().Comments.Count);

        ContentTreeOptions few = new() { MaxProperties = 1_000 };
        ContentTree cut = Calendar.ReadAll(source, few);
        Assert.Equal(63, cut.Defects.Count(static defect => defect.Code == ContentLineDefectCode.PropertyLimit));
        Assert.Equal(1_000 - 1, ((Calendar)cut.Components[0]).Events.Single().Properties.Count);
        Assert.Throws<CalendarFormatException>(() => Calendar.Parse(source));
    }

    [Theory, Rfc(5545, "3.3.10")]
    [InlineData("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", RecurrenceOutcome.Completed)]
    [InlineData("FREQ=SECONDLY;BYYEARDAY=366;BYMONTH=1", RecurrenceOutcome.Completed)]
    [InlineData("FREQ=MINUTELY;BYSETPOS=99;BYSECOND=1", RecurrenceOutcome.StepLimit)]
    [InlineData("FREQ=SECONDLY;INTERVAL=60;BYSECOND=30", RecurrenceOutcome.StepLimit)]
    [InlineData("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31;BYDAY=MO", RecurrenceOutcome.Completed)]
    public void A_rule_that_never_comes_true_ends_with_the_reason(string rule, RecurrenceOutcome outcome)
    {
        Event component = Calendar.TryRead(Whole($"DTSTART:20260101T000000\nRRULE:{rule}\n"))!.Events.Single();
        OccurrenceEnumerator all = RecurrenceSet.Of(component).GetEnumerator();
        int count = 0;
        while (all.MoveNext())
        {
            count++;
        }

        // The start itself is the first of the set, whatever the rule says. What can be told by days ends with the year 9999.
        Assert.Equal(1, count);
        Assert.Equal(outcome, all.Outcome);
    }

    [Theory, Rfc(5545, "3.6.5")]
    [InlineData("RRULE:FREQ=SECONDLY\n")]
    [InlineData("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\n")]
    [InlineData("RRULE:FREQ=YEARLY;INTERVAL=2147483647\n")]
    [InlineData("RRULE:FREQ=DAILY;UNTIL=99991231T000000Z\n")]
    [InlineData("RRULE:FREQ=YEARLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYDAY=MO,TU,WE,TH,FR,SA,SU\n")]
    public void A_zone_bomb_goes_off_in_bounds(string rule)
    {
        StringBuilder zone = new("BEGIN:VTIMEZONE\nTZID:Bomb\n");
        for (int i = 0; i < 20_000; i++)
        {
            zone.Append($"BEGIN:STANDARD\nDTSTART:{1970 + (i % 50):0000}0101T{i % 24:00}{i % 60:00}00\nTZOFFSETFROM:+{i % 24:00}00\nTZOFFSETTO:-{(i % 23) + 1:00}59\n{rule}END:STANDARD\n");
        }

        zone.Append("END:VTIMEZONE\n");
        byte[] source = Encoding.ASCII.GetBytes($"BEGIN:VCALENDAR\nVERSION:2.0\n{zone}BEGIN:VEVENT\nUID:1\nDTSTART;TZID=Bomb:20260101T000000\nRRULE:FREQ=DAILY\nEND:VEVENT\nEND:VCALENDAR\n");
        Calendar calendar = Calendar.TryRead(source)!;
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(7, Assert.Single(RecurrenceSet.Of(calendar)).Between(s_day, s_day.AddDays(7), 7).Count);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 400_000_000);
    }

    [Fact, Rfc(5545, "3.8.5.1"), Rfc(5545, "3.8.5.2")]
    public void Half_a_million_exceptions_and_dates_are_sorted_once()
    {
        StringBuilder lines = new("DTSTART:20260101T000000\nRRULE:FREQ=MINUTELY\n");
        DateTime time = new(2026, 1, 1);
        for (int i = 0; i < 250_000; i++)
        {
            lines.Append($"EXDATE:{time.AddMinutes(i):yyyyMMdd'T'HHmmss}\nRDATE:{time.AddSeconds((60 * i) + 30):yyyyMMdd'T'HHmmss}\n");
        }

        Event component = Calendar.TryRead(Whole(lines.ToString()))!.Events.Single();
        int count = 0;
        foreach (Occurrence occurrence in RecurrenceSet.Of(component))
        {
            Assert.Equal(count < 250_000 ? 30 : 0, occurrence.Start.Local.Second);
            if (++count == 250_100)
            {
                break;
            }
        }

        Assert.Equal(250_100, count);
    }

    [Fact, Rfc(5545, "3.8.4.4")]
    public void A_hundred_thousand_overrides_are_each_found_once()
    {
        StringBuilder source = new("BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\nDTSTART:20260101T000000Z\nRRULE:FREQ=HOURLY\nEND:VEVENT\n");
        DateTime time = new(2026, 1, 1);
        for (int i = 0; i < 100_000; i++)
        {
            source.Append($"BEGIN:VEVENT\nUID:1\nRECURRENCE-ID:{time.AddHours(i):yyyyMMdd'T'HHmmss'Z'}\nDTSTART:{time.AddHours(i).AddMinutes(5):yyyyMMdd'T'HHmmss'Z'}\nEND:VEVENT\n");
        }

        Calendar calendar = Calendar.TryRead(Encoding.ASCII.GetBytes(source.Append("END:VCALENDAR\n").ToString()))!;
        RecurrenceSet set = Assert.Single(RecurrenceSet.Of(calendar));
        List<Occurrence> some = set.Between(new DateTimeOffset(time.AddHours(50_000), TimeSpan.Zero), new DateTimeOffset(time.AddHours(50_100), TimeSpan.Zero));
        Assert.Equal(100, some.Count);
        Assert.All(some, static occurrence => Assert.Equal(5, occurrence.Start.Local.Minute));
    }

    [Fact, Rfc(7265, "3")]
    public void Deep_JSON_is_cut_off_and_refused()
    {
        byte[] source = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("[\"vcalendar\",[],[", 500_000)));
        ContentTree tree = JCal.ReadAll(source);
        Assert.Equal(ContentLineDefectCode.DepthLimit, tree.Defects[0].Code);
        Assert.Equal(ContentLineDefectCode.DepthLimit, Assert.Throws<CalendarFormatException>(() => JCal.Parse(source)).Defect.Code);
    }

    private static byte[] Whole(string lines) => Encoding.ASCII.GetBytes($"BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\n{lines}DTSTAMP:20260101T000000Z\nEND:VEVENT\nEND:VCALENDAR\n");
}
