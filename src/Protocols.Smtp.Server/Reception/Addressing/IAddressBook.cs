namespace Protocols.Smtp.Server;

/// <summary>Which addresses stand for others: aliases, lists, and what is for nobody by name. Asked before the directory. Safe for use by many connections at once.</summary>
public interface IAddressBook
{
    /// <summary>Finds what an address stands for.</summary>
    /// <param name="address">The address, as <see cref="AddressKey.Of"/> makes it, or an at sign and a domain for whatever has no other recipient there.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What it stands for; null if it stands for itself, or is nobody's.</returns>
    ValueTask<AddressEntry?> FindAsync(string address, CancellationToken cancellationToken);

    /// <summary>Whether a domain has addresses in the book, so that there is none elsewhere.</summary>
    /// <param name="domain">The domain in A-labels, in lower case.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<bool> HasDomainAsync(string domain, CancellationToken cancellationToken);
}
