namespace Protocols.Storage;

/// <summary>Tells that an account changed, whoever changed it: what wakes an IDLE and sends a push.</summary>
public interface IChangeFeed
{
    /// <summary>The account's clock: the modseq of its newest committed change set. Cheap enough to ask after every command.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<ModSeq> CurrentAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>Waits until the account's clock stands past a point.</summary>
    /// <param name="account">The account.</param>
    /// <param name="after">The point that the caller knows already.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Where the clock stands then; changes in between are told once.</returns>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    ValueTask<ModSeq> WaitAsync(AccountId account, ModSeq after, CancellationToken cancellationToken);
}
