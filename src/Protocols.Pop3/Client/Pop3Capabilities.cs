namespace Protocols.Pop3;

/// <summary>What a server said of itself (RFC 2449 §6).</summary>
public sealed class Pop3Capabilities
{
    private readonly Dictionary<string, string[]> _lines;

    internal Pop3Capabilities(IEnumerable<string> lines)
    {
        _lines = [];
        foreach (string line in lines)
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0)
            {
                _lines[words[0].ToUpperInvariant()] = words[1..];
            }
        }
    }

    /// <summary>Nothing is known.</summary>
    public static Pop3Capabilities None { get; } = new([]);

    /// <summary>The names of all capabilities, in capitals.</summary>
    public IReadOnlyCollection<string> Names => _lines.Keys;

    /// <summary>The SASL mechanisms.</summary>
    public IReadOnlyList<string> Mechanisms => Words("SASL");

    /// <summary>Whether there is such a capability.</summary>
    /// <param name="name">The name, in capitals.</param>
    public bool Offers(string name) => _lines.ContainsKey(name);

    /// <summary>The words behind a capability's name; none where there is no such capability.</summary>
    /// <param name="name">The name, in capitals.</param>
    public IReadOnlyList<string> Words(string name) => _lines.TryGetValue(name, out string[]? words) ? words : [];
}
