using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Protocols.Formats.Tests.VCard.JSContact;

/// <summary>The figures of RFC 9553 and RFC 9555, read from the specifications.</summary>
internal static partial class Figures
{
    /// <summary>The JSON of the figures, each as the members of one object, by their numbers; and the text before it, which is a vCard in RFC 9555.</summary>
    public static SortedDictionary<int, (JsonObject Json, string[] Lines)> Of(int rfc)
    {
        string[] text = File.ReadAllLines(Suites.RequireShared(Path.Combine("rfc", "text", $"rfc{rfc}.txt")));
        SortedDictionary<int, (JsonObject, string[])> figures = [];
        for (int i = 0; i < text.Length; i++)
        {
            Match caption = Caption().Match(text[i]);
            if (!caption.Success)
            {
                continue;
            }

            List<string> json = [];
            int at = i - 1;
            for (; at >= 0 && (text[at].Length == 0 || IsJson(text[at])); at--)
            {
                json.Insert(0, text[at]);
            }

            // The paragraph before that, unfolded.
            List<string> lines = [];
            for (; at >= 0 && text[at].Length > 0; at--)
            {
                lines.Insert(0, text[at]);
            }

            List<string> unfolded = [];
            foreach (string line in lines)
            {
                if (Line().IsMatch(line) && Indent(line) == Indent(lines[0]))
                {
                    // Figure 5 of RFC 9555 has another sign there.
                    string trimmed = line.Trim();
                    unfolded.Add(trimmed.StartsWith("LANGUAGE=", StringComparison.Ordinal) ? trimmed.Replace('=', ':') : trimmed);
                }
                else if (unfolded.Count > 0)
                {
                    unfolded[^1] += line.Trim();
                }
            }

            if (Members(json) is { } members)
            {
                // Figure 18 of RFC 9553 is of a name alone.
                members = members.ContainsKey("full") ? new JsonObject { ["name"] = members } : members;
                figures.Add(int.Parse(caption.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), (members, [.. unfolded]));
            }
        }

        return figures;
    }

    /// <summary>A card that has the members of a figure, and what a card must have.</summary>
    public static JsonObject Card(JsonObject members)
    {
        JsonObject card = new() { ["@type"] = "Card", ["version"] = "1.0", ["uid"] = "urn:uuid:22B2C7DF-9120-4969-8460-05956FE6B065" };
        foreach ((string name, JsonNode? value) in members)
        {
            card[name] = value?.DeepClone();
        }

        return card;
    }

    // A line of JSON begins with what only JSON begins with; base64 that goes on is of figure 35.
    private static bool IsJson(string line) => line.TrimStart() is ['"' or '{' or '}' or '[' or ']' or ',', ..] || line.Trim() == "..." || Base64().IsMatch(line);

    private static int Indent(string line) => line.Length - line.TrimStart().Length;

    private static JsonObject? Members(List<string> lines)
    {
        string json = string.Join('\n', lines.Where(static line => line.Trim() != "..."));
        json = Broken().Replace(json, "").Trim();

        // Some break off inside of objects, and end lists with a comma.
        int open = json.Count(static c => c == '{') - json.Count(static c => c == '}');
        json = (json + new string('}', Math.Max(0, open))).TrimEnd(',');
        json = json.StartsWith('{') ? json : "{" + json + "}";
        return !json.Contains(':', StringComparison.Ordinal) ? null : (JsonObject?)JsonNode.Parse(json, null, new JsonDocumentOptions { AllowTrailingCommas = true });
    }

    [GeneratedRegex(@"^ +Figure (\d+): ")]
    private static partial Regex Caption();

    [GeneratedRegex(@"^ {10,}[A-Za-z0-9+/=]{30,}""?$")]
    private static partial Regex Base64();

    [GeneratedRegex(@"\n {10,}(?=[A-Za-z0-9+/=]{30,}""?(\n|$))")]
    private static partial Regex Broken();

    [GeneratedRegex(@"^ {3,6}([A-Za-z0-9]+\.)?[A-Z][A-Z-]*(ABLabel)?[;:=]")]
    private static partial Regex Line();
}
