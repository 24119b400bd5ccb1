using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.VCard.JSContact;

/// <content>What properties must be to each other, and what patches must be.</content>
internal sealed partial class JSContactValidator
{
    private static readonly PropertyRule s_anything = new("", ValueKind.Raw);

    private void CheckTogether(JsonObject value, ObjectRule rule)
    {
        switch (rule.Name)
        {
            case "Card" when value["members"] is not null && JSContactObject.TextOf(value["kind"]) != "group":
                Tell("members", JSContactDefectCode.NotAllowed, "2.1.6", "only a group has members");
                break;
            case "Name" or "Address":
                CheckComponents(value, rule);
                break;
            case "PartialDate":
                CheckPartialDate(value);
                break;
        }
    }

    // §2.2.1.1, §2.5.1.1.
    private void CheckComponents(JsonObject value, ObjectRule rule)
    {
        bool isOrdered = JSContactObject.BooleanOf(value["isOrdered"]) == true;
        JsonArray? components = value["components"] as JsonArray;
        if (value.ContainsKey("defaultSeparator") && (!isOrdered || components is null))
        {
            Tell("defaultSeparator", JSContactDefectCode.NotAllowed, rule.Section, "only ordered components have one");
        }

        if (value.ContainsKey("sortAs") && components is null)
        {
            Tell("sortAs", JSContactDefectCode.NotAllowed, rule.Section, "only components have one");
        }

        if (components is null)
        {
            return;
        }

        bool isSpoken = value.ContainsKey("phoneticSystem") || value.ContainsKey("phoneticScript");
        HashSet<string> kinds = [];
        bool wasSeparator = false;
        for (int i = 0; i < components.Count; i++)
        {
            JsonObject? component = components[i] as JsonObject;
            string? kind = component is null ? null : JSContactObject.TextOf(component["kind"]);
            bool isSeparator = kind == "separator";
            if ((isSeparator && (!isOrdered || wasSeparator)) || (!isSpoken && component?.ContainsKey("phonetic") == true))
            {
                _path.Add("components");
                Tell(i.ToString(System.Globalization.CultureInfo.InvariantCulture), JSContactDefectCode.NotAllowed, rule.Section, isSeparator ? "a separator stands only between ordered components, and alone" : "phonetic asks for phoneticSystem or phoneticScript");
                _path.RemoveAt(_path.Count - 1);
            }

            wasSeparator = isSeparator;
            kinds.Add(kind ?? "");
        }

        kinds.Remove("separator");
        if (kinds.Count == 0 && components.Count > 0)
        {
            Tell("components", JSContactDefectCode.InvalidValue, rule.Section, "must have one that is no separator");
        }

        foreach ((string kind, _) in value["sortAs"] as JsonObject ?? [])
        {
            if (!kinds.Contains(kind))
            {
                _path.Add("sortAs");
                Tell(kind, JSContactDefectCode.NotAllowed, rule.Section, "there is no component of this kind");
                _path.RemoveAt(_path.Count - 1);
            }
        }
    }

    // §2.8.1.
    private void CheckPartialDate(JsonObject date)
    {
        long? year = JSContactObject.IntegerOf(date["year"]);
        long? month = JSContactObject.IntegerOf(date["month"]);
        long? day = JSContactObject.IntegerOf(date["day"]);
        if (date.ContainsKey("month") && !date.ContainsKey("year") && !date.ContainsKey("day"))
        {
            Tell("month", JSContactDefectCode.NotAllowed, "2.8.1", "a month asks for a year or a day");
        }

        if (date.ContainsKey("day") && !date.ContainsKey("month"))
        {
            Tell("day", JSContactDefectCode.NotAllowed, "2.8.1", "a day asks for a month");
        }
        else if (month is >= 1 and <= 12 && day is <= 31 && day > DateTime.DaysInMonth(year is >= 1 and <= 9999 ? (int)year : 2000, (int)month))
        {
            Tell("day", JSContactDefectCode.InvalidValue, "2.8.1", "the month has no such day");
        }
    }

