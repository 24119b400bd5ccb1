using System.Text;
using System.Text.Json.Nodes;
using Protocols.ICalendar;
using Protocols.Text;

namespace Protocols.Formats.Tests.ICalendar;

/// <summary>The rows of the conversion draft's tables, both ways, and what stands in its text.</summary>
public sealed class JSConversionTests
{
    private const string Organizer = "ORGANIZER:mailto:o@x.example\nATTENDEE;ROLE=OWNER:mailto:p@x.example\n";
    private static readonly JSCalendarConversionOptions s_options = new() { AddsMandatory = false };

    [Theory, Rfc("draft-ietf-calext-jscalendar-icalendar", "2.2.3"), Rfc("draft-ietf-calext-jscalendar-icalendar", "3.2")]
    [InlineData("CLASS:PUBLIC", """ "privacy":"public" """)]
    [InlineData("CLASS:CONFIDENTIAL", """ "privacy":"secret" """)]
    [InlineData("CLASS:X-FAMILY", """ "iCalendar":{"@type":"ICalComponent","name":"vevent","properties":[["class",{},"text","X-FAMILY"]]} """)]
    [InlineData("TRANSP:OPAQUE", """ "freeBusyStatus":"busy" """)]
    [InlineData("STATUS:CANCELLED", """ "status":"cancelled" """)]
    [InlineData("PRIORITY:10", """ "iCalendar":{"@type":"ICalComponent","name":"vevent","properties":[["priority",{},"integer",10]]} """)]
    [InlineData("CREATED:20240329T133000", """ "iCalendar":{"@type":"ICalComponent","name":"vevent","properties":[["created",{},"date-time","2024-03-29T13:30:00"]]} """)]
    [InlineData("LAST-MODIFIED:20240329T133000Z", """ "iCalendar":{"@type":"ICalComponent","name":"vevent","properties":[["last-modified",{},"date-time","2024-03-29T13:30:00Z"]]} """)]
    [InlineData("COMMENT:a", """ "iCalendar":{"@type":"ICalComponent","name":"vevent","properties":[["comment",{},"text","a"]]} """)]
    [InlineData("DESCRIPTION;DERIVED=TRUE:a\nSTYLED-DESCRIPTION;VALUE=TEXT;FMTTYPE=text/html:<b>a</b>", """ "description":"<b>a</b>","descriptionContentType":"text/html","iCalendar":{"@type":"ICalComponent","name":"vevent","properties":[["description",{"derived":"TRUE"},"text","a"]]} """)]
    [InlineData("STYLED-DESCRIPTION;VALUE=TEXT:a", """ "description":"a","iCalendar":{"@type":"ICalComponent","name":"vevent","convertedProperties":{"description":{"@type":"ICalProperty","name":"styled-description"}}} """)]
    [InlineData("STYLED-DESCRIPTION;VALUE=URI:a:b", """ "iCalendar":{"@type":"ICalComponent","name":"vevent","properties":[["styled-description",{},"uri","a:b"]]} """)]
    [InlineData("DESCRIPTION;LANGUAGE=de;ALTREP=\"a:b\":x", """ "description":"x","locale":"de","iCalendar":{"@type":"ICalComponent","name":"vevent","convertedProperties":{"description":{"@type":"ICalProperty","name":"description","parameters":{"altrep":"a:b"}}}} """)]
    [InlineData("SUMMARY;LANGUAGE=de:a\nDESCRIPTION;LANGUAGE=fr:b", """ "title":"a","locale":"de","description":"b","iCalendar":{"@type":"ICalComponent","name":"vevent","convertedProperties":{"description":{"@type":"ICalProperty","name":"description","parameters":{"language":"fr"}}}} """)]
    [InlineData("ATTACH;FILENAME=a.txt;FMTTYPE=text/plain;SIZE=5;MANAGED-ID=9:https://x.example/a", """ "links":{"6cd05d4c-ff9b-5315-86f9-46ac3ef6af49":{"@type":"Link","href":"https://x.example/a","rel":"enclosure","title":"a.txt","size":5,"contentType":"text/plain"}},"iCalendar":{"@type":"ICalComponent","name":"vevent","convertedProperties":{"links/6cd05d4c-ff9b-5315-86f9-46ac3ef6af49/href":{"@type":"ICalProperty","name":"attach","parameters":{"managed-id":"9"}}}} """)]
    [InlineData("IMAGE;VALUE=URI;DISPLAY=FULLSIZE,GRAPHIC;SIZE=7;JSID=i:https://x.example/a", """ "links":{"i":{"@type":"Link","href":"https://x.example/a","rel":"icon","size":7,"display":{"fullsize":true,"graphic":true}}} """)]
    [InlineData("LINK;VALUE=URI;LINKREL=enclosure;FMTTYPE=text/plain;JSID=i:https://x.example/a", """ "links":{"i":{"@type":"Link","href":"https://x.example/a","rel":"enclosure","contentType":"text/plain"}},"iCalendar":{"@type":"ICalComponent","name":"vevent","convertedProperties":{"links/i/href":{"@type":"ICalProperty","name":"link"}}} """)]
    [InlineData("LINK;VALUE=UID;LINKREL=next:a", """ "iCalendar":{"@type":"ICalComponent","name":"vevent","properties":[["link",{"linkrel":"next"},"uid","a"]]} """)]
    [InlineData("URL:https://x.example/a\nLINK;VALUE=URI;LINKREL=describedby;JSID=i:https://x.example/b", """ "links":{"6cd05d4c-ff9b-5315-86f9-46ac3ef6af49":{"@type":"Link","href":"https://x.example/a","rel":"describedby"},"i":{"@type":"Link","href":"https://x.example/b","rel":"describedby"}} """)]
    [InlineData("ATTACH;JSID=i:data:text/plain;base64,SGk=", """ "links":{"i":{"@type":"Link","href":"data:text/plain;base64,SGk=","rel":"enclosure"}},"iCalendar":{"@type":"ICalComponent","name":"vevent","convertedProperties":{"links/i/href":{"@type":"ICalProperty","name":"attach","valueType":"uri"}}} """)]
    [InlineData("RELATED-TO;RELTYPE=PARENT:a\nRELATED-TO;RELTYPE=NEXT:a", """ "relatedTo":{"a":{"@type":"Relation","relation":{"parent":true,"next":true}}} """)]
    [InlineData("RELATED-TO;VALUE=URI;GAP=P1D:a:b", """ "relatedTo":{"a:b":{"@type":"Relation"}},"iCalendar":{"@type":"ICalComponent","name":"vevent","convertedProperties":{"relatedTo/a:b":{"@type":"ICalProperty","name":"related-to","valueType":"uri","parameters":{"gap":"P1D"}}}} """)]
    [InlineData("CONFERENCE;VALUE=URI;FEATURE=PHONE,MODERATOR;LANGUAGE=de;JSID=c:tel:+1", """ "virtualLocations":{"c":{"@type":"VirtualLocation","uri":"tel:+1","features":{"phone":true,"moderator":true}}},"iCalendar":{"@type":"ICalComponent","name":"vevent","convertedProperties":{"virtualLocations/c/uri":{"@type":"ICalProperty","name":"conference","parameters":{"language":"de"}}}} """)]
    [InlineData("CATEGORIES;LANGUAGE=de:A\nCATEGORIES:B,C\\,D", """ "keywords":{"A":true,"B":true,"C,D":true},"iCalendar":{"@type":"ICalComponent","name":"vevent","convertedProperties":{"keywords/A":{"@type":"ICalProperty","name":"categories","parameters":{"language":"de"}}}} """)]
    [InlineData("JSPROP;JSPTR=\"a/b\":1", """ "iCalendar":{"@type":"ICalComponent","name":"vevent","properties":[["jsprop",{"jsptr":"a/b"},"unknown","1"]]} """)]
    [InlineData("LOCATION;LANGUAGE=de;JSID=l:Here\nJSPROP;JSPTR=\"locations/l/locationTypes\":{\"cafe\":true}", """ "locations":{"l":{"@type":"Location","name":"Here","locationTypes":{"cafe":true}}},"iCalendar":{"@type":"ICalComponent","name":"vevent","convertedProperties":{"locations/l/name":{"@type":"ICalProperty","name":"location","parameters":{"language":"de"}}}} """)]
    public void Properties_of_an_event(string lines, string json) => AssertSame(lines, json);

