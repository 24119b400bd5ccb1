namespace Protocols.Storage;

/// <summary>What scripts remember between two messages: whom a vacation reply was sent to (RFC 5230 §4.2), and which messages have been seen (RFC 7352 §3).</summary>
public interface ISieveMemory
{
    /// <summary>Tells whether a key is remembered and has not expired.</summary>
    /// <param name="account">Whose script it is.</param>
    /// <param name="key">The key, of any length.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<bool> IsRememberedAsync(AccountId account, ReadOnlyMemory<byte> key, CancellationToken cancellationToken);

    /// <summary>
    /// Remembers a key, unless it is remembered already: of two callers at one time one hears true. It is on disk when it is told of. An account that remembers more
    /// than the engine's limit forgets what expires first.
    /// </summary>
    /// <param name="account">Whose script it is.</param>
    /// <param name="key">The key, of any length.</param>
    /// <param name="expires">Until when; what is past is forgotten at once.</param>
    /// <param name="renew">Whether a key that is there already gets the new time (RFC 7352 §3.2, <c>:last</c>).</param>
    /// <param name="cancellationToken">Ends the wait; what was begun may still be done.</param>
    /// <returns>Whether it was new.</returns>
    ValueTask<bool> RememberAsync(AccountId account, ReadOnlyMemory<byte> key, DateTimeOffset expires, bool renew, CancellationToken cancellationToken);
}
