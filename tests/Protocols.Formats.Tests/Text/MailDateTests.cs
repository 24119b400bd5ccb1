using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Text;

namespace Protocols.Formats.Tests.Text;

public sealed class MailDateTests
{
    [Theory, Rfc(5322, "3.3"), Rfc(5322, "4.3"), Rfc(5322, "A.5"), Rfc(5322, "A.6.2")]
    [InlineData("Fri, 21 Nov 1997 09:55:06 -0600", "1997-11-21T09:55:06-06:00")]
    [InlineData("Thu,\r\n      13\r\n        Feb\r\n          1969\r\n      23:32\r\n               -0330 (Newfoundland Time)", "1969-02-13T23:32:00-03:30")]
    [InlineData("21 Nov 97 09:55:06 GMT", "1997-11-21T09:55:06+00:00")]
    [InlineData("21 Nov 49 09:55:06 EST", "2049-11-21T09:55:06-05:00")]
    [InlineData("21 Nov 103 09:55:06 PDT", "2003-11-21T09:55:06-07:00")]
    [InlineData("21 Nov 1997 09 (comment) : 55 : 06 Z", "1997-11-21T09:55:06+00:00")]
    [InlineData("Tue Jul  1 10:52:37 2003", "2003-07-01T10:52:37+00:00")]
    [InlineData("01-Jul-2003 10:52:37 +0200", "2003-07-01T10:52:37+02:00")]
    [InlineData("Tue, 1 Jul 2003 10:52:60 GMT", "2003-07-01T10:52:59+00:00")]
    [InlineData("Tue, 1 Jul 2003 10:52:37 -0000", "2003-07-01T10:52:37+00:00")]
    [InlineData("Tue, 1 Jul 2003 10:52:37 +9900", "2003-07-01T10:52:37+00:00")]
    [InlineData("1 Jul 2003", "2003-07-01T00:00:00+00:00")]
    public void Dates_of_every_form_are_read(string text, string expected)
    {
        Assert.True(MailDate.TryParse(Encoding.ASCII.GetBytes(text), out DateTimeOffset date));
        Assert.Equal(expected, date.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("31 Feb 2003 10:00:00 +0000")]
    [InlineData("1 Jul 2003 25:00:00 +0000")]
    [InlineData("1 Jul 2003 10:60:00 +0000")]
    [InlineData("0 Jul 2003 10:00:00 +0000")]
    [InlineData("1 Jan 0001 00:00:00 +1400")]
    public void What_is_no_date_is_told(string text) => Assert.False(MailDate.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void Every_date_is_read_back_as_it_was_written()
    {
        Gen<DateTimeOffset> dates =
            from seconds in Gen.Choose(0, int.MaxValue)
            from minutes in Gen.Choose(-14 * 60, 14 * 60)
            select new DateTimeOffset(1950, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(seconds * 2.0).ToOffset(TimeSpan.FromMinutes(minutes));
        Prop.ForAll(dates.ToArbitrary(), date =>
        {
            byte[] text = new byte[MailDate.MaxLength];
            Assert.True(MailDate.TryFormat(date, text, out int length));
            Assert.True(MailDate.TryParse(text.AsSpan(0, length), out DateTimeOffset read));
            Assert.True(date.EqualsExact(read), date.ToString(CultureInfo.InvariantCulture));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20261124, 1));
    }

    [Fact]
    public void A_date_is_not_written_where_there_is_no_room()
    {
        Assert.False(MailDate.TryFormat(DateTimeOffset.UnixEpoch, new byte[MailDate.MaxLength - 1], out int written));
        Assert.Equal(0, written);
    }

    [Fact]
    public void Reading_a_date_allocates_nothing()
    {
        byte[] text = Encoding.ASCII.GetBytes("Fri, 21 Nov 1997 09:55:06 -0600 (CST)");
        AllocationAssert.None(() => Assert.True(MailDate.TryParse(text, out _)));
    }
}
