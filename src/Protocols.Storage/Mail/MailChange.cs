namespace Protocols.Storage;

/// <summary>One change to an account's mail. Several make a change set, which is applied whole or not at all.</summary>
public abstract record MailChange
{
    private protected MailChange()
    {
    }
}

/// <summary>Makes a mailbox, and those of its superiors that are not there yet. A name that was not selectable becomes so.</summary>
/// <param name="Name">The full name, levels separated by <c>/</c>; no level empty, no control character.</param>
/// <param name="Role">What it is used for; an account has at most one mailbox of each role but <see cref="MailboxRole.None"/>.</param>
public sealed record CreateMailbox(string Name, MailboxRole Role = MailboxRole.None) : MailChange;

/// <summary>Gives a mailbox another name; its inferiors come along. INBOX cannot be renamed.</summary>
/// <param name="Mailbox">The mailbox.</param>
/// <param name="NewName">The new full name; missing superiors are made.</param>
public sealed record RenameMailbox(MailboxId Mailbox, string NewName) : MailChange;

/// <summary>
/// Removes a mailbox and its messages. One with inferiors stays as a name that cannot be selected; a name that cannot be selected
/// is refused while it has inferiors (RFC 3501 §6.3.4). INBOX cannot be deleted.
/// </summary>
/// <param name="Mailbox">The mailbox.</param>
public sealed record DeleteMailbox(MailboxId Mailbox) : MailChange;

/// <summary>Subscribes a name or ends that. A name can be subscribed whether or not there is such a mailbox (RFC 9051 §6.3.7).</summary>
/// <param name="Name">The full name.</param>
/// <param name="IsSubscribed">Whether it is to be subscribed.</param>
public sealed record SetSubscription(string Name, bool IsSubscribed) : MailChange;

/// <summary>Files a message.</summary>
/// <param name="Mailbox">The mailbox it goes to.</param>
/// <param name="Content">The complete upload; it stays the caller's to dispose of.</param>
/// <param name="Facts">What was learned from parsing it.</param>
/// <param name="Flags">Its first flags.</param>
/// <param name="ReceivedAt">When it arrived; kept to the second at least, with its offset.</param>
public sealed record AddMessage(MailboxId Mailbox, BlobUpload Content, MessageFacts Facts, MailFlags Flags, DateTimeOffset ReceivedAt) : MailChange;

/// <summary>How <see cref="UpdateFlags"/> changes flags.</summary>
public enum FlagOperation
{
    /// <summary>The given flags are set, the others stay.</summary>
    Add,

    /// <summary>The given flags are cleared, the others stay.</summary>
    Remove,

    /// <summary>Just the given flags are set.</summary>
    Replace,
}

/// <summary>Changes flags. An entry whose flags stay the same keeps its modseq.</summary>
/// <param name="Mailbox">The mailbox.</param>
/// <param name="Uids">Its messages; those that do not exist are passed over.</param>
/// <param name="Operation">How.</param>
/// <param name="Flags">Which.</param>
public sealed record UpdateFlags(MailboxId Mailbox, UidSet Uids, FlagOperation Operation, MailFlags Flags) : MailChange
{
    /// <summary>The flags that may change; the others stay as they are, whatever the operation. All by default.</summary>
    public FlagMask Writable { get; init; } = FlagMask.All;

    /// <summary>
    /// If not null, entries that changed after this point stay as they are and are told of in <see cref="MailChangeOutcome.RefusedUids"/>; the others
    /// are changed all the same (RFC 7162 §3.1.3). At 0, keywords that are added or removed alone are tried by themselves: only an entry that has one
    /// of them stays as it is. The test and the change are one step.
    /// </summary>
    public ModSeq? UnchangedSince { get; init; }
}

/// <summary>Files copies, with the flags and the arrival time of the originals (RFC 9051 §6.4.7).</summary>
/// <param name="Source">Where the originals are.</param>
/// <param name="Uids">Which; those that do not exist are passed over.</param>
/// <param name="Target">Where the copies go; may be the same mailbox.</param>
public sealed record CopyMessages(MailboxId Source, UidSet Uids, MailboxId Target) : MailChange
{
    /// <summary>The flags that come along; the new messages have none of the others. All by default.</summary>
    public FlagMask Kept { get; init; } = FlagMask.All;
}

/// <summary>As <see cref="CopyMessages"/>, and the originals go in the same step (RFC 6851 §3.3).</summary>
/// <param name="Source">Where the originals are.</param>
/// <param name="Uids">Which; those that do not exist are passed over.</param>
/// <param name="Target">Where they go; may be the same mailbox.</param>
public sealed record MoveMessages(MailboxId Source, UidSet Uids, MailboxId Target) : MailChange
{
    /// <summary>The flags that come along; the new messages have none of the others. All by default.</summary>
    public FlagMask Kept { get; init; } = FlagMask.All;
}

/// <summary>
/// Claims what is recent for one session: no other will be told that it is (RFC 3501 §2.3.2, <c>\Recent</c>). It leaves the account's clock and the
/// messages' modseqs as they are. <see cref="MailChangeOutcome.SourceUids"/> is the run of UIDs that was claimed; some may be gone.
/// </summary>
/// <param name="Mailbox">The mailbox.</param>
public sealed record ClaimRecent(MailboxId Mailbox) : MailChange;

/// <summary>Removes messages.</summary>
/// <param name="Mailbox">The mailbox.</param>
/// <param name="Uids">Which; those that do not exist are passed over.</param>
/// <param name="OnlyDeleted">Whether only those with <c>\Deleted</c> go.</param>
public sealed record Expunge(MailboxId Mailbox, UidSet Uids, bool OnlyDeleted) : MailChange;
