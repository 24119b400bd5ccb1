namespace Protocols.Storage;

/// <summary>How an administrative change to an account ended.</summary>
public enum AccountChangeStatus
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>An account with this address exists already.</summary>
    AlreadyExists,

    /// <summary>There is no such account.</summary>
    NotFound,

    /// <summary>The address is not <c>local@domain</c>, or the password is empty.</summary>
    Invalid,
}

/// <summary>The outcome of an administrative change.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Account">The account as it now is, where there is one.</param>
public sealed record AccountChangeResult(AccountChangeStatus Status, Account? Account);

/// <summary>What an operator does with accounts; an engine whose users live elsewhere does not implement it.</summary>
public interface IAccountAdministration
{
    /// <summary>Creates an account with its default mailboxes. Its domain becomes one that mail is accepted for.</summary>
    /// <param name="address">The principal address, <c>local@domain</c>.</param>
    /// <param name="password">The password in UTF-8; not empty.</param>
    /// <param name="displayName">A name for people, or null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<AccountChangeResult> CreateAccountAsync(string address, ReadOnlyMemory<byte> password, string? displayName, CancellationToken cancellationToken);

    /// <summary>Gives an account another password.</summary>
    /// <param name="address">The account's principal address.</param>
    /// <param name="password">The new password in UTF-8; not empty.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<AccountChangeResult> SetPasswordAsync(string address, ReadOnlyMemory<byte> password, CancellationToken cancellationToken);

    /// <summary>All accounts, by address.</summary>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    IAsyncEnumerable<Account> ListAccountsAsync(CancellationToken cancellationToken);
}
