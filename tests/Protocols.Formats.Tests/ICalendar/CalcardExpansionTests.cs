using System.Globalization;
using System.Text.Json;
using Protocols.ICalendar;
using Protocols.Text;
using Calendar = Protocols.ICalendar.Calendar;

namespace Protocols.Formats.Tests.ICalendar;

/// <summary>The expansions that another implementation wrote beside its corpus: a cross-check, not the truth.</summary>
public sealed class CalcardExpansionTests
{
    [Fact, Rfc(5545, "3.8.5"), Rfc(5545, "3.3.5")]
    public void The_occurrences_are_those_of_calcard_but_for_what_is_decided_otherwise()
    {
        CalendarTimeZone floating = CalendarTimeZone.Find("Pacific/Auckland")!;
        List<string> differing = [];
        int compared = 0;
        foreach (string path in Suites.Files("ical-calcard", "*.json"))
        {
            string name = Path.GetFileNameWithoutExtension(path);
            // There is a document for each calendar that has anything in it.
            Calendar[] calendars = [.. Calendar.ReadAll(File.ReadAllBytes(Path.ChangeExtension(path, ".ics"))).Components.OfType<Calendar>().Where(static calendar => calendar.ComponentCount > 0)];
            List<JsonElement> documents = Documents(File.ReadAllBytes(path));
            for (int i = 0; i < Math.Min(documents.Count, calendars.Length); i++)
            {
                Calendar calendar = calendars[i];
                Dictionary<int, List<(DateTimeOffset, DateTimeOffset)>> expected = Expected(documents[i]);
                Dictionary<int, List<(DateTimeOffset, DateTimeOffset)>> actual = Expand(calendar, floating);
                foreach ((int component, List<(DateTimeOffset, DateTimeOffset)> times) in expected)
                {
                    compared++;
                    List<(DateTimeOffset, DateTimeOffset)> ours = [.. actual.GetValueOrDefault(component, []).Take(times.Count)];
                    ours.Sort();
                    if (!ours.SequenceEqual(times))
                    {
                        int at = ours.Zip(times).TakeWhile(static pair => pair.First == pair.Second).Count();
                        differing.Add($"{name}/{i}/{component}: at {at} of {times.Count}, {(at < times.Count ? times[at] : default)} theirs, {(at < ours.Count ? ours[at] : default)} ours");
                    }
                }
            }
        }

        // Each component that differs is there with its reason, or its file where all of the file have one reason, and none that does not.
        string[] known = [.. LeftOut.Cases("ical-calcard")];
        Assert.Equal(
            known.Order(StringComparer.Ordinal),
            differing.Select(static difference => difference[..difference.IndexOf(':', StringComparison.Ordinal)]).Select(one => known.Contains(one[..3]) ? one[..3] : one).Distinct().Order(StringComparer.Ordinal));
        Assert.True(compared > 1_700, $"{compared}");
    }

    private static List<JsonElement> Documents(byte[] octets)
    {
        List<JsonElement> documents = [];
        Utf8JsonReader reader = new(octets, new JsonReaderOptions { AllowMultipleValues = true });
        while (reader.Read())
        {
            documents.Add(JsonElement.ParseValue(ref reader));
        }

        return documents;
    }

    private static Dictionary<int, List<(DateTimeOffset, DateTimeOffset)>> Expected(JsonElement document)
    {
        Dictionary<int, List<(DateTimeOffset, DateTimeOffset)>> expected = [];
        foreach (JsonElement one in document.GetProperty("events").EnumerateArray())
        {
            int component = one.GetProperty("comp_id").GetInt32();
            expected.TryAdd(component, []);
            expected[component].Add((Time(one, "start"), Time(one, "end")));
        }

        foreach (List<(DateTimeOffset, DateTimeOffset)> times in expected.Values)
        {
            times.Sort();
        }

        return expected;
    }

    private static DateTimeOffset Time(JsonElement one, string name) =>
        DateTimeOffset.Parse(one.GetProperty(name).GetString()!, CultureInfo.InvariantCulture).ToUniversalTime();

    private static Dictionary<int, List<(DateTimeOffset, DateTimeOffset)>> Expand(Calendar calendar, CalendarTimeZone floating)
    {
        Dictionary<ContentComponent, int> numbers = [];
        Number(calendar, numbers);
        Dictionary<int, List<(DateTimeOffset, DateTimeOffset)>> actual = [];
        foreach (RecurrenceSet set in RecurrenceSet.Of(calendar, floating))
        {
            int count = 0;
            foreach (Occurrence occurrence in set)
            {
                int component = numbers[occurrence.Component];
                actual.TryAdd(component, []);
                actual[component].Add((occurrence.StartUtc, occurrence.EndUtc));
                if (++count == 300)
                {
                    break;
                }
            }
        }

        return actual;
    }

    private static void Number(ContentComponent component, Dictionary<ContentComponent, int> numbers)
    {
        numbers.Add(component, numbers.Count);
        foreach (ContentComponent inner in component.Components)
        {
            Number(inner, numbers);
        }
    }
}
