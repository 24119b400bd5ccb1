using System.Collections.Immutable;

namespace Protocols.Pop3;

/// <summary>A language that a server speaks (RFC 6856 §3).</summary>
/// <param name="Tag">Its tag, such as <c>en</c>.</param>
/// <param name="Description">What it calls itself.</param>
public sealed record Pop3Language(string Tag, string Description);

/// <summary>What a host offers on a connection, and its limits. Every value is checked when it is set.</summary>
public sealed record Pop3ServerOptions
{
    private readonly int _maxLineLength = 1024;
    private readonly int _maxAuthenticationLineLength = 24 * 1024;
    private readonly int _maxBadCommands = 20;
    private readonly int _maxAuthenticationFailures = 5;

    /// <summary>IMPLEMENTATION: the name of the program; empty for none.</summary>
    public string Implementation { get; init; } = "Protocols";

    /// <summary>Whether the host can go over to TLS on this connection when it is in plaintext (RFC 2595 §4).</summary>
    public bool CanStartTls { get; init; }

    /// <summary>Whether a password may be sent without TLS. False by default: then neither USER nor a mechanism is offered until there is TLS.</summary>
    public bool AllowPlaintextPasswords { get; init; }

    /// <summary>
    /// The SASL mechanisms that the host serves, strongest first (RFC 5034); those that end with <c>-PLUS</c> are offered over TLS alone. None by default.
    /// </summary>
    public ImmutableArray<string> Mechanisms { get; init; } = [];

    /// <summary>
    /// The time stamp of the greeting, by which the host serves APOP (RFC 1939 §7): unlike any other, of the form <c>&lt;local@domain&gt;</c>. Null, the default, where it
    /// does not: APOP wants passwords that are kept as they are.
    /// </summary>
    public string? ApopTimestamp { get; init; }

    /// <summary>LOGIN-DELAY: how long after a login the next one is refused; null, the default, for no such delay (RFC 2449 §6.5). The host refuses it.</summary>
    public TimeSpan? LoginDelay { get; init; }

    /// <summary>EXPIRE: for how many days messages stay; null, the default, for ever (RFC 2449 §6.7).</summary>
    public int? ExpireDays { get; init; }

    /// <summary>The languages that the host has texts in; none by default: then LANG is not offered.</summary>
    public ImmutableArray<Pop3Language> Languages { get; init; } = [];

    /// <summary>The longest line of a command in octets without its CRLF. RFC 2449 §4 wants 255 with it; the default is 1,024. A longer one is answered -ERR and thrown away.</summary>
    public int MaxLineLength
    {
        get => _maxLineLength;
        init => _maxLineLength = AtLeast(value, 253);
    }

    /// <summary>The longest line of AUTH and of a response to a challenge. RFC 5034 §4 wants 12,288 at least; the default is 24,576.</summary>
    public int MaxAuthenticationLineLength
    {
        get => _maxAuthenticationLineLength;
        init => _maxAuthenticationLineLength = AtLeast(value, 253);
    }

    /// <summary>How many commands in a row may be wrong before the connection is closed. The default is 20.</summary>
    public int MaxBadCommands
    {
        get => _maxBadCommands;
        init => _maxBadCommands = AtLeast(value, 1);
    }

    /// <summary>How many attempts to log in may fail before the connection is closed. The default is 5.</summary>
    public int MaxAuthenticationFailures
    {
        get => _maxAuthenticationFailures;
        init => _maxAuthenticationFailures = AtLeast(value, 1);
    }

    private static int AtLeast(int value, int least)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least);
        return value;
    }
}
