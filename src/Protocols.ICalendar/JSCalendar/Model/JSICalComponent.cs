using System.Text.Json.Nodes;

namespace Protocols.ICalendar;

/// <summary>What came of the iCalendar component that an object was converted from (draft-ietf-calext-jscalendar-icalendar-25 §5.1.1).</summary>
public sealed class JSICalComponent : JSObject
{
    /// <summary>Makes one.</summary>
    /// <param name="name">The name of the component, in small letters: <c>vevent</c>.</param>
    public JSICalComponent(string name)
        : base(Typed("ICalComponent")) => Name = name;

    /// <summary>Shows a JSON object as one.</summary>
    /// <param name="json">The JSON, which is not copied.</param>
    public JSICalComponent(JsonObject json)
        : base(json)
    {
    }

    /// <summary>The name of the component, in small letters.</summary>
    public string? Name { get => GetString("name"); set => SetString("name", value); }

    /// <summary>The properties that JSCalendar has no word for, as jCal (RFC 7265 §3.4); null where there are none.</summary>
    public JsonArray? Properties { get => Json["properties"] as JsonArray; set => this["properties"] = value; }

    /// <summary>The components that JSCalendar has no word for, as jCal (RFC 7265 §3.3); null where there are none.</summary>
    public JsonArray? Components { get => Json["components"] as JsonArray; set => this["components"] = value; }

    /// <summary>What else was said of the properties that were converted, by the JSON pointer, without its first slash, to what came of them.</summary>
    public JSDictionary<JSICalProperty> ConvertedProperties => Map("convertedProperties", static json => new JSICalProperty(json));
}

/// <summary>What JSCalendar has no word for in a property that was converted (draft-ietf-calext-jscalendar-icalendar-25 §5.1.1).</summary>
public sealed class JSICalProperty : JSObject
{
    /// <summary>Makes one.</summary>
    /// <param name="name">The name of the property, in small letters.</param>
    public JSICalProperty(string name)
        : base(Typed("ICalProperty")) => Name = name;

    /// <summary>Shows a JSON object as one.</summary>
    /// <param name="json">The JSON, which is not copied.</param>
    public JSICalProperty(JsonObject json)
        : base(json)
    {
    }

    /// <summary>The name of the property, in small letters.</summary>
    public string? Name { get => GetString("name"); set => SetString("name", value); }

    /// <summary>The type of its value, in small letters, null where it need not be said.</summary>
    public string? ValueType { get => GetString("valueType"); set => SetString("valueType", value); }

    /// <summary>Its parameters, as jCal has them (RFC 7265 §3.5); null where there are none.</summary>
    public JsonObject? Parameters { get => GetObject("parameters"); set => this["parameters"] = value; }
}
