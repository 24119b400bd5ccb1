namespace Protocols.Storage;

/// <summary>How a change ended.</summary>
public enum MailChangeStatus
{
    /// <summary>It was done, or there was nothing to do.</summary>
    Done,

    /// <summary>There is no such account, mailbox or source.</summary>
    NotFound,

    /// <summary>The mailbox that messages were to go to does not exist or cannot be selected.</summary>
    TargetNotFound,

    /// <summary>There is one of this name or role already.</summary>
    AlreadyExists,

    /// <summary>The name cannot be a mailbox's: an empty level, a control character, too long, too deep.</summary>
    InvalidName,

    /// <summary>Not with this mailbox: INBOX renamed or deleted, a mailbox moved below itself.</summary>
    NotAllowed,

    /// <summary>A name that cannot be selected still has inferiors.</summary>
    HasInferiors,

    /// <summary>A limit of the engine's options was reached: mailboxes, keywords, the message's size.</summary>
    LimitExceeded,

    /// <summary>The account has no more room: a limit that an operator set for it would be passed.</summary>
    OverQuota,
}

/// <summary>What came of one change.</summary>
public sealed record MailChangeOutcome
{
    /// <summary>How it ended.</summary>
    public required MailChangeStatus Status { get; init; }

    /// <summary>Why, in words for an operator, where it was not done.</summary>
    public string? Reason { get; init; }

    /// <summary>The mailbox made or written to.</summary>
    public MailboxId? Mailbox { get; init; }

    /// <summary>The UIDVALIDITY of that mailbox.</summary>
    public uint UidValidity { get; init; }

    /// <summary>The messages that were touched: copied, moved, expunged, claimed, or whose flags did change; in rising order.</summary>
    public UidSet SourceUids { get; init; } = UidSet.Empty;

    /// <summary>The messages that failed the test of <see cref="UpdateFlags.UnchangedSince"/>, in rising order.</summary>
    public UidSet RefusedUids { get; init; } = UidSet.Empty;

    /// <summary>
    /// The UIDs that were assigned, in rising order: the nth is that of the nth of <see cref="SourceUids"/>, or of the message that was added.
    /// </summary>
    public UidSet AssignedUids { get; init; } = UidSet.Empty;

    /// <summary>The id of the message that was added.</summary>
    public EmailId? Email { get; init; }
}

/// <summary>What came of a change set.</summary>
/// <param name="IsApplied">Whether all of it was done. If not, none was, and one outcome says why.</param>
/// <param name="ModSeq">The account's clock after it.</param>
/// <param name="Outcomes">One for each change, in order, up to the first that failed.</param>
public sealed record MailChangeResult(bool IsApplied, ModSeq ModSeq, IReadOnlyList<MailChangeOutcome> Outcomes);
