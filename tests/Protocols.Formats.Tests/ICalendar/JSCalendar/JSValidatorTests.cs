using System.Globalization;
using System.Text;
using Protocols.ICalendar;

namespace Protocols.Formats.Tests.ICalendar;

/// <summary>What is wrong with objects, and where.</summary>
public sealed class JSValidatorTests
{
    private const string People = """ "organizerCalendarAddress":"mailto:a@x.example","participants":{"a":{"calendarAddress":"mailto:a@x.example" """;

    [Theory]
    [InlineData("")]
    [InlineData(""" "color":"#ff00AA","locale":"de-AT","priority":9,"sequence":0,"keywords":{"a b":true},"categories":{"http://x.example/a":true},"method":"request" """)]
    [InlineData(""" "x.example:Foo bar":null,"unknownProperty":[1],"privacy":"x.example:most","freeBusyStatus":"later" """)]
    [InlineData(""" "locations":{"a-B_1":{"name":"x","coordinates":"geo:1,2","locationTypes":{"cafe":true}}},"mainLocationId":"a-B_1" """)]
    [InlineData(""" "links":{"1":{"href":"https://x.example/a","contentType":"image/png","size":1,"rel":"icon","display":{"badge":true,"thumbnail":true}}} """)]
    [InlineData(People + ""","roles":{"owner":true,"x.example:y":true},"kind":"individual","email":"a@x.example","delegatedTo":{"mailto:b@x.example":true}}} """)]
    [InlineData(""" "timeZone":"Europe/Berlin","endTimeZone":"Asia/Tokyo","duration":"P1DT2H" """)]
    [InlineData(""" "recurrenceRule":{"@type":"RecurrenceRule","frequency":"yearly","rscale":"hebrew","byMonth":["5L"],"byMonthDay":[-32],"byDay":[{"day":"mo","nthOfPeriod":-1}],"skip":"forward","count":3} """)]
    [InlineData(""" "alerts":{"a":{"trigger":{"offset":"-PT5M","relativeTo":"end"},"acknowledged":"2020-01-01T00:00:00Z"},"b":{"trigger":{"@type":"FutureTrigger"},"relatedTo":{"a":{"relation":{"snooze":true}}}}} """)]
    [InlineData(""" "iCalendar":{"name":"vevent","convertedProperties":{"links/1/href":{"name":"attach","parameters":{"a":"b","c":["d"]}}},"properties":[["x-a",{},"unknown","b"]],"components":[["x-b",[],[]]]} """)]
    [InlineData(""" "title":"a","recurrenceOverrides":{"2020-01-16T13:00:00":{},"2020-01-17T13:00:00":{"excluded":true},"2020-01-18T13:00:00":{"title":null,"locations":{"1":{"name":"x"}},"uid":5}} """)]
    [InlineData(""" "relatedTo":{"any key / at all":{"relation":{"parent":true}},"b":{}} """)]
    public void Valid_events(string members) => Assert.Empty(Validate("Event", members).Select(static defect => defect.ToString()));

