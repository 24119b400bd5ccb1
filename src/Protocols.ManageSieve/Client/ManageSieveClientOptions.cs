namespace Protocols.ManageSieve;

/// <summary>The settings of a client's session, and how much a server may make it hold.</summary>
public sealed record ManageSieveClientOptions
{
    private readonly int _maxLineLength = 64 * 1024;
    private readonly int _maxScriptLength = 16 * 1024 * 1024;
    private readonly int _maxLines = 10_000;

    /// <summary>The server's name in ASCII, which some mechanisms are bound to; null, unless set, to pass those over.</summary>
    public string? ServerName { get; init; }

    /// <summary>Whether a password may be sent without TLS. False unless set (RFC 5804 §2.1.1, §5).</summary>
    public bool AllowPlaintextAuthentication { get; init; }

    /// <summary>The longest line of a response in octets, without CRLF; literals not counted. The default is 65,536. A longer one ends the session.</summary>
    public int MaxLineLength
    {
        get => _maxLineLength;
        init => _maxLineLength = AtLeast(value, 1024);
    }

    /// <summary>The longest script, and the longest response at all, in octets. The default is 16 MiB. A longer one ends the session.</summary>
    public int MaxScriptLength
    {
        get => _maxScriptLength;
        init => _maxScriptLength = AtLeast(value, 1024);
    }

    /// <summary>How many scripts or capabilities a server may list. The default is 10,000. More end the session.</summary>
    public int MaxLines
    {
        get => _maxLines;
        init => _maxLines = AtLeast(value, 1);
    }

    private static int AtLeast(int value, int least)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least);
        return value;
    }
}
