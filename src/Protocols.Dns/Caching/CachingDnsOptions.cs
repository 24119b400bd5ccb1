namespace Protocols.Dns;

/// <summary>The limits of a <see cref="CachingDnsResolver"/>. Immutable; the values are validated when they are set.</summary>
public sealed record CachingDnsOptions
{
    /// <summary>How many answers are kept; the least recently used go first. From 1 to 10,000,000; 50,000 unless set.</summary>
    public int MaxEntries
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 10_000_000);
            field = value;
        }
    } = 50_000;

    /// <summary>How long an answer is kept at most, whatever it says. A day unless set (RFC 8767 §4 wants a cap).</summary>
    public TimeSpan MaxTimeToLive { get; init => field = NotNegative(value); } = TimeSpan.FromDays(1);

    /// <summary>How long an answer that there is nothing is kept at most (RFC 2308 §5). An hour unless set.</summary>
    public TimeSpan MaxNegativeTimeToLive { get; init => field = NotNegative(value); } = TimeSpan.FromHours(1);

    /// <summary>How long a failure is kept, so that a server in trouble is not asked again for each message (RFC 2308 §7.1: at most five minutes). Five seconds unless set.</summary>
    public TimeSpan FailureTimeToLive
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromMinutes(5));
            field = NotNegative(value);
        }
    } = TimeSpan.FromSeconds(5);

    /// <summary>How long a look-up may take before it is a <see cref="DnsStatus.TemporaryFailure"/>. Twenty seconds unless set.</summary>
    public TimeSpan Timeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromSeconds(20);

    /// <summary>How many look-ups are under way at once; further ones wait. From 1; 256 unless set.</summary>
    public int MaxConcurrency
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 256;

    private static TimeSpan NotNegative(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
        return value;
    }
}
