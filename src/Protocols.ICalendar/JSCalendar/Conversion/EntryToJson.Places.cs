using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <content>LOCATION, GEO and VLOCATION (§2.2.4, §2.3.11, §2.3.21, §2.3.25, §2.3.26).</content>
internal sealed partial class EntryToJson
{
    private void Places()
    {
        ElementKeys keys = new();
        List<LocationComponent> components = [.. component.Locations];
        (string? key, ContentProperty? location) = Location(keys);
        Geo(key, keys);
        string? derived = null;
        string? named = location is not null && key is null ? location.Text : null;
        foreach (LocationComponent place in components)
        {
            string made = Place(place, keys);
            derived ??= named is not null && place.DisplayName == named ? made : null;
        }

        if (location is null)
        {
            return;
        }

        // §2.3.25.
        bool isMain = components.Count > 1 && (key ?? derived) is not null;
        if (isMain)
        {
            _made.Json["mainLocationId"] = key ?? derived;
        }

        if (key is null)
        {
            if (isMain)
            {
                _made.Keep(location, "mainLocationId", ["DERIVED"]);
            }
            else
            {
                _made.Left.Add(location);
            }
        }
    }

    // The first LOCATION, and its key where it is a place of its own.
    private (string? Key, ContentProperty? Location) Location(ElementKeys keys)
    {
        ContentProperty? first = null;
        string? key = null;
        foreach (ContentProperty property in component.FindAll("LOCATION"u8))
        {
            if (first is not null)
            {
                _made.Left.Add(property);
                continue;
            }

            first = property;
            if (IsDerived(property))
            {
                continue;
            }

            string? named = property.GetParameter("JSID");
            key = keys.Take(named, ElementKeys.Of(ContentText.Encode(property.Text)));
            JSLocation place = new() { Name = property.Text };
            _made.Map("locations")[key] = place.Json;
            _made.Keep(property, $"locations/{key}/name", [named == key ? "JSID" : ""]);
        }

        return (key, first);
    }

    private void Geo(string? location, ElementKeys keys)
    {
        bool isFirst = true;
        foreach (ContentProperty property in component.FindAll("GEO"u8))
        {
            if (!isFirst || IsDerived(property) || GeoUri(property.RawValue) is not { } uri)
            {
                _made.Left.Add(property);
                continue;
            }

            isFirst = false;
            string? named = property.GetParameter("JSID");
            string key = location ?? keys.Take(named, ElementKeys.Of(property.RawValue));
            JsonObject map = _made.Map("locations");
            if (map[key] is not JsonObject place)
            {
                map[key] = place = new JSLocation().Json;
            }

            place["coordinates"] = uri;
            _made.Keep(property, $"locations/{key}/coordinates", [named == key ? "JSID" : ""], isNamed: true);
        }
    }

    private string Place(LocationComponent place, ElementKeys keys)
    {
        MadeObject made = new("Location", "vlocation");
        LinksOf links = new(made, new ElementKeys());
        string? named = place.Find("JSID"u8)?.Text;
        string key = keys.Take(named, ElementKeys.OfComponent(place));
        foreach (ContentProperty property in place.Properties)
        {
            // Table 7.
            bool isConverted = property.Name.ToUpperInvariant() switch
            {
                "ATTACH" or "IMAGE" or "LINK" or "URL" => links.TryAdd(property),
                "COORDINATES" => PropertyToJson.Uri(property, made, "coordinates"),
                "GEO" => !IsDerived(property) && PlaceGeo(property, made),
                "LOCATION-TYPE" => LocationTypes(property, made),
                "NAME" => PropertyToJson.Text(property, made, "name"),
                "JSID" => property.Text == key,
                "UID" => property.Text == key && named == key,
                "JSPROP" => true,
                _ => false,
            };
            if (!isConverted)
            {
                made.Left.Add(property);
            }
        }

        made.LeftComponents.AddRange(place.Components);
        JsonProperties.Apply(made, place);

        // §3.5: a place with a name, or of nothing, would come back as LOCATION, or not at all.
        made.IsNamed = made.Json.ContainsKey("name") || made.Json.Count == 1;
        _made.Map("locations")[key] = made.Finish(options.IsLossless);
        return key;
    }

    private static bool PlaceGeo(ContentProperty property, MadeObject made)
    {
        if (!made.TrySet("coordinates", GeoUri(property.RawValue)))
        {
            return false;
        }

        made.Keep(property, "coordinates", [], isNamed: true);
        return true;
    }

    private static bool LocationTypes(ContentProperty property, MadeObject made)
    {
        List<string> types = ContentText.DecodeList(property.RawValue, ',');
        if (types.Contains("") || (made.Json["locationTypes"] is JsonObject known && types.Exists(known.ContainsKey)))
        {
            return false;
        }

        foreach (string type in types)
        {
            made.Map("locationTypes")[type] = true;
            made.Keep(property, $"locationTypes/{JsonPointer.Escape(type)}", []);
        }

        return true;
    }

    // §2.3.21: the digits stay as they are, a plus sign does not.
    private static string? GeoUri(string raw) =>
        GeoPosition.TryParse(raw, out GeoPosition _) && raw.Split(';') is [var latitude, var longitude] && $"geo:{latitude.Trim().TrimStart('+')},{longitude.Trim().TrimStart('+')}" is var uri && JSTexts.IsUri(uri) ? uri : null;

    private static bool IsDerived(ContentProperty property) => "TRUE".Equals(property.GetParameter("DERIVED"), StringComparison.OrdinalIgnoreCase);
}
