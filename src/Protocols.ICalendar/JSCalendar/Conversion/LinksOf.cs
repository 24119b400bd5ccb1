using System.Globalization;
using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>ATTACH, IMAGE, LINK and URL become links (draft-ietf-calext-jscalendar-icalendar-25 §2.3.3, §2.3.22, §2.3.24, §2.3.46).</summary>
internal sealed class LinksOf(MadeObject made, ElementKeys keys)
{
    private bool _hasUrl;

    /// <summary>Whether the property was converted.</summary>
    public bool TryAdd(ContentProperty property)
    {
        string name = property.Name.ToUpperInvariant();
        bool isBinary = name is "ATTACH" or "IMAGE" && (Is(property, "VALUE", "BINARY") || Is(property, "ENCODING", "BASE64"));
        string value = property.RawValue;
        if (value.Length == 0 || (isBinary ? !System.Buffers.Text.Base64.IsValid(value) || value.AsSpan().ContainsAny(" \t") : !PropertyToJson.IsUri(property, "URI")))
        {
            return false;
        }

        string? type = property.GetParameter("FMTTYPE");
        JSLink link = new() { Href = isBinary ? $"data:{type};base64,{value}" : value };
        List<string> taken = ["JSID", "ENCODING"];
        switch (name)
        {
            case "ATTACH" or "IMAGE":
                link.Rel = name == "ATTACH" ? "enclosure" : "icon";
                link.Title = Take("FILENAME");
                if (long.TryParse(property.GetParameter("SIZE"), NumberStyles.None, CultureInfo.InvariantCulture, out long size) && size <= JSValues.MostInteger)
                {
                    link.Size = size;
                    taken.Add("SIZE");
                }

                foreach (string display in name == "IMAGE" ? property.GetParameterValues("DISPLAY") : [])
                {
                    link.Display.Add(display.ToLowerInvariant());
                    taken.Add("DISPLAY");
                }

                break;
            case "LINK":
                link.Title = Take("LABEL");
                link.Rel = Take("LINKREL");
                break;
            default:
                link.Title = Take("LABEL");
                link.Rel = "describedby";
                break;
        }

        if (name != "URL")
        {
            link.ContentType = Take("FMTTYPE");
        }

        string key = keys.Take(property.GetParameter("JSID"), ElementKeys.Of(value));
        if (property.GetParameter("JSID") is { } named && named != key)
        {
            taken.Remove("JSID");
        }

        made.Map("links")[key] = link.Json;
        bool isNamed = Preferred(link, _hasUrl) != name;
        bool isDataUri = !isBinary && value.StartsWith("data:", StringComparison.OrdinalIgnoreCase) && value.Contains(";base64,", StringComparison.OrdinalIgnoreCase) && name is "ATTACH" or "IMAGE";
        made.Keep(property, $"links/{key}/href", taken.ToArray(), isNamed, isDataUri ? "uri" : null);
        _hasUrl |= name == "URL";
        return true;

        string? Take(string parameter)
        {
            if (property.GetParameterValues(parameter) is not [var text])
            {
                return null;
            }

            taken.Add(parameter);
            return text;
        }
    }

    /// <summary>The property that a link becomes, unless it is said (§3.4).</summary>
    public static string Preferred(JSLink link, bool hasUrl) => link.Rel switch
    {
        "enclosure" => "ATTACH",
        "icon" => "IMAGE",
        "describedby" when !hasUrl && link.ContentType is null => "URL",
        _ => "LINK",
    };

    private static bool Is(ContentProperty property, string parameter, string value) => value.Equals(property.GetParameter(parameter), StringComparison.OrdinalIgnoreCase);
}
