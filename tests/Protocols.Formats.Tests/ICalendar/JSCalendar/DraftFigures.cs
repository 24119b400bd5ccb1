using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Protocols.Formats.Tests.ICalendar;

/// <summary>The figures of the conversion draft, whose notation is made to be read by tests (§1.3).</summary>
internal static partial class DraftFigures
{
    private static readonly Lazy<Dictionary<int, (string ICalendar, string Json)>> s_all = new(Read);

    public static IReadOnlyDictionary<int, (string ICalendar, string Json)> All => s_all.Value;

    /// <summary>The iCalendar of a figure with the components around it that it leaves out.</summary>
    public static byte[] Calendar(string figure)
    {
        List<string> lines = [.. figure.Split('\n').Where(static line => line.Length > 0 && line != "...")];
        List<string> open = [];
        bool hasCalendar = lines[0] == "BEGIN:VCALENDAR";
        bool hasEntry = lines[0] is "BEGIN:VEVENT" or "BEGIN:VTODO";
        if (!hasCalendar)
        {
            lines.InsertRange(0, hasEntry ? ["BEGIN:VCALENDAR"] : ["BEGIN:VCALENDAR", "BEGIN:VEVENT"]);
        }

        foreach (string line in lines)
        {
            if (line.StartsWith("BEGIN:", StringComparison.Ordinal))
            {
                open.Add(line[6..]);
            }
            else if (line.StartsWith("END:", StringComparison.Ordinal))
            {
                open.RemoveAt(open.Count - 1);
            }
        }

        open.Reverse();
        return Encoding.UTF8.GetBytes(string.Join("\r\n", lines.Concat(open.Select(static name => "END:" + name))) + "\r\n");
    }

    /// <summary>The JSON of a figure as a group, with what stands for other properties still in it.</summary>
    public static JsonObject Group(string figure)
    {
        string json = figure.TrimStart().StartsWith('{') ? figure : $"{{{figure}}}";
        JsonObject read = (JsonObject)JsonNode.Parse(json, null, new JsonDocumentOptions { AllowTrailingCommas = true })!;
        if (!read.ContainsKey("@type"))
        {
            read["@type"] = "Event";
        }

        return (string)read["@type"]! == "Group" ? read : new JsonObject { ["@type"] = "Group", ["entries"] = new JsonArray(read), ["..."] = "" };
    }

    /// <summary>
    /// Whether all that is expected is there, and nothing else unless "..." stands for it. Keys that a figure makes up stand for any key, and false for nothing
    /// where that is the default.
    /// </summary>
    public static string? Missing(JsonNode? expected, JsonNode? actual, string path = "")
    {
        switch (expected, actual)
        {
            case (JsonObject members, JsonObject other):
                HashSet<string> used = [];
                foreach ((string name, JsonNode? value) in members)
                {
                    if (name == "..." || (name == "showWithoutTime" && value?.GetValueKind() == JsonValueKind.False && !other.ContainsKey(name)))
                    {
                        continue;
                    }

                    string? key = other.ContainsKey(name) ? name : Guid.TryParse(name, out _) ? other.FirstOrDefault(entry => !used.Contains(entry.Key) && !members.ContainsKey(entry.Key) && Missing(value, entry.Value) is null).Key : null;
                    if (key is null)
                    {
                        return $"{path}/{name} is not in {other.ToJsonString()}";
                    }

                    used.Add(key);
                    if (Missing(value, other[key], $"{path}/{name}") is { } missing)
                    {
                        return missing;
                    }
                }

                string[] implied = path.Length == 0 || EntryPath().IsMatch(path) ? ["uid", "updated", "start", "version", "timeZone", "entries"] : [];
                string? more = members.ContainsKey("...") ? null : other.Select(static entry => entry.Key).FirstOrDefault(key => !used.Contains(key) && !implied.Contains(key));
                return more is null ? null : $"{path}/{more} is not expected";
            case (JsonArray elements, JsonArray others):
                if (elements.Count != others.Count)
                {
                    return $"{path} has {others.Count} elements: {others.ToJsonString()}";
                }

                bool isOrdered = !path.EndsWith("/properties", StringComparison.Ordinal);
                for (int i = 0; i < elements.Count; i++)
                {
                    string? missing = isOrdered ? Missing(elements[i], others[i], string.Create(CultureInfo.InvariantCulture, $"{path}/{i}"))
                        : others.Any(element => JsonNode.DeepEquals(elements[i], element)) ? null : $"{path}/{i} is not there: {others.ToJsonString()}";
                    if (missing is not null)
                    {
                        return missing;
                    }
                }

                return null;
            default:
                return JsonNode.DeepEquals(expected, actual) ? null : $"{path} is {actual?.ToJsonString() ?? "null"}";
        }
    }

    private static Dictionary<int, (string, string)> Read()
    {
        Dictionary<int, (string, string)> figures = [];
        List<string> block = [];
        int nearMargin = 0;
        foreach (string raw in File.ReadLines(Suites.RequireShared("rfc/text/draft-ietf-calext-jscalendar-icalendar-25.txt")))
        {
            string line = raw.Trim('\f').TrimEnd();
            if (line.Length == 0 || line.StartsWith("Stepanek", StringComparison.Ordinal) || line.StartsWith("Internet-Draft", StringComparison.Ordinal))
            {
                continue;
            }

            if (Caption().Match(line) is { Success: true } caption)
            {
                Add(figures, int.Parse(caption.Groups[1].ValueSpan, CultureInfo.InvariantCulture), block);
                block.Clear();
                nearMargin = 0;
                continue;
            }

            int indent = line.Length - line.TrimStart().Length;
            bool isCode = Code().IsMatch(line.TrimStart());
            if (block.Count == 0)
            {
                nearMargin = indent;
            }

            // A line that goes on is further in than the one it goes on from.
            if (isCode || (block.Count > 0 && indent > nearMargin))
            {
                block.Add(line);
            }
            else
            {
                block.Clear();
            }
        }

        return figures;
    }

    private static void Add(Dictionary<int, (string, string)> figures, int number, List<string> block)
    {
        if (number < 6 || block.Count == 0)
        {
            return;
        }

        int margin = block.Min(static line => line.Length - line.TrimStart().Length);
        List<string> lines = [.. block.Select(line => line[margin..])];
        int split = lines.FindIndex(static line => line[0] is '"' or '{');
        figures[number] = (string.Join('\n', lines[..split]), string.Join('\n', lines[split..]));
    }

    [GeneratedRegex(@"^ +Figure (\d+): ")]
    private static partial Regex Caption();

    [GeneratedRegex("""^("|\{|\}|\]|\[|\.\.\.$|\d+,?$|[A-Z][A-Z-]+[;:]|;[A-Z])""")]
    private static partial Regex Code();

    [GeneratedRegex(@"^/entries/\d+$")]
    private static partial Regex EntryPath();
}
