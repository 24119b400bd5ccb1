using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.VCard.JSContact;

/// <content>Other languages (RFC 9555 §2.3.11), kept properties (§2.15.1), and JSPROP for what nothing else says (§3.1.1).</content>
internal sealed partial class ToVCard
{
    private const int MaxFaults = 10_000;

    private static readonly HashSet<string> s_ones = new(StringComparer.OrdinalIgnoreCase) { "UID", "KIND", "LANGUAGE", "PRODID", "REV", "CREATED", "GRAMGENDER" };

    private void AddLocalizations()
    {
        int count = 0;
        foreach ((string tag, JsonNode? node) in _json["localizations"] as JsonObject ?? [])
        {
            if (node is not JsonObject patch || !JSContactSyntax.IsLanguage(tag) || ++count > _options.MaxLocalizations || _card.Localize(patch) is not { } local)
            {
                continue;
            }

            _language = tag;
            foreach (string member in patch.Select(static one => one.Key.Split('/')[0]).Distinct())
            {
                AddLocalized(member, local[member] as JsonObject, _json[member] as JsonObject);
            }
        }

        _language = null;
    }

    private void AddLocalized(string member, JsonObject? local, JsonObject? old)
    {
        if (local is null || old is null)
        {
            return;
        }

        if (member == "name")
        {
            AddName(local, old);
        }
        else if (member == "speakToAs")
        {
            JsonObject changed = [];
            if (Text(local, "grammaticalGender") is { } gender && gender != Text(old, "grammaticalGender"))
            {
                changed["grammaticalGender"] = gender;
            }

            changed["pronouns"] = Changed(local["pronouns"] as JsonObject, old["pronouns"] as JsonObject);
            AddSpeaking(changed);
        }
        else if (Array.IndexOf(s_maps, member) >= 0 && member != "relatedTo")
        {
            foreach ((string id, JsonNode? value) in Changed(local, old))
            {
                if (member == "addresses")
                {
                    AddAddress($"{member}/{id}", id, (JsonObject)value!, (JsonObject)old[id]!);
                }
                else
                {
                    AddEntry(member, id, (JsonObject)value!);
                }
            }
        }
    }

    // Objects that are there in both and differ.
    private static JsonObject Changed(JsonObject? local, JsonObject? old)
    {
        JsonObject changed = [];
        foreach ((string id, JsonNode? value) in local ?? [])
        {
            if (value is JsonObject && old?[id] is JsonObject main && !JsonNode.DeepEquals(value, main))
            {
                changed[id] = value.DeepClone();
            }
        }

        return changed;
    }

    private IEnumerable<ContentProperty> Kept() => _json["vCardProps"] is JsonArray kept ? Properties(kept).Where(static property => !property.Is("VERSION"u8)) : [];

    private static ContentPropertyList Properties(JsonArray kept) => (JCard.TryRead(JSContactOutput.ToBytes(new JsonArray("vcard", kept.DeepClone()))) ?? new Card()).Properties;

    // §2.15.1. One that was kept beside what it became stands for that, as long as it says the same.
    private void AddKept()
    {
        Dictionary<string, List<ContentProperty>> made = new(StringComparer.OrdinalIgnoreCase);
        foreach (ContentProperty line in _lines.Where(static line => line.Name is "FN" or "MEMBER" or "CATEGORIES" || s_ones.Contains(line.Name)))
        {
            if (!made.TryGetValue(line.Name, out List<ContentProperty>? list))
            {
                made.Add(line.Name, list = []);
            }

            list.Add(line);
        }

        HashSet<ContentProperty> replaced = [];
        Dictionary<string, ContentProperty> members = [];
        made.GetValueOrDefault("MEMBER")?.ForEach(line => members.TryAdd(line.RawValue, line));
        HashSet<string> keywords = [.. Set(_json, "keywords")];
        ContentProperty? left = null;
        foreach (ContentProperty property in Kept())
        {
            string name = property.Name.ToUpperInvariant();
            bool isStale = false;
            if (name == "CATEGORIES" && made.TryGetValue(name, out List<ContentProperty>? categories))
            {
                // Those that the kept line has are taken from the other.
                List<string> own = ContentText.DecodeList(property.RawValue, ',');
                isStale = !own.TrueForAll(keyword => keyword.Length == 0 || keywords.Contains(keyword));
                if (!isStale)
                {
                    keywords.ExceptWith(own);
                    left = categories[0];
                }
            }
            else if (name == "MEMBER" && made.ContainsKey(name))
            {
                isStale = !members.Remove(property.RawValue, out ContentProperty? line);
                _ = line is null || replaced.Add(line);
            }
            else if (made.TryGetValue(name, out List<ContentProperty>? others))
            {
                // What stands there with parameters that the card's own has not, and says another thing, is of a card that was changed.
                ContentProperty? same = others.Find(line => !replaced.Contains(line) && IsSame(line, property));
                isStale = same is null && s_ones.Contains(name) && (property.Parameters.Count > 0 || property.Group is not null) && (name is not ("REV" or "CREATED") || FromVCard.Time(property.RawValue) is not null);
                if (same is not null)
                {
                    replaced.Add(same);
                }
            }

            if (!isStale)
            {
                _lines.Add(property);
            }
        }

        if (left is not null)
        {
            left.RawValue = ContentText.EncodeList(keywords.Where(static keyword => keyword.Length > 0).Select(Components.Printable), ',');
        }

        _lines.RemoveAll(line => replaced.Contains(line) || (line.RawValue.Length == 0 && made.GetValueOrDefault("CATEGORIES")?.Contains(line) == true));
    }

