using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.VCard.JSContact;

/// <content>Names and addresses, also in other languages and in phonetic writing (RFC 9555 §2.5.2, §2.5.5, §2.6.1, §2.3.11, §2.3.15).</content>
internal sealed partial class FromVCard
{
    // Of the address that was converted last.
    private List<ComponentPart> _parts = [];

    // What phonetic properties belong to.
    private readonly Dictionary<string, Entry> _addresses = new(StringComparer.Ordinal);
    private Entry? _name;

    // §2.5.2.
    private bool TryFormattedName(ContentProperty property, PropertyParameters parameters)
    {
        string full = ValueOf(property);
        if (full.Length == 0)
        {
            // §3.1: that is what a card without a name has.
            return true;
        }

        JsonObject name = (JsonObject)(_json["name"] ??= new JsonObject());
        name["full"] = full;
        Keep(property, new Entry("name", name));
        if (Tag(property) is { } tag && tag == _language)
        {
            parameters.Drop("language");
        }

        LeaveWhole(property, parameters);
        return true;
    }

    // §2.5.5.
    private bool TryName(ContentProperty property, PropertyParameters parameters)
    {
        JsonObject value = [];
        List<ComponentPart> parts = ReadComponents(Components.Name, property, parameters, value);
        if (parts.Count == 0)
        {
            return false;
        }

        JsonObject name = (JsonObject)(_json["name"] ??= new JsonObject());
        foreach ((string member, JsonNode? node) in value)
        {
            name[member] = node?.DeepClone();
        }

        Leave(property, parameters, name);
        _name = new Entry("name", name) { Parts = parts };
        Keep(property, _name);
        return true;
    }

    // §2.6.1.
    private string? Address(JsonObject value, ContentProperty property, PropertyParameters parameters)
    {
        _parts = ReadComponents(Components.Address, property, parameters, value);
        Move("label", "full", static _ => true);
        if (JSContactObject.TextOf(value["full"]) is { } full && full.Contains("\\n", StringComparison.OrdinalIgnoreCase))
        {
            // As the example of RFC 6350 §6.3.1 has it, where RFC 6868 has another sign for a line end.
            value["full"] = full.Replace("\\n", "\n", StringComparison.OrdinalIgnoreCase);
        }

        Move("geo", "coordinates", JSContactSyntax.IsGeo);
        Move("tz", "timeZone", JSContactSyntax.IsTimeZone);
        Move("cc", "countryCode", static _ => true);
        return value.Count > 0 ? "addresses" : null;

        void Move(string parameter, string member, Func<string, bool> isValid)
        {
            if (parameters.Peek(parameter) is { Length: > 0 } text && isValid(text))
            {
                value[member] = text;
                parameters.Drop(parameter);
            }
        }
    }

    private static List<ComponentPart> ReadComponents(Components kinds, ContentProperty property, PropertyParameters parameters, JsonObject value)
    {
        List<List<string>> components = Components.Split(property.RawValue);
        List<ComponentPart> parts = kinds.Read(components);
        string? separator = null;
        List<ComponentPart>? ordered = parameters.Peek("jscomps") is { } order ? kinds.Order(order, components, parts, out separator) : null;
        if (ordered is not null)
        {
            // §3.3.1.
            parameters.Drop("jscomps");
            value["isOrdered"] = true;
            if (separator is not null)
            {
                value["defaultSeparator"] = separator;
            }

            parts = ordered;
        }

        JsonArray list = [];
        foreach (ComponentPart part in parts)
        {
            list.Add((JsonNode)new JsonObject { ["kind"] = part.Kind, ["value"] = part.Value });
        }

        if (list.Count > 0)
        {
            value["components"] = list;
        }

        ReadSorting(kinds, parts, parameters, value);
        return parts;
    }