    [Theory]
    [Rfc("draft-ietf-calext-jscalendarbis", "1.4.3"), Rfc("draft-ietf-calext-jscalendarbis", "1.4.4"), Rfc("draft-ietf-calext-jscalendarbis", "1.5.1"), Rfc("draft-ietf-calext-jscalendarbis", "1.5.2"), Rfc("draft-ietf-calext-jscalendarbis", "1.5.3")]
    [Rfc("draft-ietf-calext-jscalendarbis", "1.5.8"), Rfc("draft-ietf-calext-jscalendarbis", "1.5.10"), Rfc("draft-ietf-calext-jscalendarbis", "1.5.11"), Rfc("draft-ietf-calext-jscalendarbis", "1.6.2"), Rfc("draft-ietf-calext-jscalendarbis", "1.7.1")]
    [Rfc("draft-ietf-calext-jscalendarbis", "1.7.2"), Rfc("draft-ietf-calext-jscalendarbis", "1.7.3.1"), Rfc("draft-ietf-calext-jscalendarbis", "1.7.5"), Rfc("draft-ietf-calext-jscalendarbis", "1.8.2"), Rfc("draft-ietf-calext-jscalendarbis", "3.1.7")]
    [Rfc("draft-ietf-calext-jscalendarbis", "3.1.8"), Rfc("draft-ietf-calext-jscalendarbis", "3.2.3"), Rfc("draft-ietf-calext-jscalendarbis", "3.2.4"), Rfc("draft-ietf-calext-jscalendarbis", "3.2.5"), Rfc("draft-ietf-calext-jscalendarbis", "3.2.6")]
    [Rfc("draft-ietf-calext-jscalendarbis", "3.2.7"), Rfc("draft-ietf-calext-jscalendarbis", "3.2.8"), Rfc("draft-ietf-calext-jscalendarbis", "3.2.9"), Rfc("draft-ietf-calext-jscalendarbis", "3.2.10"), Rfc("draft-ietf-calext-jscalendarbis", "3.2.11")]
    [Rfc("draft-ietf-calext-jscalendarbis", "3.2.12"), Rfc("draft-ietf-calext-jscalendarbis", "3.3.1"), Rfc("draft-ietf-calext-jscalendarbis", "3.3.2"), Rfc("draft-ietf-calext-jscalendarbis", "3.3.3"), Rfc("draft-ietf-calext-jscalendarbis", "3.4.1")]
    [Rfc("draft-ietf-calext-jscalendarbis", "3.4.2"), Rfc("draft-ietf-calext-jscalendarbis", "3.4.3"), Rfc("draft-ietf-calext-jscalendarbis", "3.4.4"), Rfc("draft-ietf-calext-jscalendarbis", "3.4.5"), Rfc("draft-ietf-calext-jscalendarbis", "3.4.6")]
    [Rfc("draft-ietf-calext-jscalendarbis", "3.5.1"), Rfc("draft-ietf-calext-jscalendarbis", "3.6.1"), Rfc("draft-ietf-calext-jscalendarbis", "4.1.2"), Rfc("draft-ietf-calext-jscalendarbis", "4.1.3"), Rfc("draft-ietf-calext-jscalendarbis", "4.1.4")]
    [InlineData(""" "title":5 """, JSCalendarDefectCode.WrongType, "/title")]
    [InlineData(""" "title":null """, JSCalendarDefectCode.WrongType, "/title")]
    [InlineData(""" "Title":"x" """, JSCalendarDefectCode.WrongCase, "/Title")]
    [InlineData(""" "privacy":"Public" """, JSCalendarDefectCode.WrongCase, "/privacy")]
    [InlineData(""" "privacy":"x y" """, JSCalendarDefectCode.InvalidValue, "/privacy")]
    [InlineData(""" "freeBusyStatus":"" """, JSCalendarDefectCode.InvalidValue, "/freeBusyStatus")]
    [InlineData(""" "status":"Confirmed" """, JSCalendarDefectCode.WrongCase, "/status")]
    [InlineData(""" "a b":1 """, JSCalendarDefectCode.InvalidName, "/a b")]
    [InlineData(""" "-x.example:a":1 """, JSCalendarDefectCode.InvalidName, "/-x.example:a")]
    [InlineData(""" "x.example:a/b":1 """, JSCalendarDefectCode.InvalidName, "/x.example:a~1b")]
    [InlineData(""" "extra":1 """, JSCalendarDefectCode.ReservedProperty, "/extra")]
    [InlineData(""" "useDefaultAlerts":true """, JSCalendarDefectCode.ReservedProperty, "/useDefaultAlerts")]
    [InlineData(""" "localizations":{} """, JSCalendarDefectCode.ReservedProperty, "/localizations")]
    [InlineData(""" "calendarIds":{"a":true} """, JSCalendarDefectCode.ReservedProperty, "/calendarIds")]
    [InlineData(""" "recurrenceRules":[] """, JSCalendarDefectCode.OtherVersion, "/recurrenceRules")]
    [InlineData(""" "duration":"-PT1H" """, JSCalendarDefectCode.InvalidValue, "/duration")]
    [InlineData(""" "duration":"PT1.5S" """, JSCalendarDefectCode.InvalidValue, "/duration")]
    [InlineData(""" "created":"2020-01-01T00:00:00" """, JSCalendarDefectCode.InvalidValue, "/created")]
    [InlineData(""" "timeZone":"Europe/Nowhere" """, JSCalendarDefectCode.InvalidValue, "/timeZone")]
    [InlineData(""" "timeZone":"W. Europe Standard Time" """, JSCalendarDefectCode.InvalidValue, "/timeZone")]
    [InlineData(""" "timeZone":null """, JSCalendarDefectCode.WrongType, "/timeZone")]
    [InlineData(""" "endTimeZone":"Europe/Berlin" """, JSCalendarDefectCode.ForbiddenProperty, "/endTimeZone")]
    [InlineData(""" "priority":10 """, JSCalendarDefectCode.InvalidValue, "/priority")]
    [InlineData(""" "priority":1.5 """, JSCalendarDefectCode.WrongType, "/priority")]
    [InlineData(""" "sequence":-1 """, JSCalendarDefectCode.InvalidValue, "/sequence")]
    [InlineData(""" "sequence":9007199254740992 """, JSCalendarDefectCode.WrongType, "/sequence")]
    [InlineData(""" "showWithoutTime":"true" """, JSCalendarDefectCode.WrongType, "/showWithoutTime")]
    [InlineData(""" "color":"#fff" """, JSCalendarDefectCode.InvalidValue, "/color")]
    [InlineData(""" "locale":"de_AT" """, JSCalendarDefectCode.InvalidValue, "/locale")]
    [InlineData(""" "method":"REQUEST" """, JSCalendarDefectCode.InvalidValue, "/method")]
    [InlineData(""" "descriptionContentType":"image/png" """, JSCalendarDefectCode.InvalidValue, "/descriptionContentType")]
    [InlineData(""" "descriptionContentType":"text/html;charset=latin1" """, JSCalendarDefectCode.InvalidValue, "/descriptionContentType")]
    [InlineData(""" "keywords":{"a":false} """, JSCalendarDefectCode.InvalidValue, "/keywords/a")]
    [InlineData(""" "keywords":["a"] """, JSCalendarDefectCode.WrongType, "/keywords")]
    [InlineData(""" "categories":{"a b":true} """, JSCalendarDefectCode.InvalidKey, "/categories/a b")]
    [InlineData(""" "locations":{"a/b":{"name":"x"}} """, JSCalendarDefectCode.InvalidKey, "/locations/a~1b")]
    [InlineData(""" "locations":{"1":{"@type":"Location"}} """, JSCalendarDefectCode.InvalidValue, "/locations/1")]
    [InlineData(""" "locations":{"1":{"name":"x","coordinates":"1,2"}} """, JSCalendarDefectCode.InvalidValue, "/locations/1/coordinates")]
    [InlineData(""" "locations":{"1":{"name":"x","links":{}}} """, JSCalendarDefectCode.InvalidValue, "/locations/1/links")]
    [InlineData(""" "locations":{"1":{"name":"x","description":"y"}} """, JSCalendarDefectCode.ReservedProperty, "/locations/1/description")]
    [InlineData(""" "locations":{"1":{"@type":"Link","name":"x"}} """, JSCalendarDefectCode.InvalidValue, "/locations/1/@type")]
    [InlineData(""" "locations":{"1":{"@type":"location","name":"x"}} """, JSCalendarDefectCode.WrongCase, "/locations/1/@type")]
    [InlineData(""" "locations":{"1":5} """, JSCalendarDefectCode.WrongType, "/locations/1")]
    [InlineData(""" "locations":{"1":{"coordinates":"geo:1,2"}},"mainLocationId":"1" """, JSCalendarDefectCode.InvalidValue, "/mainLocationId")]
    [InlineData(""" "virtualLocations":{"1":{"name":"x"}} """, JSCalendarDefectCode.MissingProperty, "/virtualLocations/1/uri")]
    [InlineData(""" "virtualLocations":{"1":{"uri":"no uri"}} """, JSCalendarDefectCode.InvalidValue, "/virtualLocations/1/uri")]
    [InlineData(""" "virtualLocations":{"1":{"uri":"a:b","features":{"Audio":true}}} """, JSCalendarDefectCode.WrongCase, "/virtualLocations/1/features/Audio")]
    [InlineData(""" "links":{"1":{}} """, JSCalendarDefectCode.MissingProperty, "/links/1/href")]
    [InlineData(""" "links":{"1":{"href":"a:b","display":"badge"}} """, JSCalendarDefectCode.WrongType, "/links/1/display")]
    [InlineData(""" "links":{"1":{"href":"a:%zz"}} """, JSCalendarDefectCode.InvalidValue, "/links/1/href")]
    [InlineData(""" "links":{"1":{"href":"a:b","contentType":"png"}} """, JSCalendarDefectCode.InvalidValue, "/links/1/contentType")]
    [InlineData(""" "links":{"1":{"href":"a:b","cid":"x"}} """, JSCalendarDefectCode.OtherVersion, "/links/1/cid")]
    [InlineData(""" "relatedTo":{"x":{"relation":{"Parent":true}}} """, JSCalendarDefectCode.WrongCase, "/relatedTo/x/relation/Parent")]
    [InlineData(""" "recurrenceId":"2020-01-15T13:00:00","recurrenceRule":{"frequency":"daily"} """, JSCalendarDefectCode.ForbiddenProperty, "/recurrenceRule")]
    [InlineData(""" "recurrenceIdTimeZone":"Europe/Berlin" """, JSCalendarDefectCode.ForbiddenProperty, "/recurrenceIdTimeZone")]
    [InlineData(""" "recurrenceRule":{"frequency":"sometimes"} """, JSCalendarDefectCode.InvalidValue, "/recurrenceRule/frequency")]
    [InlineData(""" "recurrenceRule":{} """, JSCalendarDefectCode.MissingProperty, "/recurrenceRule/frequency")]
    [InlineData(""" "recurrenceRule":{"frequency":"daily","interval":0} """, JSCalendarDefectCode.InvalidValue, "/recurrenceRule/interval")]
    [InlineData(""" "recurrenceRule":{"frequency":"daily","byMonthDay":[32]} """, JSCalendarDefectCode.InvalidValue, "/recurrenceRule/byMonthDay/0")]
    [InlineData(""" "recurrenceRule":{"frequency":"daily","byMonthDay":[0]} """, JSCalendarDefectCode.InvalidValue, "/recurrenceRule/byMonthDay/0")]
    [InlineData(""" "recurrenceRule":{"frequency":"daily","byHour":[]} """, JSCalendarDefectCode.InvalidValue, "/recurrenceRule/byHour")]
    [InlineData(""" "recurrenceRule":{"frequency":"daily","byMonth":[1]} """, JSCalendarDefectCode.WrongType, "/recurrenceRule/byMonth/0")]
    [InlineData(""" "recurrenceRule":{"frequency":"daily","byMonth":["3l"]} """, JSCalendarDefectCode.InvalidValue, "/recurrenceRule/byMonth/0")]
    [InlineData(""" "recurrenceRule":{"frequency":"daily","byDay":[{"day":"xx"}]} """, JSCalendarDefectCode.InvalidValue, "/recurrenceRule/byDay/0/day")]
    [InlineData(""" "recurrenceRule":{"frequency":"daily","byDay":[{"day":"mo","nthOfPeriod":0}]} """, JSCalendarDefectCode.InvalidValue, "/recurrenceRule/byDay/0/nthOfPeriod")]
    [InlineData(""" "recurrenceRule":{"frequency":"daily","count":1,"until":"2020-01-15T13:00:00"} """, JSCalendarDefectCode.ForbiddenProperty, "/recurrenceRule/until")]
    [InlineData(""" "organizerCalendarAddress":"mailto:a@x.example" """, JSCalendarDefectCode.ForbiddenProperty, "/organizerCalendarAddress")]
    [InlineData(""" "sentBy":"a@x.example" """, JSCalendarDefectCode.ForbiddenProperty, "/sentBy")]
    [InlineData(""" "participants":{"a":{"calendarAddress":"mailto:a@x.example"}} """, JSCalendarDefectCode.MissingProperty, "/organizerCalendarAddress")]
    [InlineData(""" "participants":{"a":{"name":"x","kind":"group"}} """, JSCalendarDefectCode.ForbiddenProperty, "/participants/a/kind")]
    [InlineData(""" "participants":{"a":{"descriptionContentType":"text/html"}} """, JSCalendarDefectCode.ForbiddenProperty, "/participants/a/descriptionContentType")]
    [InlineData(People + ""","email":"nobody"}} """, JSCalendarDefectCode.InvalidValue, "/participants/a/email")]
    [InlineData(People + ""","roles":{}}} """, JSCalendarDefectCode.InvalidValue, "/participants/a/roles")]
    [InlineData(People + ""","memberOf":{"x":true}}} """, JSCalendarDefectCode.InvalidKey, "/participants/a/memberOf/x")]
    [InlineData(People + ""","participationStatus":"Accepted"}} """, JSCalendarDefectCode.WrongCase, "/participants/a/participationStatus")]
    [InlineData(People + ""","progress":"completed","participationStatus":"accepted"}} """, JSCalendarDefectCode.ForbiddenProperty, "/participants/a/progress")]
    [InlineData(People + ""","sendTo":{}}} """, JSCalendarDefectCode.ReservedProperty, "/participants/a/sendTo")]
    [InlineData(""" "alerts":{"a":{}} """, JSCalendarDefectCode.MissingProperty, "/alerts/a/trigger")]
    [InlineData(""" "alerts":{"a":{"trigger":{"offset":"5M"}}} """, JSCalendarDefectCode.InvalidValue, "/alerts/a/trigger/offset")]
    [InlineData(""" "alerts":{"a":{"trigger":{"offset":"PT5M","relativeTo":"middle"}}} """, JSCalendarDefectCode.InvalidValue, "/alerts/a/trigger/relativeTo")]
    [InlineData(""" "alerts":{"a":{"trigger":{"@type":"AbsoluteTrigger"}}} """, JSCalendarDefectCode.MissingProperty, "/alerts/a/trigger/when")]
    [InlineData(""" "alerts":{"a":{"trigger":{"@type":"offsettrigger"}}} """, JSCalendarDefectCode.InvalidValue, "/alerts/a/trigger/@type")]
    [InlineData(""" "alerts":{"a":{"trigger":{"offset":"PT5M"},"relatedTo":{"b":{}}}} """, JSCalendarDefectCode.InvalidKey, "/alerts/a/relatedTo/b")]
    public void Invalid_events(string members, JSCalendarDefectCode code, string pointer) => AssertOne("Event", members, code, pointer);

