using System.Collections.Frozen;

namespace Protocols.Smtp.Server;

/// <summary>An address book from settings. Immutable.</summary>
public sealed class StaticAddressBook : IAddressBook
{
    private readonly FrozenDictionary<string, AddressEntry> _entries;
    private readonly FrozenSet<string> _domains;

    /// <summary>Makes a book.</summary>
    /// <param name="entries">The entries by address, <c>local-part@domain</c>, or by an at sign and a domain for whatever has no other recipient there.</param>
    /// <exception cref="ArgumentException">A key is no address, or two are the same one.</exception>
    public StaticAddressBook(IEnumerable<KeyValuePair<string, AddressEntry>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        Dictionary<string, AddressEntry> all = new(StringComparer.Ordinal);
        foreach ((string address, AddressEntry entry) in entries)
        {
            AddressEntry.Check(address.StartsWith('@') ? "any" + address : address, nameof(entries));
            if (!all.TryAdd(AddressKey.Of(address), entry ?? throw new ArgumentNullException(nameof(entries))))
            {
                throw new ArgumentException($"'{address}' is in the book twice.", nameof(entries));
            }
        }

        _entries = all.ToFrozenDictionary(StringComparer.Ordinal);
        _domains = all.Keys.Select(static key => key[(key.LastIndexOf('@') + 1)..]).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public ValueTask<AddressEntry?> FindAsync(string address, CancellationToken cancellationToken) => new(_entries.GetValueOrDefault(address));

    /// <inheritdoc/>
    public ValueTask<bool> HasDomainAsync(string domain, CancellationToken cancellationToken) => new(_domains.Contains(domain));
}