    private static bool IsSame(ContentProperty line, ContentProperty kept) => line.Name switch
    {
        "REV" or "CREATED" => FromVCard.Time(line.RawValue) == FromVCard.Time(kept.RawValue),
        "KIND" or "GRAMGENDER" => CardProperty.TextOf(line).Equals(CardProperty.TextOf(kept), StringComparison.OrdinalIgnoreCase),
        _ => CardProperty.TextOf(line) == CardProperty.TextOf(kept) && line.GetParameter("LANGUAGE") == kept.GetParameter("LANGUAGE"),
    };

    // §3.1.1: the vCard is made JSContact again, and what differs is told.
    private void AddRest(Card made)
    {
        List<ContentProperty> rest = Rest(made);
        if (rest.Count > 0 && made.RemoveAll("JSPROP"u8) > 0)
        {
            // Those that were kept because they cannot be applied would take these with them; so they go into one of these.
            rest = Rest(made);
        }

        rest.ForEach(made.Add);
    }

    private List<ContentProperty> Rest(Card made)
    {
        JsonObject back = new FromVCard(made, _options with { Version = JSCard.Version2, KeepParameters = true }).Run().Json;
        JsonObject was = Comparable(_card);
        JsonObject now = Comparable(new JSCard(back));
        SettleLocalizations(was, now, new JSCard(back));
        if (Lines(was["vCardProps"]) is { } kept && Lines(now["vCardProps"]) is { } again && kept.SequenceEqual(again, StringComparer.Ordinal))
        {
            now.Remove("vCardProps");
            was.Remove("vCardProps");
        }

        List<ContentProperty> rest = [];
        (HashSet<JsonPointer> invalid, HashSet<JsonPointer> around) = Invalid();
        foreach ((string key, JsonNode? value) in PatchObject.Between(now, was))
        {
            if (JsonPointer.TryParse("/" + key, out JsonPointer? pointer) && !around.Contains(pointer) && !Starts(pointer).Any(invalid.Contains))
            {
                ContentProperty line = new("JSPROP", ContentText.Encode(JSContactOutput.ToText(Original(pointer) ?? value)));
                line.SetParameter("JSPTR", Printable(key));
                rest.Add(line);
            }
        }

        return rest;
    }

    // Where the card is not valid, and what is around that: no patch must make a card so (RFC 9555 §3.2.1).
    private (HashSet<JsonPointer> Invalid, HashSet<JsonPointer> Around) Invalid()
    {
        HashSet<JsonPointer> invalid = [];
        HashSet<JsonPointer> around = [];
        foreach (JSContactDefect defect in new JSContactValidator(MaxFaults).Card(_json, []).Where(static defect => defect.Code != JSContactDefectCode.InvalidName))
        {
            if (JsonPointer.TryParse(defect.Pointer, out JsonPointer? pointer) && pointer.Tokens is [not ("version" or "@type" or "uid"), ..])
            {
                invalid.Add(pointer);
                around.UnionWith(Starts(pointer));
            }
        }

        return (invalid, around);
    }

    // The pointer itself and those to what it leads through.
    private static IEnumerable<JsonPointer> Starts(JsonPointer pointer)
    {
        string[] tokens = [.. pointer.Tokens];
        for (int i = 1; i <= tokens.Length; i++)
        {
            yield return JsonPointer.Of(tokens.AsSpan(0, i));
        }
    }

