using System.Text;
using Protocols.ICalendar;

namespace Protocols.Formats.Tests.ICalendar;

/// <summary>Zones: of the database, of definitions, and written as definitions.</summary>
public sealed class TimeZoneTests
{
    [Theory]
    [InlineData("Europe/Berlin", "Europe/Berlin")]
    [InlineData("europe/berlin", "Europe/Berlin")]
    [InlineData("W. Europe Standard Time", "Europe/Berlin")]
    [InlineData("Eastern Standard Time", "America/New_York")]
    [InlineData("/mozilla.org/20050126_1/Europe/Berlin", "Europe/Berlin")]
    [InlineData("/freeassociation.sourceforge.net/Tzfile/America/New_York", "America/New_York")]
    [InlineData("Nowhere/Middle", null)]
    [InlineData("", null)]
    [InlineData("(UTC-05:00) Eastern Time (US & Canada)", "America/New_York")]
    [InlineData("(UTC-04:00) Atlantic Time (Canada)", "America/Halifax")]
    [InlineData("(GMT+10:00) Canberra, Melbourne, Sydney", "Australia/Canberra")]
    [InlineData("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Amsterdam")]
    [InlineData("(UTC+08:00) Beijing, Chongqing, Hong Kong, Urumqi", "Asia/Chongqing")]
    [InlineData("(UTC-07:00) Arizona", "US/Arizona")]
    [InlineData("(UTC-06:00) Eastern Time (US & Canada)", "(UTC-06:00) Eastern Time (US & Canada)")]
    [InlineData("(GMT +01:00)", "(GMT +01:00)")]
    [InlineData("UTC+2", "UTC+2")]
    [InlineData("GMT -0330", "GMT -0330")]
    [InlineData("(UTC+25:00) Sydney", null)]
    [InlineData("(UTC", null)]
    [InlineData("UTC5", null)]
    [InlineData("UTC+1:99", null)]
    public void A_name_finds_its_zone(string name, string? expected) => Assert.Equal(expected, CalendarTimeZone.Find(name)?.Id);

    [Theory]
    [InlineData("(GMT +01:00)", 60)]
    [InlineData("UTC+2", 120)]
    [InlineData("GMT -0330", -210)]
    [InlineData("(GMT) Nowhere", 0)]
    public void An_offset_without_a_known_place_stands_by_itself(string name, int minutes)
    {
        CalendarTimeZone zone = CalendarTimeZone.Find(name)!;
        Assert.Equal(TimeSpan.FromMinutes(minutes), zone.OffsetAt(new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromMinutes(minutes)), zone.ToUtc(new DateTime(2026, 1, 1)));
    }

