using System.Text;
using Protocols.ICalendar;
using Protocols.Text;

namespace Protocols.Formats.Tests.ICalendar;

/// <summary>Calendars held against the specifications.</summary>
public sealed class ValidationTests
{
    // Another's reader could not take the empty line of the first, and the zone of the second, which nothing defines; RFC 5545 §3.2.19 allows a name
    // with a slash before it to stand by itself.
    private static readonly string[] s_allowed = ["korganizer.ics", "talios.ics"];

    // They are in another's list of valid files; in each something is wrong that its reader does not look at.
    private static readonly Dictionary<string, CalendarDefectCode> s_wrong = new()
    {
        ["1106817412.ics"] = CalendarDefectCode.InvalidValue,
        ["Australian_TV_Melbourne.ics"] = CalendarDefectCode.InvalidValue,
        ["Belgische32feestdagen.ics"] = CalendarDefectCode.MissingProperty,
        ["Misc.History.ics"] = CalendarDefectCode.InvalidValue,
        ["Standup.ics"] = CalendarDefectCode.InvalidValue,
        ["THFC.ics"] = CalendarDefectCode.UndefinedTimeZone,
        ["bitfire1.ics"] = CalendarDefectCode.MissingProperty,
        ["classify.ics"] = CalendarDefectCode.InvalidValue,
        ["categories.ics"] = CalendarDefectCode.MissingProperty,
        ["derryn.ics"] = CalendarDefectCode.UndefinedTimeZone,
        ["evolution2.ics"] = CalendarDefectCode.MissingProperty,
        ["friday13-NOT.ics"] = CalendarDefectCode.MissingProperty,
        ["mansour.ics"] = CalendarDefectCode.MissingProperty,
        ["maritz.ics"] = CalendarDefectCode.MissingProperty,
        ["rfc5545-sec3.6.4.ics"] = CalendarDefectCode.InvalidValue,
        ["rfc5545-sec3.6.6.ics"] = CalendarDefectCode.MisplacedComponent,
        ["sunbird_sample.ics"] = CalendarDefectCode.InvalidValue,
        ["zidestoreical4jbomb.ics"] = CalendarDefectCode.InvalidValue,
    };

    private const string Whole = """
        BEGIN:VCALENDAR
        PRODID:-//Example//Test//EN
        VERSION:2.0
        BEGIN:VTIMEZONE
        TZID:Here
        BEGIN:STANDARD
        DTSTART:19700101T000000
        TZOFFSETFROM:+0000
        TZOFFSETTO:+0100
        END:STANDARD
        END:VTIMEZONE
        BEGIN:VEVENT
        UID:1
        DTSTAMP:20260101T000000Z
        DTSTART;TZID=Here:20260101T100000
        DTEND;TZID=Here:20260101T110000
        RRULE:FREQ=DAILY;UNTIL=20260201T000000Z
        EXDATE;TZID=Here:20260102T100000,20260103T100000
        RDATE;VALUE=PERIOD:20260501T100000Z/PT1H,20260502T100000Z/20260502T110000Z
        GEO:48.1;-11.5
        CATEGORIES:A,B\,C
        STATUS:CONFIRMED
        TRANSP:OPAQUE
        CLASS:X-SECRET
        ATTACH;VALUE=BINARY;ENCODING=BASE64:AAAA
        REQUEST-STATUS:2.0;Success
        ATTENDEE:mailto:a@example.com
        X-ANY:a;b,c
        BEGIN:VALARM
        ACTION:DISPLAY
        TRIGGER:-P1DT12H
        DESCRIPTION:Wake
        REPEAT:2
        DURATION:PT5M
        END:VALARM
        BEGIN:X-OWN
        UID:a,b
        END:X-OWN
        END:VEVENT
        END:VCALENDAR

        """;

    [Fact, Rfc(5545, "3.6")]
    public void Invalid_calendars_of_ical4j_are_refused()
    {
        int count = 0;
        foreach (string path in Suites.Files("ical-ical4j", "*.ics").Where(static path => path.Contains("/samples/invalid/", StringComparison.Ordinal)))
        {
            ContentTree tree = Calendar.ReadAll(File.ReadAllBytes(path));
            bool isRefused = tree.Components is not [Calendar calendar] || tree.Defects.Any(static defect => defect.Code != ContentLineDefectCode.BareLineEnd) || CalendarValidator.Check(calendar).Count > 0;
            Assert.True(isRefused != s_allowed.Contains(Path.GetFileName(path)), path);
            count++;
        }

        Assert.True(count >= 18, $"{count} calendars.");
    }

    [Fact, Rfc(5545, "3.6")]
    public void Valid_calendars_of_ical4j_are_valid_but_where_something_is_wrong()
    {
        int count = 0;
        foreach (string path in Suites.Files("ical-ical4j", "*.ics").Where(static path => path.Contains("/samples/valid/", StringComparison.Ordinal)))
        {
            IReadOnlyList<CalendarDefect> defects = CalendarValidator.Check(Calendar.TryRead(File.ReadAllBytes(path))!);
            if (s_wrong.TryGetValue(Path.GetFileName(path), out CalendarDefectCode code))
            {
                Assert.True(defects.Count > 0 && defects.Any(defect => defect.Code == code), path);
            }
            else
            {
                Assert.True(defects.Count == 0, $"{path}: {string.Join(", ", defects)}");
            }

            count++;
        }

        Assert.True(count >= 50, $"{count} calendars.");
    }

