namespace Protocols.Storage.Sql;

/// <summary>What an account's mail may grow to. Passing a limit is told by <see cref="MailChangeOutcome.Status"/>.</summary>
public sealed record MailLimits
{
    /// <summary>The longest level of a mailbox's name, in UTF-16 units, 1 to 1,000; beyond it a name is <see cref="MailChangeStatus.InvalidName"/>.</summary>
    public int MailboxLevelLength { get; init => field = Check.Range(value, 1, 1000); } = 255;

    /// <summary>The longest full name of a mailbox, in UTF-16 units, 5 to 10,000; beyond it a name is <see cref="MailChangeStatus.InvalidName"/>.</summary>
    public int MailboxNameLength { get; init => field = Check.Range(value, 5, 10_000); } = 1024;

    /// <summary>The most levels of a mailbox's name, 1 to 1,000; beyond it a name is <see cref="MailChangeStatus.InvalidName"/>.</summary>
    public int MailboxDepth { get; init => field = Check.Range(value, 1, 1000); } = 32;

    /// <summary>The most mailboxes of an account, from 6 (those that every account starts with); beyond it <see cref="MailChangeStatus.LimitExceeded"/>.</summary>
    public int Mailboxes { get; init => field = Check.Range(value, 6, 1_000_000); } = 10_000;

    /// <summary>The most names that an account subscribes, from 6; beyond it <see cref="MailChangeStatus.LimitExceeded"/>.</summary>
    public int Subscriptions { get; init => field = Check.Range(value, 6, 1_000_000); } = 20_000;

    /// <summary>The largest annotation, in bytes, from 1,024 (RFC 5464 §4.1); beyond it <see cref="MailChangeStatus.LimitExceeded"/>.</summary>
    public int AnnotationSize { get; init => field = Check.Range(value, 1024, 16 * 1024 * 1024); } = 64 * 1024;

    /// <summary>The most annotations that are shared, or that one user has, on a mailbox, from 10 (RFC 5464 §4.1); beyond it <see cref="MailChangeStatus.LimitExceeded"/>.</summary>
    public int AnnotationsPerMailbox { get; init => field = Check.Range(value, 10, 100_000); } = 100;

    /// <summary>The most lines of a mailbox's list of rights, from 1; beyond it <see cref="MailChangeStatus.LimitExceeded"/>.</summary>
    public int GrantsPerMailbox { get; init => field = Check.Range(value, 1, 100_000); } = 1000;

    /// <summary>The most keywords on a message in a mailbox, from 0; beyond it <see cref="MailChangeStatus.LimitExceeded"/>.</summary>
    public int KeywordsPerMessage { get; init => field = Check.Range(value, 0, 10_000); } = 128;

    /// <summary>The longest keyword, in UTF-16 units, from 1; beyond it <see cref="MailChangeStatus.LimitExceeded"/>.</summary>
    public int KeywordLength { get; init => field = Check.Range(value, 1, 10_000); } = 255;
}
