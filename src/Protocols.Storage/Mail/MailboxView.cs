namespace Protocols.Storage;

/// <summary>A mailbox as one snapshot shows it: what IMAP's SELECT needs.</summary>
/// <param name="Mailbox">The mailbox and its counters.</param>
/// <param name="Uids">The UIDs of all its messages.</param>
/// <param name="FirstUnseen">The lowest UID without <c>\Seen</c>, or null.</param>
/// <param name="Keywords">The keywords in use in it, sorted.</param>
public sealed record MailboxView(Mailbox Mailbox, UidSet Uids, uint? FirstUnseen, IReadOnlyList<string> Keywords);

/// <summary>What happened in a mailbox between a point and now, from one snapshot.</summary>
/// <param name="Mailbox">The mailbox as it now is; null if it is gone, or no longer selectable.</param>
/// <param name="IsComplete">False if the point lies before what the log still remembers, and there was something to remember: then read the mailbox anew.</param>
/// <param name="ModSeq">The account's clock at the snapshot: the point to ask from next time.</param>
/// <param name="Added">UIDs that appeared since and are still there.</param>
/// <param name="Changed">UIDs that were there at the point, still are, and whose flags were touched.</param>
/// <param name="Vanished">UIDs that are gone; one that came and went in between is among them, for who asks may know of it all the same.</param>
public sealed record MailboxDelta(Mailbox? Mailbox, bool IsComplete, ModSeq ModSeq, UidSet Added, UidSet Changed, UidSet Vanished);

/// <summary>Which entries of a mailbox to read, and how much of each.</summary>
public sealed record EntryQuery
{
    /// <summary>The UIDs; those that do not exist are passed over.</summary>
    public UidSet Uids { get; init; } = UidSet.All;

    /// <summary>Only entries that changed after this point; 0 for all.</summary>
    public ModSeq ChangedSince { get; init; }

    /// <summary>Whether <see cref="MailboxEntry.Outline"/> is wanted.</summary>
    public bool WithOutline { get; init; }

    /// <summary>Whether the message's bytes and its sent date can be left out: then it is not looked at at all.</summary>
    public bool FactsOnly { get; init; }

    /// <summary>Whether <see cref="MailboxEntry.Thread"/> and <see cref="MailboxEntry.Preview"/> are wanted.</summary>
    public bool WithKeys { get; init; }
}
