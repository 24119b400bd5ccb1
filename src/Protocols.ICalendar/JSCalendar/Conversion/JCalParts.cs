using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>Single properties and components as jCal (RFC 7265 §3.3 and §3.4), which is how JSCalendar keeps what it has no word for.</summary>
internal static class JCalParts
{
    private static readonly JsonDocumentOptions s_reading = new() { MaxDepth = 1_000 };

    /// <summary>Properties and components as arrays of jCal; null for none.</summary>
    public static (JsonArray? Properties, JsonArray? Components) Of(IReadOnlyList<ContentProperty> properties, IReadOnlyList<ContentComponent> components)
    {
        if (properties.Count + components.Count == 0)
        {
            return default;
        }

        ContentComponent holder = new("X");
        foreach (ContentProperty property in properties)
        {
            holder.Add(property);
        }

        foreach (ContentComponent component in components)
        {
            holder.Components.Add(component);
        }

        ArrayBufferWriter<byte> output = new();
        JCal.Write(holder, output);
        JsonArray parts = (JsonArray)JsonNode.Parse(output.WrittenSpan, null, s_reading)!;
        JsonArray? inner = Taken(parts[2]);
        return (Taken(parts[1]), inner);

        JsonArray? Taken(JsonNode? part)
        {
            JsonArray taken = (JsonArray)part!;
            _ = parts.Remove(taken);
            return taken.Count == 0 ? null : taken;
        }
    }

    /// <summary>The properties and components of arrays of jCal; what is none is left out.</summary>
    public static ContentComponent Read(JsonNode? properties, JsonNode? components)
    {
        string json = $"[\"x\",{(properties is JsonArray ? JSObject.Text(properties) : "[]")},{(components is JsonArray ? JSObject.Text(components) : "[]")}]";
        ContentTreeOptions options = new() { MaxDepth = 200 };
        return JCal.ReadAll(Encoding.UTF8.GetBytes(json), options).Components is [var holder, ..] ? holder : new ContentComponent("X");
    }

    /// <summary>The parameters of a property that nobody has taken, as jCal has them (RFC 7265 §3.5); null for none.</summary>
    public static JsonObject? Parameters(ContentProperty property, ReadOnlySpan<string> taken)
    {
        JsonObject? parameters = null;
        foreach (ContentPropertyParameter parameter in property.Parameters)
        {
            string name = parameter.Name.ToLowerInvariant();
            bool isTaken = name == "value";
            foreach (string other in taken)
            {
                isTaken |= other.Equals(name, StringComparison.OrdinalIgnoreCase);
            }

            if (isTaken || !ContentLineWriter.IsName(name))
            {
                continue;
            }

            parameters ??= [];
            List<string> values = [.. ParameterTexts(parameters[name]), .. parameter.Values.Select(Printable)];
            parameters[name] = values.Count == 1 ? JsonValue.Create(values[0]) : new JsonArray([.. values.Select(static value => (JsonNode)JsonValue.Create(value)!)]);
        }

        return parameters;
    }

    /// <summary>The values of a parameter of jCal.</summary>
    public static IEnumerable<string> ParameterTexts(JsonNode? value) => value switch
    {
        JsonArray array => array.Select(JSValues.String).OfType<string>(),
        JsonValue => JSValues.String(value) is { } text ? [text] : [],
        _ => [],
    };

    /// <summary>Whether a content line can carry a text.</summary>
    public static bool IsPrintable(string text) => !text.Contains('\0', StringComparison.Ordinal);

    /// <summary>A text as a parameter can carry it: without control characters (RFC 5545 §3.1).</summary>
    public static string Printable(string text) =>
        text.Any(IsForbidden) ? string.Concat(text.Where(static character => !IsForbidden(character))) : text;

    /// <summary>Whether no parameter can carry a character.</summary>
    public static bool IsForbidden(char character) => character is < ' ' and not ('\t' or '\n' or '\r') or '\x7F';
}
