using Protocols.Mime;

namespace Protocols.Smtp.Server;

/// <summary>How reports of TLS are made and sent. Immutable; the values are validated when they are set.</summary>
public sealed record TlsReportOptions
{
    /// <summary>The folder in which counts and unsent reports are kept through restarts; it is made where it is not there.</summary>
    public required string Folder { get; init; }

    /// <summary>The name of who reports (RFC 8460 §4.4).</summary>
    public required string Organization { get; init; }

    /// <summary>Who sends the reports and answers questions about them: the domain of the address is the one that reports, and signs.</summary>
    public required MailboxAddress Author
    {
        get;
        init => field = value.Check() == WriteStatus.Ok ? value : throw new ArgumentException("This is no mailbox that can be written in ASCII.", nameof(value));
    }

    /// <summary>How long after midnight of UTC reports are made at most, from none to 12 hours; the time is at random. 4 hours unless set (RFC 8460 §4.1).</summary>
    public TimeSpan MaxDelay
    {
        get;
        init => field = Within(value, TimeSpan.Zero, TimeSpan.FromHours(12));
    }
    = TimeSpan.FromHours(4);

    /// <summary>How often counts are put on disk and unsent reports are looked after, from a second to an hour; a minute unless set. As much of the counts a crash loses.</summary>
    public TimeSpan Interval
    {
        get;
        init => field = Within(value, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
    }
    = TimeSpan.FromMinutes(1);

    /// <summary>How long a report is tried after the first attempt, from none to a week; 24 hours unless set (RFC 8460 §5.5).</summary>
    public TimeSpan Expiry
    {
        get;
        init => field = Within(value, TimeSpan.Zero, TimeSpan.FromDays(7));
    }
    = TimeSpan.FromDays(1);

    /// <summary>The delay after the first attempt, from a second to a day; each is twice as long as the one before. A quarter of an hour unless set.</summary>
    public TimeSpan FirstDelay
    {
        get;
        init => field = Within(value, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
    }
    = TimeSpan.FromMinutes(15);

    /// <summary>How many reports are sent at a time, from 1; 4 unless set.</summary>
    public int Concurrency
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }
    = 4;

    /// <summary>How reports go to addresses of HTTPS.</summary>
    public HttpsOptions Https { get; init; } = HttpsOptions.Default;

    /// <summary>
    /// Gives the signature of a message, whole fields to stand before it: <see cref="TlsReportSigning.With"/> makes one of keys. Null for none; then no report goes by mail,
    /// since its reader had to ignore it (RFC 8460 §3).
    /// </summary>
    public Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? Sign { get; init; }

    /// <summary>Gives the queue's destination for the domain of an address, in A-labels and lower case; null for the domain itself.</summary>
    public Func<string, string>? DestinationOf { get; init; }

    private static TimeSpan Within(TimeSpan value, TimeSpan least, TimeSpan most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most);
        return value;
    }
}
