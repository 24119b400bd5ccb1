using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Protocols.ICalendar;

namespace Protocols.Formats.Tests.ICalendar;

/// <summary>The objects of JSCalendar as views of their JSON.</summary>
public sealed class JSModelTests
{
    private const string Meeting = """
        {"@type":"Event","version":"2.0","uid":"a","updated":"2020-01-02T18:23:04Z","x.example:rating":[1,2.50,1e3],"title":"One","start":"2020-01-15T13:00:00","timeZone":"Europe/Berlin","duration":"PT90M",
         "participants":{"p":{"name":"Tom","roles":{"chair":true,"owner":false}}},"description":5,
         "alerts":{"1":{"trigger":{"offset":"-PT15M"}},"2":{"trigger":{"@type":"AbsoluteTrigger","when":"2020-01-15T11:00:00Z"}},"3":{"trigger":{"@type":"x.example:Sun"}}}}
        """;

    [Fact, Rfc("draft-ietf-calext-jscalendarbis", "1.4.1"), Rfc("draft-ietf-calext-jscalendarbis", "1.7.4"), Rfc("draft-ietf-calext-jscalendarbis", "1.8.1")]
    public void What_is_not_touched_is_written_as_it_was()
    {
        JSEvent read = Assert.IsType<JSEvent>(JSCalendar.TryRead(Encoding.UTF8.GetBytes(Meeting)));
        Assert.Equal(string.Concat(Meeting.Where(static character => character is not ('\n' or '\r'))).Replace(" ", "", StringComparison.Ordinal), read.ToString());
    }

    [Fact]
    public void Members_look_at_the_JSON()
    {
        JSEvent read = (JSEvent)JSCalendar.TryRead(Encoding.UTF8.GetBytes(Meeting))!;
        Assert.Equal("One", read.Title);
        Assert.Null(read.Description);
        Assert.Equal(new DateTime(2020, 1, 15, 13, 0, 0), read.Start);
        Assert.Equal(new DateTimeOffset(2020, 1, 2, 18, 23, 4, TimeSpan.Zero), read.Updated);
        Assert.Equal(TimeSpan.FromMinutes(90), read.Duration!.Value.TimeSpan);
        JSParticipant tom = Assert.Single(read.Participants).Value;
        Assert.Equal(["chair"], tom.Roles);
        Assert.Equal(new CalendarDuration(0, -900), Assert.IsType<JSOffsetTrigger>(read.Alerts["1"].Trigger).Offset);
        Assert.Equal(new DateTimeOffset(2020, 1, 15, 11, 0, 0, TimeSpan.Zero), Assert.IsType<JSAbsoluteTrigger>(read.Alerts["2"].Trigger).When);
        Assert.Equal("x.example:Sun", Assert.IsType<JSUnknownTrigger>(read.Alerts["3"].Trigger).Type);
        Assert.Throws<KeyNotFoundException>(() => read.Alerts["4"]);
    }

    [Fact]
    public void Members_change_the_JSON()
    {
        JSEvent made = new() { Uid = "a", Title = "One", Start = new DateTime(2027, 3, 1, 12, 0, 0, 500), TimeZone = "Europe/Berlin", Duration = new CalendarDuration(1, 3600), Updated = DateTimeOffset.UnixEpoch };
        made.Keywords.Add("lunch");
        made.Keywords.Add("food");
        Assert.True(made.Keywords.Remove("food"));
        made.Locations["1"] = new JSLocation { Name = "Here" };
        made.Locations["1"].LocationTypes.Add("cafe");
        made.Participants["x"] = new JSParticipant();
        Assert.True(made.Participants.Remove("x"));
        made.Alerts["a"] = new JSAlert { Trigger = new JSOffsetTrigger(new CalendarDuration(-1, 0)) };
        made.RecurrenceRule = new JSRecurrenceRule(Frequency.Monthly) { ByDay = [new JSNDay("mo", -1)], Count = 3 };
        made.Title = null;
        Assert.Equal(
            """{"@type":"Event","version":"2.0","uid":"a","start":"2027-03-01T12:00:00","timeZone":"Europe/Berlin","duration":"P1DT1H","updated":"1970-01-01T00:00:00Z","keywords":{"lunch":true},"locations":{"1":{"@type":"Location","name":"Here","locationTypes":{"cafe":true}}},"alerts":{"a":{"@type":"Alert","trigger":{"@type":"OffsetTrigger","offset":"-P1D"}}},"recurrenceRule":{"@type":"RecurrenceRule","frequency":"monthly","byDay":[{"@type":"NDay","day":"mo","nthOfPeriod":-1}],"count":3}}""",
            made.ToString());
        Assert.Empty(JSCalendarValidator.Validate(made));
    }

