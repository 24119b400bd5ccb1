using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Protocols.ICalendar;

/// <summary>The definition of a time zone, of version 1.0 (RFC 8984 §4.7.2).</summary>
[JsonConverter(typeof(JSObjectConverter<JSTimeZone>))]
public sealed class JSTimeZone : JSObject
{
    /// <summary>Makes a definition.</summary>
    public JSTimeZone()
        : base(Typed("TimeZone"))
    {
    }

    /// <summary>Shows a JSON object as a definition.</summary>
    /// <param name="json">The JSON, which is not copied.</param>
    public JSTimeZone(JsonObject json)
        : base(json)
    {
    }

    /// <summary>The TZID of iCalendar.</summary>
    public string? TimeZoneId { get => GetString("tzId"); set => SetString("tzId", value); }

    /// <summary>When the definition was changed last.</summary>
    public DateTimeOffset? Updated { get => GetUtc("updated"); set => SetUtc("updated", value); }

    /// <summary>Where newer definitions are.</summary>
    public string? Url { get => GetString("url"); set => SetString("url", value); }

    /// <summary>Until when the definition holds.</summary>
    public DateTimeOffset? ValidUntil { get => GetUtc("validUntil"); set => SetUtc("validUntil", value); }

    /// <summary>Other names of the zone.</summary>
    public JSSet Aliases => Set("aliases");

    /// <summary>The spans of standard time.</summary>
    public IReadOnlyList<JSTimeZoneRule> Standard { get => GetList("standard", static json => new JSTimeZoneRule(json)); set => SetList("standard", value); }

    /// <summary>The spans of daylight saving time.</summary>
    public IReadOnlyList<JSTimeZoneRule> Daylight { get => GetList("daylight", static json => new JSTimeZoneRule(json)); set => SetList("daylight", value); }
}

/// <summary>A span of a time zone's definition, of version 1.0 (RFC 8984 §4.7.2).</summary>
public sealed class JSTimeZoneRule : JSObject
{
    /// <summary>Makes a span.</summary>
    public JSTimeZoneRule()
        : base(Typed("TimeZoneRule"))
    {
    }

    /// <summary>Shows a JSON object as a span.</summary>
    /// <param name="json">The JSON, which is not copied.</param>
    public JSTimeZoneRule(JsonObject json)
        : base(json)
    {
    }

    /// <summary>When it begins, local time.</summary>
    public DateTime? Start { get => GetLocal("start"); set => SetLocal("start", value); }

    /// <summary>Local time less UTC before it begins, as iCalendar writes it.</summary>
    public string? OffsetFrom { get => GetString("offsetFrom"); set => SetString("offsetFrom", value); }

    /// <summary>Local time less UTC while it lasts, as iCalendar writes it.</summary>
    public string? OffsetTo { get => GetString("offsetTo"); set => SetString("offsetTo", value); }

    /// <summary>The rules by which it comes again.</summary>
    public IReadOnlyList<JSRecurrenceRule> RecurrenceRules { get => GetList("recurrenceRules", static json => new JSRecurrenceRule(json)); set => SetList("recurrenceRules", value); }

    /// <summary>Further times at which it begins: local times with empty patches; null where there are none.</summary>
    public JsonObject? RecurrenceOverrides { get => GetObject("recurrenceOverrides"); set => this["recurrenceOverrides"] = value; }

    /// <summary>What the time is called.</summary>
    public JSSet Names => Set("names");

    /// <summary>Comments.</summary>
    public IReadOnlyList<string> Comments { get => GetStrings("comments"); set => SetStrings("comments", value); }
}