    // The value as the card has it, with what is of no account for comparing.
    private JsonNode? Original(JsonPointer pointer) => pointer.TryEvaluate(_json, out JsonNode? value) ? value : null;

    // What the lines of kept properties are, in an order of their own; null where one of them is none.
    private static List<string>? Lines(JsonNode? properties)
    {
        if (properties is null)
        {
            return [];
        }

        List<string> lines = properties is JsonArray list ? [.. Properties(list).Select(static property => property.ToString()).Order(StringComparer.Ordinal)] : [];
        return properties is JsonArray { Count: var count } && count == lines.Count ? lines : null;
    }

    // Two that make the same of what they change are the same, however they do it.
    private void SettleLocalizations(JsonObject was, JsonObject now, JSCard back)
    {
        int count = 0;
        foreach ((string tag, JsonNode? node) in _json["localizations"] as JsonObject ?? [])
        {
            if (node is JsonObject patch && ++count <= _options.MaxLocalizations && back.Localizations?[tag] is JsonObject other
                && _card.Localize(patch) is { } wanted && back.Localize(other) is { } found
                && patch.Concat(other).Select(static one => one.Key.Split('/')[0]).Distinct().All(member => member != "vCardProps" && JsonNode.DeepEquals(Changed(wanted, member), Changed(found, member))))
            {
                was["localizations"]![tag] = true;
                now["localizations"]![tag] = true;
            }
            else if (now["localizations"] is JsonObject made && made.ContainsKey(tag))
            {
                // Told whole, since its keys are pointers themselves.
                made[tag] = true;
            }
        }

        static JsonNode? Changed(JsonObject card, string member)
        {
            JsonObject one = new() { [member] = card[member]?.DeepClone() };
            Simplify(one, "");
            return one[member];
        }
    }

    // Without what is of no account: implied types, defaults, an order that is none, and what is kept word by word.
    private static JsonObject Comparable(JSCard card)
    {
        JsonObject copy = card.Clone().Json;
        copy.Remove("version");
        if (copy["vCardProps"] is JsonArray properties)
        {
            foreach (JsonNode? version in properties.Where(static property => property is JsonArray { Count: > 0 } list && JSContactObject.TextOf(list[0]) == "version").ToArray())
            {
                properties.Remove(version);
            }

            if (properties.Count == 0)
            {
                copy.Remove("vCardProps");
            }
        }

        Simplify(copy, "");
        return copy;
    }

    private static void Simplify(JsonObject value, string of)
    {
        if (Text(value, "@type") is { } type && type is not ("Timestamp" or "JsonWebKeySet") && ObjectRules.All.ContainsKey(type))
        {
            value.Remove("@type");
        }

        if (value["vCardParams"] is JsonObject parameters)
        {
            foreach (string name in new[] { "altid", "language", "group", "value" })
            {
                parameters.Remove(name);
            }

            if (parameters.Count == 0)
            {
                value.Remove("vCardParams");
            }
        }

        if (of == "titles" && Text(value, "kind") == "title")
        {
            value.Remove("kind");
        }

        if (of == "relatedTo" && value["relation"] is JsonObject { Count: 0 })
        {
            value.Remove("relation");
        }

        if ("socialprofile".Equals(Text(value, "vCardName"), StringComparison.OrdinalIgnoreCase))
        {
            value.Remove("vCardName");
        }

        if (value["components"] is JsonArray components && JSContactObject.BooleanOf(value["isOrdered"]) != true)
        {
            if (JSContactObject.BooleanOf(value["isOrdered"]) == false)
            {
                value.Remove("isOrdered");
            }

            JsonNode?[] sorted = [.. components.OrderBy(static component => Text(component as JsonObject, "kind"), StringComparer.Ordinal).ThenBy(static component => Text(component as JsonObject, "value"), StringComparer.Ordinal)];
            components.Clear();
            foreach (JsonNode? component in sorted)
            {
                components.Add(component);
            }
        }

        foreach ((string name, JsonNode? member) in value.ToArray())
        {
            if (name is "localizations" or "vCardProps" || name.Contains(':', StringComparison.Ordinal))
            {
                continue;
            }

            if (member is JsonObject inner)
            {
                // The objects of a map are of what the map is of.
                Simplify(inner, of is "" or "card" ? name : of);
            }
            else if (member is JsonArray list)
            {
                foreach (JsonObject element in list.OfType<JsonObject>())
                {
                    Simplify(element, "");
                }
            }
        }
    }
}
