using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Protocols.ICalendar;

/// <summary>An alert (draft-ietf-calext-jscalendarbis-17 §3.5.1).</summary>
[JsonConverter(typeof(JSObjectConverter<JSAlert>))]
public sealed class JSAlert : JSObject
{
    /// <summary>Makes an alert.</summary>
    public JSAlert()
        : base(Typed("Alert"))
    {
    }

    /// <summary>Shows a JSON object as an alert.</summary>
    /// <param name="json">The JSON, which is not copied.</param>
    public JSAlert(JsonObject json)
        : base(json)
    {
    }

    /// <summary>When it goes off: a <see cref="JSOffsetTrigger"/>, a <see cref="JSAbsoluteTrigger"/>, or a <see cref="JSUnknownTrigger"/>, on which nothing is to be done.</summary>
    public JSTrigger? Trigger { get => GetObject("trigger") is { } found ? JSTrigger.Of(found) : null; set => SetObject("trigger", value); }

    /// <summary>When it was last acknowledged.</summary>
    public DateTimeOffset? Acknowledged { get => GetUtc("acknowledged"); set => SetUtc("acknowledged", value); }

    /// <summary>The relations to other alerts of the object, by their ids; <c>snooze</c> is to the one that this one snoozes.</summary>
    public JSDictionary<JSRelation> RelatedTo => Map("relatedTo", static json => new JSRelation(json));

    /// <summary>What it does: <c>display</c>, unless said, or <c>email</c>.</summary>
    public string? Action { get => GetString("action"); set => SetString("action", value); }
}

/// <summary>When an alert goes off (draft-ietf-calext-jscalendarbis-17 §3.5.1).</summary>
[JsonConverter(typeof(JSObjectConverter<JSTrigger>))]
public abstract class JSTrigger : JSObject
{
    private protected JSTrigger(JsonObject json)
        : base(json)
    {
    }

    /// <summary>Shows a JSON object as the trigger that its type says; without a type it is one of an offset.</summary>
    /// <param name="json">The JSON, which is not copied.</param>
    public static JSTrigger Of(JsonObject json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return json.ContainsKey("@type") ? JSValues.String(json["@type"]) switch
        {
            "OffsetTrigger" => new JSOffsetTrigger(json),
            "AbsoluteTrigger" => new JSAbsoluteTrigger(json),
            _ => new JSUnknownTrigger(json),
        }
        : new JSOffsetTrigger(json);
    }
}

/// <summary>An alert relative to the time of the object.</summary>
public sealed class JSOffsetTrigger : JSTrigger
{
    /// <summary>Makes a trigger.</summary>
    /// <param name="offset">How much later than the time it is relative to; negative for earlier.</param>
    public JSOffsetTrigger(CalendarDuration offset)
        : base(Typed("OffsetTrigger")) => Offset = offset;

    /// <summary>Shows a JSON object as a trigger.</summary>
    /// <param name="json">The JSON, which is not copied.</param>
    public JSOffsetTrigger(JsonObject json)
        : base(json)
    {
    }

    /// <summary>How much later than the time it is relative to; negative for earlier.</summary>
    public CalendarDuration? Offset { get => GetDuration("offset"); set => SetDuration("offset", value); }

    /// <summary>What it is relative to: <c>start</c>, unless said, or <c>end</c>, which is the due time of a task.</summary>
    public string? RelativeTo { get => GetString("relativeTo"); set => SetString("relativeTo", value); }
}

/// <summary>An alert at a certain time.</summary>
public sealed class JSAbsoluteTrigger : JSTrigger
{
    /// <summary>Makes a trigger.</summary>
    /// <param name="when">The time; parts of a second are cut off.</param>
    public JSAbsoluteTrigger(DateTimeOffset when)
        : base(Typed("AbsoluteTrigger")) => When = when;

    /// <summary>Shows a JSON object as a trigger.</summary>
    /// <param name="json">The JSON, which is not copied.</param>
    public JSAbsoluteTrigger(JsonObject json)
        : base(json)
    {
    }

    /// <summary>The time.</summary>
    public DateTimeOffset? When { get => GetUtc("when"); set => SetUtc("when", value); }
}

/// <summary>A trigger of a type that is not known here. It is kept, and nothing is done on it.</summary>
public sealed class JSUnknownTrigger : JSTrigger
{
    /// <summary>Shows a JSON object as a trigger.</summary>
    /// <param name="json">The JSON, which is not copied.</param>
    public JSUnknownTrigger(JsonObject json)
        : base(json)
    {
    }
}
