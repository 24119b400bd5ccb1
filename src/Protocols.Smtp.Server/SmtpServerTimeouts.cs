namespace Protocols.Smtp.Server;

/// <summary>How long the client may take (RFC 5321 §4.5.3.2.7 asks for five minutes at least between commands).</summary>
public sealed record SmtpServerTimeouts
{
    /// <summary>For a whole command, from when the server began to wait for it; 5 minutes unless set. Beyond: 421 4.4.2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan Command
    {
        get;
        init => field = Positive(value);
    }
    = TimeSpan.FromMinutes(5);

    /// <summary>For each next piece of a message; 3 minutes unless set. Beyond: 421 4.4.2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan DataBlock
    {
        get;
        init => field = Positive(value);
    }
    = TimeSpan.FromMinutes(3);

    /// <summary>For a whole message, however it trickles in; 1 hour unless set. Beyond: 421 4.4.2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan Message
    {
        get;
        init => field = Positive(value);
    }
    = TimeSpan.FromHours(1);

    private static TimeSpan Positive(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
        return value;
    }
}
