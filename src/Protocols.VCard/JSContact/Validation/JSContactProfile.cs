using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.VCard.JSContact;

/// <summary>One property that a profile has (draft-ietf-calext-jscontact-profiles-14 §3.3).</summary>
/// <param name="Name">The name of the property.</param>
/// <param name="Contexts">The types of the objects in which it may stand; at least one.</param>
public sealed record JSContactProfileProperty(string Name, params IReadOnlyList<string> Contexts)
{
    /// <summary>Whether it must stand there (Restricted Attributes).</summary>
    public bool IsMandatory { get; init; }

    /// <summary>The type of object that its value must be, where several may (Restricted Property Type); null for any.</summary>
    public string? Type { get; init; }

    /// <summary>The values, or keys of a set, that it may have (Restricted Enum Values); empty for all.</summary>
    public IReadOnlyList<string> Values { get; init => field = value ?? throw new ArgumentNullException(nameof(Values)); } = [];

    /// <summary>Whether its patches change properties of the card as a whole only (Restricted PatchObject).</summary>
    public bool HasWholePatches { get; init; }
}

/// <summary>
/// A subset of JSContact that a protocol exchanges (draft-ietf-calext-jscontact-profiles-14 §3). A type of object that no entry names may have all of
/// its properties. What is not of a profile may be valid all the same (<see cref="JSCard.Validate"/>).
/// </summary>
public sealed class JSContactProfile
{
    private static readonly Dictionary<(string Type, string Property), string> s_defaults = new() { [("Card", "kind")] = "individual", [("Title", "kind")] = "title" };

    private readonly Dictionary<string, Dictionary<string, List<JSContactProfileProperty>>> _types = [];

    /// <summary>Makes a profile.</summary>
    /// <param name="name">The name: small letters, digits and single hyphens between them, a letter first; at most 255 (§3.1).</param>
    /// <param name="version">The version, from 1 (§3.2).</param>
    /// <param name="properties">What it has; at least one.</param>
    /// <exception cref="ArgumentException">The name is none, or there are no properties.</exception>
    public JSContactProfile(string name, int version, params IReadOnlyList<JSContactProfileProperty> properties)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(properties);
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        bool isName = name.Length is > 0 and <= 255 && char.IsAsciiLetterLower(name[0]) && name[^1] != '-' && !name.Contains("--", StringComparison.Ordinal)
            && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
        if (!isName || properties.Count == 0)
        {
            throw new ArgumentException(isName ? "A profile has properties." : "No name of a profile.", isName ? nameof(properties) : nameof(name));
        }

        (Name, Version, Properties) = (name, version, properties);
        foreach (JSContactProfileProperty property in properties)
        {
            foreach (string type in property.Contexts)
            {
                if (!_types.TryGetValue(type, out Dictionary<string, List<JSContactProfileProperty>>? members))
                {
                    _types.Add(type, members = []);
                }

                if (!members.TryGetValue(property.Name, out List<JSContactProfileProperty>? entries))
                {
                    members.Add(property.Name, entries = []);
                }

                entries.Add(property);
            }
        }
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The version.</summary>
    public int Version { get; }

    /// <summary>What it has.</summary>
    public IReadOnlyList<JSContactProfileProperty> Properties { get; }

    /// <summary>Tells what of a card is not of the profile.</summary>
    /// <param name="card">The card.</param>
    /// <param name="maxDefects">How many defects are told at most.</param>
    public IReadOnlyList<JSContactDefect> Check(JSCard card, int maxDefects = 64)
    {
        ArgumentNullException.ThrowIfNull(card);
        Checking checking = new(this, card.Json, maxDefects);
        checking.CheckObject(card.Json, ObjectRules.Card);
        return checking.Defects;
    }

    private sealed class Checking(JSContactProfile profile, JsonObject card, int most)
    {
        private readonly List<string> _path = [];

        public List<JSContactDefect> Defects { get; } = [];

        public void CheckObject(JsonObject value, ObjectRule rule)
        {
            Dictionary<string, List<JSContactProfileProperty>>? entries = profile._types.GetValueOrDefault(rule.Name);
            foreach ((string name, JsonNode? member) in value)
            {
                if (name == "@type" || (rule.Name == "Card" && name == "version"))
                {
                    continue;
                }

                _path.Add(name);
                if (!rule.Properties.TryGetValue(name, out PropertyRule? property) || entries?.ContainsKey(name) == false)
                {
                    Tell("the profile has no such property");
                }
                else
                {
                    CheckValue(member, property, rule);
                }

                _path.RemoveAt(_path.Count - 1);
            }

            foreach ((string name, List<JSContactProfileProperty> list) in entries ?? [])
            {
                bool isLeftOut = !value.ContainsKey(name);
                string? meant = s_defaults.GetValueOrDefault((rule.Name, name));
                if (isLeftOut && list.Exists(entry => entry.IsMandatory || (meant is not null && entry.Values.Count > 0 && !entry.Values.Contains(meant))))
                {
                    _path.Add(name);
                    Tell("the profile asks for it");
                    _path.RemoveAt(_path.Count - 1);
                }
            }
        }

