using System.Collections.Immutable;

namespace Protocols.Storage.Sql;

/// <summary>What came of a change set, for who asked and for what is kept in memory.</summary>
/// <param name="Result">What is told.</param>
/// <param name="Fresh">A mailbox's entries as they are after it, where that was found out.</param>
/// <param name="HasPending">Whether changes of flags were left pending.</param>
internal readonly record struct AppliedMail(MailChangeResult Result, (MailboxId Mailbox, ImmutableArray<EntryRow> Rows)? Fresh = null, bool HasPending = false);