    [Theory, Rfc("draft-ietf-calext-jscalendarbis", "1.5.9"), Rfc("draft-ietf-calext-jscalendarbis", "3.3.4")]
    [InlineData(""" "locations/2":{"name":"y"} """, null)]
    [InlineData(""" "locations/1/name":"y","locations/1/coordinates":"geo:1,2" """, null)]
    [InlineData(""" "recurrenceOverrides/x":1,"relatedTo/x":5,"participants/x/calendarAddress":5,"method":5 """, null)]
    [InlineData(""" "recurrenceRule/byMonth/0":"2" """, null)]
    [InlineData(""" "x.example:list/1":5 """, null)]
    [InlineData(""" "excluded":false """, "")]
    [InlineData(""" "excluded":true,"title":"x" """, "")]
    [InlineData(""" "a~b":1 """, "/a~0b")]
    [InlineData(""" "locations/2/name":"y" """, "/locations~12~1name")]
    [InlineData(""" "alerts/1":null """, "/alerts~11")]
    [InlineData(""" "locations":{"1":{"name":"y"}},"locations/1/name":"z" """, "/locations~11~1name")]
    [InlineData(""" "x.example:list/2":5 """, "/x.example:list~12")]
    [InlineData(""" "x.example:list/-":5 """, "/x.example:list~1-")]
    [InlineData(""" "x.example:list/0":null """, "/x.example:list~10")]
    [InlineData(""" "title":5 """, "/title")]
    [InlineData(""" "start":null """, "/start")]
    [InlineData(""" "locations/1":5 """, "/locations~11")]
    [InlineData(""" "locations/1/coordinates":"x" """, "/locations~11~1coordinates")]
    [InlineData(""" "locations/a b":{"name":"x"} """, "/locations~1a b")]
    public void Patches(string patch, string? pointer)
    {
        const string Members = """ "locations":{"1":{"name":"x"}},"x.example:list":[1,2],"recurrenceRule":{"frequency":"yearly","byMonth":["1"]},"recurrenceOverrides":{"2021-01-15T13:00:00":{ """;
        IReadOnlyList<JSCalendarDefect> defects = Validate("Event", Members + patch + "}}");
        Assert.Equal(pointer is null ? [] : ["/recurrenceOverrides/2021-01-15T13:00:00" + pointer], defects.Select(static defect => defect.Pointer));
    }