        private void CheckValue(JsonNode? value, PropertyRule property, ObjectRule owner)
        {
            List<JSContactProfileProperty> entries = profile._types.GetValueOrDefault(owner.Name)?.GetValueOrDefault(property.Name) ?? [];
            foreach (JSContactProfileProperty entry in entries)
            {
                IEnumerable<string> words = value is JsonObject set && property.Kind == ValueKind.Set ? set.Select(static one => one.Key) : JSContactObject.TextOf(value) is { } text ? [text] : [];
                if (entry.Values.Count > 0 && words.Any(word => !entry.Values.Contains(word)))
                {
                    Tell("the profile does not have this value");
                }

                if (entry.Type is { } type && value is JsonObject typed && TypeOf(typed, property) != type)
                {
                    Tell($"the profile wants a {type}");
                }
            }

            switch (property.Kind)
            {
                case ValueKind.Object when value is JsonObject inner:
                    CheckObject(inner, ObjectRules.All[property.Of!]);
                    break;
                case ValueKind.Date when value is JsonObject date:
                    CheckObject(date, ObjectRules.All[TypeOf(date, property)]);
                    break;
                case ValueKind.List when value is JsonArray list:
                    for (int i = 0; i < list.Count; i++)
                    {
                        CheckInner(i.ToString(System.Globalization.CultureInfo.InvariantCulture), list[i], property);
                    }

                    break;
                case ValueKind.Map when value is JsonObject map:
                    foreach ((string key, JsonNode? member) in map)
                    {
                        CheckInner(key, member, property);
                    }

                    break;
                case ValueKind.Patches when value is JsonObject localizations:
                    foreach ((string tag, JsonNode? patch) in localizations)
                    {
                        _path.Add(tag);
                        CheckPatch(patch as JsonObject ?? [], entries.Exists(static entry => entry.HasWholePatches));
                        _path.RemoveAt(_path.Count - 1);
                    }

                    break;
            }
        }

        private static string TypeOf(JsonObject value, PropertyRule property) =>
            property.Kind == ValueKind.Date ? (Anniversary.IsTimestamp(value) ? "Timestamp" : "PartialDate") : JSContactObject.TextOf(value["@type"]) ?? property.Of ?? "";

        private void CheckInner(string key, JsonNode? value, PropertyRule property)
        {
            if (value is JsonObject inner)
            {
                _path.Add(key);
                CheckObject(inner, ObjectRules.All[property.Of!]);
                _path.RemoveAt(_path.Count - 1);
            }
        }

        // §3.3 (Restricted PatchObject), §3.4: no patch of a property that the profile does not have.
        private void CheckPatch(JsonObject patch, bool isWhole)
        {
            foreach ((string key, JsonNode? value) in patch)
            {
                _path.Add(key);
                if (isWhole && key.Contains('/', StringComparison.Ordinal))
                {
                    Tell("the profile has patches of whole properties of the card only");
                }
                else if (JsonPointer.TryParse("/" + key, out JsonPointer? pointer))
                {
                    CheckPatched(pointer, value);
                }

                _path.RemoveAt(_path.Count - 1);
            }
        }

        private void CheckPatched(JsonPointer pointer, JsonNode? value)
        {
            ObjectRule? owner = ObjectRules.Card;
            PropertyRule? rule = null;
            JsonNode? at = card;
            foreach (string token in pointer.Tokens)
            {
                (owner, rule) = at is null ? (null, null) : JSContactValidator.Step(owner, rule, at, token);
                at = at switch
                {
                    JsonObject members => members[token],
                    JsonArray elements when JsonPointer.TryParseIndex(token, out int index) && index < elements.Count => elements[index],
                    _ => null,
                };
                bool isUnknown = owner is null || (rule is not null && owner.Properties.ContainsKey(rule.Name) && profile._types.TryGetValue(owner.Name, out Dictionary<string, List<JSContactProfileProperty>>? entries) && !entries.ContainsKey(rule.Name));
                if (isUnknown && token != "@type")
                {
                    Tell("the profile has no such property");
                    return;
                }
            }

            if (rule is not null && owner is not null)
            {
                CheckValue(value, rule, owner);
            }
            else if (owner is not null && value is JsonObject inner)
            {
                CheckObject(inner, owner);
            }
        }

        private void Tell(string detail)
        {
            if (Defects.Count < most)
            {
                Defects.Add(new JSContactDefect(JSContactDefectCode.NotInProfile, JsonPointer.Of([.. _path]).ToString(), "draft-ietf-calext-jscontact-profiles-14 §3", detail));
            }
        }
    }
}
