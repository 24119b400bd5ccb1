using System.Text.Json.Nodes;
using Protocols.ICalendar;
using Protocols.Text;

namespace Protocols.Formats.Tests.ICalendar;

/// <summary>Every figure of the conversion draft, both ways.</summary>
public sealed class JSFigureTests
{
    private static readonly JSCalendarConversionOptions s_options = new() { AddsMandatory = false };

    /// <summary>Figures that the text of the draft contradicts, or that show what implementations may do: see docs/calendar-decisions.md.</summary>
    private static readonly Dictionary<int, string> s_otherwise = new()
    {
        [17] = "/entries/0/links/245708bf-8e07-5d3b-a5da-2974a63c3b91/rel is not expected",
        [92] = "/entries/0/links/mylink1/rel is not expected",
        [67] = "/entries/0/prodId is not in ",
    };

    /// <summary>Figures without the relation that makes a link an attachment, and those that leave out by "..." what another line of them says.</summary>
    private static readonly Dictionary<int, string> s_otherwiseBack = new()
    {
        [17] = "ATTACH;:https://example.com/foo.pdf is not among LINK;:",
        [18] = "ATTACH;ENCODING=BASE64;",
        [56] = "UID;:12D2B3EC-AC84-4B70-9EB6-CFE6AD5830B0 is not among ",
        [71] = "ACTION;:DISPLAY is not among ",
        [91] = "ATTACH;JSID=mylink1:https://www.rfc-editor.org/rfc/rfc8984.html is not among LINK;JSID=mylink1:",
        [92] = "ATTACH;JSID=mylink1:https://example.com is not among LINK;JSID=mylink1:",
    };

    public static TheoryData<int> Numbers => [.. DraftFigures.All.Keys.Order()];

    [Fact]
    public void All_figures_are_found() => Assert.Equal(Enumerable.Range(6, 88), DraftFigures.All.Keys.Order());

    [Theory, MemberData(nameof(Numbers))]
    [Rfc("draft-ietf-calext-jscalendar-icalendar", "2.1.1"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.1.2"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.1.3"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.1.4"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.1.5")]
    [Rfc("draft-ietf-calext-jscalendar-icalendar", "2.2.1"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.2.2"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.2.3"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.2.4"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.2.5")]
    [Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.1"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.2"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.3"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.4"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.5")]
    [Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.6"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.7"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.8"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.9"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.10")]
    [Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.11"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.12"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.13"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.14"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.15")]
    [Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.16"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.17"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.18"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.19"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.20")]
    [Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.21"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.22"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.23"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.24"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.25")]
    [Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.26"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.27"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.28"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.29"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.30")]
    [Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.31"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.32"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.33"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.34"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.35")]
    [Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.36"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.37"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.38"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.39"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.40")]
    [Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.41"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.42"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.43"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.44"), Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.45")]
    [Rfc("draft-ietf-calext-jscalendar-icalendar", "2.3.46"), Rfc("draft-ietf-calext-jscalendar-icalendar", "4.1.1"), Rfc("draft-ietf-calext-jscalendar-icalendar", "4.1.2"), Rfc("draft-ietf-calext-jscalendar-icalendar", "4.2.1"), Rfc("draft-ietf-calext-jscalendar-icalendar", "4.2.2")]
    [Rfc("draft-ietf-calext-jscalendar-icalendar", "5.1.1"), Rfc("draft-ietf-calext-icalendar-jscalendar-extensions", "2.2"), Rfc("draft-ietf-calext-icalendar-jscalendar-extensions", "3.1"), Rfc("draft-ietf-calext-icalendar-jscalendar-extensions", "4.1"), Rfc("draft-ietf-calext-icalendar-jscalendar-extensions", "4.2")]
    [Rfc("draft-ietf-calext-icalendar-jscalendar-extensions", "5.1")]
    public void From_iCalendar(int number)
    {
        (string calendar, string json) = DraftFigures.All[number];
        JSGroup made = JSCalendarConverter.FromCalendar(Calendar.TryRead(DraftFigures.Calendar(calendar))!, s_options);
        string? missing = DraftFigures.Missing(DraftFigures.Group(json), made.Json);
        if (s_otherwise.TryGetValue(number, out string? other))
        {
            Assert.StartsWith(other, missing, StringComparison.Ordinal);
        }
        else
        {
            Assert.True(missing is null, $"{missing}\n{made}");
        }
    }

    [Theory, MemberData(nameof(Numbers))]
    [Rfc("draft-ietf-calext-jscalendar-icalendar", "3.1"), Rfc("draft-ietf-calext-jscalendar-icalendar", "3.2"), Rfc("draft-ietf-calext-jscalendar-icalendar", "3.3"), Rfc("draft-ietf-calext-jscalendar-icalendar", "3.4"), Rfc("draft-ietf-calext-jscalendar-icalendar", "3.5")]
    [Rfc("draft-ietf-calext-jscalendar-icalendar", "3.6"), Rfc("draft-ietf-calext-jscalendar-icalendar", "3.7")]
    public void To_iCalendar(int number)
    {
        (string calendar, string json) = DraftFigures.All[number];
        JsonObject group = DraftFigures.Group(json);
        Forget(group);
        Calendar made = JSCalendarConverter.ToCalendar(new JSGroup(group), s_options);
        string? missing = Missing(Calendar.TryRead(DraftFigures.Calendar(calendar))!, made);
        if (s_otherwiseBack.TryGetValue(number, out string? other))
        {
            Assert.StartsWith(other, missing, StringComparison.Ordinal);
        }
        else
        {
            Assert.True(missing is null, $"{missing}\n{made}");
        }
    }

    // Each line of the figure is there, whatever others there are.
    private static string? Missing(ContentComponent expected, ContentComponent actual)
    {
        List<string> lines = [.. actual.Properties.SelectMany(Lines)];
        foreach (string line in expected.Properties.SelectMany(Lines))
        {
            if (!lines.Contains(line))
            {
                return $"{line} is not among {string.Join(" | ", lines)}";
            }
        }

        List<ContentComponent> others = [.. actual.Components];
        foreach (ContentComponent component in expected.Components)
        {
            ContentComponent? found = others.Find(other => other.Name == component.Name && Missing(component, other) is null);
            if (found is null)
            {
                return others.Find(other => other.Name == component.Name) is { } near ? Missing(component, near) : $"{component.Name} is not there";
            }

            others.Remove(found);
        }

        return null;
    }

    // Lists of categories can be one line or several, and a VALUE=URI says nothing that is not known.
    private static IEnumerable<string> Lines(ContentProperty property)
    {
        IEnumerable<string> parameters = property.Parameters.Where(static parameter => !(parameter.Name == "VALUE" && parameter.Value == "URI")).Select(static parameter => $"{parameter.Name}={string.Join(',', parameter.Values)}").Order(StringComparer.Ordinal);
        string head = $"{property.Name};{string.Join(';', parameters)}:";
        return property.Name switch
        {
            "CATEGORIES" => ContentText.Split(property.RawValue, ',').Select(word => head + word),
            "RRULE" => [head + string.Join(';', property.RawValue.Split(';').Order(StringComparer.Ordinal))],
            _ => [head + property.RawValue],
        };
    }

    private static void Forget(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                members.Remove("...");
                foreach ((string _, JsonNode? member) in members)
                {
                    Forget(member);
                }

                break;
            case JsonArray elements:
                foreach (JsonNode? element in elements)
                {
                    Forget(element);
                }

                break;
        }
    }
}
