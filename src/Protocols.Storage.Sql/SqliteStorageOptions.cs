using Protocols.Sasl;

namespace Protocols.Storage.Sql;

/// <summary>How a <see cref="SqliteStorage"/> works, with every limit it keeps.</summary>
public sealed record SqliteStorageOptions
{
    /// <summary>The folder that holds everything: <c>mail.db</c> and <c>blobs</c>, and <c>search.db</c>, which is made anew if it is not there. It is made if it is not there.</summary>
    public required string Folder { get; init; }

    /// <summary>
    /// Content up to this many bytes is kept inside the database, where it becomes durable with the change set itself; longer content
    /// goes to a file of its own. 0 to 1 MiB; default 64 KiB.
    /// </summary>
    public int InlineBlobSize { get; init => field = Check.Range(value, 0, 1 << 20); } = 64 * 1024;

    /// <summary>The longest content that may be uploaded, in bytes; default 64 MiB.</summary>
    public int MaxBlobSize { get; init => field = Check.Range(value, 1, int.MaxValue); } = 64 * 1024 * 1024;

    /// <summary>How long content that nothing links to is kept, from none to a year; default one hour.</summary>
    public TimeSpan BlobGracePeriod { get; init => field = Check.Range(value, TimeSpan.Zero, TimeSpan.FromDays(366)); } = TimeSpan.FromHours(1);

    /// <summary>How many change sets may wait for the writer, from 1; who brings one more waits. Default 1,024.</summary>
    public int WriteQueueLength { get; init => field = Check.Range(value, 1, 1_000_000); } = 1024;

    /// <summary>How many reads may go on at the same time, each on its own connection, from 1; who brings one more waits. Default 8.</summary>
    public int Readers { get; init => field = Check.Range(value, 1, 256); } = 8;

    /// <summary>
    /// How many points of each account's clock the change log remembers after <see cref="SqliteStorage.CompactAsync"/>, from 0; a client that
    /// last asked earlier reads its mailboxes anew. Default 1,000,000.
    /// </summary>
    public long ChangeLogLength { get; init => field = Check.Range(value, 0, long.MaxValue); } = 1_000_000;

    /// <summary>
    /// The rounds of PBKDF2 for a new password, from 4,096 (RFC 7677 §4); default 200,000. Passwords set earlier keep theirs.
    /// </summary>
    public int PasswordIterations { get; init => field = Check.Range(value, 4096, 100_000_000); } = 200_000;

    /// <summary>
    /// The SCRAM mechanisms that keys are kept for, strongest first (RFC 5802, RFC 7677); default SCRAM-SHA-256 alone. SCRAM-SHA-256 has to be among them: plain
    /// passwords are checked by its keys. One that is added is there for passwords set from then on.
    /// </summary>
    /// <exception cref="ArgumentException">One is not known, or SCRAM-SHA-256 is missing.</exception>
    public IReadOnlyList<string> ScramMechanisms
    {
        get;
        init => field = value.Contains(DefaultMechanism) && value.All(SaslMechanisms.Scram.Contains)
            ? value
            : throw new ArgumentException($"The mechanisms are some of {string.Join(", ", SaslMechanisms.Scram)}, {DefaultMechanism} among them.", nameof(value));
    } = [DefaultMechanism];

    internal const string DefaultMechanism = "SCRAM-SHA-256";

    /// <summary>How long a password that was right is right again without the rounds, from none to an hour; default five minutes.</summary>
    public TimeSpan PasswordCacheTime { get; init => field = Check.Range(value, TimeSpan.Zero, TimeSpan.FromHours(1)); } = TimeSpan.FromMinutes(5);

    /// <summary>What separates a user from a detail in <c>user+detail@domain</c> (RFC 5233 §4), or null for no such addresses. Default <c>+</c>.</summary>
    public char? SubaddressSeparator { get; init; } = '+';

    /// <summary>
    /// How many bytes of a message's text are indexed, of its header and of its body each; 0 for no index at all. Up to 16 MiB; default 1 MiB. What is not
    /// indexed is looked into by each search. The index takes about as much room as the text.
    /// </summary>
    public int IndexedTextSize { get; init => field = Check.Range(value, 0, 16 << 20); } = 1 << 20;

    /// <summary>
    /// How many entries of large mailboxes are kept in memory, at some 64 bytes each, so that looking at all flags of one costs what changed; 0 for none.
    /// Default 1,000,000. A mailbox with more is read anew each time.
    /// </summary>
    public int CachedEntries { get; init => field = Check.Range(value, 0, 100_000_000); } = 1_000_000;

    /// <summary>
    /// How many messages a change of flags has to touch, from 1, to be kept as one row at first, which costs the same for a thousand as for a million: as many for
    /// each run of UIDs that are left with the same keywords. Default 32.
    /// </summary>
    public int PendingFlagChanges { get; init => field = Check.Range(value, 1, int.MaxValue); } = 32;

    /// <summary>
    /// How long such a change waits, from nothing to a day, until it is worked into the rows of the messages, a piece at a time and behind what others write.
    /// Default five seconds.
    /// </summary>
    public TimeSpan FlagFoldingDelay { get; init => field = Check.Range(value, TimeSpan.Zero, TimeSpan.FromDays(1)); } = TimeSpan.FromSeconds(5);

    /// <summary>What an account's mail may grow to.</summary>
    public MailLimits Limits { get; init; } = new();

    /// <summary>What an account's scripts may grow to.</summary>
    public ScriptLimits Scripts { get; init; } = new();

    /// <summary>What the queue may grow to.</summary>
    public QueueLimits Queue { get; init; } = new();
}