    // §2.3.21: only what there are components of; the rest stays a parameter.
    private static void ReadSorting(Components kinds, List<ComponentPart> parts, PropertyParameters parameters, JsonObject value)
    {
        if (!parameters.Has("sort-as") || !ReferenceEquals(kinds, Components.Name))
        {
            return;
        }

        JsonObject sortAs = [];
        bool isWhole = true;
        List<string> all = parameters.TakeEach("sort-as", static _ => true);
        List<string> sorts = [.. all.SelectMany(static sort => sort.Split(','))];
        for (int i = 0; i < sorts.Count; i++)
        {
            string? kind = i < kinds.Kinds.Count && parts.Exists(part => part.Kind == kinds.Kinds[i]) ? kinds.Kinds[i] : null;
            if (sorts[i].Length > 0 && kind is not null)
            {
                sortAs[kind] = sorts[i];
            }

            isWhole &= sorts[i].Length == 0 || kind is not null;
        }

        if (sortAs.Count > 0)
        {
            value["sortAs"] = sortAs;
        }

        if (!isWhole)
        {
            parameters.Put("sort-as", all);
        }
    }

    // §2.3.11: what differs of the property in another language.
    private bool TryLocalize(ContentProperty main, ContentProperty other, string language)
    {
        if (!_entries.TryGetValue(main, out List<Entry>? entries))
        {
            return TryConvert(other);
        }

        string name = main.Name.ToUpperInvariant();
        PropertyParameters parameters = new(other);
        JsonObject value = [];
        switch (name)
        {
            case "FN":
                value["full"] = ValueOf(other);
                return Localize(entries[0], value, ["full"], other, parameters, language, hasParameters: false);
            case "GRAMGENDER":
                value["grammaticalGender"] = ValueOf(other).ToLowerInvariant();
                return Localize(entries[0], value, ["grammaticalGender"], other, parameters, language, hasParameters: false);
            case "N":
                return ReadComponents(Components.Name, other, parameters, value).Count > 0
                    && Localize(entries[0], value, ["components", "isOrdered", "defaultSeparator", "sortAs"], other, parameters, language, hasParameters: true);
            case "BIRTHPLACE" or "DEATHPLACE":
                if (parameters.Peek("prop-id") == entries[0].Path.Split('/')[1])
                {
                    parameters.Drop("prop-id");
                }

                return TryPlace(other, parameters) is { } place && Localize(entries[0], place, ["full", "coordinates"], other, parameters, language, hasParameters: true);
        }

        (string? map, List<JsonObject> values, PropertyParameters left) = Entries(other);
        if (map is null || values.Count != entries.Count)
        {
            return TryConvert(other);
        }

        for (int i = 0; i < values.Count; i++)
        {
            // An Id of its own would not come back.
            if (left.Peek("prop-id") is { } id && entries[i].Path.EndsWith("/" + id, StringComparison.Ordinal))
            {
                left.Drop("prop-id");
            }

            _ = Localize(entries[i], values[i], [.. values[i].Select(static member => member.Key).Union(entries[i].Value.Select(static member => member.Key)).Where(static member => member is not ("vCardParams" or "label" or "organizationId"))], other, left, language, hasParameters: true);
        }

        return true;
    }

    private bool Localize(Entry entry, JsonObject value, IReadOnlyList<string> members, ContentProperty other, PropertyParameters parameters, string language, bool hasParameters)
    {
        JsonObject patch = PatchOf(language);
        parameters.Drop("language");
        if (hasParameters)
        {
            Leave(other, parameters, value);
            JsonObject? mine = value["vCardParams"] as JsonObject;
            JsonObject? its = entry.Value["vCardParams"]?.DeepClone() as JsonObject;
            _ = its?.Remove("language");
            if (!JsonNode.DeepEquals(mine ?? [], its ?? []))
            {
                patch[$"{entry.Path}/vCardParams"] = mine?.DeepClone();
            }
        }
        else
        {
            parameters.Drop("altid");
            if (_options.KeepParameters && (!parameters.IsEmpty || other.Group is not null))
            {
                _left.Add(other);
            }
        }

        foreach (string member in members)
        {
            if (!JsonNode.DeepEquals(value[member], entry.Value[member]))
            {
                patch[$"{entry.Path}/{member}"] = value[member]?.DeepClone();
            }
        }

        return true;
    }

