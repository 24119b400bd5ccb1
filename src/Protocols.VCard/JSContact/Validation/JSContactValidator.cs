using System.Text.Json;
using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.VCard.JSContact;

/// <summary>Tells what of a card is not as RFC 9553 §1.7 has it, in time linear in it.</summary>
internal sealed partial class JSContactValidator(int most)
{
    private readonly List<JSContactDefect> _defects = [];
    private readonly List<string> _path = [];

    public IReadOnlyList<JSContactDefect> Card(JsonObject card, string[] path)
    {
        _path.AddRange(path);
        CheckHead(card);
        CheckObject(card, ObjectRules.Card);
        return _defects;
    }

    public IReadOnlyList<JSContactDefect> NoCard(string[] path)
    {
        _path.AddRange(path);
        Tell(JSContactDefectCode.WrongType, "2", "a Card is a JSON object");
        return _defects;
    }

    // §2.1.1, §2.1.2, §2.1.9; draft-ietf-calext-jscontact-uid-07 §3 and §4.
    private void CheckHead(JsonObject card)
    {
        if (card["@type"] is null)
        {
            Tell("@type", JSContactDefectCode.Missing, "2.1.1", "the topmost object must name its type");
        }

        string? version = JSContactObject.TextOf(card["version"]);
        bool isVersion = version is not null && version.Split('.') is [{ Length: > 0 } major, { Length: > 0 } minor] && (major + minor).All(char.IsAsciiDigit);
        if (version is not null && !isVersion)
        {
            Tell("version", JSContactDefectCode.InvalidValue, "1.9.1", "a version is two numbers with a dot between them");
        }
        else if (isVersion && version is not (JSCard.Version1 or JSCard.Version2))
        {
            Tell("version", JSContactDefectCode.UnknownValue, "2.1.2", "no version that is known");
        }

        if (version == JSCard.Version1 && card["uid"] is null)
        {
            Tell("uid", JSContactDefectCode.Missing, "2.1.9", "a card of version 1.0 must have a uid");
        }
    }

    private void CheckObject(JsonObject value, ObjectRule rule)
    {
        foreach ((string name, JsonNode? member) in value)
        {
            if (rule.Properties.TryGetValue(name, out PropertyRule? property))
            {
                _path.Add(name);
                CheckValue(member, property, rule);
                _path.RemoveAt(_path.Count - 1);
            }
            else if (name == "@type")
            {
                CheckType(member, rule);
            }
            else
            {
                CheckName(name);
            }
        }

        bool isKeySet = IsKeySet(value, rule);
        foreach (PropertyRule property in rule.Properties.Values)
        {
            // A set of JSON Web Keys has them in the place of a URI.
            if (property.IsMandatory && !value.ContainsKey(property.Name) && !(isKeySet && property.Name == "uri"))
            {
                Tell(property.Name, JSContactDefectCode.Missing, property.Section ?? rule.Section, $"{rule.Name} must have it");
            }
        }

        if (rule.OneOf.Count > 0 && !rule.OneOf.Any(value.ContainsKey))
        {
            Tell(JSContactDefectCode.Missing, rule.Section, $"{rule.Name} must have one of {string.Join(", ", rule.OneOf)}");
        }

        CheckTogether(value, rule);
    }

    private static bool IsKeySet(JsonObject value, ObjectRule rule) => rule.Name == "CryptoKey" && JSContactObject.TextOf(value["@type"]) == "JsonWebKeySet";

    // §1.3.4.
    private void CheckType(JsonNode? type, ObjectRule rule)
    {
        if (JSContactObject.TextOf(type) is not { } text)
        {
            Tell("@type", JSContactDefectCode.WrongType, "1.3.4", "must be a text");
        }
        else if (text != rule.Name && !(rule.Name == "CryptoKey" && text == "JsonWebKeySet"))
        {
            Tell("@type", text.Equals(rule.Name, StringComparison.OrdinalIgnoreCase) ? JSContactDefectCode.LetterCase : JSContactDefectCode.WrongObject, "1.3.4", $"must be {rule.Name}");
        }
    }

