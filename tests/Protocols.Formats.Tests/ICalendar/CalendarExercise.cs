using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Protocols.ICalendar;
using Protocols.Text;

namespace Protocols.Formats.Tests.ICalendar;

/// <summary>What must hold of any octets as a calendar, in lines and in JSON. Also what the fuzz target does.</summary>
internal static class CalendarExercise
{
    private static readonly ContentTreeOptions s_options = new() { MaxComponents = 300, MaxProperties = 3_000, MaxDepth = 8 };
    private static readonly RecurrenceLimits s_limits = new() { MaxSteps = 2_000 };
    private static readonly FreeBusyOptions s_busy = new() { MaxOccurrences = 50, Recurrence = s_limits };
    private static readonly JSCalendarOptions s_json = new() { MaxDepth = 20, MaxMembers = 5_000, MaxDefects = 20 };
    private static readonly DateTimeOffset s_week = new(2026, 11, 30, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads, asks, expands, validates, and writes in both formats.</summary>
    /// <param name="source">The octets.</param>
    public static void All(byte[] source)
    {
        ContentTree tree = Calendar.ReadAll(source, s_options);
        byte[] written = Write(tree);
        ContentTree again = Calendar.ReadAll(written, s_options);
        Assert.All(again.Defects, static defect => Assert.True(defect.Code is ContentLineDefectCode.MalformedName or ContentLineDefectCode.UnbalancedQuote, defect.ToString()));
        Assert.True(written.AsSpan().SequenceEqual(Write(again)), "What is written is not what was read.");
        Assert.Equal(tree.Components.Count, again.Components.Count);
        foreach (Calendar calendar in tree.Components.OfType<Calendar>().Take(4))
        {
            Ask(calendar);
            Expand(calendar);
            Assert.All(CalendarValidator.Check(calendar, 20), static defect => Assert.Contains(" §", defect.Section, StringComparison.Ordinal));
            ThroughJson(calendar);
            ThroughJSCalendar(JSCalendarConverter.FromCalendar(calendar));
        }

        Assert.All(JCal.ReadAll(source, s_options).Components.OfType<Calendar>(), ThroughJson);
    }

    /// <summary>Reads, validates, localizes, expands and converts an object of JSCalendar.</summary>
    /// <param name="source">The octets.</param>
    public static void Json(byte[] source)
    {
        JSCalendarDocument document = JSCalendar.Read(source, s_json);
        Assert.All(document.Defects, static defect => Assert.NotEqual("", defect.ToString()));
        if (document.Object is not { } read)
        {
            return;
        }

        Assert.True(JsonNode.DeepEquals(read.Json, JSCalendar.Read(Encoding.UTF8.GetBytes(read.Json.ToJsonString()), s_json).Json), "JSON read and written differs.");
        foreach (JSEntry entry in (read is JSGroup group ? group.Entries : read is JSEntry one ? [one] : []).Take(5))
        {
            foreach (JSOccurrence occurrence in entry.Between(s_week, s_week.AddDays(7), 10))
            {
                entry.Instance(occurrence.RecurrenceId);
            }

            entry.Localized("de");
        }

        ThroughJSCalendar(read);
    }

    // What is made of an object is as it is made once more; no line is injected on the way.
    private static void ThroughJSCalendar(JSCalendarObject value)
    {
        JSCalendarValidator.Validate(value, s_json);
        Calendar first = JSCalendarConverter.ToCalendar(value);
        Calendar again = Calendar.Parse(first.ToBytes());
        Assert.Equal(first.Components.Count, again.Components.Count);
        JSCalendarConverter.FromCalendar(again);
    }

    /// <summary>Reads a rule, writes it, and enters it somewhere.</summary>
    /// <param name="value">The value of the property.</param>
    public static void Rule(string value)
    {
        if (!RecurrenceRule.TryParse(value, out RecurrenceRule? rule))
        {
            return;
        }

        string text = rule!.ToString();
        Assert.True(RecurrenceRule.TryParse(text, out RecurrenceRule? again), text);
        Assert.Equal(text, again!.ToString());
        if (!rule.IsExpandable)
        {
            return;
        }

        CalendarDateTime start = CalendarDateTime.Floating(new DateTime(2024, 2, 29, 23, 59, 59));
        List<CalendarDateTime> all = rule.Expand(start, null, s_limits).Take(30);
        Assert.All(all.Zip(all.Skip(1)), static pair => Assert.True(pair.First.Local < pair.Second.Local));
        Assert.All(all, time => Assert.True(time.Local >= start.Local));
        if (all.Count == 30)
        {
            // Entered in the middle, it goes on as it would have come there.
            Assert.Equal(all.Skip(14).Take(5), rule.Expand(start, null, s_limits).From(all[14].Local).Take(5));
        }
    }

    private static void Ask(Calendar calendar)
    {
        Exercise.Ask(calendar, depth: 2);
        foreach (CalendarComponent component in calendar.ComponentsOf<CalendarComponent>().Take(10))
        {
            Exercise.Ask(component);
        }
    }

    private static void Expand(Calendar calendar)
    {
        foreach (RecurrenceSet set in RecurrenceSet.Of(calendar, null, s_limits).Take(10))
        {
            DateTimeOffset before = DateTimeOffset.MinValue;
            int count = 0;
            foreach (Occurrence occurrence in set)
            {
                Assert.True(occurrence.StartUtc >= before || count > 0);
                before = occurrence.StartUtc;
                if (++count == 20)
                {
                    break;
                }
            }

            Assert.All(set.Between(s_week, s_week.AddDays(7), 20), static occurrence => Assert.True(occurrence.StartUtc <= s_week.AddDays(7)));
        }

        foreach (BusySpan span in BusyTimes.Of([calendar], s_week, s_week.AddDays(7), s_busy).Spans)
        {
            Assert.True(span.Start < span.End && span.Start >= s_week && span.End <= s_week.AddDays(7));
        }
    }

    // What is read from JSON is what any JSON is made of from then on; what lines say otherwise (ENCODING, the letter case) is gone by then.
    private static void ThroughJson(Calendar calendar)
    {
        ArrayBufferWriter<byte> first = new();
        JCal.Write(calendar, first);
        ArrayBufferWriter<byte> second = new();
        JCal.Write(JCal.TryRead(first.WrittenSpan, s_options)!, second);
        ArrayBufferWriter<byte> third = new();
        JCal.Write(JCal.TryRead(second.WrittenSpan, s_options)!, third);
        Assert.True(second.WrittenSpan.SequenceEqual(third.WrittenSpan), "JSON read and written differs.");
    }

    private static byte[] Write(ContentTree tree)
    {
        ArrayBufferWriter<byte> output = new();
        foreach (ContentComponent component in tree.Components)
        {
            component.Write(output);
        }

        return output.WrittenSpan.ToArray();
    }
}