    [Theory, Rfc("draft-ietf-calext-jscalendarbis", "4.2"), Rfc("draft-ietf-calext-jscalendarbis", "4.2.1"), Rfc("draft-ietf-calext-jscalendarbis", "4.2.2"), Rfc("draft-ietf-calext-jscalendarbis", "4.2.3"), Rfc("draft-ietf-calext-jscalendarbis", "4.2.4")]
    [InlineData(""" "due":"2020" """, JSCalendarDefectCode.InvalidValue, "/due")]
    [InlineData(""" "percentComplete":101 """, JSCalendarDefectCode.InvalidValue, "/percentComplete")]
    [InlineData(""" "estimatedDuration":"1h" """, JSCalendarDefectCode.InvalidValue, "/estimatedDuration")]
    [InlineData(""" "progress":"Completed" """, JSCalendarDefectCode.WrongCase, "/progress")]
    [InlineData(""" "timeZone":"Europe/Berlin" """, JSCalendarDefectCode.MissingProperty, "/due")]
    [InlineData(""" "showWithoutTime":true """, JSCalendarDefectCode.MissingProperty, "/due")]
    [InlineData(""" "due":"2020-01-19T18:00:00","recurrenceRule":{"frequency":"daily"} """, JSCalendarDefectCode.MissingProperty, "/start")]
    [InlineData(People + ""","progress":"completed"}} """, JSCalendarDefectCode.InvalidValue, "/participants/a/participationStatus")]
    public void Invalid_tasks(string members, JSCalendarDefectCode code, string pointer) => AssertOne("Task", members, code, pointer);