    // §1.7.1 to §1.7.4, §1.8.1.
    private void CheckName(string name)
    {
        if (name == "extra")
        {
            Tell(name, JSContactDefectCode.InvalidName, "1.7.3.1", "the name is reserved");
        }
        else if (name.Contains(':', StringComparison.Ordinal))
        {
            if (!JSContactSyntax.IsVendorName(name))
            {
                Tell(name, JSContactDefectCode.InvalidName, "1.8.1", "no name of a vendor's property");
            }
        }
        else if (ObjectRules.Names.TryGetValue(name, out string? known) && known != name)
        {
            Tell(name, JSContactDefectCode.LetterCase, "1.7.1", $"differs from {known} by letter case alone");
        }
        else if (!JSContactSyntax.IsPropertyName(name))
        {
            Tell(name, JSContactDefectCode.InvalidName, "1.7.2", "no name of a property");
        }
    }

    private void CheckValue(JsonNode? value, PropertyRule rule, ObjectRule owner)
    {
        string section = rule.Section ?? owner.Section;
        switch (rule.Kind)
        {
            case ValueKind.Boolean:
                Expect(JSContactObject.BooleanOf(value) is not null, section, "must be true or false");
                break;
            case ValueKind.Unsigned:
                CheckNumber(value, rule, section);
                break;
            case ValueKind.Set:
                CheckSet(value, rule, section);
                break;
            case ValueKind.Object:
                if (Expect(value is JsonObject, section, "must be an object"))
                {
                    CheckObject((JsonObject)value!, ObjectRules.All[rule.Of!]);
                }

                break;
            case ValueKind.List:
                CheckList(value, rule, section);
                break;
            case ValueKind.Map:
                CheckMap(value, rule, section);
                break;
            case ValueKind.Date:
                CheckDate(value, section);
                break;
            case ValueKind.Texts or ValueKind.Keys:
                if (Expect(value is JsonObject, section, "must be an object"))
                {
                    foreach ((string key, JsonNode? text) in (JsonObject)value!)
                    {
                        ExpectAt(key, JSContactObject.TextOf(text) is not null, section, "must be a text");
                    }
                }

                break;
            case ValueKind.Patches:
                CheckLocalizations(value, section);
                break;
            case ValueKind.VCardParams:
                CheckParams(value);
                break;
            case ValueKind.VCardProps:
                CheckProps(value);
                break;
            case ValueKind.Raw:
                break;
            default:
                CheckText(value, rule, section);
                break;
        }
    }

    private void CheckText(JsonNode? value, PropertyRule rule, string section)
    {
        if (!Expect(JSContactObject.TextOf(value) is not null, section, "must be a text"))
        {
            return;
        }

        string text = JSContactObject.TextOf(value)!;
        (bool isValid, string detail, string by) = rule.Kind switch
        {
            ValueKind.Time => (UtcDateTime.TryParse(text, out _), "no time in UTC as this section has it", "1.4.5"),
            ValueKind.Uri => (JSContactSyntax.IsUri(text), "no URI", section),
            ValueKind.Language => (JSContactSyntax.IsLanguage(text), "no language tag", section),
            ValueKind.Script => (JSContactSyntax.IsScript(text), "no subtag of a script", section),
            ValueKind.Id => (JSContactSyntax.IsId(text), "no Id", "1.4.1"),
            ValueKind.MediaType => (JSContactSyntax.IsMediaType(text), "no media type", section),
            ValueKind.Country => (JSContactSyntax.IsCountry(text), "not two capital letters", section),
            ValueKind.Geo => (JSContactSyntax.IsGeo(text), "no geo: URI", section),
            ValueKind.TimeZone => (JSContactSyntax.IsTimeZone(text), "no name of a time zone", section),
            ValueKind.Mail => (JSContactSyntax.IsMail(text), "no addr-spec", section),
            ValueKind.VCardName => (JSContactSyntax.IsVCardName(text), "no name of a vCard property", "RFC 9555 §2.15.3"),
            _ when rule.Name == "prodId" => (text.Length > 0, "must not be empty", section),
            _ => (true, "", section),
        };
        if (!isValid)
        {
            Tell(JSContactDefectCode.InvalidValue, by, detail);
        }
        else if (rule.Values is { } values)
        {
            CheckWord(text, values, section);
        }
    }

