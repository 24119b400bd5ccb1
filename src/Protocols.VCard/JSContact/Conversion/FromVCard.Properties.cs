using System.Globalization;
using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.VCard.JSContact;

/// <content>What each property becomes (RFC 9555 §2.4 to §2.13).</content>
internal sealed partial class FromVCard
{
    private bool TryConvert(ContentProperty property)
    {
        PropertyParameters parameters = new(property);
        switch (property.Name.ToUpperInvariant())
        {
            case "UID":
                return TryText(property, parameters, "uid", ValueOf(property));
            case "PRODID":
                return TryText(property, parameters, "prodId", ValueOf(property));
            case "LANGUAGE":
                return TryText(property, parameters, "language", JSContactSyntax.IsLanguage(property.RawValue) ? property.RawValue : "");
            case "KIND":
                string kind = ValueOf(property).ToLowerInvariant();
                return TryText(property, parameters, "kind", ObjectRules.Card.Properties["kind"].Values!.Contains(kind) || JSContactSyntax.IsVendorName(kind) ? kind : "");
            case "CREATED":
                return TryText(property, parameters, "created", Time(property.RawValue));
            case "REV":
                return TryText(property, parameters, "updated", Time(property.RawValue));
            case "MEMBER":
                return TryMember(property, parameters);
            case "CATEGORIES":
                return TryCategories(property, parameters);
            case "RELATED":
                return TryRelated(property, parameters);
            case "GRAMGENDER":
                return TryGender(property, parameters);
            case "FN":
                return TryFormattedName(property, parameters);
            case "N":
                return TryName(property, parameters);
            case "BDAY" or "DEATHDATE" or "ANNIVERSARY":
                return TryAnniversary(property, parameters);
            case "BIRTHPLACE" or "DEATHPLACE" or "GEO" or "TZ":
                // They are joined with others, later.
                return true;
            default:
                return TryEntries(property);
        }
    }

    // Texts of the card itself: of several the first.
    private bool TryText(ContentProperty property, PropertyParameters parameters, string name, string? text)
    {
        if (string.IsNullOrEmpty(text) || _json.ContainsKey(name))
        {
            return false;
        }

        _json[name] = text;
        LeaveWhole(property, parameters);
        return true;
    }

    // RFC 6350 §4.3.5, and its form of before.
    internal static string? Time(string text)
    {
        string compact = text.Trim().Replace(":", "", StringComparison.Ordinal);
        if (compact.Length > 10 && compact[4] == '-' && compact[7] == '-')
        {
            compact = compact[..4] + compact[5..7] + compact[8..];
        }

        string[] forms = ["yyyyMMdd'T'HHmmss'Z'", "yyyyMMdd'T'HHmmsszzz", "yyyyMMdd'T'HHmmsszz"];

        // An offset in four digits is one that .NET wants a colon in.
        string spaced = compact.Length == 20 && compact[15] is '+' or '-' ? compact.Insert(18, ":") : compact;
        return DateTimeOffset.TryParseExact(spaced, forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) ? UtcDateTime.Format(time) : null;
    }

    // §2.9.3.
    private bool TryMember(ContentProperty property, PropertyParameters parameters)
    {
        string value = ValueOf(property);
        if (value.Length == 0 || !"group".Equals(_card.Kind, StringComparison.Ordinal))
        {
            return false;
        }

        ((JsonObject)(_json["members"] ??= new JsonObject()))[value] = true;
        LeaveWhole(property, parameters);
        return true;
    }

    // §2.11.1.
    private bool TryCategories(ContentProperty property, PropertyParameters parameters)
    {
        List<string> keywords = ContentText.DecodeList(property.RawValue, ',');
        if (keywords.TrueForAll(static keyword => keyword.Length == 0))
        {
            return false;
        }

        foreach (string keyword in keywords.Where(static keyword => keyword.Length > 0))
        {
            ((JsonObject)(_json["keywords"] ??= new JsonObject()))[keyword] = true;
        }

        LeaveWhole(property, parameters);
        return true;
    }

    // §2.9.5.
    private bool TryRelated(ContentProperty property, PropertyParameters parameters)
    {
        string value = ValueOf(property);
        JsonObject map = (JsonObject)(_json["relatedTo"] ??= new JsonObject());
        if (value.Length == 0)
        {
            if (map.Count == 0)
            {
                _ = _json.Remove("relatedTo");
            }

            return false;
        }

        JsonObject related = map[value] as JsonObject ?? new JsonObject { ["relation"] = new JsonObject() };
        var known = ObjectRules.All["Relation"].Properties["relation"].Values!;
        foreach (string type in parameters.TakeEach("type", type => known.Contains(type.ToLowerInvariant()) || JSContactSyntax.IsVendorName(type)))
        {
            related["relation"]![known.Contains(type.ToLowerInvariant()) ? type.ToLowerInvariant() : type] = true;
        }

        Leave(property, parameters, related);
        map[value] ??= related;
        return true;
    }

