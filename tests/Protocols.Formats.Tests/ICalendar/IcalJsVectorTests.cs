using System.Buffers;
using System.Text.Json.Nodes;
using Protocols.ICalendar;
using Protocols.VCard;

namespace Protocols.Formats.Tests.ICalendar;

/// <summary>The vectors of ical.js: calendars and cards, and the JSON of each.</summary>
public sealed class IcalJsVectorTests
{
    [Fact, Rfc(7265, "3.3"), Rfc(7095, "3.2")]
    public void The_JSON_is_theirs_but_for_what_is_decided_otherwise()
    {
        List<string> differing = [];
        int count = 0;
        foreach (string path in Suites.Files("ical-icaljs", "*.json").Where(static path => path.Contains("/test/parser/", StringComparison.Ordinal)))
        {
            ArrayBufferWriter<byte> json = new();
            string lines = Path.ChangeExtension(path, ".ics");
            if (File.Exists(lines))
            {
                JCal.Write(Calendar.ReadAll(File.ReadAllBytes(lines)).Components[0], json);
            }
            else
            {
                JCard.Write((Card)Card.ReadAll(File.ReadAllBytes(Path.ChangeExtension(path, ".vcf"))).Components[0], json);
            }

            count++;
            if (!JsonNode.DeepEquals(JsonNode.Parse(File.ReadAllText(path)), JsonNode.Parse(json.WrittenSpan)))
            {
                differing.Add(Path.GetFileNameWithoutExtension(path));
            }
        }

        Assert.Equal(LeftOut.Cases("ical-icaljs").Order(StringComparer.Ordinal), differing.Order(StringComparer.Ordinal));
        Assert.True(count >= 20, $"{count} vectors.");
    }
}
