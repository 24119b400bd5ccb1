namespace Protocols.Storage;

/// <summary>A named value on a mailbox, or on an account as a whole (RFC 5464 §3).</summary>
/// <param name="Mailbox">The mailbox, or null for the account.</param>
/// <param name="User">Whose alone it is; null for one that all share who may see the mailbox.</param>
/// <param name="Name">Its name without <c>/shared</c> or <c>/private</c>: <c>/comment</c>; in lower case.</param>
/// <param name="Value">Its value; null for one that is gone.</param>
public sealed record Annotation(MailboxId? Mailbox, AccountId? User, string Name, ReadOnlyMemory<byte>? Value);

/// <summary>Sets an annotation, or removes it. A deleted mailbox loses its own, and a renamed one keeps them.</summary>
/// <param name="Mailbox">The mailbox, or null for the account.</param>
/// <param name="User">Whose alone it is; null for one that is shared.</param>
/// <param name="Name">
/// Its name without <c>/shared</c> or <c>/private</c>: components each after a slash, none empty, of printable ASCII without <c>*</c> and <c>%</c>. It is
/// kept in lower case.
/// </param>
/// <param name="Value">Its value, or null to remove it.</param>
public sealed record SetAnnotation(MailboxId? Mailbox, AccountId? User, string Name, ReadOnlyMemory<byte>? Value) : MailChange;

/// <summary>Copies all annotations of a mailbox to another that has none: what renaming INBOX does (RFC 5464 §4.1).</summary>
/// <param name="Source">The mailbox they are on.</param>
/// <param name="Target">The mailbox they come to.</param>
public sealed record CopyAnnotations(MailboxId Source, MailboxId Target) : MailChange;

/// <summary>Says what a mailbox is used for, or that it is for nothing in particular (RFC 6154 §4). INBOX stays what it is.</summary>
/// <param name="Mailbox">The mailbox.</param>
/// <param name="Role">What for; an account has at most one mailbox of each role but <see cref="MailboxRole.None"/>.</param>
public sealed record SetRole(MailboxId Mailbox, MailboxRole Role) : MailChange;
