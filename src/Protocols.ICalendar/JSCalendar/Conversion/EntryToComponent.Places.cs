using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <content>Locations (§3.5).</content>
internal sealed partial class EntryToComponent
{
    private void Places()
    {
        if (_entry.Json["locations"] is not JsonObject map)
        {
            return;
        }

        _maker.Take("locations");
        string? main = _entry.MainLocationId;
        List<(string, JsonNode?)> left = [.. map.Where(static entry => entry.Value is not JsonObject || !JSValues.IsId(entry.Key)).Select(static entry => (entry.Key, entry.Value))];
        List<(string Key, JSLocation Place)> places = [.. map.Where(static entry => entry.Value is JsonObject && JSValues.IsId(entry.Key)).Select(static entry => (entry.Key, new JSLocation((JsonObject)entry.Value!)))];
        ElementKeys keys = new();

        // One can be the LOCATION, which is the main place: the one that is, else that which was, else the first with a name alone.
        bool hasMain = places.Exists(place => place.Key == main);
        (string Key, JSLocation Place) location = places.Find(place => (!hasMain || place.Key == main) && _maker.Kept($"locations/{place.Key}/name") is not null && CanBeLocation(place.Place));
        location = location.Place is null ? places.Find(place => (!hasMain || place.Key == main) && (IsNameAlone(place.Place) || (WasGeo(place.Key, place.Place) && CanBeLocation(place.Place)))) : location;
        if (location.Place is not null)
        {
            Location(location.Key, location.Place, keys);
        }

        (string Key, JSLocation Place) geo = location.Place is null ? places.Find(place => WasGeo(place.Key, place.Place) && !place.Place.Json.ContainsKey("name")) : location;
        if (geo.Place is not null && location.Place is null)
        {
            Geo(geo.Key, geo.Place, keys, null);
        }

        string? derived = null;
        int components = 0;
        bool isMainFirst = false;
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach ((string key, JSLocation place) in places)
        {
            if (key == location.Key || key == geo.Key)
            {
                continue;
            }

            components++;
            LocationComponent made = Place(key, place, keys);
            _component.Components.Add(made);
            string? name = made.DisplayName;
            bool isCandidate = key == main || (main is null && _options.AddsMandatory && !place.Json.ContainsKey("iCalendar"));
            if (name is not null && derived is null && isCandidate)
            {
                derived = name;
                isMainFirst = key == main && !names.Contains(name);
            }

            _ = name is null || names.Add(name);
        }

        bool hasLocation = location.Place is not null || HasKept("location");
        if (derived is not null && !hasLocation && (main is null || (components > 1 && isMainFirst)))
        {
            ContentProperty property = _maker.Add("LOCATION", ContentText.Encode(derived), "mainLocationId");
            property.SetParameter("DERIVED", "TRUE");
        }

        if (main is not null && components > 1 && (location.Key == main || (isMainFirst && !hasLocation)))
        {
            _maker.Take("mainLocationId");
        }

        _maker.Leave("locations", left, places.Count > 0);
    }

    private bool HasKept(string property) => _maker.IsLossless && _entry.ICalendar?.Properties is { } kept && kept.Any(node => node is JsonArray { Count: > 0 } parts && property.Equals(JSValues.String(parts[0]), StringComparison.OrdinalIgnoreCase));

    private bool WasGeo(string key, JSLocation place) => _maker.KeptName($"locations/{key}/coordinates") == "GEO" && GeoText(place.Coordinates) is not null;

    private static bool CanBeLocation(JSLocation place) => place.ICalendar?.Name != "vlocation" && place.Name is { } name && JCalParts.IsPrintable(name);

    private static bool IsNameAlone(JSLocation place) => CanBeLocation(place) && !place.Json.Any(static member => member.Key is "coordinates" or "locationTypes" or "links");

    private void Location(string key, JSLocation place, ElementKeys keys)
    {
        string raw = ContentText.Encode(place.Name!);
        ContentProperty property = _component.AddRaw("LOCATION", raw);
        HashSet<string> taken = ["@type", "name", "iCalendar"];
        bool isGeo = WasGeo(key, place);
        if (isGeo)
        {
            taken.Add("coordinates");
        }

        bool hasLeft = LeaveMembers(place.Json, taken, $"locations/{key}");
        string? named = (keys.NeedsNaming(key, ElementKeys.Of(raw)) || hasLeft) && _maker.IsLossless ? key : null;
        property.SetParameter("JSID", named);
        _maker.Restore(property, $"locations/{key}/name");
        if (isGeo)
        {
            Geo(key, place, keys, named ?? "");
        }
    }

    // With a LOCATION, the JSID of that; else one of its own.
    private void Geo(string key, JSLocation place, ElementKeys keys, string? location)
    {
        string raw = GeoText(place.Coordinates)!;
        ContentProperty property = _component.AddRaw("GEO", raw);
        if (location is null)
        {
            bool hasLeft = LeaveMembers(place.Json, ["@type", "coordinates", "iCalendar"], $"locations/{key}");
            location = keys.NeedsNaming(key, ElementKeys.Of(raw)) || hasLeft ? key : "";
        }

        property.SetParameter("JSID", location.Length > 0 && _maker.IsLossless ? location : null);
        _maker.Restore(property, $"locations/{key}/coordinates");
    }

    private LocationComponent Place(string key, JSLocation place, ElementKeys keys)
    {
        LocationComponent component = new();
        ComponentMaker maker = new(place, component, _options);
        maker.Text("name", "NAME");
        if (maker.KeptName("coordinates") == "GEO" && GeoText(place.Coordinates) is { } geo)
        {
            maker.Take("coordinates");
            maker.Add("GEO", geo, "coordinates");
        }
        else
        {
            maker.Raw("coordinates", "COORDINATES")?.SetParameter("VALUE", "URI");
        }

        maker.Set("locationTypes", "LOCATION-TYPE", isList: true);
        LinksToProperties.Convert(maker);
        maker.Finish();
        Name(component, key, keys, ElementKeys.OfComponent, place.Json.ContainsKey("iCalendar"));
        return component;
    }

    // §2.1.3: JSID where the key would be another one. RFC 9073 has the UID mandatory; with the same JSID beside it, it is known as made here.
    private void Name(CalendarComponent component, string key, ElementKeys keys, Func<ContentComponent, string> made, bool hasCome)
    {
        bool isGiven = false;
        if (_options.AddsMandatory && !hasCome && component.Uid is null)
        {
            component.Uid = key;
            isGiven = true;
        }

        if ((keys.NeedsNaming(key, made(component)) || isGiven) && _maker.IsLossless)
        {
            component.AddText("JSID", key);
        }
    }

    private static string? GeoText(string? coordinates)
    {
        if (coordinates is null || !coordinates.StartsWith("geo:", StringComparison.Ordinal) || coordinates[4..].Split(',') is not [var latitude, var longitude])
        {
            return null;
        }

        string raw = $"{latitude};{longitude}";
        return GeoPosition.TryParse(raw, out GeoPosition _) && !raw.AsSpan().ContainsAny(' ', '+') ? raw : null;
    }
}