    [Theory, Rfc("draft-ietf-calext-jscalendarbis", "2.3"), Rfc("draft-ietf-calext-jscalendarbis", "3.1.1"), Rfc("draft-ietf-calext-jscalendarbis", "3.1.2"), Rfc("draft-ietf-calext-jscalendarbis", "3.1.6"), Rfc("draft-ietf-calext-jscalendarbis", "4.3.1"), Rfc("draft-ietf-calext-jscalendarbis", "4.3.2")]
    [InlineData("""{"@type":"Group","version":"2.0","updated":"2020-01-02T18:23:04Z","entries":[]}""", "/uid")]
    [InlineData("""{"@type":"Group","version":"2.0","uid":"","updated":"2020-01-02T18:23:04Z","entries":[]}""", "/uid")]
    [InlineData("""{"@type":"Group","version":"2.0","uid":"a","entries":[]}""", "/updated")]
    [InlineData("""{"@type":"Group","version":"2.0","uid":"a","updated":"2020-01-02T18:23:04Z"}""", "/entries")]
    [InlineData("""{"@type":"Group","version":"3.0","uid":"a","updated":"2020-01-02T18:23:04Z","entries":[]}""", "/version")]
    [InlineData("""{"@type":"Group","version":"2.0","uid":"a","updated":"2020-01-02T18:23:04Z","entries":[{"uid":"b"}]}""", "/entries/0/@type")]
    [InlineData("""{"@type":"Group","version":"2.0","uid":"a","updated":"2020-01-02T18:23:04Z","entries":[{"@type":"Task","version":"2.0","uid":"b","updated":"2020-01-02T18:23:04Z"}]}""", "/entries/0/version")]
    [InlineData("""{"@type":"Group","version":"2.0","uid":"a","updated":"2020-01-02T18:23:04Z","entries":[],"source":"here"}""", "/source")]
    [InlineData("""{"@type":"Group","version":"2.0","uid":"a","updated":"2020-01-02T18:23:04Z","entries":[{"@type":"Later","any":"thing"}]}""", null)]
    public void Groups(string json, string? pointer) => Assert.Equal(pointer is null ? [] : [pointer], JSCalendar.Read(Encoding.UTF8.GetBytes(json)).Defects.Select(static defect => defect.Pointer));

