using System.Collections.Frozen;

namespace Protocols.Sieve;

/// <summary>
/// A set of capabilities (RFC 5228 §6.1): the extensions that a script may <c>require</c>, and the comparators as <c>comparator-</c> and their name. Immutable.
/// Capabilities that name something other than is implemented or added by a <see cref="SieveHostCommand"/> have no effect.
/// </summary>
public sealed class SieveCapabilities
{
    private readonly FrozenSet<string> _names;

    /// <summary>Makes a set.</summary>
    /// <param name="names">The names, such as <c>fileinto</c>; letter case matters.</param>
    public SieveCapabilities(params IEnumerable<string> names)
    {
        _names = names.ToFrozenSet(StringComparer.Ordinal);
        Names = [.. _names.Order(StringComparer.Ordinal)];
    }

    /// <summary>Everything that is implemented.</summary>
    public static SieveCapabilities All { get; } = new(SieveLanguage.BuiltIn.CapabilityNames);

    /// <summary>The names in the order of their octets, as a server advertises them.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether a capability is in the set.</summary>
    /// <param name="name">Its name.</param>
    public bool Contains(string name) => _names.Contains(name);

    /// <summary>Gives this set and more.</summary>
    /// <param name="names">The names to add.</param>
    public SieveCapabilities With(params IEnumerable<string> names) => new(_names.Concat(names));

    /// <summary>Gives this set without some.</summary>
    /// <param name="names">The names to leave out.</param>
    public SieveCapabilities Without(params IEnumerable<string> names) => new(_names.Except(names, StringComparer.Ordinal));

    /// <summary>The names with spaces between them, as ManageSieve advertises them (RFC 5804 §1.7).</summary>
    public override string ToString() => string.Join(' ', Names);
}
