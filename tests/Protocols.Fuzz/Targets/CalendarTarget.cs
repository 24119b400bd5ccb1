using System.Text;
using Protocols.Formats.Tests.ICalendar;

namespace Protocols.Fuzz.Targets;

/// <summary>A calendar: in lines or in JSON, asked, expanded, validated and written. Each line that has a rule is one by itself, too.</summary>
internal static class CalendarTarget
{
    public static void Run(ReadOnlySpan<byte> input)
    {
        CalendarExercise.All(input.ToArray());
        int rules = 0;
        foreach (Range range in input.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = input[range];
            if (line.StartsWith("RRULE"u8) && line.Length < 2_000 && rules++ < 5)
            {
                CalendarExercise.Rule(Encoding.Latin1.GetString(line[(line.IndexOf((byte)':') + 1)..]).TrimEnd('\r'));
            }
        }
    }
}
