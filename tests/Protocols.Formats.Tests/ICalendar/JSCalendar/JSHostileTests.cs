using System.Globalization;
using Calendar = Protocols.ICalendar.Calendar;
using System.Text;
using System.Text.Json.Nodes;
using Protocols.ICalendar;
using Protocols.Text;

namespace Protocols.Formats.Tests.ICalendar;

/// <summary>What others send converts, whatever it is, in time linear in it.</summary>
public sealed class JSHostileTests
{
    [Fact]
    public void Fuzzed_calendars_never_throw()
    {
        int count = 0;
        foreach (string path in Suites.Files("ical-fuzz-libical", "*"))
        {
            byte[] source = File.ReadAllBytes(path);
            count += Convert(source) + Convert([.. "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20200101T000000\r\n"u8, .. source]);
        }

        Assert.True(count > 35, $"{count} calendars.");
    }

    [Fact]
    public void Calendars_with_octets_changed_never_throw()
    {
        Random random = new(5);
        int count = 0;
        foreach (string path in Suites.Files("ical-calcard", "*.ics"))
        {
            byte[] source = File.ReadAllBytes(path);
            for (int round = 0; round < 3 && source.Length is > 0 and < 20_000; round++)
            {
                byte[] changed = [.. source];
                for (int i = 0; i < 1 + (source.Length / 100); i++)
                {
                    changed[random.Next(changed.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : source[random.Next(source.Length)];
                }

                count += Convert(changed);
            }
        }

        Assert.True(count > 300, $"{count} calendars.");
    }

    private static int Convert(byte[] source)
    {
        int count = 0;
        foreach (Calendar calendar in Calendar.ReadAll(source).Components.OfType<Calendar>())
        {
            JSGroup group = JSCalendarConverter.FromCalendar(calendar);
            JSCalendarDocument document = JSCalendar.Read(group.ToBytes());
            Assert.IsType<JSGroup>(document.Object);
            byte[] written = JSCalendarConverter.ToCalendar(document.Object).ToBytes();
            Assert.NotNull(Calendar.TryRead(written));
            foreach (JSEntry entry in group.Entries)
            {
                _ = entry.Between(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2020, 3, 1, 0, 0, 0, TimeSpan.Zero), 100, limits: new RecurrenceLimits { MaxSteps = 1_000 });
            }

            count++;
        }

        return count;
    }

    [Theory]
    [InlineData("""{"@type":"Event"}""")]
    [InlineData("""{"@type":"Event","title":5,"start":"x","locations":[],"links":{"1":5,"2":{}},"participants":{"a b":{}},"alerts":{"1":{"trigger":5}},"recurrenceRule":{"frequency":1},"recurrenceOverrides":{"x":1,"2020-01-01T00:00:00":{"a/b/c":1}}}""")]
    [InlineData("""{"@type":"Event","uid":"a\r\nATTACH:x","title":"a\u0000b","links":{"1":{"href":"x:y\r\nATTACH:z"}},"x\r\ny":{"a":"\r\n"},"timeZone":"a\r\nb","start":"2020-01-01T00:00:00"}""")]
    [InlineData("""{"@type":"Event","iCalendar":{"name":5,"properties":[5,["x"],["x-a",{},"text","b\nc"],["x a",{},"text","b"]],"components":[[],["x",[],[]]],"convertedProperties":{"title":{"parameters":{"a b":"c","d":["\u0001"]}}}},"title":"x"}""")]
    [InlineData("""{"@type":"Group","entries":[5,{"@type":"Later"},{"@type":"Task","due":"2020-01-01T00:00:00","participants":{"1":{"calendarAddress":"a\u0001b"},"2":{"calendarAddress":"c:d","name":"x\u0002","roles":{"\r\n":true}}}}]}""")]
    [InlineData("""{"@type":"Event","start":"2020-01-01T00:00:00","recurrenceOverrides":{"2020-01-02T00:00:00":{"locations":{},"locations/1":{}},"2020-01-03T00:00:00":{"recurrenceOverrides/2020-01-02T00:00:00":{}}}}""")]
    [InlineData("""{"@type":"Event","start":"9999-12-31T23:59:59","duration":"P400000W","endTimeZone":"Asia/Tokyo","timeZone":"Europe/Berlin","showWithoutTime":true,"recurrenceId":"0001-01-01T00:00:00","recurrenceIdTimeZone":"Pacific/Apia"}""")]
    public void Whatever_is_in_the_JSON_no_line_is_injected(string json)
    {
        JSCalendarObject read = JSCalendar.TryRead(Encoding.UTF8.GetBytes(json))!;
        byte[] written = JSCalendarConverter.ToCalendar(read).ToBytes();
        Assert.DoesNotContain("\r\nATTACH:", Encoding.UTF8.GetString(written), StringComparison.Ordinal);
        ContentTree tree = Calendar.ReadAll(written);
        Assert.Empty(tree.Defects);
        Assert.NotNull(JSCalendarConverter.FromCalendar((Calendar)tree.Components[0]));
    }

    [Fact]
    public void Very_many_overrides_come_back()
    {
        const int Count = 100_000;
        JSEvent made = new() { Uid = "a", Updated = DateTimeOffset.UnixEpoch, Start = new DateTime(2020, 1, 1), TimeZone = "Europe/Berlin", RecurrenceRule = new JSRecurrenceRule(Frequency.Hourly) };
        JsonObject overrides = [];
        for (int i = 0; i < Count; i++)
        {
            string key = new DateTime(2020, 1, 1).AddHours(i).ToString("s", CultureInfo.InvariantCulture);
            overrides[key] = i % 2 == 0 ? new JsonObject { ["excluded"] = true } : i % 3 == 0 ? new JsonObject() : new JsonObject { ["title"] = key };
        }

        made.RecurrenceOverrides = overrides;
        Calendar calendar = JSCalendarConverter.ToCalendar(made);
        JSEntry back = Assert.Single(JSCalendarConverter.EntriesOf(Calendar.TryRead(calendar.ToBytes())!));
        Assert.Equal(Count, back.RecurrenceOverrides!.Count);
        Assert.True(JsonNode.DeepEquals(overrides, back.RecurrenceOverrides));
    }

    [Fact]
    public void Occurrences_that_inherit_very_much_are_bounded_and_come_back()
    {
        JSEvent made = new() { Uid = "a", Updated = DateTimeOffset.UnixEpoch, Start = new DateTime(2020, 1, 1), RecurrenceRule = new JSRecurrenceRule(Frequency.Daily), OrganizerCalendarAddress = "mailto:0@x.example" };
        for (int i = 0; i < 1_000; i++)
        {
            made.Participants[$"p{i}"] = new JSParticipant { CalendarAddress = $"mailto:{i}@x.example", ParticipationStatus = "accepted" };
        }

        made.Participants["p0"].Roles.Add("owner");
        JsonObject overrides = [];
        for (int i = 0; i < 1_000; i++)
        {
            overrides[new DateTime(2020, 1, 1).AddDays(i).ToString("s", CultureInfo.InvariantCulture)] = new JsonObject { ["title"] = "x" };
        }

        made.RecurrenceOverrides = overrides;
        Calendar calendar = JSCalendarConverter.ToCalendar(made, new JSCalendarConversionOptions { MaxOverrideProperties = 5_000 });
        Assert.InRange(calendar.Events.Sum(static component => component.Properties.Count), 5_000, 10_000);
        string kept = Assert.Single(calendar.Events.First().FindAll("JSPROP"u8)).Text;
        Assert.Equal(1_000 - calendar.Events.Count() + 1, ((JsonObject)JsonNode.Parse(kept)!).Count);
        Assert.Equal(1_000, Assert.Single(JSCalendarConverter.EntriesOf(Calendar.TryRead(calendar.ToBytes())!)).RecurrenceOverrides!.Count);
        Assert.Equal(31, made.Between(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2020, 2, 1, 0, 0, 0, TimeSpan.Zero)).Count);
    }

