using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Protocols.ICalendar;
using Calendar = Protocols.ICalendar.Calendar;

namespace Protocols.Formats.Tests.ICalendar;

/// <summary>The examples of the specifications.</summary>
public sealed class JSExampleTests
{
    private static readonly JSCalendarConversionOptions s_options = new() { AddsMandatory = false };

    [Fact]
    [Rfc("draft-ietf-calext-jscalendarbis", "2.1"), Rfc("draft-ietf-calext-jscalendarbis", "2.2"), Rfc("draft-ietf-calext-jscalendarbis", "2.3"), Rfc("draft-ietf-calext-jscalendarbis", "5.1"), Rfc("draft-ietf-calext-jscalendarbis", "5.2")]
    [Rfc("draft-ietf-calext-jscalendarbis", "5.3"), Rfc("draft-ietf-calext-jscalendarbis", "5.4"), Rfc("draft-ietf-calext-jscalendarbis", "5.5"), Rfc("draft-ietf-calext-jscalendarbis", "5.6"), Rfc("draft-ietf-calext-jscalendarbis", "5.7")]
    [Rfc("draft-ietf-calext-jscalendarbis", "5.8"), Rfc("draft-ietf-calext-jscalendarbis", "5.9"), Rfc("draft-ietf-calext-jscalendarbis", "5.10"), Rfc("draft-ietf-calext-jscalendarbis", "5.11")]
    public void Those_of_version_2_are_valid_and_come_back()
    {
        List<JsonObject> examples = Examples("draft-ietf-calext-jscalendarbis-17.txt", "5.  Examples", "6.  Security Considerations");
        Assert.Equal(12, examples.Count);
        foreach (JsonObject example in examples)
        {
            bool isGroup = (string?)example["@type"] == "Group";
            Complete(example, "2.0", (string?)example["title"] == "Buy groceries" ? "Task" : "Event");
            byte[] source = Encoding.UTF8.GetBytes(example.ToJsonString());

            // Places of the examples have descriptions, which version 2.0 reserves (Appendix A.2.2.4).
            JSCalendarDocument document = JSCalendar.Read(source);
            Assert.All(document.Defects, static defect => Assert.True(defect.Code == JSCalendarDefectCode.ReservedProperty && defect.Pointer.EndsWith("/description", StringComparison.Ordinal), defect.ToString()));
            Assert.True(JsonNode.DeepEquals(example, JsonNode.Parse(document.Object!.ToBytes())));

            Calendar calendar = JSCalendarConverter.ToCalendar(document.Object, s_options);
            Assert.Empty(Calendar.ReadAll(calendar.ToBytes()).Defects);
            JSGroup back = JSCalendarConverter.FromCalendar(Calendar.Parse(calendar.ToBytes()), s_options);
            JsonObject expected = isGroup ? example : new JsonObject { ["@type"] = "Group", ["version"] = "2.0", ["entries"] = new JsonArray(example.DeepClone()) };
            foreach (JsonNode? entry in (JsonArray)expected["entries"]!)
            {
                ((JsonObject)entry!).Remove("version");
            }

            Resolve(expected);
            Resolve(back.Json);
            Assert.True(JsonNode.DeepEquals(Bare(expected), Bare(back.Json)), $"{expected.ToJsonString()}\n{back}\n{calendar}");
        }
    }

    [Fact, Rfc(8984, "6")]
    public void Those_of_version_1_are_read()
    {
        List<JsonObject> examples = Examples("rfc8984.txt", "6.  Examples", "7.  Security Considerations");
        Assert.Equal(10, examples.Count);
        foreach (JsonObject example in examples)
        {
            Complete(example, null, (string?)example["title"] == "Buy groceries" ? "Task" : "Event");
            JSCalendarDocument document = JSCalendar.Read(Encoding.UTF8.GetBytes(example.ToJsonString()));
            Assert.NotNull(document.Object);
            Assert.True(document.Defects.Count == 0, $"{string.Join('\n', document.Defects)}\n{example.ToJsonString()}");
            Calendar calendar = JSCalendarConverter.ToCalendar(document.Object, s_options);
            Assert.Empty(Calendar.ReadAll(calendar.ToBytes()).Defects);
        }
    }

    // Different patches can make the same occurrences.
    private static void Resolve(JsonObject group)
    {
        foreach (JSEntry entry in new JSGroup(group).Entries.ToList())
        {
            // An ORGANIZER gives a participant where no ATTENDEE is an owner (§2.3.29 of the conversion draft).
            foreach ((string key, JSParticipant participant) in entry.Participants.ToList())
            {
                if (participant.CalendarAddress == entry.OrganizerCalendarAddress && participant.Name is null)
                {
                    entry.Participants.Remove(key);
                }
            }

            JsonObject? overrides = entry.RecurrenceOverrides;
            JsonObject made = new((overrides ?? []).Select(item => KeyValuePair.Create(item.Key, (JsonNode?)entry.Instance(DateTime.Parse(item.Key, CultureInfo.InvariantCulture))?.Json)));
            entry.RecurrenceOverrides = overrides is null ? null : made;
        }
    }

    // The texts of the JSON objects between two headings; some have a comma, or a colon, too many.
    private static List<JsonObject> Examples(string specification, string from, string to)
    {
        List<JsonObject> examples = [];
        StringBuilder? json = null;
        bool isWithin = false;
        foreach (string raw in File.ReadLines(Suites.RequireShared($"rfc/text/{specification}")))
        {
            string line = raw.TrimEnd();
            isWithin = line == from || (isWithin && line != to);
            bool isFurniture = line.Length > 0 && line[0] != ' ';
            if (!isWithin || isFurniture)
            {
                continue;
            }

            if (line == "   {")
            {
                json = new StringBuilder();
            }

            json?.AppendLine(line.Replace("\": :", "\":", StringComparison.Ordinal));
            if (json is not null && line == "   }")
            {
                examples.Add((JsonObject)JsonNode.Parse(json.ToString(), null, new JsonDocumentOptions { AllowTrailingCommas = true })!);
                json = null;
            }
        }

        return examples;
    }

    private static void Complete(JsonObject example, string? version, string type)
    {
        if (example.Remove("..."))
        {
            example.Insert(0, "@type", type);
            if (version is not null)
            {
                example["version"] = version;
            }

            example.TryAdd("uid", "a");
            example["updated"] = "2020-01-02T18:23:04Z";
        }
    }

    // Without what goes without saying, and what the other format has given beside it: types, and that a place was a component.
    private static JsonNode Bare(JsonNode node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach ((string name, JsonNode? value) in members.ToList())
                {
                    if ((name == "@type" && (string?)value is not ("Event" or "Task" or "Group")) || name is "iCalendar")
                    {
                        members.Remove(name);
                    }
                    else if (value is not null)
                    {
                        Bare(value);
                    }
                }

                break;
            case JsonArray elements:
                foreach (JsonNode? element in elements)
                {
                    _ = element is null ? null : Bare(element);
                }

                break;
        }

        return node;
    }
}
