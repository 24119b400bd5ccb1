using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.VCard.JSContact;

/// <summary>From vCard to JSContact (RFC 9555 §2).</summary>
internal sealed partial class FromVCard
{
    private readonly JSContactConversionOptions _options;
    private readonly Card _card;
    private readonly JsonObject _json = [];

    // What goes to vCardProps, in the order of the card.
    private readonly List<ContentProperty> _left = [];

    // What each property became, and where it is.
    private readonly Dictionary<ContentProperty, List<Entry>> _entries = [];
    // Those that there are representations of in other languages.
    private readonly HashSet<ContentProperty> _paired = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<JsonObject, int> _counts = [];
    private readonly Dictionary<string, List<ContentProperty>> _groups = new(StringComparer.OrdinalIgnoreCase);
    private readonly string? _language;

    public FromVCard(Card card, JSContactConversionOptions options)
    {
        _options = options;
        _card = Modern(card);
        foreach (ContentProperty property in _card.Properties)
        {
            if (property.GetParameter("PROP-ID") is { } id)
            {
                _ids.Add(id);
            }

            if (property.Group is { } group)
            {
                if (!_groups.TryGetValue(group, out List<ContentProperty>? members))
                {
                    _groups.Add(group, members = []);
                }

                members.Add(property);
            }
        }

        _language = LanguageOf(_card);
    }

    /// <summary>A value of JSContact that a property became.</summary>
    /// <param name="Path">Its pointer without the first slash.</param>
    /// <param name="Value">The value.</param>
    private sealed record Entry(string Path, JsonObject Value)
    {
        /// <summary>Where each component came from.</summary>
        public List<ComponentPart> Parts { get; init; } = [];
    }

    public JSCard Run()
    {
        _json["@type"] = "Card";
        _json["version"] = _options.Version;
        (List<ContentProperty> mains, List<(ContentProperty Main, ContentProperty Other, string Language)> others, List<ContentProperty> spoken) = Sort();
        _paired.UnionWith(others.Select(static one => one.Main));
        foreach (ContentProperty property in mains)
        {
            if (!TryConvert(property))
            {
                _left.Add(property);
            }
        }

        ConvertPlaces(mains);
        ConvertGeography(mains);
        ConvertLabels();
        LinkTitles();
        foreach ((ContentProperty main, ContentProperty other, string language) in others)
        {
            if (!TryLocalize(main, other, language))
            {
                _left.Add(other);
            }
        }

        foreach (ContentProperty property in spoken)
        {
            if (!TryConvertPhonetic(property))
            {
                _left.Add(property);
            }
        }

        if (_language is not null && _json["language"] is null)
        {
            _json["language"] = _language;
        }

        if (_options.Version == JSCard.Version1 && _json["uid"] is null)
        {
            _json["uid"] = MadeUid();
        }

        JsonObject whole = WithPatches();
        return new JSCard(whole);
    }

    // Cards before 4.0, and cards of 4.0 with habits of those.
    private static Card Modern(Card card)
    {
        if (card.Version == CardVersion.V4 && !card.Properties.Any(static property => property.Parameters.Any(static parameter =>
            parameter.Name.Length == 0 || parameter.Name.Equals("ENCODING", StringComparison.OrdinalIgnoreCase) || parameter.Name.Equals("CHARSET", StringComparison.OrdinalIgnoreCase))))
        {
            return card;
        }

        Card made = card.ToVersion(CardVersion.V4);
        if (card.Find("FN"u8) is null)
        {
            made.RemoveAll("FN"u8);
        }

        return made;
    }

    // RFC 9555 §2.3.11: that of most properties where they are of several.
    private static string? LanguageOf(Card card)
    {
        if (card.Find("LANGUAGE"u8) is not null)
        {
            return card.Language is { } language && JSContactSyntax.IsLanguage(language) ? language : null;
        }

        Dictionary<string, int> counts = new(StringComparer.OrdinalIgnoreCase);
        foreach (ContentProperty property in card.Properties)
        {
            if (Tag(property) is { } tag && property.GetParameter("PHONETIC") is null)
            {
                counts[tag] = counts.GetValueOrDefault(tag) + 1;
            }
        }

        return counts.Count < 2 ? null : counts.MaxBy(static count => count.Value).Key;
    }

    // RFC 5646 §2.1.1: the letter case that tags are written in.
    private static string? Tag(ContentProperty property)
    {
        string? tag = property.GetParameter("LANGUAGE");
        return tag is null || !JSContactSyntax.IsLanguage(tag) ? null : string.Join('-', tag.Split('-').Select(static (part, index) => (index, part.Length) switch
        {
            (> 0, 2) => part.ToUpperInvariant(),
            (> 0, 4) => char.ToUpperInvariant(part[0]) + part[1..].ToLowerInvariant(),
            _ => part.ToLowerInvariant(),
        }));
    }

    private string MadeUid()
    {
        // RFC 9555 §2.1.1 asks for the same one each time; a UUID of version 8 is made as one likes (RFC 9562 §5.8).
        byte[] hash = SHA256.HashData(_card.ToBytes());
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return "urn:uuid:" + new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }

    private static string TypeOf(ContentProperty property) => property.GetParameter("VALUE")?.ToLowerInvariant() ?? JCard.DefaultTypeOf(property.Name.ToLowerInvariant());

