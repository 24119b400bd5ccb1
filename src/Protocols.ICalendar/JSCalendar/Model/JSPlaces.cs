using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Protocols.ICalendar;

/// <summary>A place (draft-ietf-calext-jscalendarbis-17 §3.2.5).</summary>
[JsonConverter(typeof(JSObjectConverter<JSLocation>))]
public sealed class JSLocation : JSObject
{
    /// <summary>Makes a place.</summary>
    public JSLocation()
        : base(Typed("Location"))
    {
    }

    /// <summary>Shows a JSON object as a place.</summary>
    /// <param name="json">The JSON, which is not copied.</param>
    public JSLocation(JsonObject json)
        : base(json)
    {
    }

    /// <summary>The name, such as an address.</summary>
    public string? Name { get => GetString("name"); set => SetString("name", value); }

    /// <summary>The kinds of place, by the words of RFC 4589.</summary>
    public JSSet LocationTypes => Set("locationTypes");

    /// <summary>The place on the globe, a <c>geo:</c> URI (RFC 5870).</summary>
    public string? Coordinates { get => GetString("coordinates"); set => SetString("coordinates", value); }

    /// <summary>Resources that belong to the place, by their ids.</summary>
    public JSDictionary<JSLink> Links => Map("links", static json => new JSLink(json));

    /// <summary>A description, of version 1.0 (RFC 8984 §4.2.5).</summary>
    public string? Description { get => GetString("description"); set => SetString("description", value); }

    /// <summary>What the place has to do with the time, <c>start</c> or <c>end</c>, of version 1.0 (RFC 8984 §4.2.5).</summary>
    public string? RelativeTo { get => GetString("relativeTo"); set => SetString("relativeTo", value); }

    /// <summary>The zone of the place, of version 1.0 (RFC 8984 §4.2.5).</summary>
    public string? TimeZone { get => GetString("timeZone"); set => SetString("timeZone", value); }
}

/// <summary>A virtual place, such as a conference (draft-ietf-calext-jscalendarbis-17 §3.2.7).</summary>
[JsonConverter(typeof(JSObjectConverter<JSVirtualLocation>))]
public sealed class JSVirtualLocation : JSObject
{
    /// <summary>Makes a virtual place.</summary>
    public JSVirtualLocation()
        : base(Typed("VirtualLocation"))
    {
    }

    /// <summary>Shows a JSON object as a virtual place.</summary>
    /// <param name="json">The JSON, which is not copied.</param>
    public JSVirtualLocation(JsonObject json)
        : base(json)
    {
    }

    /// <summary>The name, or an access code.</summary>
    public string? Name { get => GetString("name"); set => SetString("name", value); }

    /// <summary>How to get there, a URI.</summary>
    public string? Uri { get => GetString("uri"); set => SetString("uri", value); }

    /// <summary>What it offers: <c>audio</c>, <c>chat</c>, <c>feed</c>, <c>moderator</c>, <c>phone</c>, <c>screen</c>, <c>video</c> or other words.</summary>
    public JSSet Features => Set("features");

    /// <summary>A description, of version 1.0 (RFC 8984 §4.2.6).</summary>
    public string? Description { get => GetString("description"); set => SetString("description", value); }
}

/// <summary>A resource that belongs to an object (draft-ietf-calext-jscalendarbis-17 §1.5.11).</summary>
[JsonConverter(typeof(JSObjectConverter<JSLink>))]
public sealed class JSLink : JSObject
{
    /// <summary>Makes a link.</summary>
    public JSLink()
        : base(Typed("Link"))
    {
    }

    /// <summary>Shows a JSON object as a link.</summary>
    /// <param name="json">The JSON, which is not copied.</param>
    public JSLink(JsonObject json)
        : base(json)
    {
    }

    /// <summary>Where the resource is, a URI.</summary>
    public string? Href { get => GetString("href"); set => SetString("href", value); }

    /// <summary>The media type of the resource.</summary>
    public string? ContentType { get => GetString("contentType"); set => SetString("contentType", value); }

    /// <summary>About how many octets it has.</summary>
    public long? Size { get => GetNumber("size"); set => SetNumber("size", value); }

    /// <summary>What it is, a relation of RFC 8288: <c>enclosure</c>, <c>icon</c>, <c>describedby</c> …</summary>
    public string? Rel { get => GetString("rel"); set => SetString("rel", value); }

    /// <summary>How an image is meant to be shown: <c>badge</c>, <c>graphic</c>, <c>fullsize</c>, <c>thumbnail</c> or other words. In version 1.0 it is one word and no set.</summary>
    public JSSet Display => Set("display");

    /// <summary>A description of the resource.</summary>
    public string? Title { get => GetString("title"); set => SetString("title", value); }
}

/// <summary>The relation to another object (draft-ietf-calext-jscalendarbis-17 §1.5.10).</summary>
[JsonConverter(typeof(JSObjectConverter<JSRelation>))]
public sealed class JSRelation : JSObject
{
    /// <summary>Makes a relation; without a kind it is that to a parent.</summary>
    public JSRelation()
        : base(Typed("Relation"))
    {
    }

    /// <summary>Shows a JSON object as a relation.</summary>
    /// <param name="json">The JSON, which is not copied.</param>
    public JSRelation(JsonObject json)
        : base(json)
    {
    }

    /// <summary>What the other object is: <c>first</c>, <c>next</c>, <c>child</c>, <c>parent</c>, <c>snooze</c> or other words.</summary>
    public JSSet Relation => Set("relation");
}
