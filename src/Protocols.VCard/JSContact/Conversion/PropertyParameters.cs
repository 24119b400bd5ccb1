using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.VCard.JSContact;

/// <summary>The parameters of a property of a vCard, of which a rule takes those that it converts; the others go to <c>vCardParams</c> (RFC 9555 §2.15.2).</summary>
internal sealed class PropertyParameters
{
    private readonly List<(string Name, List<string> Values)> _all = [];

    public PropertyParameters(ContentProperty property)
    {
        foreach (ContentPropertyParameter parameter in property.Parameters)
        {
            string name = parameter.Name.Length == 0 ? "type" : parameter.Name.ToLowerInvariant();
            int at = _all.FindIndex(one => one.Name == name);
            if (at < 0)
            {
                at = _all.Count;
                _all.Add((name, []));
            }

            // Some write one quoted value of several types (RFC 7095 Appendix B.1).
            _all[at].Values.AddRange(name == "type" ? parameter.Values.SelectMany(static value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) : parameter.Values);
        }
    }

    public bool IsEmpty => _all.Count == 0;

    public bool Has(string name) => _all.Exists(one => one.Name == name);

    /// <summary>Looks at a parameter of one value; null where there is none or several.</summary>
    public string? Peek(string name) => _all.Find(one => one.Name == name).Values is [var value] ? value : null;

    /// <summary>Takes a parameter of one value away; null where there is none or several.</summary>
    public string? Take(string name)
    {
        string? value = Peek(name);
        if (value is not null)
        {
            Drop(name);
        }

        return value;
    }

    /// <summary>Takes all values away that a rule converts; the others stay.</summary>
    public List<string> TakeEach(string name, Func<string, bool> isTaken)
    {
        int at = _all.FindIndex(one => one.Name == name);
        if (at < 0)
        {
            return [];
        }

        List<string> taken = [];
        List<string> left = [];
        foreach (string value in _all[at].Values)
        {
            (isTaken(value) ? taken : left).Add(value);
        }

        if (left.Count == 0)
        {
            _all.RemoveAt(at);
        }
        else
        {
            _all[at] = (name, left);
        }

        return taken;
    }

    public void Put(string name, List<string> values) => _all.Add((name, values));

    public void Drop(string name) => _all.RemoveAll(one => one.Name == name);

    /// <summary>Puts what is left into an object.</summary>
    public void Leave(JsonObject value, string? group)
    {
        if (_all.Count == 0 && group is null)
        {
            return;
        }

        JsonObject parameters = [];
        if (group is not null)
        {
            parameters["group"] = group;
        }

        foreach ((string name, List<string> values) in _all)
        {
            parameters[name] = values.Count == 1 ? JsonValue.Create(values[0]) : new JsonArray([.. values.Select(static one => (JsonNode?)JsonValue.Create(one))]);
        }

        value["vCardParams"] = parameters;
    }
}
