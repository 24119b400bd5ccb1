using System.Collections.Frozen;
using System.Globalization;

namespace Protocols.ManageSieve;

/// <summary>What a server offers (RFC 5804 §1.7). What a client does not know is kept and ignored.</summary>
public sealed class ManageSieveCapabilities
{
    private readonly FrozenDictionary<string, string> _all;

    internal ManageSieveCapabilities(IEnumerable<KeyValuePair<string, string>> lines)
    {
        Dictionary<string, string> all = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, string value) in lines)
        {
            all.TryAdd(name, value);
        }

        _all = all.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Nothing.</summary>
    public static ManageSieveCapabilities None { get; } = new([]);

    /// <summary>All of them, by name without regard to case; those without a value with an empty one.</summary>
    public IReadOnlyDictionary<string, string> All => _all;

    /// <summary>IMPLEMENTATION; null where it was not said.</summary>
    public string? Implementation => Find("IMPLEMENTATION");

    /// <summary>SASL: the mechanisms, by name.</summary>
    public IReadOnlyList<string> Mechanisms => Words("SASL");

    /// <summary>SIEVE: the extensions that scripts may require.</summary>
    public IReadOnlyList<string> SieveExtensions => Words("SIEVE");

    /// <summary>NOTIFY: the schemes of notification methods.</summary>
    public IReadOnlyList<string> NotifyMethods => Words("NOTIFY");

    /// <summary>STARTTLS.</summary>
    public bool CanStartTls => _all.ContainsKey("STARTTLS");

    /// <summary>UNAUTHENTICATE (RFC 5804 §2.14.1).</summary>
    public bool CanUnauthenticate => _all.ContainsKey("UNAUTHENTICATE");

    /// <summary>MAXREDIRECTS; null where it was not said.</summary>
    public int? MaxRedirects => int.TryParse(Find("MAXREDIRECTS"), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;

    /// <summary>LANGUAGE; <c>i-default</c> where it was not said.</summary>
    public string Language => Find("LANGUAGE") ?? "i-default";

    /// <summary>OWNER: whose scripts these are; null before a login or where it was not said.</summary>
    public string? Owner => Find("OWNER");

    /// <summary>VERSION; null for a server from before RFC 5804, which knows neither RENAMESCRIPT, CHECKSCRIPT nor NOOP.</summary>
    public string? Version => Find("VERSION");

    private string? Find(string name) => _all.GetValueOrDefault(name);

    private string[] Words(string name) => Find(name)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
}
