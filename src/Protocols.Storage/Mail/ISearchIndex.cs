namespace Protocols.Storage;

/// <summary>Where in a message a text is looked for.</summary>
public enum SearchedText
{
    /// <summary>The header fields of the message.</summary>
    Header,

    /// <summary>The texts of its body, and the headers of messages inside it.</summary>
    Body,

    /// <summary>Both.</summary>
    All,
}

/// <summary>The emails of an account that may hold a text: all that do, perhaps some that do not.</summary>
/// <param name="indexedThrough">Emails above this one have not been indexed: each may hold it.</param>
/// <param name="emails">Those up to there that may.</param>
public sealed class EmailCandidates(long indexedThrough, IReadOnlySet<long> emails)
{
    /// <summary>Whether an email may hold the text.</summary>
    /// <param name="email">The <see cref="EmailId"/>'s number.</param>
    public bool Contains(long email) => email > indexedThrough || emails.Contains(email);
}

/// <summary>
/// Knows which messages cannot hold a text, so that not every one of them has to be looked into. It runs behind the mail: what it has not seen yet is
/// always a candidate, and so its answers are never wrong, only wide.
/// </summary>
public interface ISearchIndex
{
    /// <summary>Finds where a text may be.</summary>
    /// <param name="account">The account.</param>
    /// <param name="text">The text, as a substring; compared as <c>i;unicode-casemap</c> (RFC 5051) does or more strictly.</param>
    /// <param name="where">Where in the message.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The candidates, or null where the index is of no help: the text is too short, or there is no index.</returns>
    ValueTask<EmailCandidates?> FindAsync(AccountId account, string text, SearchedText where, CancellationToken cancellationToken);
}