    // §1.7.1, §1.7.5, §1.8.2.
    private void CheckWord(string text, System.Collections.Frozen.FrozenSet<string> values, string section)
    {
        if (values.Contains(text) || JSContactSyntax.IsVendorName(text))
        {
            return;
        }

        bool isOtherCase = values.Any(known => known.Equals(text, StringComparison.OrdinalIgnoreCase));
        Tell(isOtherCase ? JSContactDefectCode.LetterCase : JSContactDefectCode.UnknownValue, isOtherCase ? "1.7.1" : section, "neither a registered value nor one of a vendor");
    }

    private void CheckNumber(JsonNode? value, PropertyRule rule, string section)
    {
        if (value is not JsonValue || value.GetValueKind() != JsonValueKind.Number)
        {
            Tell(JSContactDefectCode.WrongType, section, "must be a number");
        }
        else if (JSContactObject.IntegerOf(value) is not { } number || number < rule.Least || number > rule.Most)
        {
            Tell(JSContactDefectCode.InvalidValue, section, $"must be an integer from {rule.Least} to {rule.Most}");
        }
    }

    private void CheckSet(JsonNode? value, PropertyRule rule, string section)
    {
        if (!Expect(value is JsonObject, section, "must be an object"))
        {
            return;
        }

        foreach ((string key, JsonNode? member) in (JsonObject)value!)
        {
            _path.Add(key);
            bool? truth = JSContactObject.BooleanOf(member);
            if (Expect(truth is not null, section, "must be true") && truth == false && rule.Name != "contexts")
            {
                Tell(JSContactDefectCode.InvalidValue, section, "must be true");
            }

            if (rule.Values is { } values)
            {
                CheckWord(key, values, section);
            }

            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void CheckList(JsonNode? value, PropertyRule rule, string section)
    {
        if (!Expect(value is JsonArray, section, "must be an array"))
        {
            return;
        }

        ObjectRule of = ObjectRules.All[rule.Of!];
        int index = 0;
        foreach (JsonNode? element in (JsonArray)value!)
        {
            _path.Add(index.ToString(System.Globalization.CultureInfo.InvariantCulture));
            if (Expect(element is JsonObject, section, "must be an object"))
            {
                CheckObject((JsonObject)element!, of);
            }

            _path.RemoveAt(_path.Count - 1);
            index++;
        }

        if (index == 0)
        {
            Tell(JSContactDefectCode.InvalidValue, section, "must not be empty");
        }
    }

    private void CheckMap(JsonNode? value, PropertyRule rule, string section)
    {
        if (!Expect(value is JsonObject, section, "must be an object"))
        {
            return;
        }

        ObjectRule of = ObjectRules.All[rule.Of!];
        foreach ((string key, JsonNode? member) in (JsonObject)value!)
        {
            _path.Add(key);
            if (rule.HasIds && !JSContactSyntax.IsId(key))
            {
                Tell(JSContactDefectCode.InvalidId, "1.4.1", "the key is no Id");
            }

            if (Expect(member is JsonObject, section, "must be an object"))
            {
                CheckObject((JsonObject)member!, of);
            }

            _path.RemoveAt(_path.Count - 1);
        }
    }

    // §2.8.1: a PartialDate unless it says otherwise.
    private void CheckDate(JsonNode? value, string section)
    {
        if (Expect(value is JsonObject, section, "must be an object"))
        {
            JsonObject date = (JsonObject)value!;
            CheckObject(date, ObjectRules.All[JSContactObject.TextOf(date["@type"]) == "Timestamp" ? "Timestamp" : "PartialDate"]);
        }
    }

    private bool Expect(bool isMet, string section, string detail)
    {
        if (!isMet)
        {
            Tell(JSContactDefectCode.WrongType, section, detail);
        }

        return isMet;
    }

    private void ExpectAt(string name, bool isMet, string section, string detail)
    {
        if (!isMet)
        {
            Tell(name, JSContactDefectCode.WrongType, section, detail);
        }
    }

    private void Tell(string name, JSContactDefectCode code, string section, string detail)
    {
        _path.Add(name);
        Tell(code, section, detail);
        _path.RemoveAt(_path.Count - 1);
    }

    private void Tell(JSContactDefectCode code, string section, string detail)
    {
        if (_defects.Count < most)
        {
            _defects.Add(new JSContactDefect(code, JsonPointer.Of([.. _path]).ToString(), char.IsAsciiDigit(section[0]) ? "RFC 9553 §" + section : section, detail));
        }
    }
}