    [Theory, Rfc(5545, "3.3.5")]
    [InlineData("2007-11-04T01:30:00", "2007-11-04T05:30:00Z")]
    [InlineData("2007-03-11T02:30:00", "2007-03-11T07:30:00Z")]
    [InlineData("2007-03-11T01:59:59", "2007-03-11T06:59:59Z")]
    [InlineData("2007-03-11T03:00:00", "2007-03-11T07:00:00Z")]
    [InlineData("2007-11-04T02:00:00", "2007-11-04T07:00:00Z")]
    [InlineData("2007-07-04T12:00:00", "2007-07-04T16:00:00Z")]
    public void A_local_time_that_comes_twice_means_the_first_and_one_that_never_comes_the_offset_before(string local, string utc)
    {
        DateTimeOffset expected = DateTimeOffset.Parse(utc, System.Globalization.CultureInfo.InvariantCulture);
        DateTime time = DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture);
        CalendarTimeZone zone = CalendarTimeZone.Find("America/New_York")!;
        Assert.Equal(expected, zone.ToUtc(time));
        Assert.Equal(expected, TimeZoneComponent.Create(zone, new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero)).ToTimeZone().ToUtc(time));
    }

    [Theory, Rfc(5545, "3.6.5")]
    [InlineData("Europe/Berlin")]
    [InlineData("America/New_York")]
    [InlineData("America/Sao_Paulo")]
    [InlineData("Asia/Tokyo")]
    [InlineData("Asia/Kolkata")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Africa/Casablanca")]
    [InlineData("Asia/Tehran")]
    [InlineData("Pacific/Apia")]
    [InlineData("Europe/Dublin")]
    [InlineData("America/Scoresbysund")]
    [InlineData("Antarctica/Troll")]
    [InlineData("Asia/Gaza")]
    [InlineData("Etc/UTC")]
    public void A_definition_that_is_written_means_the_zone_it_was_made_of(string name)
    {
        CalendarTimeZone zone = CalendarTimeZone.Find(name)!;
        DateTimeOffset from = new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);
        TimeZoneComponent written = TimeZoneComponent.Create(zone, from, new DateTimeOffset(2036, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Calendar calendar = Calendar.Create("-//x//y//EN");
        calendar.Components.Add(written);
        CalendarTimeZone read = Calendar.Parse(calendar.ToBytes()).TimeZones.Single().ToTimeZone();
        for (DateTimeOffset time = from; time.Year < 2036; time = time.AddHours(61))
        {
            Assert.True(zone.OffsetAt(time) == read.OffsetAt(time), $"{name} at {time:u}: {zone.OffsetAt(time)}, {read.OffsetAt(time)} in{Environment.NewLine}{written}");
            Assert.Equal(zone.ToUtc(zone.ToLocal(time)), read.ToUtc(zone.ToLocal(time)));
        }
    }

    [Fact, Rfc(5545, "3.6.5")]
    public void Rules_without_end_are_written_without_end()
    {
        string berlin = TimeZoneComponent.Create(CalendarTimeZone.Find("Europe/Berlin")!, new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero)).ToString();
        Assert.Contains("RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\n", berlin, StringComparison.Ordinal);
        Assert.Contains("RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\n", berlin, StringComparison.Ordinal);
        Assert.Equal(2, berlin.Split("BEGIN:").Length - 2);
    }

    [Fact]
    public void A_definition_without_a_known_name_is_used_and_a_known_name_means_the_database()
    {
        const string Source = """
            BEGIN:VCALENDAR
            BEGIN:VTIMEZONE
            TZID:{0}
            BEGIN:STANDARD
            DTSTART:19700101T000000
            TZOFFSETFROM:+0000
            TZOFFSETTO:+0300
            END:STANDARD
            END:VTIMEZONE
            END:VCALENDAR
            """;
        DateTimeOffset time = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        foreach ((string name, int hours) in new[] { ("Home", 3), ("W. Europe Standard Time", 3), ("Europe/Berlin", 1) })
        {
            Calendar calendar = Calendar.TryRead(Encoding.UTF8.GetBytes(Source.Replace("{0}", name, StringComparison.Ordinal)))!;
            Assert.Equal(TimeSpan.FromHours(hours), calendar.FindTimeZone(name)!.OffsetAt(time));
            Assert.Null(calendar.FindTimeZone("Elsewhere"));
            Assert.Null(calendar.FindTimeZone(null));
        }
    }

    [Fact]
    public void A_definition_made_to_cost_is_bounded()
    {
        string observances = string.Concat(Enumerable.Repeat("BEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=SECONDLY\r\nRRULE:FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2\r\nRRULE:FREQ=SECONDLY;COUNT=1000000000\r\nEND:STANDARD\r\n", 100));
        Calendar calendar = Calendar.TryRead(Encoding.UTF8.GetBytes($"BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:x\r\n{observances}END:VTIMEZONE\r\nEND:VCALENDAR\r\n"))!;
        CalendarTimeZone zone = calendar.FindTimeZone("x")!;
        Assert.Equal(TimeSpan.FromHours(1), zone.OffsetAt(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.Equal(TimeSpan.Zero, zone.OffsetAt(new DateTimeOffset(1960, 1, 1, 0, 0, 0, TimeSpan.Zero)));
    }
}
