using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>JSPROP: properties of JSCalendar that iCalendar has no word for (draft-ietf-calext-jscalendar-icalendar-25 §4.1.2).</summary>
internal static class JsonProperties
{
    private static readonly JSCalendarOptions s_reading = new();

    /// <summary>Puts the JSPROPs of a component into the object that was made of it. Those that cannot be are kept as they are.</summary>
    public static void Apply(MadeObject made, ContentComponent component)
    {
        IReadOnlyList<ContentProperty> properties = component.FindAll("JSPROP"u8);
        if (properties.Count == 0)
        {
            return;
        }

        JsonObject patch = [];
        List<ContentProperty> used = [];
        foreach (ContentProperty property in properties)
        {
            string? path = property.GetParameter("JSPTR");
            if (path is null || !JsonPointer.TryParse("/" + path, out JsonPointer? pointer) || patch.ContainsKey(path) || Value(property) is not { } value || LeadsIntoArray(made.Json, pointer))
            {
                made.Left.Add(property);
            }
            else if (!pointer.TryEvaluate(made.Json, out _))
            {
                // One that points to what is there is passed over.
                patch[path] = value;
                used.Add(property);
            }
        }

        // §1.5.9 of jscalendarbis: all of them, or none.
        if (PatchObject.Apply(made.Json, patch) is not { Succeeded: true } result)
        {
            made.Left.AddRange(used);
            return;
        }

        made.Replace(result.Patched);
    }

    private static JsonNode? Value(ContentProperty property)
    {
        DefectList defects = new(1);
        JsonNode? value = new JsonTreeReader(s_reading, defects).Read(System.Text.Encoding.UTF8.GetBytes(property.Text));
        return defects.Count == 0 ? value : null;
    }

    private static bool LeadsIntoArray(JsonObject root, JsonPointer pointer)
    {
        JsonNode? at = root;
        foreach (string token in pointer.Tokens)
        {
            if (at is JsonArray)
            {
                return true;
            }

            at = (at as JsonObject)?[token];
        }

        return false;
    }
}
