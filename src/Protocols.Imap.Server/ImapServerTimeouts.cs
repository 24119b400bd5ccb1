namespace Protocols.Imap.Server;

/// <summary>How long the client may take.</summary>
public sealed record ImapServerTimeouts
{
    /// <summary>To log in, from the first byte on; 2 minutes unless set. Beyond: BYE.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan Login
    {
        get;
        init => field = Positive(value);
    }
    = TimeSpan.FromMinutes(2);

    /// <summary>Between commands and in IDLE, and for each command to come in whole; 30 minutes unless set, the least that RFC 9051 §5.4 allows. Beyond: BYE.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan Inactivity
    {
        get;
        init => field = Positive(value);
    }
    = TimeSpan.FromMinutes(30);

    /// <summary>For each next piece of an APPEND's message; 3 minutes unless set. Beyond: BYE.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan AppendBlock
    {
        get;
        init => field = Positive(value);
    }
    = TimeSpan.FromMinutes(3);

    private static TimeSpan Positive(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
        return value;
    }
}
