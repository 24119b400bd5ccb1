using System.Globalization;
using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.VCard.JSContact;

/// <content>Properties that become one thing together: days and places, addresses and places on the globe, labels, titles and organizations (RFC 9555 §2.5.1, §2.8, §2.9.6, §2.11.11).</content>
internal sealed partial class FromVCard
{
    private static readonly HashSet<string> s_labelled = ["calendars", "cryptoKeys", "directories", "links", "media", "emails", "onlineServices", "phones", "schedulingAddresses", "personalInfo"];

    // Days by their pointers.
    private readonly Dictionary<string, Entry> _days = [];

    // §2.5.1.
    private bool TryAnniversary(ContentProperty property, PropertyParameters parameters)
    {
        JsonObject? date = TryDate(property, parameters);
        if (date is null)
        {
            return false;
        }

        string kind = property.Name.ToUpperInvariant() switch { "BDAY" => "birth", "DEATHDATE" => "death", _ => "wedding" };
        JsonObject value = new() { ["kind"] = kind, ["date"] = date };
        Entry entry = Store(_json, "", "anniversaries", value, parameters);
        _days.TryAdd(entry.Path, entry);
        Leave(property, parameters, value);
        Keep(property, entry);
        return true;
    }

    // §2.2.2: a whole point in time, or a date that is more than a month or a day.
    private static JsonObject? TryDate(ContentProperty property, PropertyParameters parameters)
    {
        CardDate view = new(property);
        string raw = property.RawValue.Trim();
        if (view.IsText)
        {
            return null;
        }

        if (raw.Contains('T', StringComparison.OrdinalIgnoreCase))
        {
            return Time(raw) is { } time ? new JsonObject { ["@type"] = "Timestamp", ["utc"] = time } : null;
        }

        (int? year, int? month, int? day) = (view.Year, view.Month, view.Day);
        if (year is null && (month is null || day is null))
        {
            return null;
        }

        JsonObject date = [];
        Put("year", year);
        Put("month", month);
        Put("day", day);
        if (month is not null && day > DateTime.DaysInMonth(year is >= 1 and <= 9999 ? year.Value : 2000, month.Value))
        {
            return null;
        }

        string? scale = parameters.Peek("calscale")?.ToLowerInvariant();
        if (scale is not null && (ObjectRules.All["PartialDate"].Properties["calendarScale"].Values!.Contains(scale) || JSContactSyntax.IsVendorName(scale)))
        {
            date["calendarScale"] = scale;
            parameters.Drop("calscale");
        }

        return date;

        void Put(string name, int? number)
        {
            if (number is not null)
            {
                date[name] = number.Value;
            }
        }
    }

    private void ConvertPlaces(List<ContentProperty> mains)
    {
        Entry? birth = FirstOf(mains, "BDAY");
        Entry? death = FirstOf(mains, "DEATHDATE");
        foreach (ContentProperty property in mains.Where(static property => property.Is("BIRTHPLACE"u8) || property.Is("DEATHPLACE"u8)))
        {
            PropertyParameters parameters = new(property);
            Entry? entry = property.Is("BIRTHPLACE"u8) ? birth : death;
            if (parameters.Peek("prop-id") is { } id && _days.TryGetValue("anniversaries/" + id, out Entry? named) && JSContactObject.TextOf(named.Value["kind"]) == (property.Is("BIRTHPLACE"u8) ? "birth" : "death"))
            {
                entry = named;
            }

            // An Anniversary has a date, or is none.
            if (entry is null || entry.Value.ContainsKey("place") || TryPlace(property, parameters) is not { } place)
            {
                _left.Add(property);
                continue;
            }

            if (parameters.Peek("prop-id") == entry.Path.Split('/')[1])
            {
                parameters.Drop("prop-id");
            }

            Leave(property, parameters, place);
            entry.Value["place"] = place;
            Keep(property, new Entry(entry.Path + "/place", place));
        }
    }

