using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.VCard.JSContact;

/// <summary>A kind of object of JSContact, which shows a JSON object.</summary>
/// <typeparam name="T">The kind.</typeparam>
[SuppressMessage("Design", "CA1000", Justification = "It makes the object that shows the JSON, whatever the kind.")]
public interface IJSContactObject<out T>
    where T : JSContactObject
{
    /// <summary>Shows a JSON object.</summary>
    /// <param name="json">The JSON object.</param>
    static abstract T Of(JsonObject json);
}

/// <summary>
/// An object of JSContact (RFC 9553 §1.3.1): a JSON object, shown by typed members. They look at the JSON when they are asked and change it when they
/// are set, so that what no member shows, and what is not of the type that a member has, stays as it is and is written again.
/// </summary>
/// <param name="json">The JSON object.</param>
public abstract class JSContactObject(JsonObject json)
{
    /// <summary>The JSON object with all its members, those of vendors and those that nobody knows too (RFC 9553 §1.7.4, §1.8.1).</summary>
    public JsonObject Json { get; } = json ?? throw new ArgumentNullException(nameof(json));

    /// <summary>The type that the object names, null where its place tells it (RFC 9553 §1.3.4).</summary>
    public string? Type { get => GetText("@type"); set => SetText("@type", value); }

    /// <summary>The name of the vCard property that it was, null where its kind tells it (RFC 9555 §2.15.3).</summary>
    public string? VCardName { get => GetText("vCardName"); set => SetText("vCardName", value); }

    /// <summary>Parameters of the vCard property that it was: texts, or arrays of texts, by their names in small letters (RFC 9555 §2.15.2).</summary>
    public JsonObject? VCardParams { get => Json["vCardParams"] as JsonObject; set => Put("vCardParams", value); }

    /// <summary>Gives the JSON.</summary>
    public override string ToString() => Encoding.UTF8.GetString(JSContactOutput.ToBytes(Json));

    /// <summary>The text of a property, null where there is none or it is no text.</summary>
    /// <param name="name">The name of the property.</param>
    public string? GetText(string name) => TextOf(Json[name]);

    /// <summary>Sets a property to a text; null takes it away.</summary>
    /// <param name="name">The name of the property.</param>
    /// <param name="text">The text.</param>
    public void SetText(string name, string? text) => Put(name, text is null ? null : JsonValue.Create(text));

    internal static string? TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    internal static bool? BooleanOf(JsonNode? node) => node is JsonValue value && value.TryGetValue(out bool truth) ? truth : null;

    // RFC 9553 §1.4.2: an integer is one however it is written.
    internal static long? IntegerOf(JsonNode? node)
    {
        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.Number)
        {
            return null;
        }

        string text = value.ToString();
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer) ? integer
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsInteger(number) && Math.Abs(number) < 9e15 ? (long)number : null;
    }

    private protected int? GetInt(string name) => IntegerOf(Json[name]) is >= 0 and <= int.MaxValue and { } integer ? (int)integer : null;

    private protected void SetInt(string name, int? value, int least = 0, int most = int.MaxValue)
    {
        if (value is { } integer)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(integer, least, nameof(value));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(integer, most, nameof(value));
        }

        Put(name, value is null ? null : JsonValue.Create(value.Value));
    }

    private protected bool GetFlag(string name) => BooleanOf(Json[name]) ?? false;

    private protected void SetFlag(string name, bool value) => Put(name, value ? JsonValue.Create(true) : null);

    private protected DateTimeOffset? GetTime(string name) => GetText(name) is { } text && UtcDateTime.TryParse(text, out DateTimeOffset time) ? time : null;

    private protected void SetTime(string name, DateTimeOffset? time) => SetText(name, time is null ? null : UtcDateTime.Format(time.Value));

    /// <summary>The keys of a set: a member that is an object of true values (RFC 9553 §1.3.2).</summary>
    private protected IReadOnlyList<string> GetSet(string name) =>
        Json[name] is JsonObject set ? [.. set.Where(static entry => BooleanOf(entry.Value) == true).Select(static entry => entry.Key)] : [];

    private protected void SetSet(string name, IReadOnlyList<string> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        JsonObject set = [];
        foreach (string key in keys)
        {
            set[key] = true;
        }

        Put(name, keys.Count == 0 ? null : set);
    }

    private protected T? GetObject<T>(string name)
        where T : JSContactObject, IJSContactObject<T> => Json[name] is JsonObject inner ? T.Of(inner) : null;

    private protected void SetObject(string name, JSContactObject? value) => Put(name, value?.Json);

    private protected IReadOnlyList<T> GetList<T>(string name)
        where T : JSContactObject, IJSContactObject<T> => Json[name] is JsonArray list ? [.. list.OfType<JsonObject>().Select(T.Of)] : [];

    private protected void SetList<T>(string name, IReadOnlyList<T> values)
        where T : JSContactObject
    {
        ArgumentNullException.ThrowIfNull(values);
        JsonArray list = [];
        foreach (T value in values)
        {
            list.Add(Free(value.Json));
        }

        Put(name, values.Count == 0 ? null : list);
    }

    private protected JSContactMap<T> GetMap<T>(string name)
        where T : JSContactObject, IJSContactObject<T> => new(this, name);

    internal void Put(string name, JsonNode? value)
    {
        if (value is null)
        {
            Json.Remove(name);
        }
        else
        {
            Json[name] = Free(value);
        }
    }

    // A value of JSON is in one place only.
    internal static JsonNode Free(JsonNode value) => value.Parent is null ? value : value.DeepClone();
}
