using System.Text;
using System.Text.RegularExpressions;
using Protocols.ICalendar;

namespace Protocols.Formats.Tests.ICalendar.Scheduling;

/// <summary>The iCalendar objects and the tables of RFC 5546, read from its text.</summary>
internal static partial class RfcExamples
{
    private static readonly Lazy<List<(string Section, string Line)>> s_lines = new(Read);

    /// <summary>All objects of a section of RFC 5546, in their order.</summary>
    public static IReadOnlyList<Calendar> Of(string section)
    {
        List<Calendar> found = [];
        StringBuilder? text = null;
        int indent = 0;
        foreach ((string _, string line) in s_lines.Value.Where(line => line.Section == section))
        {
            if (line.TrimStart() == "BEGIN:VCALENDAR")
            {
                text = new StringBuilder();
                indent = line.Length - line.TrimStart().Length;
            }

            text?.Append(line[Math.Min(indent, line.Length)..]).Append("\r\n");
            if (text is not null && line.TrimStart() == "END:VCALENDAR")
            {
                found.Add(Calendar.TryRead(Encoding.UTF8.GetBytes(text.ToString()))!);
                text = null;
            }
        }

        return found;
    }

    /// <summary>The sections of §4, with how many objects they have.</summary>
    public static IEnumerable<string> Sections() => s_lines.Value.Select(static line => line.Section).Distinct().Where(static section => section.StartsWith("4.", StringComparison.Ordinal));

    /// <summary>The rows of the restriction table of a section: the depth, the name and the presence.</summary>
    public static IEnumerable<(int Depth, string Name, string Presence)> Table(string section)
    {
        foreach ((string _, string line) in s_lines.Value.Where(line => line.Section == section || line.Section.StartsWith(section + ".", StringComparison.Ordinal)))
        {
            Match row = Row().Match(line);
            if (row.Success)
            {
                yield return (row.Groups[1].Length / 2, row.Groups[2].Value, row.Groups[3].Value);
            }
        }
    }

    private static List<(string, string)> Read()
    {
        List<(string, string)> lines = [];
        string section = "";
        foreach (string line in File.ReadLines(Suites.RequireShared(Path.Combine("rfc", "text", "rfc5546.txt"))))
        {
            Match heading = Heading().Match(line);
            if (heading.Success)
            {
                section = heading.Groups[1].Value;
            }
            else if (line.Trim('\f', ' ').Length > 0 && !line.StartsWith("Daboo ", StringComparison.Ordinal) && !line.StartsWith("RFC 5546 ", StringComparison.Ordinal))
            {
                lines.Add((section, line));
            }
        }

        return lines;
    }

    [GeneratedRegex(@"^(\d+(?:\.\d+)*)\.  \S[^.]*$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^   \| ( *)([A-Z-]+) *\| (1|1\+|0|0\+|0 or 1) *\|")]
    private static partial Regex Row();
}