    [Fact]
    public void Occurrences_that_leave_little_of_much_make_small_patches()
    {
        StringBuilder lines = new("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:20200101T000000Z\r\nRRULE:FREQ=DAILY\r\nORGANIZER:mailto:o@x.example\r\n");
        for (int i = 0; i < 2_000; i++)
        {
            lines.Append(CultureInfo.InvariantCulture, $"ATTENDEE:mailto:{i}@x.example\r\n");
        }

        lines.Append("END:VEVENT\r\n");
        for (int i = 0; i < 2_000; i++)
        {
            lines.Append(CultureInfo.InvariantCulture, $"BEGIN:VEVENT\r\nUID:a\r\nRECURRENCE-ID:{new DateTime(2020, 1, 1).AddDays(i):yyyyMMdd}T000000Z\r\nDTSTART:20200101T000000Z\r\nORGANIZER:mailto:o@x.example\r\nATTENDEE:mailto:1@x.example\r\nEND:VEVENT\r\n");
        }

        JSEntry entry = Assert.Single(JSCalendarConverter.FromCalendar(Calendar.TryRead(Encoding.UTF8.GetBytes(lines.Append("END:VCALENDAR\r\n").ToString()))!).Entries);
        Assert.InRange(entry.ToBytes().Length, 1, 2_000_000);
        Assert.Equal(2, entry.Instance(new DateTime(2020, 1, 5))!.Participants.Count);
    }

    [Fact]
    public void Very_many_equal_links_have_keys_of_their_own()
    {
        StringBuilder lines = new("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\n");
        for (int i = 0; i < 20_000; i++)
        {
            lines.Append("ATTACH:https://x.example/a\r\n");
        }

        JSGroup group = JSCalendarConverter.FromCalendar(Calendar.TryRead(Encoding.UTF8.GetBytes(lines.Append("END:VEVENT\r\nEND:VCALENDAR\r\n").ToString()))!);
        Assert.Equal(20_000, Assert.Single(group.Entries).Links.Count);
        Assert.DoesNotContain("JSID", JSCalendarConverter.ToCalendar(group).ToString(), StringComparison.Ordinal);
    }
}
