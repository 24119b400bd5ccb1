using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Text;

namespace Protocols.Formats.Tests.Text;

public sealed class Rfc3339DateTests
{
    [Theory, Rfc(3339, "5.6"), Rfc(3339, "5.8"), Rfc(3339, "4.3")]
    [InlineData("1985-04-12T23:20:50.52Z", "1985-04-12T23:20:50.5200000+00:00")]
    [InlineData("1996-12-19T16:39:57-08:00", "1996-12-19T16:39:57.0000000-08:00")]
    [InlineData("1990-12-31T23:59:60Z", "1990-12-31T23:59:59.0000000+00:00")]
    [InlineData("1990-12-31T15:59:60-08:00", "1990-12-31T15:59:59.0000000-08:00")]
    [InlineData("1937-01-01T12:00:27.87+00:20", "1937-01-01T12:00:27.8700000+00:20")]
    [InlineData("1985-04-12t23:20:50z", "1985-04-12T23:20:50.0000000+00:00")]
    [InlineData("1985-04-12 23:20:50-00:00", "1985-04-12T23:20:50.0000000+00:00")]
    [InlineData("1985-04-12T23:20:50.123456789Z", "1985-04-12T23:20:50.1234567+00:00")]
    [InlineData("1985-04-12T23:20:50+23:59", "1985-04-11T23:21:50.0000000+00:00")]
    public void Dates_are_read(string text, string expected)
    {
        Assert.True(Rfc3339Date.TryParse(Encoding.ASCII.GetBytes(text), out DateTimeOffset date));
        Assert.Equal(expected, date.ToString("o", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1985-04-12")]
    [InlineData("1985-04-12T23:20:50")]
    [InlineData("1985-04-12T23:20:50.Z")]
    [InlineData("1985-04-12T23:20:50.1")]
    [InlineData("1985-04-12T23:20:50Zx")]
    [InlineData("1985-04-12T23:20:50+0100")]
    [InlineData("1985-04-12T23:20:50+24:00")]
    [InlineData("1985-04-12T23:20:50+01:60")]
    [InlineData("1985-02-29T23:20:50Z")]
    [InlineData("1985-13-12T23:20:50Z")]
    [InlineData("1985-00-12T23:20:50Z")]
    [InlineData("0000-01-12T23:20:50Z")]
    [InlineData("1985-04-12T24:00:00Z")]
    [InlineData("1985-04-12T23:60:50Z")]
    [InlineData("1985-04-12T23:20:61Z")]
    [InlineData("1985-04-1aT23:20:50Z")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    public void What_is_no_date_is_told(string text) => Assert.False(Rfc3339Date.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void Every_date_is_read_back_as_it_was_written()
    {
        Gen<DateTimeOffset> dates =
            from seconds in Gen.Choose(0, int.MaxValue)
            from ticks in Gen.Choose(0, 9_999_999)
            from digits in Gen.Choose(0, 7)
            from minutes in Gen.Choose(-14 * 60, 14 * 60)
            let cut = (int)Math.Pow(10, digits)
            select new DateTimeOffset(1950, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(seconds).AddTicks(ticks / cut * cut).ToOffset(TimeSpan.FromMinutes(minutes));
        Prop.ForAll(dates.ToArbitrary(), date =>
        {
            byte[] text = new byte[Rfc3339Date.MaxLength];
            Assert.True(Rfc3339Date.TryFormat(date, text, out int length));
            Assert.True(Rfc3339Date.TryParse(text.AsSpan(0, length), out DateTimeOffset read));
            Assert.True(date.EqualsExact(read), date.ToString("o", CultureInfo.InvariantCulture));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(10_000).WithReplay(20261124, 9));
    }

    [Theory]
    [InlineData("1985-04-12T23:20:50.5200000+00:00", "1985-04-12T23:20:50.52Z")]
    [InlineData("1996-12-19T16:39:57.0000000-08:30", "1996-12-19T16:39:57-08:30")]
    [InlineData("0099-12-19T16:39:57.0000001+14:00", "0099-12-19T16:39:57.0000001+14:00")]
    public void Dates_are_written(string date, string expected)
    {
        byte[] text = new byte[Rfc3339Date.MaxLength];
        Assert.True(Rfc3339Date.TryFormat(DateTimeOffset.ParseExact(date, "o", CultureInfo.InvariantCulture), text, out int length));
        Assert.Equal(expected, Encoding.ASCII.GetString(text, 0, length));
        Assert.False(Rfc3339Date.TryFormat(default, text.AsSpan(1), out length));
        Assert.Equal(0, length);
    }

    [Fact]
    public void Neither_reading_nor_writing_allocates()
    {
        byte[] text = Encoding.ASCII.GetBytes("1996-12-19T16:39:57.25-08:00");
        byte[] room = new byte[Rfc3339Date.MaxLength];
        AllocationAssert.None(() => Assert.True(Rfc3339Date.TryParse(text, out DateTimeOffset date) && Rfc3339Date.TryFormat(date, room, out _)));
    }
}