    private Entry? FirstOf(List<ContentProperty> mains, string name) => mains.Where(main => main.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        .Select(main => _entries.GetValueOrDefault(main)?[0]).FirstOrDefault(static found => found is not null);

    private static JsonObject? TryPlace(ContentProperty property, PropertyParameters parameters)
    {
        string value = ValueOf(property);
        string type = TypeOf(property);
        bool isGeo = type == "uri" && JSContactSyntax.IsGeo(value);
        if (value.Length == 0 || (type != "text" && !isGeo))
        {
            return null;
        }

        parameters.Drop("value");
        return new JsonObject { [isGeo ? "coordinates" : "full"] = value };
    }

    // §2.8.3: by groups; each for itself where there are none.
    private void ConvertGeography(List<ContentProperty> mains)
    {
        List<ContentProperty> all = [.. mains.Where(static property => property.Is("ADR"u8) || property.Is("GEO"u8) || property.Is("TZ"u8))];
        bool hasGroups = all.Exists(static property => property.Group is not null);
        Dictionary<(string Group, string Member), Queue<JsonObject>> rooms = [];
        foreach (ContentProperty property in all.Where(static property => property.Is("ADR"u8)))
        {
            foreach (Entry entry in _entries.GetValueOrDefault(property) ?? [])
            {
                Offer(property.Group, entry.Value);
            }
        }

        foreach (ContentProperty property in all.Where(static property => !property.Is("ADR"u8)))
        {
            PropertyParameters parameters = new(property);
            string member = property.Is("GEO"u8) ? "coordinates" : "timeZone";
            string? value = property.Is("GEO"u8) ? (JSContactSyntax.IsGeo(property.RawValue) ? property.RawValue : null) : ZoneOf(property, parameters);
            if (value is null)
            {
                _left.Add(property);
            }
            else if (hasGroups && rooms.TryGetValue((property.Group?.ToUpperInvariant() ?? "", member), out Queue<JsonObject>? queue) && queue.TryDequeue(out JsonObject? shared))
            {
                shared[member] = value;
            }
            else
            {
                JsonObject address = new() { [member] = value };
                Common(address, property, parameters);
                Entry entry = Store(_json, "", "addresses", address, parameters);
                Leave(property, parameters, address);
                Keep(property, entry);
                Offer(property.Group, address);
            }
        }

        void Offer(string? group, JsonObject address)
        {
            foreach (string member in new[] { "coordinates", "timeZone" })
            {
                if (!address.ContainsKey(member))
                {
                    (string, string) key = (group?.ToUpperInvariant() ?? "", member);
                    if (!rooms.TryGetValue(key, out Queue<JsonObject>? queue))
                    {
                        rooms.Add(key, queue = new());
                    }

                    queue.Enqueue(address);
                }
            }
        }
    }

    // §2.8.2.
    private string? ZoneOf(ContentProperty property, PropertyParameters parameters)
    {
        string raw = property.RawValue.Trim();
        string type = TypeOf(property);
        bool isOffset = type == "utc-offset" || (type == "text" && raw is ['+' or '-', _, _, ..] && raw.AsSpan(1).Trim("0123456789:").IsEmpty);
        if (!isOffset)
        {
            string text = ValueOf(property);
            return type == "text" && text.Length > 0 ? text : null;
        }

        string digits = raw.Length > 1 ? raw[1..].Replace(":", "", StringComparison.Ordinal) : "";
        if (raw.Length < 3 || digits.Length is not (2 or 4) || !int.TryParse(digits[..2], NumberStyles.None, CultureInfo.InvariantCulture, out int hours) || (digits.Length == 4 && digits[2..] != "00"))
        {
            return null;
        }

        hours = raw[0] == '-' ? -hours : hours;
        if (hours is < -12 or > 14)
        {
            return null;
        }

        if (_options.KeepParameters)
        {
            // So it comes back as an offset.
            parameters.Drop("value");
            parameters.Put("value", ["utc-offset"]);
        }

        return hours == 0 ? "Etc/UTC" : string.Create(CultureInfo.InvariantCulture, $"Etc/GMT{(hours < 0 ? '+' : '-')}{Math.Abs(hours)}");
    }

    // §2.11.11.
    private void ConvertLabels()
    {
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        foreach (ContentProperty label in _card.FindAll("X-ABLABEL"u8))
        {
            // Of two, or with parameters, it would not come back as it was.
            List<Entry> labelled = label.Group is { } group && label.Parameters.Count == 0 && seen.Add(group) && _groups[group].Count(static property => property.Is("X-ABLABEL"u8)) == 1
                ? [.. _groups[group].SelectMany(property => _entries.GetValueOrDefault(property) ?? []).Where(static entry => s_labelled.Contains(entry.Path.Split('/')[0]))] : [];
            if (labelled.Count == 0)
            {
                _left.Add(label);
            }

            foreach (Entry entry in labelled)
            {
                entry.Value["label"] = CardProperty.TextOf(label);
            }
        }
    }

    // §2.9.6: the one organization of its group.
    private void LinkTitles()
    {
        foreach ((string _, List<ContentProperty> members) in _groups)
        {
            if (members.Where(static property => property.Is("ORG"u8)).Select(property => _entries.GetValueOrDefault(property)).ToArray() is not [[{ } organization]])
            {
                continue;
            }

            foreach (Entry title in members.Where(static property => property.Is("TITLE"u8) || property.Is("ROLE"u8)).SelectMany(property => _entries.GetValueOrDefault(property) ?? []))
            {
                title.Value["organizationId"] = organization.Path.Split('/')[1];
            }
        }
    }
}
