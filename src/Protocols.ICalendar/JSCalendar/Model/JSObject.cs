using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Protocols.ICalendar;

/// <summary>
/// An object of JSCalendar (draft-ietf-calext-jscalendarbis-17 §1.4.1). The typed members look at the JSON when they are asked and change it when they
/// are set; what is not of the type that a member has is null there, and stays. Properties that no member shows are kept, in their order, so an object
/// that was not touched is written as it was read. Not for several threads at once where one of them writes.
/// </summary>
public abstract class JSObject
{
    private static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private protected JSObject(JsonObject json)
    {
        ArgumentNullException.ThrowIfNull(json);
        Json = json;
    }

    /// <summary>The JSON that this object shows. What is changed in it shows here at once.</summary>
    public JsonObject Json { get; }

    /// <summary>The type that the object names, null where it names none (§1.4.4).</summary>
    public string? Type { get => GetString("@type"); set => SetString("@type", value); }

    /// <summary>What came of the iCalendar element that the object was converted from (draft-ietf-calext-jscalendar-icalendar-25 §5.1.1), null for none.</summary>
    public JSICalComponent? ICalendar { get => GetObject("iCalendar") is { } found ? new JSICalComponent(found) : null; set => SetObject("iCalendar", value); }

    /// <summary>A property, whatever it is: null where it is not there, or is JSON's null. Setting null takes it away.</summary>
    /// <param name="name">The name, such as <c>example.com:rating</c> for one of a vendor (§1.8.1).</param>
    public JsonNode? this[string name]
    {
        get => Json[name];
        set
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            if (value is null)
            {
                Json.Remove(name);
            }
            else if (!ReferenceEquals(Json[name], value))
            {
                Json[name] = Free(value);
            }
        }
    }

    /// <summary>Writes the object.</summary>
    /// <param name="writer">Takes the JSON; it is not flushed.</param>
    public void Write(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Json.WriteTo(writer);
    }

    /// <summary>Writes the object.</summary>
    /// <param name="output">Takes the JSON, in UTF-8.</param>
    public void Write(IBufferWriter<byte> output)
    {
        using Utf8JsonWriter writer = new(output, s_writing);
        Json.WriteTo(writer);
    }

    /// <summary>Gives all that <see cref="Write(IBufferWriter{byte})"/> writes.</summary>
    public byte[] ToBytes()
    {
        ArrayBufferWriter<byte> output = new();
        Write(output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Gives all that <see cref="Write(IBufferWriter{byte})"/> writes.</summary>
    public override string ToString() => Encoding.UTF8.GetString(ToBytes());

    /// <summary>The JSON of a node, without spaces, as <see cref="Write(IBufferWriter{byte})"/> would have it.</summary>
    internal static string Text(JsonNode node)
    {
        ArrayBufferWriter<byte> output = new();
        using (Utf8JsonWriter writer = new(output, s_writing))
        {
            node.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>A node that can be put somewhere: itself, or its copy where it is somewhere already.</summary>
    internal static JsonNode Free(JsonNode node) => node.Parent is null ? node : node.DeepClone();

    private protected static JsonObject Typed(string type) => new() { ["@type"] = type };

    private protected string? GetString(string name) => JSValues.String(Json[name]);

    private protected void SetString(string name, string? value) => this[name] = value is null ? null : JsonValue.Create(value);

    private protected bool? GetBoolean(string name) => JSValues.Boolean(Json[name]);

    private protected void SetBoolean(string name, bool? value) => this[name] = value is { } set ? JsonValue.Create(set) : null;

    private protected long? GetNumber(string name) => JSValues.Integer(Json[name]);

    private protected void SetNumber(string name, long? value) => this[name] = value is { } set ? JsonValue.Create(set) : null;

    private protected DateTime? GetLocal(string name) => JSValues.TryLocal(GetString(name), out DateTime time) ? time : null;

    private protected void SetLocal(string name, DateTime? value) => SetString(name, value is { } set ? JSValues.Local(set) : null);

    private protected DateTimeOffset? GetUtc(string name) => JSValues.TryUtc(GetString(name), out DateTimeOffset time) ? time : null;

    private protected void SetUtc(string name, DateTimeOffset? value) => SetString(name, value is { } set ? JSValues.Utc(set) : null);

    private protected CalendarDuration? GetDuration(string name) => JSValues.TryDuration(GetString(name), out CalendarDuration duration) ? duration : null;

    private protected void SetDuration(string name, CalendarDuration? value) => SetString(name, value?.ToString());

    private protected JsonObject? GetObject(string name) => Json[name] as JsonObject;

    private protected void SetObject(string name, JSObject? value) => this[name] = value?.Json;

    private protected JSDictionary<T> Map<T>(string name, Func<JsonObject, T> view)
        where T : JSObject => new(Json, name, view);

    private protected JSSet Set(string name) => new(Json, name);

    private protected IReadOnlyList<T> GetList<T>(string name, Func<JsonObject, T> view) =>
        Json[name] is JsonArray array ? [.. array.OfType<JsonObject>().Select(view)] : [];

    private protected void SetList(string name, IReadOnlyList<JSObject> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        SetNodes(name, [.. values.Select(static value => Free(value.Json))]);
    }

    private protected IReadOnlyList<int> GetNumbers(string name) =>
        Json[name] is JsonArray array ? [.. array.Select(JSValues.Integer).Where(static number => number is >= int.MinValue and <= int.MaxValue).Select(static number => (int)number!.Value)] : [];

    private protected void SetNumbers(string name, IReadOnlyList<int> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        SetNodes(name, [.. values.Select(static value => (JsonNode)JsonValue.Create(value))]);
    }

    private protected IReadOnlyList<string> GetStrings(string name) =>
        Json[name] is JsonArray array ? [.. array.Select(JSValues.String).OfType<string>()] : [];

    private protected void SetStrings(string name, IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        SetNodes(name, [.. values.Select(static value => (JsonNode)JsonValue.Create(value)!)]);
    }

    private void SetNodes(string name, JsonNode[] nodes) => this[name] = nodes.Length == 0 ? null : new JsonArray(nodes);
}