    [Fact]
    public void An_object_that_belongs_elsewhere_is_copied()
    {
        JSEvent one = new();
        one.Locations["1"] = new JSLocation { Name = "Here" };
        JSEvent other = new();
        other.Locations["2"] = one.Locations["1"];
        other.Locations["2"].Name = "There";
        Assert.Equal("Here", one.Locations["1"].Name);
        JSGroup group = new();
        group.Add(one);
        Assert.Null(one.Version);
        Assert.Equal("Here", Assert.Single(group.Entries).Locations["1"].Name);
    }

    [Theory, Rfc("draft-ietf-calext-jscalendarbis", "1.5.6"), Rfc("draft-ietf-calext-jscalendarbis", "1.5.7")]
    [InlineData("PT1H", 0, 3600)]
    [InlineData("P1W2DT3H4M5S", 9, 11045)]
    [InlineData("-P1D", -1, 0)]
    [InlineData("+PT5M", 0, 300)]
    [InlineData("PT1.5S", 0, 1)]
    public void Durations_are_read(string text, int days, long seconds)
    {
        JSOffsetTrigger trigger = new(new JsonObject { ["offset"] = text });
        Assert.Equal(new CalendarDuration(days, seconds), trigger.Offset);
    }

    [Theory, Rfc("draft-ietf-calext-jscalendarbis", "1.5.6")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1DT")]
    [InlineData("PT1H5S")]
    [InlineData("PT5M1H")]
    [InlineData("P1H")]
    [InlineData("pt1h")]
    [InlineData("PT1.S")]
    [InlineData("P1D1W")]
    [InlineData("PT.5S")]
    public void What_is_no_duration_is_none(string text) => Assert.Null(new JSEvent(new JsonObject { ["duration"] = text }).Duration);

    [Theory, Rfc("draft-ietf-calext-jscalendarbis", "1.5.4"), Rfc("draft-ietf-calext-jscalendarbis", "1.5.5")]
    [InlineData("2010-10-10T10:10:10Z", true)]
    [InlineData("2010-10-10T10:10:10.123Z", true)]
    [InlineData("2010-10-10T10:10:10.120Z", false)]
    [InlineData("2010-10-10T10:10:10.Z", false)]
    [InlineData("2010-10-10T10:10:10", false)]
    [InlineData("2010-10-10t10:10:10z", false)]
    [InlineData("2010-02-30T10:10:10Z", false)]
    [InlineData("2010-10-10T24:00:00Z", false)]
    [InlineData("", false)]
    public void Times_are_read(string text, bool isTime) => Assert.Equal(isTime, new JSEvent(new JsonObject { ["updated"] = text }).Updated is not null);

    [Theory]
    [InlineData("3", 3L)]
    [InlineData("3.0", 3L)]
    [InlineData("3e0", 3L)]
    [InlineData("-3", -3L)]
    [InlineData("9007199254740991", 9007199254740991)]
    [InlineData("9007199254740992", null)]
    [InlineData("-9223372036854775808", null)]
    [InlineData("3.5", null)]
    [InlineData("1e400", null)]
    [InlineData("\"3\"", null)]
    public void Integers_are_those_that_all_can_keep(string json, long? number) =>
        Assert.Equal(number, JSCalendar.TryRead(Encoding.UTF8.GetBytes($$"""{"@type":"Event","sequence":{{json}}}""")) is JSEvent read ? read.Sequence : 0);

    [Fact, Rfc("draft-ietf-calext-jscalendarbis", "4.2.5")]
    public void The_progress_of_a_task_follows_from_its_participants()
    {
        JSTask task = new();
        Assert.Equal("needs-action", task.EffectiveProgress);
        task.Participants["a"] = new JSParticipant { Progress = "completed" };
        Assert.Equal("completed", task.EffectiveProgress);
        task.Participants["b"] = new JSParticipant { Progress = "in-process" };
        Assert.Equal("in-process", task.EffectiveProgress);
        task.Participants["c"] = new JSParticipant { Progress = "failed" };
        Assert.Equal("failed", task.EffectiveProgress);
        task.Progress = "cancelled";
        Assert.Equal("cancelled", task.EffectiveProgress);
    }

    [Fact]
    public void Serializers_take_the_objects()
    {
        JSCalendarJsonContext context = JSCalendarJsonContext.Default;
        JSEvent read = JsonSerializer.Deserialize(Meeting, context.JSEvent)!;
        Assert.Equal("One", read.Title);
        Assert.Equal(read.ToString(), JsonSerializer.Serialize(read, context.JSEvent));
        Assert.IsType<JSEvent>(JsonSerializer.Deserialize(Meeting, context.JSCalendarObject));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("""{"@type":"Group"}""", context.JSEntry));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("[]", context.JSLink));
        Assert.Equal("a:b", JsonSerializer.Deserialize("""{"href":"a:b"}""", context.JSLink)!.Href);
    }
}
