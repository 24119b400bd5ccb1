using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>An object that is being made of a component, with what JSCalendar has no word for (draft-ietf-calext-jscalendar-icalendar-25 §5.1.1).</summary>
internal sealed class MadeObject(string type, string component)
{
    private readonly JsonObject _converted = [];
    private readonly List<ContentProperty> _properties = [];
    private readonly List<ContentComponent> _components = [];

    public JsonObject Json { get; private set; } = new() { ["@type"] = type };

    /// <summary>The properties that were not converted, in their order.</summary>
    public List<ContentProperty> Left => _properties;

    /// <summary>The components that were not converted, in their order.</summary>
    public List<ContentComponent> LeftComponents => _components;

    /// <summary>Whether the name of the component is told though there is nothing else to tell.</summary>
    public bool IsNamed { get; set; }

    /// <summary>Sets a text, unless there is one or no property of JSCalendar can be.</summary>
    /// <returns>False where it was not set.</returns>
    public bool TrySet(string name, JsonNode? value)
    {
        if (value is null || Json.ContainsKey(name))
        {
            return false;
        }

        Json[name] = value;
        return true;
    }

    /// <summary>The map behind a name, made where there is none.</summary>
    public JsonObject Map(string name)
    {
        if (Json[name] is not JsonObject map)
        {
            Json[name] = map = [];
        }

        return map;
    }

    /// <summary>Keeps what a property that was converted says beyond what was taken of it.</summary>
    /// <param name="property">The property.</param>
    /// <param name="path">The pointer to what came of it, without its first slash.</param>
    /// <param name="taken">The parameters that were converted.</param>
    /// <param name="isNamed">Whether its name is told in any case.</param>
    /// <param name="valueType">The type of its value, where that is to be told.</param>
    public void Keep(ContentProperty property, string path, ReadOnlySpan<string> taken, bool isNamed = false, string? valueType = null)
    {
        JsonObject? parameters = JCalParts.Parameters(property, taken);
        if (parameters is not null || isNamed || valueType is not null)
        {
            Keep(path, property.Name, valueType, parameters);
        }
    }

    /// <summary>Keeps what else was said of an element.</summary>
    public void Keep(string path, string property, string? valueType = null, JsonObject? parameters = null)
    {
        JSICalProperty kept = new(property.ToLowerInvariant()) { ValueType = valueType, Parameters = parameters };
        _converted[path] = kept.Json;
    }

    /// <summary>Puts another state of the object in the place of it.</summary>
    public void Replace(JsonObject json) => Json = json;

    /// <summary>Puts what is kept into the object.</summary>
    public JsonObject Finish(bool isLossless)
    {
        if (!isLossless)
        {
            return Json;
        }

        (JsonArray? properties, JsonArray? components) = JCalParts.Of(_properties, _components);
        if (_converted.Count == 0 && properties is null && components is null && !IsNamed)
        {
            return Json;
        }

        JSICalComponent kept = new(component) { Components = components, Properties = properties };
        if (_converted.Count > 0)
        {
            kept.Json["convertedProperties"] = _converted;
        }

        Json["iCalendar"] = kept.Json;
        return Json;
    }
}