    [Fact, Rfc(5545, "3.6")]
    public void A_calendar_with_everything_in_its_place_has_no_defects() => Assert.Empty(Check(Whole));

    [Theory, Rfc(5545, "3.6.1"), Rfc(5545, "3.6.5"), Rfc(5545, "3.6.6"), Rfc(5545, "3.3")]
    [InlineData("VERSION:2.0\n", "", CalendarDefectCode.MissingProperty, "VERSION", "VCALENDAR")]
    [InlineData("UID:1\n", "", CalendarDefectCode.MissingProperty, "UID", "VEVENT")]
    [InlineData("UID:1\n", "UID:1\nUID:2\n", CalendarDefectCode.RepeatedProperty, "UID", "VEVENT")]
    [InlineData("UID:1\n", "UID:1\nFREEBUSY:20260101T000000Z/PT1H\n", CalendarDefectCode.MisplacedProperty, "FREEBUSY", "VEVENT")]
    [InlineData("DTEND;TZID=Here:20260101T110000", "DTEND;TZID=Here:20260101T110000\nDURATION:PT1H", CalendarDefectCode.ConflictingProperties, "DURATION", "VEVENT")]
    [InlineData("DTEND;TZID=Here:20260101T110000", "DTEND;TZID=Here:20260101T090000", CalendarDefectCode.EndBeforeStart, "DTEND", "VEVENT")]
    [InlineData("DTEND;TZID=Here:20260101T110000", "DTEND;VALUE=DATE:20260102", CalendarDefectCode.EndBeforeStart, "DTEND", "VEVENT")]
    [InlineData("DTEND;TZID=Here:20260101T110000", "DTEND;TZID=There:20260101T110000", CalendarDefectCode.UndefinedTimeZone, "DTEND", "VEVENT")]
    [InlineData("DTSTART;TZID=Here:20260101T100000", "DTSTART;TZID=Here:20260230T100000", CalendarDefectCode.InvalidValue, "DTSTART", "VEVENT")]
    [InlineData("DTSTART;TZID=Here:20260101T100000", "DTSTART;TZID=Here:2026-01-01T10:00:00", CalendarDefectCode.InvalidValue, "DTSTART", "VEVENT")]
    [InlineData("DTSTART;TZID=Here:20260101T100000", "DTSTART;VALUE=DURATION:PT1H", CalendarDefectCode.InvalidValueType, "DTSTART", "VEVENT")]
    [InlineData("DTSTAMP:20260101T000000Z", "DTSTAMP:20260101T000000", CalendarDefectCode.NotUtc, "DTSTAMP", "VEVENT")]
    [InlineData("UNTIL=20260201T000000Z", "UNTIL=20260201", CalendarDefectCode.InvalidValue, "RRULE", "VEVENT")]
    [InlineData("FREQ=DAILY", "FREQ=DAILY;BYMONTH=13", CalendarDefectCode.InvalidValue, "RRULE", "VEVENT")]
    [InlineData("20260502T100000Z/20260502T110000Z", "20260502T100000Z/20260502T090000Z", CalendarDefectCode.InvalidValue, "RDATE", "VEVENT")]
    [InlineData("20260501T100000Z/PT1H", "20260501T100000Z/-PT1H", CalendarDefectCode.InvalidValue, "RDATE", "VEVENT")]
    [InlineData("48.1;-11.5", "48.1;-181", CalendarDefectCode.InvalidValue, "GEO", "VEVENT")]
    [InlineData("B\\,C", "B;C", CalendarDefectCode.InvalidValue, "CATEGORIES", "VEVENT")]
    [InlineData("STATUS:CONFIRMED", "STATUS:NEEDS-ACTION", CalendarDefectCode.InvalidValue, "STATUS", "VEVENT")]
    [InlineData("TRANSP:OPAQUE", "TRANSP:CLEAR", CalendarDefectCode.InvalidValue, "TRANSP", "VEVENT")]
    [InlineData("ENCODING=BASE64:AAAA", "ENCODING=BASE64:AAA", CalendarDefectCode.InvalidValue, "ATTACH", "VEVENT")]
    [InlineData(";ENCODING=BASE64:AAAA", ":AAAA", CalendarDefectCode.InvalidValue, "ATTACH", "VEVENT")]
    [InlineData("2.0;Success", "ok", CalendarDefectCode.InvalidValue, "REQUEST-STATUS", "VEVENT")]
    [InlineData("mailto:a@example.com", "a@example.com", CalendarDefectCode.InvalidValue, "ATTENDEE", "VEVENT")]
    [InlineData("X-ANY:a;b,c", "SHOW-WITHOUT-TIME;VALUE=BOOLEAN:FALSE", CalendarDefectCode.InvalidValue, "SHOW-WITHOUT-TIME", "VEVENT")]
    [InlineData("X-ANY:a;b,c", "COORDINATES;VALUE=URI:geo:1,2", CalendarDefectCode.MisplacedProperty, "COORDINATES", "VEVENT")]
    [InlineData("TZOFFSETFROM:+0000", "TZOFFSETFROM:-0000", CalendarDefectCode.InvalidValue, "TZOFFSETFROM", "STANDARD")]
    [InlineData("TRIGGER:-P1DT12H", "TRIGGER:-P1W2D", CalendarDefectCode.InvalidValue, "TRIGGER", "VALARM")]
    [InlineData("TRIGGER:-P1DT12H", "TRIGGER:-PT1H5S", CalendarDefectCode.InvalidValue, "TRIGGER", "VALARM")]
    [InlineData("REPEAT:2\n", "", CalendarDefectCode.ConflictingProperties, "REPEAT", "VALARM")]
    [InlineData("DESCRIPTION:Wake\n", "", CalendarDefectCode.MissingProperty, "DESCRIPTION", "VALARM")]
    [InlineData("ACTION:DISPLAY", "ACTION:EMAIL\nSUMMARY:S", CalendarDefectCode.MissingProperty, "ATTENDEE", "VALARM")]
    [InlineData("BEGIN:X-OWN\nUID:a,b\nEND:X-OWN\n", "BEGIN:VTIMEZONE\nTZID:T\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0000\nTZOFFSETTO:+0000\nEND:STANDARD\nEND:VTIMEZONE\n", CalendarDefectCode.MisplacedComponent, null, "VTIMEZONE")]
    public void What_is_wrong_is_told(string found, string replaced, CalendarDefectCode code, string? property, string component)
    {
        string source = Whole.Replace(found, replaced, StringComparison.Ordinal);
        Assert.NotEqual(Whole, source);
        CalendarDefect defect = Assert.Single(Check(source));
        Assert.Equal((code, property, component), (defect.Code, defect.Property, defect.Component.Name));
        Assert.StartsWith($"{code}: ", defect.ToString(), StringComparison.Ordinal);
    }