    private JsonObject PatchOf(string language)
    {
        JsonObject localizations = (JsonObject)(_json["localizations"] ??= new JsonObject());
        return (JsonObject)(localizations[language] ??= new JsonObject());
    }

    // §2.3.15: it belongs to the name, or to the address with its ALTID.
    private bool TryConvertPhonetic(ContentProperty property)
    {
        bool isName = property.Is("N"u8);
        string? altId = property.GetParameter("ALTID");
        Entry? entry = isName ? _name : altId is null ? null : _addresses.GetValueOrDefault(altId);
        PropertyParameters parameters = new(property);
        string system = parameters.Take("phonetic")!.ToLowerInvariant();
        string? script = parameters.Take("script");
        bool hasSystem = system != "script";
        if (entry is null || (hasSystem && !ObjectRules.All["Name"].Properties["phoneticSystem"].Values!.Contains(system) && !JSContactSyntax.IsVendorName(system))
            || (script is null ? !hasSystem : !JSContactSyntax.IsScript(script)))
        {
            return false;
        }

        Dictionary<(int, int), string> phonetics = [];
        List<List<string>> values = Components.Split(property.RawValue);
        for (int position = 0; position < values.Count; position++)
        {
            for (int index = 0; index < values[position].Count; index++)
            {
                if (values[position][index].Length > 0)
                {
                    phonetics.Add((position, index), values[position][index]);
                }
            }
        }

        // All of it has to have a place, or it is kept whole.
        HashSet<(int, int)> places = [.. entry.Parts.Select(static part => (part.Position, part.Index))];
        if (phonetics.Count == 0 || !phonetics.Keys.All(places.Contains))
        {
            return false;
        }

        string? language = Tag(property);
        bool isLocal = language is not null && !language.Equals(_language, StringComparison.OrdinalIgnoreCase) && !MainHas(entry, language);
        return isLocal ? Localize(entry, phonetics, hasSystem ? system : null, script, language!) : Speak(entry.Value, entry.Parts, phonetics, hasSystem ? system : null, script);
    }

    private static bool MainHas(Entry entry, string language) =>
        language.Equals(JSContactObject.TextOf((entry.Value["vCardParams"] as JsonObject)?["language"]), StringComparison.OrdinalIgnoreCase);

    private static bool Speak(JsonObject value, List<ComponentPart> parts, Dictionary<(int, int), string> phonetics, string? system, string? script)
    {
        if (value.ContainsKey("phoneticSystem") || value.ContainsKey("phoneticScript") || value["components"] is not JsonArray list)
        {
            return false;
        }

        if (system is not null)
        {
            value["phoneticSystem"] = system;
        }

        if (script is not null)
        {
            value["phoneticScript"] = script;
        }

        for (int i = 0; i < parts.Count; i++)
        {
            if (phonetics.TryGetValue((parts[i].Position, parts[i].Index), out string? phonetic))
            {
                list[i]!["phonetic"] = phonetic;
            }
        }

        return true;
    }

    private bool Localize(Entry entry, Dictionary<(int, int), string> phonetics, string? system, string? script, string language)
    {
        JsonObject patch = PatchOf(language);
        if (patch.ContainsKey($"{entry.Path}/phoneticSystem") || patch.ContainsKey($"{entry.Path}/phoneticScript") || patch.ContainsKey($"{entry.Path}/components"))
        {
            return false;
        }

        if (system is not null)
        {
            patch[$"{entry.Path}/phoneticSystem"] = system;
        }

        if (script is not null)
        {
            patch[$"{entry.Path}/phoneticScript"] = script;
        }

        for (int i = 0; i < entry.Parts.Count; i++)
        {
            if (phonetics.TryGetValue((entry.Parts[i].Position, entry.Parts[i].Index), out string? phonetic))
            {
                patch[$"{entry.Path}/components/{i}/phonetic"] = phonetic;
            }
        }

        return true;
    }
}
