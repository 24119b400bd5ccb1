namespace Protocols.Imap.Server;

/// <summary>What one search, sort or thread may cost. What goes beyond is answered NO with LIMIT, and nothing of it is told.</summary>
public sealed record ImapSearchLimits
{
    /// <summary>How long a command may look for messages; default two minutes.</summary>
    public TimeSpan Time { get; init => field = AtLeast(value, TimeSpan.FromMilliseconds(1)); } = TimeSpan.FromMinutes(2);

    /// <summary>How many bytes of messages a command may read to look into their text; default 16 GiB.</summary>
    public long TextBytes { get; init => field = AtLeast(value, 0); } = 16L << 30;

    /// <summary>How many results a session may have updated at a time (RFC 5267 §4.3.1), from 1; default 32. One more is answered with NOUPDATE.</summary>
    public int Updates { get; init => field = AtLeast(value, 1); } = 32;

    /// <summary>How many messages a sorted result may have to be updated; default 20,000. A longer one is answered with NOUPDATE.</summary>
    public int SortedUpdateLength { get; init => field = AtLeast(value, 0); } = 20_000;

    /// <summary>How often results that depend on the time of day are looked at again (RFC 5032 §2); default one minute.</summary>
    public TimeSpan WithinInterval { get; init => field = AtLeast(value, TimeSpan.Zero); } = TimeSpan.FromMinutes(1);

    /// <summary>How many mailboxes one ESEARCH may search (RFC 7377 §2.4), from 1; default 1,000.</summary>
    public int Mailboxes { get; init => field = AtLeast(value, 1); } = 1000;

    /// <summary>How deep filters may name filters (RFC 5466 §3.1), from 3; default 8.</summary>
    public int FilterDepth { get; init => field = AtLeast(value, 3); } = 8;

    private static T AtLeast<T>(T value, T least)
        where T : IComparable<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least);
        return value;
    }
}
