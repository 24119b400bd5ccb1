using System.Collections;
using System.Text.Json.Nodes;

namespace Protocols.ICalendar;

/// <summary>
/// A property that is a set, <c>String[Boolean]</c> in which all values are true (draft-ietf-calext-jscalendarbis-17 §1.4.2), as a view: the property is made
/// with the first value and taken away with the last. Values other than true are no members, and stay.
/// </summary>
public sealed class JSSet : IReadOnlyCollection<string>
{
    private readonly JsonObject _owner;
    private readonly string _name;

    internal JSSet(JsonObject owner, string name) => (_owner, _name) = (owner, name);

    /// <inheritdoc/>
    public int Count => Members.Count();

    /// <summary>Whether a value is in the set. Letter case counts (§1.7.1).</summary>
    /// <param name="value">The value.</param>
    public bool Contains(string value) => _owner[_name] is JsonObject set && JSValues.Boolean(set[value]) == true;

    /// <summary>Puts a value in.</summary>
    /// <param name="value">The value.</param>
    public void Add(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (_owner[_name] is not JsonObject set)
        {
            _owner[_name] = set = [];
        }

        set[value] = true;
    }

    /// <summary>Takes a value out.</summary>
    /// <param name="value">The value.</param>
    /// <returns>False where it is not in.</returns>
    public bool Remove(string value)
    {
        bool isRemoved = _owner[_name] is JsonObject set && set.Remove(value);
        if (isRemoved && _owner[_name] is JsonObject { Count: 0 })
        {
            _owner.Remove(_name);
        }

        return isRemoved;
    }

    /// <summary>Takes all values out.</summary>
    public void Clear() => _owner.Remove(_name);

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => Members.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IEnumerable<string> Members => _owner[_name] is JsonObject set ? set.Where(static entry => JSValues.Boolean(entry.Value) == true).Select(static entry => entry.Key) : [];
}