    [Theory, Rfc(8984, "1.4.9"), Rfc(8984, "4.3.3"), Rfc(8984, "4.4.6"), Rfc(8984, "4.6.1"), Rfc(8984, "4.7.2"), Rfc("draft-ietf-calext-jscalendarbis", "1.9.2")]
    [InlineData("", null)]
    [InlineData(""" "version":"1.0","timeZone":null,"useDefaultAlerts":true,"duration":"PT1.5S","color":"#fff","recurrenceRules":[{"@type":"RecurrenceRule","frequency":"daily"}] """, null)]
    [InlineData(""" "timeZone":"/x","timeZones":{"/x":{"@type":"TimeZone","tzId":"X","standard":[{"@type":"TimeZoneRule","start":"2020-01-01T00:00:00","offsetFrom":"+0100","offsetTo":"+0100"}]}} """, null)]
    [InlineData(""" "replyTo":{"imip":"mailto:a@x.example"},"participants":{"a":{"@type":"Participant","roles":{"attendee":true},"sendTo":{"imip":"mailto:a@x.example"},"delegatedTo":{"b":true}}} """, null)]
    [InlineData(""" "title":"a","localizations":{"de":{"title":"b"}} """, null)]
    [InlineData(""" "x.example:list":[1],"localizations":{"de":{"x.example:list/0":2}} """, "/localizations/de/x.example:list~10")]
    [InlineData(""" "links":{"1":{"@type":"Link","href":"a:b","display":"badge"}} """, null)]
    [InlineData(""" "locations":{"1":{"@type":"Location","relativeTo":"end","timeZone":"Asia/Tokyo","description":"x"}} """, null)]
    [InlineData(""" "recurrenceOverrides":{"2021-01-15T13:00:00":{"excluded":true}} """, null)]
    [InlineData(""" "locations":{"1":{"name":"x"}} """, "/locations/1/@type")]
    [InlineData(""" "participants":{"a":{"@type":"Participant","name":"x"}} """, "/participants/a/roles")]
    [InlineData(""" "recurrenceRule":{"@type":"RecurrenceRule","frequency":"daily"} """, "/recurrenceRule")]
    [InlineData(""" "timeZone":"/y" """, "/timeZone")]
    public void The_first_version(string members, string? pointer)
    {
        string json = $$"""{"@type":"Event","uid":"a","updated":"2020-01-02T18:23:04.5Z","start":"2020-01-15T13:00:00"{{(members.Length == 0 ? "" : ",")}}{{members}}}""";
        Assert.Equal(pointer is null ? [] : [pointer], JSCalendar.Read(Encoding.UTF8.GetBytes(json)).Defects.Select(static defect => defect.Pointer));
    }

