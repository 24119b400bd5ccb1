using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Protocols.ICalendar;
using Protocols.Text;

namespace Protocols.Formats.Tests.ICalendar;

/// <summary>jCal both ways.</summary>
public sealed class JCalTests
{
    [Fact, Rfc(7265, "3.3"), Rfc(7265, "3.6.4"), Rfc(7265, "3.6.5")]
    public void The_first_example_of_the_appendix()
    {
        const string Lines = "BEGIN:VCALENDAR\r\nCALSCALE:GREGORIAN\r\nPRODID:-//Example Inc.//Example Calendar//EN\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nDTSTAMP:20080205T191224Z\r\nDTSTART:20081006\r\n"
            + "SUMMARY:Planning meeting\r\nUID:4088E990AD89CB3DBB484909\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        const string Json = """
            ["vcalendar",
              [["calscale", {}, "text", "GREGORIAN"], ["prodid", {}, "text", "-//Example Inc.//Example Calendar//EN"], ["version", {}, "text", "2.0"]],
              [["vevent",
                [["dtstamp", {}, "date-time", "2008-02-05T19:12:24Z"], ["dtstart", {}, "date", "2008-10-06"], ["summary", {}, "text", "Planning meeting"], ["uid", {}, "text", "4088E990AD89CB3DBB484909"]],
                []]]]
            """;
        AssertJson(Json, ToJson(Calendar.Parse(Encoding.UTF8.GetBytes(Lines))));
        Assert.Equal(Lines.Replace("DTSTART:", "DTSTART;VALUE=DATE:", StringComparison.Ordinal), JCal.Parse(Encoding.UTF8.GetBytes(Json)).ToString());
    }

    /// <summary>The values of the second example, which as a whole contradicts its own lines and §3.6.9.</summary>
    [Theory]
    [Rfc(7265, "3.4.1.1"), Rfc(7265, "3.4.1.2"), Rfc(7265, "3.5"), Rfc(7265, "3.5.1"), Rfc(7265, "3.5.2"), Rfc(7265, "3.6.1"), Rfc(7265, "3.6.2"), Rfc(7265, "3.6.6"), Rfc(7265, "3.6.7"), Rfc(7265, "3.6.8"), Rfc(7265, "3.6.9")]
    [Rfc(7265, "3.6.10"), Rfc(7265, "3.6.11"), Rfc(7265, "3.6.12"), Rfc(7265, "3.6.13"), Rfc(7265, "3.6.14"), Rfc(7265, "5.3")]
    [InlineData("DTSTART;TZID=US/Eastern:20060102T120000", """["dtstart", {"tzid": "US/Eastern"}, "date-time", "2006-01-02T12:00:00"]""")]
    [InlineData("RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", """["rrule", {}, "recur", {"freq": "YEARLY", "byday": "-1SU", "bymonth": 10}]""")]
    [InlineData("RRULE:FREQ=YEARLY;COUNT=5;BYDAY=-1SU,2MO;BYMONTH=10", """["rrule", {}, "recur", {"freq": "YEARLY", "count": 5, "byday": ["-1SU", "2MO"], "bymonth": 10}]""")]
    [InlineData("RRULE:FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=1,15,-1;UNTIL=20131001", """["rrule", {}, "recur", {"freq": "MONTHLY", "interval": 2, "bymonthday": [1, 15, -1], "until": "2013-10-01"}]""")]
    [InlineData("TZOFFSETFROM:-0500", """["tzoffsetfrom", {}, "utc-offset", "-05:00"]""")]
    [InlineData("RDATE;TZID=US/Eastern;VALUE=PERIOD:20060102T150000/PT2H", """["rdate", {"tzid": "US/Eastern"}, "period", ["2006-01-02T15:00:00", "PT2H"]]""")]
    [InlineData("FREEBUSY;FBTYPE=FREE:19970308T160000Z/P1D,19970309T160000Z/19970309T170000Z", """["freebusy", {"fbtype": "FREE"}, "period", ["1997-03-08T16:00:00Z", "P1D"], ["1997-03-09T16:00:00Z", "1997-03-09T17:00:00Z"]]""")]
    [InlineData("EXDATE;VALUE=DATE:20110512,20110513", """["exdate", {}, "date", "2011-05-12", "2011-05-13"]""")]
    [InlineData("DESCRIPTION:a\\, b\\; c\\nd\\\\", """["description", {}, "text", "a, b; c\nd\\"]""")]
    [InlineData("CATEGORIES:Meetings,Wo\\,rk", """["categories", {}, "text", "Meetings", "Wo,rk"]""")]
    [InlineData("GEO:37.386013;-122.082932", """["geo", {}, "float", [37.386013, -122.082932]]""")]
    [InlineData("REQUEST-STATUS:2.0;Success", """["request-status", {}, "text", ["2.0", "Success"]]""")]
    [InlineData("REQUEST-STATUS:3.7;Invalid calendar user;ATTENDEE:mailto:jsmith@example.com", """["request-status", {}, "text", ["3.7", "Invalid calendar user", "ATTENDEE:mailto:jsmith@example.com"]]""")]
    [InlineData("ATTENDEE;DELEGATED-TO=\"mailto:jdoe@example.org\",\"mailto:jqpublic@example.org\":mailto:jsmith@example.org", """["attendee", {"delegated-to": ["mailto:jdoe@example.org", "mailto:jqpublic@example.org"]}, "cal-address", "mailto:jsmith@example.org"]""")]
    [InlineData("ATTACH;VALUE=BINARY;ENCODING=BASE64:SGVsbG8gV29ybGQh", """["attach", {"encoding": "BASE64"}, "binary", "SGVsbG8gV29ybGQh"]""")]
    [InlineData("X-NON-SMOKING;VALUE=BOOLEAN:TRUE", """["x-non-smoking", {}, "boolean", true]""")]
    [InlineData("X-GRADE;VALUE=FLOAT:1.3", """["x-grade", {}, "float", 1.3]""")]
    [InlineData("X-TIME;VALUE=TIME:123000Z", """["x-time", {}, "time", "12:30:00Z"]""")]
    [InlineData("TZURL:http://example.org/tz/Europe-Berlin.ics", """["tzurl", {}, "uri", "http://example.org/tz/Europe-Berlin.ics"]""")]
    [InlineData("DURATION:PT1H", """["duration", {}, "duration", "PT1H"]""")]
    [InlineData("X-COMPLAINT-DEADLINE:20110512T120000Z", """["x-complaint-deadline", {}, "unknown", "20110512T120000Z"]""")]
    [InlineData("X-COFFEE-DATA:Stenophylla;Guinea\\,Africa", """["x-coffee-data", {}, "unknown", "Stenophylla;Guinea\\,Africa"]""")]
    [InlineData("PERCENT-COMPLETE:95", """["percent-complete", {}, "integer", 95]""")]
    [InlineData("DTSTART;X-SLACK=30.3;VALUE=DATE:20110512", """["dtstart", {"x-slack": "30.3"}, "date", "2011-05-12"]""")]
    public void Properties_are_the_same_both_ways(string line, string json)
    {
        Calendar calendar = Calendar.Parse(Encoding.UTF8.GetBytes($"BEGIN:VCALENDAR\r\n{line}\r\nEND:VCALENDAR\r\n"));
        string document = $"[\"vcalendar\",[{json}],[]]";
        AssertJson(document, ToJson(calendar));
        Assert.Equal(SortedParameters(line), SortedParameters(JCal.Parse(Encoding.UTF8.GetBytes(document)).Properties[0].ToString()));
    }

    [Theory, Rfc(7265, "3.1"), Rfc(7265, "3.5.2"), Rfc(7265, "3.6.10")]
    [InlineData("""["rdate", {}, "period", "2006-01-02T15:00:00/PT2H"]""", "RDATE;VALUE=PERIOD:20060102T150000/PT2H")]
    [InlineData("""["rrule", {}, "recur", {"freq": "DAILY", "bymonth": [4]}]""", "RRULE:FREQ=DAILY;BYMONTH=4")]
    [InlineData("""["attendee", {"delegated-to": ["mailto:a@b.example"]}, "cal-address", "mailto:c@d.example"]""", "ATTENDEE;DELEGATED-TO=\"mailto:a@b.example\":mailto:c@d.example")]
    [InlineData("""["priority", {}, "integer", 3e0]""", "PRIORITY:3")]
    [InlineData("""["attach", {}, "binary", "SGk="]""", "ATTACH;VALUE=BINARY;ENCODING=BASE64:SGk=")]
    public void Other_forms_are_read(string json, string line) =>
        Assert.Equal(line, JCal.Parse(Encoding.UTF8.GetBytes($"[\"vcalendar\",[{json}],[]]")).Properties[0].ToString());

    [Fact, Rfc(7265, "3.1")]
    public void What_is_not_binary_is_not_in_base64()
    {
        Calendar calendar = Calendar.Parse("BEGIN:VCALENDAR\r\nDESCRIPTION;ENCODING=BASE64:SGksIHlvdQ==\r\nEND:VCALENDAR\r\n"u8.ToArray());
        AssertJson("""["vcalendar", [["description", {}, "text", "Hi, you"]], []]""", ToJson(calendar));
    }

    [Theory]
    [InlineData("", ContentLineDefectCode.MalformedJson)]
    [InlineData("[\"vcalendar\",[", ContentLineDefectCode.MalformedJson)]
    [InlineData("[\"vcalendar\",[],[]] x", ContentLineDefectCode.MalformedJson)]
    [InlineData("{}", ContentLineDefectCode.MalformedJsonPart)]
    [InlineData("[\"vcalendar\"]", ContentLineDefectCode.MalformedJsonPart)]
    [InlineData("[\"vcalendar\",{},[]]", ContentLineDefectCode.MalformedJsonPart)]
    [InlineData("[\"vcalendar\",[],[],1]", ContentLineDefectCode.MalformedJsonPart)]
    [InlineData("[\"v calendar\",[],[]]", ContentLineDefectCode.MalformedName)]
    [InlineData("[\"vcalendar\",[[\"a\\r\\nb\",{},\"text\",\"x\"]],[]]", ContentLineDefectCode.MalformedName)]
    [InlineData("[\"vcalendar\",[[\"a\",{\"b:c\":\"d\"},\"text\",\"x\"]],[]]", ContentLineDefectCode.MalformedName)]
    [InlineData("[\"vcalendar\",[[\"a\",{\"b\":\"\\u0001\"},\"text\",\"x\"]],[]]", ContentLineDefectCode.MalformedJsonPart)]
    [InlineData("[\"vcalendar\",[[\"a\",{},\"t:x\",\"x\"]],[]]", ContentLineDefectCode.MalformedName)]
    [InlineData("[\"vcalendar\",[[\"a\",{},\"text\"]],[]]", ContentLineDefectCode.MalformedJsonPart)]
    [InlineData("[\"vcalendar\",[[\"a\",{},\"text\",{}]],[]]", ContentLineDefectCode.MalformedJsonPart)]
    [InlineData("[\"vcalendar\",[[\"a\",{},\"text\",[[[1]]]]],[]]", ContentLineDefectCode.MalformedJsonPart)]
    [InlineData("[\"vcalendar\",[[\"a\",{},\"text\",\"\\u0000\"]],[]]", ContentLineDefectCode.MalformedJsonPart)]
    [InlineData("[\"vcalendar\",[[\"a\",{},\"text\",\"\\ud800\"]],[]]", ContentLineDefectCode.MalformedJsonPart)]
    [InlineData("[\"vcalendar\",[[\"a\",{},\"uri\",\"x\\r\\nATTACH:y\"]],[]]", ContentLineDefectCode.MalformedJsonPart)]
    [InlineData("[\"vcalendar\",[[\"a\",{},\"float\",1e999]],[]]", ContentLineDefectCode.MalformedJsonPart)]
    [InlineData("[\"vcalendar\",[[\"rrule\",{},\"recur\",{\"freq\":\"DAILY;COUNT=1\"}]],[]]", ContentLineDefectCode.MalformedJsonPart)]
    public void What_is_wrong_is_told_and_refused_strictly(string json, ContentLineDefectCode code)
    {
        ContentTree tree = JCal.ReadAll(Encoding.UTF8.GetBytes(json));
        Assert.Equal(code, Assert.Single(tree.Defects).Code);
        Assert.All(tree.Components, static component => Assert.Empty(component.Properties));
        Assert.Equal(code, Assert.Throws<CalendarFormatException>(() => JCal.Parse(Encoding.UTF8.GetBytes(json))).Defect.Code);
    }

    [Fact]
    public void Every_limit_is_told()
    {
        ContentTreeOptions options = new() { MaxDepth = 2, MaxComponents = 3, MaxProperties = 1, Lines = new ContentLineOptions { MaxNameLength = 12, MaxLineLength = 1_000, MaxParametersLength = 100 } };
        Assert.Equal(ContentLineDefectCode.DepthLimit, Told("""["vcalendar",[],[["a",[],[["b",[],[]]]]]]"""));
        Assert.Equal(ContentLineDefectCode.ComponentLimit, Told("""["vcalendar",[],[["a",[],[]],["b",[],[]],["c",[],[]]]]"""));
        Assert.Equal(ContentLineDefectCode.PropertyLimit, Told("""["vcalendar",[["a",{},"text","x"],["b",{},"text","x"]],[]]"""));
        Assert.Equal(ContentLineDefectCode.NameLimit, Told("""["vcalendar",[["abcdefghijklm",{},"text","x"]],[]]"""));
        Assert.Equal(ContentLineDefectCode.LineLimit, Told($"""["vcalendar",[["a",{"{}"},"text","{new string('x', 1_001)}"]],[]]"""));
        Assert.Equal(ContentLineDefectCode.ParameterLimit, Told("[\"vcalendar\",[[\"a\",{\"b\":\"" + new string('x', 100) + "\"},\"text\",\"x\"]],[]]"));

        ContentLineDefectCode Told(string json) => Assert.Single(JCal.ReadAll(Encoding.UTF8.GetBytes(json), options).Defects).Code;
    }

    [Fact]
    public void Deep_documents_are_passed_over()
    {
        string deep = string.Concat(Enumerable.Repeat("[\"a\",[],[", 200_000)) + string.Concat(Enumerable.Repeat("]]", 200_000));
        Assert.Equal(ContentLineDefectCode.DepthLimit, Assert.Single(JCal.ReadAll(Encoding.UTF8.GetBytes(deep)).Defects).Code);
        Assert.NotEmpty(JCal.ReadAll(Encoding.UTF8.GetBytes(new string('[', 2_000_000))).Defects);
        Assert.NotEmpty(JCal.ReadAll(Encoding.UTF8.GetBytes("[\"vcalendar\",[[\"a\",{},\"text\"," + new string('[', 500_000))).Defects);
    }

    [Theory, Rfc(7265, "3.2"), Rfc(7265, "4"), Rfc(7265, "5.1"), Rfc(7265, "5.2")]
    [InlineData("ical-biweekly", 5)]
    [InlineData("ical-calcard", 160)]
    [InlineData("ical-collective", 80)]
    [InlineData("ical-ical4j", 60)]
    [InlineData("ical-icaljs", 30)]
    [InlineData("ical-icalnet", 120)]
    [InlineData("ical-libical", 10)]
    public void Calendars_come_back(string suite, int least)
    {
        int count = 0;
        foreach (string path in Suites.Files(suite, "*.ics"))
        {
            foreach (Calendar calendar in Calendar.ReadAll(File.ReadAllBytes(path)).Components.OfType<Calendar>())
            {
                string json = ToJson(calendar);
                ContentTree tree = JCal.ReadAll(Encoding.UTF8.GetBytes(json));
                Assert.True(tree.Defects.Count == 0, $"{path}: {string.Join(' ', tree.Defects)}");
                Calendar again = Assert.IsType<Calendar>(Assert.Single(tree.Components));
                Assert.Equal(json, ToJson(again));
                Assert.Equal(Texts(calendar), Texts(Calendar.Parse(again.ToBytes())));
                count++;
            }
        }

        Assert.True(count >= least, $"{count} calendars.");
    }

    private static List<string> Texts(ContentComponent component) =>
    [
        .. component.Properties.Where(static property => property.Name.ToUpperInvariant() is "SUMMARY" or "DESCRIPTION" or "UID" or "LOCATION" or "TZID" && property.GetParameter("ENCODING") is null && property.GetParameter("VALUE") is null).Select(static property => property.Text),
        .. component.Components.SelectMany(Texts),
    ];

    private static string ToJson(ContentComponent component)
    {
        ArrayBufferWriter<byte> output = new();
        JCal.Write(component, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static void AssertJson(string expected, string actual) => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), actual);

    private static string SortedParameters(string line)
    {
        int colon = line.Contains('"', StringComparison.Ordinal) ? line.LastIndexOf("\":", StringComparison.Ordinal) + 1 : line.IndexOf(':', StringComparison.Ordinal);
        return string.Join(';', line[..colon].Split(';').Order(StringComparer.Ordinal)) + line[colon..];
    }
}
