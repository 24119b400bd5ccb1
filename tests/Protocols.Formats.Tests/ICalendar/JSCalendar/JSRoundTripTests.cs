using System.Globalization;
using System.Text.Json.Nodes;
using Protocols.ICalendar;
using Calendar = Protocols.ICalendar.Calendar;

namespace Protocols.Formats.Tests.ICalendar;

/// <summary>Random objects of JSCalendar become iCalendar, and come back.</summary>
public sealed class JSRoundTripTests
{
    private static readonly string[] s_texts = ["Lunch", "a,b;c\\d\ne", "ä ö ü 🎉", " edge ", "\"quoted\" ^n", ":", "x=y", ""];
    private static readonly string[] s_zones = ["Europe/Berlin", "America/New_York", "Etc/UTC", "Australia/Melbourne", "Asia/Kolkata"];

    [Fact, Rfc("draft-ietf-calext-jscalendar-icalendar", "1.4"), Rfc("draft-ietf-calext-jscalendar-icalendar", "4.1.2"), Rfc("draft-ietf-calext-jscalendar-icalendar", "4.2.1")]
    public void Valid_objects_come_back_the_same()
    {
        JSCalendarConversionOptions options = new() { AddsMandatory = false };
        List<string> wrong = [];
        for (int seed = 0; seed < 400; seed++)
        {
            JSEntry made = new Maker(new Random(seed)).Entry();
            Assert.True(JSCalendarValidator.Validate(made) is [], $"{seed}: {string.Join('\n', JSCalendarValidator.Validate(made))}\n{made}");
            byte[] written = JSCalendarConverter.ToCalendar(made, options).ToBytes();
            Calendar calendar = Calendar.Parse(written);
            JSEntry back = Assert.Single(JSCalendarConverter.EntriesOf(calendar, options));
            JsonNode expected = Bare((JsonObject)made.Json.DeepClone());
            JsonNode actual = Bare((JsonObject)back.Json.DeepClone());
            if (!JsonNode.DeepEquals(expected, actual))
            {
                wrong.Add($"{seed}: {DraftFigures.Missing(expected, actual, " ")}");
                continue;
            }

            // Once more, and with what is mandatory in iCalendar.
            JSEntry again = Assert.Single(JSCalendarConverter.EntriesOf(Calendar.Parse(JSCalendarConverter.ToCalendar(back).ToBytes())));
            JsonObject more = Added(Bare((JsonObject)again.Json.DeepClone()));
            if (!JsonNode.DeepEquals(Added((JsonObject)expected.DeepClone()), more))
            {
                wrong.Add($"{seed} again: {DraftFigures.Missing(Added((JsonObject)expected.DeepClone()), more, " ")}");
            }

            Assert.Empty(JSCalendarValidator.Validate(again));
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count}\n{string.Join('\n', wrong.Take(40))}");
    }

    // What iCalendar has mandatory, and says what is so without it.
    private static JsonObject Added(JsonObject entry)
    {
        entry.Remove("prodId");
        foreach ((string _, JsonNode? alert) in entry["alerts"] as JsonObject ?? [])
        {
            alert!["action"] ??= "display";
        }

        foreach ((string _, JsonNode? instance) in entry["recurrenceOverrides"] as JsonObject ?? [])
        {
            _ = instance is null ? null : Added((JsonObject)instance);
        }

        return entry;
    }

    // Without types that are implied, and what the other format gives; with occurrences in the place of patches, of which several make the same.
    private static JsonObject Bare(JsonObject entry)
    {
        JSEntry view = (JSEntry)JSCalendarObject.Of(entry)!;
        if (view.RecurrenceOverrides is { } overrides)
        {
            view.RecurrenceOverrides = new JsonObject(overrides.Select(item => KeyValuePair.Create(item.Key, (JsonNode?)view.Instance(DateTime.Parse(item.Key, CultureInfo.InvariantCulture))?.Json)));
        }

        Strip(entry);
        return entry;
    }

    private static void Strip(JsonNode? node)
    {
        if (node is JsonObject members)
        {
            foreach ((string name, JsonNode? value) in members.ToList())
            {
                // Where there are several places, the one that becomes LOCATION comes back as the main one (§2.3.25).
                bool isOfSeveral = name == "mainLocationId" && members["locations"] is JsonObject { Count: > 2 };
                if (isOfSeveral || name == "iCalendar" || (name == "@type" && (string?)value is not ("Event" or "Task" or "AbsoluteTrigger")))
                {
                    members.Remove(name);
                }
                else
                {
                    Strip(value);
                }
            }
        }
        else if (node is JsonArray elements)
        {
            foreach (JsonNode? element in elements)
            {
                Strip(element);
            }
        }
    }