    [Fact, Rfc("draft-ietf-jmap-calendars", "5"), Rfc("draft-ietf-jmap-calendars", "5.2.1"), Rfc("draft-ietf-jmap-calendars", "5.2.2"), Rfc("draft-ietf-jmap-calendars", "5.3")]
    public void The_properties_of_JMAP_where_they_are_allowed()
    {
        const string Json = """
            {"@type":"Event","uid":"a","updated":"2020-01-02T18:23:04Z","start":"2020-01-15T13:00:00","id":"1","calendarIds":{"c":true},"isDraft":false,"useDefaultAlerts":true,"utcStart":"2020-01-15T13:00:00Z","links":{"1":{"blobId":"x"}},
             "organizerCalendarAddress":"mailto:a@x.example","participants":{"a":{"calendarAddress":"mailto:a@x.example","scheduleSequence":1,"scheduleUpdated":"2020-01-15T13:00:00Z"}}}
            """;
        Assert.Empty(JSCalendar.Read(Encoding.UTF8.GetBytes(Json), new JSCalendarOptions { AllowsJmap = true, AssumedVersion = "2.0" }).Defects);
        Assert.NotEmpty(JSCalendar.Read(Encoding.UTF8.GetBytes(Json), new JSCalendarOptions { AssumedVersion = "2.0", MaxDefects = 100 }).Defects);
    }

