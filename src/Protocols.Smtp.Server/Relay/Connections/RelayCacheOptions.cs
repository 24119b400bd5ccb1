namespace Protocols.Smtp.Server;

/// <summary>How long connections to other servers are kept for the next message, and how many.</summary>
public sealed record RelayCacheOptions
{
    /// <summary>How many connections wait for work at most; 100 unless set, 0 for none: then each message has its own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxIdle
    {
        get;
        init => field = AtLeast(value, 0);
    }
    = 100;

    /// <summary>How many of them to one server; 5 unless set, as many as deliveries go on to one destination.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxIdlePerHost
    {
        get;
        init => field = AtLeast(value, 0);
    }
    = 5;

    /// <summary>How long a connection may wait for work; 10 seconds unless set. Others pay for it being held open.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan IdleTime
    {
        get;
        init => field = Positive(value);
    }
    = TimeSpan.FromSeconds(10);

    /// <summary>How old a connection may be when it gets another message; 5 minutes unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan MaxAge
    {
        get;
        init => field = Positive(value);
    }
    = TimeSpan.FromMinutes(5);

    /// <summary>How many messages a connection gets at most, from 1; 100 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxMessages
    {
        get;
        init => field = AtLeast(value, 1);
    }
    = 100;

    private static int AtLeast(int value, int least)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least);
        return value;
    }

    private static TimeSpan Positive(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
        return value;
    }
}
