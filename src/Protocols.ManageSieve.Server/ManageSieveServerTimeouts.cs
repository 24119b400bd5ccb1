namespace Protocols.ManageSieve.Server;

/// <summary>How long the client may take.</summary>
public sealed record ManageSieveServerTimeouts
{
    /// <summary>To log in, from the first byte on; 2 minutes unless set. Beyond: BYE.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan Login
    {
        get;
        init => field = Positive(value);
    }
    = TimeSpan.FromMinutes(2);

    /// <summary>Between commands, and for each command to come in whole; 30 minutes unless set, the least that RFC 5804 §1.2 allows. Beyond: BYE.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan Inactivity
    {
        get;
        init => field = Positive(value);
    }
    = TimeSpan.FromMinutes(30);

    private static TimeSpan Positive(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
        return value;
    }
}
