using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Protocols.ICalendar;

/// <summary>
/// The objects of JSCalendar for <see cref="JsonSerializer"/>, without reflection: as members of other types of a program, such as the arguments of JMAP.
/// Add it to the resolvers of the options, or name <see cref="JSEvent"/> and its like in a context of one's own.
/// </summary>
[JsonSerializable(typeof(JSCalendarObject))]
[JsonSerializable(typeof(JSEntry))]
[JsonSerializable(typeof(JSEvent))]
[JsonSerializable(typeof(JSTask))]
[JsonSerializable(typeof(JSGroup))]
[JsonSerializable(typeof(JSAlert))]
[JsonSerializable(typeof(JSParticipant))]
[JsonSerializable(typeof(JSLocation))]
[JsonSerializable(typeof(JSVirtualLocation))]
[JsonSerializable(typeof(JSLink))]
[JsonSerializable(typeof(JSRelation))]
[JsonSerializable(typeof(JSRecurrenceRule))]
[JsonSerializable(typeof(JSTrigger))]
[JsonSerializable(typeof(JSTimeZone))]
public sealed partial class JSCalendarJsonContext : JsonSerializerContext;

/// <summary>Reads and writes an object of JSCalendar as the JSON that it shows; nothing is validated.</summary>
/// <typeparam name="T">The type of the object.</typeparam>
public sealed class JSObjectConverter<T> : JsonConverter<T>
    where T : JSObject
{
    /// <inheritdoc/>
    /// <exception cref="JsonException">The value is no such object, or is beyond the limits of <see cref="JSCalendarOptions.Default"/>.</exception>
    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        DefectList defects = new(1);
        JsonNode? node = new JsonTreeReader(JSCalendarOptions.Default, defects).Read(ref reader);
        return defects.Found.Count == 0 && node is JsonObject json && View(json) is T value ? value : throw new JsonException(defects.Found.Count > 0 ? defects.Found[0].ToString() : $"This is no {typeof(T).Name}.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(value);
        value.Write(writer);
    }

    private static JSObject? View(JsonObject json) => typeof(T).Name switch
    {
        nameof(JSEvent) => new JSEvent(json),
        nameof(JSTask) => new JSTask(json),
        nameof(JSGroup) => new JSGroup(json),
        nameof(JSAlert) => new JSAlert(json),
        nameof(JSTrigger) => JSTrigger.Of(json),
        nameof(JSParticipant) => new JSParticipant(json),
        nameof(JSLocation) => new JSLocation(json),
        nameof(JSVirtualLocation) => new JSVirtualLocation(json),
        nameof(JSLink) => new JSLink(json),
        nameof(JSRelation) => new JSRelation(json),
        nameof(JSRecurrenceRule) => new JSRecurrenceRule(json),
        nameof(JSTimeZone) => new JSTimeZone(json),
        _ => JSCalendarObject.Of(json),
    };
}