    // §2.5.4.
    private bool TryGender(ContentProperty property, PropertyParameters parameters)
    {
        string gender = ValueOf(property).ToLowerInvariant();
        if (!ObjectRules.All["SpeakToAs"].Properties["grammaticalGender"].Values!.Contains(gender))
        {
            return false;
        }

        JsonObject value = (JsonObject)(_json["speakToAs"] ??= new JsonObject());
        value["grammaticalGender"] = gender;
        Keep(property, new Entry("speakToAs", value));
        parameters.Drop("language");
        LeaveWhole(property, parameters);
        return true;
    }

    // Everything that becomes an object in a map.
    private bool TryEntries(ContentProperty property)
    {
        (string? map, List<JsonObject> values, PropertyParameters parameters) = Entries(property);
        if (map is null || values.Count == 0)
        {
            return false;
        }

        JsonObject root = _json;
        string path = "";
        if (map == "pronouns")
        {
            root = (JsonObject)(_json["speakToAs"] ??= new JsonObject());
            path = "speakToAs/";
        }

        foreach (JsonObject value in values)
        {
            // Of several, the first has the Id of the property.
            PropertyParameters own = ReferenceEquals(value, values[0]) ? parameters : Again(property);
            Entry entry = Store(root, path, map, value, own);
            Leave(property, own, value);
            entry = map == "addresses" ? entry with { Parts = _parts } : entry;
            Keep(property, entry);
            if (map == "addresses" && property.GetParameter("ALTID") is { } altId)
            {
                _addresses.TryAdd(altId, entry);
            }
        }

        return true;

        static PropertyParameters Again(ContentProperty nickname)
        {
            PropertyParameters others = new(nickname);
            Common([], nickname, others);
            others.Drop("prop-id");
            return others;
        }
    }

    private (string? Map, List<JsonObject> Values, PropertyParameters Parameters) Entries(ContentProperty property)
    {
        PropertyParameters parameters = new(property);
        JsonObject value = [];
        string? map = null;
        string name = property.Name.ToUpperInvariant();
        switch (name)
        {
            case "SOURCE":
                map = Resource(value, "directories", "entry", property, parameters);
                break;
            case "ORG-DIRECTORY":
                map = Resource(value, "directories", "directory", property, parameters);
                Index(value, parameters);
                break;
            case "PHOTO" or "LOGO" or "SOUND":
                map = Resource(value, "media", name.ToLowerInvariant(), property, parameters);
                break;
            case "URL":
                map = Resource(value, "links", null, property, parameters);
                break;
            case "CONTACT-URI":
                map = Resource(value, "links", "contact", property, parameters);
                break;
            case "KEY":
                map = Resource(value, "cryptoKeys", null, property, parameters);
                break;
            case "CALURI":
                map = Resource(value, "calendars", "calendar", property, parameters);
                break;
            case "FBURL":
                map = Resource(value, "calendars", "freeBusy", property, parameters);
                break;
            case "CALADRURI":
                (map, value["uri"]) = ("schedulingAddresses", ValueOf(property));
                break;
            case "EMAIL":
                (map, value["address"]) = ("emails", ValueOf(property));
                break;
            case "LANG":
                (map, value["language"]) = ("preferredLanguages", ValueOf(property));
                break;
            case "IMPP" or "SOCIALPROFILE":
                map = Service(value, name, property, parameters);
                break;
            case "TEL":
                (map, value["number"]) = ("phones", ValueOf(property));
                Features(value, parameters);
                break;
            case "PRONOUNS":
                (map, value["pronouns"]) = ("pronouns", ValueOf(property));
                break;
            case "TITLE" or "ROLE":
                map = "titles";
                value["kind"] = name.ToLowerInvariant();
                value["name"] = ValueOf(property);
                return (map, [value], parameters);
            case "NOTE":
                map = "notes";
                Note(value, property, parameters);
                return (map, [value], parameters);
            case "ORG":
                map = Organization(value, property, parameters) ? "organizations" : null;
                break;
            case "EXPERTISE" or "HOBBY" or "INTEREST":
                map = "personalInfo";
                Personal(value, name, property, parameters);
                return (map, [value], parameters);
            case "ADR":
                map = Address(value, property, parameters);
                break;
            case "NICKNAME":
                List<string> nicknames = ContentText.DecodeList(property.RawValue, ',');
                if (!IsModest(nicknames.Count, property.Parameters.Sum(static parameter => (long)parameter.Values.Sum(static one => one.Length + 1))))
                {
                    return (null, [], parameters);
                }

                Common(value, property, parameters);
                return ("nicknames", [.. nicknames.Select(nickname => With((JsonObject)value.DeepClone(), "name", nickname))], parameters);
        }

        if (map is not null)
        {
            Common(value, property, parameters);
        }

        return (map, [value], parameters);
    }

    // What stands once in a vCard and often in JSContact must not make it much larger.
    private static bool IsModest(long count, long length) => count <= 1 || length == 0 || count <= 1_000_000 / length;

    private static JsonObject With(JsonObject value, string name, string text)
    {
        value[name] = text;
        return value;
    }
}