    // §2.7.1 and §1.4.3, without making the localized cards: those could be many times as large as the input.
    private void CheckLocalizations(JsonNode? value, string section)
    {
        if (!Expect(value is JsonObject, section, "must be an object"))
        {
            return;
        }

        JsonObject localizations = (JsonObject)value!;
        JsonObject card = (JsonObject)localizations.Parent!;
        foreach ((string tag, JsonNode? member) in localizations)
        {
            _path.Add(tag);
            if (!JSContactSyntax.IsLanguage(tag))
            {
                Tell(JSContactDefectCode.InvalidValue, section, "the key is no language tag");
            }

            if (Expect(member is JsonObject, section, "must be an object"))
            {
                CheckPatch((JsonObject)member!, card);
            }

            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void CheckPatch(JsonObject patch, JsonObject card)
    {
        List<JsonPointer> pointers = [];
        foreach ((string key, JsonNode? value) in patch)
        {
            _path.Add(key);
            if (!JsonPointer.TryParse("/" + key, out JsonPointer? pointer))
            {
                Tell(JSContactDefectCode.InvalidPatch, "1.4.3", "the key is no JSON Pointer");
            }
            else if (pointer.Tokens[0] == "localizations")
            {
                Tell(JSContactDefectCode.InvalidPatch, "2.7.1", "a localization changes no localizations");
            }
            else
            {
                pointers.Add(pointer);
                CheckPatched(pointer, value, card);
            }

            _path.RemoveAt(_path.Count - 1);
        }

        pointers.Sort(static (x, y) => string.CompareOrdinal(string.Join('\0', x.Tokens), string.Join('\0', y.Tokens)));
        for (int i = 1; i < pointers.Count; i++)
        {
            if (pointers[i - 1].IsPrefixOf(pointers[i]))
            {
                Tell(pointers[i].ToString()[1..], JSContactDefectCode.InvalidPatch, "1.4.3", "another patch changes what it leads through");
            }
        }
    }

    private void CheckPatched(JsonPointer pointer, JsonNode? value, JsonObject card)
    {
        JsonNode? at = card;
        ObjectRule? owner = ObjectRules.Card;
        PropertyRule? rule = null;
        for (int i = 0; i < pointer.Tokens.Count; i++)
        {
            string token = pointer.Tokens[i];
            bool isLast = i == pointer.Tokens.Count - 1;
            JsonNode? next = at switch
            {
                JsonObject members => members[token],
                JsonArray elements when JsonPointer.TryParseIndex(token, out int index) && index < elements.Count => elements[index],
                _ => null,
            };
            bool isFound = at is JsonArray ? next is not null && !(isLast && value is null) : at is JsonObject && (isLast || next is not null);
            if (!isFound)
            {
                Tell(JSContactDefectCode.InvalidPatch, "1.4.3", "it leads to nothing in the card");
                return;
            }

            (owner, rule) = Step(owner, rule, at!, token);
            at = next;
        }

        if (value is null)
        {
            if (rule is { IsMandatory: true })
            {
                Tell(JSContactDefectCode.InvalidPatch, "1.4.3", "the property must stay");
            }
        }
        else if (rule is not null && owner is not null)
        {
            CheckValue(value, rule, owner);
        }
        else if (owner is not null && Expect(value is JsonObject, owner.Section, "must be an object"))
        {
            CheckObject((JsonObject)value, owner);
        }
    }

    // The rule of a property, or of the object itself where the property is null; both are null where nothing is known.
    internal static (ObjectRule? Owner, PropertyRule? Rule) Step(ObjectRule? owner, PropertyRule? rule, JsonNode at, string token)
    {
        if (owner is null)
        {
            return (null, null);
        }

        if (rule is null)
        {
            return owner.Properties.TryGetValue(token, out PropertyRule? property) ? (owner, property) : (null, null);
        }

        switch (rule.Kind)
        {
            case ValueKind.Object:
                return Step(ObjectRules.All[rule.Of!], null, at, token);
            case ValueKind.Map or ValueKind.List:
                return (ObjectRules.All[rule.Of!], null);
            case ValueKind.Date:
                return Step(ObjectRules.All[JSContactObject.TextOf(((JsonObject)at)["@type"]) == "Timestamp" ? "Timestamp" : "PartialDate"], null, at, token);
            case ValueKind.Set:
                return (owner, new PropertyRule(token, ValueKind.Boolean));
            case ValueKind.Texts or ValueKind.Keys:
                return (owner, new PropertyRule(token, ValueKind.Text));
            default:
                return (owner, s_anything);
        }
    }

    // RFC 9555 §2.15.2.
    private void CheckParams(JsonNode? value)
    {
        const string Section = "RFC 9555 §2.15.2";
        if (!Expect(value is JsonObject, Section, "must be an object"))
        {
            return;
        }

        foreach ((string name, JsonNode? member) in (JsonObject)value!)
        {
            ExpectAt(name, IsParameter(member), Section, "must be a text or an array of texts");
        }
    }

    // RFC 9555 §2.15.1, RFC 7095 §3.3.
    private void CheckProps(JsonNode? value)
    {
        const string Section = "RFC 9555 §2.15.1";
        if (!Expect(value is JsonArray, Section, "must be an array"))
        {
            return;
        }

        int index = 0;
        foreach (JsonNode? element in (JsonArray)value!)
        {
            bool isProperty = element is JsonArray { Count: >= 4 } property && JSContactObject.TextOf(property[0]) is not null && property[1] is JsonObject parameters
                && parameters.All(static parameter => IsParameter(parameter.Value)) && JSContactObject.TextOf(property[2]) is not null;
            ExpectAt(index.ToString(System.Globalization.CultureInfo.InvariantCulture), isProperty, Section, "must be a property of jCard");
            index++;
        }
    }

    private static bool IsParameter(JsonNode? value) => JSContactObject.TextOf(value) is not null || (value is JsonArray list && list.All(static element => JSContactObject.TextOf(element) is not null));
}
