using System.Buffers.Text;
using System.Globalization;
using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>Links become ATTACH, IMAGE, LINK and URL (draft-ietf-calext-jscalendar-icalendar-25 §3.4).</summary>
internal static class LinksToProperties
{
    public static void Convert(ComponentMaker maker)
    {
        if (maker.Json["links"] is not JsonObject map)
        {
            return;
        }

        maker.Take("links");
        ElementKeys keys = new();
        List<(string, JsonNode?)> left = [];
        bool hasUrl = false;
        int count = 0;
        foreach ((string key, JsonNode? node) in map)
        {
            if (node is not JsonObject json || !JSValues.IsId(key) || new JSLink(json) is not { Href: { Length: > 0 } href } link || !ComponentMaker.IsRaw(href))
            {
                left.Add((key, node));
                continue;
            }

            count++;
            string path = $"links/{key}/href";
            string name = Name(link, maker.KeptName(path), hasUrl);
            hasUrl |= name == "URL";
            Add(maker, key, link, href, name, keys);
        }

        maker.Leave("links", left, count > 0);
    }

    private static void Add(ComponentMaker maker, string key, JSLink link, string href, string name, ElementKeys keys)
    {
        string path = $"links/{key}/href";
        string? type = null;
        bool canBeBinary = name is "ATTACH" or "IMAGE" && maker.Kept(path)?.ValueType?.Equals("uri", StringComparison.OrdinalIgnoreCase) != true;
        string? binary = canBeBinary ? Binary(href, link.ContentType, out type) : null;
        ContentProperty property = maker.Component.AddRaw(name, binary ?? href);
        HashSet<string> taken = ["@type", "href"];
        if (name is "IMAGE" or "LINK" || binary is not null)
        {
            property.SetParameter("VALUE", binary is null ? "URI" : "BINARY");
            property.SetParameter("ENCODING", binary is null ? null : "BASE64");
        }

        Text("title", name is "ATTACH" or "IMAGE" ? "FILENAME" : "LABEL");
        if (name != "URL")
        {
            Text("contentType", "FMTTYPE");
        }

        if (binary is not null && !string.IsNullOrEmpty(type))
        {
            property.SetParameter("FMTTYPE", type);
        }

        if (name == "LINK")
        {
            Text("rel", "LINKREL");
        }
        else
        {
            taken.Add("rel");
        }

        if (name is "ATTACH" or "IMAGE" && link.Size is >= 0 and var size)
        {
            property.SetParameter("SIZE", size.ToString(CultureInfo.InvariantCulture));
            taken.Add("size");
        }

        if (name == "IMAGE" && link.Json["display"] is JsonObject display && display.Count > 0 && display.All(static word => JSValues.Boolean(word.Value) == true && ComponentMaker.IsWord(word.Key)))
        {
            property.SetParameter("DISPLAY", [.. display.Select(static word => word.Key.ToUpperInvariant())]);
            taken.Add("display");
        }

        bool hasLeft = false;
        foreach ((string member, JsonNode? value) in link.Json)
        {
            if (!taken.Contains(member))
            {
                hasLeft = true;
                maker.Leave($"links/{key}/{JsonPointer.Escape(member)}", value);
            }
        }

        bool needsNaming = keys.NeedsNaming(key, ElementKeys.Of(binary ?? href));
        property.SetParameter("JSID", (needsNaming || hasLeft) && maker.IsLossless ? key : null);
        maker.Restore(property, path);

        void Text(string member, string parameter)
        {
            if (JSValues.String(link.Json[member]) is { } text && ComponentMaker.IsParameter(text))
            {
                property.SetParameter(parameter, text);
                taken.Add(member);
            }
        }
    }

    // What is kept of the name counts as long as the relation is that of such a property.
    private static string Name(JSLink link, string? kept, bool hasUrl) => (kept, link.Rel) switch
    {
        ("ATTACH", "enclosure") or ("IMAGE", "icon") or ("URL", "describedby") or ("LINK", _) => kept,
        _ => LinksOf.Preferred(link, hasUrl),
    };

    // The octets of a data: URI (RFC 2397) whose media type is that of the link, or the only one.
    private static string? Binary(string href, string? contentType, out string? media)
    {
        media = null;
        int comma = href.IndexOf(";base64,", StringComparison.OrdinalIgnoreCase);
        if (!href.StartsWith("data:", StringComparison.OrdinalIgnoreCase) || comma < 0)
        {
            return null;
        }

        media = href[5..comma];
        string octets = href[(comma + 8)..];
        bool isSame = contentType is null ? media.Length == 0 || (JSTexts.IsMediaType(media) && !media.Contains(';', StringComparison.Ordinal)) : media == contentType;
        return isSame && octets.Length > 0 && Base64.IsValid(octets) ? octets : null;
    }
}
