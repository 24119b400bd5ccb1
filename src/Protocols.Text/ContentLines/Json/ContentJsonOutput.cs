using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Protocols.Text;

/// <summary>From content lines to JSON (RFC 7265 §3, RFC 7095 §3).</summary>
internal static class ContentJsonOutput
{
    public static void Write(ContentJsonFormat format, ContentComponent component, Utf8JsonWriter writer, int depth)
    {
        if (depth > 250)
        {
            throw new InvalidOperationException("Components lie in each other more than 250 deep.");
        }

        writer.WriteStartArray();
        writer.WriteStringValue(component.Name.ToLowerInvariant());
        writer.WriteStartArray();
        foreach (ContentProperty property in component.Properties)
        {
            if (ContentLineWriter.IsName(property.Name))
            {
                WriteProperty(format, property, writer);
            }
        }

        writer.WriteEndArray();
        if (format.HasComponents)
        {
            writer.WriteStartArray();
            for (int i = 0; i < component.ComponentCount; i++)
            {
                Write(format, component.Components[i], writer, depth + 1);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static void WriteProperty(ContentJsonFormat format, ContentProperty property, Utf8JsonWriter writer)
    {
        string name = property.Name.ToLowerInvariant();
        string raw = property.RawValue;
        string type = TypeOf(format, property, name, raw);
        bool isDecoded = false;
        if (type is not ("binary" or "unknown") && "BASE64".Equals(property.GetParameter("ENCODING"), StringComparison.OrdinalIgnoreCase) && Base64.IsValid(raw))
        {
            // RFC 7265 §3.1: what is not binary is not in base64.
            raw = ContentText.Encode(Encoding.UTF8.GetString(Convert.FromBase64String(raw)).Replace("\0", "", StringComparison.Ordinal));
            isDecoded = true;
        }

        writer.WriteStartArray();
        writer.WriteStringValue(name);
        WriteParameters(format, property, isDecoded, writer);
        writer.WriteStringValue(type);
        WriteValues(format, name, type, raw, writer);
        writer.WriteEndArray();
    }

    // RFC 7265 §3.5.1.
    private static string TypeOf(ContentJsonFormat format, ContentProperty property, string name, string raw)
    {
        string known = format.DefaultTypeOf(name);
        string? named = property.GetParameter("VALUE")?.ToLowerInvariant();
        string type = ContentLineWriter.IsName(named) ? named! : known;

        // The examples of RFC 7265 Appendix B.1 and RFC 7095 Appendix B.1 go by the value where VALUE should stand and does not.
        return type == "date-time" && type == known && ContentJsonTimes.IsWholeDate(raw) ? "date"
            : name == "tz" && type == known && raw is ['+' or '-', _, _, _, _] && !raw.AsSpan(1).ContainsAnyExceptInRange('0', '9') ? "utc-offset" : type;
    }

    private static void WriteParameters(ContentJsonFormat format, ContentProperty property, bool isDecoded, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (format.HasGroups && property.Group is { } group && ContentLineWriter.IsName(group))
        {
            writer.WriteString("group", group);
        }

        Dictionary<string, List<string>> parameters = new(StringComparer.Ordinal);
        foreach (ContentPropertyParameter parameter in property.Parameters)
        {
            string name = parameter.Name.Length == 0 ? "type" : parameter.Name.ToLowerInvariant();
            bool isLeftOut = name == "value" || (name == "encoding" && isDecoded) || (name == "group" && format.HasGroups);
            if (isLeftOut || !ContentLineWriter.IsName(name))
            {
                continue;
            }

            if (!parameters.TryGetValue(name, out List<string>? values))
            {
                parameters.Add(name, values = []);
            }

            // RFC 7095 Appendix B.1: a quoted TYPE is several types.
            values.AddRange((name == "type" ? parameter.Values.SelectMany(static value => value.Split(',')) : parameter.Values).Select(Printable));
        }

        foreach ((string name, List<string> values) in parameters)
        {
            writer.WritePropertyName(name);
            WriteOneOrMany(values, writer);
        }

        writer.WriteEndObject();
    }

    // No parameter can carry other control characters (RFC 5545 §3.1), so they would not come back.
    private static string Printable(string value) =>
        value.Any(ContentJsonInput.IsForbidden) ? string.Concat(value.Where(static character => !ContentJsonInput.IsForbidden(character))) : value;

    private static void WriteValues(ContentJsonFormat format, string name, string type, string raw, Utf8JsonWriter writer)
    {
        if (type == "recur" && ContentJsonRule.TryWrite(raw, writer))
        {
            return;
        }

        if (type is "text" or "float" or "integer" && format.Structures.TryGetValue(name, out bool hasLists))
        {
            WriteStructure(type, hasLists, raw, writer);
            return;
        }

        if (type is not ("unknown" or "uri") && format.Lists.Contains(name))
        {
            foreach (string value in ContentText.Split(raw, ','))
            {
                WriteValue(type, value, writer);
            }

            return;
        }

        WriteValue(type, raw, writer);
    }

    // RFC 7095 §3.3.1.3, RFC 7265 §3.4.1.
    private static void WriteStructure(string type, bool hasLists, string raw, Utf8JsonWriter writer)
    {
        List<string> components = ContentText.Split(raw, ';');
        if (components.Count == 1 && (!hasLists || ContentText.Split(raw, ',').Count == 1))
        {
            WriteValue(type, raw, writer);
            return;
        }

        writer.WriteStartArray();
        foreach (string component in components)
        {
            List<string> values = hasLists ? ContentText.Split(component, ',') : [component];
            if (values.Count > 1)
            {
                writer.WriteStartArray();
            }

            foreach (string value in values)
            {
                WriteValue(type, value, writer);
            }

            if (values.Count > 1)
            {
                writer.WriteEndArray();
            }
        }

        writer.WriteEndArray();
    }

    private static void WriteValue(string type, string raw, Utf8JsonWriter writer)
    {
        switch (type)
        {
            case "text":
                writer.WriteStringValue(ContentText.Decode(raw.AsSpan()));
                break;
            case "boolean" when raw.Equals("TRUE", StringComparison.OrdinalIgnoreCase) || raw.Equals("FALSE", StringComparison.OrdinalIgnoreCase):
                writer.WriteBooleanValue(raw.Length == 4);
                break;
            case "integer" or "float" when ContentJsonNumbers.TryWrite(raw, type, writer):
                break;
            case "period" when raw.Split('/') is [var start, var end]:
                writer.WriteStartArray();
                writer.WriteStringValue(ContentJsonTimes.Extend(start, "date-time"));
                writer.WriteStringValue(ContentJsonTimes.Extend(end, "date-time"));
                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue(ContentJsonTimes.Is(type) ? ContentJsonTimes.Extend(raw, type) : raw);
                break;
        }
    }

    private static void WriteOneOrMany(List<string> values, Utf8JsonWriter writer)
    {
        if (values.Count == 1)
        {
            writer.WriteStringValue(values[0]);
            return;
        }

        writer.WriteStartArray();
        foreach (string value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }
}
