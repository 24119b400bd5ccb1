namespace Protocols.Storage;

/// <summary>
/// What accounts use and may use. Usage moves in the same transaction as what it counts. A change that would pass a limit ends as
/// <see cref="MailChangeStatus.OverQuota"/>; what is there already stays when a limit is set below it.
/// </summary>
public interface IQuotaStore
{
    /// <summary>Reads what an account uses and may use. Costs the same however much that is.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The quota, or null if there is no such account.</returns>
    ValueTask<AccountQuota?> ReadAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>Sets what an account may use, all limits at once. For operators: it asks nobody.</summary>
    /// <param name="account">The account.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False if there is no such account.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A limit is negative.</exception>
    ValueTask<bool> SetLimitsAsync(AccountId account, QuotaLimits limits, CancellationToken cancellationToken);
}
