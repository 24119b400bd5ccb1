namespace Protocols.Storage;

/// <summary>
/// Runs the scripts that stand on mailboxes when clients file messages there or change flags (RFC 6785). A server asks for the script first, and does no more where there is
/// none.
/// </summary>
public interface IMailboxEvents
{
    /// <summary>Finds the script that stands on a mailbox: the one named on it, or else the one for all of the server (RFC 6785 §2.3.1). Costs one look into the store.</summary>
    /// <param name="owner">Whose mailbox it is.</param>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Its name; null where none runs.</returns>
    ValueTask<string?> FindScriptAsync(AccountId owner, MailboxId mailbox, CancellationToken cancellationToken);

    /// <summary>
    /// Runs a script once for each message, one after the other, and does what it wants. A script that is not there or that fails leaves a message as it is, and the log says
    /// why: nothing of that is the client's concern, whose command is done.
    /// </summary>
    /// <param name="script">The name that <see cref="FindScriptAsync"/> gave.</param>
    /// <param name="mailboxEvent">What happened.</param>
    /// <param name="cancellationToken">Ends the work between two messages, or in the middle of one.</param>
    ValueTask RunAsync(string script, MailboxEvent mailboxEvent, CancellationToken cancellationToken);
}