    [Fact, Rfc(5545, "3.6.5")]
    public void A_zone_without_observances_and_an_empty_calendar_are_told()
    {
        CalendarDefect defect = Assert.Single(Check("BEGIN:VCALENDAR\nPRODID:a\nVERSION:2.0\nBEGIN:VTIMEZONE\nTZID:T\nEND:VTIMEZONE\nEND:VCALENDAR\n"));
        Assert.Equal(("RFC 5545 §3.6.5", CalendarDefectCode.MissingComponent), (defect.Section, defect.Code));
        Assert.Equal(CalendarDefectCode.MissingComponent, Assert.Single(Check("BEGIN:VCALENDAR\nPRODID:a\nVERSION:2.0\nEND:VCALENDAR\n")).Code);
    }

    [Fact, Rfc("draft-ietf-calext-icalendar-jscalendar-extensions", "4.1"), Rfc("draft-ietf-calext-icalendar-jscalendar-extensions", "4.2"), Rfc(9073, "5.1")]
    public void What_is_set_by_type_is_valid()
    {
        Event meeting = new() { Uid = "1", Stamp = CalendarDateTime.Parse("20260101T000000Z"), Start = CalendarDateTime.Parse("20260101T000000Z"), ShowWithoutTime = true };
        LocationComponent place = new() { Uid = "2", Coordinates = "geo:48.198634,16.371648" };
        meeting.Components.Add(place);
        meeting.Add(new ContentProperty("IMAGE", "http://example.com/1.png"));
        meeting.Images[0].Order = 2;
        meeting.Images[0].ValueType = "URI";
        Calendar calendar = Calendar.Create("-//Example//Test//EN");
        calendar.Components.Add(meeting);
        Calendar read = Calendar.Parse(calendar.ToBytes());
        Assert.Empty(CalendarValidator.Check(read));
        Event again = read.Events.Single();
        Assert.True(again.ShowWithoutTime);
        Assert.Equal(2, again.Images[0].Order);
        Assert.Equal("COORDINATES;VALUE=URI:geo:48.198634,16.371648", again.ComponentsOf<LocationComponent>().Single().Find("COORDINATES"u8)!.ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => again.Images[0].Order = 0);
        again.Start = CalendarDateTime.Parse("20260101");
        Assert.False(again.ShowWithoutTime);
    }

    [Fact]
    public void There_are_no_more_defects_than_are_wanted()
    {
        string many = string.Concat(Enumerable.Repeat("BEGIN:VEVENT\nEND:VEVENT\n", 1_000));
        Calendar calendar = Calendar.TryRead(Encoding.UTF8.GetBytes($"BEGIN:VCALENDAR\n{many}END:VCALENDAR\n"))!;
        Assert.Equal(64, CalendarValidator.Check(calendar).Count);
        Assert.Equal(3_002, CalendarValidator.Check(calendar, 100_000).Count);
    }

    private static IReadOnlyList<CalendarDefect> Check(string source) => CalendarValidator.Check(Calendar.TryRead(Encoding.UTF8.GetBytes(source))!);
}