    [Theory, Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.4"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.29"), Rfc("draft-ietf-calext-jscalendar-icalendar", "3.6")]
    [InlineData("CUTYPE=INDIVIDUAL", """ "kind":"individual" """)]
    [InlineData("CUTYPE=GROUP", """ "kind":"group" """)]
    [InlineData("CUTYPE=RESOURCE", """ "kind":"resource" """)]
    [InlineData("CUTYPE=ROOM", """ "kind":"location" """)]
    [InlineData("CN=A \"B\"", null)]
    [InlineData("DELEGATED-FROM=\"mailto:b@x.example\"", """ "delegatedFrom":{"mailto:b@x.example":true} """)]
    [InlineData("DELEGATED-TO=\"mailto:b@x.example\",\"mailto:c@x.example\"", """ "delegatedTo":{"mailto:b@x.example":true,"mailto:c@x.example":true} """)]
    [InlineData("MEMBER=\"mailto:b@x.example\"", """ "memberOf":{"mailto:b@x.example":true} """)]
    [InlineData("EMAIL=b@x.example", """ "email":"b@x.example" """)]
    [InlineData("PARTSTAT=NEEDS-ACTION", """ "participationStatus":"needs-action" """)]
    [InlineData("PARTSTAT=ACCEPTED", """ "participationStatus":"accepted" """)]
    [InlineData("PARTSTAT=DECLINED", """ "participationStatus":"declined" """)]
    [InlineData("PARTSTAT=TENTATIVE", """ "participationStatus":"tentative" """)]
    [InlineData("PARTSTAT=DELEGATED", """ "participationStatus":"delegated" """)]
    [InlineData("ROLE=REQ-PARTICIPANT", """ "roles":{"required":true} """)]
    [InlineData("ROLE=OPT-PARTICIPANT", """ "roles":{"optional":true} """)]
    [InlineData("ROLE=NON-PARTICIPANT", """ "roles":{"informational":true} """)]
    [InlineData("ROLE=CHAIR", """ "roles":{"chair":true} """)]
    [InlineData("ROLE=OWNER", """ "roles":{"owner":true} """)]
    [InlineData("RSVP=TRUE", """ "expectReply":true """)]
    [InlineData("RSVP=FALSE", """ "expectReply":false """)]
    [InlineData("SENT-BY=\"mailto:b@x.example\"", """ "sentBy":"b@x.example" """)]
    public void Parameters_of_an_attendee(string parameter, string? json)
    {
        json ??= """ "name":"A \"B\"" """;
        AssertSame(
            $"{Organizer}ATTENDEE;{parameter.Replace("CN=A \"B\"", "CN=A ^'B^'", StringComparison.Ordinal)};JSID=a:mailto:a@x.example",
            $$""" "organizerCalendarAddress":"mailto:o@x.example","participants":{"{{Key("mailto:p@x.example")}}":{"@type":"Participant","calendarAddress":"mailto:p@x.example","roles":{"owner":true} },"a":{"@type":"Participant","calendarAddress":"mailto:a@x.example",{{json}} } } """);
    }

    [Theory, Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.4"), Rfc("draft-ietf-calext-jscalendar-icalendar", "A.1.5.2")]
    [InlineData("CUTYPE=UNKNOWN", """{"cutype":"UNKNOWN"}""")]
    [InlineData("PARTSTAT=COMPLETED", """{"partstat":"COMPLETED"}""")]
    [InlineData("DIR=\"ldap:x\"", """{"dir":"ldap:x"}""")]
    [InlineData("SCHEDULE-AGENT=CLIENT", """{"schedule-agent":"CLIENT"}""")]
    [InlineData("SENT-BY=\"tel:+1\"", """{"sent-by":"tel:+1"}""")]
    public void Parameters_of_an_attendee_without_a_word(string parameter, string json) => AssertSame(
        $"{Organizer}ATTENDEE;{parameter};JSID=a:mailto:a@x.example",
        $$""" "organizerCalendarAddress":"mailto:o@x.example","participants":{"{{Key("mailto:p@x.example")}}":{"@type":"Participant","calendarAddress":"mailto:p@x.example","roles":{"owner":true} },"a":{"@type":"Participant","calendarAddress":"mailto:a@x.example"} },"iCalendar":{"@type":"ICalComponent","name":"vevent","convertedProperties":{"participants/a/calendarAddress":{"@type":"ICalProperty","name":"attendee","parameters":{{json}} } } } """);

    [Theory, Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.4")]
    [InlineData("COMPLETED")]
    [InlineData("IN-PROCESS")]
    [InlineData("FAILED")]
    public void The_status_of_an_attendee_of_a_task(string status) => AssertSame(
        $"ORGANIZER:mailto:o@x.example\nATTENDEE;PARTSTAT={status};ROLE=OWNER;JSID=a:mailto:a@x.example",
        $$""" "organizerCalendarAddress":"mailto:o@x.example","participants":{"a":{"@type":"Participant","calendarAddress":"mailto:a@x.example","participationStatus":"accepted","progress":"{{status.ToLowerInvariant()}}","roles":{"owner":true} } } """,
        "VTODO");

    [Theory, Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.29"), Rfc("draft-ietf-calext-jscalendar-icalendar", "A.1.5.10")]
    [InlineData("ORGANIZER;CN=O;EMAIL=o@x.example;SENT-BY=\"mailto:s@x.example\";JSID=o:mailto:o@x.example", """ "organizerCalendarAddress":"mailto:o@x.example","sentBy":"s@x.example","participants":{"o":{"@type":"Participant","calendarAddress":"mailto:o@x.example","name":"O","email":"o@x.example","sentBy":"s@x.example","roles":{"owner":true}}} """)]
    [InlineData("ORGANIZER;SCHEDULE-STATUS=1;JSID=o:mailto:o@x.example", """ "organizerCalendarAddress":"mailto:o@x.example","participants":{"o":{"@type":"Participant","calendarAddress":"mailto:o@x.example","roles":{"owner":true}}},"iCalendar":{"@type":"ICalComponent","name":"vevent","convertedProperties":{"organizerCalendarAddress":{"@type":"ICalProperty","name":"organizer","parameters":{"schedule-status":"1"}}}} """)]
    [InlineData("ORGANIZER:mailto:o@x.example\nATTENDEE;JSID=o:mailto:o@x.example", """ "organizerCalendarAddress":"mailto:o@x.example","participants":{"o":{"@type":"Participant","calendarAddress":"mailto:o@x.example","roles":{"owner":true}}},"iCalendar":{"@type":"ICalComponent","name":"vevent","convertedProperties":{"participants/o/calendarAddress":{"@type":"ICalProperty","name":"attendee"}}} """)]
    public void Organizers(string lines, string json) => AssertSame(lines, json);

    [Fact, Rfc("draft-ietf-calext-jscalendar-icalendar", "2.2.1"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.5"), Rfc("draft-ietf-calext-jscalendar-icalendar", "A.1.2.1"), Rfc("draft-ietf-calext-jscalendar-icalendar", "A.1.3.1")]
    public void A_participant() => AssertSame(
        "BEGIN:PARTICIPANT\nUID:p1\nSUMMARY:A\nPARTICIPANT-TYPE:SPEAKER\nSTYLED-DESCRIPTION;VALUE=TEXT;FMTTYPE=text/html:<b>x</b>\nATTACH;JSID=1:https://x.example/a\nURL;JSID=2:https://x.example/b\nLINK;VALUE=URI;JSID=3:https://x.example/c\nBEGIN:VLOCATION\nUID:v\nNAME:Y\nEND:VLOCATION\nEND:PARTICIPANT",
        """
         "participants":{"p1":{"@type":"Participant","name":"A","description":"<b>x</b>","descriptionContentType":"text/html","links":{"1":{"@type":"Link","href":"https://x.example/a","rel":"enclosure"},"2":{"@type":"Link","href":"https://x.example/b","rel":"describedby"},"3":{"@type":"Link","href":"https://x.example/c"}},
         "iCalendar":{"@type":"ICalComponent","name":"participant","components":[["vlocation",[["uid",{},"text","v"],["name",{},"text","Y"]],[]]],"properties":[["uid",{},"text","p1"],["participant-type",{},"text","SPEAKER"]]}}}
        """);

    [Theory, Rfc("draft-ietf-calext-jscalendar-icalendar", "2.2.2"), Rfc("draft-ietf-calext-jscalendar-icalendar", "3.1"), Rfc("draft-ietf-calext-jscalendar-icalendar", "A.1.2.2")]
    [InlineData("ACTION:EMAIL\nTRIGGER;RELATED=START:-PT5M", """ "action":"email","trigger":{"@type":"OffsetTrigger","offset":"-PT5M","relativeTo":"start"} """)]
    [InlineData("TRIGGER;X-A=b:PT0S\nREPEAT:2\nDURATION:PT5M", """ "trigger":{"@type":"OffsetTrigger","offset":"PT0S"},"iCalendar":{"@type":"ICalComponent","name":"valarm","properties":[["repeat",{},"integer",2],["duration",{},"duration","PT5M"]],"convertedProperties":{"trigger":{"@type":"ICalProperty","name":"trigger","parameters":{"x-a":"b"}}}} """)]
    [InlineData("TRIGGER;VALUE=DATE-TIME:20250101T000000", """ "iCalendar":{"@type":"ICalComponent","name":"valarm","properties":[["trigger",{},"date-time","2025-01-01T00:00:00"]]} """)]
    [InlineData("JSPROP;JSPTR=\"trigger\":{\"@type\":\"x.example:Sun\"\\,\"a\":1}", """ "trigger":{"@type":"x.example:Sun","a":1} """)]
    public void Alarms(string lines, string json) => AssertSame($"BEGIN:VALARM\nJSID:a\n{lines}\nEND:VALARM", $$""" "alerts":{"a":{"@type":"Alert",{{json}} } } """);

    [Theory, Rfc("draft-ietf-calext-jscalendar-icalendar", "2.2.4"), Rfc("draft-ietf-calext-jscalendar-icalendar", "3.5"), Rfc("draft-ietf-calext-icalendar-jscalendar-extensions", "2.1")]
    [InlineData("BEGIN:VLOCATION\nJSID:a\nUID:b\nNAME:Here\nCOORDINATES;VALUE=URI:geo:1,2\nLOCATION-TYPE:cafe,bar\nURL;JSID=u:https://x.example/a\nEND:VLOCATION", """ "locations":{"a":{"@type":"Location","name":"Here","coordinates":"geo:1,2","locationTypes":{"cafe":true,"bar":true},"links":{"u":{"@type":"Link","href":"https://x.example/a","rel":"describedby"}},"iCalendar":{"@type":"ICalComponent","name":"vlocation","properties":[["uid",{},"text","b"]]}}} """)]
    [InlineData("GEO;DERIVED=TRUE:1;2", """ "iCalendar":{"@type":"ICalComponent","name":"vevent","properties":[["geo",{"derived":"TRUE"},"float",[1,2]]]} """)]
    [InlineData("LOCATION;JSID=a:Here\nBEGIN:VLOCATION\nJSID:b\nUID:x\nNAME:B\nEND:VLOCATION\nBEGIN:VLOCATION\nJSID:c\nUID:y\nNAME:C\nEND:VLOCATION", """ "locations":{"a":{"@type":"Location","name":"Here"},"b":{"@type":"Location","name":"B","iCalendar":{"@type":"ICalComponent","name":"vlocation","properties":[["uid",{},"text","x"]]}},"c":{"@type":"Location","name":"C","iCalendar":{"@type":"ICalComponent","name":"vlocation","properties":[["uid",{},"text","y"]]}}},"mainLocationId":"a" """)]
    public void Places(string lines, string json) => AssertSame(lines, json);

    [Theory, Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.36"), Rfc(7529, "4.1"), Rfc(7529, "4.2")]
    [InlineData("FREQ=SECONDLY;COUNT=3", """ "frequency":"secondly","count":3 """)]
    [InlineData("FREQ=WEEKLY;INTERVAL=1;WKST=SU;BYDAY=MO,-1FR", """ "frequency":"weekly","interval":1,"firstDayOfWeek":"su","byDay":[{"@type":"NDay","day":"mo"},{"@type":"NDay","day":"fr","nthOfPeriod":-1}] """)]
    [InlineData("RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=5L;SKIP=FORWARD", """ "rscale":"hebrew","frequency":"yearly","byMonth":["5L"],"skip":"forward" """)]
    [InlineData("FREQ=YEARLY;BYMONTHDAY=1,-1;BYYEARDAY=200;BYWEEKNO=-1;BYHOUR=8;BYMINUTE=0;BYSECOND=0;BYSETPOS=1", """ "frequency":"yearly","byMonthDay":[1,-1],"byYearDay":[200],"byWeekNo":[-1],"byHour":[8],"byMinute":[0],"bySecond":[0],"bySetPosition":[1] """)]
    [InlineData("FREQ=DAILY;UNTIL=20200110T000000Z", """ "frequency":"daily","until":"2020-01-10T00:00:00" """)]
    public void Rules(string rule, string json) => AssertSame(
        $"DTSTART:20200101T000000Z\nRRULE:{rule}",
        $$""" "start":"2020-01-01T00:00:00","timeZone":"Etc/UTC","recurrenceRule":{"@type":"RecurrenceRule",{{json}} } """);

    [Theory, Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.36")]
    [InlineData("FREQ=DAILY;X-A=B")]
    [InlineData("FREQ=DAILY;COUNT=1;UNTIL=20200110T000000Z")]
    [InlineData("FREQ=NEVER")]
    public void Rules_that_JSCalendar_cannot_tell_are_kept(string rule)
    {
        JSEntry entry = Entry($"DTSTART:20200101T000000Z\nRRULE:{rule}");
        Assert.Null(entry.RecurrenceRule);
        Assert.Contains($"RRULE:{rule}", JSCalendarConverter.ToCalendar(entry, s_options).ToString(), StringComparison.Ordinal);
    }

    [Theory, Rfc("draft-ietf-calext-jscalendar-icalendar", "2.1.4"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.14")]
    [InlineData("W. Europe Standard Time", "Europe/Berlin")]
    [InlineData("/mozilla.org/20050126_1/Europe/Berlin", "Europe/Berlin")]
    [InlineData("Somewhere", null)]
    public void Zones_of_other_names_are_kept(string name, string? zone)
    {
        string lines = $"DTSTART;TZID=\"{name}\":20200101T120000\nDTEND;TZID=\"{name}\":20200101T130000\nEXDATE;TZID=\"{name}\":20200102T120000\nRRULE:FREQ=DAILY";
        JSEvent read = (JSEvent)Entry(lines);
        Assert.Equal((zone, new DateTime(2020, 1, 1, 12, 0, 0), new CalendarDuration(0, 3600)), (read.TimeZone, read.Start!.Value, read.Duration!.Value));
        Assert.Null(read.EndTimeZone);
        string back = JSCalendarConverter.ToCalendar(read, s_options).ToString();
        Assert.Equal(3, back.Split($"TZID={name}:").Length - 1);

        // A zone that is changed counts.
        read.TimeZone = "Asia/Tokyo";
        Assert.Equal(3, JSCalendarConverter.ToCalendar(read, s_options).ToString().Split("TZID=Asia/Tokyo:").Length - 1);
    }

    [Fact, Rfc("draft-ietf-calext-jscalendar-icalendar", "2.1.4")]
    public void A_zone_that_is_defined_is_found_by_its_rules()
    {
        const string Source = """
            BEGIN:VCALENDAR
            BEGIN:VTIMEZONE
            TZID:Ours
            BEGIN:STANDARD
            DTSTART:19701025T030000
            RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
            TZOFFSETFROM:+0200
            TZOFFSETTO:+0100
            END:STANDARD
            BEGIN:DAYLIGHT
            DTSTART:19700329T020000
            RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
            TZOFFSETFROM:+0100
            TZOFFSETTO:+0200
            END:DAYLIGHT
            END:VTIMEZONE
            BEGIN:VEVENT
            UID:a
            DTSTART;TZID=Ours:20200701T120000
            END:VEVENT
            END:VCALENDAR
            """;
        JSGroup group = JSCalendarConverter.FromCalendar(Calendar.TryRead(Encoding.UTF8.GetBytes(Source))!, s_options);
        CalendarTimeZone zone = CalendarTimeZone.Find(Assert.Single(group.Entries).TimeZone!)!;
        Assert.Equal(TimeSpan.FromHours(2), zone.OffsetAt(new DateTimeOffset(2020, 7, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.Contains("DTSTART;TZID=Ours:20200701T120000", JSCalendarConverter.ToCalendar(group, s_options).ToString(), StringComparison.Ordinal);
    }

    [Fact, Rfc("draft-ietf-calext-jscalendar-icalendar", "1.4")]
    public void A_lossy_conversion_has_standard_elements_alone()
    {
        JSCalendarConversionOptions lossy = s_options with { IsLossless = false };
        Calendar calendar = Calendar.TryRead("BEGIN:VCALENDAR\r\nX-A:b\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMMARY;X-A=b:c\r\nDTSTART:20200101T000000Z\r\nDTEND:20200101T010000Z\r\nX-A:b\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"u8.ToArray())!;
        Assert.DoesNotContain("iCalendar", JSCalendarConverter.FromCalendar(calendar, lossy).ToString(), StringComparison.Ordinal);
        JSEvent made = new() { Uid = "a", ["x.example:a"] = 1 };
        made.Links["l"] = new JSLink { Href = "https://x.example/a" };
        string written = JSCalendarConverter.ToCalendar(made, lossy).ToString();
        Assert.DoesNotContain("JS", written, StringComparison.Ordinal);
        Assert.Contains("LINK;VALUE=URI:https://x.example/a", written, StringComparison.Ordinal);
    }

    [Fact, Rfc("draft-ietf-calext-jscalendar-icalendar", "3.3"), Rfc(5545, "3.6"), Rfc(5545, "3.6.5"), Rfc(5545, "3.6.6"), Rfc(9073, "7.2")]
    public void What_iCalendar_cannot_do_without_is_added()
    {
        JSEvent made = new() { Uid = "a", Title = "Lunch", Start = new DateTime(2027, 3, 1, 12, 0, 0), TimeZone = "Europe/Berlin", Duration = CalendarDuration.Exact(TimeSpan.FromHours(1)) };
        made.Alerts["1"] = new JSAlert { Trigger = new JSOffsetTrigger(CalendarDuration.Exact(TimeSpan.FromMinutes(-5))) };
        made.Locations["here"] = new JSLocation { Name = "Here", Coordinates = "geo:1,2" };
        Calendar calendar = JSCalendarConverter.ToCalendar(made, new JSCalendarConversionOptions { ProductId = "-//X//Y//EN" });
        Assert.Equal("-//X//Y//EN", calendar.ProductId);
        Assert.Equal("2.0", calendar.Version);
        Assert.Equal("Europe/Berlin", Assert.Single(calendar.TimeZones).TimeZoneId);
        Event read = Assert.Single(calendar.Events);
        Assert.NotNull(read.Stamp);
        Assert.Equal(("DISPLAY", "Lunch"), (Assert.Single(read.Alarms).Action, read.Alarms.Single().Description));
        Assert.Equal("here", Assert.Single(read.Locations).Uid);
        Assert.Equal("TRUE", read.Find("LOCATION"u8)!.GetParameter("DERIVED"));
        JSEvent back = (JSEvent)Assert.Single(JSCalendarConverter.EntriesOf(Calendar.Parse(calendar.ToBytes())));
        Assert.Empty(JSCalendarValidator.Validate(back));
        Assert.Equal("Here", back.Locations["here"].Name);
    }

    [Fact, Rfc("draft-ietf-calext-jscalendar-icalendar", "2.1.2"), Rfc("draft-ietf-calext-jscalendarbis", "3.3.4")]
    public void Overrides_inherit_what_they_do_not_patch()
    {
        const string Source = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART;TZID=Europe/Berlin:20240101T140000\r\nSUMMARY:One\r\nCLASS:PRIVATE\r\nRRULE:FREQ=DAILY;COUNT=5\r\nRDATE;TZID=Europe/Berlin:20240110T140000\r\nEND:VEVENT\r\n"
            + "BEGIN:VEVENT\r\nUID:a\r\nRECURRENCE-ID:20240103T130000Z\r\nDTSTART;TZID=Europe/Berlin:20240103T160000\r\nSUMMARY:Two\r\nCLASS:PUBLIC\r\nEND:VEVENT\r\n"
            + "BEGIN:VEVENT\r\nUID:a\r\nRECURRENCE-ID;TZID=Europe/Berlin:20240104T140000\r\nDTSTART;TZID=Europe/Berlin:20240104T140000\r\nSUMMARY:One\r\nCLASS:PRIVATE\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        JSGroup group = JSCalendarConverter.FromCalendar(Calendar.TryRead(Encoding.UTF8.GetBytes(Source))!, s_options);
        JSEntry entry = Assert.Single(group.Entries);
        Assert.Equal(["2024-01-10T14:00:00", "2024-01-03T14:00:00", "2024-01-04T14:00:00"], entry.RecurrenceOverrides!.Select(static item => item.Key));
        JsonObject patch = (JsonObject)entry.RecurrenceOverrides!["2024-01-03T14:00:00"]!;
        Assert.Equal(("2024-01-03T16:00:00", "Two"), ((string)patch["start"]!, (string)patch["title"]!));
        JSEntry second = entry.Instance(new DateTime(2024, 1, 3, 14, 0, 0))!;
        Assert.Equal(("Two", "private", new DateTime(2024, 1, 3, 16, 0, 0)), (second.Title, second.Privacy, second.Start!.Value));
        Assert.Equal("One", entry.Instance(new DateTime(2024, 1, 2, 14, 0, 0))!.Title);

        string back = JSCalendarConverter.ToCalendar(group, s_options).ToString();
        Assert.Equal(3, back.Split("BEGIN:VEVENT").Length - 1);
        Assert.Contains("CLASS:PUBLIC", back, StringComparison.Ordinal);
        Assert.Equal(2, back.Split("CLASS:PRIVATE").Length - 1);
    }

    [Fact, Rfc("draft-ietf-calext-jscalendarbis", "3.3"), Rfc("draft-ietf-calext-jscalendarbis", "3.3.3.1"), Rfc("draft-ietf-calext-jscalendarbis", "3.3.4")]
    public void Occurrences_have_the_times_of_their_patches()
    {
        JSEvent made = new() { Uid = "a", Start = new DateTime(2024, 1, 1, 14, 0, 0), TimeZone = "Europe/Berlin", Duration = CalendarDuration.Exact(TimeSpan.FromHours(1)), RecurrenceRule = new JSRecurrenceRule(Frequency.Daily) { Until = new DateTime(2024, 1, 4, 14, 0, 0) } };
        made.RecurrenceOverrides = new JsonObject
        {
            ["2024-01-02T14:00:00"] = new JsonObject { ["excluded"] = true },
            ["2024-01-03T14:00:00"] = new JsonObject { ["start"] = "2024-01-03T16:00:00", ["duration"] = "PT2H" },
            ["2024-01-07T09:00:00"] = new JsonObject { ["title"] = "More" },
        };
        IReadOnlyList<JSOccurrence> found = made.Between(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2024, 2, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(["2024-01-01T14:00:00", "2024-01-03T16:00:00", "2024-01-04T14:00:00", "2024-01-07T09:00:00"], found.Select(static occurrence => occurrence.Start.ToString("s")));
        Assert.Equal(new DateTime(2024, 1, 3, 14, 0, 0), found[1].RecurrenceId);
        Assert.Equal(TimeSpan.FromHours(2), found[1].EndUtc - found[1].StartUtc);
        Assert.Equal("More", made.Instance(found[3].RecurrenceId)!.Title);
        Assert.Null(made.Instance(new DateTime(2024, 1, 2, 14, 0, 0)));
    }

    [Fact, Rfc("draft-ietf-calext-jscalendarbis", "3.3.4")]
    public void Patches_of_what_an_occurrence_cannot_change_are_passed_over()
    {
        JSTask made = new() { Uid = "a", Start = new DateTime(2024, 1, 1), Due = new DateTime(2024, 1, 3), Title = "One", Privacy = "private", RecurrenceRule = new JSRecurrenceRule(Frequency.Weekly) };
        made.RecurrenceOverrides = new JsonObject
        {
            ["2024-01-08T00:00:00"] = new JsonObject { ["uid"] = "b", ["privacy"] = "public", ["relatedTo"] = new JsonObject(), ["title"] = "Two" },
            ["2024-01-15T00:00:00"] = new JsonObject { ["title"] = "Three", ["alerts/1/action"] = "email" },
        };
        JSTask second = (JSTask)made.Instance(new DateTime(2024, 1, 8))!;
        Assert.Equal(("a", "private", "Two", new DateTime(2024, 1, 10)), (second.Uid, second.Privacy, second.Title, second.Due!.Value));
        Assert.Null(second.RecurrenceRule);
        Assert.Equal("One", made.Instance(new DateTime(2024, 1, 15))!.Title);
    }

    [Fact, Rfc(8984, "4.6.1")]
    public void Languages_are_patches()
    {
        JSEvent made = new(new JsonObject { ["@type"] = "Event", ["title"] = "Lunch", ["locale"] = "en", ["localizations"] = new JsonObject { ["de"] = new JsonObject { ["title"] = "Mittagessen" }, ["fr"] = new JsonObject { ["links/1"] = 5 } } });
        Assert.Equal(("Mittagessen", "de"), (made.Localized("de-AT").Title, made.Localized("DE").Locale));
        Assert.Equal(("Lunch", "en"), (made.Localized("fr").Title, made.Localized("it").Locale));
        Assert.Null(made.Localized("de").Localizations);
    }

    [Fact, Rfc("draft-ietf-calext-jscalendarbis", "A.2.1"), Rfc("draft-ietf-calext-jscalendarbis", "A.2.2.2"), Rfc("draft-ietf-calext-jscalendarbis", "A.2.3")]
    public void Version_1_becomes_version_2()
    {
        const string Json = """
            {"@type":"Event","uid":"a","updated":"2020-01-02T18:23:04Z","start":"2020-04-01T09:00:00","timeZone":"Europe/Berlin","recurrenceRules":[{"@type":"RecurrenceRule","frequency":"daily"}],"replyTo":{"imip":"mailto:o@x.example"},
             "participants":{"a":{"@type":"Participant","roles":{"attendee":true,"chair":true},"sendTo":{"imip":"mailto:a@x.example"},"delegatedTo":{"b":true}},"b":{"@type":"Participant","roles":{"attendee":true},"sendTo":{"imip":"mailto:b@x.example"}}},
             "locations":{"1":{"@type":"Location","relativeTo":"end","timeZone":"Asia/Tokyo"}},"links":{"1":{"@type":"Link","href":"a:b","rel":"icon","display":"badge"}}}
            """;
        JSEvent second = (JSEvent)JSCalendarVersions.ToVersion2((JSEvent)JSCalendar.Parse(Encoding.UTF8.GetBytes(Json)));
        second.Version = "2.0";
        Assert.Empty(JSCalendarValidator.Validate(second));
        Assert.Equal(("mailto:o@x.example", "Asia/Tokyo", "daily"), (second.OrganizerCalendarAddress, second.EndTimeZone, second.RecurrenceRule!.FrequencyName));
        Assert.Equal(["mailto:b@x.example"], second.Participants["a"].DelegatedTo);
        Assert.Equal(["badge"], second.Links["1"].Display);
        Assert.Empty(second.Locations);
    }

    private static string Key(string address) => JSCalendarConverter.FromCalendar(Calendar.TryRead(DraftFigures.Calendar($"ORGANIZER:{address}"))!, s_options).Entries.Single().Participants.Keys.Single();

    private static JSEntry Entry(string lines) => JSCalendarConverter.EntriesOf(Calendar.TryRead(DraftFigures.Calendar(lines))!, s_options).Single();

    // There, and back again to the same.
    private static void AssertSame(string lines, string json, string component = "VEVENT")
    {
        Calendar calendar = Calendar.TryRead(Encoding.UTF8.GetBytes($"BEGIN:VCALENDAR\r\nBEGIN:{component}\r\n{lines.Replace("\n", "\r\n", StringComparison.Ordinal)}\r\nEND:{component}\r\nEND:VCALENDAR\r\n"))!;
        JSGroup group = JSCalendarConverter.FromCalendar(calendar, s_options);
        string type = component == "VEVENT" ? "Event" : "Task";
        JsonNode expected = JsonNode.Parse($$"""{"@type":"{{type}}",{{json}} }""")!;
        Assert.True(JsonNode.DeepEquals(expected, group.Json["entries"]![0]), $"{expected.ToJsonString()}\n{group}");
        Calendar back = JSCalendarConverter.ToCalendar(group, s_options);
        Assert.Equal(CalendarFacts.Of(calendar, calendar), CalendarFacts.Of(Calendar.Parse(back.ToBytes()), back).Replace("VERSION:2.0\n", "", StringComparison.Ordinal));
    }
}
