using System.Text;
using System.Text.Json.Nodes;
using Protocols.Text;
using Protocols.VCard;
using Protocols.VCard.JSContact;

namespace Protocols.Formats.Tests.VCard.JSContact;

/// <summary>The suite of another project: fragments of vCard and of JSContact, and what each becomes.</summary>
public sealed class JSContactSuiteTests
{
    private const string Suite = "jscontact-calcard";

    private static readonly JSContactConversionOptions s_options = new() { Version = JSCard.Version2 };

    [Fact, Rfc(9555, "2"), Rfc(9555, "3.1"), Rfc(9555, "3.1.1")]
    public void Fragments_become_what_they_should()
    {
        IReadOnlySet<string> leftOut = LeftOut.Cases(Suite);
        List<string> failures = [];
        HashSet<string> seen = [];
        int count = 0;
        foreach (string path in Suites.Files(Suite, "0*.txt"))
        {
            foreach ((string name, string[] stages) in Cases(File.ReadAllText(path)))
            {
                for (int i = 1; i < stages.Length; i++)
                {
                    string id = $"{Path.GetFileNameWithoutExtension(path)}, {name}{(i == 1 ? "" : ", back")}";
                    seen.Add(id);
                    count++;
                    string? failure = Run(stages[i - 1], stages[i]);
                    if (failure is not null && !leftOut.Contains(id))
                    {
                        failures.Add($"{id}\n{failure}");
                    }
                    else if (failure is null && leftOut.Contains(id))
                    {
                        failures.Add($"{id}\nis left out, but passes.");
                    }
                }
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {count}:\n{string.Join("\n\n", failures)}");
        Assert.True(count > 150, $"{count} conversions.");
        Assert.Empty(leftOut.Except(seen));
    }

    private static string? Run(string source, string expected)
    {
        if (!IsJson(source))
        {
            JSCard made = JSContactConverter.FromCard(VCardOf(source), s_options);
            return Compare(Normal(JsonOf(expected)), Normal(made.Json));
        }

        if (!IsJson(expected))
        {
            Card made = JSContactConverter.ToCard(new JSCard(Plain(JsonOf(source))), s_options);

            // They write JSCOMPS for components that have no order, too, which says that they have (RFC 9555 §3.3.1).
            bool isOrdered = source.Contains("isOrdered", StringComparison.Ordinal);
            return Compare(Lines(VCardOf(expected), !isOrdered), Lines(made, withoutOrder: false));
        }

        return "JSON to JSON";
    }

    private static bool IsJson(string text) => text.TrimStart() is ['"' or '{', ..];

    private static Card VCardOf(string lines) =>
        Card.TryRead(Encoding.UTF8.GetBytes(lines.StartsWith("BEGIN:", StringComparison.Ordinal) ? lines : $"BEGIN:VCARD\nVERSION:4.0\n{lines}\nEND:VCARD\n"))!;

    private static JsonObject JsonOf(string json)
    {
        JsonObject members = (JsonObject)JsonNode.Parse(json.TrimStart().StartsWith('{') ? json : "{" + json + "}")!;
        members["@type"] = "Card";
        members["version"] = "2.0";
        return members;
    }

    // Their files have the properties that a later draft has in the place of vCardProps, vCardParams and vCardName.
    private static JsonObject Plain(JsonObject card)
    {
        if (card["vCard"] is not JsonObject kept)
        {
            return card;
        }

        card.Remove("vCard");
        JsonArray properties = (JsonArray?)kept["properties"]?.DeepClone() ?? [];
        foreach ((string path, JsonNode? node) in kept["convertedProperties"] as JsonObject ?? [])
        {
            JsonObject parameters = (JsonObject?)node!["parameters"]?.DeepClone() ?? [];
            string? name = (string?)node["name"];
            parameters.Remove("derived");
            if (path.StartsWith("localizations/", StringComparison.Ordinal) || name is "x-ablabel")
            {
                continue;
            }

            if (path == "name/full")
            {
                // The name has room for the parameters of N; FN is kept whole.
                if (parameters.Count > 0)
                {
                    properties.Add(new JsonArray("fn", parameters, "text", card["name"]!["full"]!.DeepClone()));
                }

                continue;
            }

            string[] steps = path.Split('/');
            JsonNode at = card;
            foreach (string step in steps.Take(steps.Length > 2 ? 2 : steps[0] == "relatedTo" ? 2 : 1))
            {
                at = at[step.Replace("~1", "/", StringComparison.Ordinal)]!;
            }

            if (parameters.Count > 0)
            {
                at["vCardParams"] = parameters;
            }

            if (name == "impp")
            {
                at["vCardName"] = name;
            }
        }

        if (properties.Count > 0)
        {
            card["vCardProps"] = properties;
        }

        return card;
    }

    private static SortedSet<string> Normal(JsonObject card)
    {
        card = Plain((JsonObject)card.DeepClone());
        SortedSet<string> flat = new(StringComparer.Ordinal);
        foreach (JsonNode? property in card["vCardProps"] as JsonArray ?? [])
        {
            // What type a value has is told by the property.
            if ((string?)property![0] != "version")
            {
                flat.Add($"vCardProps {property[0]} {Flatten((JsonObject)property[1]!)} {string.Join(';', property.AsArray().Skip(3).Select(static value => value!.ToJsonString()))}");
            }
        }

        card.Remove("vCardProps");
        Walk(card, "", flat);
        return flat;
    }

    private static string Flatten(JsonObject parameters) => string.Join(',', parameters.OrderBy(static one => one.Key, StringComparer.Ordinal).Select(static one => $"{one.Key}={one.Value!.ToJsonString()}"));

    private static void Walk(JsonNode? node, string path, SortedSet<string> flat)
    {
        switch (node)
        {
            case JsonObject members when members.Count > 0:
                foreach ((string name, JsonNode? value) in members)
                {
                    if (name is not ("@type" or "version"))
                    {
                        // The letter case of VALUE's types means nothing.
                        Walk(path.EndsWith("vCardParams", StringComparison.Ordinal) && value is JsonValue ? ((string)value!).ToLowerInvariant() : value, path == "/localizations" ? $"{path}/{name.ToLowerInvariant()}" : $"{path}/{name}", flat);
                    }
                }

                break;
            case JsonArray elements:
                bool isOrdered = path.EndsWith("units", StringComparison.Ordinal) || (bool?)node.Parent?["isOrdered"] == true;
                for (int i = 0; i < elements.Count; i++)
                {
                    // Unordered components are a set.
                    if (isOrdered || elements[i] is not JsonObject)
                    {
                        Walk(elements[i], $"{path}/{i}", flat);
                    }
                    else
                    {
                        flat.Add($"{path} {elements[i]!.ToJsonString()}");
                    }
                }

                break;
            default:
                flat.Add($"{path} {node?.ToJsonString()}");
                break;
        }
    }

    private static SortedSet<string> Lines(Card card, bool withoutOrder)
    {
        SortedSet<string> lines = new(StringComparer.Ordinal);
        foreach (ContentProperty property in card.Properties)
        {
            string name = property.Name.ToUpperInvariant();
            string value = property.RawValue;
            if (name == "VERSION" || (name == "FN" && (value.Length == 0 || property.GetParameter("DERIVED") is not null)))
            {
                continue;
            }

            value = name switch
            {
                "KIND" or "GRAMGENDER" => value.ToLowerInvariant(),
                "N" or "ADR" => value.TrimEnd(';'),
                "CATEGORIES" => string.Join(',', value.Split(',').Order(StringComparer.Ordinal)),
                "TEL" or "RELATED" or "CLIENTPIDMAP" or "UID" => ContentText.Decode(value.AsSpan()),
                _ => value,
            };
            IEnumerable<string> parameters = property.Parameters.Where(parameter => !withoutOrder || parameter.Name != "JSCOMPS").GroupBy(static parameter => parameter.Name.ToUpperInvariant())
                .Select(static group => $"{group.Key}={string.Join(',', Values(group.Key, group.SelectMany(static parameter => parameter.Values)))}").Order(StringComparer.Ordinal);
            lines.Add($"{property.Group}.{name};{string.Join(';', parameters)}:{value}");
        }

        return lines;
    }

    private static IEnumerable<string> Values(string name, IEnumerable<string> values) => name switch
    {
        "TYPE" => values.SelectMany(static value => value.Split(',')).Select(static value => value.ToLowerInvariant()).Order(StringComparer.Ordinal),
        "VALUE" or "PHONETIC" or "LEVEL" => values.Select(static value => value.ToLowerInvariant()),
        "LABEL" => values.Select(static value => value.Replace("\\n", "\n", StringComparison.Ordinal)),
        _ => values,
    };

    private static string? Compare(SortedSet<string> expected, SortedSet<string> found)
    {
        string[] missing = [.. expected.Except(found)];
        string[] more = [.. found.Except(expected)];
        return missing.Length + more.Length == 0 ? null : string.Join('\n', missing.Select(static line => "  - " + line).Concat(more.Select(static line => "  + " + line)));
    }

    private static IEnumerable<(string Name, string[] Stages)> Cases(string text)
    {
        HashSet<string> names = [];
        foreach (string part in text.ReplaceLineEndings("\n").Split("> test ").Skip(1))
        {
            int end = part.IndexOf('\n', StringComparison.Ordinal);
            string name = part[..end].Trim();
            for (int i = 2; !names.Add(name); i++)
            {
                name = $"{part[..end].Trim()} ({i})";
            }

            yield return (name, [.. part[end..].Split("> convert").Select(static stage => stage.Trim('\n', ' '))]);
        }
    }
}
