namespace Protocols.Smtp;

/// <summary>How long a client waits for each reply before it gives the connection up (RFC 5321 §4.5.3.2, whose times are the least that should be).</summary>
public sealed record SmtpClientTimeouts
{
    /// <summary>For the greeting, from when the connection is there; 5 minutes unless set (RFC 5321 §4.5.3.2.1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan Greeting
    {
        get;
        init => field = Positive(value);
    }
    = TimeSpan.FromMinutes(5);

    /// <summary>For the reply to EHLO, HELO or LHLO; 5 minutes unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan Hello
    {
        get;
        init => field = Positive(value);
    }
    = TimeSpan.FromMinutes(5);

    /// <summary>For the reply to MAIL, and to the RSET before it; 5 minutes unless set (RFC 5321 §4.5.3.2.2).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan Mail
    {
        get;
        init => field = Positive(value);
    }
    = TimeSpan.FromMinutes(5);

    /// <summary>For the reply to each RCPT; 5 minutes unless set (RFC 5321 §4.5.3.2.3).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan Recipient
    {
        get;
        init => field = Positive(value);
    }
    = TimeSpan.FromMinutes(5);

    /// <summary>For the reply to DATA; 2 minutes unless set (RFC 5321 §4.5.3.2.4).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan DataInitiation
    {
        get;
        init => field = Positive(value);
    }
    = TimeSpan.FromMinutes(2);

    /// <summary>For each block of a message to be taken, and for the reply to a chunk that is not the last; 3 minutes unless set (RFC 5321 §4.5.3.2.5).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan DataBlock
    {
        get;
        init => field = Positive(value);
    }
    = TimeSpan.FromMinutes(3);

    /// <summary>For the reply to the end of a message, and in LMTP to each recipient; 10 minutes unless set (RFC 5321 §4.5.3.2.6).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan DataTermination
    {
        get;
        init => field = Positive(value);
    }
    = TimeSpan.FromMinutes(10);

    /// <summary>For the replies that RFC 5321 has no time for: to STARTTLS, AUTH, RSET, NOOP and QUIT; 1 minute unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan Other
    {
        get;
        init => field = Positive(value);
    }
    = TimeSpan.FromMinutes(1);

    private static TimeSpan Positive(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
        return value;
    }
}
