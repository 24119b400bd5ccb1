using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.VCard.JSContact;

/// <summary>The parameters of a property of a vCard, of which a rule takes those that it converts; the others go to <c>vCardParams</c> (RFC 9555 §2.15.2).</summary>
internal sealed class PropertyParameters
{
    private readonly OrderedDictionary<string, List<string>> _all = new(StringComparer.Ordinal);

    public PropertyParameters(ContentProperty property)
    {
        foreach (ContentPropertyParameter parameter in property.Parameters)
        {
            string name = parameter.Name.Length == 0 ? "type" : parameter.Name.ToLowerInvariant();
            if (!_all.TryGetValue(name, out List<string>? values))
            {
                _all.Add(name, values = []);
            }

            // Some write one quoted value of several types (RFC 7095 Appendix B.1).
            values.AddRange(name == "type" ? parameter.Values.SelectMany(static value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) : parameter.Values);
        }
    }

    public bool IsEmpty => _all.Count == 0;

    public bool Has(string name) => _all.ContainsKey(name);

    /// <summary>Looks at a parameter of one value; null where there is none or several.</summary>
    public string? Peek(string name) => _all.GetValueOrDefault(name) is [var value] ? value : null;

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
        List<string> taken = [];
        if (_all.TryGetValue(name, out List<string>? values))
        {
            taken = values.FindAll(value => isTaken(value));
            values.RemoveAll(value => isTaken(value));
            if (values.Count == 0)
            {
                Drop(name);
            }
        }

        return taken;
    }

    public void Put(string name, List<string> values) => _all[name] = values;

    public void Drop(string name) => _all.Remove(name);

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
