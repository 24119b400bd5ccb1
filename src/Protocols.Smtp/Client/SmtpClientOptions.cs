namespace Protocols.Smtp;

/// <summary>The settings and limits of a client's session.</summary>
public sealed record SmtpClientOptions
{
    private readonly int _maxPipelinedCommands = 100;
    private readonly int _maxReplyLineLength = 4096;
    private readonly int _maxReplyLines = 256;

    /// <summary>The name or address literal the client gives with EHLO, HELO or LHLO (RFC 5321 §4.1.4).</summary>
    public string ClientName { get; init; } = "localhost";

    /// <summary>The server's own name, for mechanisms of authentication that are bound to it (RFC 2831 §2.1.2); null, unless set, to do without them.</summary>
    public string? ServerName { get; init; }

    /// <summary>Whether the server speaks LMTP (RFC 2033).</summary>
    public bool IsLmtp { get; init; }

    /// <summary>Whether HELO is tried where EHLO is refused (RFC 5321 §3.2). On by default.</summary>
    public bool FallBackToHelo { get; init; } = true;

    /// <summary>Whether passwords may be sent without TLS. Off by default.</summary>
    public bool AllowPlaintextAuthentication { get; init; }

    /// <summary>Whether messages go by BDAT where the server takes that (RFC 3030). Binary ones always do. Off by default.</summary>
    public bool PreferChunking { get; init; }

    /// <summary>Whether commands are sent without waiting for replies where the server takes that (RFC 2920). On by default.</summary>
    public bool UsePipelining { get; init; } = true;

    /// <summary>What to do with a CR or LF that stands alone in a message, and with NUL; a binary one may have all of them.</summary>
    public BareLineEndWriting BareLineEnds { get; init; }

    /// <summary>How long a host is to wait for each reply.</summary>
    public SmtpClientTimeouts Timeouts { get; init; } = new();

    /// <summary>
    /// How many commands may be without a reply at a time, 100 by default; a host that writes everything before it reads must not fill both
    /// directions (RFC 2920 §3.1).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxPipelinedCommands
    {
        get => _maxPipelinedCommands;
        init => _maxPipelinedCommands = AtLeast(value, 1);
    }

    /// <summary>The longest line of a reply in bytes; at least 512 (RFC 5321 §4.5.3.1.5), 4,096 by default. Beyond, the session ends.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 512.</exception>
    public int MaxReplyLineLength
    {
        get => _maxReplyLineLength;
        init => _maxReplyLineLength = AtLeast(value, 512);
    }

    /// <summary>The most lines of a reply; 256 by default. Beyond, the session ends.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxReplyLines
    {
        get => _maxReplyLines;
        init => _maxReplyLines = AtLeast(value, 1);
    }

    private static int AtLeast(int value, int least)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least);
        return value;
    }
}
