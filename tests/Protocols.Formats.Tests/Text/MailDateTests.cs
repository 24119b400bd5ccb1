using System.Globalization;
using System.Text;
using System.Text.Json;
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
    [InlineData("20 11 79 05:34:27 -0300", "1979-11-20T05:34:27-03:00")]
    [InlineData("1 97 Nov 05:34:27 -0300", "1997-11-01T05:34:27-03:00")]
    [InlineData("11/25/2003 05:34:27 PM", "2003-11-25T17:34:27+00:00")]
    [InlineData("01.07.2003 10.52.37 +0200", "2003-07-01T10:52:37+02:00")]
    [InlineData("2003-07-01T10:52:37.123+05:30", "2003-07-01T10:52:37+05:30")]
    [InlineData("2003-07-01 10:52:37Z", "2003-07-01T10:52:37+00:00")]
    [InlineData("01-07-2003 10:52 +02", "2003-07-01T10:52:00+02:00")]
    [InlineData("Tue Jul 01 2003 10:52:37 GMT+0200 (CEST)", "2003-07-01T10:52:37+02:00")]
    [InlineData("Tue Jul  1 10:52:37.5 2003", "2003-07-01T10:52:37+00:00")]
    [InlineData("Tue Jul  1 10:52:37 EST 2003", "2003-07-01T10:52:37-05:00")]
    [InlineData("Thu, 10 Jul 1997 14:53:31 EST5EDT", "1997-07-10T14:53:31-05:00")]
    [InlineData("Thu, 10 Jul 1997 14:53:31 A", "1997-07-10T14:53:31+00:00")]
    [InlineData("Thu, 10 Jul 1997 14:53:31 ZZZZ", "1997-07-10T14:53:31+00:00")]
    [InlineData("by mx.example with SMTP id 4:5; Mon, 10 Oct 2022 10:31:15 -0700", "2022-10-10T10:31:15-07:00")]
    [InlineData("Sun, 1 July 2003 10:52:37 ut", "2003-07-01T10:52:37+00:00")]
    public void Dates_of_every_form_are_read(string text, string expected)
    {
        Assert.True(MailDate.TryParse(Encoding.ASCII.GetBytes(text), out DateTimeOffset date));
        Assert.Equal(expected, date.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
    }

    // The suite makes a time of numbers without colons, and no date of one whose comment is not closed: here a date needs no time, and a
    // time its colons.
    [Fact, Rfc(5322, "3.3"), Rfc(5322, "4.3")]
    public void All_dates_of_mail_parser_are_read_but_two()
    {
        string[] others = [" 4 8 15 16 23 42, 4 8 15 16 23 42, 4 8 15 16 23 42, ", "Tue, 1 Jul 2003 ((invalid)\ncomment) 10:52:37 +0200"];
        using JsonDocument suite = JsonDocument.Parse(File.ReadAllBytes(Suites.Files("mime-mail-parser-rs", "date.json").Single()));
        int count = 0;
        foreach (JsonElement test in suite.RootElement.EnumerateArray())
        {
            string header = test.GetProperty("header").GetString()!;
            JsonElement expected = test.GetProperty("expected");
            string wanted = "none";
            if (expected.ValueKind != JsonValueKind.Null)
            {
                int Get(string name) => expected.GetProperty(name).GetInt32();
                string sign = expected.GetProperty("tz_before_gmt").GetBoolean() ? "-" : "+";
                wanted = string.Create(CultureInfo.InvariantCulture, $"{Get("year"):D4}-{Get("month"):D2}-{Get("day"):D2}T{Get("hour"):D2}:{Get("minute"):D2}:{Get("second"):D2}{sign}{Get("tz_hour"):D2}:{Get("tz_minute"):D2}");
            }

            string read = MailDate.TryParse(Encoding.UTF8.GetBytes(header), out DateTimeOffset date) ? date.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture) : "none";
            Assert.Equal(!others.Contains(header), wanted == read);
            count++;
        }

        Assert.Equal(40, count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("31 Feb 2003 10:00:00 +0000")]
    [InlineData("1 Jul 2003 25:00:00 +0000")]
    [InlineData("1 Jul 2003 10:60:00 +0000")]
    [InlineData("0 Jul 2003 10:00:00 +0000")]
    [InlineData("1 Jan 0001 00:00:00 +1400")]
    [InlineData("Tue, 7 00 2026 19:14:51 +0000")]
    [InlineData("13 25 2026 19:14:51 +0000")]
    [InlineData("2003-00-01 10:52:37Z")]
    [InlineData("99999999999999 Jul 2003")]
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
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(10_000).WithReplay(20261124, 1));
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
