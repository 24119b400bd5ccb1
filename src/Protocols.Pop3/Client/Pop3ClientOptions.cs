namespace Protocols.Pop3;

/// <summary>How a client behaves, and its limits. Every value is checked when it is set.</summary>
public sealed record Pop3ClientOptions
{
    private readonly int _maxLineLength = 8192;
    private readonly int _maxCapabilities = 200;

    /// <summary>The server's name, for mechanisms that want to know it; null where it is not known.</summary>
    public string? ServerName { get; init; }

    /// <summary>Whether a password or a token may go out without TLS. False by default.</summary>
    public bool AllowPlaintextPasswords { get; init; }

    /// <summary>Whether APOP, which is made of MD5, may be used where nothing better is offered. False by default.</summary>
    public bool AllowApop { get; init; }

    /// <summary>The longest line of a response in octets, but for lines of messages, which may have any length; the default is 8,192. A longer one ends the connection.</summary>
    public int MaxLineLength
    {
        get => _maxLineLength;
        init => _maxLineLength = AtLeast(value, 512);
    }

    /// <summary>How many capabilities a server may list; the default is 200. More are passed over.</summary>
    public int MaxCapabilities
    {
        get => _maxCapabilities;
        init => _maxCapabilities = AtLeast(value, 1);
    }

    private static int AtLeast(int value, int least)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least);
        return value;
    }
}
