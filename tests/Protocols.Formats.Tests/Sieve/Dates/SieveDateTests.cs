using System.Text;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Dates;

public sealed class SieveDateTests
{
    private static readonly DateTimeOffset s_date = new(2008, 2, 29, 23, 5, 9, TimeSpan.FromHours(-5));

    [Theory]
    [Rfc(5260, "4.2")]
    [InlineData("year", "2008")]
    [InlineData("MONTH", "02")]
    [InlineData("day", "29")]
    [InlineData("date", "2008-02-29")]
    [InlineData("julian", "54525")]
    [InlineData("hour", "23")]
    [InlineData("minute", "05")]
    [InlineData("second", "09")]
    [InlineData("time", "23:05:09")]
    [InlineData("iso8601", "2008-02-29T23:05:09-05:00")]
    [InlineData("std11", "Fri, 29 Feb 2008 23:05:09 -0500")]
    [InlineData("zone", "-0500")]
    [InlineData("weekday", "5")]
    public void Each_part_is_written_as_the_clock_there_shows_it(string name, string expected) => Assert.Equal(expected, Part(SieveDate.In(s_date), name));

    [Theory]
    [Rfc(5260, "4.1")]
    [InlineData("+0000", "2008-03-01T04:05:09Z", "+0000")]
    [InlineData("-0000", "2008-03-01T04:05:09Z", "+0000")]
    [InlineData("+0530", "2008-03-01T09:35:09+05:30", "+0530")]
    [InlineData("-0930", "2008-02-29T18:35:09-09:30", "-0930")]
    [InlineData("+2359", "2008-03-02T04:04:09+23:59", "+2359")]
    public void A_zone_shifts_the_date(string zone, string iso, string shown)
    {
        Assert.True(SieveDate.TryParseZone(Encoding.ASCII.GetBytes(zone), out int offset));
        SieveDate date = SieveDate.In(s_date, offset);
        Assert.Equal(iso, Part(date, "iso8601"));
        Assert.Equal(shown, Part(date, "zone"));
        Assert.EndsWith(shown, Part(date, "std11"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0100")]
    [InlineData("+100")]
    [InlineData("+01:00")]
    [InlineData("+0160")]
    [InlineData("+2400")]
    [InlineData("++100")]
    [InlineData("+ 100")]
    public void What_is_no_zone_is_refused(string zone) => Assert.False(SieveDate.TryParseZone(Encoding.ASCII.GetBytes(zone), out _));

    [Fact]
    public void The_offset_of_a_zone_is_that_of_the_time_there()
    {
        TimeZoneInfo.AdjustmentRule rule = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
            DateTime.MinValue.Date,
            DateTime.MaxValue.Date,
            TimeSpan.FromHours(1),
            TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 2, 0, 0), 4, 1),
            TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 3, 0, 0), 10, 1));
        TimeZoneInfo zone = TimeZoneInfo.CreateCustomTimeZone("Test", TimeSpan.FromHours(1), "Test", "Test", "Test", [rule]);
        Assert.Equal("+0100", Part(SieveDate.In(s_date, zone), "zone"));
        Assert.Equal("+0200", Part(SieveDate.In(s_date.AddMonths(4), zone), "zone"));
    }

    [Fact]
    public void The_ends_of_time_are_not_passed()
    {
        Assert.Equal("9999", Part(SieveDate.In(DateTimeOffset.MaxValue, 600), "year"));
        Assert.Equal("0001", Part(SieveDate.In(DateTimeOffset.MinValue, -600), "year"));
        Assert.Equal("-678575", Part(SieveDate.In(DateTimeOffset.MinValue), "julian"));
    }

    [Fact]
    public void Other_parts_are_not_known() => Assert.False(SieveDateParts.TryFind("century"u8, out _));

    private static string Part(SieveDate date, string name)
    {
        Assert.True(SieveDateParts.TryFind(Encoding.ASCII.GetBytes(name), out SieveDatePart part));
        Span<byte> text = stackalloc byte[SieveDate.MaxLength];
        return Encoding.ASCII.GetString(text[..date.Format(part, text)]);
    }
}
