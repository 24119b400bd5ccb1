using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace Protocols.Smtp.Server;

/// <summary>The settings and limits of a <see cref="DeliveryAgent"/>.</summary>
public sealed record DeliveryAgentOptions
{
    /// <summary>This host's name: what it says with EHLO (RFC 5321 §4.1.4), and what it is among exchangers.</summary>
    public required string HostName { get; init; }

    /// <summary>Whose leases they are, for operators to see; the host's name and the number of the process unless set.</summary>
    public string Owner
    {
        get => field ?? string.Create(CultureInfo.InvariantCulture, $"{HostName}/{Environment.ProcessId}");
        init
        {
            ArgumentException.ThrowIfNullOrEmpty(value);
            field = value;
        }
    }

    /// <summary>The port of exchangers, 1 to 65,535; 25 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Port
    {
        get;
        init => field = Within(value, 1, 65_535);
    }
    = 25;

    /// <summary>Which exchangers are looked at.</summary>
    public MxOptions Mx { get; init; } = new();

    /// <summary>How many addresses an attempt connects to at most, of all exchangers together, 1 to 1,000; 10 unless set (RFC 5321 §5.1 wants two).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxConnectionAttempts
    {
        get;
        init => field = Within(value, 1, 1_000);
    }
    = 10;

    /// <summary>How many deliveries go on at a time, 1 to 10,000; 50 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxConcurrency
    {
        get;
        init => field = Within(value, 1, 10_000);
    }
    = 50;

    /// <summary>How many of them to one destination, those of other nodes included, 1 to 10,000; 5 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxConcurrencyPerDestination
    {
        get;
        init => field = Within(value, 1, 10_000);
    }
    = 5;

    /// <summary>For how long work is leased at a time; it is prolonged while it goes on. 2 minutes unless set, 1 second at least. After a crash the work is free when this is over.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below a second.</exception>
    public TimeSpan LeaseTime
    {
        get;
        init => field = AtLeast(value, TimeSpan.FromSeconds(1));
    }
    = TimeSpan.FromMinutes(2);

    /// <summary>For how long a destination none of whose servers answers is left alone; 2 minutes unless set, none for never (RFC 5321 §4.5.4.1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan UnreachableTime
    {
        get;
        init => field = AtLeast(value, TimeSpan.Zero);
    }
    = TimeSpan.FromMinutes(2);

    /// <summary>How many destinations are left alone at a time at most, from 0; 1,000 unless set. Those beyond are tried.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxUnreachable
    {
        get;
        init => field = Within(value, 0, 1_000_000);
    }
    = 1_000;

    /// <summary>When what failed for now is tried again, and when it is given up.</summary>
    public RetrySchedule Schedule { get; init; } = new();

    /// <summary>When what came of an attempt cannot be recorded because its notification is refused, the recipient is tried again after this; 5 minutes unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below a second.</exception>
    public TimeSpan NotificationRetry
    {
        get;
        init => field = AtLeast(value, TimeSpan.FromSeconds(1));
    }
    = TimeSpan.FromMinutes(5);

    /// <summary>For how long beyond a message's time that goes on; a day unless set. Then the recipient is given up, and nobody hears of it but the log.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan NotificationTime
    {
        get;
        init => field = AtLeast(value, TimeSpan.Zero);
    }
    = TimeSpan.FromDays(1);

    /// <summary>How long work under way may take to end when the agent is stopped; 10 seconds unless set. What is not done then is given back.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan StopTime
    {
        get;
        init => field = AtLeast(value, TimeSpan.Zero);
    }
    = TimeSpan.FromSeconds(10);

    /// <summary>How long the agent waits after its queue failed it; 5 seconds unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below a millisecond.</exception>
    public TimeSpan ErrorTime
    {
        get;
        init => field = AtLeast(value, TimeSpan.FromMilliseconds(1));
    }
    = TimeSpan.FromSeconds(5);

    /// <summary>How connections are kept for the next message.</summary>
    public RelayCacheOptions Cache { get; init; } = new();

    /// <summary>How long a connection may take to come about; 30 seconds unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below a millisecond.</exception>
    public TimeSpan ConnectTimeout
    {
        get;
        init => field = AtLeast(value, TimeSpan.FromMilliseconds(1));
    }
    = TimeSpan.FromSeconds(30);

    /// <summary>How long a handshake of TLS may take; 1 minute unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below a millisecond.</exception>
    public TimeSpan TlsTimeout
    {
        get;
        init => field = AtLeast(value, TimeSpan.FromMilliseconds(1));
    }
    = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The settings and limits of sessions, with the time that each reply may take (RFC 5321 §4.5.3.2). Unless set, messages go by BDAT where the
    /// server takes that (RFC 3030). The name and the protocol are set by the agent.
    /// </summary>
    public SmtpClientOptions Client { get; init; } = new() { PreferChunking = true };

    /// <summary>How many bytes of a message are sent at a time, and go into a chunk of BDAT, 1 KiB to 16 MiB; 128 KiB unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int BlockSize
    {
        get;
        init => field = Within(value, 1024, 16 << 20);
    }
    = 128 << 10;

    /// <summary>The authorities that certificates are held against; null for those of the machine.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

    private static int Within(int value, int least, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most);
        return value;
    }

    private static TimeSpan AtLeast(TimeSpan value, TimeSpan least)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least);
        return value;
    }
}
