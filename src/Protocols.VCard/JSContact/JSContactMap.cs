using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Protocols.VCard.JSContact;

/// <summary>A property that is a map of objects by their Ids (RFC 9553 §1.4.1), or by other texts, shown as it is in the JSON. Entries that are no objects are not shown, but stay.</summary>
/// <typeparam name="T">The kind of the objects.</typeparam>
[SuppressMessage("Naming", "CA1710", Justification = "It is called a map in RFC 9553.")]
public sealed class JSContactMap<T> : IReadOnlyCollection<KeyValuePair<string, T>>
    where T : JSContactObject, IJSContactObject<T>
{
    private readonly JSContactObject _owner;
    private readonly string _name;

    internal JSContactMap(JSContactObject owner, string name) => (_owner, _name) = (owner, name);

    /// <summary>How many objects there are.</summary>
    public int Count => Entries?.Count(static entry => entry.Value is JsonObject) ?? 0;

    /// <summary>The objects without their keys.</summary>
    public IEnumerable<T> Values => this.Select(static entry => entry.Value);

    private JsonObject? Entries => _owner.Json[_name] as JsonObject;

    /// <summary>The object with a key, null where there is none; set, it is put in the place of one there was, and null takes it away.</summary>
    /// <param name="key">The key.</param>
    public T? this[string key]
    {
        get => Entries?[key] is JsonObject found ? T.Of(found) : null;
        set
        {
            if (value is not null)
            {
                Made()[key] = JSContactObject.Free(value.Json);
            }
            else if (Entries is { } entries && entries.Remove(key) && entries.Count == 0)
            {
                _owner.Put(_name, null);
            }
        }
    }

    /// <summary>Adds an object with a key that no other has.</summary>
    /// <param name="value">The object.</param>
    /// <returns>The key: <c>k1</c>, <c>k2</c> and so on.</returns>
    public string Add(T value)
    {
        ArgumentNullException.ThrowIfNull(value);
        JsonObject entries = Made();
        for (int i = entries.Count + 1; ; i++)
        {
            string key = string.Create(CultureInfo.InvariantCulture, $"k{i}");
            if (entries.TryAdd(key, JSContactObject.Free(value.Json)))
            {
                return key;
            }
        }
    }

    /// <summary>The object that is preferred (RFC 9553 §1.5.3), the first of equals; null where there is none.</summary>
    public T? Preferred() => Values.OrderBy(static value => JSContactObject.IntegerOf(value.Json["pref"]) ?? long.MaxValue).FirstOrDefault();

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, T>> GetEnumerator()
    {
        foreach ((string key, JsonNode? value) in Entries ?? [])
        {
            if (value is JsonObject entry)
            {
                yield return new KeyValuePair<string, T>(key, T.Of(entry));
            }
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private JsonObject Made()
    {
        if (Entries is { } entries)
        {
            return entries;
        }

        JsonObject made = [];
        _owner.Put(_name, made);
        return made;
    }
}
