namespace Protocols.Pop3.Server;

/// <summary>How long the client may take.</summary>
public sealed record Pop3ServerTimeouts
{
    /// <summary>To log in, from the first byte on; 2 minutes unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan Login
    {
        get;
        init => field = Positive(value);
    }
    = TimeSpan.FromMinutes(2);

    /// <summary>Between commands; 10 minutes unless set, the least that RFC 1939 §3 allows. Beyond that the connection is closed without a word, and nothing is removed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan Inactivity
    {
        get;
        init => field = Positive(value);
    }
    = TimeSpan.FromMinutes(10);

    private static TimeSpan Positive(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
        return value;
    }
}