    [Fact]
    public void Very_many_overrides_take_linear_time()
    {
        StringBuilder json = new(""" "title":"a","recurrenceRule":{"frequency":"hourly"},"recurrenceOverrides":{""");
        for (int i = 0; i < 100_000; i++)
        {
            json.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ",")}\"{new DateTime(2020, 1, 15, 13, 0, 0).AddHours(i):yyyy-MM-ddTHH:mm:ss}\":{{\"title\":\"{i}\",\"duration\":\"PT1H\"}}");
        }

        Assert.Empty(Validate("Event", json.Append('}').ToString()));
    }

    [Fact]
    public void Patches_that_lead_into_each_other_are_told_whatever_their_order()
    {
        StringBuilder json = new(""" "title":"a","recurrenceOverrides":{"2020-01-15T13:00:00":{""");
        for (int i = 0; i < 20_000; i++)
        {
            json.Append(CultureInfo.InvariantCulture, $"\"locations/{i}\":{{\"name\":\"x\"}},");
        }

        json.Append("\"locations\":{}}}");
        IReadOnlyList<JSCalendarDefect> defects = Validate("Event", json.ToString());
        Assert.All(defects, static defect => Assert.Equal(JSCalendarDefectCode.InvalidPatch, defect.Code));
        Assert.NotEmpty(defects);
    }

    private static void AssertOne(string type, string members, JSCalendarDefectCode code, string pointer)
    {
        JSCalendarDefect defect = Assert.Single(Validate(type, members));
        Assert.Equal((code, pointer), (defect.Code, defect.Pointer));
        Assert.NotEmpty(defect.Section);
    }

    private static IReadOnlyList<JSCalendarDefect> Validate(string type, string members)
    {
        string start = type == "Event" ? ",\"start\":\"2020-01-15T13:00:00\"" : "";
        string json = $$"""{"@type":"{{type}}","version":"2.0","uid":"a","updated":"2020-01-02T18:23:04Z"{{start}}{{(members.Length == 0 ? "" : ",")}}{{members}}}""";
        return JSCalendar.Read(Encoding.UTF8.GetBytes(json)).Defects;
    }
}
