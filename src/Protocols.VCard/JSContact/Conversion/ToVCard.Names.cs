using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.VCard.JSContact;

/// <content>Names and addresses: the reverse of RFC 9555 §2.5.2, §2.5.5, §2.6.1, §2.8, with JSCOMPS (§3.3.1).</content>
internal sealed partial class ToVCard
{
    // §3.1: FN is there in any case. What the card has in another language is told where it differs.
    private void AddName(JsonObject? name, JsonObject? old = null)
    {
        JsonArray? components = name?["components"] as JsonArray;
        string? full = Text(name, "full");
        if (_language is null)
        {
            ContentProperty line = MakeText("FN", full ?? (name is null ? "" : StructuredText.Join(name)), null);
            if (full is null && components is not null)
            {
                line.SetParameter("DERIVED", "TRUE");
            }

            Finish(line, "name/full", null, null);
        }
        else if (full is not null && full != Text(old, "full"))
        {
            Finish(MakeText("FN", full, null), "name/full", null, null);
        }

        if (name is null || components is null || !components.OfType<JsonObject>().Any(static component => Text(component, "value") is { Length: > 0 }))
        {
            return;
        }

        (ContentProperty main, ContentProperty? spoken) = Structured("N", Components.Name, name, components);
        if (_language is null || !JsonNode.DeepEquals(Bare(name), Bare(old)))
        {
            JsonObject sorts = name["sortAs"] as JsonObject ?? [];
            AddSorting(main, [.. Components.Name.Kinds.Select(kind => Text(sorts, kind))]);
            Finish(main, "name/components", null, WithoutCommon(name));
        }

        if (spoken is not null && (_language is null || !JsonNode.DeepEquals(components, old?["components"])))
        {
            Speak(spoken, main, "name/components");
        }
    }

    // The name without what FN and phonetic properties tell.
    private static JsonObject Bare(JsonObject? name)
    {
        JsonObject bare = (JsonObject)(name?.DeepClone() ?? new JsonObject());
        foreach (string member in new[] { "full", "phoneticSystem", "phoneticScript", "@type" })
        {
            bare.Remove(member);
        }

        foreach (JsonObject component in (bare["components"] as JsonArray ?? []).OfType<JsonObject>())
        {
            component.Remove("phonetic");
        }

        return bare;
    }

    // Name has no pref and no contexts; what a card has there all the same is none of N.
    private static JsonObject WithoutCommon(JsonObject value) => value["vCardParams"] is { } parameters ? new JsonObject { ["vCardParams"] = parameters.DeepClone() } : [];

    private static (ContentProperty Main, ContentProperty? Spoken) Structured(string name, Components kinds, JsonObject value, JsonArray components)
    {
        ContentProperty line = new(name, kinds.Write(components, "value", out List<(int Position, int Index)> places));
        if (JSContactObject.BooleanOf(value["isOrdered"]) == true && places.Exists(static place => place.Position >= 0))
        {
            line.SetParameter("JSCOMPS", Printable(Components.WriteOrder(components, Text(value, "defaultSeparator"), places)));
        }

        string? system = Text(value, "phoneticSystem");
        string? script = Text(value, "phoneticScript");
        bool isSpoken = (system is not null || script is not null) && components.OfType<JsonObject>().Any(static component => Text(component, "phonetic") is { Length: > 0 });
        if (!isSpoken)
        {
            return (line, null);
        }

        // §2.3.15: another property with the same ALTID.
        ContentProperty spoken = new(name, kinds.WritePhonetic(components, places));
        spoken.SetParameter("PHONETIC", Printable(system ?? "script"));
        Put(spoken, "SCRIPT", script);
        return (line, spoken);
    }

    private void Speak(ContentProperty spoken, ContentProperty main, string path)
    {
        if (_language is not null)
        {
            spoken.SetParameter("LANGUAGE", _language);
            Pair(spoken, path);
        }
        else
        {
            string altId = main.GetParameter("ALTID") ?? NewAltId();
            main.SetParameter("ALTID", altId);
            spoken.SetParameter("ALTID", altId);
        }

        _lines.Add(spoken);
    }

    private void AddAddress(string path, string id, JsonObject value, JsonObject? old = null)
    {
        JsonArray? components = value["components"] as JsonArray;
        bool isPlace = components is null && !value.ContainsKey("full") && !value.ContainsKey("countryCode");
        if (isPlace && _language is null)
        {
            AddPlace(path, id, value);
            return;
        }

        (ContentProperty main, ContentProperty? spoken) = Structured("ADR", Components.Address, value, components ?? []);
        if (_language is null || !JsonNode.DeepEquals(BareAddress(value), BareAddress(old)))
        {
            Put(main, "LABEL", Text(value, "full"));
            Put(main, "GEO", Text(value, "coordinates"));
            Put(main, "TZ", Text(value, "timeZone"));
            Put(main, "CC", Text(value, "countryCode"));
            Finish(main, path, id, value);
        }

        if (spoken is not null && (_language is null || !JsonNode.DeepEquals(components, old?["components"])))
        {
            Speak(spoken, main, path);
        }

        static JsonObject BareAddress(JsonObject? address)
        {
            JsonObject bare = Bare(address);
            bare["full"] = address?["full"]?.DeepClone();
            return bare;
        }
    }

    // §2.8: a place on the globe, a time zone, or both in one group.
    private void AddPlace(string path, string id, JsonObject value)
    {
        string? geo = Text(value, "coordinates");
        string? zone = Text(value, "timeZone");
        string? group = geo is not null && zone is not null && Parameter(value, "group") is null ? NewGroup() : null;
        if (geo is not null)
        {
            ContentProperty line = MakeText("GEO", geo, zone is null ? value : null);
            Finish(line, path, id, value);
            line.Group ??= group;
        }

        if (zone is not null)
        {
            bool isOffset = Parameter(value, "value") == "utc-offset";
            ContentProperty line = isOffset && Offset(zone) is { } offset ? new ContentProperty("TZ", offset) : new ContentProperty("TZ", ContentText.Encode(Components.Printable(zone)));
            if (isOffset && Offset(zone) is not null)
            {
                line.SetParameter("VALUE", "utc-offset");
            }

            Finish(line, path, id, value);
            line.Group ??= group;
        }
    }

    // §2.8.2 the other way.
    private static string? Offset(string zone)
    {
        if (zone == "Etc/UTC")
        {
            return "+0000";
        }

        return zone.StartsWith("Etc/GMT", StringComparison.Ordinal) && zone.Length is 9 or 10 && zone[7] is '+' or '-' && int.TryParse(zone.AsSpan(8), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int hours)
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(zone[7] == '+' ? '-' : '+')}{hours:00}00") : null;
    }
}
