using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Protocols.ICalendar;
using Protocols.Text;

namespace Protocols.Formats.Tests.ICalendar;

/// <summary>The suite of calcard, both ways.</summary>
public sealed class JSSuiteTests
{
    private const string Suite = "jscalendar-calcard";
    private static readonly JSCalendarConversionOptions s_options = new() { AddsMandatory = false };

    [Fact]
    public void All_cases_but_those_that_are_left_out()
    {
        List<string> failed = [];
        int count = 0;
        foreach (string path in Suites.Files(Suite, "0*.txt"))
        {
            foreach (string test in File.ReadAllText(path).Split("> test ", StringSplitOptions.RemoveEmptyEntries))
            {
                count++;
                int line = test.IndexOf('\n', StringComparison.Ordinal);
                string name = $"{Path.GetFileName(path)} {test[..line].Trim()}";
                string[] parts = [.. test[(line + 1)..].Split("> convert").Select(static part => part.Trim('\n', '\r'))];
                failed.AddRange(Run(parts).Select(problem => $"{name}, {problem}"));
            }
        }

        Assert.Equal(56, count);
        IReadOnlySet<string> leftOut = LeftOut.Cases(Suite);
        List<string> wrong = [.. failed.Where(name => !leftOut.Contains(name.Split('\n')[0])), .. leftOut.Where(name => !failed.Exists(other => other.Split('\n')[0] == name))];
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static IEnumerable<string> Run(string[] parts)
    {
        string there = Convert(parts[0]);
        if (Difference(parts[1], there) is { } problem)
        {
            yield return $"there\n    {problem}";
        }

        if (Difference(parts.Length > 2 ? parts[2] : parts[0], Convert(there)) is { } other)
        {
            yield return $"back\n    {other}";
        }
    }

    private static string Convert(string source) => IsJson(source)
        ? JSCalendarConverter.ToCalendar(new JSGroup(Full(source)), s_options).ToString()
        : JSCalendarConverter.FromCalendar(Read(source), s_options).ToString();

    private static string? Difference(string expected, string actual)
    {
        if (IsJson(expected))
        {
            JsonNode one = Bare(DraftFigures.Group(expected));
            JsonNode other = Bare(DraftFigures.Group(actual));
            return JsonNode.DeepEquals(one, other) ? null : $"{one.ToJsonString()}\n    {other.ToJsonString()}";
        }

        string before = CalendarFacts.Of(Read(expected), Read(expected));
        string after = CalendarFacts.Of(Read(actual), Read(actual));
        return before == after ? null : $"{before.Replace('\n', '|')}\n    {after.Replace('\n', '|')}";
    }

    private static JsonObject Full(string source)
    {
        JsonObject group = DraftFigures.Group(source);
        group.Remove("...");
        return group;
    }

    private static bool IsJson(string text) => text.TrimStart() is ['{' or '"', ..];

    private static Calendar Read(string text) => Calendar.TryRead(DraftFigures.Calendar(text.ReplaceLineEndings("\n")))!;

    // Without what goes without saying: types that are implied, the version, and the types of values in jCal, which the suite does not know yet.
    private static JsonNode Bare(JsonNode node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach ((string name, JsonNode? value) in members.ToList())
                {
                    bool isImplied = (name == "@type" && JSName(value) is not ("Event" or "Task" or "Group" or "AbsoluteTrigger")) || name is "version" or "..." || (name == "entries" && value is JsonArray { Count: 0 });
                    if (isImplied)
                    {
                        members.Remove(name);
                    }
                    else if (name is "properties" or "components" && value is JsonArray parts)
                    {
                        members[name] = new JsonArray([.. Lines(name, parts).Order(StringComparer.Ordinal).Select(static line => (JsonNode)JsonValue.Create(line)!)]);
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

    private static string? JSName(JsonNode? value) => value?.GetValueKind() == JsonValueKind.String ? (string?)value : null;

    private static IEnumerable<string> Lines(string name, JsonArray parts)
    {
        string json = name == "properties" ? $"[\"x\",{parts.ToJsonString()},[]]" : $"[\"x\",[],{parts.ToJsonString()}]";
        ContentComponent read = JCal.ReadAll(Encoding.UTF8.GetBytes(json)).Components[0];
        Calendar none = new();
        return read.Properties.Select(property => CalendarFacts.Of(Of(property), none)).Concat(read.Components.Select(component => CalendarFacts.Of(component, none)));
    }

    private static ContentComponent Of(ContentProperty property)
    {
        ContentComponent component = new("X");
        component.Add(property);
        return component;
    }
}
