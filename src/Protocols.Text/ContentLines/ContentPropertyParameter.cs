namespace Protocols.Text;

/// <summary>One parameter of a property.</summary>
/// <param name="Name">The name; empty where a vCard 2.1 gives the value alone.</param>
/// <param name="Values">The values, decoded; at least one.</param>
public sealed record ContentPropertyParameter(string Name, IReadOnlyList<string> Values)
{
    /// <summary>A parameter of one value.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value.</param>
    public ContentPropertyParameter(string name, string value)
        : this(name, [value])
    {
    }

    /// <summary>Whether the values are written in quotes even where they need none, as for parameters that are quoted strings by their definition.</summary>
    public bool IsQuoted { get; init; }

    /// <summary>The first value.</summary>
    public string Value => Values.Count > 0 ? Values[0] : "";
}
