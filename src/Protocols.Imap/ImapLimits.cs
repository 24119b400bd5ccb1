namespace Protocols.Imap;

/// <summary>How much a client may make the server hold or do. Every value is checked when it is set; the defaults suit the open internet.</summary>
public sealed record ImapLimits
{
    private readonly int _maxLineLength = 64 * 1024;
    private readonly int _maxLiteralLength = 64 * 1024;
    private readonly int _maxCommandLength = 256 * 1024;
    private readonly int _maxUnauthenticatedCommandLength = 64 * 1024;
    private readonly long _maxAppendLength = 64L * 1024 * 1024;
    private readonly long _maxDrainLength = 128L * 1024 * 1024;
    private readonly int _maxUnauthenticatedDrainLength = 64 * 1024;
    private readonly int _maxSearchDepth = 32;
    private readonly int _maxSearchKeys = 1000;
    private readonly int _maxSetRanges = 20_000;
    private readonly int _maxListItems = 1000;
    private readonly int _maxPartDepth = 100;
    private readonly int _maxBadCommands = 20;
    private readonly int _maxAuthenticationFailures = 5;

    /// <summary>The defaults.</summary>
    public static ImapLimits Default { get; } = new();

    /// <summary>
    /// The longest line of a command, in octets, without its CRLF; literals not counted. RFC 7162 §4 wants 8,192 at least. The default is
    /// 65,536. A longer line is answered BAD and thrown away.
    /// </summary>
    public int MaxLineLength
    {
        get => _maxLineLength;
        init => _maxLineLength = AtLeast(value, 1000);
    }

    /// <summary>
    /// The largest literal of a command, in octets, but for the message of an APPEND. The default is 65,536. A larger one is answered BAD before
    /// an octet of it is read.
    /// </summary>
    public int MaxLiteralLength
    {
        get => _maxLiteralLength;
        init => _maxLiteralLength = AtLeast(value, 0);
    }

    /// <summary>The longest command, in octets: its lines and literals together, but for the message of an APPEND. The default is 262,144.</summary>
    public int MaxCommandLength
    {
        get => _maxCommandLength;
        init => _maxCommandLength = AtLeast(value, 1000);
    }

    /// <summary>The same before the client has authenticated, for lines, literals and whole commands. The default is 65,536: the largest ID that RFC 2971
    /// §3.3 allows, 30 fields of 1,024 octets, fits in.</summary>
    public int MaxUnauthenticatedCommandLength
    {
        get => _maxUnauthenticatedCommandLength;
        init => _maxUnauthenticatedCommandLength = AtLeast(value, 100);
    }

    /// <summary>The largest message that APPEND takes, in octets. The default is 64 MiB. A larger one is answered NO with TOOBIG.</summary>
    public long MaxAppendLength
    {
        get => _maxAppendLength;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _maxAppendLength = value;
        }
    }

    /// <summary>
    /// How many octets of a refused non-synchronising literal or of a line too long are read and thrown away for one command; what goes beyond
    /// ends the connection with BYE (RFC 7888 §4). The default is 128 MiB.
    /// </summary>
    public long MaxDrainLength
    {
        get => _maxDrainLength;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _maxDrainLength = value;
        }
    }

    /// <summary>The same before the client has authenticated. The default is 65,536.</summary>
    public int MaxUnauthenticatedDrainLength
    {
        get => _maxUnauthenticatedDrainLength;
        init => _maxUnauthenticatedDrainLength = AtLeast(value, 0);
    }

    /// <summary>How deep NOT, OR and parentheses may nest in a SEARCH. The default is 32; deeper is answered BAD.</summary>
    public int MaxSearchDepth
    {
        get => _maxSearchDepth;
        init => _maxSearchDepth = Math.Min(AtLeast(value, 1), 200);
    }

    /// <summary>How many keys a SEARCH may have. The default is 1,000; more is answered BAD.</summary>
    public int MaxSearchKeys
    {
        get => _maxSearchKeys;
        init => _maxSearchKeys = AtLeast(value, 1);
    }

    /// <summary>How many numbers and ranges a sequence set may list. The default is 20,000; more is answered BAD.</summary>
    public int MaxSetRanges
    {
        get => _maxSetRanges;
        init => _maxSetRanges = AtLeast(value, 1);
    }

    /// <summary>How many members any parenthesised list may have: flags, fetch items, header names, patterns. The default is 1,000; more is answered BAD.</summary>
    public int MaxListItems
    {
        get => _maxListItems;
        init => _maxListItems = AtLeast(value, 1);
    }

    /// <summary>How many numbers a part path such as <c>1.2.3</c> may have. The default is 100; more is answered BAD.</summary>
    public int MaxPartDepth
    {
        get => _maxPartDepth;
        init => _maxPartDepth = AtLeast(value, 1);
    }

    /// <summary>How many commands in a row may be answered BAD by the session before it says BYE. The default is 20.</summary>
    public int MaxBadCommands
    {
        get => _maxBadCommands;
        init => _maxBadCommands = AtLeast(value, 1);
    }

    /// <summary>How many attempts to log in may fail before the session says BYE. The default is 5.</summary>
    public int MaxAuthenticationFailures
    {
        get => _maxAuthenticationFailures;
        init => _maxAuthenticationFailures = AtLeast(value, 1);
    }

    /// <summary>
    /// How many messages one FETCH, SEARCH, STORE, COPY, MOVE, UID EXPUNGE or APPEND may be about, at least 1; null, unless set, for any number. It is told
    /// as MESSAGELIMIT (RFC 9738), which wants 1,000 at least. What goes beyond is done for the highest UIDs alone, or refused where it is all or none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? MaxMessages
    {
        get;
        init => field = value is { } limit ? AtLeast(limit, 1) : null;
    }

    /// <summary>The same for COPY and APPEND alone: SAVELIMIT. It counts where <see cref="MaxMessages"/> is null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? MaxMessagesToSave
    {
        get;
        init => field = value is { } limit ? AtLeast(limit, 1) : null;
    }

    private static int AtLeast(int value, int least)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least);
        return value;
    }
}