    // No URI has a backslash; some programs escape in URIs what they escape in texts.
    private static string ValueOf(ContentProperty property)
    {
        if (TypeOf(property) == "text")
        {
            return CardProperty.TextOf(property);
        }

        string raw = property.RawValue.Trim();
        return raw.Contains('\\', StringComparison.Ordinal) && !raw.Contains(@"\\", StringComparison.Ordinal)
            ? raw.Replace(@"\:", ":", StringComparison.Ordinal).Replace(@"\,", ",", StringComparison.Ordinal).Replace(@"\;", ";", StringComparison.Ordinal)
            : raw;
    }

    // Puts a value into a map, with the Id that the property has or a new one (§2.1.2, §2.3.18).
    private Entry Store(JsonObject root, string path, string map, JsonObject value, PropertyParameters? parameters)
    {
        if (root[map] is not JsonObject entries)
        {
            root[map] = entries = [];
        }

        string? id = parameters?.Peek("prop-id");
        if (id is not null && JSContactSyntax.IsId(id) && !entries.ContainsKey(id))
        {
            parameters!.Drop("prop-id");
        }
        else
        {
            int count = _counts.GetValueOrDefault(entries);
            do
            {
                count++;
                id = string.Create(CultureInfo.InvariantCulture, $"k{count}");
            }
            while (_ids.Contains(id) || entries.ContainsKey(id));
            _counts[entries] = count;
        }

        entries[id] = value;
        return new Entry($"{path}{map}/{id}", value);
    }

    private void Keep(ContentProperty property, Entry entry)
    {
        if (!_entries.TryGetValue(property, out List<Entry>? entries))
        {
            _entries.Add(property, entries = []);
        }

        entries.Add(entry);
    }

    // What is left of the parameters (§2.15.2), less what is only kept word by word.
    private void Leave(ContentProperty property, PropertyParameters parameters, JsonObject value)
    {
        if (parameters.Peek("value")?.Equals(JCard.DefaultTypeOf(property.Name.ToLowerInvariant()), StringComparison.OrdinalIgnoreCase) == true)
        {
            parameters.Drop("value");
        }

        if (parameters.Peek("prop-id") is { } id && !JSContactSyntax.IsId(id))
        {
            parameters.Drop("prop-id");
        }

        if (!_options.KeepParameters)
        {
            parameters.Drop("altid");
            parameters.Drop("value");
            parameters.Drop("prop-id");
            parameters.Drop("derived");
            if (Tag(property) == _language)
            {
                parameters.Drop("language");
            }
        }

        parameters.Leave(value, _options.KeepParameters ? property.Group : null);
    }

    // A property that becomes a mere text has no place for parameters: where it has some, it is kept whole beside that.
    private void LeaveWhole(ContentProperty property, PropertyParameters parameters)
    {
        if (parameters.Peek("value")?.Equals(JCard.DefaultTypeOf(property.Name.ToLowerInvariant()), StringComparison.OrdinalIgnoreCase) == true)
        {
            parameters.Drop("value");
        }

        if (_paired.Contains(property))
        {
            parameters.Drop("altid");
        }

        if (_options.KeepParameters && (!parameters.IsEmpty || property.Group is not null))
        {
            _left.Add(property);
        }
    }

    // §2.15.1: a jCard array for each.
    private void KeepProperties()
    {
        ContentProperty? version = _card.Find("VERSION"u8);
        Card card = new();
        card.Add(version?.Clone() ?? new ContentProperty("VERSION", "4.0"));
        foreach (ContentProperty property in _left.OrderBy(property => _places[property]))
        {
            card.Add(property.Clone());
        }

        System.Buffers.ArrayBufferWriter<byte> output = new();
        JCard.Write(card, output);
        JsonArray properties = JsonNode.Parse(output.WrittenSpan)![1]!.AsArray();
        JsonArray kept = [];
        bool keepsVersion = _options.KeepParameters && version is not null;
        foreach (JsonNode? property in properties.Skip(keepsVersion ? 0 : 1))
        {
            kept.Add(property!.DeepClone());
        }

        if (kept.Count > 0)
        {
            _json["vCardProps"] = kept;
        }
    }

    // §3.2.1: JSPROPs come last, all or none.
    private JsonObject WithPatches()
    {
        List<ContentProperty> properties = [.. _card.FindAll("JSPROP"u8)];
        if (properties.Count == 0)
        {
            KeepProperties();
            return _json;
        }

        int before = _left.Count;
        List<KeyValuePair<string, JsonNode?>> patch = [];
        foreach (ContentProperty property in properties)
        {
            JSContactInput input = new(_options.Json);
            JsonNode? value = input.Read(Encoding.UTF8.GetBytes(CardProperty.TextOf(property)));
            if (property.GetParameter("JSPTR") is { Length: > 0 } pointer && input.Defects.Count == 0)
            {
                patch.Add(new(pointer[0] == '/' ? pointer[1..] : pointer, value));
            }
            else
            {
                _left.Add(property);
            }
        }

        KeepProperties();
        if (_left.Count == before && Patched(patch) is { } patched)
        {
            return patched;
        }

        // One that is invalid makes all so.
        _left.RemoveRange(before, _left.Count - before);
        _left.AddRange(properties);
        KeepProperties();
        return _json;
    }

    private JsonObject? Patched(List<KeyValuePair<string, JsonNode?>> patch)
    {
        const int Enough = 1_000;
        PatchResult result = PatchObject.Apply(_json, patch, PatchOptions.NotInArrays);
        return result.Succeeded && Faults(result.Patched) <= Faults(_json) ? result.Patched : null;

        // A name that is none says nothing about its value (see figure 50).
        static int Faults(JsonObject card) => new JSContactValidator(Enough).Card(card, []).Count(static defect => defect.Code != JSContactDefectCode.InvalidName);
    }
}
