using Protocols.ICalendar;

namespace Protocols.Formats.Tests.ICalendar;

/// <summary>Rules of recurrence.</summary>
public sealed class RecurrenceRuleTests
{
    [Theory, Rfc(5545, "3.3.10")]
    [InlineData("FREQ=DAILY;COUNT=3", "19970902T090000", "19970902T090000,19970903T090000,19970904T090000")]
    [InlineData("FREQ=YEARLY;BYDAY=20MO;COUNT=2", "19970519T090000", "19970519T090000,19980518T090000")]
    [InlineData("FREQ=YEARLY;BYDAY=-1SU,1MO;COUNT=4", "20240101T000000", "20240101T000000,20241229T000000,20250106T000000,20251228T000000")]
    [InlineData("FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=3", "19961105T090000", "19961105T090000,20001107T090000,20041102T090000")]
    [InlineData("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=3", "19970929T090000", "19970929T090000,19971030T090000,19971127T090000")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "19970805T090000", "19970805T090000,19970817T090000,19970819T090000,19970831T090000")]
    [InlineData("FREQ=DAILY;UNTIL=20240103", "20240101T230000", "20240101T230000,20240102T230000,20240103T230000")]
    [InlineData("FREQ=DAILY;UNTIL=20240103T120000Z", "20240101", "20240101,20240102,20240103")]
    [InlineData("FREQ=MINUTELY;BYSECOND=60;COUNT=1;UNTIL=20250101T000000", "20240101T000000", "")]
    [InlineData("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "20240101T000000", "")]
    [InlineData("FREQ=DAILY;COUNT=0", "20240101T000000", "")]
    [InlineData("FREQ=YEARLY;COUNT=5", "99980101", "99980101,99990101")]
    [InlineData("FREQ=WEEKLY;BYDAY=SU,SA", "99991230", "")]
    public void Occurrences_are_those_that_the_specification_gives(string rule, string start, string expected) =>
        Assert.Equal(expected, string.Join(',', RecurrenceRule.Parse(rule).Expand(CalendarDateTime.Parse(start)).Take(10).Select(static time => time.Value)));

    [Theory, Rfc(7529, "4.1")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3", "20240131", "20240131,20240331,20240531")]
    [InlineData("RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=BACKWARD;BYMONTHDAY=31;COUNT=4", "20240131", "20240131,20240229,20240331,20240430")]
    [InlineData("RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD;COUNT=4", "20240131", "20240131,20240301,20240331,20240501")]
    [InlineData("RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD;BYMONTHDAY=1,31;COUNT=5", "20240131", "20240131,20240201,20240301,20240331,20240401")]
    [InlineData("RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=FORWARD;COUNT=3", "20240229", "20240229,20250301,20260301")]
    [InlineData("RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=BACKWARD;COUNT=3", "20240229", "20240229,20250228,20260228")]
    [InlineData("RSCALE=GREGORIAN;FREQ=YEARLY;COUNT=2", "20240229", "20240229,20280229")]
    [InlineData("RSCALE=GREGORIAN;FREQ=YEARLY;BYMONTH=5L;SKIP=FORWARD;COUNT=1", "20240101", "20240601")]
    public void Dates_that_do_not_exist_are_skipped_as_is_said(string rule, string start, string expected)
    {
        RuleOccurrences occurrences = RecurrenceRule.Parse(rule).Expand(CalendarDateTime.Parse(start));
        List<CalendarDateTime> all = occurrences.Take(10);
        Assert.Equal(expected, string.Join(',', all.Select(static time => time.Value)));
        Assert.All(all, time => Assert.Equal(time, occurrences.From(time.Local).Take(1)[0]));
    }

    [Fact, Rfc(7529, "4.1")]
    public void A_rule_of_another_calendar_is_read_and_not_expanded()
    {
        RecurrenceRule rule = RecurrenceRule.Parse("RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=5L;BYMONTHDAY=8;SKIP=FORWARD");
        Assert.Equal("RSCALE=HEBREW;FREQ=YEARLY;BYMONTHDAY=8;BYMONTH=5L;SKIP=FORWARD", rule.ToString());
        Assert.False(rule.IsExpandable);
        Assert.Throws<NotSupportedException>(() => rule.Expand(CalendarDateTime.Parse("20240101")));
    }

    [Theory, Rfc(5545, "3.3.10")]
    [InlineData("freq=weekly;byday=mo, tu ;", "FREQ=WEEKLY;BYDAY=MO,TU")]
    [InlineData("INTERVAL=2;FREQ=DAILY;X-A=b;COUNT=5", "FREQ=DAILY;COUNT=5;INTERVAL=2;X-A=b")]
    [InlineData("FREQ=DAILY;UNTIL=1997-12-24T00:00:00Z", "FREQ=DAILY;UNTIL=19971224T000000Z")]
    [InlineData("FREQ=YEARLY;BYMONTHDAY=0,32,1;BYDAY=XX,5MO;BYHOUR=24;INTERVAL=0;COUNT=x", "FREQ=YEARLY;BYDAY=5MO;BYMONTHDAY=1")]
    public void What_can_be_read_of_a_rule_is_read(string text, string expected)
    {
        Assert.True(RecurrenceRule.TryParse(text, out RecurrenceRule? rule));
        Assert.Equal(expected, rule!.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("COUNT=3")]
    [InlineData("FREQ=SOMETIMES")]
    [InlineData("FREQ=DAILY;BYDAY=XX")]
    [InlineData("FREQ=DAILY;INTERVAL=0")]
    [InlineData("FREQ=DAILY;BYMONTHDAY=0")]
    [InlineData("FREQ=DAILY;NEW=1")]
    public void Strict_reading_refuses_what_is_wrong(string text) => Assert.Throws<FormatException>(() => RecurrenceRule.Parse(text));

    [Theory]
    [InlineData("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30")]
    [InlineData("FREQ=SECONDLY;INTERVAL=60;BYSECOND=30")]
    [InlineData("FREQ=MINUTELY;INTERVAL=1440;BYHOUR=7")]
    [InlineData("FREQ=HOURLY;INTERVAL=24;BYHOUR=7;BYMINUTE=1,2,3")]
    [InlineData("FREQ=DAILY;INTERVAL=7;BYDAY=TU")]
    [InlineData("FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6")]
    [InlineData("FREQ=SECONDLY;BYSETPOS=2")]
    [InlineData("FREQ=YEARLY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23;BYMINUTE=0;BYSETPOS=-366;BYMONTHDAY=1;BYMONTH=1")]
    public void A_rule_that_never_comes_true_ends_with_the_reason(string rule)
    {
        RuleEnumerator enumerator = RecurrenceRule.Parse(rule).Expand(CalendarDateTime.Parse("20240101T000000"), limits: new RecurrenceLimits { MaxSteps = 10_000 }).GetEnumerator();
        Assert.False(enumerator.MoveNext());
        Assert.NotEqual(RecurrenceOutcome.Running, enumerator.Outcome);
        Assert.False(enumerator.MoveNext());
        RuleEnumerator late = RecurrenceRule.Parse(rule + ";COUNT=5").Expand(CalendarDateTime.Parse("20240101T000000"), limits: new RecurrenceLimits { MaxSteps = 10_000 }).From(new DateTime(2500, 1, 1)).GetEnumerator();
        Assert.False(late.MoveNext());
    }

    [Theory]
    [InlineData("FREQ=MONTHLY;BYDAY=-1FR")]
    [InlineData("FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1,10")]
    [InlineData("FREQ=DAILY")]
    [InlineData("FREQ=WEEKLY;BYDAY=MO,WE,FR")]
    [InlineData("FREQ=HOURLY;BYHOUR=9,12;BYMINUTE=0,30")]
    [InlineData("FREQ=YEARLY;BYWEEKNO=1,20,53;BYDAY=MO")]
    public void Expanding_allocates_nothing_for_an_occurrence(string rule)
    {
        CalendarTimeZone zone = CalendarTimeZone.Find("Europe/Berlin")!;
        RuleOccurrences occurrences = RecurrenceRule.Parse(rule).Expand(CalendarDateTime.Parse("20000103T090000", "Europe/Berlin"), zone);
        long sum = 0;
        AllocationAssert.None(() =>
        {
            int count = 0;
            foreach (CalendarDateTime time in occurrences.From(new DateTime(2024, 5, 6)))
            {
                sum += time.ToUtc(zone).Ticks;
                if (++count == 500)
                {
                    break;
                }
            }
        });
        Assert.NotEqual(0, sum);
    }

    [Theory]
    [InlineData("FREQ=DAILY;COUNT=20000")]
    [InlineData("FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=5000")]
    [InlineData("FREQ=MONTHLY;BYDAY=2TU,-1FR;COUNT=900")]
    [InlineData("FREQ=YEARLY;BYMONTH=3,10;BYDAY=SU;COUNT=400")]
    [InlineData("FREQ=HOURLY;INTERVAL=5;COUNT=90000")]
    [InlineData("FREQ=MONTHLY;BYDAY=MO,TU,WE;BYSETPOS=2,-1;COUNT=700")]
    [InlineData("RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD;BYMONTHDAY=1,31;COUNT=800")]
    [InlineData("FREQ=DAILY;BYMONTH=1,7;BYHOUR=8,9;COUNT=3000")]
    public void A_count_is_kept_wherever_the_rule_is_entered(string rule)
    {
        RuleOccurrences occurrences = RecurrenceRule.Parse(rule).Expand(CalendarDateTime.Parse("20000104T090000"));
        List<CalendarDateTime> all = occurrences.Take(int.MaxValue);
        Assert.Equal(RecurrenceRule.Parse(rule).Count, all.Count);
        for (int i = 0; i < all.Count; i += Math.Max(1, all.Count / 50))
        {
            Assert.Equal(all.Skip(i), occurrences.From(all[i].Local).Take(int.MaxValue));
        }
    }

    [Fact, Rfc(5545, "3.3.10")]
    public void An_end_in_UTC_is_told_in_the_zone_of_the_start()
    {
        CalendarTimeZone zone = CalendarTimeZone.Find("America/New_York")!;
        CalendarDateTime start = CalendarDateTime.Parse("20240101T220000", "America/New_York");
        Assert.Equal(3, RecurrenceRule.Parse("FREQ=DAILY;UNTIL=20240104T030000Z").Expand(start, zone).Take(10).Count);
        Assert.Equal(2, RecurrenceRule.Parse("FREQ=DAILY;UNTIL=20240104T025959Z").Expand(start, zone).Take(10).Count);
    }
}
