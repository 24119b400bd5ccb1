namespace Protocols.Imap;

/// <summary>How much a server may make a client hold. What goes beyond ends the session with <see cref="ImapClientEventKind.Failed"/>.</summary>
public sealed record ImapClientLimits
{
    /// <summary>The defaults.</summary>
    public static ImapClientLimits Default { get; } = new();

    /// <summary>
    /// The longest response in octets, its lines and its literals together, but for literals that are streamed. From 1,000; the default is 8 MiB: a SEARCH
    /// of a million messages in one line.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is too small.</exception>
    public int MaxResponseLength
    {
        get;
        init => field = AtLeast(value, 1000);
    }
    = 8 * 1024 * 1024;

    /// <summary>The largest literal in octets that is not streamed: a subject, a mailbox's name. The default is 1 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxLiteralLength
    {
        get;
        init => field = AtLeast(value, 0);
    }
    = 1024 * 1024;

    /// <summary>The largest literal in octets that is streamed: a message or a part of one. The default is 1 GiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long MaxStreamedLiteralLength
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }
    = 1024L * 1024 * 1024;

    /// <summary>How many literals a response may have, from 1. The default is 1,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is too small.</exception>
    public int MaxLiterals
    {
        get;
        init => field = AtLeast(value, 1);
    }
    = 1000;

    /// <summary>How deep lists may nest, in a body structure or a thread, 1 to 500; deeper, the response comes as <see cref="ImapUnknownResponse"/>. The default is 100.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxDepth
    {
        get;
        init => field = value <= 500 ? AtLeast(value, 1) : throw new ArgumentOutOfRangeException(nameof(value));
    }
    = 100;

    private static int AtLeast(int value, int least)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least);
        return value;
    }
}
