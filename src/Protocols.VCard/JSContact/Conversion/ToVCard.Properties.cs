using System.Globalization;
using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.VCard.JSContact;

/// <content>What each property becomes: the reverse of RFC 9555 §2.4 to §2.13 (Appendix A).</content>
internal sealed partial class ToVCard
{
    private static readonly string[] s_maps =
    [
        "nicknames", "organizations", "titles", "emails", "onlineServices", "phones", "preferredLanguages", "calendars", "schedulingAddresses", "addresses", "cryptoKeys", "directories", "links",
        "media", "anniversaries", "notes", "personalInfo", "relatedTo",
    ];

    private void AddCard()
    {
        Add("KIND", Text(_json, "kind"));
        Add("UID", Text(_json, "uid"));
        Add("PRODID", Text(_json, "prodId"));
        Add("LANGUAGE", Text(_json, "language"));
        Add("CREATED", Time(_json, "created"));
        Add("REV", Time(_json, "updated"));
        string[] keywords = [.. Set(_json, "keywords").Where(static keyword => keyword.Length > 0)];
        if (keywords.Length > 0)
        {
            _lines.Add(new ContentProperty("CATEGORIES", ContentText.EncodeList(keywords.Select(Components.Printable), ',')));
        }

        foreach (string member in Set(_json, "members").Where(static member => member.Length > 0))
        {
            _lines.Add(new ContentProperty("MEMBER", Uncut(member)));
        }

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                _lines.Add(MakeText(name, value, null));
            }
        }
    }

    // RFC 6350 §4.3.5. Parts of a second have no place in it.
    private static string? Time(JsonObject value, string name) =>
        Text(value, name) is { } text && UtcDateTime.TryParse(text, out DateTimeOffset time) ? time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture) : null;

    private void AddSpeaking(JsonObject? value)
    {
        if (Text(value, "grammaticalGender") is { } gender)
        {
            Finish(MakeText("GRAMGENDER", gender, null), "speakToAs/grammaticalGender", null, null);
        }

        foreach ((string id, JsonNode? node) in value?["pronouns"] as JsonObject ?? [])
        {
            if (node is JsonObject pronouns && Text(pronouns, "pronouns") is { } text)
            {
                Finish(MakeText("PRONOUNS", text, pronouns), "speakToAs/pronouns/" + id, id, pronouns);
            }
        }
    }

    // §2.9.6: a title is in the group of its organization.
    private void LinkTitles()
    {
        foreach ((string _, JsonNode? node) in _json["titles"] as JsonObject ?? [])
        {
            if (Text(node as JsonObject, "organizationId") is { } id && (_json["organizations"] as JsonObject)?[id] is JsonObject organization && !_organizationGroups.ContainsKey(id))
            {
                _organizationGroups.Add(id, Parameter(organization, "group") is { } group && ContentLineWriter.IsName(group) ? group : NewGroup());
            }
        }
    }

    private void AddEntry(string map, string id, JsonObject value)
    {
        string path = $"{map}/{id}";
        switch (map)
        {
            case "nicknames":
                Simple("NICKNAME", Text(value, "name"));
                break;
            case "organizations":
                AddOrganization(path, id, value);
                break;
            case "titles" when Text(value, "kind") is null or "title" or "role" && Text(value, "name") is { } title:
                ContentProperty line = MakeText(Text(value, "kind") == "role" ? "ROLE" : "TITLE", title, value);
                line.Group = _organizationGroups.GetValueOrDefault(Text(value, "organizationId") ?? "");
                Finish(line, path, id, value);
                break;
            case "emails":
                Simple("EMAIL", Text(value, "address"));
                break;
            case "onlineServices":
                AddService(path, id, value);
                break;
            case "phones" when Text(value, "number") is { } number:
                ContentProperty phone = MakeText("TEL", number, value);
                Finish(phone, path, id, value, Set(value, "features").Select(static feature => feature == "mobile" ? "cell" : feature));
                AddLabel(phone, value);
                break;
            case "preferredLanguages":
                Simple("LANG", Text(value, "language"));
                break;
            case "schedulingAddresses":
                Simple("CALADRURI", Text(value, "uri"));
                break;
            case "addresses":
                AddAddress(path, id, value);
                break;
            case "calendars":
                AddResource(Text(value, "kind") switch { "calendar" => "CALURI", "freeBusy" => "FBURL", _ => null }, path, id, value);
                break;
            case "cryptoKeys":
                AddResource(value.ContainsKey("kind") ? null : "KEY", path, id, value);
                break;
            case "directories":
                AddResource(Text(value, "kind") switch { "entry" => "SOURCE", "directory" => "ORG-DIRECTORY", _ => null }, path, id, value);
                break;
            case "links":
                AddResource(Text(value, "kind") == "contact" ? "CONTACT-URI" : value.ContainsKey("kind") ? null : "URL", path, id, value);
                break;
            case "media":
                AddResource(Text(value, "kind") is "photo" or "logo" or "sound" ? Text(value, "kind")!.ToUpperInvariant() : null, path, id, value);
                break;
            case "anniversaries":
                AddAnniversary(path, id, value);
                break;
            case "notes" when Text(value, "note") is { } note:
                AddNote(note, path, id, value);
                break;
            case "personalInfo":
                AddPersonal(path, id, value);
                break;
            case "relatedTo":
                // §2.9.5: the key is the value.
                ContentProperty related = MakeText("RELATED", id, value, JSContactSyntax.IsUri(id) ? null : "text");
                Finish(related, path, null, value, Set(value, "relation"));
                break;
        }

        void Simple(string name, string? text)
        {
            if (text is not null)
            {
                ContentProperty made = MakeText(name, text, value);
                Finish(made, path, id, value);
                AddLabel(made, value);
            }
        }
    }

    private void AddOrganization(string path, string id, JsonObject value)
    {
        JsonObject[] units = [.. (value["units"] as JsonArray ?? []).OfType<JsonObject>()];
        List<string> parts = [Text(value, "name") ?? "", .. units.Select(static unit => Text(unit, "name") ?? "")];
        if (parts.TrueForAll(static part => part.Length == 0))
        {
            return;
        }

        ContentProperty line = new("ORG", ContentText.EncodeList(parts.Select(Components.Printable), ';')) { Group = _organizationGroups.GetValueOrDefault(id) };
        AddSorting(line, [Text(value, "sortAs"), .. units.Select(static unit => Text(unit, "sortAs"))]);
        Finish(line, path, id, value);
    }

    // §2.3.21. One with a comma cannot be told from two.
    private static void AddSorting(ContentProperty line, IReadOnlyList<string?> sorts)
    {
        string list = string.Join(',', sorts.Select(static sort => sort is null || sort.Contains(',', StringComparison.Ordinal) ? "" : sort)).TrimEnd(',');
        if (list.Length > 0)
        {
            line.SetParameter("SORT-AS", Printable(list));
        }
    }

    // §2.7.2, §2.7.5.
    private void AddService(string path, string id, JsonObject value)
    {
        string? uri = Text(value, "uri");
        string? user = Text(value, "user");
        if ((uri ?? user) is not { } text)
        {
            return;
        }

        bool isImpp = "impp".Equals(Text(value, "vCardName"), StringComparison.OrdinalIgnoreCase);
        ContentProperty line = MakeText(isImpp ? "IMPP" : "SOCIALPROFILE", text, value, uri is null ? "text" : null);
        Put(line, "SERVICE-TYPE", Text(value, "service"));
        if (uri is not null)
        {
            Put(line, "USERNAME", user);
        }

        Finish(line, path, id, value);
        AddLabel(line, value);
    }

    private void AddResource(string? name, string path, string id, JsonObject value)
    {
        if (name is null || Text(value, "uri") is not { } uri)
        {
            return;
        }

        ContentProperty line = MakeText(name, uri, value);
        Put(line, "MEDIATYPE", Text(value, "mediaType"));
        if (name == "ORG-DIRECTORY" && JSContactObject.IntegerOf(value["listAs"]) is > 0 and { } place)
        {
            line.SetParameter("INDEX", place.ToString(CultureInfo.InvariantCulture));
        }

        Finish(line, path, id, value);
        AddLabel(line, value);
    }

    // §2.5.1.
    private void AddAnniversary(string path, string id, JsonObject value)
    {
        string? name = Text(value, "kind") switch { "birth" => "BDAY", "death" => "DEATHDATE", "wedding" => "ANNIVERSARY", _ => null };
        if (name is null || value["date"] is not JsonObject date)
        {
            return;
        }

        if (_language is null)
        {
            ContentProperty line = new(name);
            string raw = Day(date, line);
            if (raw.Length == 0)
            {
                return;
            }

            line.RawValue = raw;
            Put(line, "CALSCALE", Text(date, "calendarScale"));
            Finish(line, path, id, value);
        }

        string? place = name switch { "BDAY" => "BIRTHPLACE", "DEATHDATE" => "DEATHPLACE", _ => null };
        if (place is not null && value["place"] is JsonObject where && (Text(where, "full") ?? Text(where, "coordinates")) is { Length: > 0 } text)
        {
            Finish(MakeText(place, text, where, where.ContainsKey("full") ? null : "uri"), path + "/place", id, where);
        }
    }

    private static string Day(JsonObject date, ContentProperty line)
    {
        if (Anniversary.IsTimestamp(date))
        {
            return Time(date, "utc") ?? "";
        }

        long? year = JSContactObject.IntegerOf(date["year"]);
        long? month = JSContactObject.IntegerOf(date["month"]);
        long? day = JSContactObject.IntegerOf(date["day"]);
        if (year is < 0 or > 9999 || month is < 1 or > 12 || day is < 1 or > 31 || (day is not null && month is null) || (year is null && day is null))
        {
            return "";
        }

        new CardDate(line).SetDate((int?)year, (int?)month, (int?)day);
        return line.RawValue;
    }

    private void AddNote(string note, string path, string id, JsonObject value)
    {
        ContentProperty line = MakeText("NOTE", note, value);
        Put(line, "CREATED", Time(value, "created"));
        Put(line, "AUTHOR-NAME", Text(value["author"] as JsonObject, "name"));
        Put(line, "AUTHOR", Text(value["author"] as JsonObject, "uri"));
        Finish(line, path, id, value);
    }

    // §2.10, §2.3.13.
    private void AddPersonal(string path, string id, JsonObject value)
    {
        if (Text(value, "kind") is not ("expertise" or "hobby" or "interest") || Text(value, "value") is not { } text)
        {
            return;
        }

        ContentProperty line = MakeText(Text(value, "kind")!.ToUpperInvariant(), text, value);
        if (JSContactObject.IntegerOf(value["listAs"]) is > 0 and { } place)
        {
            line.SetParameter("INDEX", place.ToString(CultureInfo.InvariantCulture));
        }

        Put(line, "LEVEL", (Text(value, "kind"), Text(value, "level")) switch
        {
            ("expertise", "low") => "beginner",
            ("expertise", "medium") => "average",
            ("expertise", "high") => "expert",
            (_, "low" or "medium" or "high") => Text(value, "level"),
            _ => null,
        });
        Finish(line, path, id, value);
        AddLabel(line, value);
    }

    // §2.11.11. A group has one label.
    private void AddLabel(ContentProperty line, JsonObject value)
    {
        if (_language is not null || Text(value, "label") is not { } label)
        {
            return;
        }

        string text = ContentText.Encode(Components.Printable(label));
        if (line.Group is not { } group || (_labels.TryGetValue(group, out string? other) && other != text))
        {
            line.Group = group = NewGroup();
        }

        if (_labels.TryAdd(group, text))
        {
            _lines.Add(new ContentProperty("X-ABLabel", text) { Group = group });
        }
    }
}
