using System.Text;
using System.Text.Json.Nodes;
using Protocols.ICalendar;
using Protocols.Text;

namespace Protocols.Formats.Tests.ICalendar;

/// <summary>Calendars of other projects become JSCalendar, and come back.</summary>
public sealed class JSCorpusTests
{
    private static readonly JSCalendarConversionOptions s_options = new() { AddsMandatory = false };

    [Theory]
    [InlineData("ical-biweekly", 5)]
    [InlineData("ical-calcard", 160)]
    [InlineData("ical-collective", 80)]
    [InlineData("ical-ical4j", 60)]
    [InlineData("ical-icaljs", 30)]
    [InlineData("ical-icalnet", 120)]
    [InlineData("ical-kcalendarcore", 18)]
    [InlineData("ical-libical", 10)]
    public void Calendars_come_back(string suite, int least)
    {
        int count = 0;
        List<string> lost = [];
        foreach (string path in Suites.Files(suite, "*").Where(static path => Path.GetExtension(path) is ".ics" or ".ical" or ".calendar" or ".vcs" || path.EndsWith(".ics.out", StringComparison.Ordinal)))
        {
            ContentTree tree = Calendar.ReadAll(File.ReadAllBytes(path));
            bool isSound = tree.Defects.All(static defect => defect.Code == ContentLineDefectCode.BareLineEnd);
            foreach (Calendar calendar in tree.Components.OfType<Calendar>())
            {
                count++;
                JSGroup group = JSCalendarConverter.FromCalendar(calendar, s_options);
                JSCalendarObject read = JSCalendar.TryRead(group.ToBytes())!;
                Assert.True(JsonNode.DeepEquals(group.Json, read.Json), path);
                Calendar back = JSCalendarConverter.ToCalendar(read, s_options);
                string before = CalendarFacts.Of(calendar, calendar);
                string after = CalendarFacts.Of(Calendar.TryRead(back.ToBytes())!, back);
                string difference = isSound && before != after ? Difference(before, after) : "";
                if (difference.Length > 0)
                {
                    lost.Add($"{Path.GetFileName(path)}\n{difference}");
                }
            }
        }

        Assert.True(count >= least, $"{count} calendars.");
        Assert.True(lost.Count == 0, $"{lost.Count} of {count}\n{string.Join('\n', lost.Take(60))}");
    }

    [Fact]
    public void What_comes_of_calendars_is_valid_or_the_calendar_was_not()
    {
        List<string> wrong = [];
        int valid = 0;
        foreach (string path in Suites.Files("ical-calcard", "*.ics").Concat(Suites.Files("ical-collective", "*.ics")).Concat(Suites.Files("ical-ical4j", "*.ics")).Concat(Suites.Files("ical-icalnet", "*.ics")).Concat(Suites.Files("ical-libical", "*.ics")))
        {
            foreach (Calendar calendar in Calendar.ReadAll(File.ReadAllBytes(path)).Components.OfType<Calendar>())
            {
                IReadOnlyList<JSCalendarDefect> defects = JSCalendarValidator.Validate(JSCalendarConverter.FromCalendar(calendar), new JSCalendarOptions { MaxDefects = 10_000 });
                List<JSCalendarDefect> unexplained = [.. defects.Where(defect => !IsOfTheCalendar(defect, calendar))];
                valid += defects.Count == 0 ? 1 : 0;
                wrong.AddRange(unexplained.Take(4).Select(defect => $"{Path.GetFileName(path)} {defect}"));
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(150)));
        Assert.True(valid > 250, $"{valid} are valid.");
    }

    // What RFC 5545 has mandatory and the calendar has not, and what is no URI in it either.
    private static bool IsOfTheCalendar(JSCalendarDefect defect, Calendar calendar)
    {
        List<SchedulableComponent> all = [.. calendar.ComponentsOf<SchedulableComponent>()];
        return (defect.Code, defect.Pointer[(defect.Pointer.LastIndexOf('/') + 1)..]) switch
        {
            (JSCalendarDefectCode.MissingProperty, "updated") => all.Exists(static component => component.Stamp is not { Form: CalendarTimeForm.Utc }),
            (JSCalendarDefectCode.MissingProperty, "uid") => all.Exists(static component => component.Uid is null),
            (JSCalendarDefectCode.MissingProperty, "start") => all.Exists(static component => component.Start is null),
            (JSCalendarDefectCode.MissingProperty, "organizerCalendarAddress") => all.Exists(static component => component.Find("ORGANIZER"u8) is null && (component.Attendees.Count > 0 || component.Participants.Any())),
            (JSCalendarDefectCode.MissingProperty, "trigger") => all.Exists(static component => component.Alarms.Any(static alarm => alarm.Trigger is null || alarm.Find("TRIGGER"u8)!.RawValue is not ['-' or '+' or 'P', ..])),
            (JSCalendarDefectCode.InvalidValue or JSCalendarDefectCode.InvalidKey, _) => defect.Message is "it is no URI" or "the key is no URI",
            _ => false,
        };
    }

    private static string Difference(string before, string after)
    {
        List<string> one = [.. before.Split('\n')];
        List<string> other = [.. after.Split('\n')];
        foreach (string line in one.ToList())
        {
            if (other.Remove(line))
            {
                one.Remove(line);
            }
        }

        // A component of an occurrence without DTSTAMP takes that of its main one (jscalendarbis §1.5.9: what is mandatory cannot be taken away).
        other.RemoveAll(static line => line.StartsWith("DTSTAMP:", StringComparison.Ordinal));
        return string.Concat(one.Take(12).Select(static line => $"  - {line}\n")) + string.Concat(other.Take(12).Select(static line => $"  + {line}\n"));
    }
}
