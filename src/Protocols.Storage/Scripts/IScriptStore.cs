namespace Protocols.Storage;

/// <summary>
/// Each account's Sieve scripts, one of which may be active: what ManageSieve edits (RFC 5804) and delivery runs. Whether a script is valid is the
/// caller's to know.
/// </summary>
/// <remarks>
/// Names are compared octet by octet: who has names from elsewhere brings them to one form first (RFC 5804 §1.6). A change is on disk once it is told of, moves
/// the account's clock, and so is told by <see cref="IChangeFeed"/>.
/// </remarks>
public interface IScriptStore
{
    /// <summary>An account's scripts by name, without their content. There are no more than the engine's limit.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<StoredScript>> ListAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>Reads a script.</summary>
    /// <param name="account">The account.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The script, or null if there is none of this name.</returns>
    ValueTask<ScriptContent?> ReadAsync(AccountId account, string name, CancellationToken cancellationToken);

    /// <summary>Reads the active script. Cheap enough to be asked for each delivery.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The script, or null if none is active.</returns>
    ValueTask<ScriptContent?> ReadActiveAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>Tells whether a script would have room now (RFC 5804 §2.5); that is no promise.</summary>
    /// <param name="account">The account.</param>
    /// <param name="name">Its name: one that is there would be replaced.</param>
    /// <param name="size">Its size in octets.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<ScriptChangeStatus> CheckSpaceAsync(AccountId account, string name, long size, CancellationToken cancellationToken);

    /// <summary>Puts a script, in the place of one of the same name if there is one, which keeps its id and stays active if it is.</summary>
    /// <param name="account">The account.</param>
    /// <param name="name">Its name.</param>
    /// <param name="source">Its content.</param>
    /// <param name="compiled">What a compiler made of it, or null.</param>
    /// <param name="cancellationToken">Ends the wait; what was begun may still be done.</param>
    ValueTask<ScriptChangeResult> PutAsync(AccountId account, string name, ReadOnlyMemory<byte> source, CompiledScript? compiled, CancellationToken cancellationToken);

    /// <summary>Makes a script the active one, or none.</summary>
    /// <param name="account">The account.</param>
    /// <param name="name">Its name; null for none.</param>
    /// <param name="cancellationToken">Ends the wait; what was begun may still be done.</param>
    ValueTask<ScriptChangeResult> SetActiveAsync(AccountId account, string? name, CancellationToken cancellationToken);

    /// <summary>Gives a script another name; an active one stays active.</summary>
    /// <param name="account">The account.</param>
    /// <param name="name">Its name.</param>
    /// <param name="newName">The name it shall have; no script may have it.</param>
    /// <param name="cancellationToken">Ends the wait; what was begun may still be done.</param>
    ValueTask<ScriptChangeResult> RenameAsync(AccountId account, string name, string newName, CancellationToken cancellationToken);

    /// <summary>Deletes a script that is not the active one.</summary>
    /// <param name="account">The account.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the wait; what was begun may still be done.</param>
    ValueTask<ScriptChangeResult> DeleteAsync(AccountId account, string name, CancellationToken cancellationToken);

    /// <summary>Keeps what a compiler made of a script that is there already. It is no change to the script, and nobody is told.</summary>
    /// <param name="account">The account.</param>
    /// <param name="script">The script as it was read: should its content be another by now, nothing is kept.</param>
    /// <param name="compiled">What the compiler made.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it is kept.</returns>
    ValueTask<bool> KeepCompiledAsync(AccountId account, StoredScript script, CompiledScript compiled, CancellationToken cancellationToken);
}
