using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>Searches that were kept under a name (RFC 5466).</summary>
public interface ISearchFilters
{
    /// <summary>Finds a filter: the user's own, or else the one that all have.</summary>
    /// <param name="account">Who searches.</param>
    /// <param name="name">The filter's name; case matters.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Search keys in UTF-8, as SEARCH has them; null where there is no such filter.</returns>
    ValueTask<ReadOnlyMemory<byte>?> FindAsync(AccountId account, string name, CancellationToken cancellationToken);
}