    private sealed class Maker(Random random)
    {
        public JSEntry Entry()
        {
            bool isTask = random.Next(3) == 0;
            JSEntry entry = isTask ? new JSTask() : new JSEvent();
            entry.Uid = $"uid-{random.Next(1_000)}@x.example";
            entry.Updated = Utc();
            bool isDate = random.Next(4) == 0;
            DateTime start = new DateTime(2024, 1, 1).AddDays(random.Next(700)).AddHours(isDate ? 0 : random.Next(24)).AddMinutes(isDate ? 0 : random.Next(60));
            entry.Start = start;
            entry.ShowWithoutTime = isDate || Is(8) ? true : null;
            entry.TimeZone = isDate || Is(4) ? null : Of(s_zones);
            if (entry is JSEvent anEvent)
            {
                anEvent.Duration = Is(4) ? null : isDate ? new CalendarDuration(1 + random.Next(10), 0) : new CalendarDuration(random.Next(2), random.Next(20_000));
                anEvent.EndTimeZone = entry.TimeZone is not null && anEvent.Duration is { Days: 0 } && Is(4) ? Of([.. s_zones.Where(zone => zone != entry.TimeZone)]) : null;
                anEvent.Status = Maybe("confirmed", "cancelled", "tentative");
            }
            else
            {
                JSTask task = (JSTask)entry;
                task.Due = Is(2) ? start.AddDays(random.Next(5)) : null;
                task.EstimatedDuration = Is(3) ? new CalendarDuration(random.Next(3), 0) : null;
                task.PercentComplete = Is(3) ? random.Next(101) : null;
                task.Progress = Maybe("needs-action", "in-process", "completed", "failed", "cancelled");
            }

            Texts(entry);
            Places(entry);
            People(entry);
            Alerts(entry);
            Links(entry.Links);
            if (Is(2))
            {
                Recurrence(entry, start);
            }

            if (Is(3))
            {
                entry["x.example:Foo bar"] = new JsonObject { ["a"] = new JsonArray(1, null, "x\ny"), ["b"] = Of(s_texts) };
            }

            return entry;
        }

        private void Texts(JSEntry entry)
        {
            entry.Created = Is(3) ? Utc() : null;
            entry.Title = Is(5) ? null : Of(s_texts);
            entry.Description = Is(3) ? Of(s_texts) : null;
            entry.DescriptionContentType = entry.Description is not null && Is(2) ? "text/html" : null;
            entry.Locale = Is(4) ? "de-AT" : null;
            entry.Sequence = Is(3) ? random.Next(9) : null;
            entry.Priority = Is(3) ? random.Next(10) : null;
            entry.FreeBusyStatus = Maybe("free", "busy");
            entry.Privacy = Maybe("public", "private", "secret", "x.example:other");
            entry.Color = Maybe("#ff00aa", "navy");
            for (int i = random.Next(3); i > 0; i--)
            {
                entry.Keywords.Add(i + Of(s_texts));
                entry.Categories.Add($"http://x.example/{i}");
                entry.RelatedTo[$"other {i}"] = Is(2) ? new JSRelation() : With(new JSRelation(), static relation => relation.Relation.Add("next"));
            }
        }

        private void Places(JSEntry entry)
        {
            for (int i = random.Next(4); i > 0; i--)
            {
                JSLocation place = new() { Name = Is(4) ? null : $"Place {Of(s_texts)}", Coordinates = Is(2) ? "geo:1.50,-2;u=1" : null };
                if (place.Name is null || Is(3))
                {
                    place.LocationTypes.Add("cafe");
                    place.LocationTypes.Add("bar");
                }

                if (Is(3))
                {
                    Links(place.Links);
                }

                entry.Locations[Key(i)] = place;
                entry.MainLocationId = place.Name is not null && Is(2) ? Key(i) : entry.MainLocationId;
            }

            for (int i = random.Next(3); i > 0; i--)
            {
                JSVirtualLocation place = new() { Uri = $"https://x.example/{random.Next(2)}", Name = Is(2) ? Of(s_texts) : null };
                _ = Is(2) ? null : With(place, static made => made.Features.Add("audio"));
                entry.VirtualLocations[Key(i)] = place;
            }
        }

