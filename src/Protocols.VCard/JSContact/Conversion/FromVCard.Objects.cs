using System.Globalization;
using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.VCard.JSContact;

/// <content>The objects that properties become, with their parameters (RFC 9555 §2.3, §2.7, §2.9 to §2.11).</content>
internal sealed partial class FromVCard
{
    // §1.4.4 of RFC 9553.
    private static string Resource(JsonObject value, string map, string? kind, ContentProperty property, PropertyParameters parameters)
    {
        if (kind is not null)
        {
            value["kind"] = kind;
        }

        value["uri"] = ValueOf(property);
        if (parameters.Take("mediatype") is { } type)
        {
            value["mediaType"] = type;
        }

        return map;
    }

    // PREF and TYPE (§2.3.17, §2.3.22).
    private static void Common(JsonObject value, ContentProperty property, PropertyParameters parameters)
    {
        bool isAddress = property.Is("ADR"u8);
        foreach (string type in parameters.TakeEach("type", type => Context(type, isAddress) is not null))
        {
            ((JsonObject)(value["contexts"] ??= new JsonObject()))[Context(type, isAddress)!] = true;
        }

        if (int.TryParse(parameters.Peek("pref"), NumberStyles.None, CultureInfo.InvariantCulture, out int preference) && preference is >= 1 and <= 100 && !property.Is("ORG"u8))
        {
            value["pref"] = preference;
            parameters.Drop("pref");
        }
    }

    private static string? Context(string type, bool isAddress) => type.ToLowerInvariant() switch
    {
        "home" => "private",
        "work" => "work",
        "billing" when isAddress => "billing",
        "delivery" when isAddress => "delivery",
        _ => JSContactSyntax.IsVendorName(type) ? type : null,
    };

    // §2.3.10.
    private static void Index(JsonObject value, PropertyParameters parameters)
    {
        if (int.TryParse(parameters.Peek("index"), NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index > 0)
        {
            value["listAs"] = index;
            parameters.Drop("index");
        }
    }

    // §2.7.2, §2.7.5.
    private static string Service(JsonObject value, string name, ContentProperty property, PropertyParameters parameters)
    {
        if (parameters.Take("service-type") is { } service)
        {
            value["service"] = service;
        }

        value[TypeOf(property) == "text" ? "user" : "uri"] = ValueOf(property);
        if (!value.ContainsKey("user") && parameters.Take("username") is { } user)
        {
            value["user"] = user;
        }

        if (TypeOf(property) == "text")
        {
            parameters.Drop("value");
        }

        if (name == "IMPP")
        {
            value["vCardName"] = "impp";
        }

        return "onlineServices";
    }

    // §2.7.6, Table 3.
    private static void Features(JsonObject value, PropertyParameters parameters)
    {
        foreach (string type in parameters.TakeEach("type", static type => Feature(type) is not null))
        {
            ((JsonObject)(value["features"] ??= new JsonObject()))[Feature(type)!] = true;
        }
    }

    private static string? Feature(string type) => type.ToLowerInvariant() switch
    {
        "cell" => "mobile",
        "fax" or "main-number" or "pager" or "text" or "textphone" or "video" or "voice" => type.ToLowerInvariant(),
        _ => null,
    };

    // §2.11.4, §2.3.2, §2.3.3, §2.3.6.
    private static void Note(JsonObject value, ContentProperty property, PropertyParameters parameters)
    {
        value["note"] = ValueOf(property);
        if (parameters.Peek("created") is { } created && Time(created) is { } time)
        {
            value["created"] = time;
            parameters.Drop("created");
        }

        JsonObject author = [];
        if (parameters.Take("author-name") is { } name)
        {
            author["name"] = name;
        }

        if (parameters.Take("author") is { } uri)
        {
            author["uri"] = uri;
        }

        if (author.Count > 0)
        {
            value["author"] = author;
        }
    }

    // §2.9.4, §2.3.21.
    private static bool Organization(JsonObject value, ContentProperty property, PropertyParameters parameters)
    {
        List<string> parts = ContentText.DecodeList(property.RawValue, ';');
        if (parts.TrueForAll(static part => part.Length == 0))
        {
            return false;
        }

        if (parts[0].Length > 0)
        {
            value["name"] = parts[0];
        }

        List<string> sorts = [.. parameters.TakeEach("sort-as", static _ => true).SelectMany(static sort => sort.Split(','))];
        JsonArray units = [];
        for (int i = 1; i < parts.Count; i++)
        {
            JsonObject unit = new() { ["name"] = parts[i] };
            if (i < sorts.Count && sorts[i].Length > 0)
            {
                unit["sortAs"] = sorts[i];
            }

            units.Add((JsonNode)unit);
        }

        if (sorts is [{ Length: > 0 } sort, ..])
        {
            value["sortAs"] = sort;
        }

        if (units.Count > 0)
        {
            value["units"] = units;
        }

        return true;
    }

    // §2.10, §2.3.13.
    private static void Personal(JsonObject value, string name, ContentProperty property, PropertyParameters parameters)
    {
        value["kind"] = name.ToLowerInvariant();
        value["value"] = ValueOf(property);
        Index(value, parameters);
        string? level = (name, parameters.Peek("level")?.ToLowerInvariant()) switch
        {
            ("EXPERTISE", "beginner") => "low",
            ("EXPERTISE", "average") => "medium",
            ("EXPERTISE", "expert") => "high",
            (not "EXPERTISE", "low" or "medium" or "high") => parameters.Peek("level")!.ToLowerInvariant(),
            _ => null,
        };
        if (level is not null)
        {
            value["level"] = level;
            parameters.Drop("level");
        }
    }
}
