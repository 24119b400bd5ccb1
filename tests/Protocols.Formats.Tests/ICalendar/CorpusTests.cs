using System.Buffers;
using System.Text;
using Protocols.ICalendar;
using Protocols.Text;

namespace Protocols.Formats.Tests.ICalendar;

/// <summary>Calendars of eight other projects: what is read is written, line by line.</summary>
public sealed class CorpusTests
{
    private static readonly string[] s_endings = [".ics", ".ical", ".calendar", ".vcs"];

    [Theory, Rfc(5545, "3.1"), Rfc(5545, "3.4")]
    [InlineData("ical-biweekly", 10)]
    [InlineData("ical-calcard", 170)]
    [InlineData("ical-collective", 100)]
    [InlineData("ical-ical4j", 60)]
    [InlineData("ical-icaljs", 30)]
    [InlineData("ical-icalnet", 120)]
    [InlineData("ical-kcalendarcore", 18)]
    [InlineData("ical-libical", 15)]
    public void What_is_read_is_written_line_by_line(string suite, int least)
    {
        int count = 0;
        foreach (string path in Suites.Files(suite, "*").Where(static path => s_endings.Contains(Path.GetExtension(path)) || path.EndsWith(".ics.out", StringComparison.Ordinal)))
        {
            byte[] source = File.ReadAllBytes(path);
            ContentTree tree = Calendar.ReadAll(source);
            byte[] written = Write(tree);
            ContentTree again = Calendar.ReadAll(written);
            Assert.All(again.Defects, static defect => Assert.True(defect.Code is ContentLineDefectCode.MalformedName or ContentLineDefectCode.UnbalancedQuote, defect.ToString()));
            Assert.Equal(Encoding.Latin1.GetString(written), Encoding.Latin1.GetString(Write(again)));
            Assert.All(Encoding.Latin1.GetString(written).Split("\r\n"), static line => Assert.True(line.Length <= 75));
            if (tree.Defects.All(static defect => defect.Code is ContentLineDefectCode.BareLineEnd or ContentLineDefectCode.MalformedName or ContentLineDefectCode.UnbalancedQuote))
            {
                Assert.Equal(Lines(source), Lines(written));
            }

            count++;
        }

        Assert.True(count >= least, $"{count} calendars.");
    }

    [Fact, Rfc(5545, "3.1")]
    public void Every_typed_member_of_the_corpora_can_be_asked()
    {
        int asked = 0;
        foreach (string path in Suites.Files("ical-calcard", "*.ics").Concat(Suites.Files("ical-collective", "*.ics")))
        {
            foreach (Calendar calendar in Calendar.ReadAll(File.ReadAllBytes(path)).Components.OfType<Calendar>())
            {
                foreach (SchedulableComponent component in calendar.ComponentsOf<SchedulableComponent>())
                {
                    asked += Exercise.Ask(component);
                }
            }
        }

        Assert.True(asked > 1_000);
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

    private static List<string> Lines(byte[] source)
    {
        List<string> lines = [];
        using ContentLineReader reader = new(source);
        while (reader.Read())
        {
            string line = Encoding.Latin1.GetString(reader.Line);
            bool isFrame = Ascii.EqualsIgnoreCase(reader.Name, "BEGIN"u8) || Ascii.EqualsIgnoreCase(reader.Name, "END"u8);
            lines.Add(isFrame ? line.ToUpperInvariant().TrimEnd() : line);
        }

        return lines;
    }
}