        private void People(JSEntry entry)
        {
            int count = random.Next(4);
            if (count == 0)
            {
                return;
            }

            entry.OrganizerCalendarAddress = "mailto:p1@x.example";
            entry.SentBy = Is(5) ? "s@x.example" : null;
            for (int i = 1; i <= count; i++)
            {
                JSParticipant person = new() { CalendarAddress = $"mailto:p{i}@x.example", Name = Is(2) ? $"P{i}{Of(s_texts)}" : null };
                if (i == 1)
                {
                    // An organizer is an owner.
                    person.Roles.Add("owner");
                    person.SentBy = entry.SentBy;
                }
                else if (Is(2))
                {
                    person.Roles.Add(Of(["chair", "required", "optional", "informational", "owner", "x.example:role"]));
                    _ = Is(3) ? With(person, static made => made.Roles.Add("owner")) : null;
                }

                person.Kind = Maybe("individual", "group", "location", "resource", "x.example:robot");
                person.Email = Is(3) ? $"p{i}@x.example" : null;
                person.ExpectReply = Is(3) ? Is(2) : null;
                person.ParticipationStatus = Maybe("needs-action", "accepted", "declined", "tentative", "delegated", "x.example:later");
                if (Is(4))
                {
                    person.DelegatedTo.Add("mailto:z@x.example");
                    person.MemberOf.Add("mailto:y@x.example");
                }

                if (Is(4))
                {
                    person.Description = Of(s_texts);
                    person.DescriptionContentType = Is(2) ? "text/html" : null;
                }

                if (Is(5))
                {
                    Links(person.Links);
                }

                if (entry is JSTask && Is(3))
                {
                    person.ParticipationStatus = "accepted";
                    person.Progress = Of(["in-process", "completed", "failed"]);
                    person.PercentComplete = Is(2) ? random.Next(101) : null;
                }

                _ = Is(5) ? person["x.example:y"] = Of(s_texts) : null;
                entry.Participants[Key(i)] = person;
            }

            if (Is(3))
            {
                entry.Participants["other"] = new JSParticipant { Name = "Nobody", Description = "without an address" };
            }
        }

        private void Alerts(JSEntry entry)
        {
            int count = random.Next(3);
            for (int i = 1; i <= count; i++)
            {
                JSAlert alert = new() { Action = Maybe("display", "email", "x.example:sing"), Acknowledged = Is(3) ? Utc() : null };
                alert.Trigger = random.Next(3) switch
                {
                    0 => new JSAbsoluteTrigger(Utc()),
                    1 => new JSUnknownTrigger(new JsonObject { ["@type"] = "x.example:Sun", ["a"] = 1 }),
                    _ => With(new JSOffsetTrigger(new CalendarDuration(0, random.Next(-5_000, 5_000))), trigger => trigger.RelativeTo = Maybe("start", "end")),
                };
                if (i == 2)
                {
                    alert.RelatedTo[Key(1)] = With(new JSRelation(), static relation => relation.Relation.Add("snooze"));
                }

                entry.Alerts[Key(i)] = alert;
            }
        }

        private void Links(JSDictionary<JSLink> links)
        {
            for (int i = random.Next(3); i > 0; i--)
            {
                JSLink link = new() { Href = Is(4) ? "data:text/plain;base64,SGk=" : $"https://x.example/{random.Next(2)}", Rel = Maybe("enclosure", "icon", "describedby", "alternate"), Title = Is(2) ? Of(s_texts) : null };
                link.ContentType = link.Href.StartsWith("data:", StringComparison.Ordinal) ? "text/plain" : Maybe("image/png");
                link.Size = Is(3) ? random.Next(1_000) : null;
                _ = Is(3) ? With(link, static made => made.Display.Add("badge")) : null;
                links[Key(i)] = link;
            }
        }

        private void Recurrence(JSEntry entry, DateTime start)
        {
            JSRecurrenceRule rule = new(Frequency.Daily) { Interval = Is(2) ? random.Next(1, 5) : null };
            switch (random.Next(3))
            {
                case 0:
                    rule.Count = random.Next(1, 20);
                    break;
                case 1:
                    rule.Until = start.AddDays(random.Next(20));
                    break;
                default:
                    rule.ByDay = [new JSNDay("mo"), new JSNDay("su")];
                    break;
            }

            entry.RecurrenceRule = rule;
            JsonObject overrides = [];
            for (int i = random.Next(4); i > 0; i--)
            {
                DateTime id = start.AddDays(random.Next(20));
                overrides[id.ToString("s", CultureInfo.InvariantCulture)] = random.Next(4) switch
                {
                    0 => new JsonObject { ["excluded"] = true },
                    1 => new JsonObject(),
                    2 => new JsonObject { ["title"] = "Other", ["x.example:o"] = 1 },
                    _ => new JsonObject { ["start"] = id.AddDays(1).ToString("s", CultureInfo.InvariantCulture), ["description"] = null, ["keywords"] = new JsonObject { ["o"] = true } },
                };
            }

            entry.RecurrenceOverrides = overrides.Count == 0 ? null : overrides;
        }

        private static T With<T>(T value, Action<T> change)
        {
            change(value);
            return value;
        }

        private static string Key(int i) => i == 1 ? "one" : $"k_{i}-x";

        private string Of(string[] values) => values[random.Next(values.Length)];

        private string? Maybe(params string[] values) => Is(2) ? Of(values) : null;

        private bool Is(int oneOf) => random.Next(oneOf) == 0;

        private DateTimeOffset Utc() => new(new DateTime(2024, 1, 1).AddSeconds(random.Next(30_000_000)), TimeSpan.Zero);
    }
}
