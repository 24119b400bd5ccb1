namespace Protocols.Storage.Sql;

/// <summary>What the queue may grow to, and how much one call does.</summary>
public sealed record QueueLimits
{
    /// <summary>The most messages in the queue, from 1; beyond it <see cref="EnqueueStatus.QueueFull"/>. Notifications of <see cref="IQueueStore.CompleteAsync"/> go above it.</summary>
    public long Messages { get; init => field = Check.Range(value, 1, long.MaxValue); } = 1_000_000;

    /// <summary>The most recipients of a message, 1 to 100,000; beyond it <see cref="EnqueueStatus.LimitExceeded"/>. RFC 5321 §4.5.3.1.8 wants 100.</summary>
    public int Recipients { get; init => field = Check.Range(value, 1, 100_000); } = 5000;

    /// <summary>The most recipients of a batch, 1 to 10,000: more of one destination become several batches (RFC 5321 §4.5.4.1).</summary>
    public int BatchRecipients { get; init => field = Check.Range(value, 1, 10_000); } = 100;

    /// <summary>The longest address, in UTF-16 units, from 64; beyond it <see cref="EnqueueStatus.LimitExceeded"/>.</summary>
    public int AddressLength { get; init => field = Check.Range(value, 64, 10_000); } = 512;

    /// <summary>The longest destination, in UTF-16 units, from 64; beyond it <see cref="EnqueueStatus.LimitExceeded"/>.</summary>
    public int DestinationLength { get; init => field = Check.Range(value, 64, 10_000); } = 255;

    /// <summary>The longest ENVID, in UTF-16 units, from 1 (RFC 3461 §4.4: 100); beyond it <see cref="EnqueueStatus.LimitExceeded"/>. The request for a future release has the same limit.</summary>
    public int EnvelopeIdLength { get; init => field = Check.Range(value, 1, 10_000); } = 100;

    /// <summary>The longest ORCPT, in UTF-16 units, from 1 (RFC 3461 §4.2: 500); beyond it <see cref="EnqueueStatus.LimitExceeded"/>.</summary>
    public int OriginalRecipientLength { get; init => field = Check.Range(value, 1, 10_000); } = 500;

    /// <summary>The longest text, enhanced code and host of a reply, in UTF-16 units, from 1; what is beyond it is cut.</summary>
    public int ReplyLength { get; init => field = Check.Range(value, 1, 100_000); } = 1024;

    /// <summary>The longest time of a lease, a second to a week; what is beyond it is cut.</summary>
    public TimeSpan LeaseTime { get; init => field = Check.Range(value, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7)); } = TimeSpan.FromHours(1);

    /// <summary>The most leases that one call gives, and batches that <see cref="IQueueAdministration.RetryDestinationAsync"/> changes, from 1.</summary>
    public int Batches { get; init => field = Check.Range(value, 1, 10_000); } = 500;

    /// <summary>The most messages or destinations on a page of a listing, from 1.</summary>
    public int Page { get; init => field = Check.Range(value, 1, 10_000); } = 500;

    /// <summary>The most messages that one page of a listing looks at, from 1.</summary>
    public int Scan { get; init => field = Check.Range(value, 1, 1_000_000); } = 5000;
}
