using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace Protocols.ICalendar;

/// <summary>
/// A property that maps keys to objects, such as <c>Id[Location]</c> (draft-ietf-calext-jscalendarbis-17 §1.4.2 and §1.5.1), as a view: the property is made
/// when the first object is put in and taken away with the last. Values that are no objects are passed over, and stay.
/// </summary>
/// <typeparam name="T">The type of the objects.</typeparam>
public sealed class JSDictionary<T> : IReadOnlyDictionary<string, T>
    where T : JSObject
{
    private readonly JsonObject _owner;
    private readonly string _name;
    private readonly Func<JsonObject, T> _view;

    internal JSDictionary(JsonObject owner, string name, Func<JsonObject, T> view) => (_owner, _name, _view) = (owner, name, view);

    /// <inheritdoc/>
    public int Count => Entries.Count();

    /// <inheritdoc/>
    public IEnumerable<string> Keys => Entries.Select(static entry => entry.Key);

    /// <inheritdoc/>
    public IEnumerable<T> Values => Entries.Select(entry => _view((JsonObject)entry.Value!));

    /// <summary>The object behind a key. Setting puts it there, or its copy where it belongs to another object.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public T this[string key]
    {
        get => TryGetValue(key, out T? value) ? value : throw new KeyNotFoundException($"There is no '{key}' in {_name}.");
        set
        {
            ArgumentException.ThrowIfNullOrEmpty(key);
            ArgumentNullException.ThrowIfNull(value);
            if (_owner[_name] is not JsonObject map)
            {
                _owner[_name] = map = [];
            }

            map[key] = JSObject.Free(value.Json);
        }
    }

    /// <summary>Takes an object away, and the property with the last one.</summary>
    /// <param name="key">The key.</param>
    /// <returns>False where there is none.</returns>
    public bool Remove(string key)
    {
        bool isRemoved = _owner[_name] is JsonObject map && map.Remove(key);
        if (isRemoved && _owner[_name] is JsonObject { Count: 0 })
        {
            _owner.Remove(_name);
        }

        return isRemoved;
    }

    /// <inheritdoc/>
    public bool ContainsKey(string key) => TryGetValue(key, out _);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value)
    {
        value = _owner[_name] is JsonObject map && map[key] is JsonObject found ? _view(found) : null;
        return value is not null;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => Entries.Select(entry => KeyValuePair.Create(entry.Key, _view((JsonObject)entry.Value!))).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IEnumerable<KeyValuePair<string, JsonNode?>> Entries => _owner[_name] is JsonObject map ? map.Where(static entry => entry.Value is JsonObject) : [];
}
