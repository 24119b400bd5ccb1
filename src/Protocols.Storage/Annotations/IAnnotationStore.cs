namespace Protocols.Storage;

/// <summary>Annotations of mailboxes and accounts. They are changed by <see cref="SetAnnotation"/>, in the account that the mailbox belongs to.</summary>
public interface IAnnotationStore
{
    /// <summary>The largest value that is taken, in bytes; at least 1,024 (RFC 5464 §4.1).</summary>
    int MaxValueSize { get; }

    /// <summary>Reads an annotation, and those below it.</summary>
    /// <param name="account">Whose mailbox it is, or whose account.</param>
    /// <param name="mailbox">The mailbox, or null for the account.</param>
    /// <param name="user">Whose alone it is; null for those that are shared.</param>
    /// <param name="name">The name without <c>/shared</c> or <c>/private</c>, in any case; empty for what all names begin with.</param>
    /// <param name="depth">How many levels below the name are wanted: 0 for none, 1 for the next, more for all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The annotations that are there, by name.</returns>
    ValueTask<IReadOnlyList<Annotation>> ReadAsync(
        AccountId account, MailboxId? mailbox, AccountId? user, string name, int depth, CancellationToken cancellationToken);

    /// <summary>Which annotations changed after a point: those that are shared and a user's own. Costs what changed.</summary>
    /// <param name="account">The account.</param>
    /// <param name="user">The user.</param>
    /// <param name="since">The point on the account's clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The annotations without their values, by mailbox and name; those that were removed lately, too.</returns>
    ValueTask<IReadOnlyList<Annotation>> ReadChangedAsync(AccountId account, AccountId user, ModSeq since, CancellationToken cancellationToken);
}
